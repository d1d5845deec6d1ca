//go:build cgo && !noturbo && (linux || turbo)

package picture

// #include "scale_turbo.h"
import "C"

import (
	"context"
	"unsafe"
)

// vectors tells whether the processor has AVX2.
var vectors = C.duo_scale_usable() != 0

// stripRows is how many rows go to the filter in one call.
const stripRows = 16

// fastTables is what the vector code wants besides the scaler's own tables.
type fastTables struct {
	in, out int
	extent  float64
	taps    []taps  // across; weight is an index into parts
	parts   []int16 // four weights without their low 11 bits, then those of the four, and so on
	between []byte
	strip   []byte
	at      [3]C.int32_t
}

// lowBits is where a weight is cut in two.
const lowBits = 11

// prepare brings the weights of an axis into the vector code's order, filled up with zeros to eights.
func (f *fastTables) prepare(a *axis) {
	if f.in == a.in && f.out == a.out && f.extent == a.extent {
		return
	}
	f.in, f.out, f.extent = a.in, a.out, a.extent
	f.taps, f.parts = f.taps[:0], f.parts[:0]
	for _, t := range a.taps {
		f.taps = append(f.taps, taps{t.first, t.n, int32(len(f.parts))})
		weights := a.weights[t.weight : t.weight+t.n]
		for ; len(weights) > 0; weights = weights[min(8, len(weights)):] {
			var eight [16]int16 // high and low parts of four, of the next four
			for i, w := range weights[:min(8, len(weights))] {
				at := i/4*8 + i%4
				eight[at], eight[at+4] = int16(w>>lowBits), int16(w&(1<<lowBits-1))
			}
			f.parts = append(f.parts, eight[:]...)
		}
	}
}

// room is how many rows are kept between the two filters.
func (f *fastTables) room(s *scaler) int {
	most := int32(0)
	for _, t := range s.down.taps {
		most = max(most, t.n)
	}
	rows := int(most) + C.duo_scale_spare
	f.between = sized(f.between, rows*((4*s.across.out+7)&^7))
	return rows
}

// scaleFast is scaleSlow with vector instructions, to the same bytes. It tells whether there are any.
func scaleFast(ctx context.Context, r *raster, s *scaler, dst []byte) (bool, error) {
	if !vectors {
		return false, nil
	}
	f := &s.fast
	f.prepare(&s.across)
	room := f.room(s)
	stride := (4*r.Width + C.duo_scale_pad + 63) &^ 63
	f.strip = sized(f.strip, stripRows*stride)
	f.at = [3]C.int32_t{}
	err := r.Rows(ctx, func(y int, row []byte) {
		copy(f.strip[y%stripRows*stride:], row)
		if n := y%stripRows + 1; n == stripRows || y == r.Height-1 {
			C.duo_scale_some(across(f), parts(f), down(s), downWeights(s), C.int(s.across.out), C.int(s.down.out),
				(*C.uint8_t)(unsafe.SliceData(f.between)), C.int(room), (*C.uint8_t)(unsafe.SliceData(dst)), &f.at[0],
				(*C.uint8_t)(unsafe.SliceData(f.strip)), C.size_t(stride), C.int(n))
		}
	})
	return true, err
}

// The tables as the C code takes them.

func across(f *fastTables) *C.struct_duo_taps {
	return (*C.struct_duo_taps)(unsafe.Pointer(unsafe.SliceData(f.taps)))
}
func parts(f *fastTables) *C.int16_t { return (*C.int16_t)(unsafe.SliceData(f.parts)) }
func down(s *scaler) *C.struct_duo_taps {
	return (*C.struct_duo_taps)(unsafe.Pointer(unsafe.SliceData(s.down.taps)))
}
func downWeights(s *scaler) *C.uint64_t { return (*C.uint64_t)(unsafe.SliceData(s.down.weights)) }
