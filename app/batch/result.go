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
	"duotone/app/table/source"
)

// Verdict is one row of a result, as people look at it.
type Verdict struct {
	Row         int64 // of the result, from 1
	ID          string
	Text        string // at most maxVerdictText bytes, but for Whole
	Cut         bool   // Text is not all of it
	Image       string // as the input names the picture; "" where it is a long data: URI
	Date        time.Time
	Label       app.Label
	Scores      app.Scores
	Means       *app.Label // nil: the pack doesn't tell
	MeansScores app.Scores // likewise
	Answer      string     // labels that the pack's head gives, by their keys, with "; " between them; "": it has none, or gives none
	Answered    bool       // the head answered
	AnswerSure  float64    // the probability of the likeliest label that it gives
	Own         string     // the label that the input had already, as it writes it, at most maxCode bytes; "": none
	Language    string     // "": not known
	Warnings    []app.WarningCode
	Words       *app.Label // nil: none
	Picture     *app.Label
	Dominant    app.Modality
	Balance     app.Balance
	Incongruity float64 // -1: not both there
	Irony       float64 // -1: no words
	Pack        string  // that scored it, as app.PackInfo.Ref gives it
	Kind        app.Kind
	Message     string // of the error; empty: none
}

// Sarcastic is that of a prediction.
func (v Verdict) Sarcastic() bool { return v.prediction().Sarcastic() }

// Turn is that of a prediction.
func (v Verdict) Turn() float64 { return v.prediction().Turn() }

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
	Own     string        // the input's column with labels; "" for none
	Reading string        // how its dates are read, where they don't say it themselves
	Undated int64         // rows so far whose date can't be read
	Total   int64
	Exact   bool

	src  source.Source
	at   map[string]int // flat: positions of columns
	date int
	json bool
	n    int64

	own   int               // flat: position of Own
	sure  map[string]int    // flat: positions of the probabilities of a head's labels
	owns  map[string]string // short texts that many rows have, each once
	whole bool              // texts are not cut

	dates *table.Dates
}

// DateOptions say where a result's dates are.
type DateOptions struct {
	Column string // "": guessed; "-": none
	Format string // as dd/mm/yyyy or %d/%m/%Y; "": found out over the whole column
}

// OpenResults opens a result.
func OpenResults(ctx context.Context, path string, o DateOptions) (*Results, error) {
	dates, err := table.NewDates(o.Format)
	if err != nil {
		return nil, err
	}
	none := "-"
	in, err := table.Open(ctx, path, nil, source.Options{TextColumn: none, ImageColumn: none, IDColumn: none, Header: "yes"})
	if err != nil && (in == nil || app.KindOf(err) != app.KindUsage) {
		return nil, err
	}
	r := &Results{dates: dates, json: in.IsObjects(), Total: in.Total, Exact: in.Exact, date: -1, at: map[string]int{}}
	var columns []source.Column
	sample := in.Sample
	if r.json {
		columns, sample = inputsOf(in.Sample)
	} else if columns, err = r.flat(in.Columns); err != nil {
		return nil, app.Errorf("open result", path, app.KindFormat, "Give a file that duotone score wrote.", "%w", err)
	}
	r.Mapping, _ = table.Guess(source.ColumnNames(columns), sample, source.Options{}) // without words or pictures there is still much to show
	r.findOwn(columns, sample)
	if r.date, err = r.findDate(columns, sample, o.Column); err != nil {
		return nil, err
	}
	if r.date >= 0 {
		r.Date = columns[r.date].Name
		if err := r.lookAtDates(ctx, in); err != nil {
			return nil, err
		}
	}
	r.src, err = in.Rows()
	return r, err
}

