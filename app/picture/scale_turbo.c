//go:build cgo && !noturbo && (linux || turbo)

#include <stdint.h>
#include <string.h>

#include "scale_turbo.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define PIXEL(p) _mm_cvtepu8_epi32(_mm_cvtsi32_si128(load32(p)))
#define PIXELS(p) _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(p)))

enum { bits = 22, half = 1 << (bits - 1) };

int duo_scale_usable(void) { return __builtin_cpu_supports("avx2"); }

static inline int load32(const uint8_t *p) {
  int v;
  memcpy(&v, p, 4);
  return v;
}

/* Four sums of 32 bits to four bytes. */
AVX2 static inline void store_pixel(uint8_t *out, __m256i two_taps, __m128i one_tap) {
  __m128i s = _mm_add_epi32(_mm_add_epi32(_mm256_castsi256_si128(two_taps), _mm256_extracti128_si256(two_taps, 1)), one_tap);
  s = _mm_srli_epi32(s, bits);
  s = _mm_packus_epi32(s, s);
  int v = _mm_cvtsi128_si32(_mm_packus_epi16(s, s));
  memcpy(out, &v, 4);
}

/* Four rows at once: they share their weights. Two taps of a row are one vector. */
AVX2 static void across(const uint8_t *row[4], const struct duo_taps *taps, const uint64_t *weights, int out_w, uint8_t *out,
                        size_t stride) {
  const __m256i spread = _mm256_setr_epi32(0, 0, 0, 0, 2, 2, 2, 2);
  for (int o = 0; o < out_w; o++) {
    const uint64_t *w = weights + taps[o].weight;
    size_t at = 4 * (size_t)taps[o].first;
    int i, n = taps[o].n;
    __m256i s0 = _mm256_setzero_si256(), s1 = s0, s2 = s0, s3 = s0;
    __m128i t0 = _mm_set1_epi32(half), t1 = t0, t2 = t0, t3 = t0;
    for (i = 0; i + 2 <= n; i += 2, at += 8) {
      __m256i k = _mm256_permutevar8x32_epi32(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(w + i))), spread);
      s0 = _mm256_add_epi32(s0, _mm256_mullo_epi32(PIXELS(row[0] + at), k));
      s1 = _mm256_add_epi32(s1, _mm256_mullo_epi32(PIXELS(row[1] + at), k));
      s2 = _mm256_add_epi32(s2, _mm256_mullo_epi32(PIXELS(row[2] + at), k));
      s3 = _mm256_add_epi32(s3, _mm256_mullo_epi32(PIXELS(row[3] + at), k));
    }
    if (i < n) {
      __m128i k = _mm_set1_epi32((int)w[i]);
      t0 = _mm_add_epi32(t0, _mm_mullo_epi32(PIXEL(row[0] + at), k));
      t1 = _mm_add_epi32(t1, _mm_mullo_epi32(PIXEL(row[1] + at), k));
      t2 = _mm_add_epi32(t2, _mm_mullo_epi32(PIXEL(row[2] + at), k));
      t3 = _mm_add_epi32(t3, _mm_mullo_epi32(PIXEL(row[3] + at), k));
    }
    store_pixel(out + 4 * o, s0, t0);
    store_pixel(out + stride + 4 * o, s1, t1);
    store_pixel(out + 2 * stride + 4 * o, s2, t2);
    store_pixel(out + 3 * stride + 4 * o, s3, t3);
  }
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

void duo_scale(const uint8_t *pix, const struct duo_taps *across_taps, const uint64_t *across_weights, int in_w, int out_w,
               const struct duo_taps *down_taps, const uint64_t *down_weights, int in_h, int out_h, uint8_t *between,
               uint8_t *dst) {
  size_t in_stride = 4 * (size_t)in_w, stride = duo_between_stride(out_w), bytes = 4 * (size_t)out_w;
  int ready = 0;
  for (int o = 0; o < out_h; o++) {
    struct duo_taps t = down_taps[o];
    for (; ready < t.first + t.n; ready += 4) {
      const uint8_t *row[4];
      for (int i = 0; i < 4; i++) /* past the end the last row again, into room that nobody reads */
        row[i] = pix + (size_t)(ready + i < in_h ? ready + i : in_h - 1) * in_stride;
      across(row, across_taps, across_weights, out_w, between + (size_t)ready * stride, stride);
    }
    down(between + (size_t)t.first * stride, stride, down_weights + t.weight, t.n, dst + (size_t)o * bytes, bytes);
  }
}

#else

int duo_scale_usable(void) { return 0; }

void duo_scale(const uint8_t *pix, const struct duo_taps *across_taps, const uint64_t *across_weights, int in_w, int out_w,
               const struct duo_taps *down_taps, const uint64_t *down_weights, int in_h, int out_h, uint8_t *between,
               uint8_t *dst) {
  (void)pix, (void)across_taps, (void)across_weights, (void)in_w, (void)out_w, (void)down_taps, (void)down_weights;
  (void)in_h, (void)out_h, (void)between, (void)dst;
}

#endif
