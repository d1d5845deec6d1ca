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

// reserveJPEG waits for the memory of decoding to eighths of the size and gives that size and the decoder's own limit.
func reserveJPEG(ctx context.Context, j jpegFile, eighths int, rows bool) (w, h int, mem int64, release func(), err error) {
	w, h = (j.width*eighths+7)/8, (j.height*eighths+7)/8
	mem = 2*j.samples + 64<<20 // what scanJPEG promised, and room for tables and rows
	need := j.header().memory
	if !rows {
		need += 4 * int64(w) * int64(h)
	}
	release, err = reserve(ctx, need)
	return w, h, mem, release, err
}

// stopped gives C a flag that is set when ctx ends. The caller calls done at last.
func stopped(ctx context.Context) (flag *atomic.Int32, done func() bool) {
	flag = new(atomic.Int32)
	if ctx.Done() == nil {
		return flag, func() bool { return true }
	}
	return flag, context.AfterFunc(ctx, func() { flag.Store(1) })
}

// jpegError is the error of a status, nil for duo_ok.
func jpegError(ctx context.Context, status C.int, message []byte) error {
	switch status {
	case C.duo_ok:
		return nil
	case C.duo_stopped:
		return ctx.Err()
	case C.duo_truncated:
		return errTruncated
	case C.duo_scans:
		return fmt.Errorf("it has more than %d scans", maxScans)
	}
	text, _, _ := bytes.Cut(message, []byte{0})
	return errors.New(string(text))
}

// decodeJPEG decodes into pixels of at least need's size (as stored), at a half, a quarter or an eighth of the full size
// where that is enough.
func decodeJPEG(ctx context.Context, data []byte, j jpegFile, need image.Point) (*raster, error) {
	eighths := reduction(j, need)
	w, h, mem, release, err := reserveJPEG(ctx, j, eighths, false)
	if err != nil {
		return nil, err
	}
	r := newRaster(w, h, release)
	r.reduced, r.full = 8/eighths, image.Pt(j.width, j.height)
	stop, done := stopped(ctx)
	defer done()
	var (
		cmyk    C.int
		message [256]byte
	)
	status := C.duo_jpeg_decode((*C.uchar)(unsafe.SliceData(data)), C.size_t(len(data)),
		(*C.uchar)(unsafe.SliceData(r.pix)), C.uint(w), C.uint(h), C.uint(eighths),
		C.long(mem), maxScans, (*C.int)(unsafe.Pointer(stop)), &cmyk, (*C.char)(unsafe.Pointer(&message[0])))
	if err := jpegError(ctx, status, message[:]); err != nil {
		r.Release()
		return nil, err
	}
	if cmyk != 0 {
		invertedCMYK(r.pix)
	}
	return r, nil
}

// stretchJPEG decodes and stretches to w × h pixels in one go, a few rows at a time, so that the whole picture is never in
// memory. It tells whether it can.
func stretchJPEG(ctx context.Context, data []byte, j jpegFile, need image.Point, s *scaler, dst []byte, w, h int) (bool, error) {
	if !vectors || j.components == 4 {
		return false, nil
	}
	eighths := reduction(j, need)
	if downFirst(j.orientation, (j.width*eighths+7)/8, (j.height*eighths+7)/8, w, h) {
		return false, nil
	}
	inW, inH, mem, release, err := reserveJPEG(ctx, j, eighths, true)
	if err != nil {
		return true, err
	}
	defer release()
	s.across.prepare(inW, float64(j.width)*float64(eighths)/8, w)
	s.down.prepare(inH, float64(j.height)*float64(eighths)/8, h)
	f := &s.fast
	f.prepare(&s.across)
	room := f.room(s)
	stop, done := stopped(ctx)
	defer done()
	var message [256]byte
	status := C.duo_jpeg_scale((*C.uchar)(unsafe.SliceData(data)), C.size_t(len(data)), C.uint(inW), C.uint(inH),
		C.uint(eighths), C.long(mem), maxScans, (*C.int)(unsafe.Pointer(stop)), (*C.char)(unsafe.Pointer(&message[0])),
		across(f), parts(f), down(s), downWeights(s), C.int(w), C.int(h), (*C.uint8_t)(unsafe.SliceData(f.between)),
		C.int(room), (*C.uint8_t)(unsafe.SliceData(dst)))
	return true, jpegError(ctx, status, message[:])
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
