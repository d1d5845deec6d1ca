package score

import (
	"context"
	"maps"
	"path"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// Labels keeps what a person says of posts in a labelling project. Its methods wait until it is done, so they are called beside the loop.
type Labels interface {
	// Annotator is who labels; "": that is not known.
	Annotator() string
	// Enter opens a project.
	Enter(path, annotator string) error
	// Judge writes down what is said of a post into the project of path, where that is open.
	Judge(path string, in project.Incoming, said desk.Aside) error
	// Answers are what the annotator has said of the project's posts.
	Answers(path string) ([]desk.AnsweredPost, error)
}

// Into is where judgements of rows go: into the project that is open, once the person has agreed to that for these rows.
type Into struct {
	Path      string // of the project that is open; "": none
	Annotator string
	Agreed    bool
	Waiting   int    // judgements that are not on the disk yet
	Last      string // what was written last, as ID and label; "": nothing
	Label     string // of it; "": it was taken back
}

// judging writes judgements of rows into a project, one after the other, and finds out what was said of them before.
type judging struct {
	*core
	waiting []judgement // in their order
	writing bool        // one of them is being written
	agreed  string      // the project into which those of these rows may go; "": none yet
	answers answers
}

// judgement is what a person said of a row.
type judgement struct {
	at   int
	row  batch.Verdict
	from *reader
	into string
	said desk.Aside
	turn int // of the result
}

// Annotator is who labels; "": that is not known.
func (p *Presenter) Annotator() string { return p.options.Labels.Annotator() }

// Connect tells which project is open, and who labels.
func (p *Presenter) Connect(path, annotator string) {
	p.Do(func(c *core) {
		if c.state.Into.Path != path || c.state.Into.Annotator != annotator {
			c.judging.connected(path, annotator)
		}
	})
}

// connected takes over which project is open.
func (jg *judging) connected(path, annotator string) {
	jg.state.Into = Into{Path: path, Annotator: annotator, Agreed: path != "" && path == jg.agreed, Waiting: jg.state.Into.Waiting}
	jg.state.Yours = nil
	jg.columns()
	jg.recall()
}

// Agree has judgements of these rows go into the project that is open. A label is then said of the row that is read; nil: none.
func (p *Presenter) Agree(label *app.Label) {
	p.Do(func(c *core) {
		if c.state.Into.Path != "" {
			c.judging.agree(c.state.Into.Path, c.state.Into.Annotator, c.state.At, label)
		}
	})
}

// agree has judgements of these rows go into a project that is open, the first of them a label that was said already.
func (jg *judging) agree(path, annotator string, at int, label *app.Label) {
	jg.agreed = path
	jg.connected(path, annotator)
	if at != NoRow && label != nil {
		jg.judgeOn(at, label)
	}
}

// Judge says what the row that is read is, and goes on to the next; nil takes back what was said of it. Nothing is written before Agree.
func (p *Presenter) Judge(label *app.Label) {
	p.Do(func(c *core) {
		if c.state.At == NoRow {
			return
		}
		if !c.state.Into.Agreed {
			c.tell(app.MessageWarning, app.Say("Nothing was written down: no project is connected to these rows."), app.Sentence{})
			return
		}
		c.judging.judgeOn(c.state.At, label)
	})
}

// judgeOn judges a row and, where it is the one that is read, goes on to the next; a row of which something is taken back stays.
func (jg *judging) judgeOn(at int, label *app.Label) {
	jg.judge(at, label)
	if label != nil && at == jg.state.At && jg.state.Place != NoRow && jg.state.Place+1 < len(jg.state.View) {
		jg.current.read(jg.state.View[jg.state.Place+1])
	}
}

func (jg *judging) judge(at int, label *app.Label) {
	row := jg.state.Rows[at]
	if row.Failed() && strings.TrimSpace(row.Text) == "" && row.Image == "" {
		jg.tell(app.MessageWarning, app.Say("This row has no post that could be judged."), app.Sentence{})
		return
	}
	j := judgement{at: at, row: row, from: &reader{in: jg.state.Input, result: jg.state.Result}, into: jg.state.Into.Path, turn: jg.thumbs.turn,
		said: desk.Aside{Label: label}}
	j.said.Model, j.said.Seen = jg.seen(at)
	jg.waiting = append(jg.waiting, j)
	jg.state.Into.Waiting++
	jg.answers.stale = true
	jg.next()
}

// seen is whose verdict of a row is on the screen, and which: of what is meant where that is told.
func (jg *judging) seen(at int) (pack string, label app.Label) {
	row := &jg.state.Rows[at]
	if r := jg.state.Reading; r != nil && at == jg.state.At && r.Prediction != nil {
		if r.Prediction.Meant != nil {
			return r.Prediction.Pack, r.Prediction.Meant.Label
		}
		return r.Prediction.Pack, r.Prediction.Label
	}
	switch {
	case row.Failed():
		return "", 0
	case row.Means != nil:
		return row.Pack, *row.Means
	}
	return row.Pack, row.Label
}

// next writes the next one down, after those before it.
func (jg *judging) next() {
	if jg.writing || len(jg.waiting) == 0 {
		return
	}
	j := jg.waiting[0]
	jg.waiting, jg.writing = jg.waiting[1:], true
	labels := jg.p.options.Labels
	jg.p.Work(func(ctx context.Context) func(*core) {
		ctx = context.WithoutCancel(ctx) // what a person has said is kept, though the window be closed
		in, err := j.from.incoming(ctx, j.row)
		if err == nil {
			err = labels.Judge(j.into, in, j.said)
		}
		return func(c *core) {
			c.judging.writing = false
			c.judging.judged(j, err)
			if c.judging.answers.due && c.state.Into.Waiting == 0 {
				c.judging.recall()
			}
			c.judging.next()
		}
	})
}

// judged tells what came of a judgement.
func (jg *judging) judged(j judgement, err error) {
	jg.state.Into.Waiting--
	if err != nil {
		hint := app.AdviceOf(err)
		if kind := app.KindOf(err); kind == app.KindMissing || kind == app.KindPicture || hint.Key == "" {
			hint = app.ErrorSentence(err)
		}
		jg.p.options.Tell(app.Message{Kind: app.MessageError, Text: app.Say("Row {{.N}} was not judged.").With("N", j.row.Row), Hint: hint, Err: err})
		return
	}
	said := ""
	if j.said.Label != nil {
		said = j.said.Label.String()
	}
	jg.state.Into.Last, jg.state.Into.Label = j.row.ID, said
	if j.turn == jg.thumbs.turn && j.into == jg.state.Into.Path {
		yours := maps.Clone(jg.state.Yours)
		if yours == nil {
			yours = map[int]string{}
		}
		if yours[j.at] = said; said == "" {
			delete(yours, j.at)
		}
		jg.state.Yours = yours
		jg.columns()
	}
}

// incoming is a row's post on its way into a project, with the place of its picture.
func (r *reader) incoming(ctx context.Context, row batch.Verdict) (project.Incoming, error) {
	post, err := r.post(ctx, row)
	in := project.Incoming{Post: post}
	if err == nil && post.Picture != nil && !strings.HasPrefix(row.Image, "data:") {
		if load, e := r.loader(); e == nil {
			in.Path = load.Place(row.Image)
		}
	}
	return in, err
}

// answers is how far it is known what the person has said of these rows before.
type answers struct {
	turn  int  // of those that were asked for last
	stale bool // a row was judged since: what comes may not hold that
	due   bool // to be asked for again once all judgements are on the disk
}

// recall finds out what the person has said of these rows before.
func (jg *judging) recall() {
	jg.answers = answers{turn: jg.answers.turn + 1, stale: jg.state.Into.Waiting > 0}
	turn, into, rows, labels := jg.answers.turn, jg.state.Into.Path, jg.state.Rows, jg.p.options.Labels
	if into == "" || len(rows) == 0 || labels == nil {
		return
	}
	jg.p.Work(func(ctx context.Context) func(*core) {
		said, err := labels.Answers(into)
		yours := match(ctx, rows, said)
		return func(c *core) {
			if turn != c.judging.answers.turn {
				return
			}
			if c.judging.answers.stale { // it would hide what was said meanwhile
				if c.judging.answers.due = c.state.Into.Waiting > 0; !c.judging.answers.due {
					c.judging.recall()
				}
				return
			}
			if err != nil {
				c.fail(err)
				return
			}
			if len(yours) > 0 { // these rows were judged into this project before
				c.judging.agreed, c.state.Into.Agreed = into, true
			}
			if !maps.Equal(yours, c.state.Yours) {
				c.state.Yours = yours
				c.columns()
			}
		}
	})
}

// match finds the rows of posts by their words and the name of their picture.
func match(ctx context.Context, rows []batch.Verdict, said []desk.AnsweredPost) map[int]string {
	if len(said) == 0 {
		return nil
	}
	type key struct{ text, picture string }
	known := make(map[key]app.Label, len(said))
	for _, s := range said {
		known[key{batch.Beginning(s.Text), s.Picture}] = s.Label
	}
	yours := map[int]string{}
	for i := range rows {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil
		}
		v := &rows[i]
		name := path.Base(filepath.ToSlash(v.Image))
		if v.Image == "" {
			name = ""
		}
		if l, ok := known[key{v.Text, name}]; ok {
			yours[i] = l.String()
		}
	}
	return yours
}
