#ifndef DUOTONE_SCALE_TURBO_H
#define DUOTONE_SCALE_TURBO_H

#include <stddef.h>
#include <stdint.h>

/* The same as taps in scale.go. */
struct duo_taps { int32_t first, n, weight; };

/* Whether this machine has what duo_scale needs: AVX2. */
int duo_scale_usable(void);

/* Rows between the two filters begin at multiples of 8 bytes. */
static inline size_t duo_between_stride(int out_w) { return (4 * (size_t)out_w + 7) & ~(size_t)7; }

/* Stretches R, G, B, A rows without gaps: across first into between, (in_h + 3) × duo_between_stride(out_w) bytes, then
   down into dst. */
void duo_scale(const uint8_t *pix, const struct duo_taps *across_taps, const uint64_t *across_weights, int in_w, int out_w,
               const struct duo_taps *down_taps, const uint64_t *down_weights, int in_h, int out_h, uint8_t *between,
               uint8_t *dst);

#endif
