//go:build cgo && !noturbo && (linux || turbo)

#include <stdint.h>
#include <string.h>

#include "scale_turbo.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define PIXELS(p) _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(p)))

enum { bits = 22, low_bits = 11, half = 1 << (bits - 1) };

int duo_scale_usable(void) { return __builtin_cpu_supports("avx2") != 0; }

/* Both parts of a sum: one lane has the first two of four taps, the other the last two. */
AVX2 static inline __m128i whole(__m256i high, __m256i low) {
  __m256i s = _mm256_add_epi32(_mm256_slli_epi32(high, low_bits), low);
  __m128i t = _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
  return _mm_srli_epi32(_mm_add_epi32(t, _mm_set1_epi32(half)), bits);
}

AVX2 static inline void store32(uint8_t *p, int v) { memcpy(p, &v, 4); }

/* Four rows at once: they share their weights. Four taps of a row are one vector, its bytes in the order R0 R1 G0 G1 … and
   widened to 16 bits, so that one instruction multiplies and adds two taps. Sums wrap at 32 bits, the last of them fits. */
AVX2 static void across(const uint8_t *const row[4], const struct duo_scaler *s, uint8_t *out, size_t stride) {
  const __m256i spread = _mm256_setr_epi8(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1, 8, -1, 12, -1, 9, -1, 13, -1, 10, -1,
                                          14, -1, 11, -1, 15, -1);
  const __m256i pairs = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
  const __m256i more = _mm256_setr_epi32(2, 2, 2, 2, 3, 3, 3, 3);
#define TAPS(r) _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(row[r] + at))), spread)
  for (int o = 0; o < s->out_w; o++) {
    struct duo_taps t = s->across[o];
    const int16_t *w = s->across_weights + t.weight;
    size_t at = 4 * (size_t)t.first;
    __m256i h0 = _mm256_setzero_si256(), h1 = h0, h2 = h0, h3 = h0, l0 = h0, l1 = h0, l2 = h0, l3 = h0;
    for (int i = 0; i < t.n; i += 4, at += 16, w += 8) {
      __m256i k = _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)w));
      __m256i high = _mm256_permutevar8x32_epi32(k, pairs), low = _mm256_permutevar8x32_epi32(k, more);
      __m256i p0 = TAPS(0), p1 = TAPS(1), p2 = TAPS(2), p3 = TAPS(3);
      h0 = _mm256_add_epi32(h0, _mm256_madd_epi16(p0, high));
      l0 = _mm256_add_epi32(l0, _mm256_madd_epi16(p0, low));
      h1 = _mm256_add_epi32(h1, _mm256_madd_epi16(p1, high));
      l1 = _mm256_add_epi32(l1, _mm256_madd_epi16(p1, low));
      h2 = _mm256_add_epi32(h2, _mm256_madd_epi16(p2, high));
      l2 = _mm256_add_epi32(l2, _mm256_madd_epi16(p2, low));
      h3 = _mm256_add_epi32(h3, _mm256_madd_epi16(p3, high));
      l3 = _mm256_add_epi32(l3, _mm256_madd_epi16(p3, low));
    }
    __m128i a = _mm_packus_epi32(whole(h0, l0), whole(h1, l1)), b = _mm_packus_epi32(whole(h2, l2), whole(h3, l3));
    __m128i v = _mm_packus_epi16(a, b);
    store32(out + 4 * o, _mm_cvtsi128_si32(v));
    store32(out + stride + 4 * o, _mm_extract_epi32(v, 1));
    store32(out + 2 * stride + 4 * o, _mm_extract_epi32(v, 2));
    store32(out + 3 * stride + 4 * o, _mm_extract_epi32(v, 3));
  }
#undef TAPS
}

/* One row from n rows, stride bytes apart; room is read and written in steps of 8 bytes. */
AVX2 static void down(const uint8_t *rows, size_t stride, const uint64_t *w, int n, uint8_t *out, size_t bytes) {
  for (size_t x = 0; x < bytes; x += 8) {
    __m256i s = _mm256_set1_epi32(half);
    const uint8_t *p = rows + x;
    for (int i = 0; i < n; i++, p += stride)
      s = _mm256_add_epi32(s, _mm256_mullo_epi32(PIXELS(p), _mm256_set1_epi32((int)w[i])));
    s = _mm256_srli_epi32(s, bits);
    __m128i v = _mm_packus_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
    v = _mm_packus_epi16(v, v);
    memcpy(out + x, &v, bytes - x < 8 ? 4 : 8);
  }
}

void duo_scale_rows(struct duo_scaler *s, const uint8_t *rows, size_t stride, int n) {
  size_t between = duo_between_stride(s->out_w), bytes = 4 * (size_t)s->out_w;
  for (int y = 0; y < n; y += 4) {
    const uint8_t *row[4];
    for (int i = 0; i < 4; i++) /* past the end the last row again, into room that nobody reads */
      row[i] = rows + (size_t)(y + i < n ? y + i : n - 1) * stride;
    if (s->ready - s->base + 4 > s->room) { /* what is still needed goes to the front */
      int keep = s->done < s->out_h ? s->down[s->done].first : s->ready;
      if (keep > s->ready) keep = s->ready;
      memmove(s->between, s->between + (size_t)(keep - s->base) * between, (size_t)(s->ready - keep) * between);
      s->base = keep;
    }
    uint8_t *next = s->between + (size_t)(s->ready - s->base) * between;
    across(row, s, next, between);
    s->ready += n - y < 4 ? n - y : 4;
    for (; s->done < s->out_h && s->down[s->done].first + s->down[s->done].n <= s->ready; s->done++) {
      struct duo_taps t = s->down[s->done];
      down(s->between + (size_t)(t.first - s->base) * between, between, s->down_weights + t.weight, t.n,
           s->dst + (size_t)s->done * bytes, bytes);
    }
  }
}

#else

int duo_scale_usable(void) { return 0; }

void duo_scale_rows(struct duo_scaler *s, const uint8_t *rows, size_t stride, int n) { (void)s, (void)rows, (void)stride, (void)n; }

#endif
