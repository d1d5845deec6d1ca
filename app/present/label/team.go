package label

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/assign"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
	"duotone/app/project/report"
)

// Team is how far the people of a project are, and how far they agree.
type Team struct {
	Progress []assign.Progress
	Posts    int            // of the project
	Known    int            // posts of which the answer is known
	Copies   int            // posts that have near copies
	Findings []app.Sentence // how far people agree, a question each
}

// Team works out how far people are. It is in State.Team when it is done.
func (p *Presenter) Team() {
	p.long(app.Say("Looking at what people have done…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		r, err := report.Gather(ctx, open, report.Options{Wordless: true})
		if err != nil {
			return app.Sentence{}, err
		}
		t := &Team{Progress: r.Progress, Posts: r.Posts}
		for _, q := range r.Questions {
			t.Findings = append(t.Findings, q.Finding())
		}
		l, err := open.Log.Ledger(ctx)
		if err != nil {
			return app.Sentence{}, err
		}
		book, _ := l.Codebook()
		for _, post := range l.Golden() {
			if slices.ContainsFunc(book.Questions, func(q codebook.Question) bool { _, is := l.Gold(post, q.ID); return is }) {
				t.Known++
			}
		}
		p.Do(func(c *core) { c.state.Team = t })
		return app.Sentence{}, nil
	})
}

// Share makes a project for each of several people beside the open one.
func (p *Presenter) Share(s assign.Share) {
	p.long(app.Say("Sharing the posts out…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		parts, missing, err := assign.ShareOut(ctx, open, s)
		if err != nil {
			return app.Sentence{}, err
		}
		names := make([]string, len(parts))
		for i, part := range parts {
			names[i] = fmt.Sprintf("%s (%d)", filepath.Base(part.Path), part.Posts)
		}
		said := app.Say("Beside the project lie {{.files}}. Merge… joins the work again.").With("files", strings.Join(names, ", "))
		if missing > 0 {
			said = app.Say("Beside the project lie {{.files}}. Merge… joins the work again. Up to {{.n}} pictures of one are not where they were, and are not in it.").
				With("files", strings.Join(names, ", ")).With("n", missing)
		}
		return said, nil
	})
}

// Sample draws posts into a new project, without anybody's labels.
func (p *Presenter) Sample(d assign.Draw, path string, embed bool) {
	p.long(app.Say("Drawing posts…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		posts, err := d.From(ctx, open)
		if err != nil {
			return app.Sentence{}, err
		}
		missing, err := open.Extract(ctx, path, project.Extraction{Posts: posts, Embed: embed})
		if missing > 0 {
			p.options.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("{{.n}} pictures are not where they were, and are not in it.").With("n", missing)})
		}
		return app.Say("{{.n}} posts are in {{.file}}.").With("n", len(posts)).With("file", path), err
	})
}

// Known takes the final answers of all posts as known to be right; with back none is known any more.
func (p *Presenter) Known(from ledger.Final, back bool) {
	p.long(app.Say("Writing down which answers are known…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		answers, posts, err := assign.Known(ctx, open, nil, from, back)
		return app.Say("{{.answers}} known answers of {{.posts}} posts were changed.").With("answers", answers).With("posts", posts), err
	})
}

// KnowThis takes what the annotator has answered of the post that is shown as known to be right.
func (p *Presenter) KnowThis() uint64 {
	return p.command(func(ctx context.Context, d *desk.Desk) error {
		v := d.View()
		if v.Empty || v.Answer == "" || v.Chosen {
			return app.Errorf("take an answer as known", "", app.KindUsage, "Answer it first.", "this question has no answer of yours")
		}
		by := v.Annotator
		n, err := d.Project().SetGold(ctx, by, map[app.PostID]map[codebook.QuestionID]codebook.Answer{v.Item.ID: {v.Question.ID: v.Answer}})
		if err != nil {
			return err
		}
		said := app.Say("Your answer to this post is known to be right from now on.")
		if n == 0 {
			said = app.Say("Your answer to this post was known already.")
		}
		p.options.Tell(app.Message{Kind: app.MessageInfo, Text: said})
		return nil
	})
}

// MarkCopies finds near copies, so that what is said of one is proposed for the rest.
func (p *Presenter) MarkCopies() {
	p.long(app.Say("Looking for near copies…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		m, err := assign.Mark(ctx, open)
		said := app.Say("{{.posts}} posts are near copies of one another, in {{.groups}} groups: what is said of one is proposed for the rest.")
		if m.Unread > 0 {
			said = app.Say("{{.posts}} posts are near copies of one another, in {{.groups}} groups: what is said of one is proposed for the rest. {{.unread}} pictures could not be read; their posts are copies of nothing.")
		}
		if m.Groups == 0 {
			said = app.Say("No post is a near copy of another one.")
		}
		return said.With("posts", m.Posts).With("groups", m.Groups).With("unread", m.Unread), err
	})
}

// Report writes how far people agree as a page or, with tables, as tables into a folder.
func (p *Presenter) Report(path string, tables bool, o report.Options) {
	p.long(app.Say("Writing…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		r, err := report.Gather(ctx, open, o)
		if err != nil {
			return app.Sentence{}, err
		}
		if tables {
			return app.Say("The tables are in {{.path}}.").With("path", path), r.Save(path, false)
		}
		return app.Say("The report is {{.path}}.").With("path", path), r.SavePage(path, false)
	})
}

// Names shows who said what of the post that is to be decided, where the settings hide it. The next post is blind again.
func (p *Presenter) Names() uint64 {
	return p.command(func(_ context.Context, d *desk.Desk) error { d.Names(); return nil })
}

// Erase takes a post away for good, with all that anybody said of it. It can't be undone.
func (p *Presenter) Erase(post app.PostID) {
	p.long(app.Say("Erasing…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		item, err := open.Posts.Item(ctx, post)
		if err != nil {
			return app.Sentence{}, err
		}
		done, err := open.Erase(context.WithoutCancel(ctx), item) // half of it would be worse than none
		said := app.Say("The post is erased, with {{.events}} judgements and edits. Backups and exports of before still have it.")
		if done.Quoted > 0 {
			said = app.Say("The post is erased, with {{.events}} judgements and edits. Backups and exports of before still have it; guidelines or descriptions of the codebook still quote it, in {{.quoted}} versions.")
		}
		return said.With("events", done.Events).With("quoted", done.Quoted), err
	})
}
