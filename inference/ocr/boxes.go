package ocr

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Map is what the finding graph makes of a picture: for each pixel the probability that letters are there, row by row.
type Map struct {
	Width, Height int
	P             []float32
}

// Rules are how a map becomes boxes.
type Rules struct {
	Threshold float64 // letters are where the probability is over this
	Sure      float64 // a box whose mean probability is lower is none
	Unclip    float64 // a box grows on each side by this times its area over its perimeter: training shrank it
}

// Box is a line of letters.
type Box struct {
	Quad
	Score float64 // mean probability within
}

// What a map may give at most. A hostile picture has thousands of specks.
const (
	maxCandidates = 1000
	MaxLines      = 200
)

// The smallest sides of a box: of the letters' core in the map, and of the whole in the picture. In pixels.
const (
	minCore = 3
	minSide = 3
)

// Boxes finds the lines of a map and gives their boxes in a picture of width × height pixels: the surest MaxLines where there are more, in
// no order that means anything. The error is the context's, or that the map is none.
func Boxes(ctx context.Context, m Map, width, height int, r Rules) ([]Box, error) {
	if m.Width < 1 || m.Height < 1 || len(m.P) != m.Width*m.Height {
		return nil, fmt.Errorf("a map of %d × %d with %d values", m.Width, m.Height, len(m.P))
	}
	var boxes []Box
	err := m.blobs(ctx, r.Threshold, func(edge []Point) {
		if b, ok := m.box(edge, width, height, r); ok {
			boxes = append(boxes, b)
		}
	})
	if err != nil {
		return nil, err
	}
	if len(boxes) > MaxLines {
		slices.SortStableFunc(boxes, func(a, b Box) int { return cmp.Compare(b.Score, a.Score) })
		boxes = boxes[:MaxLines]
	}
	return boxes, nil
}

// box is the box around one blob, if it is one.
func (m Map) box(edge []Point, width, height int, r Rules) (Box, bool) {
	core := smallest(hull(edge), 0)
	if min(core.width, core.height) < minCore {
		return Box{}, false
	}
	corners := clockwise(core.corners())
	score := m.mean(corners)
	if score < r.Sure {
		return Box{}, false
	}
	// Of the corners in whole pixels, as the reference has them.
	for i, p := range corners {
		corners[i] = Point{math.Trunc(p.X), math.Trunc(p.Y)}
	}
	margin := core.width * core.height * r.Unclip / (2 * (core.width + core.height))
	whole := smallest(hull(slices.Clone(corners[:])), margin)
	if min(whole.width, whole.height) < minCore+2 {
		return Box{}, false
	}
	q := whole.corners()
	for i, p := range q {
		q[i] = Point{onto(p.X, m.Width, width), onto(p.Y, m.Height, height)}
	}
	q = clockwise(q)
	if int(q[0].minus(q[1]).length()) <= minSide || int(q[0].minus(q[3]).length()) <= minSide {
		return Box{}, false
	}
	return Box{q, score}, true
}

// onto takes a coordinate of a map of n pixels to a whole one of a picture of size pixels.
func onto(x float64, n, size int) float64 {
	return min(max(math.RoundToEven(x/float64(n)*float64(size)), 0), float64(size-1))
}

// blobs gives, for each patch of connected letters, the outermost points of its rows, until there were maxCandidates. Neighbours touch at
// corners too. As the reference does, letters grow one pixel to the right and down first, which joins what is nearly joined.
func (m Map) blobs(ctx context.Context, threshold float64, yield func(edge []Point)) error {
	w, h := m.Width, m.Height
	ink := make([]bool, w*h)
	for i, p := range m.P {
		if !(float64(p) > threshold) {
			continue
		}
		x, y := i%w, i/w
		for _, j := range [4]int{i, i + 1, i + w, i + w + 1} {
			if jx, jy := j%w, j/w; j < len(ink) && (jx == x || jx == x+1) && jy <= y+1 {
				ink[j] = true
			}
		}
	}
	var stack []int32
	rows := make([][2]int32, h) // the first and the last pixel of the blob in each row
	found := 0
	for start := range ink {
		if start%(64*w) != 0 && !ink[start] {
			continue
		}
		if err := ctx.Err(); err != nil { // before each patch too: hundreds may begin in one row, each as large as the map
			return err
		}
		if !ink[start] {
			continue
		}
		top, bottom := start/w, start/w
		for y := range rows {
			rows[y] = [2]int32{math.MaxInt32, -1}
		}
		ink[start] = false
		stack = append(stack[:0], int32(start))
		for len(stack) > 0 {
			at := int(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			x, y := at%w, at/w
			bottom = max(bottom, y)
			rows[y] = [2]int32{min(rows[y][0], int32(x)), max(rows[y][1], int32(x))}
			for ny := max(y-1, 0); ny <= min(y+1, h-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, w-1); nx++ {
					if next := ny*w + nx; ink[next] {
						ink[next] = false
						stack = append(stack, int32(next))
					}
				}
			}
		}
		var edge []Point
		for y := top; y <= bottom; y++ {
			edge = append(edge, Point{float64(rows[y][0]), float64(y)}, Point{float64(rows[y][1]), float64(y)})
		}
		yield(edge)
		if found++; found == maxCandidates {
			return nil
		}
	}
	return nil
}

// mean is the mean probability within a convex quad, its border among it.
func (m Map) mean(q Quad) float64 {
	for i, p := range q {
		q[i] = Point{math.Trunc(p.X), math.Trunc(p.Y)}
	}
	_, y0, _, y1 := q.bounds()
	sum, n := 0.0, 0
	for y := max(int(y0), 0); y <= min(int(y1), m.Height-1); y++ {
		from, to := q.across(float64(y))
		for x := max(int(math.Round(from)), 0); x <= min(int(math.Round(to)), m.Width-1); x++ {
			sum += float64(m.P[y*m.Width+x])
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// across is where a level line enters and leaves a convex quad.
func (q Quad) across(y float64) (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for i, p := range q {
		next := q[(i+1)%4]
		if y < min(p.Y, next.Y) || y > max(p.Y, next.Y) {
			continue
		}
		if p.Y == next.Y {
			from, to = min(from, p.X, next.X), max(to, p.X, next.X)
			continue
		}
		x := p.along(next, (y-p.Y)/(next.Y-p.Y)).X
		from, to = min(from, x), max(to, x)
	}
	return from, to
}
