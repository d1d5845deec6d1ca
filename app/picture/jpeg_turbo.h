#ifndef DUOTONE_JPEG_TURBO_H
#define DUOTONE_JPEG_TURBO_H

#include <stddef.h>

enum { duo_ok = 0, duo_failed = 1, duo_truncated = 2, duo_stopped = 3, duo_scans = 4 };

/* Decodes n bytes of a JPEG at eighths/8 of its size into rows of four bytes a pixel, stride bytes apart: R, G, B, 255, or
   inverted C, M, Y, K where *cmyk is set. width and height are what the caller made room for; anything else is an error.
   *stop may be set by another thread to end the work. message takes the reason, 200 bytes (JMSG_LENGTH_MAX). */
int duo_jpeg_decode(const unsigned char *data, size_t n, unsigned char *pix, size_t stride, unsigned width,
                    unsigned height, unsigned eighths, long max_memory, int max_scans, const int *stop, int *cmyk,
                    char *message);

#endif
