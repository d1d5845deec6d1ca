package project

import (
	"duotone/app"
)

// line is how the questions of a queue stand with one annotator, without the disk.
type line struct {
	annotator string
	review    bool
	ledger    *Ledger
	slots     []Slot
	posts     int // that they are about
	index     map[Slot]int
	stand     []Act // by slot
	counts    map[Act]int
	labels    map[app.Label]int
}

func newLine(o DeskOptions, ledger *Ledger, slots []Slot) *line {
	n := &line{annotator: o.Annotator, review: o.Review, ledger: ledger, slots: slots}
	n.recount()
	return n
}

// recount works out how every slot stands.
func (n *line) recount() {
	n.index = make(map[Slot]int, len(n.slots))
	n.stand = make([]Act, len(n.slots))
	n.counts, n.labels = map[Act]int{}, map[app.Label]int{}
	posts := map[app.PostID]bool{}
	for i, s := range n.slots {
		posts[s.Post] = true
		n.index[s] = i
		n.tally(i, 1)
	}
	n.posts = len(posts)
}

// tally adds a slot to the counts or, with -1, takes it away.
func (n *line) tally(i, by int) {
	s := n.slots[i]
	if by > 0 {
		n.stand[i] = n.standing(s)
	}
	n.counts[n.stand[i]] += by
	if n.stand[i] == ActLabel {
		if label, ok := n.label(s); ok {
			n.labels[label] += by
		}
	}
}

func (n *line) standing(s Slot) Act {
	if n.review {
		if _, _, ok := n.ledger.Adjudicated(s.Post, s.Pass); ok {
			return ActLabel
		}
		if a := n.ledger.Standing(n.annotator, s.Post, s.Pass, reviewRound); a != "" {
			return a
		}
		return ""
	}
	return n.ledger.Standing(n.annotator, s.Post, s.Pass, s.Round)
}

// reviewRound keeps the skips of a review apart from those of labelling.
const reviewRound = -1

func (n *line) label(s Slot) (app.Label, bool) {
	if n.review {
		l, _, ok := n.ledger.Adjudicated(s.Post, s.Pass)
		return l, ok
	}
	l, _, ok := n.ledger.Label(n.annotator, s.Post, s.Pass, s.Round)
	return l, ok
}

// next is the first open slot after i, round the end; those put off come when nothing else is left.
func (n *line) next(i int) (int, bool) {
	for _, want := range []Act{"", ActLater} {
		if n.counts[want] == 0 {
			continue
		}
		for k := 1; k <= len(n.slots); k++ {
			at := (i + k + len(n.slots)) % len(n.slots)
			if n.stand[at] == want && n.due(n.slots[at]) {
				return at, true
			}
		}
	}
	return 0, false
}

// flags are those that a slot shows. What was said of the words is not shown beside the picture alone, and the other way
// round: it would give away what the pass hides.
func (n *line) flags(s Slot) []string {
	if s.Pass == PassBoth {
		return n.ledger.Flags(n.annotator, s.Post)
	}
	return n.ledger.FlagsIn(n.annotator, s.Post, s.Pass)
}

// due tells whether a question can be put: what was never answered is not asked again.
func (n *line) due(s Slot) bool {
	if s.Round == 0 {
		return true
	}
	first, ok := n.index[Slot{s.Post, s.Pass, 0}]
	return ok && n.stand[first] == ActLabel
}

func (n *line) take(e Event) {
	var touched []int
	for _, round := range []int{0, 1} {
		if i, ok := n.index[Slot{e.Post, e.Pass, round}]; ok {
			touched = append(touched, i)
			n.tally(i, -1)
		}
	}
	n.ledger.Add(e)
	for _, i := range touched {
		n.tally(i, 1)
	}
}
