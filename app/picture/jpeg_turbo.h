#ifndef DUOTONE_JPEG_TURBO_H
#define DUOTONE_JPEG_TURBO_H

#include <stddef.h>

#include "scale_turbo.h"

enum { duo_ok = 0, duo_failed = 1, duo_truncated = 2, duo_stopped = 3, duo_scans = 4 };

/* Decodes n bytes of a JPEG at eighths/8 of its size into rows of four bytes a pixel without gaps: R, G, B, 255, or
   inverted C, M, Y, K where *cmyk is set. width and height are what the caller made room for; anything else is an error.
   *stop may be set by another thread to end the work. message takes the reason, 200 bytes (JMSG_LENGTH_MAX). */
int duo_jpeg_decode(const unsigned char *data, size_t n, unsigned char *pix, unsigned width, unsigned height,
                    unsigned eighths, long max_memory, int max_scans, const int *stop, int *cmyk, char *message);

/* The same for a JPEG of one or three components, stretched to out_w × out_h on the way: see struct duo_scaler. */
int duo_jpeg_scale(const unsigned char *data, size_t n, unsigned width, unsigned height, unsigned eighths, long max_memory,
                   int max_scans, const int *stop, char *message, const struct duo_taps *across,
                   const int16_t *across_weights, const struct duo_taps *down, const uint64_t *down_weights, int out_w,
                   int out_h, uint8_t *between, int room, uint8_t *dst);

#endif
