package exchange

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // UUID version 5 is defined with it; nothing is protected by it
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"

	"github.com/google/uuid"
)

// LabelNames are further names of labels, in lower case, beside their own: each with the label that it means.
type LabelNames map[string]string

// ParseLabelNames reads "good=positive,bad=negative".
func ParseLabelNames(s string) (LabelNames, error) {
	names := LabelNames{}
	for part := range strings.SplitSeq(s, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		at := strings.LastIndex(part, "=")
		if at < 0 || strings.TrimSpace(part[at+1:]) == "" {
			return nil, fmt.Errorf("%q: want NAME=LABEL, as good=positive", part)
		}
		names[strings.ToLower(strings.TrimSpace(part[:at]))] = strings.TrimSpace(part[at+1:])
	}
	return names, nil
}

// check tells a name that means no label of any question.
func (n LabelNames) check(book *codebook.Codebook) error {
	for _, name := range sortedKeys(n) {
		if !slices.ContainsFunc(book.Questions, func(q codebook.Question) bool { _, ok := q.Label(n[name]); return ok }) {
			return app.Errorf("import", "", app.KindUsage, "Ask duotone project codebook show for the labels.", "no question has the label %q, which %q is to mean", n[name], name)
		}
	}
	return nil
}

// shortNames are sentiments as other programs write them. Numbers mean different things in different files: they need a name.
var shortNames = map[string]string{"neg": "negative", "neu": "neutral", "pos": "positive"}

// label reads one label as other programs write it: by its id, its name, or a name that was given for it.
func (n LabelNames) label(q *codebook.Question, s string) (id string, err error) {
	s = strings.TrimSpace(s)
	low := strings.ToLower(s)
	wants := []string{s, n[low]}
	if q.Kind == codebook.Sentiment {
		wants = append(wants, shortNames[low])
	}
	for _, want := range wants {
		if _, ok := q.Label(want); ok && want != "" {
			return want, nil
		}
	}
	for _, l := range q.Labels {
		if strings.EqualFold(l.ID, s) || strings.EqualFold(l.Name, s) {
			return l.ID, nil
		}
	}
	return "", &app.Error{Op: "read label", Kind: app.KindFormat, Err: &unknownLabel{app.Short(low, 40), q},
		Told:   app.Say("“{{.label}}” is no label of the question “{{.ask}}”.").With("label", app.Short(s, 40)).Text("ask", q.Ask),
		Advice: app.Say("Say what it means with --labels {{.name}}={{.label}}.").With("name", app.Short(low, 20)).With("label", q.Labels[len(q.Labels)/2].ID)}
}

// unknownLabel is the error about a label that a question does not have.
type unknownLabel struct {
	label    string // in lower case
	question *codebook.Question
}

func (e *unknownLabel) Error() string {
	return fmt.Sprintf("the label %q is not known to the question %s", e.label, e.question.ID)
}

// unknownIn lists the labels that nobody knows in what is wrong with a row.
func unknownIn(err error) (labels []string) {
	var one *unknownLabel
	if several, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // each of them is looked at
		for _, e := range several.Unwrap() {
			labels = append(labels, unknownIn(e)...)
		}
	} else if errors.As(err, &one) {
		labels = append(labels, one.label)
	}
	return labels
}

// answer reads a cell that holds labels: one, a list, or several with semicolons. ok is false where it holds none.
func (n LabelNames) answer(q *codebook.Question, text string) (answer codebook.Answer, ok bool, err error) {
	text = strings.TrimSpace(text)
	if text == "" || text == "null" {
		return "", false, nil
	}
	if text == string(codebook.None) && q.Kind == codebook.ManyOf {
		return codebook.None, true, nil
	}
	parts := []string{text}
	var list []any
	switch {
	case strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &list) == nil:
		parts = nil
		for _, x := range list {
			parts = append(parts, fmt.Sprint(x))
		}
	case q.Kind == codebook.ManyOf:
		parts = strings.Split(text, ";")
	}
	return n.answerOf(q, parts)
}

// answerOf is answer with the labels apart.
func (n LabelNames) answerOf(q *codebook.Question, parts []string) (answer codebook.Answer, ok bool, err error) {
	if len(parts) == 0 {
		return "", false, nil
	}
	if q.Kind != codebook.ManyOf && len(parts) > 1 {
		return "", false, app.Errorf("read label", "", app.KindFormat, "A post has one label of each annotator for the question "+string(q.ID)+": choose one.",
			"there are %d labels: %s", len(parts), app.Short(strings.Join(parts, ", "), 100))
	}
	ids := make([]string, len(parts))
	for i, part := range parts {
		if ids[i], err = n.label(q, part); err != nil {
			return "", false, err
		}
	}
	answer, err = q.AnswerOf(ids...)
	return answer, err == nil, err
}

