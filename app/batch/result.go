package batch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/table"
)

// Verdict is one row of a result, as people look at it.
type Verdict struct {
	Row         int64 // of the result, from 1
	ID          string
	Text        string // at most maxVerdictText bytes
	Image       string // as the input names the picture; "" where it is a long data: URI
	Date        time.Time
	Label       app.Label
	Scores      app.Scores
	Means       *app.Label // nil: the pack doesn't tell
	MeansScores app.Scores // likewise
	Language    string     // "": not known
	Warnings    []app.WarningCode
	Words       *app.Label // nil: none
	Picture     *app.Label
	Dominant    app.Modality
	Balance     app.Balance
	Incongruity float64 // -1: not both there
	Irony       float64 // -1: no words
	Kind        app.Kind
	Message     string // of the error; empty: none
}

// Sarcastic and Turn are those of a prediction.
func (v Verdict) Sarcastic() bool { return v.prediction().Sarcastic() }
func (v Verdict) Turn() float64   { return v.prediction().Turn() }

func (v Verdict) prediction() app.Prediction {
	p := app.Prediction{Label: v.Label, Scores: v.Scores}
	if v.Means != nil {
		p.Meant = &app.Opinion{Label: *v.Means, Scores: v.MeansScores}
	}
	return p
}

// Failed tells a row with an error.
func (v Verdict) Failed() bool { return v.Kind != "" }

const maxVerdictText = 2000

// Results reads a result in any of its formats.
type Results struct {
	Mapping table.Mapping // of the input's columns
	Date    string        // the column with dates; "" for none
	Total   int64
	Exact   bool

	src  table.Source
	at   map[string]int // flat: positions of columns
	date int
	json bool
	n    int64
}

// OpenResults opens a result. dateColumn names the column with dates; "" guesses.
func OpenResults(ctx context.Context, path, dateColumn string) (*Results, error) {
	none := "-"
	in, err := table.Open(ctx, path, nil, table.Options{TextColumn: none, ImageColumn: none, IDColumn: none, Header: "yes"})
	if err != nil && app.KindOf(err) != app.KindUsage {
		return nil, err
	}
	r := &Results{json: in.IsObjects(), Total: in.Total, Exact: in.Exact, date: -1, at: map[string]int{}}
	var columns []table.Column
	sample := in.Sample
	if r.json {
		columns, sample = inputsOf(in.Sample)
	} else if columns, err = r.flat(in.Columns); err != nil {
		return nil, app.Errorf("open result", path, app.KindFormat, "Give a file that duotone score wrote.", "%w", err)
	}
	r.Mapping, _ = table.Guess(table.ColumnNames(columns), sample, table.Options{}) // without words or pictures there is still much to show
	if r.date, err = findDate(columns, sample, dateColumn); err != nil {
		return nil, err
	}
	if r.date >= 0 {
		r.Date = columns[r.date].Name
	}
	r.src, err = in.Rows()
	return r, err
}

// inputsOf are the rows of the input that a result in JSON holds.
func inputsOf(sample []table.Row) ([]table.Column, []table.Row) {
	c := table.NewColumnSet()
	var rows []table.Row
	for _, r := range sample {
		if v, ok := table.Lookup(r.Object, "input"); ok && len(v.JSON) > 0 && v.JSON[0] == '{' {
			row := table.Row{Object: v.JSON}
			c.Add(row)
			rows = append(rows, row)
		}
	}
	for i := range rows {
		rows[i].Cells = table.ObjectCells(rows[i], table.ColumnNames(c.Columns()))
	}
	return c.Columns(), rows
}

// flat finds the columns that duotone score adds; those in front of them are the input's.
func (r *Results) flat(columns []table.Column) ([]table.Column, error) {
	names, old := Output{}.columns(), len(Output{Version: 1}.columns())
	where := map[string]int{}
	for i, c := range columns {
		where[c.Name] = i
	}
	first := len(columns)
	for i, c := range names {
		// A column of the input of that name made ours give way to a longer one; ours are behind the input's.
		n := c.Name
		at, ok := where[n]
		for n = "duotone_" + n; ; n = "duotone_" + n {
			longer, there := where[n]
			if !there {
				break
			}
			if !ok || longer > at {
				at, ok = longer, true
			}
		}
		if i >= old && (!ok || at < r.at["raw"]) { // a result of version 1 ends before, and what has the name is the input's
			continue
		}
		if !ok {
			if c.Name == "id" {
				continue
			}
			return nil, fmt.Errorf("it has no column %q", c.Name)
		}
		r.at[c.Name] = at
		if c.Name != "id" {
			first = min(first, at)
		}
	}
	return columns[:first], nil
}

