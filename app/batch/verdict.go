package batch

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"duotone/app"
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
	PictureRead bool // it was scored with the words in its picture, if there were some
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
	InPicture   *json.RawMessage           `json:"picture_words"`
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
	v.PictureRead = j.InPicture != nil
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
		Balance: app.Balance{Base: num("balance_base", 0), Words: num("balance_words", 0), Picture: num("balance_picture", 0), PictureWords: num(partOfPictureWords, 0)}}
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
	_, v.PictureRead = r.at[partOfPictureWords]
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
