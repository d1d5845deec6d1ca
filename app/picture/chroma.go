package picture

import (
	"image"
	"image/color"
)

// convertYCbCr converts a row. Colour planes of half the size are enlarged with a triangle filter, as libjpeg and libwebp
// do and Go's own decoders do not: sharp edges in colour would otherwise differ from what a model was trained on.
func (r *Raster) convertYCbCr(row []byte, m *image.YCbCr, x0, x1, y int) {
	n := x1 - x0
	r.cb, r.cr = grown(r.cb, n), grown(r.cr, n)
	half420, half422 := m.SubsampleRatio == image.YCbCrSubsampleRatio420, m.SubsampleRatio == image.YCbCrSubsampleRatio422
	if b := m.Bounds(); (half420 || half422) && b.Min == (image.Point{}) && x0 == 0 && x1 == b.Max.X && n > 1 {
		near := y
		far := y
		if half420 {
			near = y / 2
			far = min(max(near-1+2*(y&1), 0), (b.Max.Y-1)/2)
		}
		width := (n + 1) / 2
		enlarge := enlargeJPEG
		if r.webp {
			enlarge = enlargeWebP
		}
		enlarge(r.cb, m.Cb[near*m.CStride:][:width], m.Cb[far*m.CStride:][:width], half420)
		enlarge(r.cr, m.Cr[near*m.CStride:][:width], m.Cr[far*m.CStride:][:width], half420)
	} else {
		for i := range n {
			c := m.COffset(x0+i, y)
			r.cb[i], r.cr[i] = m.Cb[c], m.Cr[c]
		}
	}
	luma := m.Y[m.YOffset(x0, y):][:n]
	for i, v := range luma {
		if r.webp {
			red, green, blue := videoRGB(v, r.cb[i], r.cr[i])
			put(row, i, red, green, blue, 255)
		} else {
			red, green, blue := color.YCbCrToRGB(v, r.cb[i], r.cr[i])
			put(row, i, red, green, blue, 255)
		}
	}
}

func grown(s []uint8, n int) []uint8 {
	if cap(s) < n {
		return make([]uint8, n)
	}
	return s[:n]
}

// enlargeJPEG doubles a row of samples like libjpeg's "fancy upsampling" (jdsample.c): ¾ of the nearer sample and ¼ of
// the other one, in each direction; across alone where both is false.
func enlargeJPEG(dst, near, far []uint8, both bool) {
	sum := func(i int) int {
		i = min(max(i, 0), len(near)-1)
		if both {
			return 3*int(near[i]) + int(far[i])
		}
		return 4 * int(near[i])
	}
	left, right := 8, 7
	if !both {
		left, right = 4, 8
	}
	for i := range dst {
		if i&1 == 0 {
			dst[i] = uint8((3*sum(i/2) + sum(i/2-1) + left) >> 4)
		} else {
			dst[i] = uint8((3*sum(i/2) + sum(i/2+1) + right) >> 4)
		}
	}
}

// enlargeWebP doubles a row of samples like libwebp (src/dsp/upsampling.c): 9, 3, 3 and 1 sixteenths of the four nearest,
// in its own order of roundings.
func enlargeWebP(dst, near, far []uint8, _ bool) {
	for i := range dst {
		c := i / 2
		side := min(max(c-1+2*(i&1), 0), len(near)-1)
		n, a, b, d := int(near[c]), int(near[side]), int(far[c]), int(far[side])
		if side == c { // at the left and right edge
			dst[i] = uint8((3*n + b + 2) >> 2)
			continue
		}
		dst[i] = uint8(((n+a+b+d+8+2*(a+b))>>3 + n) >> 1)
	}
}

// videoRGB converts ITU-R BT.601 samples of video range (16 to 235 for black to white), which WebP has, in libwebp's own
// fixed-point arithmetic (src/dsp/yuv.h).
func videoRGB(y, u, v uint8) (r, g, b uint8) {
	hi := func(x uint8, c int32) int32 { return int32(x) * c >> 8 }
	clip := func(x int32) uint8 { return uint8(max(0, min(255, x>>6))) }
	luma := hi(y, 19077)
	return clip(luma + hi(v, 26149) - 14234),
		clip(luma - hi(u, 6419) - hi(v, 13320) + 8708),
		clip(luma + hi(u, 33050) - 17685)
}
