package jpeg

// blockSize is the number of coefficients, and of samples, of a block.
const blockSize = 64

// block is an 8 × 8 block: coefficients, in natural order, or a quantization table in zig-zag order.
type block [blockSize]int32

// Constants of 13 bits, as libjpeg's jidctint.c names them.
const (
	constBits  = 13
	pass1Bits  = 2
	fix0298631 = 2446
	fix0390180 = 3196
	fix0541196 = 4433
	fix0765366 = 6270
	fix0899976 = 7373
	fix1175875 = 9633
	fix1501321 = 12299
	fix1847759 = 15137
	fix1961570 = 16069
	fix2053119 = 16819
	fix2562915 = 20995
	fix3072711 = 25172
)

// inverse multiplies a block by its quantization table and does libjpeg's accurate integer inverse transform ("islow";
// Loeffler, Ligtenberg and Moschytz 1989) over columns and then rows, to samples of 0 to 255.
func inverse(b, quant *block, out *[blockSize]uint8) {
	for zig, q := range quant {
		b[unzig[zig]] *= q
	}
	for x := range 8 {
		if b[8+x]|b[16+x]|b[24+x]|b[32+x]|b[40+x]|b[48+x]|b[56+x] == 0 {
			flat := b[x] << pass1Bits
			for y := range 8 {
				b[8*y+x] = flat
			}
			continue
		}
		v := eight(b[x], b[8+x], b[16+x], b[24+x], b[32+x], b[40+x], b[48+x], b[56+x], constBits-pass1Bits)
		for y := range 8 {
			b[8*y+x] = v[y]
		}
	}
	for y := range 8 {
		r := (*[8]int32)(b[8*y:])
		v := eight(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], constBits+pass1Bits+3)
		for x := range 8 {
			out[8*y+x] = uint8(min(max(v[x]+128, 0), 255))
		}
	}
}

// eight is the transform of eight coefficients, rounded and shifted to the right.
func eight(c0, c1, c2, c3, c4, c5, c6, c7 int32, shift uint) [8]int32 {
	// The even part.
	z := (c2 + c6) * fix0541196
	t2, t3 := z-c6*fix1847759, z+c2*fix0765366
	t0, t1 := (c0+c4)<<constBits, (c0-c4)<<constBits
	e0, e3, e1, e2 := t0+t3, t0-t3, t1+t2, t1-t2
	// The odd part.
	z1, z2, z3, z4 := c7+c1, c5+c3, c7+c3, c5+c1
	z5 := (z3 + z4) * fix1175875
	z1, z2 = -z1*fix0899976, -z2*fix2562915
	z3, z4 = z5-z3*fix1961570, z5-z4*fix0390180
	o0 := c7*fix0298631 + z1 + z3
	o1 := c5*fix2053119 + z2 + z4
	o2 := c3*fix3072711 + z2 + z3
	o3 := c1*fix1501321 + z1 + z4
	half := int32(1) << (shift - 1)
	return [8]int32{
		(e0 + o3 + half) >> shift, (e1 + o2 + half) >> shift, (e2 + o1 + half) >> shift, (e3 + o0 + half) >> shift,
		(e3 - o0 + half) >> shift, (e2 - o1 + half) >> shift, (e1 - o2 + half) >> shift, (e0 - o3 + half) >> shift,
	}
}
