package ledger

import (
	"duotone/app"
	"duotone/app/codebook"
)

// Gold is the answer that is known to be right, as it reads in today's codebook.
func (l *Ledger) Gold(post app.PostID, id codebook.QuestionID) (codebook.Answer, bool) {
	events := l.gold[post]
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if !answers(l.Books, e, id) {
			continue
		}
		if e.Value == "" {
			return "", false
		}
		return l.Books.Answer(e.Shown.Codebook, e.Question, codebook.Answer(e.Value))
	}
	return "", false
}

// Golden lists the posts of which an answer was known at some time, in no order.
func (l *Ledger) Golden() []app.PostID {
	all := make([]app.PostID, 0, len(l.gold))
	for post := range l.gold {
		all = append(all, post)
	}
	return all
}
