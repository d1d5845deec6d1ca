package assign

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

// Share says how a project's work is shared out.
type Share struct {
	People    []string
	Overlap   float64 // the part of the posts, 0 to 1, that several people get
	Each      int     // how many get each of those; 0: all
	Seed      int64   // of the draw
	Open      bool    // only posts that nobody has labelled
	Embed     bool    // the pictures are put into the files
	KeepOrder bool    // the posts stay in the project's order: else each part has an order of chance, so that nobody sees which overlap
}

// Part is what one person was given.
type Part struct {
	Annotator string
	Path      string
	Posts     int
}

// PlanOf works out the posts that are shared out, those whose answer is known and that all get, and near copies, which stay together.
func PlanOf(ctx context.Context, p *project.Project, s Share) (Plan, error) {
	plan := Plan{Overlap: s.Overlap, Each: s.Each, Seed: s.Seed, Common: map[app.PostID]bool{}, Group: map[app.PostID]string{}}
	for _, name := range s.People {
		clean, err := ledger.CleanName(name)
		if err != nil {
			return plan, err
		}
		plan.People = append(plan.People, clean)
	}
	if err := plan.Check(); err != nil {
		return plan, &app.Error{Op: "share out", Path: p.Path(), Kind: app.KindUsage, Err: err}
	}
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return plan, err
	}
	book, _ := l.Codebook()
	for _, post := range l.Golden() {
		for _, q := range book.Questions {
			if _, ok := l.Gold(post, q.ID); ok {
				plan.Common[post] = true
			}
		}
	}
	stubs, err := queue.Posts(ctx, p, project.Settings{Order: project.OrderGiven}, "", l)
	if err != nil {
		return plan, err
	}
	for _, one := range stubs {
		labelled := slices.ContainsFunc(book.Questions, func(q codebook.Question) bool { return len(l.Said(one.ID, q.ID)) > 0 })
		if s.Open && labelled && !plan.Common[one.ID] {
			continue
		}
		plan.Posts = append(plan.Posts, one.ID)
		plan.Group[one.ID] = one.Copies
	}
	if len(plan.Posts) == 0 {
		return plan, app.Errorf("share out", p.Path(), app.KindInput, "Import posts first, or share out the labelled ones too.", "there are no posts to share out")
	}
	return plan, nil
}

// ShareOut makes a project for each person beside this one, with that person's posts and nothing of anybody else's work: all of them or
// none. How many posts each has is kept as a target. missing counts the pictures that are not where they were, of the part that has most.
func ShareOut(ctx context.Context, p *project.Project, s Share) (parts []Part, missing int, err error) {
	plan, err := PlanOf(ctx, p, s)
	if err != nil {
		return nil, 0, err
	}
	var drafts []*project.Draft
	defer func() {
		if err == nil {
			return
		}
		for _, d := range drafts {
			d.Discard()
		}
		for _, part := range parts {
			os.Remove(part.Path)
		}
		parts = nil
	}()
	set, err := p.Settings(ctx)
	if err != nil {
		return nil, 0, err
	}
	posts, targets := plan.Split(), map[string]int{}
	maps.Copy(targets, set.Targets)
	for _, who := range plan.People {
		targets[who] = len(posts[who])
	}
	for i, who := range plan.People {
		draft, without, err := p.Draft(ctx, partName(p.Path(), who), project.Extraction{Posts: posts[who], People: []string{who}, Embed: s.Embed, Change: func(set *project.Settings) {
			if !s.KeepOrder && !set.Order.NeedsModel() {
				set.Order, set.Seed = project.OrderRandom, s.Seed+int64(i)
			}
			set.Targets = targets
		}})
		if err != nil {
			return nil, 0, taken(err)
		}
		drafts, missing = append(drafts, draft), max(missing, without)
	}
	for i, who := range plan.People { // all are whole: whoever is killed from here on leaves sound parts, and the next try says so
		if err := drafts[i].Place(); err != nil {
			return parts, 0, taken(err)
		}
		parts = append(parts, Part{who, partName(p.Path(), who), len(posts[who])})
	}
	set.Targets = targets
	return parts, missing, p.SetSettings(ctx, set)
}

// taken says what to do where a part's file is there already.
func taken(err error) error {
	if app.KindOf(err) != app.KindUsage {
		return err
	}
	return &app.Error{Op: "share out", Kind: app.KindUsage, Err: err,
		Hint: "It is a part of a share of before. Merge it where somebody has labelled in it; then move the parts of that share away, and share out again."}
}

// partName is the file of a part, named after its person.
func partName(path, who string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, who)
	return strings.TrimSuffix(path, filepath.Ext(path)) + "-" + strings.Trim(clean, ". ") + project.Ext
}
