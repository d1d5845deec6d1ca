package ocr

import (
	"cmp"
	"math"
	"slices"
)

// Order puts lines into the order in which they are read: what stands in columns column by column, else from top to bottom, and what
// stands on one height from left to right. It gives the places in boxes.
func Order(boxes []Box) []int {
	all := make([]int, len(boxes))
	heights := make([]float64, len(boxes))
	for i, b := range boxes {
		all[i] = i
		heights[i] = float64(min(b.Width(), b.Height()))
	}
	if len(boxes) == 0 {
		return all
	}
	slices.Sort(heights)
	boxes = levelled(boxes)
	return sections(boxes, all, heights[len(heights)/2], 0)
}

// levelled turns boxes so that lines which all slant run level: the words of a slanting line are not on one height.
func levelled(boxes []Box) []Box {
	var sum Point
	for _, b := range boxes {
		if b.Width() >= b.Height() { // a line that runs up says nothing of the slant of the others
			along, below := b.Quad[1].minus(b.Quad[0]), b.Quad[2].minus(b.Quad[3])
			sum = Point{sum.X + along.X + below.X, sum.Y + along.Y + below.Y}
		}
	}
	const slant = 0.05 // less is a box that is a pixel or two off
	length := sum.length()
	if math.Abs(sum.Y) < slant*length || length == 0 {
		return boxes
	}
	u := Point{sum.X / length, sum.Y / length}
	turned := slices.Clone(boxes)
	for i := range turned {
		for c, p := range turned[i].Quad {
			turned[i].Quad[c] = Point{p.dot(u), u.cross(p)}
		}
	}
	return turned
}

// A gap between columns is as wide as columnGap lines are high, and each column has columnLines at least.
const (
	columnGap   = 1.0
	columnLines = 3
	maxDepth    = 16
)

// sections orders some of the boxes: it cuts them into columns where a gap runs between them, else where no box crosses a level line, and
// what can't be cut is rows.
func sections(boxes []Box, some []int, height float64, depth int) []int {
	if len(some) < 2 || depth == maxDepth {
		return rows(boxes, some)
	}
	across := func(i int) (float64, float64) { x0, _, x1, _ := boxes[i].bounds(); return x0, x1 }
	down := func(i int) (float64, float64) { _, y0, _, y1 := boxes[i].bounds(); return y0, y1 }
	if left, right := cut(some, across, columnGap*height); len(left) >= columnLines && len(right) >= columnLines {
		return append(sections(boxes, left, height, depth+1), sections(boxes, right, height, depth+1)...)
	}
	// A headline over columns hides the gap between them, so what is over the widest level gap comes first.
	if over, under := cut(some, down, 0); len(over) > 0 && len(under) > 0 {
		return append(sections(boxes, over, height, depth+1), sections(boxes, under, height, depth+1)...)
	}
	return rows(boxes, some)
}

// cut divides boxes at the widest gap between their spans that is wider than least. One half is empty where there is none.
func cut(some []int, span func(int) (from, to float64), least float64) (before, after []int) {
	sorted := slices.Clone(some)
	slices.SortStableFunc(sorted, func(a, b int) int {
		fromA, _ := span(a)
		fromB, _ := span(b)
		return cmp.Compare(fromA, fromB)
	})
	_, reach := span(sorted[0])
	widest, at := least, 0
	for i, box := range sorted[1:] {
		from, to := span(box)
		if gap := from - reach; gap > widest {
			widest, at = gap, i+1
		}
		reach = max(reach, to)
	}
	return sorted[:at], sorted[at:]
}

// rows orders boxes from top to bottom, those that stand on one height from left to right.
func rows(boxes []Box, some []int) []int {
	middle := func(i int) float64 { _, y0, _, y1 := boxes[i].bounds(); return (y0 + y1) / 2 }
	sorted := slices.Clone(some)
	slices.SortStableFunc(sorted, func(a, b int) int { return cmp.Compare(middle(a), middle(b)) })
	var out []int
	for len(sorted) > 0 {
		_, y0, _, y1 := boxes[sorted[0]].bounds()
		n := 1
		for n < len(sorted) && middle(sorted[n]) < y0+0.75*(y1-y0) {
			n++
		}
		row := sorted[:n]
		slices.SortStableFunc(row, func(a, b int) int {
			ax, _, _, _ := boxes[a].bounds()
			bx, _, _, _ := boxes[b].bounds()
			return cmp.Compare(ax, bx)
		})
		out, sorted = append(out, row...), sorted[n:]
	}
	return out
}