var dateNames = []string{"date", "createdat", "created", "timestamp", "time", "datetime", "postedat", "posted", "published", "publishedat", "day", "datum", "fecha"}

var dateLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly, "2006/01/02",
	"02.01.2006 15:04", "02.01.2006", "01/02/2006 15:04", "01/02/2006", time.RubyDate, time.RFC1123Z, time.RFC1123, time.UnixDate, "2006-01-02 15:04:05-07:00", "Jan 2, 2006", "2 Jan 2006"}

// parseDate reads the ways in which exports write dates; whole numbers are seconds or milliseconds since 1970.
func parseDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 6 || len(s) > 40 {
		return time.Time{}, false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case n > 1e8 && n < 1e10:
			return time.Unix(n, 0).UTC(), true
		case n > 1e11 && n < 1e13:
			return time.UnixMilli(n).UTC(), true
		}
		return time.Time{}, false
	}
	for _, l := range dateLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// findDate finds the column with dates: the one named, or one whose name and cells say so.
func findDate(columns []table.Column, sample []table.Row, want string) (int, error) {
	names := table.ColumnNames(columns)
	if want == "-" {
		return -1, nil
	}
	if want != "" {
		at, err := table.FindColumn(names, want)
		if err != nil {
			return -1, app.Errorf("find column", want, app.KindUsage, "Name one with --date-column. The columns are: "+table.NameList(names)+".", "%w", err)
		}
		return at, nil
	}
	at := table.ByName(names, dateNames, nil, func(i int) bool { return dates(sample, i) })
	for i := range columns {
		if at < 0 && strings.Contains(strings.ToLower(names[i]), "date") && dates(sample, i) {
			at = i
		}
	}
	return at, nil
}

func dates(sample []table.Row, at int) bool {
	good, filled := 0, 0
	for _, r := range sample {
		if at < len(r.Cells) && strings.TrimSpace(r.Cells[at].Text) != "" {
			filled++
			if _, ok := parseDate(r.Cells[at].Text); ok {
				good++
			}
		}
	}
	return good > 0 && 2*good >= filled
}

// Close frees what is held.
func (r *Results) Close() error { return r.src.Close() }

// Next gives the next row, or io.EOF.
func (r *Results) Next() (Verdict, error) {
	row, err := r.src.Next()
	if err != nil {
		return Verdict{}, err
	}
	r.n++
	if row.Err != nil {
		return Verdict{}, app.Errorf("read result", fmt.Sprintf("row %d", r.n), app.KindFormat, "Give a file that duotone score wrote.", "%w", row.Err)
	}
	if r.json {
		return r.object(row)
	}
	return r.cells(row)
}

type resultJSON struct {
	V      int                `json:"v"`
	ID     string             `json:"id"`
	Label  *app.Label         `json:"label"`
	Scores map[string]float64 `json:"scores"`
	Meant  *struct {
		Label  app.Label
		Scores map[string]float64
	} `json:"meant"`
	Language    *string                    `json:"language"`
	Warnings    []string                   `json:"warnings"`
	Notices     []struct{ Kind string }    `json:"notices"` // of version 1
	Words       *struct{ Label app.Label } `json:"words"`
	Picture     *struct{ Label app.Label } `json:"picture"`
	Dominant    app.Modality               `json:"dominant"`
	Balance     app.Balance                `json:"balance"`
	Incongruity *float64                   `json:"incongruity"`
	Irony       *float64                   `json:"irony"`
	Error       *struct {
		Kind    app.Kind
		Message string
	} `json:"error"`
	Input json.RawMessage `json:"input"`
}

func (r *Results) object(row table.Row) (Verdict, error) {
	var j resultJSON
	if err := json.Unmarshal(row.Object, &j); err != nil || j.V == 0 || j.Label == nil && j.Error == nil {
		return Verdict{}, app.Errorf("read result", fmt.Sprintf("row %d", r.n), app.KindFormat, "Give a file that duotone score wrote.",
			"this is no scored post")
	}
	v := Verdict{Row: r.n, ID: j.ID, Dominant: j.Dominant, Balance: j.Balance, Incongruity: -1, Irony: -1}
	for _, l := range app.Labels {
		v.Scores[l] = j.Scores[l.String()]
	}
	if j.Label != nil {
		v.Label = *j.Label
	}
	v.meaning(j)
	if j.Words != nil {
		v.Words = &j.Words.Label
	}
	if j.Picture != nil {
		v.Picture = &j.Picture.Label
	}
	if j.Incongruity != nil {
		v.Incongruity = *j.Incongruity
	}
	if j.Irony != nil {
		v.Irony = *j.Irony
	}
	if j.Error != nil {
		v.Kind, v.Message = j.Error.Kind, j.Error.Message
	}
	if len(j.Input) == 0 || j.Input[0] != '{' {
		return v, nil
	}
	in := table.Row{Object: j.Input}
	v.Text, _ = r.Mapping.Words(in)
	v.Image, _ = r.Mapping.Picture(in)
	if r.Date != "" {
		if c, ok := table.Lookup(j.Input, r.Date); ok {
			v.Date, _ = parseDate(c.Text)
		}
	}
	v.trim()
	return v, nil
}

