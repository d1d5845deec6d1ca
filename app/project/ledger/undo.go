package ledger

import (
	"slices"
	"strings"
)

// OrderTogether begins the Order of judgements that were made together. They are taken back together.
const OrderTogether = "together "

// Together are the events that the annotator's next undo (or redo) takes back (or brings back): one, or all that were made together, in
// the order in which it does so.
func (l *Ledger) Together(annotator string, redo bool) []Event {
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
		if len(all) > 0 && (e.Order != all[0].Order || !strings.HasPrefix(e.Order, OrderTogether)) {
			break
		}
		all = append(all, e)
	}
	return all
}

type stacks struct{ undo, redo []string }

// take removes the topmost id from a stack and tells whether it was there.
func take(stack *[]string, id string) bool {
	for i := len(*stack) - 1; i >= 0; i-- {
		if (*stack)[i] == id {
			*stack = slices.Delete(*stack, i, i+1)
			return true
		}
	}
	return false
}

// ToUndo is the event that the annotator's next undo would take back.
func (l *Ledger) ToUndo(annotator string) (Event, bool) { return top(l, annotator, false) }

// ToRedo is the event that the annotator's next redo would bring back.
func (l *Ledger) ToRedo(annotator string) (Event, bool) { return top(l, annotator, true) }

func top(l *Ledger, annotator string, redo bool) (Event, bool) {
	s := l.stacks[annotator]
	if s == nil {
		return Event{}, false
	}
	stack := s.undo
	if redo {
		stack = s.redo
	}
	if len(stack) == 0 {
		return Event{}, false
	}
	return *l.byID[stack[len(stack)-1]], true
}
