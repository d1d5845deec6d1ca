package codebook

import (
	"fmt"
	"slices"
	"strings"

	"duotone/app"
)

// Answer is what a person answered: the id of a label or, to a question of kind ManyOf, several with semicolons between them
// in the order of the question. The zero value is no answer.
type Answer string

// None answers a question of kind ManyOf: none of its labels fits.
const None Answer = "(none)"

// IDs are the labels of an answer.
func (a Answer) IDs() []string {
	if a == "" || a == None {
		return nil
	}
	return strings.Split(string(a), ";")
}

// Has tells whether a label is in an answer.
func (a Answer) Has(id string) bool { return slices.Contains(a.IDs(), id) }

// Sentiment is the answer to a question of kind Sentiment.
func (a Answer) Sentiment() (app.Label, bool) { return app.ParseLabel(string(a)) }

// SentimentAnswer is the answer that says a sentiment.
func SentimentAnswer(l app.Label) Answer { return Answer(l.String()) }

// Check tells whether an answer could be one to any question: what a stranger's file can hold is less than what it can say.
func (a Answer) Check() error {
	ids := a.IDs()
	if a == "" || len(ids) > maxLabels {
		return fmt.Errorf("%q is no answer", app.Short(string(a), 40))
	}
	for i, id := range ids {
		if checkID(id) != nil || slices.Contains(ids[:i], id) {
			return fmt.Errorf("%q is no answer", app.Short(string(a), 40))
		}
	}
	return nil
}

// AnswerOf makes an answer of labels, in the question's order. What the question cannot be answered with is an error;
// retired labels can be, as old answers have them.
func (q *Question) AnswerOf(ids ...string) (Answer, error) {
	var at []int
	for _, id := range ids {
		i := q.index(id)
		if i < 0 {
			return "", fmt.Errorf("%q is no label of the question %s: want %s", app.Short(id, 40), q.ID, q.names())
		}
		if !slices.Contains(at, i) {
			at = append(at, i)
		}
	}
	if q.Kind != ManyOf && len(at) != 1 {
		return "", fmt.Errorf("the question %s wants one label, not %d", q.ID, len(at))
	}
	if len(at) == 0 {
		return None, nil
	}
	slices.Sort(at)
	names := make([]string, len(at))
	for i, k := range at {
		names[i] = q.Labels[k].ID
	}
	return Answer(strings.Join(names, ";")), nil
}

// Fits tells whether the question can be answered so, and gives the answer as the question writes it.
func (q *Question) Fits(a Answer) (Answer, bool) {
	if a == "" {
		return "", false
	}
	if q.Kind != ManyOf && !strings.Contains(string(a), ";") { // as nearly all are: nothing to sort
		return a, a != None && q.index(string(a)) >= 0
	}
	clean, err := q.AnswerOf(a.IDs()...)
	return clean, err == nil
}

// Toggle puts a label into an answer or takes it out; of a question with one label it is the answer.
func (q *Question) Toggle(a Answer, id string) (Answer, error) {
	if q.Kind != ManyOf {
		return q.AnswerOf(id)
	}
	ids := a.IDs()
	if at := slices.Index(ids, id); at >= 0 {
		return q.AnswerOf(slices.Delete(slices.Clone(ids), at, at+1)...)
	}
	return q.AnswerOf(append(slices.Clone(ids), id)...)
}

// Say is an answer as people read it: the labels' names.
func (q *Question) Say(a Answer) string {
	if a == None {
		return string(None)
	}
	names := a.IDs()
	for i, id := range names {
		if l, ok := q.Label(id); ok {
			names[i] = l.Name
		}
	}
	return strings.Join(names, ", ")
}

func (q *Question) names() string {
	var names []string
	for _, l := range q.Offered() {
		names = append(names, l.ID)
	}
	return app.Short(strings.Join(names, ", "), 200)
}
