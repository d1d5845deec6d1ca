package main

import "math"

// door is a closed door with a number on it, in a corridor by daylight: a picture that takes no side.
func door(f *frame) {
	h := float64(f.h)
	left, right, top, floor := 0.52, 0.98, 0.10, 0.86
	wall, leaf, frameOf := hex(0xB9B7AE), hex(0x8C8A82), hex(0xD2D0C8)
	f.paint(func(x, y float64) rgb {
		light := 0.72 + 0.38*smooth(1.5, 0, x)
		switch grain := fbm(x*60, y*60, 3, 4); {
		case y > floor:
			c := mix(hex(0x77766F), hex(0x8E8C84), fbm(x*14/(y-0.6), 4/(y-0.6), 4, 9))
			return c.mul(light * (0.8 + 0.5*(y-floor)))
		case y > floor-0.025 && (x < left-0.035 || x > right+0.035):
			return hex(0x6F6D66).mul(light)
		case x > left && x < right && y > top:
			return panels(leaf, (x-left)/(right-left), (y-top)/(floor-top), light*(0.94+0.12*fbm(x*3, y*90, 3, 21)))
		case x > left-0.035 && x < right+0.035 && y > top-0.035:
			return frameOf.mul(light * (0.95 + 0.1*grain))
		default:
			return wall.mul(light * (0.93 + 0.14*grain))
		}
	})
	// The plate with its number, the handle, and the shadow that each throws.
	plate := func(x, y float64, c rgb, alpha float64) {
		f.shape(x*h, y*h, 0.1*h, c, alpha, func(px, py float64) float64 {
			return math.Max(math.Abs(px-x*h)-0.062*h, math.Abs(py-y*h)-0.046*h)
		})
	}
	plate(1.134, 0.402, hex(0x3A3934), 0.35)
	plate(1.13, 0.395, hex(0xE6E4DC), 1)
	ink := hex(0x2A2A28)
	stroke := func(x0, y0, x1, y1 float64) { f.limb(x0*h, y0*h, x1*h, y1*h, 0.0046*h, ink) }
	stroke(1.098, 0.383, 1.112, 0.369)
	stroke(1.112, 0.369, 1.112, 0.421)
	last := [2]float64{}
	for i := range 13 { // the bow of the 2
		a := math.Pi * (1 + float64(i)/10)
		p := [2]float64{1.144 + 0.016*math.Cos(a), 0.385 + 0.016*math.Sin(a)}
		if i > 0 {
			stroke(last[0], last[1], p[0], p[1])
		}
		last = p
	}
	stroke(last[0], last[1], 1.128, 0.421)
	stroke(1.128, 0.421, 1.162, 0.421)
	f.limb(0.925*h, 0.548*h, 0.867*h, 0.548*h, 0.010*h, hex(0x4A4945))
	f.limb(0.925*h, 0.54*h, 0.865*h, 0.54*h, 0.010*h, hex(0xC9C8C2))
	f.oval(0.927*h, 0.54*h, 0.02*h, 0.02*h, hex(0xA6A59F), 1)
	f.oval(0.927*h, 0.6*h, 0.008*h, 0.012*h, hex(0x33322F), 1)
}

// panels is the leaf of a door with two sunk fields, lit from the upper left; u and v go from 0 to 1 over it.
func panels(c rgb, u, v, light float64) rgb {
	for _, p := range [][2]float64{{0.08, 0.44}, {0.54, 0.93}} {
		in := math.Min(math.Min(u-0.14, 0.86-u)*0.6, math.Min(v-p[0], p[1]-v))
		if in < 0 {
			continue
		}
		if in < 0.012 {
			if u-0.14 < 0.03 || v-p[0] < 0.02 {
				return c.mul(light * 0.72)
			}
			return c.mul(light * 1.2)
		}
		return c.mul(light * 0.95)
	}
	return c.mul(light)
}
