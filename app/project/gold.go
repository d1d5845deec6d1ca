package project

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
)

// GoldWay says what comes of a post whose answer is known.
type GoldWay string

// What comes of gold.
const (
	GoldSilent   GoldWay = "silent"   // it is told in the report alone
	GoldPractice GoldWay = "practice" // at once, to whoever has answered
)

// Gold is the answer that is known to be right, as it reads in today's codebook.
func (l *Ledger) Gold(post app.PostID, id codebook.QuestionID) (codebook.Answer, bool) {
	events := l.gold[post]
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if !l.answers(e, id) {
			continue
		}
		if e.Value == "" {
			return "", false
		}
		return l.books.Answer(e.Shown.Codebook, e.Question, codebook.Answer(e.Value))
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

// SetGold writes down which answers are known to be right: by post and question; "" takes one back. What is so already is left.
// It returns how many were written.
func (p *Project) SetGold(ctx context.Context, by string, gold map[app.PostID]map[codebook.QuestionID]codebook.Answer) (int, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return 0, err
	}
	_, version := l.Codebook()
	var events []Event
	for _, post := range sortedKeys(gold) {
		for _, id := range sortedKeys(gold[post]) {
			answer := gold[post][id]
			if is, _ := l.Gold(post, id); is != answer {
				events = append(events, Event{Annotator: by, Act: ActGold, Post: post, Question: id, Value: string(answer), Shown: Shown{Codebook: version}})
			}
		}
	}
	if len(events) == 0 {
		return 0, nil
	}
	_, err = p.Log.Append(ctx, events...)
	return len(events), err
}
