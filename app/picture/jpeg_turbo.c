//go:build cgo && !noturbo && (linux || turbo)

/* The one place where libjpeg-turbo is called. Its errors end in longjmp: no call here leaves with anything unfreed, and
   none ever reaches exit() or stderr. */

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "jpeg_turbo.h"
#include "scale_turbo.h"

#ifndef JCS_ALPHA_EXTENSIONS
#error "libjpeg-turbo is needed, not another libjpeg: build with -tags noturbo to do without"
#endif

enum { strip = 32 };

struct decoder {
  struct jpeg_decompress_struct c;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf out;
  int status;
  int max_scans;
  const int *stop;
};

static void leave(j_common_ptr c, int status) {
  struct decoder *d = (struct decoder *)c->client_data;
  d->status = status;
  longjmp(d->out, 1);
}

static void on_error(j_common_ptr c) { leave(c, duo_failed); }

static void on_output(j_common_ptr c) { (void)c; }

/* Warnings that mean lost parts of the picture are errors, so that nobody takes grey for what was photographed. Others
   (a strange version number, some bytes too many) are not worth a word. */
static void on_message(j_common_ptr c, int level) {
  if (level >= 0) return;
  switch (c->err->msg_code) {
  case JWRN_HIT_MARKER:
  case JWRN_JPEG_EOF:
    leave(c, duo_truncated);
  case JWRN_HUFF_BAD_CODE:
  case JWRN_ARITH_BAD_CODE:
  case JWRN_MUST_RESYNC:
    leave(c, duo_failed);
  }
}

static void on_progress(j_common_ptr c) {
  struct decoder *d = (struct decoder *)c->client_data;
  if (__atomic_load_n(d->stop, __ATOMIC_RELAXED)) leave(c, duo_stopped);
  if (((j_decompress_ptr)c)->input_scan_number > d->max_scans) leave(c, duo_scans);
}

static void source_nothing(j_decompress_ptr c) { (void)c; }

static boolean source_fill(j_decompress_ptr c) {
  leave((j_common_ptr)c, duo_truncated);
  return FALSE;
}

static void source_skip(j_decompress_ptr c, long n) {
  if (n <= 0) return;
  if ((size_t)n > c->src->bytes_in_buffer) leave((j_common_ptr)c, duo_truncated);
  c->src->next_input_byte += n;
  c->src->bytes_in_buffer -= (size_t)n;
}

/* Either pix or s is where the rows go. */
static int decode(const unsigned char *data, size_t n, unsigned char *pix, struct duo_scaler *s, unsigned width, unsigned height,
                  unsigned eighths, long max_memory, int max_scans, const int *stop, int *cmyk, char *message) {
  struct decoder d;
  memset(&d, 0, sizeof d);
  d.max_scans = max_scans;
  d.stop = stop;
  d.c.err = jpeg_std_error(&d.errors);
  d.errors.error_exit = on_error;
  d.errors.output_message = on_output;
  d.errors.emit_message = on_message;
  d.c.client_data = &d;
  if (setjmp(d.out)) {
    if (d.status == duo_failed) d.errors.format_message((j_common_ptr)&d.c, message);
    jpeg_destroy_decompress(&d.c);
    return d.status;
  }
  jpeg_create_decompress(&d.c);
  d.c.client_data = &d;
  d.c.mem->max_memory_to_use = max_memory;
  d.progress.progress_monitor = on_progress;
  d.c.progress = &d.progress;
  d.source.init_source = source_nothing;
  d.source.fill_input_buffer = source_fill;
  d.source.skip_input_data = source_skip;
  d.source.resync_to_restart = jpeg_resync_to_restart;
  d.source.term_source = source_nothing;
  d.source.next_input_byte = data;
  d.source.bytes_in_buffer = n;
  d.c.src = &d.source;

  jpeg_read_header(&d.c, TRUE);
  *cmyk = d.c.jpeg_color_space == JCS_CMYK || d.c.jpeg_color_space == JCS_YCCK;
  d.c.out_color_space = *cmyk ? JCS_CMYK : JCS_EXT_RGBA;
  d.c.scale_num = eighths;
  d.c.scale_denom = 8;
  jpeg_start_decompress(&d.c);
  if (d.c.output_width != width || d.c.output_height != height || d.c.output_components != 4) {
    strcpy(message, "the size changed between its header and its picture");
    jpeg_destroy_decompress(&d.c);
    return duo_failed;
  }
  size_t stride = 4 * (size_t)width;
  if (s) { /* a few rows at a time, which stay in a near cache */
    stride = (stride + duo_scale_pad + 63) & ~(size_t)63;
    pix = (*d.c.mem->alloc_large)((j_common_ptr)&d.c, JPOOL_IMAGE, strip * stride);
    memset(pix, 0, strip * stride);
  }
  while (d.c.output_scanline < height) {
    JSAMPROW rows[strip];
    unsigned first = d.c.output_scanline, count = height - first < strip ? height - first : strip;
    for (unsigned i = 0; i < strip; i++) rows[i] = pix + (size_t)(s ? i : first + i) * stride;
    for (unsigned i = 0; i < count; i += jpeg_read_scanlines(&d.c, rows + i, count - i)) {}
    if (s) duo_scale_rows(s, pix, stride, (int)count);
  }
  /* Not jpeg_finish_decompress: every row is here, and some writers forget the end marker. */
  jpeg_destroy_decompress(&d.c);
  return duo_ok;
}

int duo_jpeg_decode(const unsigned char *data, size_t n, unsigned char *pix, unsigned width, unsigned height,
                    unsigned eighths, long max_memory, int max_scans, const int *stop, int *cmyk, char *message) {
  return decode(data, n, pix, NULL, width, height, eighths, max_memory, max_scans, stop, cmyk, message);
}

int duo_jpeg_scale(const unsigned char *data, size_t n, unsigned width, unsigned height, unsigned eighths, long max_memory,
                   int max_scans, const int *stop, char *message, const struct duo_taps *across,
                   const int16_t *across_weights, const struct duo_taps *down, const uint64_t *down_weights, int out_w,
                   int out_h, uint8_t *between, int room, uint8_t *dst) {
  struct duo_scaler s = {across, down, across_weights, down_weights, out_w, out_h, between, room, dst, 0, 0, 0};
  int cmyk = 0;
  return decode(data, n, NULL, &s, width, height, eighths, max_memory, max_scans, stop, &cmyk, message);
}
