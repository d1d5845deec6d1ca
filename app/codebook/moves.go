package codebook

import (
	"fmt"
	"slices"
	"strings"

	"duotone/app"
)

// Move says what becomes of answers when a codebook is changed.
type Move struct {
	Question QuestionID `json:"question"`         // as it was called before
	Label    string     `json:"label,omitempty"`  // as it was called before; "": the question itself has another id
	Became   QuestionID `json:"became,omitempty"` // of the question
	To       []string   `json:"to,omitempty"`     // of the label: one has its answers now; of several nobody knows which: it is asked again
}

// String tells a move in words.
func (m Move) String() string {
	switch {
	case m.Label == "":
		return fmt.Sprintf("question %s became %s", m.Question, m.Became)
	case len(m.To) == 1:
		return fmt.Sprintf("%s: %s became %s", m.Question, m.Label, m.To[0])
	}
	return fmt.Sprintf("%s: %s was split into %s", m.Question, m.Label, strings.Join(m.To, ", "))
}

// Used counts the answers that there are, by question and label.
type Used map[QuestionID]map[string]int

func (u Used) question(id QuestionID) bool { return len(u[id]) > 0 }

// Replace makes next of b. Labels and questions of b that next does not have stay as retired ones where they were used, and go
// where they were not; `was` in next says which answers go where. What is told is for the person who does it.
func (b *Codebook) Replace(next *Codebook, used Used) (done *Codebook, moves []Move, told []app.Sentence, err error) {
	done = next.Clone()
	var p problems
	taken := map[QuestionID]bool{} // questions of b that are gone on with
	for i := range done.Questions {
		q := &done.Questions[i]
		from, ok := b.Question(q.ID)
		switch {
		case len(q.Was) > 1:
			p.add("question %s: takes over several questions: the answers to two questions can't become one", q.ID)
			continue
		case len(q.Was) == 1 && q.Was[0] != q.ID:
			old, known := b.Question(q.Was[0])
			if _, still := done.Question(q.Was[0]); known && still {
				p.add("question %s: is said to have been %s, which is still there", q.ID, q.Was[0])
				continue
			}
			if known && ok {
				p.add("question %s: is said to have been %s, and was there before", q.ID, q.Was[0])
				continue
			}
			if known {
				moves = append(moves, Move{Question: old.ID, Became: q.ID})
				told = append(told, app.Say("question {{.question}} is called {{.now}} now").With("question", old.ID).With("now", q.ID))
				from, ok = old, true
			}
		}
		if !ok {
			continue
		}
		taken[from.ID] = true
		more, lines := q.takeOver(from, used[from.ID], &p)
		moves, told = append(moves, more...), append(told, lines...)
	}
	for _, old := range b.Questions {
		if taken[old.ID] {
			continue
		}
		if _, clash := done.Question(old.ID); !clash && used.question(old.ID) {
			old.Retired = true
			done.Questions = append(done.Questions, old)
			told = append(told, app.Say("question {{.question}} is not asked any more; its answers stay").With("question", old.ID))
		}
	}
	for i := range done.Questions {
		q := &done.Questions[i]
		q.Was = nil
		for k := range q.Labels {
			q.Labels[k].Was = nil
		}
	}
	if len(p) == 0 {
		p.keep(done.Check())
	}
	if len(p) > 0 {
		return nil, nil, nil, &app.Error{Op: "change codebook", Kind: app.KindFormat, Err: joined(p), Hint: "Nothing was changed."}
	}
	return done, moves, told, nil
}

// takeOver works out what becomes of the labels of a question that there was.
func (q *Question) takeOver(old *Question, used map[string]int, p *problems) (moves []Move, told []app.Sentence) {
	heirs := map[string][]string{}
	for _, l := range q.Labels {
		for _, was := range l.Was {
			if old.index(was) < 0 {
				if was != l.ID {
					told = append(told, app.Say("question {{.question}}: {{.label}} is said to have been {{.was}}, which there is not (any more)").With("question", q.ID).With("label", l.ID).With("was", was))
				}
				continue
			}
			heirs[was] = append(heirs[was], l.ID)
		}
	}
	for _, l := range old.Labels {
		to := heirs[l.ID]
		still := q.index(l.ID) >= 0
		switch {
		case len(to) == 0 && still || len(to) == 1 && to[0] == l.ID:
		case len(to) == 0 && used[l.ID] == 0:
		case len(to) == 0:
			l.Retired = true
			q.insert(l)
			told = append(told, app.Say("question {{.question}}: {{.label}} is not offered any more; its {{.n}} answers stay").With("question", q.ID).With("label", l.ID).With("n", used[l.ID]))
		case still && !slices.Contains(to, l.ID):
			p.add("question %s: %s is said to have become %s and is still there", q.ID, l.ID, to[0])
		default:
			moves = append(moves, Move{Question: old.ID, Label: l.ID, To: to})
			if len(to) == 1 {
				told = append(told, app.Say("question {{.question}}: {{.label}} is {{.now}} now, with its {{.n}} answers").With("question", q.ID).With("label", l.ID).With("now", to[0]).With("n", used[l.ID]))
			} else {
				told = append(told, app.Say("question {{.question}}: {{.label}} was split into {{.now}}: its {{.n}} answers are asked again").With("question", q.ID).With("label", l.ID).With("now", strings.Join(to, ", ")).With("n", used[l.ID]))
			}
		}
	}
	return moves, told
}

