package ledger

import (
	"fmt"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
)

// Final says how several people's labels become one.
type Final struct {
	By        string // "adjudication", "majority" or "annotator"
	Annotator string // of "annotator"
}

// ParseFinal reads "adjudication", "majority" or "annotator=NAME".
func ParseFinal(s string) (Final, error) {
	if name, ok := strings.CutPrefix(s, "annotator="); ok {
		name, err := CleanName(name)
		return Final{By: "annotator", Annotator: name}, err
	}
	if s == "adjudication" || s == "majority" {
		return Final{By: s}, nil
	}
	return Final{}, fmt.Errorf("unknown way to a final label %q: want adjudication, majority or annotator=NAME", s)
}

// String is what ParseFinal reads.
func (f Final) String() string {
	if f.By == "annotator" {
		return "annotator=" + f.Annotator
	}
	return f.By
}

// Answer is a question's final answer for a post. By adjudication: what was decided, else what all agree on. By majority: what
// more than half say, whatever was decided (a tie has none); of a question with many labels each label counts for itself. By
// annotator: what that one says.
func (f Final) Answer(l *Ledger, post app.PostID, id codebook.QuestionID) (codebook.Answer, bool) {
	if f.By == "annotator" {
		answer, _, ok := l.Answer(f.Annotator, post, id, 0)
		return answer, ok
	}
	if f.By == "adjudication" {
		if answer, _, ok := l.Adjudicated(post, id); ok {
			return answer, true
		}
	}
	said := l.Said(post, id)
	if len(said) == 0 {
		return "", false
	}
	book, _ := l.Codebook()
	if q, ok := book.Question(id); ok && q.Kind == codebook.ManyOf && f.By == "majority" {
		return majorityOfEach(q, said)
	}
	votes := map[codebook.Answer]int{}
	for _, s := range said {
		votes[s.Answer]++
	}
	need := len(said)
	if f.By == "majority" {
		need = len(said)/2 + 1
	}
	for answer, n := range votes {
		if n >= need { // more than half: there is one at most
			return answer, true
		}
	}
	return "", false
}

// majorityOfEach are the labels that more than half chose.
func majorityOfEach(q *codebook.Question, said []Said) (codebook.Answer, bool) {
	var chosen []string
	for _, label := range q.Labels {
		n := 0
		for _, s := range said {
			if s.Answer.Has(label.ID) {
				n++
			}
		}
		if 2*n > len(said) {
			chosen = append(chosen, label.ID)
		}
	}
	answer, err := q.AnswerOf(chosen...)
	return answer, err == nil
}

// Sentiment is the final answer to a question of kind sentiment.
func (f Final) Sentiment(l *Ledger, post app.PostID, id codebook.QuestionID) (app.Label, bool) {
	answer, ok := f.Answer(l, post, id)
	if !ok {
		return 0, false
	}
	return answer.Sentiment()
}

// Finals are the ways to a final label in a project: by adjudication, by majority, or as one of its people says.
func Finals(people []string) []Final {
	list := []Final{{By: "adjudication"}, {By: "majority"}}
	for _, name := range people {
		list = append(list, Final{By: "annotator", Annotator: name})
	}
	return list
}
