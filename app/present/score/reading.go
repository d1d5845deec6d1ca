package score

import (
	"context"
	"image"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/say"
)

// NoRow is the place of a row where there is none.
const NoRow = -1

// previewSide is the longer side of the picture beside the list, in pixels.
const previewSide = 1024

// Reading is the row that is read: its post, what the open model says of it, and why. Nil is what is not there yet.
type Reading struct {
	Row         batch.Verdict // as the result has it
	Post        app.Post
	Words       []app.Span // of Post.Text
	Tokens      app.TokenView
	Preview     image.Image
	Prediction  *app.Prediction
	Attribution *app.Attribution // of the label of Prediction
	Unread      bool             // it was scored with the words in its picture, and now there is no reader
	AnswerWhy   *app.Attribution // of the label that the pack's head gives; nil: it has none
	Pack        app.PackInfo     // that read the post
	Busy        bool             // more is coming
	Slow        bool             // and takes long enough to say so
	Err         error            // why there is no more
}

// Why names what weighs most.
func (r *Reading) Why() app.Sentence {
	if r.Prediction == nil || r.Attribution == nil {
		return app.Sentence{}
	}
	return say.Why(r.Prediction, r.Attribution, r.Post)
}

// Told is what the result says of the row, for as long as the open model has not said it anew; nil where the row failed. Its words and picture by
// themselves have labels and no scores, which results don't keep in every format.
func (r *Reading) Told() *app.Prediction {
	v := r.Row
	if v.Failed() || v.Row == 0 {
		return nil
	}
	p := &app.Prediction{ID: v.ID, Label: v.Label, Scores: v.Scores, Dominant: v.Dominant, Balance: v.Balance, Incongruity: max(v.Incongruity, 0), Irony: max(v.Irony, 0),
		Language: v.Language, Pack: v.Pack}
	if v.Means != nil {
		p.Meant = &app.Opinion{Label: *v.Means, Scores: v.MeansScores}
	}
	if v.Words != nil {
		p.Words = &app.Opinion{Label: *v.Words}
	}
	if v.Picture != nil {
		p.Picture = &app.Opinion{Label: *v.Picture}
	}
	return p
}

// Notes are what a person must know beside the verdict; the first of all, where the open model says otherwise than the result.
func (r *Reading) Notes() (all []app.Sentence) {
	p := r.Prediction
	if p == nil {
		return nil
	}
	if p.Label != r.Row.Label || p.Meant != nil && r.Row.Means != nil && p.Meant.Label != *r.Row.Means {
		said := r.Row.Label
		if p.Label == said {
			said = *r.Row.Means
		}
		why := app.Say("The result says {{.Label}}: another model wrote it, or the post has changed since.")
		if r.Unread {
			why = app.Say("The result says {{.Label}}: it was made with the words in the picture, and there is no reader beside the packs to read them.")
		}
		all = append(all, why.Label("Label", said))
	}
	return append(all, say.Notes(p, r.Post.Text, r.Tokens, r.Pack.Languages)...)
}

// Select reads one of State.View.
func (p *Presenter) Select(place int) {
	p.Do(func(c *core) {
		if place >= 0 && place < len(c.state.View) {
			c.picking = picking{from: NoRow}
			c.current.read(c.state.View[place])
		}
	})
}

// Read reads one of State.Rows, be it shown or not.
func (p *Presenter) Read(at int) {
	p.Do(func(c *core) {
		if at >= 0 && at < len(c.state.Rows) {
			c.picking = picking{from: NoRow}
			c.current.read(at)
		}
	})
}

// Step goes on by some rows of State.View; it stops at either end. Where the row that is read is not among them, it begins at the first.
func (p *Presenter) Step(by int) {
	p.Do(func(c *core) {
		if len(c.state.View) == 0 {
			return
		}
		place := 0
		if c.state.Place != NoRow {
			place = min(max(c.state.Place+by, 0), len(c.state.View)-1)
		}
		c.picking = picking{from: NoRow}
		c.current.read(c.state.View[place])
	})
}

// currentRow is the row that is read.
type currentRow struct {
	*core
	reading context.CancelFunc // gives up reading it; nil: all of it is there
	turn    int                // of the row that was read last
}

// read reads a row of State.Rows. The one that is read already is not read again.
func (cr *currentRow) read(at int) {
	if cr.state.At == at && cr.state.Reading != nil && cr.state.Reading.Err == nil {
		return
	}
	cr.state.At = at
	cr.placed()
	cr.readAgain()
}