// insert puts a retired label where the values of a scale want it, else at the end.
func (q *Question) insert(l Label) {
	at := len(q.Labels)
	if q.Kind != Scale {
		l.Value = nil
	} else if l.Value != nil {
		for at > 0 && q.Labels[at-1].Value != nil && *q.Labels[at-1].Value > *l.Value {
			at--
		}
	}
	l.Key = ""
	q.Labels = slices.Insert(q.Labels, at, l)
}

// edit makes a copy of b whose question is changed by do, and works out the moves.
func (b *Codebook) edit(question QuestionID, do func(q *Question) error) (*Codebook, []Move, error) {
	next := b.Clone()
	q, ok := next.Question(question)
	if !ok {
		return nil, nil, app.Errorf("change codebook", "", app.KindUsage, "Ask duotone project codebook show for the ids.", "there is no question %q", question)
	}
	if err := do(q); err != nil {
		return nil, nil, &app.Error{Op: "change codebook", Kind: app.KindUsage, Err: err, Hint: "Ask duotone project codebook show for the ids."}
	}
	next.fill()
	done, moves, _, err := b.Replace(next, nil)
	return done, moves, err
}

func (q *Question) need(id string) (*Label, error) {
	l, ok := q.Label(id)
	if !ok {
		return nil, fmt.Errorf("the question %s has no label %q", q.ID, id)
	}
	return l, nil
}

// Rename gives a label another id; its answers are the new one's.
func (b *Codebook) Rename(question QuestionID, label, id string) (*Codebook, []Move, error) {
	return b.edit(question, func(q *Question) error {
		l, err := q.need(label)
		if err != nil {
			return err
		}
		if _, there := q.Label(id); there {
			return fmt.Errorf("the question %s has a label %q already: merge the two instead", q.ID, id)
		}
		if l.Name == l.ID {
			l.Name = id
		}
		l.ID, l.Was = id, []string{label}
		return nil
	})
}

// RenameQuestion gives a question another id.
func (b *Codebook) RenameQuestion(question, id QuestionID) (*Codebook, []Move, error) {
	return b.edit(question, func(q *Question) error {
		if _, there := b.Question(id); there {
			return fmt.Errorf("there is a question %q already", id)
		}
		q.ID, q.Was = id, []QuestionID{question}
		return nil
	})
}

// Merge makes labels one: into has the answers of all. It may be one of them or a new one.
func (b *Codebook) Merge(question QuestionID, labels []string, into string) (*Codebook, []Move, error) {
	return b.edit(question, func(q *Question) error {
		var first *Label
		for _, id := range labels {
			l, err := q.need(id)
			if err != nil {
				return err
			}
			if first == nil {
				first = l
			}
		}
		if first == nil {
			return fmt.Errorf("name the labels that become %q", into)
		}
		keep := *first
		if l, there := q.Label(into); there {
			keep = *l
			labels = append(slices.Clone(labels), into)
		} else {
			keep.ID, keep.Name = into, into
		}
		keep.Was, keep.Retired = labels, false
		at := q.index(labels[0])
		if i := q.index(into); i >= 0 {
			at = i
		}
		q.Labels[at] = keep
		q.Labels = slices.DeleteFunc(q.Labels, func(l Label) bool { return l.ID != into && slices.Contains(labels, l.ID) })
		return nil
	})
}

// Split makes several labels of one. Which of them an answer would be now nobody knows: its posts are asked again.
func (b *Codebook) Split(question QuestionID, label string, into ...string) (*Codebook, []Move, error) {
	return b.edit(question, func(q *Question) error {
		l, err := q.need(label)
		if err != nil {
			return err
		}
		if len(into) < 2 || q.Kind == Scale || q.Kind == Sentiment {
			return fmt.Errorf("a label of one-of or many-of is split into two or more")
		}
		var parts []Label
		for _, id := range into {
			part := Label{ID: id, Name: id, Was: []string{label}, Colour: l.Colour}
			if id == label {
				part = *l
				part.Was = []string{label}
			} else if _, there := q.Label(id); there {
				return fmt.Errorf("the question %s has a label %q already", q.ID, id)
			}
			parts = append(parts, part)
		}
		at := q.index(label)
		q.Labels = slices.Replace(q.Labels, at, at+1, parts...)
		return nil
	})
}

// Retire takes a label out of those that are offered, or the whole question where label is "". Answers stay.
func (b *Codebook) Retire(question QuestionID, label string) (*Codebook, []Move, error) {
	return b.edit(question, func(q *Question) error {
		if label == "" {
			q.Retired = true
			return nil
		}
		l, err := q.need(label)
		if err == nil {
			l.Retired, l.Key = true, ""
		}
		return err
	})
}
