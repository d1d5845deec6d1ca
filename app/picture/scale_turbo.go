//go:build cgo && !noturbo && (linux || turbo)

package picture

// #include "scale_turbo.h"
import "C"

import "unsafe"

// mostBetween bounds the room that scaleFast needs: very tall pictures go the slow way.
const mostBetween = 32 << 20

var usable = C.duo_scale_usable() != 0

// scaleFast is scaleSlow with vector instructions, to the same bytes. It tells whether it did the work.
func scaleFast(r *Raster, s *scaler, dst []byte) bool {
	n := (r.Height + 3) * ((4*s.across.out + 7) &^ 7)
	if !usable || n > mostBetween {
		return false
	}
	s.between = sized(s.between, n)
	C.duo_scale((*C.uint8_t)(unsafe.SliceData(r.pix)),
		(*C.struct_duo_taps)(unsafe.Pointer(unsafe.SliceData(s.across.taps))),
		(*C.uint64_t)(unsafe.SliceData(s.across.weights)), C.int(r.Width), C.int(s.across.out),
		(*C.struct_duo_taps)(unsafe.Pointer(unsafe.SliceData(s.down.taps))),
		(*C.uint64_t)(unsafe.SliceData(s.down.weights)), C.int(r.Height), C.int(s.down.out),
		(*C.uint8_t)(unsafe.SliceData(s.between)), (*C.uint8_t)(unsafe.SliceData(dst)))
	return true
}
