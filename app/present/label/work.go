package label

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/exchange"
)

// Stop stops the long work that is running. What it has kept stays.
func (p *Presenter) Stop() {
	p.Do(func(c *core) {
		if c.stop != nil {
			c.stop()
		}
	})
}

// meter tells how far long work is, as often as one likes to call it. total 0: nobody knows.
type meter func(done, total int)

// long runs work on the open project beside the desk's commands, one at a time, and lays out the queue again after it. It
// says what do returns.
func (p *Presenter) long(what app.Sentence, do func(context.Context, *project.Project, meter) (app.Sentence, error)) {
	p.Do(func(c *core) {
		switch {
		case c.project == nil:
			c.warn(app.Say("Open or make a project first."), app.Sentence{})
			return
		case c.stop != nil || c.state.Opening != "": // the project that is left would be closed under the work
			c.warn(busy, app.Sentence{})
			return
		}
		open := c.project
		c.state.Work = &Work{What: what}
		c.stop = p.Work(func(ctx context.Context) func(*core) {
			said, err := do(ctx, open, p.meter(what))
			return func(c *core) { c.worked(said, err) }
		})
	})
}

// meter makes the one of some work: more often than ten times a second nobody reads.
func (p *Presenter) meter(what app.Sentence) meter {
	var last atomic.Int64
	return func(done, total int) {
		if now := time.Now().UnixMilli(); total == 0 || done < total {
			if was := last.Load(); now-was < 100 || !last.CompareAndSwap(was, now) {
				return
			}
		}
		p.Do(func(c *core) {
			if c.stop != nil {
				c.state.Work = &Work{What: what, Done: done, Total: total}
			}
		})
	}
}

func (c *core) worked(said app.Sentence, err error) {
	c.stop, c.state.Work = nil, nil
	if err != nil {
		c.fail(err)
	} else if said.Key != "" {
		c.p.options.Tell(app.Message{Kind: app.MessageInfo, Text: said})
	}
	if err == nil && said.Key == "" { // it has only looked
		return
	}
	if c.ahead != nil {
		c.ahead.Retry()
	}
	c.p.commands(onDesk((*desk.Desk).Reload), (*core).settled)
}

// IsProject tells a project by its name.
func IsProject(path string) bool { return strings.EqualFold(filepath.Ext(path), project.Ext) }

// Import imports posts from files or folders.
func (p *Presenter) Import(paths []string) { p.ImportAs(paths, nil) }

// ImportAs is Import with what labels mean that no question has.
func (p *Presenter) ImportAs(paths []string, names exchange.LabelNames) {
	p.long(app.Say("Importing…"), func(ctx context.Context, open *project.Project, m meter) (app.Sentence, error) {
		var posts, changed, same, failed, left int
		for _, path := range paths {
			r, err := exchange.Import(ctx, open, path, exchange.ImportOptions{Names: names, Progress: func(rows int) { m(rows, 0) }})
			if err != nil {
				return app.Sentence{}, err
			}
			posts, changed, same, failed = posts+r.Posts, changed+r.Changed, same+r.Unchanged, failed+r.Failed+r.Strange
			for _, why := range r.Left {
				left += why.Rows
			}
		}
		said := app.Say("{{.posts}} posts are new, {{.changed}} changed, {{.same}} as they were; {{.failed}} rows had a problem.")
		if left > 0 {
			said = app.Say("{{.posts}} posts are new, {{.changed}} changed, {{.same}} as they were; {{.failed}} rows had a problem, and of {{.left}} something was not taken, as was shown before.")
		}
		return said.With("posts", posts).With("changed", changed).With("same", same).With("failed", failed).With("left", left), nil
	})
}

// Merge takes in what another project has.
func (p *Presenter) Merge(path string) {
	p.long(app.Say("Merging…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		r, err := open.Merge(ctx, path)
		said := app.Say("{{.posts}} posts and {{.events}} judgements merged.")
		if r.Codebooks > 0 {
			said = app.Say("{{.posts}} posts and {{.events}} judgements merged. The codebook was changed on both sides, and the later change holds.")
		}
		return said.With("posts", r.Posts).With("events", r.Events), err
	})
}

