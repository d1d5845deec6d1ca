package plot

import (
	"fmt"
	"strings"

	"duotone/ui/kit/paint"
)

// What plots say of themselves as text.

// Spoken is the count of each label.
func (d *Distribution) Spoken() string {
	var parts []string
	for i, n := range d.counts {
		parts = append(parts, fmt.Sprintf("%s: %d", paint.LabelName(i), n))
	}
	return strings.Join(parts, ", ")
}

// Spoken is each row of the matrix.
func (c *Confusion) Spoken() string {
	lines := []string{c.rowTitle + " / " + c.colTitle}
	for r, name := range c.names {
		var cells []string
		for i, n := range c.counts[r] {
			cells = append(cells, fmt.Sprintf("%s %d", c.names[i], n))
		}
		lines = append(lines, name+": "+strings.Join(cells, ", "))
	}
	return strings.Join(lines, "\n")
}

// Spoken is each point of the curve.
func (c *Curve) Spoken() string {
	var points []string
	for _, p := range c.points {
		points = append(points, fmt.Sprintf("%d: %s", p.Labels, paint.Fraction(p.Value)))
	}
	return c.title + ": " + strings.Join(points, ", ")
}

// Spoken is the value and the threshold.
func (g *Gauge) Spoken() string {
	if !g.present {
		return g.title + ": –"
	}
	return g.title + ": " + paint.Fraction(g.value) + " (" + paint.Fraction(g.threshold) + ")"
}
