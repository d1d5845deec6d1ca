package project

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// SetGold writes down which answers are known to be right: by post and question; "" takes one back. What is so already is left.
// It returns how many were written.
func (p *Project) SetGold(ctx context.Context, by string, gold map[app.PostID]map[codebook.QuestionID]codebook.Answer) (int, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return 0, err
	}
	_, version := l.Codebook()
	var events []ledger.Event
	for _, post := range sortedKeys(gold) {
		for _, id := range sortedKeys(gold[post]) {
			answer := gold[post][id]
			if is, _ := l.Gold(post, id); is != answer {
				events = append(events, ledger.Event{Annotator: by, Act: ledger.ActGold, Post: post, Question: id, Value: string(answer), Shown: ledger.Shown{Codebook: version}})
			}
		}
	}
	if len(events) == 0 {
		return 0, nil
	}
	_, err = p.Log.Append(ctx, events...)
	return len(events), err
}
