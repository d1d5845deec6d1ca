package ocr

import (
	"cmp"
	"math"
	"slices"
)

// Point is a place in pixels, the origin at the top left.
type Point struct{ X, Y float64 }

func (p Point) minus(q Point) Point   { return Point{p.X - q.X, p.Y - q.Y} }
func (p Point) dot(q Point) float64   { return p.X*q.X + p.Y*q.Y }
func (p Point) cross(q Point) float64 { return p.X*q.Y - p.Y*q.X }
func (p Point) length() float64       { return math.Hypot(p.X, p.Y) }

// along is the point that lies the fraction t of the way from p to q.
func (p Point) along(q Point, t float64) Point {
	return Point{p.X + t*(q.X-p.X), p.Y + t*(q.Y-p.Y)}
}

// Quad is the corners of a line or a word: top left, top right, bottom right, bottom left, as it is read.
type Quad [4]Point

// Width and Height are those of the strip that Crop makes of it, in pixels.
func (q Quad) Width() int {
	return int(max(q[0].minus(q[1]).length(), q[2].minus(q[3]).length()))
}

// Height is beside Width.
func (q Quad) Height() int {
	return int(max(q[0].minus(q[3]).length(), q[1].minus(q[2]).length()))
}

// bounds is the upright rectangle around it.
func (q Quad) bounds() (x0, y0, x1, y1 float64) {
	return min(q[0].X, q[1].X, q[2].X, q[3].X), min(q[0].Y, q[1].Y, q[2].Y, q[3].Y),
		max(q[0].X, q[1].X, q[2].X, q[3].X), max(q[0].Y, q[1].Y, q[2].Y, q[3].Y)
}

// Part is the piece of it between two fractions of its width: a word of a line.
func (q Quad) Part(from, to float64) Quad {
	return Quad{q[0].along(q[1], from), q[0].along(q[1], to), q[3].along(q[2], to), q[3].along(q[2], from)}
}

// clockwise puts four corners into the order of Quad: the two leftmost are the left ones.
func clockwise(corners Quad) Quad {
	byX := corners
	slices.SortStableFunc(byX[:], func(a, b Point) int { return cmp.Compare(a.X, b.X) })
	left, right := byX[:2], byX[2:]
	if left[0].Y > left[1].Y {
		left[0], left[1] = left[1], left[0]
	}
	if right[0].Y > right[1].Y {
		right[0], right[1] = right[1], right[0]
	}
	return Quad{left[0], right[0], right[1], left[1]}
}

// hull is the convex hull of points, counted so that a step along it turns one way (Andrew's monotone chain). It sorts the points.
func hull(points []Point) []Point {
	slices.SortFunc(points, func(a, b Point) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	points = slices.Compact(points)
	if len(points) < 3 {
		return points
	}
	var h []Point
	grow := func(p Point, floor int) {
		for len(h) >= floor+2 && h[len(h)-1].minus(h[len(h)-2]).cross(p.minus(h[len(h)-1])) <= 0 {
			h = h[:len(h)-1]
		}
		h = append(h, p)
	}
	for _, p := range points {
		grow(p, 0)
	}
	lower := len(h) - 1
	for _, p := range slices.Backward(points[:len(points)-1]) {
		grow(p, lower)
	}
	return h[:len(h)-1]
}

// rectangle is a turned rectangle: a corner, and the two sides from there.
type rectangle struct {
	corner, u, v  Point   // u and v are of length 1, at a right angle
	width, height float64 // along u and v
}

func (r rectangle) corners() Quad {
	at := func(w, h float64) Point {
		return Point{r.corner.X + w*r.u.X + h*r.v.X, r.corner.Y + w*r.u.Y + h*r.v.Y}
	}
	return Quad{at(0, 0), at(r.width, 0), at(r.width, r.height), at(0, r.height)}
}

// smallest is the rectangle of the least area around a convex hull that is margin wider on every side. One of its sides lies along a side of the
// hull (Freeman and Shapira 1975); with a margin, which rounds the hull's corners, that is so nearly.
func smallest(h []Point, margin float64) rectangle {
	var best rectangle
	least := math.Inf(1)
	for i, p := range h {
		side := h[(i+1)%len(h)].minus(p)
		length := side.length()
		if length == 0 {
			continue
		}
		u := Point{side.X / length, side.Y / length}
		v := Point{-u.Y, u.X}
		u0, u1, v0, v1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
		for _, q := range h {
			u0, u1 = min(u0, q.dot(u)), max(u1, q.dot(u))
			v0, v1 = min(v0, q.dot(v)), max(v1, q.dot(v))
		}
		u0, u1, v0, v1 = u0-margin, u1+margin, v0-margin, v1+margin
		if area := (u1 - u0) * (v1 - v0); area < least {
			least = area
			best = rectangle{Point{u0*u.X + v0*v.X, u0*u.Y + v0*v.Y}, u, v, u1 - u0, v1 - v0}
		}
	}
	return best
}
