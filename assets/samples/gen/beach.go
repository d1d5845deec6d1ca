package main

import "math"

var (
	skins   = []rgb{hex(0xF0C8A8), hex(0xE0AC84), hex(0xC98A5E), hex(0x9C6440), hex(0x6B432B), hex(0xD9A07A)}
	hairs   = []rgb{hex(0x1E1612), hex(0x3B2718), hex(0x6B4A2A), hex(0xB08A4E), hex(0x8C8C88), hex(0x141418)}
	cloths  = []rgb{hex(0xD33A2C), hex(0x1F6FB5), hex(0xF0C02E), hex(0x1E8C5A), hex(0xE86FA0), hex(0xF4F2EA), hex(0x24304A), hex(0xF07F28), hex(0x6A3FA0), hex(0x28A6B8)}
	foam    = hex(0xF2F5F0)
	wetSand = hex(0xA58A66)
)

// beach is a shore on a hot day from above: no free spot between towels, umbrellas and people. It is drawn in colour and
// printed in black and white, as an old photograph.
func beach(f *frame) {
	w, h := float64(f.w), float64(f.h)
	shore := func(x float64) float64 { return 0.235 + 0.018*math.Sin(x*4.2+0.6) + 0.02*(fbm(x*3, 1, 4, 5)-0.5) }
	f.paint(func(x, y float64) rgb {
		s := shore(x)
		if y < s {
			return beachSea(x, y, s)
		}
		c := mix(hex(0xCFAF80), hex(0xE9D2A6), fbm(x*18, y*30, 5, 8))
		c = c.mul(0.88 + 0.24*fbm(x*130, y*170, 3, 15))
		return mix(wetSand, c, smooth(0, 0.05, y-s))
	})
	d := dice{seed: 3}
	for range 260 { // bathers
		x := d.roll()
		y := d.between(0.06, shore(x*f.aspect())+0.01)
		bather(f, &d, x*w, y*h, depthScale(y))
	}
	// Row by row from far to near, so that the near ones stand before the far ones.
	for y := shore(0.7) + 0.03; y < 1.06; {
		s := depthScale(y)
		step := 44 * s
		for x := -step * d.roll(); x < w+step; x += step * d.between(0.7, 1.15) {
			px, py := x+d.between(-6, 6)*s, y*h+d.between(-9, 9)*s
			switch r := d.roll(); {
			case r < 0.30:
				umbrella(f, &d, px, py, s)
			case r < 0.68:
				sunbather(f, &d, px, py, s)
			default:
				stander(f, &d, px, py, s)
			}
		}
		y += 22 * s / h
	}
	f.oldPrint()
}

// depthScale is how large things are drawn at a height of the picture.
func depthScale(y float64) float64 { return 0.30 + 1.05*y*y }

func beachSea(x, y, shore float64) rgb {
	c := mix(hex(0x2E86A8), hex(0x7CC4BE), smooth(0, shore, y))
	depth := 1 / (y + 0.06)
	c = c.mul(0.82 + 0.34*fbm(x*depth*3.5, depth*26, 4, 30))
	for k, at := range []float64{0.014, 0.045, 0.085} {
		line := shore - at - 0.012*(fbm(x*6, float64(k)*7, 4, 33)-0.5)
		width := 0.006 + 0.004*fbm(x*20, float64(k), 3, 34)
		if d := math.Abs(y - line); d < width {
			c = mix(c, foam, 0.85*(1-d/width)*smooth(0.25, 0.5, fbm(x*40, y*60, 3, 35)))
		}
	}
	return mix(c, hex(0xDCE9EA), 0.5*math.Exp(-y*22))
}

func shadow(f *frame, x, y, rx, ry float64) { f.oval(x, y, rx, ry, hex(0x5A4630), 0.45) }

func umbrella(f *frame, d *dice, x, y, s float64) {
	a, b := d.pick(cloths), d.pick(cloths)
	if d.roll() < 0.5 {
		b = hex(0xF4F2EA)
	}
	r := d.between(21, 27) * s
	top := y - 34*s
	shadow(f, x+16*s, y+2*s, r*1.05, r*0.42)
	towel(f, d, x-8*s, y+4*s, s)
	f.limb(x, top, x, y+2*s, 1.1*s, hex(0xD8D4CA))
	wedges := 8 + 2*int(d.roll()*3)
	turn := d.roll() * 6
	f.shape(x, top, r+1, a, 1, func(px, py float64) float64 { return canopy(px-x, py-top, r) })
	f.shape(x, top, r+1, b, 1, func(px, py float64) float64 {
		if int(math.Floor((math.Atan2((py-top)*1.9, px-x)+turn)/(2*math.Pi)*float64(wedges)))%2 == 0 {
			return 2
		}
		return canopy(px-x, py-top, r)
	})
	f.shape(x, top, r+1, hex(0x2A2018), 0.30, func(px, py float64) float64 { // its far side from the sun
		return math.Max(canopy(px-x, py-top, r), -(px-x)*0.8-(py-top)*1.2+r*0.35)
	})
	f.oval(x, top-r*0.50, 1.8*s, 1.8*s, a.mul(0.7), 1)
}

