//go:build cgo && !noturbo && (linux || turbo)

package picture

// #include "jpeg_turbo.h"
import "C"

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"sync/atomic"
	"unsafe"
)

// Turbo tells whether JPEG is decoded by libjpeg-turbo, which can give a half, a quarter or an eighth of the size for
// less than the whole.
const Turbo = true

// decodeJPEG decodes into pixels of at least need's size (as stored), at a half, a quarter or an eighth of the full size
// where that is enough.
func decodeJPEG(ctx context.Context, data []byte, j jpegFile, need image.Point) (*Raster, error) {
	eighths := reduction(j, need)
	w, h := (j.width*eighths+7)/8, (j.height*eighths+7)/8
	mem := 2*j.samples + 64<<20 // what scanJPEG promised, and room for tables and rows
	release, err := reserve(ctx, 4*int64(w)*int64(h)+j.header().memory)
	if err != nil {
		return nil, err
	}
	r := newRaster(w, h, release)
	r.reduced, r.full = 8/eighths, image.Pt(j.width, j.height)
	var stop atomic.Int32
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, func() { stop.Store(1) })()
	}
	var (
		cmyk    C.int
		message [256]byte
	)
	status := C.duo_jpeg_decode((*C.uchar)(unsafe.SliceData(data)), C.size_t(len(data)),
		(*C.uchar)(unsafe.SliceData(r.pix)), C.size_t(4*w), C.uint(w), C.uint(h), C.uint(eighths),
		C.long(mem), maxScans, (*C.int)(unsafe.Pointer(&stop)), &cmyk, (*C.char)(unsafe.Pointer(&message[0])))
	switch status {
	case C.duo_ok:
		if cmyk != 0 {
			invertedCMYK(r.pix)
		}
		return r, nil
	case C.duo_stopped:
		err = ctx.Err()
	case C.duo_truncated:
		err = errTruncated
	case C.duo_scans:
		err = fmt.Errorf("it has more than %d scans", maxScans)
	default:
		text, _, _ := bytes.Cut(message[:], []byte{0})
		err = errors.New(string(text))
	}
	r.Release()
	return nil, err
}

// reduction is the smallest of 8, 4, 2 and 1 eighths that still gives need's size. The other eighths take longer than
// these, for which libjpeg-turbo has vector code.
func reduction(j jpegFile, need image.Point) int {
	if need.X <= 0 || need.Y <= 0 {
		return 8
	}
	for _, eighths := range []int{1, 2, 4} {
		if j.width*eighths >= need.X*8 && j.height*eighths >= need.Y*8 {
			return eighths
		}
	}
	return 8
}

// invertedCMYK turns C, M, Y, K as Adobe writes them, inverted, into R, G, B, 255, without a profile.
func invertedCMYK(pix []byte) {
	for i := 0; i+3 < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		k := uint32(p[3])
		p[0], p[1], p[2], p[3] = cmykByte(p[0], k), cmykByte(p[1], k), cmykByte(p[2], k), 255
	}
}
