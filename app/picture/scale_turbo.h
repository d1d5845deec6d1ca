#ifndef DUOTONE_SCALE_TURBO_H
#define DUOTONE_SCALE_TURBO_H

#include <stddef.h>
#include <stdint.h>

/* The same as taps in scale.go. */
struct duo_taps { int32_t first, n, weight; };

/* Stretches rows of R, G, B, A as they come: across into between, then down into dst. Weights of 22 bits are in two parts,
   above and below the 11th bit, so that each fits a multiplication of 16 bits; across has four of a part and four of the
   other in turns, zeros up to a multiple of eight weights; down has them whole. */
struct duo_scaler {
  const struct duo_taps *across, *down;
  const int16_t *across_weights;
  const uint64_t *down_weights;
  int out_w, out_h;
  uint8_t *between; /* room × duo_between_stride(out_w) bytes */
  int room;         /* rows: as many as the most that one output row needs, and duo_scale_spare */
  uint8_t *dst;
  int base, ready, done; /* between begins with row base; rows before ready are there; output rows done */
};

enum { duo_scale_spare = 64, duo_scale_pad = 64 };

/* Whether this machine has AVX2. */
int duo_scale_usable(void);

/* Rows between the two filters begin at multiples of 8 bytes. */
static inline size_t duo_between_stride(int out_w) { return (4 * (size_t)out_w + 7) & ~(size_t)7; }

/* Takes the next n rows, stride bytes apart, n a multiple of 4 but for the last ones. duo_scale_pad bytes after each row's
   end have to be readable. */
void duo_scale_rows(struct duo_scaler *s, const uint8_t *rows, size_t stride, int n);

/* The same where the state is kept between calls in at: base, ready and done. */
static inline void duo_scale_some(const struct duo_taps *across, const int16_t *across_weights, const struct duo_taps *down,
                                  const uint64_t *down_weights, int out_w, int out_h, uint8_t *between, int room,
                                  uint8_t *dst, int32_t *at, const uint8_t *rows, size_t stride, int n) {
  struct duo_scaler s = {across, down, across_weights, down_weights, out_w, out_h, between, room, dst, at[0], at[1], at[2]};
  duo_scale_rows(&s, rows, stride, n);
  at[0] = s.base, at[1] = s.ready, at[2] = s.done;
}

#endif
