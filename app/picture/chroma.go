package picture

import "image"

// convertYCbCr converts a row. Smaller colour planes are enlarged with a triangle filter, as libjpeg and libwebp do and Go's own
// decoders do not: sharp edges in colour would otherwise differ from what a model was trained on.
func (r *raster) convertYCbCr(row []byte, m *image.YCbCr, x0, x1, y int) {
	n := x1 - x0
	r.cb, r.cr = grown(r.cb, n), grown(r.cr, n)
	if b := m.Bounds(); b.Min != (image.Point{}) || x0 != 0 || x1 != b.Max.X || !r.enlarge(m, y) {
		for i := range n {
			c := m.COffset(x0+i, y)
			r.cb[i], r.cr[i] = m.Cb[c], m.Cr[c]
		}
	}
	luma := m.Y[m.YOffset(x0, y):][:n]
	convert := jpegRGB
	if r.webp {
		convert = videoRGB
	}
	for i, v := range luma {
		red, green, blue := convert(v, r.cb[i], r.cr[i])
		put(row, i, red, green, blue, 255)
	}
}

// enlarge makes one row of both colour planes as wide as the picture. It tells whether there is a filter for them.
func (r *raster) enlarge(m *image.YCbCr, y int) bool {
	width, rows := m.Bounds().Max.X, (m.Bounds().Max.Y+1)/2
	across, down := true, false
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio420:
		down = true
	case image.YCbCrSubsampleRatio422:
	case image.YCbCrSubsampleRatio440:
		across, down = false, true
	default:
		return false
	}
	if r.webp && (!across || width < 2) {
		return false
	}
	near, far := y, y
	if down {
		near = y / 2
		far = min(max(near-1+2*(y&1), 0), rows-1)
	}
	small := width
	if across {
		small = (width + 1) / 2
	}
	if across && !r.webp && small <= 2 { // libjpeg has it so
		return false
	}
	for _, p := range [2]struct{ dst, src []uint8 }{{r.cb, m.Cb}, {r.cr, m.Cr}} {
		a, b := p.src[near*m.CStride:][:small], p.src[far*m.CStride:][:small]
		switch {
		case r.webp:
			enlargeWebP(p.dst, a, b)
		case across:
			enlargeJPEG(p.dst, a, b, down)
		default:
			enlargeDown(p.dst, a, b, y&1 == 0)
		}
	}
	return true
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

// enlargeDown is enlargeJPEG where only the height is halved; the upper of two rows is rounded down.
func enlargeDown(dst, near, far []uint8, upper bool) {
	bias := 2
	if upper {
		bias = 1
	}
	for i := range dst {
		dst[i] = uint8((3*int(near[i]) + int(far[i]) + bias) >> 2)
	}
}

// enlargeWebP doubles a row of samples like libwebp (src/dsp/upsampling.c): 9, 3, 3 and 1 sixteenths of the four nearest,
// in its own order of roundings.
func enlargeWebP(dst, near, far []uint8) {
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

// jpegRGB converts samples of full range in libjpeg's own fixed-point arithmetic (jdcolor.c): each product is rounded, and
// green's two together, where image/color rounds once at the end.
func jpegRGB(y, cb, cr uint8) (r, g, b uint8) {
	const half = 1 << 15
	clip := func(x int32) uint8 { return uint8(max(0, min(255, x))) }
	luma, u, v := int32(y), int32(cb)-128, int32(cr)-128
	return clip(luma + (91881*v+half)>>16),
		clip(luma + (-22554*u-46802*v+half)>>16),
		clip(luma + (116130*u+half)>>16)
}
