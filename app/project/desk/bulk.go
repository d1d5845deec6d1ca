package desk

import (
	"context"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"

	"github.com/google/uuid"
)

// LabelAll answers the question that is asked by one of its labels for many posts at once. Of a question with many labels it is that one
// alone. Posts about which the question is not put are left out; it returns how many were answered.
func (d *Desk) LabelAll(ctx context.Context, posts []app.PostID, label string) (int, error) {
	defer d.command()()
	q, err := d.askedNow()
	if err != nil {
		return 0, err
	}
	l, ok := q.Label(label)
	if !ok || l.Retired {
		return 0, app.Errorf("label", "", app.KindUsage, "Choose another one.", "the label %s is not offered", label)
	}
	answer, err := q.AnswerOf(label)
	if err != nil {
		return 0, &app.Error{Op: "label", Kind: app.KindUsage, Err: err}
	}
	var events []ledger.Event
	order := ledger.OrderTogether + uuid.NewString()
	for _, post := range posts {
		slot := queue.Slot{Post: post, Question: q.ID}
		if _, asked := d.line.index[slot]; !asked {
			continue
		}
		e := ledger.Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: ledger.ActLabel, Post: post, Question: q.ID, Value: string(answer), Order: order,
			Shown: ledger.Shown{Words: q.Of != codebook.OfPicture, Picture: q.Of != codebook.OfWords, Suggestion: d.set.Suggestion}}
		if d.opts.Review {
			e.Act = ledger.ActAdjudicate
		}
		_, e.Shown.Codebook = d.line.ledger.Codebook()
		events = append(events, e)
	}
	if len(events) == 0 {
		return 0, nil
	}
	if err := d.append(ctx, events...); err != nil {
		return 0, err
	}
	d.last = nil
	return len(events), d.moveTo(ctx, d.at)
}
