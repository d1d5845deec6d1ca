package desk

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

// Aside is what a person says of a post beside the queue, where the model's verdict is on the screen.
type Aside struct {
	Label *app.Label // nil: what was said is taken back
	Model string     // the pack whose verdict was seen; "": none was
	Seen  app.Label  // that verdict
}

// AnsweredPost is a post with what the annotator says of it as a whole.
type AnsweredPost struct {
	Text    string
	Picture string // its file's name; "": none
	Label   app.Label
}

// Say writes down what the annotator says of a post as a whole. A post that the project doesn't have comes in first; then the queue is laid
// out anew, and shows the same post as before.
func (d *Desk) Say(ctx context.Context, in project.Incoming, said Aside) error {
	defer d.command()()
	q, err := d.mainSentiment()
	if err != nil {
		return err
	}
	if err := d.admit(ctx, in); err != nil {
		return err
	}
	if err := d.catchUp(ctx); err != nil {
		return err
	}
	e := ledger.Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: ledger.ActClear, Post: in.Post.ContentID(), Question: q.ID, Order: ledger.OrderReading}
	if said.Label != nil {
		e.Act, e.Value = ledger.ActLabel, string(codebook.SentimentAnswer(*said.Label))
	}
	e.Shown = ledger.Shown{Words: in.Post.HasWords(), Picture: in.Post.HasPicture(), Suggestion: ledger.SuggestHidden}
	if said.Model != "" {
		e.Shown.Suggestion, e.Shown.Model, e.Shown.Label = ledger.SuggestBefore, said.Model, said.Seen.String()
	}
	_, e.Shown.Codebook = d.line.ledger.Codebook()
	return d.append(ctx, e)
}

// mainSentiment is the question that a sentiment of the whole post answers.
func (d *seat) mainSentiment() (*codebook.Question, error) {
	q, ok := d.line.book.Question(d.line.book.Main())
	if !ok || q.Kind != codebook.Sentiment || q.Of != codebook.OfPost {
		return nil, app.Errorf("label", d.p.Path(), app.KindUsage, "Label these posts in the Label pane, or connect another project.",
			"this project asks for something else than the sentiment of a post")
	}
	return q, nil
}

// admit takes a post into the project where it is not there yet.
func (d *seat) admit(ctx context.Context, in project.Incoming) error {
	a, err := d.p.Posts.Adder(ctx, false)
	if err != nil {
		return err
	}
	defer a.Cancel()
	if err := a.Add(in); err != nil {
		return err
	}
	if a.Added.Posts == 0 {
		return nil
	}
	if err := a.Commit(); err != nil {
		return err
	}
	return d.relay(ctx)
}

// relay lays out the queue anew and shows the same question as before.
func (d *seat) relay(ctx context.Context) error {
	var was queue.Slot
	if d.at < len(d.line.slots) {
		was = d.line.slots[d.at]
	}
	last := d.last
	if err := d.reload(ctx); err != nil {
		return err
	}
	d.last = last
	if at, ok := d.line.index[was]; ok {
		return d.moveTo(ctx, at)
	}
	return nil
}

// Answers are the posts that the annotator has answered the main question of, where that is a sentiment of the whole; in no order.
func (d *Desk) Answers(ctx context.Context) ([]AnsweredPost, error) {
	d.busy.Lock()
	defer d.busy.Unlock()
	q, err := d.mainSentiment()
	if err != nil {
		return nil, nil // there are none
	}
	said := map[app.PostID]app.Label{}
	for _, id := range d.line.ledger.Touched() {
		if a, _, ok := d.line.ledger.Answer(d.opts.Annotator, id, q.ID, 0); ok {
			if l, ok := a.Sentiment(); ok {
				said[id] = l
			}
		}
	}
	var all []AnsweredPost
	add := func(i project.Item) error {
		if l, ok := said[i.ID]; ok {
			one := AnsweredPost{Text: i.Text, Label: l}
			if i.Picture != nil {
				one.Picture = i.Picture.Name
			}
			all = append(all, one)
		}
		return nil
	}
	if len(said) > 200 {
		return all, d.p.Posts.Each(ctx, add)
	}
	for id := range said {
		i, err := d.p.Posts.Item(ctx, id)
		if err != nil {
			return nil, err
		}
		_ = add(i)
	}
	return all, nil
}
