package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// questions says what the choices of each question of a file stand for.
type questions map[string]codebook.QuestionID

// questions finds the questions that ask for the sentiment: Duotone's own by their names, else the one that was named, else
// the only one with choices, or the only one of those that is called as labels are.
func (w *weighing) questions(file string) (questions, error) {
	found := questions{}
	for _, q := range w.people.book.Questions {
		found[studioName(q.ID)] = q.ID
	}
	if w.o.LabelColumn != "" {
		if w.o.LabelColumn != "-" {
			return questions{w.o.LabelColumn: w.people.book.Main()}, nil
		}
		return questions{}, nil
	}
	names, own := map[string]bool{}, false
	err := eachTask(w.ctx, file, func(raw json.RawMessage) error {
		var task studioTask
		if json.Unmarshal(raw, &task) != nil {
			return nil //nolint:nilerr // it is told when it is read
		}
		for _, a := range append(task.Annotations, task.Completions...) {
			for _, r := range a.Result {
				if r.Type != "choices" || isFlags(r.From) {
					continue
				}
				if _, known := found[r.From]; known {
					own = true
				} else if len(names) < 1000 {
					names[r.From] = true
				}
			}
		}
		return nil
	})
	if err != nil || own {
		return found, err
	}
	var called []string
	for name := range names {
		if slices.ContainsFunc(labelColumns, func(l string) bool { return strings.EqualFold(l, name) }) {
			called = append(called, name)
		}
	}
	if len(called) == 0 && len(names) == 1 {
		called = sortedKeys(names)
	}
	if len(called) == 1 {
		found[called[0]] = w.people.book.Main()
	}
	return found, nil
}

// isFlags tells the question of the flags.
func isFlags(name string) bool { return name == "flags" || name == "flag" }

func isOneOf(s string, of ...string) bool {
	for _, o := range of {
		if s == o {
			return true
		}
	}
	return false
}

// plain is a JSON value as a cell: a text itself, anything else as JSON, null as nothing.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if text := string(bytes.TrimSpace(raw)); text != "null" {
		return text
	}
	return ""
}

// claims reads a task's annotations, each one person's work.
func (t studioTask) claims(r *reading, q questions, o ImportOptions) error {
	var problems []error
	for _, work := range append(t.Annotations, t.Completions...) {
		who, err := work.who(o)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		r.claims = append(r.claims, work.claim(r, who, q, o, &problems))
	}
	return errors.Join(problems...)
}

func (w studioWork) who(o ImportOptions) (string, error) {
	if w.Annotator != "" {
		return ledger.CleanName(w.Annotator)
	}
	for _, r := range w.Result { // came back from Label Studio, which names the person that imported it
		if rest, ok := strings.CutPrefix(r.ID, studioMark); ok {
			if _, name, ok := strings.Cut(rest, ":"); ok {
				return ledger.CleanName(name)
			}
		}
		if r.From == studioWho {
			if name, err := ledger.CleanName(r.text()); err == nil {
				return name, nil
			}
		}
	}
	return personOf(w.CompletedBy, o)
}

// personOf names a user of Label Studio: by the address, else by the number.
func personOf(by json.RawMessage, o ImportOptions) (string, error) {
	var person struct {
		Email    string `json:"email"`
		Username string `json:"username"`
		ID       int    `json:"id"`
	}
	var number int
	switch {
	case json.Unmarshal(by, &number) == nil && number > 0:
		return fmt.Sprintf("annotator %d", number), nil
	case json.Unmarshal(by, &person) == nil && person.Email != "":
		return ledger.CleanName(person.Email)
	case person.Username != "":
		return ledger.CleanName(person.Username)
	case person.ID > 0:
		return fmt.Sprintf("annotator %d", person.ID), nil
	}
	return o.Annotator, nil
}

// text is the answer of a field of text.
func (r studioResult) text() string {
	switch v := r.Value.Text.(type) {
	case string:
		return v
	case []any:
		var all []string
		for _, x := range v {
			all = append(all, fmt.Sprint(x))
		}
		return strings.Join(all, "\n")
	}
	return ""
}

// claim is what an annotation says. What is neither a sentiment, a flag nor a note is told of and left.
func (w studioWork) claim(r *reading, who string, asked questions, o ImportOptions, problems *[]error) claim {
	note, flags := "", []string{}
	c := claim{who: who, labels: map[codebook.QuestionID]string{}, flags: &flags, note: &note, skipped: w.WasCancelled}
	if at, err := time.Parse(time.RFC3339Nano, w.CreatedAt); err == nil {
		c.at = at.UTC()
	}
	if w.LeadTime > 0 && w.LeadTime < 1e6 {
		c.took = time.Duration(w.LeadTime * float64(time.Second))
	}
	for _, q := range o.book.Questions {
		c.labels[q.ID] = ""
	}
	for _, a := range w.Result {
		id, known := asked[a.From]
		switch {
		case a.From == studioWho:
		case a.Type == "choices" && isFlags(a.From):
			for _, f := range a.Value.Choices {
				flags = append(flags, app.Short(f, 100))
			}
		case a.Type == "choices" && known:
			q, _ := o.book.Question(id)
			answer, _, err := o.Names.answerOf(q, a.Value.Choices)
			if err != nil {
				*problems = append(*problems, err)
				delete(c.labels, id)
				continue
			}
			c.labels[id] = string(answer)
		case a.Type == "textarea" && len(a.text()) <= ledger.MaxNote:
			note = a.text()
		case a.Type == "textarea":
			r.left = append(r.left, app.Say("a note is longer than {{.n}} bytes").With("n", ledger.MaxNote))
		default:
			r.left = append(r.left, app.Say("answers to {{.from}} ({{.kind}}): Duotone does not ask this; if it is the sentiment, name it with --label-column").
				With("from", strconv.Quote(app.Short(a.From, 60))).With("kind", app.Short(a.Type, 30)))
		}
	}
	if r.stamp != nil {
		c.keepNone(r.stamp)
	}
	if r.stamp == nil { // a stranger's annotation says nothing by being silent
		for id, label := range c.labels {
			if label == "" {
				delete(c.labels, id)
			}
		}
	}
	return c
}
