package batch

import (
	"encoding/json"
	"strconv"

	"duotone/app"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Scored is one row with what came of it.
type Scored struct {
	Row        source.Row
	Prediction app.Prediction
	Why        *app.Attribution // only where it was asked for
}

// coarse is the side of the picture grid that --explain writes.
const coarse = 4

// Why, as files have it: a weight for each word and a coarse grid over the picture.
type jsonWhy struct {
	Label app.Label `json:"label"`
	jsonParts
	Meaning *jsonMeaning `json:"meaning,omitempty"`
}

type jsonParts struct {
	Words   []jsonWordWhy  `json:"words"`
	Picture *jsonCoarseWhy `json:"picture"`
}

type jsonMeaning struct {
	Label       app.Label `json:"label"`
	Meant       jsonParts `json:"meant"`
	Irony       jsonParts `json:"irony"`
	Incongruity jsonParts `json:"incongruity"`
}

type jsonWordWhy struct {
	Word   string  `json:"word"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Weight float64 `json:"weight"`
}

type jsonCoarseWhy struct {
	W      int       `json:"w"`
	H      int       `json:"h"`
	Weight []float64 `json:"weight"`
}

// why makes the explanation of a post with the given text.
func why(a *app.Attribution, text string) jsonWhy {
	out := jsonWhy{Label: a.Label, jsonParts: parts(app.Contributions{Words: a.Words, Picture: a.Picture}, text)}
	if m := a.Meaning; m != nil {
		out.Meaning = &jsonMeaning{m.Label, parts(m.Meant, text), parts(m.Irony, text), parts(m.Incongruity, text)}
	}
	return out
}

func parts(c app.Contributions, text string) jsonParts {
	out := jsonParts{Words: []jsonWordWhy{}}
	for _, s := range c.Words {
		word := ""
		if 0 <= s.Start && s.Start <= s.End && s.End <= len(text) {
			word = source.Valid(text[s.Start:s.End])
		}
		out.Words = append(out.Words, jsonWordWhy{word, s.Start, s.End, s.Weight})
	}
	if g := c.Picture; g != nil && g.W > 0 && g.H > 0 && len(g.Weight) == g.W*g.H {
		out.Picture = shrink(g, coarse)
	}
	return out
}

// shrink averages a grid into at most side × side parts; a patch belongs to the part in which its centre lies.
func shrink(g *app.Grid, side int) *jsonCoarseWhy {
	w, h := min(side, g.W), min(side, g.H)
	sum, n := make([]float64, w*h), make([]float64, w*h)
	for y := range g.H {
		for x := range g.W {
			at := (2*y+1)*h/(2*g.H)*w + (2*x+1)*w/(2*g.W)
			sum[at] += g.Weight[y*g.W+x]
			n[at]++
		}
	}
	for i := range sum {
		if n[i] > 0 {
			sum[i] /= n[i]
		}
	}
	return &jsonCoarseWhy{W: w, H: h, Weight: sum}
}

// appendJSON appends one line of JSON: the prediction, then the columns of the input under "input"; for a row that could
// not be read the row as it came, under "raw".
func appendJSON(dst []byte, s Scored, columns []source.Column, m table.Mapping, version int) ([]byte, error) {
	line, err := s.Prediction.JSON(version, s.Why)
	if err != nil {
		return dst, err
	}
	dst = append(dst, line[:len(line)-1]...)
	if s.Why != nil {
		text, _ := m.Words(s.Row)
		w := why(s.Why, text)
		if version == 1 {
			w.Meaning = nil
		}
		line, err := json.Marshal(w)
		if err != nil {
			return dst, err
		}
		dst = append(append(dst, `,"explain":`...), line...)
	}
	dst = append(dst, `,"input":`...)
	switch {
	case s.Row.Object != nil:
		dst = append(dst, s.Row.Object...)
	case s.Row.Cells != nil:
		dst = append(dst, '{')
		for i, v := range s.Row.Cells {
			name := "column_" + strconv.Itoa(i+1)
			if i < len(columns) {
				name = columns[i].Name
			}
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(source.AppendString(dst, name), ':')
			if v.JSON != nil {
				dst = append(dst, v.JSON...)
			} else {
				dst = source.AppendString(dst, v.Text)
			}
		}
		dst = append(dst, '}')
	default:
		dst = append(dst, "null"...)
	}
	if s.Row.Raw != "" {
		dst = source.AppendString(append(dst, `,"raw":`...), s.Row.Raw)
	}
	return append(dst, "}\n"...), nil
}