// lookAtDates reads the whole column of dates where the first ones could mean two days each.
func (r *Results) lookAtDates(ctx context.Context, in *table.Input) error {
	src, err := in.Rows()
	if err != nil {
		return err
	}
	defer src.Close()
	for n := 0; ; n++ {
		row, err := src.Next()
		if errors.Is(err, io.EOF) || n == len(in.Sample) && !r.dates.Unclear() {
			break
		}
		if err != nil {
			return err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r.dates.Look(r.dateCell(row))
	}
	r.Reading = r.dates.Reading()
	return nil
}

// dateCell is a row's date as it is written.
func (r *Results) dateCell(row source.Row) string {
	if !r.json {
		if r.date < 0 || r.date >= len(row.Cells) {
			return ""
		}
		return row.Cells[r.date].Text
	}
	if r.Date == "" || row.Object == nil {
		return ""
	}
	in, ok := source.Lookup(row.Object, "input")
	if !ok || len(in.JSON) == 0 || in.JSON[0] != '{' {
		return ""
	}
	v, _ := source.Lookup(in.JSON, r.Date)
	return v.Text
}

// readDate reads a row's date.
func (r *Results) readDate(row source.Row) (t time.Time) {
	if cell := r.dateCell(row); strings.TrimSpace(cell) != "" {
		var ok bool
		if t, ok = r.dates.Parse(cell); !ok {
			r.Undated++
		}
	}
	return t
}

// inputsOf are the rows of the input that a result in JSON holds.
func inputsOf(sample []source.Row) ([]source.Column, []source.Row) {
	c := table.NewColumnSet()
	var rows []source.Row
	for _, r := range sample {
		if v, ok := source.Lookup(r.Object, "input"); ok && len(v.JSON) > 0 && v.JSON[0] == '{' {
			row := source.Row{Object: v.JSON}
			c.Add(row)
			rows = append(rows, row)
		}
	}
	for i := range rows {
		rows[i].Cells = table.ObjectCells(rows[i], source.ColumnNames(c.Columns()))
	}
	return c.Columns(), rows
}

// flat finds the columns that duotone score adds; those in front of them are the input's.
func (r *Results) flat(columns []source.Column) ([]source.Column, error) {
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
	r.findAnswers(columns)
	return columns[:first], nil
}

var dateNames = []string{"date", "createdat", "created", "timestamp", "time", "datetime", "postedat", "posted", "published", "publishedat", "day", "datum", "fecha"}

// findDate finds the column with dates: the one named, or one whose name and cells say so.
func (r *Results) findDate(columns []source.Column, sample []source.Row, want string) (int, error) {
	names := source.ColumnNames(columns)
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
	at := table.ByName(names, dateNames, nil, func(i int) bool { return r.hasDates(sample, i) })
	for i := range columns {
		if at < 0 && strings.Contains(strings.ToLower(names[i]), "date") && r.hasDates(sample, i) {
			at = i
		}
	}
	return at, nil
}

// hasDates tells whether most of a column's first cells are dates, in whatever order of day and month.
func (r *Results) hasDates(sample []source.Row, at int) bool {
	dates, err := table.NewDates("")
	if err != nil {
		return false
	}
	for _, row := range sample {
		if at < len(row.Cells) {
			dates.Look(row.Cells[at].Text)
		}
	}
	good, filled := 0, 0
	for _, row := range sample {
		if at >= len(row.Cells) || strings.TrimSpace(row.Cells[at].Text) == "" {
			continue
		}
		filled++
		_, plain := dates.Parse(row.Cells[at].Text)
		_, given := r.dates.Parse(row.Cells[at].Text)
		if plain || given || table.IsNumericDate(row.Cells[at].Text) {
			good++
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
	Answer *struct {
		Labels []string
		Scores map[string]float64
	} `json:"answer"`
	Language    *string                    `json:"language"`
	Warnings    []string                   `json:"warnings"`
	Notices     []struct{ Kind string }    `json:"notices"` // of version 1
	Words       *struct{ Label app.Label } `json:"words"`
	Picture     *struct{ Label app.Label } `json:"picture"`
	Dominant    app.Modality               `json:"dominant"`
	Balance     app.Balance                `json:"balance"`
	Incongruity *float64                   `json:"incongruity"`
	Irony       *float64                   `json:"irony"`
	Pack        string                     `json:"pack"`
	Error       *struct {
		Kind    app.Kind
		Message string
	} `json:"error"`
	Input json.RawMessage `json:"input"`
}

func (r *Results) object(row source.Row) (Verdict, error) {
	var j resultJSON
	if err := json.Unmarshal(row.Object, &j); err != nil || j.V == 0 || j.Label == nil && j.Error == nil {
		return Verdict{}, app.Errorf("read result", fmt.Sprintf("row %d", r.n), app.KindFormat, "Give a file that duotone score wrote.",
			"this is no scored post")
	}
	v := Verdict{Row: r.n, ID: j.ID, Pack: r.once(j.Pack), Dominant: j.Dominant, Balance: j.Balance, Incongruity: -1, Irony: -1}
	for _, l := range app.Labels {
		v.Scores[l] = j.Scores[l.String()]
	}
	if j.Label != nil {
		v.Label = *j.Label
	}
	v.meaning(j)
	if j.Answer != nil {
		v.answer(r, j.Answer.Labels, func(l string) float64 { return j.Answer.Scores[l] })
	}
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
	in := source.Row{Object: j.Input}
	v.Text, _ = r.Mapping.Words(in)
	v.Image, _ = r.Mapping.Picture(in)
	v.Date, v.Own = r.readDate(row), r.ownOf(row)
	v.trim(r.whole)
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
const maxWarnings, maxCode, maxAnswers = 16, 40, 64

func (v *Verdict) warn(code string) {
	if code = strings.TrimSpace(code); code != "" && len(v.Warnings) < maxWarnings {
		v.Warnings = append(v.Warnings, app.WarningCode(short(code)))
	}
}

func short(s string) string {
	if len(s) > maxCode {
		s = source.Valid(s[:maxCode])
	}
	return strings.Clone(s)
}

// Beginning is what Verdict.Text has of a post's words.
func Beginning(text string) string {
	if len(text) > maxVerdictText {
		return source.Valid(text[:maxVerdictText]) + "…"
	}
	return text
}

func (v *Verdict) trim(whole bool) {
	if v.Cut = len(v.Text) > maxVerdictText && !whole; v.Cut {
		v.Text = Beginning(v.Text)
	}
	v.Text = strings.Clone(v.Text) // not the whole line with it
	if len(v.Image) > 4096 {
		v.Image = ""
	}
	v.Image = strings.Clone(v.Image)
}

func (r *Results) cells(row source.Row) (Verdict, error) {
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
	v := Verdict{Row: r.n, ID: get("id"), Pack: r.once(get("pack")), Dominant: app.Modality(get("dominant")), Kind: app.Kind(get("error_kind")), Message: get("error_message"),
		Incongruity: num("incongruity", -1), Irony: num("irony", -1),
		Balance: app.Balance{Base: num("balance_base", 0), Words: num("balance_words", 0), Picture: num("balance_picture", 0)}}
	if v.ID == "" {
		v.ID = r.Mapping.PostID(source.Row{N: r.n, Cells: row.Cells})
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
	v.answerCells(r, row, get("answer"))
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
	v.Date, v.Own = r.readDate(row), r.ownOf(row)
	v.trim(r.whole)
	return v, nil
}

// ReadResults reads a whole result into memory, at most limit rows.
func ReadResults(ctx context.Context, path string, limit int) ([]Verdict, *Results, error) {
	r, err := OpenResults(ctx, path, DateOptions{})
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

// Whole reads rows of a result again, counted from 1 and rising, with all of their words.
func Whole(ctx context.Context, path string, rows []int64, each func(Verdict) error) error {
	if len(rows) == 0 {
		return nil
	}
	r, err := OpenResults(ctx, path, DateOptions{Column: "-"})
	if err != nil {
		return err
	}
	defer r.Close()
	r.whole = true
	for n := int64(1); len(rows) > 0; n++ {
		v, err := r.Next()
		if errors.Is(err, io.EOF) {
			return app.Errorf("read result", path, app.KindInput, "Open the result again.", "row %d is not there any more", rows[0])
		}
		if err != nil {
			return err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if n == rows[0] {
			rows = rows[1:]
			if err := each(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// IsResult tells whether a file is one that Run wrote.
func IsResult(ctx context.Context, path string) bool {
	r, err := OpenResults(ctx, path, DateOptions{Column: "-"})
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = r.Next()
	return err == nil
}
