package find

import (
	"context"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Line is one thing that somebody did with a post.
type Line struct {
	At       time.Time
	Who      string
	Act      ledger.Act
	Question codebook.QuestionID // as it is called today
	Value    string              // as it was given
	Target   string              // of an edit: what was edited
	Undone   bool                // it was taken back later
	Import   bool                // it came with an import
}

// History is all that was ever done with a post, in the order of the log. Who took something back is in Undone alone.
func History(ctx context.Context, p *project.Project, post app.PostID) ([]Line, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	events, err := p.Log.Of(ctx, post)
	if err != nil {
		return nil, err
	}
	lines := []Line{}
	for _, e := range events {
		if e.Act != ledger.ActUndo && e.Act != ledger.ActRedo {
			lines = append(lines, Line{e.At, e.Annotator, e.Act, l.Question(e), e.Value, e.Target, !l.Alive(e.ID), e.Order == ledger.OrderImport})
		}
	}
	return lines, nil
}