func canopy(x, y, r float64) float64 { return (math.Hypot(x/r, y/(r*0.55)) - 1) * r * 0.55 }

func towel(f *frame, d *dice, x, y, s float64) {
	a, b := d.pick(cloths), d.pick(cloths)
	stripes := 3 + d.roll()*5
	f.slab(x, y, 46*s, 20*s, d.between(-0.5, 0.5), 0.55, func(u, _ float64) rgb {
		if math.Mod(u*stripes, 1) < 0.4 {
			return b
		}
		return a
	})
}

// sunbather lies on a towel.
func sunbather(f *frame, d *dice, x, y, s float64) {
	towel(f, d, x, y, s)
	skin, suit, dir := d.pick(skins), d.pick(cloths), 1.0
	if d.roll() < 0.5 {
		dir = -1
	}
	tilt := d.between(-3, 3) * s
	at := func(t float64) (float64, float64) { return x + dir*t*s, y - 2*s + tilt*t/20 }
	hx, hy := at(-17)
	sx, sy := at(-12)
	px, py := at(2)
	lx, ly := at(20)
	f.limb(sx, sy+2*s, lx, ly+3*s, 2.6*s, hex(0x7A5F40))
	f.limb(px, py-1.4*s, lx, ly-1.8*s, 1.7*s, skin)
	f.limb(px, py+1.4*s, lx, ly+1.4*s, 1.7*s, skin.mul(0.88))
	f.limb(sx, sy, px, py, 3.3*s, skin)
	f.limb(px-dir*1.5*s, py, px+dir*3*s, py, 3.4*s, suit)
	if d.roll() < 0.5 {
		mx, my := at(-8)
		f.limb(mx, my-2*s, mx, my+2*s, 1.6*s, suit)
	}
	f.limb(sx, sy+2*s, sx+dir*8*s, sy+5*s, 1.2*s, skin.mul(0.9))
	f.oval(hx, hy, 3*s, 2.9*s, d.pick(hairs), 1)
	f.oval(hx+dir*0.9*s, hy+0.5*s, 2.1*s, 2.1*s, skin, 1)
}

// stander stands or walks.
func stander(f *frame, d *dice, x, y, s float64) {
	skin, suit, hair := d.pick(skins), d.pick(cloths), d.pick(hairs)
	k := s * d.between(0.72, 1.08)
	shadow(f, x+9*k, y+1*k, 10*k, 3*k)
	step := d.between(-3, 3) * k
	f.limb(x-2*k, y-16*k, x-2*k-step, y, 1.9*k, skin.mul(0.9))
	f.limb(x+2*k, y-16*k, x+2*k+step, y, 1.9*k, skin)
	f.limb(x, y-29*k, x, y-18*k, 4.1*k, skin)
	f.limb(x-1.6*k, y-16*k, x+1.6*k, y-16*k, 3.7*k, suit)
	if d.roll() < 0.55 {
		f.limb(x-1.4*k, y-27*k, x+1.4*k, y-23*k, 3.6*k, d.pick(cloths))
	}
	arm := d.between(-5, 5) * k
	f.limb(x-4.4*k, y-29*k, x-6*k-arm*0.3, y-19*k, 1.3*k, skin.mul(0.93))
	f.limb(x+4.4*k, y-29*k, x+6*k+arm, y-20*k, 1.3*k, skin)
	f.oval(x, y-36*k, 3.4*k, 4*k, skin, 1)
	f.shape(x, y-37*k, 5*k, hair, 1, func(px, py float64) float64 {
		return math.Max(math.Hypot((px-x)/0.9, py-(y-37*k))-4*k, py-(y-36.2*k))
	})
}

// bather is in the water to the chest.
func bather(f *frame, d *dice, x, y, s float64) {
	skin := d.pick(skins)
	f.oval(x, y+1.5*s, 7*s, 2*s, foam, 0.5)
	f.limb(x-3*s, y-3*s, x+3*s, y-3*s, 3.4*s, skin)
	if d.roll() < 0.4 {
		f.limb(x+4*s, y-4*s, x+8*s, y-11*s, 1.3*s, skin)
	}
	f.oval(x, y-10*s, 3.2*s, 3.7*s, skin, 1)
	f.oval(x, y-12*s, 3.3*s, 2.6*s, d.pick(hairs), 1)
}
