package batch

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/table"
	"duotone/app/table/source"
)

// flatCell is one result in a flat format: text, or a number.
type flatCell struct {
	text   string
	number float64
	kind   source.ColumnKind
	null   bool
}

func number(v float64) flatCell { return flatCell{number: v, kind: source.NumberColumn} }
func plain(s string) flatCell   { return flatCell{text: s, kind: source.TextColumn, null: s == ""} }

// rounded is the cell as version 2 has it: a number with as many decimals as in JSON.
func (c flatCell) rounded() flatCell {
	c.number = app.Rounded(c.number)
	return c
}

// String is the cell as a table of text has it: numbers with as many digits as give the same number again.
func (c flatCell) String() string {
	switch {
	case c.null:
		return ""
	case c.kind == source.NumberColumn:
		return strconv.FormatFloat(c.number, 'g', -1, 64)
	}
	return c.text
}

// columns are those that results have in flat formats, behind those of the input. Those of a version stand before those of the next.
func (o Output) columns() []source.Column {
	text := func(names ...string) (out []source.Column) {
		for _, n := range names {
			out = append(out, source.Column{Name: n, Kind: source.TextColumn})
		}
		return out
	}
	scores := func(prefix string) (out []source.Column) {
		for _, l := range app.Labels {
			out = append(out, source.Column{Name: prefix + l.String(), Kind: source.NumberColumn})
		}
		return out
	}
	c := append(text("id", "label"), scores("")...)
	c = append(append(c, text("words_label")...), scores("words_")...)
	c = append(append(c, text("picture_label")...), scores("picture_")...)
	c = append(c, text("dominant")...)
	for _, n := range []string{"balance_base", "balance_words", "balance_picture", "attention_words", "attention_picture", "incongruity", "irony"} {
		c = append(c, source.Column{Name: n, Kind: source.NumberColumn})
	}
	c = append(c, text("pack", "device", "notices", "error_kind", "error_message", "error_hint", "raw")...)
	if o.Explain {
		c = append(c, text("explain_words", "explain_picture")...)
	}
	if o.version() == 1 {
		return c
	}
	c = append(append(append(c, text("meant")...), scores("meant_")...), text("language", "warnings")...)
	if o.Explain {
		c = append(c, text("explain_meaning")...)
	}
	if o.Read {
		c = append(append(c, source.Column{Name: partOfPictureWords, Kind: source.NumberColumn}), text("picture_words")...)
		if o.Explain {
			c = append(c, text("explain_picture_words")...)
		}
	}
	if o.head != nil {
		c = append(c, text("answer")...)
		for _, l := range o.head.Labels {
			c = append(c, source.Column{Name: "answer_" + l, Kind: source.NumberColumn})
		}
	}
	return c
}

// answerCells are what the model's head says: its labels with semicolons between them, and the probability of each.
func (o Output) answerCells(p app.Prediction) []flatCell {
	if o.head == nil {
		return nil
	}
	if p.Err != nil || p.Answer == nil {
		return append([]flatCell{plain("")}, slices.Repeat([]flatCell{noNumber}, len(o.head.Labels))...)
	}
	cells := []flatCell{plain(strings.Join(p.Answer.GivenLabels(), ";"))}
	for _, s := range p.Answer.Scores {
		cells = append(cells, number(s))
	}
	return cells
}

// partOfPictureWords is the column of their part in the balance.
const partOfPictureWords = "balance_picture_words"

