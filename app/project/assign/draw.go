package assign

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

// Draw says which posts of a project are drawn.
type Draw struct {
	Posts int
	By    string // random, model, label, parts, column:NAME, or an order that goes by a model's scores
	Pack  string // whose scores; "": the pack with the most
	Even  bool   // from each stratum the same number, as far as it has them
	Seed  int64
}

// From draws posts of a project.
func (d Draw) From(ctx context.Context, p *project.Project) ([]app.PostID, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	if d.Pack == "" {
		if d.Pack, err = p.Scores.MostScored(ctx); err != nil {
			return nil, err
		}
	}
	order := project.Order(d.By)
	ranked := slices.Contains(project.Orders, order) && order.NeedsModel()
	if !ranked {
		order = project.OrderGiven
	}
	stubs, err := queue.Posts(ctx, p, project.Settings{Order: order, Seed: d.Seed}, d.Pack, l)
	if err != nil {
		return nil, err
	}
	posts := make([]app.PostID, len(stubs))
	for i, s := range stubs {
		posts[i] = s.ID
	}
	if ranked {
		return posts[:min(d.Posts, len(posts))], nil
	}
	stratum, err := d.strata(ctx, p, l, stubs)
	if err != nil {
		return nil, err
	}
	return Sample(posts, func(id app.PostID) string { return stratum[id] }, d.Posts, d.Even, d.Seed), nil
}

// strata says by what posts are drawn.
func (d Draw) strata(ctx context.Context, p *project.Project, l *ledger.Ledger, stubs []project.Stub) (map[app.PostID]string, error) {
	column, isColumn := strings.CutPrefix(d.By, "column:")
	of := map[app.PostID]string{}
	switch {
	case d.By == "random":
	case d.By == "parts":
		for _, s := range stubs {
			of[s.ID] = fmt.Sprint(s.Words, s.Picture)
		}
	case d.By == "model":
		scores, err := p.Scores.Of(ctx, d.Pack, false)
		if err != nil {
			return nil, err
		}
		if len(scores) == 0 {
			return nil, app.Errorf("draw posts", p.Path(), app.KindInput, "Let a model score the project first: duotone project score FILE.", "no model has scored the posts")
		}
		for id, s := range scores {
			of[id] = s.Label().String()
		}
	case d.By == "label":
		book, _ := l.Codebook()
		for _, s := range stubs {
			answer, _ := ledger.Final{By: "majority"}.Answer(l, s.ID, book.Main())
			of[s.ID] = string(answer)
		}
	case isColumn:
		known := false
		err := p.Posts.Each(ctx, func(i project.Item) error {
			of[i.ID] = i.Columns[column]
			known = known || of[i.ID] != ""
			return nil
		})
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, app.Errorf("draw posts", p.Path(), app.KindUsage, "Give it as it is written in the file that was imported.", "no post has the column %q", column)
		}
	default:
		return nil, app.Errorf("draw posts", p.Path(), app.KindUsage, "Choose random, model, label, parts, column:NAME, or an order that goes by a model's scores.", "posts can't be drawn by %q", d.By)
	}
	return of, nil
}