// BackUp copies the project beside it.
func (p *Presenter) BackUp() {
	p.long(app.Say("Backing up…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		target := open.DefaultBackup(time.Now())
		return app.Say("The backup is {{.path}}.").With("path", target), open.Backup(ctx, target)
	})
}

// Score lets the model score the posts.
func (p *Presenter) Score() {
	p.Do(func(c *core) {
		engine := c.engine.Engine
		if engine == nil {
			c.warn(app.Say("There is no model open."), app.Say("Choose one in the Models pane."))
			return
		}
		p.long(app.Say("The model scores the posts…"), func(ctx context.Context, open *project.Project, m meter) (app.Sentence, error) {
			one := app.Held(engine) // scores are kept by a pack's name
			r, err := open.ScoreAll(app.Unhurried(ctx), one.Info().Pack.Ref(), one, m)
			said := app.Say("{{.posts}} posts scored, {{.failed}} could not be.")
			if r.Worded > 0 {
				said = app.Say("{{.posts}} posts scored, {{.words}} of them with the words read in their pictures; {{.failed}} could not be.").With("words", r.Worded)
			}
			return said.With("posts", r.Posts).With("failed", r.Failed), err
		})
	})
}

// ReadPictures reads the words in the pictures of all posts that were not read before, or of one post.
func (p *Presenter) ReadPictures(posts ...app.PostID) {
	p.long(app.Say("Reading the words in the pictures…"), func(ctx context.Context, open *project.Project, m meter) (app.Sentence, error) {
		ctx = app.Unhurried(ctx)
		if err := p.options.Reader.Ready(ctx); err != nil {
			return app.Sentence{}, err
		}
		r, err := open.ReadPictures(ctx, p.options.Reader, len(posts) > 0, posts, m)
		said := app.Say("{{.pictures}} pictures read, {{.words}} of them have words; they are found, and shown among the columns.")
		if r.Failed > 0 {
			said = app.Say("{{.pictures}} pictures read, {{.words}} of them have words; they are found, and shown among the columns. {{.failed}} could not be read: {{.why}}").With("why", r.First.Error())
		}
		if r.Unscored > 0 {
			p.options.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("{{.n}} posts had been scored without the words in their pictures. Those scores are gone: let the model score the posts again.").With("n", r.Unscored)})
		}
		return said.With("pictures", r.Pictures).With("words", r.WithWords).With("failed", r.Failed), err
	})
}

// Relink looks for pictures that were moved, in a folder.
func (p *Presenter) Relink(folder string) {
	p.long(app.Say("Looking for pictures…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		found, missing, err := open.Pictures.Relink(ctx, folder)
		return app.Say("{{.found}} pictures found again, {{.missing}} still missing.").With("found", found).With("missing", missing), err
	})
}

// Export writes the labels for other programs.
func (p *Presenter) Export(path string, o exchange.ExportOptions) {
	p.long(app.Say("Exporting…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		packs, err := open.Scores.Packs(ctx)
		if err != nil {
			return app.Sentence{}, err
		}
		o.Scores = o.Scores && len(packs) > 0
		r, err := exchange.Export(ctx, open, path, o)
		if r.Wordless > 0 && err == nil {
			p.options.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("doccano leaves out posts without words: {{.n}} of these.").With("n", r.Wordless)})
		}
		if o.Format == exchange.FormatLabelStudio && err == nil && !o.Embed {
			p.options.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("The labels are written. Label Studio needs two settings for their pictures:"), Hint: exchange.StudioPictures(path)})
		}
		return app.Say("{{.posts}} posts exported, {{.labelled}} of them with a final label.").With("posts", r.Posts).With("labelled", r.Labelled), err
	})
}
