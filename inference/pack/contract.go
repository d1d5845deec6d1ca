package pack

import (
	"fmt"
	"slices"
	"strconv"
)

// checkGraph compares what the manifest says of a graph with the contract of models/PACK.md.
func (m *Manifest) checkGraph(p *Problems, name string) {
	g, ok := m.Graphs[name]
	if !ok {
		p.Add("pack.json", "graphs: %s is missing", name)
		return
	}
	m.mustList(p, "graphs."+name, g.File)
	for _, side := range []struct {
		name     string
		have     []TensorSpec
		contract []tensorContract
	}{{"inputs", g.Inputs, contract[name].inputs}, {"outputs", g.Outputs, contract[name].outputs}} {
		at := fmt.Sprintf("graphs.%s.%s", name, side.name)
		for i, spec := range side.have {
			known := slices.ContainsFunc(side.contract, func(c tensorContract) bool { return c.name == spec.Name && c.since <= m.Format })
			again := slices.ContainsFunc(side.have[:i], func(s TensorSpec) bool { return s.Name == spec.Name })
			if !known || again {
				p.Add("pack.json", "%s: %.80q is not a tensor of this graph, or there twice", at, spec.Name)
			}
		}
		for _, c := range side.contract {
			if c.since > m.Format {
				continue
			}
			spec, ok := tensor(side.have, c.name)
			if !ok {
				if !c.optional {
					p.Add("pack.json", "%s: %s is missing", at, c.name)
				}
				continue
			}
			if spec.Type != c.typ {
				p.Add("pack.json", "%s: %s is %.20q and must be %s", at, c.name, spec.Type, c.typ)
			}
			if why := c.fits(spec.Shape); why != "" {
				p.Add("pack.json", "%s: %s has the shape %v: %s", at, c.name, spec.Shape, why)
			}
		}
	}
}

func tensor(specs []TensorSpec, name string) (TensorSpec, bool) {
	i := slices.IndexFunc(specs, func(s TensorSpec) bool { return s.Name == name })
	if i < 0 {
		return TensorSpec{}, false
	}
	return specs[i], true
}

// fixedSizes are the dimensions that are one number for all runs of a pack.
var fixedSizes = []string{"N", "Dt", "Di", "D", "heads", "Q"}

// fits tells what is wrong with a shape, or "".
func (c tensorContract) fits(shape []int64) string {
	if len(shape) != len(c.dims) {
		return fmt.Sprintf("it must have %d dimensions, %v", len(c.dims), c.dims)
	}
	for i, d := range c.dims {
		n := shape[i]
		if n < -1 || n == 0 || n > maxDim {
			return fmt.Sprintf("%d is no size", n)
		}
		if want, err := strconv.ParseInt(d, 10, 64); err == nil && n != want {
			return fmt.Sprintf("dimension %d must be %d", i, want)
		}
		if d[0] == '?' && n != -1 {
			return fmt.Sprintf("dimension %d (%s) must be -1, which is any size", i, d[1:])
		}
		if slices.Contains(fixedSizes, d) && n < 1 {
			return fmt.Sprintf("dimension %d (%s) must be a fixed size", i, d)
		}
	}
	return ""
}

// Size is the size of a dimension of the contract ("Dt", "N"), from the first tensor that states it; 0 if none does.
func (m *Manifest) Size(dim string) int64 {
	for _, name := range GraphNames {
		g := m.Graphs[name]
		for _, c := range slices.Concat(contract[name].inputs, contract[name].outputs) {
			for _, specs := range [][]TensorSpec{g.Inputs, g.Outputs} {
				spec, ok := tensor(specs, c.name)
				if i := slices.Index(c.dims, dim); ok && i >= 0 && i < len(spec.Shape) && spec.Shape[i] > 0 {
					return spec.Shape[i]
				}
			}
		}
	}
	return 0
}

// checkSizes compares the sizes that several tensors and fields share.
func (m *Manifest) checkSizes(p *Problems) {
	for _, name := range GraphNames {
		g := m.Graphs[name]
		for _, c := range slices.Concat(contract[name].inputs, contract[name].outputs) {
			for _, specs := range [][]TensorSpec{g.Inputs, g.Outputs} {
				spec, ok := tensor(specs, c.name)
				if !ok || len(spec.Shape) != len(c.dims) {
					continue
				}
				for i, d := range c.dims {
					if want := m.Size(d); want > 0 && spec.Shape[i] > 0 && spec.Shape[i] != want {
						p.Add("pack.json", "graphs.%s: %s has %s = %d and another tensor %d", name, c.name, d, spec.Shape[i], want)
					}
				}
			}
		}
	}
	if n := m.Size("N"); len(m.Image.Grid) == 2 && n > 0 && n != int64(m.Image.Grid[0])*int64(m.Image.Grid[1]) {
		p.Add("pack.json", "image.grid %v does not make the %d patches of the image graph", m.Image.Grid, n)
	}
	if len(m.Image.Size) == 2 {
		for dim, want := range map[string]int{"W": m.Image.Size[0], "H": m.Image.Size[1]} {
			if n := m.Size(dim); n > 0 && n != int64(want) {
				p.Add("pack.json", "image.size %v does not fit the pixels of the image graph (%s = %d)", m.Image.Size, dim, n)
			}
		}
	}
}

// CheckAgainst compares what the manifest says of a graph with what the file holds.
func (g GraphSpec) CheckAgainst(p *Problems, file string, onnx *Graph) {
	for _, side := range []struct {
		name           string
		declared, real []TensorSpec
	}{{"input", g.Inputs, onnx.inputs}, {"output", g.Outputs, onnx.outputs}} {
		for _, d := range side.declared {
			r, ok := tensor(side.real, d.Name)
			if !ok {
				p.Add(file, "%s %.80q is missing from the graph", side.name, d.Name)
				continue
			}
			if r.Type != d.Type {
				p.Add(file, "%s %s is %s in the graph and %.20s in pack.json", side.name, d.Name, r.Type, d.Type)
			}
			if !sameShape(d.Shape, r.Shape) {
				p.Add(file, "%s %s has the shape %v in the graph and %v in pack.json", side.name, d.Name, r.Shape, d.Shape)
			}
		}
		for _, r := range side.real {
			if _, ok := tensor(side.declared, r.Name); !ok {
				p.Add(file, "%s %.80q of the graph is not in pack.json", side.name, r.Name)
			}
		}
	}
}

// sameShape compares the shape that a manifest states with the one that a graph states. Where the graph leaves an output's
// size open, each run is checked.
func sameShape(declared, real []int64) bool {
	if real == nil {
		return true // the graph states no shape at all
	}
	if len(declared) != len(real) {
		return false
	}
	for i, d := range declared {
		if d != real[i] && real[i] != -1 {
			return false
		}
	}
	return true
}
