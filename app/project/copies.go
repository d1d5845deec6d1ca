package project

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
)

// gather takes note of near copies.
func (n *line) gather(stubs []Stub) {
	n.copies, n.group = map[string][]app.PostID{}, map[app.PostID]string{}
	for _, s := range stubs {
		if s.Copies != "" {
			n.copies[s.Copies] = append(n.copies[s.Copies], s.ID)
			n.group[s.ID] = s.Copies
		}
	}
}

// copied is what the annotator has answered of a near copy of the post, "" where nothing: judged once, it is proposed for the rest.
func (n *line) copied(s Slot) codebook.Answer {
	if st := n.standing(s); n.review || s.Round != 0 || st != "" && st != ActLater {
		return ""
	}
	for _, other := range n.copies[n.group[s.Post]] {
		if a, _, ok := n.ledger.Answer(n.annotator, other, s.Question, 0); ok && other != s.Post {
			return a
		}
	}
	return ""
}

// SetCopies writes down near copies: by post the name of its group, as an edit of its column. Groups of before are taken back. It
// returns how many posts were changed.
func (p *Project) SetCopies(ctx context.Context, by string, groups map[app.PostID]string) (int, error) {
	stubs, err := p.Posts.stubs(ctx)
	if err != nil {
		return 0, err
	}
	var events []Event
	for _, s := range stubs {
		if name := groups[s.ID]; name != s.Copies {
			events = append(events, Event{Annotator: by, Act: ActEdit, Post: s.ID, Question: codebook.Both, Target: EditColumn + CopiesColumn, Value: name})
		}
	}
	if len(events) == 0 {
		return 0, nil
	}
	_, err = p.Log.Append(ctx, events...)
	return len(events), err
}
