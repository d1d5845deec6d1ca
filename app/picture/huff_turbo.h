#ifndef DUOTONE_HUFF_TURBO_H
#define DUOTONE_HUFF_TURBO_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

/* Reading Huffman codes takes longer than anything else about a JPEG. This does it for the common kind, one scan of all
   components, sequential, 8 bits, in two thirds of the time of libjpeg-turbo, which does all the rest. It knows sound files alone: at
   anything else it calls give_up, which does not return, and the picture is decoded once more by the library's own code, which
   says what is wrong or bears with it. */

enum {
  duo_peek = 10,              /* bits that one look-up sees */
  duo_window = 16384,         /* bytes of codes that are kept, the stuffed zeros taken out */
  duo_mcu_most = 10 * 64 * 4, /* no MCU has more bytes: 10 blocks of 64 codes of 31 bits */
};

struct duo_codes {
  uint32_t quick[1 << duo_peek];
  uint32_t beyond[18]; /* the first 16 bits after all codes of a length, left-justified */
  int32_t shift[17];   /* of a code of this length to its symbol */
  const uint8_t *symbols;
};

struct duo_huffman {
  void (*give_up)(j_decompress_ptr);
  const uint8_t *in, *in_end; /* what is not yet in the window */
  const uint8_t *at, *end;    /* in the window */
  uint64_t bits;              /* the next ones, from the top */
  int count;                  /* of bits that are valid */
  int ended;                  /* the window holds all up to the next marker */
  unsigned interval, left;    /* MCUs between restarts, and until the next one */
  int marker;                 /* the next restart's number */
  int blocks;
  struct {
    const struct duo_codes *dc, *ac;
    int component;
  } block[D_MAX_BLOCKS_IN_MCU];
  int32_t last_dc[MAX_COMPS_IN_SCAN];
  struct duo_codes codes[2 * NUM_HUFF_TBLS];
  uint8_t window[duo_window + duo_mcu_most + 64];
};

/* Takes over the reading of codes after jpeg_start_decompress if it can; tells whether. duo_huffman_of(c) has to be h. */
int duo_huffman_start(j_decompress_ptr c, struct duo_huffman *h, void (*give_up)(j_decompress_ptr));

/* The caller defines it. */
struct duo_huffman *duo_huffman_of(j_decompress_ptr c);

#endif