// meaning takes over what version 2 has more.
func (v *Verdict) meaning(j resultJSON) {
	if j.Meant != nil {
		v.Means = &j.Meant.Label
		for _, l := range app.Labels {
			v.MeansScores[l] = j.Meant.Scores[l.String()]
		}
	}
	if j.Language != nil {
		v.Language = short(*j.Language)
	}
	for _, w := range j.Warnings {
		code, _, _ := strings.Cut(w, ":")
		v.warn(code)
	}
	for _, n := range j.Notices {
		v.warn(n.Kind)
	}
}

// A file of somebody else may hold anything.
const maxWarnings, maxCode = 16, 40

func (v *Verdict) warn(code string) {
	if code = strings.TrimSpace(code); code != "" && len(v.Warnings) < maxWarnings {
		v.Warnings = append(v.Warnings, app.WarningCode(short(code)))
	}
}

func short(s string) string {
	if len(s) > maxCode {
		s = table.Valid(s[:maxCode])
	}
	return strings.Clone(s)
}

func (v *Verdict) trim() {
	if len(v.Text) > maxVerdictText {
		v.Text = table.Valid(v.Text[:maxVerdictText]) + "…"
	}
	v.Text = strings.Clone(v.Text) // not the whole line with it
	if len(v.Image) > 4096 {
		v.Image = ""
	}
	v.Image = strings.Clone(v.Image)
}

func (r *Results) cells(row table.Row) (Verdict, error) {
	get := func(name string) string {
		if at, ok := r.at[name]; ok && at < len(row.Cells) {
			return row.Cells[at].Text
		}
		return ""
	}
	num := func(name string, missing float64) float64 {
		if x, err := strconv.ParseFloat(get(name), 64); err == nil {
			return x
		}
		return missing
	}
	v := Verdict{Row: r.n, ID: get("id"), Dominant: app.Modality(get("dominant")), Kind: app.Kind(get("error_kind")), Message: get("error_message"),
		Incongruity: num("incongruity", -1), Irony: num("irony", -1),
		Balance: app.Balance{Base: num("balance_base", 0), Words: num("balance_words", 0), Picture: num("balance_picture", 0)}}
	if v.ID == "" {
		v.ID = r.Mapping.PostID(table.Row{N: r.n, Cells: row.Cells})
	}
	for _, l := range app.Labels {
		v.Scores[l] = num(l.String(), 0)
	}
	label, ok := app.ParseLabel(get("label"))
	if !ok && v.Kind == "" {
		return Verdict{}, app.Errorf("read result", fmt.Sprintf("row %d", r.n), app.KindFormat, "Give a file that duotone score wrote.", "it has no label")
	}
	v.Label = label
	if l, ok := app.ParseLabel(get("meant")); ok {
		v.Means = &l
		for _, l := range app.Labels {
			v.MeansScores[l] = num("meant_"+l.String(), 0)
		}
	}
	v.Language = short(get("language"))
	for code := range strings.SplitSeq(get("warnings"), ",") {
		v.warn(code)
	}
	if l, ok := app.ParseLabel(get("words_label")); ok {
		v.Words = &l
	}
	if l, ok := app.ParseLabel(get("picture_label")); ok {
		v.Picture = &l
	}
	v.Text, _ = r.Mapping.Words(row)
	v.Image, _ = r.Mapping.Picture(row)
	if r.date >= 0 && r.date < len(row.Cells) {
		v.Date, _ = parseDate(row.Cells[r.date].Text)
	}
	v.trim()
	return v, nil
}

// ReadResults reads a whole result into memory, at most limit rows.
func ReadResults(ctx context.Context, path string, limit int) ([]Verdict, *Results, error) {
	r, err := OpenResults(ctx, path, "")
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	var out []Verdict
	for len(out) < limit {
		v, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if len(out)%256 == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		out = append(out, v)
	}
	return out, r, nil
}

// IsResult tells whether a file is one that Run wrote.
func IsResult(ctx context.Context, path string) bool {
	r, err := OpenResults(ctx, path, "-")
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = r.Next()
	return err == nil
}
