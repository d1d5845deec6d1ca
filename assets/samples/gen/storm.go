package main

import "math"

// storm is a black sky, a flash of lightning, sheets of rain, and a picnic table left in a flooded field.
func storm(f *frame) {
	const horizon = 0.62
	sky := func(x, y float64) rgb {
		e := math.Max(0.001, horizon-y)
		depth := 1 / (e + 0.16)
		warp := fbm(x*2.1, y*3, 4, 7)
		t := fbm(x*depth*0.9+warp*1.1, depth*1.7+warp*0.8, 7, 11)
		c := mix(hex(0x1A1F28), hex(0x6C757E), smooth(0.30, 0.80, t))
		c = mix(c, hex(0x9BA39F), 0.75*math.Exp(-e*14))
		return c.mul(0.62 + 0.5*smooth(0.6, 0.0, e))
	}
	f.paint(func(x, y float64) rgb {
		if y < horizon {
			return sky(x, y)
		}
		d := y - horizon
		depth := 0.1 / (d + 0.012)
		grass := fbm(x*depth*26, depth*70, 5, 30)
		c := mix(hex(0x1E2A1B), hex(0x47553A), grass).mul(0.75)
		pool := smooth(0.50, 0.58, fbm(x*depth*2.2+3, depth*6, 4, 50)) * smooth(0.02, 0.06, d)
		rings := (fbm(x*60, y*160, 3, 70) - 0.5) * 0.05
		c = mix(c, sky(x+rings, horizon-d*0.8-math.Abs(rings)).mul(0.8), pool*0.9)
		return mix(c, hex(0x848C89), 0.6*math.Exp(-d*26))
	})
	treeline(f, horizon)
	d := dice{seed: 12}
	lightning(f, strike(&d, 0.27*float64(f.w), -5, 0.33*float64(f.w), (horizon-0.02)*float64(f.h), 3, 6))
	flash(f, 0.30*float64(f.w), 0.30*float64(f.h))
	table(f)
	rain(f)
}

func treeline(f *frame, horizon float64) {
	for i := range f.w {
		x := float64(i) / float64(f.h)
		top := horizon - 0.012 - 0.035*fbm(x*14, 3, 5, 80) - 0.02*fbm(x*70, 9, 3, 81)
		for j := int(top * float64(f.h)); j < int((horizon+0.006)*float64(f.h)); j++ {
			f.px[j*f.w+i] = mix(hex(0x12171A), f.px[j*f.w+i], 0.18)
		}
	}
}

// bolt is a broken line of lightning and how thick it is.
type bolt struct {
	x, y  []float64
	width float64
}

// strike lets a bolt run between two points, and branches fall from it.
func strike(d *dice, x0, y0, x1, y1, width float64, forks int) []bolt {
	const n = 40
	b := bolt{width: width}
	var all []bolt
	drift := 0.0
	for i := range n + 1 {
		t := float64(i) / n
		drift += (d.roll() - 0.5) * 26 * width / 3.2
		b.x = append(b.x, x0+(x1-x0)*t+drift*math.Sin(math.Pi*t))
		b.y = append(b.y, y0+(y1-y0)*t)
		if forks > 0 && i > 3 && i < n*3/4 && d.roll() < 0.16 {
			forks--
			x, y := b.x[i], b.y[i]
			all = append(all, strike(d, x, y, x+d.between(-190, 190), y+d.between(70, 170), width*0.5, 0)...)
		}
	}
	return append(all, b)
}

// lightning draws the glow of all bolts first, then their cores.
func lightning(f *frame, bolts []bolt) {
	for _, layer := range []struct {
		wide  float64
		light rgb
	}{{3.4, hex(0x76809A)}, {2.0, hex(0xA9B8DA)}, {0.8, rgb{2.2, 2.4, 3.0}}} {
		for _, b := range bolts {
			for i := 1; i < len(b.x); i++ {
				thin := 1 - 0.6*float64(i)/float64(len(b.x))
				f.limb(b.x[i-1], b.y[i-1], b.x[i], b.y[i], math.Max(0.6, b.width*thin*layer.wide), layer.light)
			}
		}
	}
}

func flash(f *frame, cx, cy float64) {
	for j := range f.h {
		for i := range f.w {
			r := math.Hypot((float64(i)-cx)*1.6, float64(j)-cy) / float64(f.h)
			n := j*f.w + i
			f.px[n] = f.px[n].add(rgb{0.16, 0.19, 0.27}.mul(math.Exp(-r * 4)))
		}
	}
}

// table is a picnic table with a soaked cloth and a fallen basket.
func table(f *frame) {
	wood, dark := hex(0x4A382B), hex(0x241B16)
	x, y, s := 0.66*float64(f.w), 0.80*float64(f.h), 1.0
	f.oval(x, y+62*s, 190*s, 22*s, hex(0x10140F), 0.75)
	for _, leg := range [][4]float64{{-120, -28, -150, 60}, {-70, -28, -40, 60}, {70, -28, 40, 60}, {120, -28, 150, 60}} {
		f.limb(x+leg[0]*s, y+leg[1]*s, x+leg[2]*s, y+leg[3]*s, 6*s, dark)
	}
	f.slab(x, y+20*s, 380*s, 16*s, 0, 1, plank(wood, 3))
	f.slab(x, y-34*s, 330*s, 30*s, 0, 1, plank(wood, 5))
	f.slab(x-30*s, y-35*s, 170*s, 34*s, 0, 1, func(u, v float64) rgb {
		c := hex(0xA9ADA6)
		if (int(u*12)+int(v*3))%2 == 0 {
			c = hex(0x8E2B2B)
		}
		return c.mul(0.55 + 0.25*fbm(u*9, v*6, 3, 90))
	})
	for i := range 8 { // the cloth hangs and drips
		h := 22 + 22*hash(i, 4, 91)
		c := hex(0x8A8E88).mul(0.5)
		if i%2 == 0 {
			c = hex(0x8E2B2B).mul(0.5)
		}
		f.slab(x+(-104+21.2*float64(i))*s, y+(-18+h/2)*s, 21*s, h*s, 0, 1, func(_, v float64) rgb { return c.mul(1 - 0.4*v) })
	}
	f.oval(x+105*s, y-58*s, 34*s, 22*s, hex(0x5B4630), 1)
	f.oval(x+118*s, y-58*s, 18*s, 18*s, hex(0x1C140E), 1)
}

func plank(c rgb, boards float64) func(u, v float64) rgb {
	return func(u, v float64) rgb {
		line := math.Abs(v*boards - math.Floor(v*boards+0.5))
		return c.mul((0.6 + 0.6*fbm(u*30, v*boards*2, 4, 95)) * (0.5 + 0.5*smooth(0, 0.08, line)))
	}
}

// rain is thousands of bright streaks, near ones long.
func rain(f *frame) {
	d := dice{seed: 40}
	for range 5200 {
		near := d.roll()
		x, y := d.roll()*float64(f.w)*1.1, d.roll()*float64(f.h)*1.1-30
		long := 8 + 34*near*near
		cx, cy := x, y
		f.shape(cx-long*0.12, cy+long/2, long/2+2, hex(0xAEB8C0), 0.10+0.22*near, func(px, py float64) float64 {
			t := clamp((py - y) / long)
			if py < y || py > y+long {
				return 2
			}
			return math.Abs(px-(x-long*0.24*t)) - 0.35 - 0.4*near
		})
	}
}
