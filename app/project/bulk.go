package project

import (
	"context"
	"strings"

	"duotone/app"
	"duotone/app/codebook"

	"github.com/google/uuid"
)

// bulk begins the Order of judgements that were made together. They are taken back together.
const bulk = "together "

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
	var events []Event
	order := bulk + uuid.NewString()
	for _, post := range posts {
		slot := Slot{Post: post, Question: q.ID}
		if _, asked := d.line.index[slot]; !asked {
			continue
		}
		e := Event{Annotator: d.opts.Annotator, At: d.opts.Now(), Act: ActLabel, Post: post, Question: q.ID, Value: string(answer), Order: order,
			Shown: Shown{Words: q.Of != codebook.OfPicture, Picture: q.Of != codebook.OfWords, Suggestion: d.set.Suggestion}}
		if d.opts.Review {
			e.Act = ActAdjudicate
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

// together are the events that the annotator's next undo (or redo) takes back (or brings back): one, or all that were made together, in
// the order in which it does so.
func (l *Ledger) together(annotator string, redo bool) []Event {
	s := l.stacks[annotator]
	if s == nil {
		return nil
	}
	stack := s.undo
	if redo {
		stack = s.redo
	}
	var all []Event
	for i := len(stack) - 1; i >= 0; i-- {
		e := *l.byID[stack[i]]
		if len(all) > 0 && (e.Order != all[0].Order || !strings.HasPrefix(e.Order, bulk)) {
			break
		}
		all = append(all, e)
	}
	return all
}