// placed finds the row that is read among those that are shown.
func (cr *currentRow) placed() {
	cr.state.Place = NoRow
	if cr.state.At == NoRow {
		return
	}
	for place, at := range cr.state.View {
		if at == cr.state.At {
			cr.state.Place = place
			return
		}
	}
}

// leave reads none.
func (cr *currentRow) leave() {
	cr.stop()
	cr.state.At, cr.state.Place, cr.state.Reading = NoRow, NoRow, nil
}

func (cr *currentRow) stop() {
	if cr.reading != nil {
		cr.reading()
		cr.reading = nil
	}
	cr.turn++
}

// readAgain reads the row anew: another one, or by another model.
func (cr *currentRow) readAgain() {
	cr.stop()
	if cr.state.At == NoRow {
		return
	}
	turn, row, in, result, p := cr.turn, cr.state.Rows[cr.state.At], cr.state.Input, cr.state.Result, cr.p
	r := Reading{Row: row, Post: app.Post{ID: row.ID, Text: row.Text}, Words: app.WordSpans(row.Text), Tokens: app.TokenView{CutFrom: -1}, Busy: true}
	first := r
	cr.state.Reading = &first
	engine, info := cr.engine.Engine, cr.engine.Info
	tell := func(change func(*Reading)) {
		change(&r) // all of it happens on the goroutine that works, one after the other
		now := r
		p.Do(func(c *core) {
			if turn == c.current.turn {
				now.Slow = now.Busy && c.state.Reading != nil && c.state.Reading.Slow
				c.state.Reading = &now
			}
		})
	}
	p.After(slowFile, func(c *core) {
		if now := c.state.Reading; turn == c.current.turn && now != nil && now.Busy {
			slow := *now
			slow.Slow = true
			c.state.Reading = &slow
		}
	})
	cr.reading = p.Work(func(ctx context.Context) func(*core) {
		err := cr.p.explain(ctx, &reader{in: in, result: result, engine: engine, info: info}, row, tell)
		if ctx.Err() == nil {
			tell(func(r *Reading) { r.Busy, r.Err = false, err })
		}
		return nil
	})
}

// readPicture reads the words in a post's picture where the row was scored with them. There may be no reader for them.
func (p *Presenter) readPicture(ctx context.Context, row batch.Verdict, post *app.Post) (none bool, err error) {
	if !row.PictureRead || post.Picture == nil {
		return false, nil
	}
	if p.options.Reader == nil {
		return true, nil
	}
	words, err := p.options.Reader.ReadPicture(app.Unhurried(ctx), post.Picture)
	if app.KindOf(err) == app.KindMissing {
		return true, nil
	}
	post.PictureWords = append([]app.PictureWord{}, words...)
	return false, err
}

// explain finds out all of a reading, each part as soon as it is there.
func (p *Presenter) explain(ctx context.Context, from *reader, row batch.Verdict, tell func(func(*Reading))) error {
	post, err := from.post(ctx, row)
	if err == nil && post.Picture != nil {
		var preview image.Image
		if preview, err = picture.Thumbnail(ctx, post.Picture, previewSide); err == nil && p.options.Ready != nil {
			preview = p.options.Ready(preview)
		}
		tell(func(r *Reading) { r.Preview = preview })
	}
	tell(func(r *Reading) {
		r.Post, r.Words = post, app.WordSpans(post.Text)
		if from.engine != nil {
			r.Tokens = from.engine.Tokens(post.Text)
		}
	})
	if err != nil || from.engine == nil {
		return err
	}
	unread, err := p.readPicture(ctx, row, &post)
	if err != nil {
		return err
	}
	tell(func(r *Reading) { r.Post, r.Unread = post, unread })
	all, err := from.engine.Score(ctx, post)
	if err == nil {
		err = all[0].Err
	}
	if err != nil {
		return err
	}
	tell(func(r *Reading) { r.Prediction, r.Pack = &all[0], from.info.PackOf(all[0].Pack) })
	why, err := from.engine.Explain(app.Unhurried(ctx), post, all[0].Label)
	if err != nil {
		return err
	}
	tell(func(r *Reading) { r.Attribution = &why })
	if e, can := from.engine.(app.AnswerExplainer); can && all[0].Answer != nil {
		why, err := e.ExplainAnswer(app.Unhurried(ctx), post, all[0].Answer.Top())
		if err != nil {
			return err
		}
		tell(func(r *Reading) { r.AnswerWhy = &why })
	}
	return nil
}
