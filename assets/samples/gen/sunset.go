package main

import "math"

// sunset is the sun just over the sea, clouds lit from below, and its path on the water.
func sunset(f *frame) {
	const horizon = 0.60
	sunX, sunY := 0.62*f.aspect(), horizon-0.055
	sky := func(x, y float64) rgb { return sunsetSky(x, math.Max(0, horizon-y), sunX, horizon-sunY) }
	f.paint(func(x, y float64) rgb {
		if y < horizon {
			return sky(x, y)
		}
		return sunsetSea(x, y-horizon, horizon, sky)
	})
	f.headland(horizon)
	d := dice{seed: 5}
	for range 9 {
		bird(f, d.between(0.15, 0.5)*float64(f.w), d.between(0.18, 0.42)*float64(f.h), d.between(4, 10))
	}
}

// sunsetSky is the sky's light at a height e over the horizon.
func sunsetSky(x, e, sunX, sunE float64) rgb {
	c := mix(hex(0xFFB45A), hex(0xF2706B), smooth(0, 0.16, e))
	c = mix(c, hex(0x9A5A94), smooth(0.10, 0.34, e))
	c = mix(c, hex(0x33437F), smooth(0.28, 0.62, e))
	d := math.Hypot(x-sunX, (e-sunE)*1.15)
	near := math.Exp(-d * 3.2)
	c = c.add(rgb{1.1, 0.52, 0.16}.mul(near * 0.75))
	c = c.add(rgb{1.6, 1.1, 0.5}.mul(math.Exp(-d * 14)))

	// A layer of clouds, seen from below: further away is flatter and closer together.
	depth := 1 / (e + 0.09)
	u, v := (x-sunX)*depth*0.55, depth*1.25
	thick := fbm(u*0.8+4, v*0.9, 7, 3)
	cover := smooth(0.47, 0.72, thick) * smooth(0.015, 0.10, e)
	rim := smooth(0.40, 0.55, thick) * (1 - smooth(0.55, 0.70, thick))
	lit := mix(hex(0x8C4A6E), hex(0xFF9A54), clamp(near*1.7+0.25))
	lit = lit.add(rgb{1.2, 0.62, 0.25}.mul(rim * near * 1.1))
	shade := mix(hex(0x4B3A66), hex(0xB8564F), near*1.3)
	c = mix(c, mix(lit, shade, smooth(0.58, 0.80, thick)), cover*0.86)

	disc := smooth(0.036, 0.033, d)
	return mix(c, rgb{3.4, 2.7, 1.5}, disc*(1-cover*0.4))
}

// sunsetSea mirrors the sky in waves that grow towards the eye.
func sunsetSea(x, below, horizon float64, sky func(x, y float64) rgb) rgb {
	depth := 0.05 / (below + 0.004)
	u, v := (x-0.75)*depth*9, depth*34
	swell := fbm(u*0.9, v*1.1, 5, 20) - 0.5
	ripple := fbm(u*4.2, v*4.4, 4, 40) - 0.5
	rough := 0.35 + 0.65*smooth(0, 0.25, below)
	tilt := (swell*0.30 + ripple*0.16) * rough
	look := below*0.9 + 0.012 + math.Abs(tilt)*0.55
	c := sky(x+(swell*0.05+ripple*0.10)*rough, horizon-look)
	fresnel := 0.25 + 0.65*math.Pow(1-clamp(below*1.6+tilt*0.8), 2)
	c = mix(hex(0x14233F), c, clamp(fresnel))
	if crest := smooth(0.16, 0.32, swell+ripple*0.8); crest > 0 {
		c = mix(c, sky(x, horizon-0.07), crest*0.35)
	}
	return mix(c, hex(0xE08A5C), 0.35*math.Exp(-below*40)) // haze on the line
}

// headland is a dark cape on the left.
func (f *frame) headland(horizon float64) {
	for i := range f.w {
		x := float64(i) / float64(f.h)
		top := 0.125*smooth(0.52, 0.0, x) + 0.05*smooth(0.60, 0.30, x)*fbm(x*9, 1, 5, 60) +
			0.012*smooth(0.62, 0.5, x)*fbm(x*60, 2, 3, 61)
		for j := range f.h {
			y := float64(j) / float64(f.h)
			n := j*f.w + i
			if top < 0.003 {
				continue
			}
			if y < horizon+0.004 && y > horizon-top {
				f.px[n] = mix(hex(0x1B1420), hex(0x4A2A33), fbm(x*40, y*60, 4, 62)*0.5)
			} else if y >= horizon && y < horizon+top*0.9 {
				f.px[n] = mix(f.px[n], hex(0x1C1622), 0.72*(1-(y-horizon)/(top*0.9)))
			}
		}
	}
}

func bird(f *frame, x, y, s float64) {
	ink := hex(0x1D1420)
	f.limb(x, y, x-s, y-s*0.45, s*0.09, ink)
	f.limb(x-s, y-s*0.45, x-1.8*s, y-s*0.2, s*0.06, ink)
	f.limb(x, y, x+s, y-s*0.5, s*0.09, ink)
	f.limb(x+s, y-s*0.5, x+1.8*s, y-s*0.15, s*0.06, ink)
}