// cells gives the cells of columns.
func (o Output) cells(s Scored, m table.Mapping) []flatCell {
	p := s.Prediction
	cells := []flatCell{plain(p.ID)}
	if p.Err != nil {
		cells = append(append(append(cells, scoreCells(nil)...), scoreCells(nil)...), scoreCells(nil)...)
		cells = append(cells, plain(""))
		for range 7 {
			cells = append(cells, noNumber)
		}
		cells = append(cells, plain(p.Pack), plain(p.Device), plain(""), plain(string(app.KindOf(p.Err))), plain(source.Valid(p.Err.Error())),
			plain(app.HintOf(p.Err)), plain(s.Row.Raw))
	} else {
		cells = append(cells, scoreCells(&app.Opinion{Label: p.Label, Scores: p.Scores})...)
		cells = append(append(cells, scoreCells(p.Words)...), scoreCells(p.Picture)...)
		cells = append(cells, plain(string(p.Dominant)), number(p.Balance.Base), number(p.Balance.Words), number(p.Balance.Picture),
			number(p.Attention.Words), number(p.Attention.Picture))
		incongruity, irony := noNumber, noNumber
		if p.Words != nil && p.Picture != nil {
			incongruity = number(p.Incongruity)
		}
		if p.Words != nil {
			irony = number(p.Irony)
		}
		cells = append(cells, incongruity, irony, plain(p.Pack), plain(p.Device), plain(joined(p.Warnings, "; ", messageOf)), plain(""), plain(""),
			plain(""), plain(""))
	}
	words, grid, meaning := flatWhy(s, m)
	if o.Explain {
		cells = append(cells, words, grid)
	}
	if o.version() == 1 {
		return cells
	}
	meant := p.Meant
	if p.Err != nil {
		meant = nil
	}
	cells = append(append(cells, scoreCells(meant)...), plain(p.Language), plain(joined(p.Warnings, ",", codeOf)))
	if o.Explain {
		cells = append(cells, meaning)
	}
	if o.Read {
		part := noNumber
		if p.Err == nil && p.Balance.PictureWords != 0 {
			part = number(p.Balance.PictureWords)
		}
		cells = append(cells, part, plain(app.PictureText(p.PictureWords)))
		if o.Explain {
			cells = append(cells, pictureWordsWhy(s))
		}
	}
	cells = append(cells, o.answerCells(p)...)
	for i, c := range cells {
		cells[i] = c.rounded()
	}
	return cells
}

var noNumber = flatCell{null: true, kind: source.NumberColumn}

// scoreCells are a label and its three scores.
func scoreCells(o *app.Opinion) []flatCell {
	if o == nil {
		return []flatCell{plain(""), noNumber, noNumber, noNumber}
	}
	return []flatCell{plain(o.Label.String()), number(o.Scores[0]), number(o.Scores[1]), number(o.Scores[2])}
}

func messageOf(w app.Warning) string { return w.Message }
func codeOf(w app.Warning) string    { return string(w.Code) }

func joined(all []app.Warning, between string, part func(app.Warning) string) string {
	parts := make([]string, len(all))
	for i, w := range all {
		parts[i] = part(w)
	}
	return strings.Join(parts, between)
}

// pictureWordsWhy is each word in the picture and its weight, as JSON; empty where they do not reach the verdict.
func pictureWordsWhy(s Scored) flatCell {
	words := s.Prediction.PictureWords
	if s.Why == nil || len(words) == 0 || len(s.Why.PictureWords) != len(words) {
		return plain("")
	}
	type weighed struct {
		Word   string  `json:"word"`
		Weight float64 `json:"weight"`
	}
	all := make([]weighed, len(words))
	for i, w := range words {
		all[i] = weighed{w.Text, app.Rounded(s.Why.PictureWords[i])}
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return plain("")
	}
	return plain(string(raw))
}

// flatWhy is an explanation as JSON: of the words, of the picture, of the meaning.
func flatWhy(s Scored, m table.Mapping) (words, grid, meaning flatCell) {
	if s.Why == nil {
		return plain(""), plain(""), plain("")
	}
	text, _ := m.Words(s.Row)
	w := why(s.Why, text)
	cell := func(v any, there bool) flatCell {
		raw, err := json.Marshal(v)
		if err != nil || !there {
			return plain("")
		}
		return plain(string(raw))
	}
	return cell(w.Words, true), cell(w.Picture, w.Picture != nil), cell(w.Meaning, w.Meaning != nil)
}
