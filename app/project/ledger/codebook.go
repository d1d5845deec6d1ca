package ledger

import (
	"duotone/app/codebook"
)

// Revision is the codebook that an event of ActCodebook brought.
func (e *Event) Revision() (codebook.Revision, error) {
	r, err := codebook.ParseRevision(e.Value)
	r.ID, r.By, r.At = e.ID, e.Annotator, e.At
	return r, err
}

// Used counts the answers that there are in a ledger, as they read in today's codebook.
func Used(l *Ledger) codebook.Used {
	used := codebook.Used{}
	for at, events := range l.places {
		seen := map[codebook.QuestionID]bool{}
		for _, e := range events {
			id := l.Books.Question(e.Shown.Codebook, e.Question)
			if e.Act != ActLabel && e.Act != ActAdjudicate || seen[id] {
				continue
			}
			seen[id] = true
			count := func(a codebook.Answer, ok bool) {
				if !ok {
					return
				}
				if used[id] == nil {
					used[id] = map[string]int{}
				}
				used[id][""]++ // be it none of the labels
				for _, label := range a.IDs() {
					used[id][label]++
				}
			}
			for round := range 2 {
				a, _, ok := l.Answer(at.annotator, at.post, id, round)
				count(a, ok)
			}
			if a, decided, ok := l.Adjudicated(at.post, id); decided.Annotator == at.annotator {
				count(a, ok)
			}
		}
	}
	return used
}
