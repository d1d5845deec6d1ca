package project

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// SetCopies writes down near copies: by post the name of its group, as an edit of its column. Groups of before are taken back. It
// returns how many posts were changed.
func (p *Project) SetCopies(ctx context.Context, by string, groups map[app.PostID]string) (int, error) {
	stubs, err := p.Posts.Stubs(ctx)
	if err != nil {
		return 0, err
	}
	var events []ledger.Event
	for _, s := range stubs {
		if name := groups[s.ID]; name != s.Copies {
			events = append(events, ledger.Event{Annotator: by, Act: ledger.ActEdit, Post: s.ID, Question: codebook.Both, Target: ledger.EditColumn + CopiesColumn, Value: name})
		}
	}
	if len(events) == 0 {
		return 0, nil
	}
	_, err = p.Log.Append(ctx, events...)
	return len(events), err
}
