package codebook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// IDFrom makes an id of what people read, one that none of taken is: for labels and questions that a person names in the window.
func IDFrom(name string, taken []string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(strings.TrimSpace(name)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && b.Len() > 0:
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		default:
			gap = true
		}
		if b.Len() > 30 {
			break
		}
	}
	id := b.String()
	if id == "" {
		id = "label"
	}
	same := func(other string) bool { return strings.EqualFold(other, id) }
	for n, stem := 2, id; slices.ContainsFunc(taken, same); n++ {
		id = fmt.Sprintf("%s-%d", stem, n)
	}
	return id
}

// FreeKey is a key for a label that no other label of the question has, and that means nothing else: a digit, else a letter. "": none is
// left.
func (q *Question) FreeKey() string {
	for _, r := range "123456789cdfhijkmopqtvwx" {
		if key := string(r); !slices.ContainsFunc(q.Labels, func(l Label) bool { return l.Key == key && !l.Retired }) && !strings.ContainsRune(Reserved, r) {
			return key
		}
	}
	return ""
}

// NewQuestion is a question as it begins: two labels or, of a scale, the values from −2 to 2.
func NewQuestion(ask string, kind Kind, of Part, taken []string) Question {
	q := Question{ID: QuestionID(IDFrom(ask, append(slices.Clone(taken), takenNames...))), Ask: ask, Kind: kind, Of: of}
	switch kind {
	case Scale:
		from, to := -2, 2
		q.From, q.To = &from, &to
	case OneOf, ManyOf:
		for i := range 2 {
			q.Labels = append(q.Labels, Label{ID: "label-" + strconv.Itoa(i+1), Key: strconv.Itoa(i + 1)})
		}
	}
	q.fill()
	return q
}

// takenNames are ids that a new question must not have.
var takenNames = append([]string{string(Words), string(Picture), string(Both)}, taken...)

// AddLabel puts a label at the end of a question; of a scale one step above the last.
func (q *Question) AddLabel(name string) {
	l := Label{ID: IDFrom(name, q.taken()), Name: name, Key: q.FreeKey()}
	if q.Kind == Scale {
		value := 0.0
		if n := len(q.Labels); n > 0 && q.Labels[n-1].Value != nil {
			value = *q.Labels[n-1].Value + 1
		}
		l.Value = &value
	}
	q.Labels = append(q.Labels, l)
}

// origins are the labels of old whose answers a label takes over; old nil: the question is new.
func (l *Label) origins(old *Question) []string {
	if len(l.Was) > 0 {
		return l.Was
	}
	if old != nil && old.index(l.ID) >= 0 {
		return []string{l.ID}
	}
	return nil
}

// MergeInto takes a label out of a question that is being changed: another one has its answers when the codebook takes the place of the
// one with old.
func (q *Question) MergeInto(old *Question, label, into string) error {
	from, err := q.need(label)
	if err != nil {
		return err
	}
	to, err := q.need(into)
	if err != nil {
		return err
	}
	if label == into {
		return fmt.Errorf("%s can't become itself", label)
	}
	if more := from.origins(old); len(more) > 0 {
		was := slices.Clone(to.origins(old))
		for _, id := range more {
			if !slices.Contains(was, id) {
				was = append(was, id)
			}
		}
		to.Was = was
	}
	to.Examples = append(slices.Clone(to.Examples), from.Examples...)
	q.Labels = slices.DeleteFunc(q.Labels, func(l Label) bool { return l.ID == label })
	return nil
}

// SplitInto puts several labels in the place of one in a question that is being changed, by the names that people read: one of them
// may be its own. Which of them an answer would be nobody knows, so those posts are asked again.
func (q *Question) SplitInto(old *Question, label string, names ...string) error {
	l, err := q.need(label)
	if err != nil {
		return err
	}
	if len(names) < 2 || q.Kind == Scale || q.Kind == Sentiment {
		return fmt.Errorf("a label of one-of or many-of is split into two or more")
	}
	one, was, taken := *l, slices.Clone(l.origins(old)), q.taken()
	var parts []Label
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("%q is named twice", name)
		}
		part := Label{Name: name, Was: was, Colour: one.Colour}
		if name == one.Name {
			part = one
			part.Was = was
		} else {
			part.ID = IDFrom(name, taken)
			taken = append(taken, part.ID)
		}
		parts = append(parts, part)
	}
	at := q.index(label)
	q.Labels = slices.Replace(q.Labels, at, at+1, parts...)
	for i := range q.Labels {
		if part := &q.Labels[i]; i >= at && i < at+len(parts) && part.Key == "" {
			part.Key = q.FreeKey()
		}
	}
	return nil
}

// taken are the ids that a new label must not have: those that there are, and those whose answers somebody takes over.
func (q *Question) taken() []string {
	var ids []string
	for _, l := range q.Labels {
		ids = append(append(ids, l.ID), l.Was...)
	}
	return ids
}
