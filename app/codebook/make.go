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
	ids := make([]string, len(q.Labels))
	for i, l := range q.Labels {
		ids[i] = l.ID
	}
	l := Label{ID: IDFrom(name, ids), Name: name, Key: q.FreeKey()}
	if q.Kind == Scale {
		value := 0.0
		if n := len(q.Labels); n > 0 && q.Labels[n-1].Value != nil {
			value = *q.Labels[n-1].Value + 1
		}
		l.Value = &value
	}
	q.Labels = append(q.Labels, l)
}