// moved is a judgement of a post whose words were edited on the way: it is one of another post now, and has a name of its own.
func moved(e ledger.Event, to app.PostID) ledger.Event {
	name := func(id string) string {
		return uuid.NewHash(sha1.New(), uuid.NameSpaceOID, []byte("duotone\x00"+id+"\x00"+string(to)), 5).String()
	}
	if e.ID, e.Post = name(e.ID), to; e.Act == ledger.ActUndo || e.Act == ledger.ActRedo {
		e.Target = name(e.Target)
	}
	return e
}

// parseLog reads judgements as Duotone exports them, and trusts nothing.
func parseLog(text string) ([]ledger.Event, error) {
	const op = "read judgements"
	if strings.TrimSpace(text) == "" || strings.TrimSpace(text) == "null" {
		return nil, nil
	}
	var events []ledger.Event
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	if err := d.Decode(&events); err != nil {
		return nil, &app.Error{Op: op, Kind: app.KindFormat, Err: err, Hint: "The column judgements was changed; take it out."}
	}
	for i := range events {
		if err := events[i].Check(); err != nil {
			return nil, &app.Error{Op: op, Kind: app.KindFormat, Err: err, Hint: "The column judgements was changed; take it out."}
		}
	}
	return events, nil
}

// scoreJSON is a model's scores in exports.
type scoreJSON struct {
	Pack        string             `json:"pack"`
	Label       app.Label          `json:"label"`
	Scores      map[string]float64 `json:"scores"`
	Words       map[string]float64 `json:"words"`
	Picture     map[string]float64 `json:"picture"`
	Incongruity float64            `json:"incongruity"`
	Irony       float64            `json:"irony"`
	Meant       map[string]float64 `json:"meant,omitempty"` // none: the pack doesn't tell
}

func named(s *app.Scores) map[string]float64 {
	if s == nil {
		return nil
	}
	m := map[string]float64{}
	for _, l := range app.Labels {
		m[l.String()] = s[l]
	}
	return m
}

func unnamed(m map[string]float64) (*app.Scores, bool) {
	if m == nil {
		return nil, true
	}
	var s app.Scores
	sum := 0.0
	for _, l := range app.Labels {
		x, ok := m[l.String()]
		if !ok || x < 0 || x > 1 {
			return nil, false
		}
		s[l] = x
		sum += x
	}
	return &s, sum > 0.99 && sum < 1.01
}

func exported(s project.Score) scoreJSON {
	return scoreJSON{s.Pack, s.Label(), named(&s.Scores), named(s.Words), named(s.Picture), s.Incongruity, s.Irony, named(s.Meant)}
}

// parseScore reads a model's scores as Duotone exports them.
func parseScore(text string) ([]project.Score, error) {
	if strings.TrimSpace(text) == "" || strings.TrimSpace(text) == "null" {
		return nil, nil
	}
	var j scoreJSON
	err := json.Unmarshal([]byte(text), &j)
	both, ok1 := unnamed(j.Scores)
	words, ok2 := unnamed(j.Words)
	pic, ok3 := unnamed(j.Picture)
	meant, ok4 := unnamed(j.Meant)
	if err != nil || !ok1 || !ok2 || !ok3 || !ok4 || both == nil || j.Pack == "" {
		return nil, app.Errorf("read scores", "", app.KindFormat, "The column model was changed; take it out.", "these are no scores")
	}
	s := project.Score{Pack: j.Pack, Scores: *both, Words: words, Picture: pic, Incongruity: j.Incongruity, Irony: j.Irony, Meant: meant}
	if meant != nil { // it is kept in the prediction
		if s.Prediction, err = predictionOf(s).MarshalJSON(); err != nil {
			return nil, err
		}
	}
	return []project.Score{s}, nil
}

// predictionOf is the prediction that scores are of, as far as they tell.
func predictionOf(s project.Score) app.Prediction {
	opinion := func(s *app.Scores) *app.Opinion {
		if s == nil {
			return nil
		}
		return &app.Opinion{Label: s.Top(), Scores: *s}
	}
	return app.Prediction{Pack: s.Pack, Label: s.Label(), Scores: s.Scores, Meant: opinion(s.Meant), Words: opinion(s.Words),
		Picture: opinion(s.Picture), Incongruity: s.Incongruity, Irony: s.Irony}
}
