package exchange

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // UUID version 5 is defined with it; nothing is protected by it
	"encoding/json"
	"fmt"
	"strings"

	"duotone/app"
	"duotone/app/project"

	"github.com/google/uuid"
)

// LabelNames are further names of labels, in lower case, beside Duotone's own.
type LabelNames map[string]app.Label

// ParseLabelNames reads "good=positive,bad=negative".
func ParseLabelNames(s string) (LabelNames, error) {
	names := LabelNames{}
	for part := range strings.SplitSeq(s, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		at := strings.LastIndex(part, "=")
		if at < 0 {
			return nil, fmt.Errorf("%q: want NAME=negative, NAME=neutral or NAME=positive", part)
		}
		label, ok := app.ParseLabel(strings.TrimSpace(part[at+1:]))
		if !ok {
			return nil, fmt.Errorf("%q: %q is none of negative, neutral, positive", part, part[at+1:])
		}
		names[strings.ToLower(strings.TrimSpace(part[:at]))] = label
	}
	return names, nil
}

// parse reads a label as other programs write it. Numbers mean different things in different files: they need a name.
func (n LabelNames) parse(s string) (app.Label, error) {
	clean := strings.ToLower(strings.TrimSpace(s))
	if label, ok := n[clean]; ok {
		return label, nil
	}
	switch clean {
	case "negative", "neg":
		return app.Negative, nil
	case "neutral", "neu":
		return app.Neutral, nil
	case "positive", "pos":
		return app.Positive, nil
	}
	return 0, app.Errorf("read label", "", app.KindFormat, "Say what it means with --labels "+app.Short(clean, 20)+"=neutral.",
		"the label %q is not known", app.Short(s, 40))
}

// labelOf reads a cell that holds one label or a list of one. ok is false where it holds none.
func (n LabelNames) labelOf(text string) (label app.Label, ok bool, err error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "[") {
		var list []any
		if err := json.Unmarshal([]byte(text), &list); err == nil {
			switch len(list) {
			case 0:
				return 0, false, nil
			case 1:
				text = fmt.Sprint(list[0])
			default:
				return 0, false, app.Errorf("read label", "", app.KindFormat, "A post has one label of each annotator.",
					"there are %d labels", len(list))
			}
		}
	}
	if text == "" || text == "null" {
		return 0, false, nil
	}
	label, err = n.parse(text)
	return label, err == nil, err
}

// moved is a judgement of a post whose words were edited on the way: it is one of another post now, and has a name of its own.
func moved(e project.Event, to app.PostID) project.Event {
	name := func(id string) string {
		return uuid.NewHash(sha1.New(), uuid.NameSpaceOID, []byte("duotone\x00"+id+"\x00"+string(to)), 5).String()
	}
	if e.ID, e.Post = name(e.ID), to; e.Act == project.ActUndo || e.Act == project.ActRedo {
		e.Target = name(e.Target)
	}
	return e
}

// parseLog reads judgements as Duotone exports them, and trusts nothing.
func parseLog(text string) ([]project.Event, error) {
	const op = "read judgements"
	if strings.TrimSpace(text) == "" || strings.TrimSpace(text) == "null" {
		return nil, nil
	}
	var events []project.Event
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
