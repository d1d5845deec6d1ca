package assign

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// GoldBy is who writes answers down as known where they are nobody's in particular.
const GoldBy = "gold"

// Known takes the final answers of some posts, or of all where none is named, as known to be right; with back they are not known any
// more. It returns how many answers of how many posts were changed.
func Known(ctx context.Context, p *project.Project, posts []app.PostID, from ledger.Final, back bool) (answers, changed int, err error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return 0, 0, err
	}
	if len(posts) == 0 {
		if err := p.Posts.Each(ctx, func(i project.Item) error { posts = append(posts, i.ID); return nil }); err != nil {
			return 0, 0, err
		}
	}
	book, _ := l.Codebook()
	set := map[app.PostID]map[codebook.QuestionID]codebook.Answer{}
	for _, id := range posts {
		for _, q := range book.Questions {
			known, _ := l.Gold(id, q.ID)
			answer := known
			if back {
				answer = ""
			} else if a, ok := from.Answer(l, id, q.ID); ok {
				answer = a
			}
			if answer == known {
				continue
			}
			if set[id] == nil {
				set[id] = map[codebook.QuestionID]codebook.Answer{}
			}
			set[id][q.ID] = answer
		}
	}
	by := from.Annotator
	if by == "" {
		by = GoldBy
	}
	answers, err = p.SetGold(ctx, by, set)
	return answers, len(set), err
}
