//go:build cgo && !noturbo && (linux || turbo)

#include <string.h>

#include "huff_turbo.h"

#if defined(__has_include)
#if __has_include(<jpegint.h>) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define DUOTONE_OWN_CODES
#endif
#endif

#ifdef DUOTONE_OWN_CODES

#include <jpegint.h>

/* An entry of quick: in the lowest byte how many bits the code and its value take together, in the next how many coefficients
   on the value belongs, above them the value. Where the value does not fit: 0, the code's length, the symbol; where not even
   the code does, all 0. End of block is a step that leads out of the block. */
enum { out = 128 };

static const uint8_t zigzag[64] = {0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
                                   41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
                                   30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

/* The value of s bits as JPEG writes it: those with a leading 0 are negative. */
static inline int32_t value(uint32_t raw, int s) { return (int32_t)raw - (s && !(raw >> (s - 1)) ? (1 << s) - 1 : 0); }

static inline uint32_t entry(int bits, int step, int32_t v) { return (uint32_t)v << 16 | (uint32_t)step << 8 | (uint32_t)bits; }

/* The step of a symbol: 1 for DC, else past the zeros. */
static int step_of(uint8_t symbol, int ac) {
  if (!ac) return 1;
  return symbol == 0 ? out : (symbol >> 4) + 1;
}

static int make(struct duo_codes *t, const JHUFF_TBL *from, int ac) {
  uint32_t code = 0;
  int n = 0;
  memset(t->quick, 0, sizeof t->quick);
  t->symbols = from->huffval;
  for (int length = 1; length <= 16; length++, code <<= 1) {
    t->shift[length] = n - (int32_t)code;
    for (int i = 0; i < from->bits[length]; i++, n++, code++) {
      if (n >= 256 || code >= 1u << length) return 0;
      uint8_t symbol = from->huffval[n];
      int s = symbol & 15, all = length + s;
      if (!ac && symbol > 15) return 0;
      if (ac && s == 0 && symbol != 0 && symbol != 0xf0) return 0; /* no such symbol in sequential files */
      if (length > duo_peek) continue;
      uint32_t *e = t->quick + (code << (duo_peek - length));
      int wide = 1 << (duo_peek - length);
      if (all > duo_peek) {
        for (int j = 0; j < wide; j++) e[j] = entry(0, length, symbol);
        continue;
      }
      int each = 1 << (duo_peek - all);
      for (int raw = 0; raw < 1 << s; raw++)
        for (int j = 0; j < each; j++) *e++ = entry(all, step_of(symbol, ac), value((uint32_t)raw, s));
    }
    t->beyond[length] = code << (16 - length);
  }
  t->beyond[17] = 1 << 16;
  return 1;
}

/* Fills the window, the rest of it first, up to the next marker. */
static void more(j_decompress_ptr c, struct duo_huffman *h) {
  size_t n = (size_t)(h->end - h->at); /* what the bits hold already lies before at */
  memmove(h->window, h->at, n);
  while (n < duo_window) {
    size_t room = duo_window - n, there = (size_t)(h->in_end - h->in);
    if (there < 2) h->give_up(c); /* no marker at the end */
    const uint8_t *ff = memchr(h->in, 0xff, room < there - 1 ? room : there - 1);
    size_t run = ff ? (size_t)(ff - h->in) : room < there - 1 ? room : there - 1;
    memcpy(h->window + n, h->in, run);
    n += run, h->in += run;
    if (!ff) continue;
    if (h->in[1] == 0xff) h->give_up(c); /* bytes that fill up before a marker */
    if (h->in[1] != 0) {
      h->ended = 1;
      memset(h->window + n, 0, duo_mcu_most + 64);
      break;
    }
    h->window[n++] = 0xff;
    h->in += 2;
  }
  h->at = h->window, h->end = h->window + n;
}

static void restart(j_decompress_ptr c, struct duo_huffman *h) {
  /* Nothing may be left but the bits that fill the last byte up. */
  if (!h->ended) more(c, h);
  if (!h->ended || 8 * (h->end - h->at) + h->count >= 8 || h->in[1] != 0xd0 + h->marker) h->give_up(c);
  h->in += 2;
  h->marker = (h->marker + 1) & 7;
  h->left = h->interval;
  h->ended = 0, h->bits = 0, h->count = 0;
  h->at = h->end = h->window;
  memset(h->last_dc, 0, sizeof h->last_dc);
}

#define FILL()                                                                                                                   \
  do {                                                                                                                           \
    uint64_t next;                                                                                                               \
    memcpy(&next, at, 8);                                                                                                        \
    bits |= __builtin_bswap64(next) >> count;                                                                                    \
    at += (63 - count) >> 3;                                                                                                     \
    count |= 56;                                                                                                                 \
  } while (0)

#define TAKE(n) (bits <<= (n), count -= (n))

/* One code that the look-up alone does not tell, with its value; count is 31 or more. */
#define SLOW(t, e, is_ac, step, v)                                                                                               \
  do {                                                                                                                           \
    int length_ = (int)((e) >> 8), symbol_ = (int)((e) >> 16);                                                                   \
    if ((e) == 0) {                                                                                                              \
      uint32_t x_ = (uint32_t)(bits >> 48);                                                                                      \
      for (length_ = duo_peek + 1; x_ >= (t)->beyond[length_]; length_++) {}                                                     \
      if (length_ > 16) h->give_up(c);                                                                                           \
      symbol_ = (t)->symbols[((int32_t)(x_ >> (16 - length_)) + (t)->shift[length_]) & 255];                                     \
    }                                                                                                                            \
    length_ &= 255;                                                                                                              \
    TAKE(length_);                                                                                                               \
    int s_ = symbol_ & 15;                                                                                                       \
    v = s_ ? value((uint32_t)(bits >> (64 - s_)), s_) : 0;                                                                       \
    TAKE(s_);                                                                                                                    \
    step = step_of((uint8_t)symbol_, is_ac);                                                                                     \
  } while (0)

/* One coefficient; leaves the loop at the end of the block. */
#define COEFFICIENT()                                                                                                            \
  {                                                                                                                              \
    uint32_t e = ac->quick[bits >> (64 - duo_peek)];                                                                             \
    int32_t v = (int32_t)e >> 16;                                                                                                \
    int step = e >> 8 & 255;                                                                                                     \
    if (e & 255) {                                                                                                               \
      TAKE(e & 255);                                                                                                             \
    } else {                                                                                                                     \
      FILL();                                                                                                                    \
      SLOW(ac, e, 1, step, v);                                                                                                   \
    }                                                                                                                            \
    k += step;                                                                                                                   \
    if (k > 63) break;                                                                                                           \
    to[zigzag[k]] = (JCOEF)v;                                                                                                    \
  }

static boolean decode_mcu(j_decompress_ptr c, JBLOCKROW *mcu) {
  struct duo_huffman *h = duo_huffman_of(c);
  if (h->interval && h->left == 0) restart(c, h);
  if (h->end - h->at < duo_mcu_most && !h->ended) more(c, h);
  const uint8_t *at = h->at;
  uint64_t bits = h->bits;
  int count = h->count;
  for (int b = 0; b < h->blocks; b++) {
    JCOEF *to = *mcu[b];
    const struct duo_codes *dc = h->block[b].dc, *ac = h->block[b].ac;
    int32_t *last = &h->last_dc[h->block[b].component];
    FILL();
    uint32_t first = dc->quick[bits >> (64 - duo_peek)];
    int32_t difference = (int32_t)first >> 16;
    if (first & 255) {
      TAKE(first & 255);
    } else {
      int step;
      SLOW(dc, first, 0, step, difference);
      (void)step;
    }
    *last += difference;
    if (*last != (JCOEF)*last) h->give_up(c);
    to[0] = (JCOEF)*last;
    int k = 0;
    /* After a filling there are 56 bits: enough for a slow code of 31 and two quick ones. */
    while (k < 63) {
      FILL();
      COEFFICIENT();
      if (k == 63) break;
      COEFFICIENT();
      if (k == 63) break;
      COEFFICIENT();
    }
    if (k > 63 && k < out) h->give_up(c);
  }
  h->at = at, h->bits = bits, h->count = count;
  if (h->ended && 8 * (h->end - at) + count < 0) h->give_up(c); /* it took more than there was */
  h->left--;
  return TRUE;
}

int duo_huffman_start(j_decompress_ptr c, struct duo_huffman *h, void (*give_up)(j_decompress_ptr)) {
  if (c->progressive_mode || c->arith_code || c->data_precision != 8 || c->comps_in_scan != c->num_components || c->Ss != 0 ||
      c->Se != 63 || c->Ah != 0 || c->Al != 0 || c->unread_marker != 0)
    return 0;
  unsigned made = 0;
  for (int b = 0; b < c->blocks_in_MCU; b++) {
    int i = c->MCU_membership[b];
    unsigned dc = (unsigned)c->cur_comp_info[i]->dc_tbl_no, ac = (unsigned)c->cur_comp_info[i]->ac_tbl_no;
    if (dc >= NUM_HUFF_TBLS || ac >= NUM_HUFF_TBLS || !c->dc_huff_tbl_ptrs[dc] || !c->ac_huff_tbl_ptrs[ac]) return 0;
    struct duo_codes *d = &h->codes[dc], *a = &h->codes[NUM_HUFF_TBLS + ac];
    if (!(made & 1u << dc) && !make(d, c->dc_huff_tbl_ptrs[dc], 0)) return 0;
    if (!(made & 16u << ac) && !make(a, c->ac_huff_tbl_ptrs[ac], 1)) return 0;
    made |= 1u << dc | 16u << ac;
    h->block[b].dc = d, h->block[b].ac = a, h->block[b].component = i;
  }
  h->give_up = give_up;
  h->blocks = c->blocks_in_MCU;
  h->in = c->src->next_input_byte, h->in_end = h->in + c->src->bytes_in_buffer;
  h->at = h->end = h->window;
  h->bits = 0, h->count = 0, h->ended = 0, h->marker = 0;
  h->interval = h->left = c->restart_interval;
  memset(h->last_dc, 0, sizeof h->last_dc);
  c->entropy->decode_mcu = decode_mcu;
  return 1;
}

#else

int duo_huffman_start(j_decompress_ptr c, struct duo_huffman *h, void (*give_up)(j_decompress_ptr)) {
  (void)c, (void)h, (void)give_up;
  return 0;
}

#endif
