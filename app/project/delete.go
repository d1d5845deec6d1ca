package project

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// Delete takes back what an annotator answered about posts: to one question, or with "" to all of the codebook's. It is an event like any other: the history
// keeps what was said, a merge carries it to the copies, and the posts are asked again. What is to be gone from the file is Erase's. It returns how many
// answers were taken back.
func (p *Project) Delete(ctx context.Context, annotator string, question codebook.QuestionID, posts ...app.PostID) (int, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return 0, err
	}
	book, version := l.Codebook()
	var events []ledger.Event
	for _, post := range posts {
		for i := range book.Questions {
			id := book.Questions[i].ID
			if question != "" && id != question {
				continue
			}
			for round := range 2 { // the second is of posts that were asked once more
				if _, _, ok := l.Answer(annotator, post, id, round); ok {
					events = append(events, ledger.Event{Annotator: annotator, Act: ledger.ActClear, Post: post, Question: id, Round: round, Shown: ledger.Shown{Codebook: version}})
				}
			}
		}
	}
	if len(events) == 0 {
		return 0, nil
	}
	_, err = p.Log.Append(ctx, events...)
	return len(events), err
}
