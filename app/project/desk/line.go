package desk

import (
	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

// line is how the questions of a queue stand with one annotator, without the disk.
type line struct {
	annotator string
	review    bool
	again     *Again
	ledger    *ledger.Ledger
	slots     []queue.Slot
	posts     int // that they are about
	book      *codebook.Codebook
	of        map[codebook.QuestionID]codebook.Part
	open      map[app.PostID]int // questions about a post that are neither answered nor skipped
	closed    int                // posts without an open question
	asked     map[codebook.QuestionID]int
	done      map[codebook.QuestionID]int
	index     map[queue.Slot]int
	copies    map[string][]app.PostID // near copies, by their group
	group     map[app.PostID]string
	stand     []ledger.Act // by slot
	counts    map[ledger.Act]int
	answers   map[codebook.QuestionID]map[string]int // by question and label
}

func newLine(o Options, ledger *ledger.Ledger, slots []queue.Slot, book *codebook.Codebook) *line {
	n := &line{annotator: o.Annotator, review: o.Review, again: o.Again, ledger: ledger, slots: slots, book: book, of: map[codebook.QuestionID]codebook.Part{}}
	for _, q := range book.Questions {
		n.of[q.ID] = q.Of
	}
	n.recount()
	return n
}

// recount works out how every slot stands.
func (n *line) recount() {
	n.index = make(map[queue.Slot]int, len(n.slots))
	n.stand = make([]ledger.Act, len(n.slots))
	n.counts, n.answers = map[ledger.Act]int{}, map[codebook.QuestionID]map[string]int{}
	n.asked, n.done = map[codebook.QuestionID]int{}, map[codebook.QuestionID]int{}
	n.open, n.closed = make(map[app.PostID]int, len(n.slots)), 0
	posts := make(map[app.PostID]bool, len(n.slots))
	for i, s := range n.slots {
		posts[s.Post] = true
		n.index[s] = i
		n.asked[s.Question]++
		n.tally(i, 1)
	}
	n.posts = len(posts)
	for post := range posts {
		if n.open[post] == 0 {
			n.closed++
		}
	}
}

// tally adds a slot to the counts or, with -1, takes it away.
func (n *line) tally(i, by int) {
	s := n.slots[i]
	if by > 0 {
		n.stand[i] = n.standing(s)
	}
	n.counts[n.stand[i]] += by
	switch n.stand[i] {
	case "", ledger.ActLater:
		n.open[s.Post] += by
	case ledger.ActLabel:
		n.done[s.Question] += by
		if answer, ok := n.answer(s); ok {
			if n.answers[s.Question] == nil {
				n.answers[s.Question] = map[string]int{}
			}
			for _, id := range answer.IDs() {
				n.answers[s.Question][id] += by
			}
		}
	}
}

func (n *line) standing(s queue.Slot) ledger.Act {
	if n.review {
		if _, _, ok := n.ledger.Adjudicated(s.Post, s.Question); ok {
			return ledger.ActLabel
		}
		if a := n.ledger.Standing(n.annotator, s.Post, s.Question, reviewRound); a != "" {
			return a
		}
		return ""
	}
	act := n.ledger.Standing(n.annotator, s.Post, s.Question, s.Round)
	if n.again != nil && act == ledger.ActLabel {
		if _, e, ok := n.ledger.Answer(n.annotator, s.Post, s.Question, s.Round); ok && e.At.Before(n.again.Since) {
			return ""
		}
	}
	return act
}

// reviewRound keeps the skips of a review apart from those of labelling.
const reviewRound = -1

func (n *line) answer(s queue.Slot) (codebook.Answer, bool) {
	if n.review {
		l, _, ok := n.ledger.Adjudicated(s.Post, s.Question)
		return l, ok
	}
	l, _, ok := n.ledger.Answer(n.annotator, s.Post, s.Question, s.Round)
	return l, ok
}

// next is the first open slot after i, round the end; those put off come when nothing else is left.
func (n *line) next(i int) (int, bool) {
	for _, want := range []ledger.Act{"", ledger.ActLater} {
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
// round: it would give away what that part hides.
func (n *line) flags(s queue.Slot) []string {
	if part := n.part(s); part != codebook.OfPost {
		return n.ledger.FlagsIn(n.annotator, s.Post, part)
	}
	return n.ledger.Flags(n.annotator, s.Post)
}

// part is what of a post a slot shows.
func (n *line) part(s queue.Slot) codebook.Part {
	if part, ok := n.of[s.Question]; ok {
		return part
	}
	return codebook.OfPost
}

// due tells whether a question can be put: what was never answered is not asked again.
func (n *line) due(s queue.Slot) bool {
	if s.Round == 0 {
		return true
	}
	first, ok := n.index[queue.Slot{Post: s.Post, Question: s.Question}]
	return ok && n.stand[first] == ledger.ActLabel
}

func (n *line) take(e ledger.Event) {
	var touched []int
	was := n.open[e.Post]
	id := n.ledger.Books.Question(e.Shown.Codebook, e.Question)
	for _, round := range []int{0, 1} {
		if i, ok := n.index[queue.Slot{Post: e.Post, Question: id, Round: round}]; ok {
			touched = append(touched, i)
			n.tally(i, -1)
		}
	}
	n.ledger.Add(e)
	for _, i := range touched {
		n.tally(i, 1)
	}
	if is := n.open[e.Post]; was > 0 && is == 0 {
		n.closed++
	} else if was == 0 && is > 0 {
		n.closed--
	}
}

// gather takes note of near copies.
func (n *line) gather(stubs []project.Stub) {
	n.copies, n.group = map[string][]app.PostID{}, map[app.PostID]string{}
	for _, s := range stubs {
		if s.Copies != "" {
			n.copies[s.Copies] = append(n.copies[s.Copies], s.ID)
			n.group[s.ID] = s.Copies
		}
	}
}

// copied is what the annotator has answered of a near copy of the post, "" where nothing: judged once, it is proposed for the rest.
func (n *line) copied(s queue.Slot) codebook.Answer {
	if st := n.standing(s); n.review || s.Round != 0 || st != "" && st != ledger.ActLater {
		return ""
	}
	for _, other := range n.copies[n.group[s.Post]] {
		if a, _, ok := n.ledger.Answer(n.annotator, other, s.Question, 0); ok && other != s.Post {
			return a
		}
	}
	return ""
}
