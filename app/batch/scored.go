package batch

import (
	"encoding/json"
	"strconv"

	"duotone/app"
	"duotone/app/table"
)

// Scored is one row with what came of it.
type Scored struct {
	Row        table.Row
	Prediction app.Prediction
	Why        *app.Attribution // only where it was asked for
}

// coarse is the side of the picture grid that --explain writes.
const coarse = 4

// Why, as files have it: a weight for each word and a coarse grid over the picture.
type jsonWhy struct {
	Label   app.Label      `json:"label"`
	Words   []jsonWordWhy  `json:"words"`
	Picture *jsonCoarseWhy `json:"picture"`
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
	out := jsonWhy{Label: a.Label, Words: []jsonWordWhy{}}
	for _, s := range a.Words {
		word := ""
		if 0 <= s.Start && s.Start <= s.End && s.End <= len(text) {
			word = table.Valid(text[s.Start:s.End])
		}
		out.Words = append(out.Words, jsonWordWhy{word, s.Start, s.End, s.Weight})
	}
	if g := a.Picture; g != nil && g.W > 0 && g.H > 0 && len(g.Weight) == g.W*g.H {
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
func appendJSON(dst []byte, s Scored, columns []table.Column, m table.Mapping) ([]byte, error) {
	line, err := s.Prediction.MarshalJSON()
	if err != nil {
		return dst, err
	}
	dst = append(dst, line[:len(line)-1]...)
	if s.Why != nil {
		text, _ := m.Words(s.Row)
		line, err := json.Marshal(why(s.Why, text))
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
			dst = append(table.AppendString(dst, name), ':')
			if v.JSON != nil {
				dst = append(dst, v.JSON...)
			} else {
				dst = table.AppendString(dst, v.Text)
			}
		}
		dst = append(dst, '}')
	default:
		dst = append(dst, "null"...)
	}
	if s.Row.Raw != "" {
		dst = table.AppendString(append(dst, `,"raw":`...), s.Row.Raw)
	}
	return append(dst, "}\n"...), nil
}

// flatCell is one result in a flat format: text, or a number.
type flatCell struct {
	text   string
	number float64
	kind   table.ColumnKind
	null   bool
}

func number(v float64) flatCell { return flatCell{number: v, kind: table.NumberColumn} }
func plain(s string) flatCell   { return flatCell{text: s, kind: table.TextColumn, null: s == ""} }

// String is the cell as a table of text has it: numbers with as many digits as give the same number again.
func (c flatCell) String() string {
	switch {
	case c.null:
		return ""
	case c.kind == table.NumberColumn:
		return strconv.FormatFloat(c.number, 'g', -1, 64)
	}
	return c.text
}

// flatColumns are the columns that results have in flat formats, behind those of the input.
func flatColumns(explain bool) []table.Column {
	text := func(names ...string) (out []table.Column) {
		for _, n := range names {
			out = append(out, table.Column{Name: n, Kind: table.TextColumn})
		}
		return out
	}
	scores := func(prefix string) (out []table.Column) {
		for _, l := range app.Labels {
			out = append(out, table.Column{Name: prefix + l.String(), Kind: table.NumberColumn})
		}
		return out
	}
	c := append(text("id", "label"), scores("")...)
	c = append(append(c, text("words_label")...), scores("words_")...)
	c = append(append(c, text("picture_label")...), scores("picture_")...)
	c = append(c, text("dominant")...)
	for _, n := range []string{"balance_base", "balance_words", "balance_picture", "attention_words", "attention_picture", "incongruity", "irony"} {
		c = append(c, table.Column{Name: n, Kind: table.NumberColumn})
	}
	c = append(c, text("pack", "device", "notices", "error_kind", "error_message", "error_hint", "raw")...)
	if explain {
		c = append(c, text("explain_words", "explain_picture")...)
	}
	return c
}

// flatten gives the cells of flatColumns.
func flatten(s Scored, m table.Mapping, explain bool) []flatCell {
	p := s.Prediction
	none := flatCell{null: true, kind: table.NumberColumn}
	scores := func(o *app.Opinion) []flatCell {
		if o == nil {
			return []flatCell{plain(""), none, none, none}
		}
		return []flatCell{plain(o.Label.String()), number(o.Scores[0]), number(o.Scores[1]), number(o.Scores[2])}
	}
	cells := []flatCell{plain(p.ID)}
	if p.Err != nil {
		for range 12 {
			cells = append(cells, none)
		}
		cells = append(cells, plain(""))
		for range 7 {
			cells = append(cells, none)
		}
		cells = append(cells, plain(p.Pack), plain(p.Device), plain(""), plain(string(app.KindOf(p.Err))), plain(table.Valid(p.Err.Error())),
			plain(app.HintOf(p.Err)), plain(s.Row.Raw))
	} else {
		cells = append(cells, scores(&app.Opinion{Label: p.Label, Scores: p.Scores})...)
		cells = append(cells, scores(p.Words)...)
		cells = append(cells, scores(p.Picture)...)
		cells = append(cells, plain(string(p.Dominant)), number(p.Balance.Base), number(p.Balance.Words), number(p.Balance.Picture),
			number(p.Attention.Words), number(p.Attention.Picture))
		incongruity, irony := none, none
		if p.Words != nil && p.Picture != nil {
			incongruity = number(p.Incongruity)
		}
		if p.Words != nil {
			irony = number(p.Irony)
		}
		notices := ""
		for i, n := range p.Warnings {
			if i > 0 {
				notices += "; "
			}
			notices += n.Message
		}
		cells = append(cells, incongruity, irony, plain(p.Pack), plain(p.Device), plain(notices), plain(""), plain(""), plain(""), plain(""))
	}
	if explain {
		cells = append(cells, flatWhy(s, m)...)
	}
	return cells
}

func flatWhy(s Scored, m table.Mapping) []flatCell {
	if s.Why == nil {
		return []flatCell{plain(""), plain("")}
	}
	text, _ := m.Words(s.Row)
	w := why(s.Why, text)
	words, err := json.Marshal(w.Words)
	if err != nil {
		words = nil
	}
	if w.Picture == nil {
		return []flatCell{plain(string(words)), plain("")}
	}
	grid, err := json.Marshal(w.Picture)
	if err != nil {
		grid = nil
	}
	return []flatCell{plain(string(words)), plain(string(grid))}
}
