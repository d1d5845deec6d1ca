package project

import (
	"context"
	"time"

	"duotone/app"
	"duotone/app/codebook"
)

// OrderReading is the Order of judgements of posts that the person chose to read, and that no queue put.
const OrderReading = "reading"

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
func (d *Desk) Say(ctx context.Context, in Incoming, said Aside) error {
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
	e := Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: ActClear, Post: in.Post.ContentID(), Question: q.ID, Order: OrderReading}
	if said.Label != nil {
		e.Act, e.Value = ActLabel, string(codebook.SentimentAnswer(*said.Label))
	}
	e.Shown = Shown{Words: in.Post.HasWords(), Picture: in.Post.HasPicture(), Suggestion: SuggestHidden}
	if said.Model != "" {
		e.Shown.Suggestion, e.Shown.Model, e.Shown.Label = SuggestBefore, said.Model, said.Seen.String()
	}
	_, e.Shown.Codebook = d.line.ledger.Codebook()
	return d.append(ctx, e)
}

// Imported is the label that a post came with: nobody's here.
func Imported(l app.Label) Event {
	return Event{Annotator: "import", At: time.UnixMilli(0), Act: ActLabel, Question: codebook.Both, Value: string(codebook.SentimentAnswer(l)), Order: OrderImport,
		Shown: Shown{Words: true, Picture: true}}
}

// mainSentiment is the question that a sentiment of the whole post answers.
func (d *Desk) mainSentiment() (*codebook.Question, error) {
	q, ok := d.line.book.Question(d.line.book.Main())
	if !ok || q.Kind != codebook.Sentiment || q.Of != codebook.OfPost {
		return nil, app.Errorf("label", d.p.Path(), app.KindUsage, "Label these posts in the Label pane, or connect another project.",
			"this project asks for something else than the sentiment of a post")
	}
	return q, nil
}

// admit takes a post into the project where it is not there yet.
func (d *Desk) admit(ctx context.Context, in Incoming) error {
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
func (d *Desk) relay(ctx context.Context) error {
	var was Slot
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
	add := func(i Item) error {
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
