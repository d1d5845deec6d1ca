package desk

import (
	"maps"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

// Judged is what was judged last.
type Judged struct {
	Slot   queue.Slot
	Text   string     // the beginning of the words; "" where the pass did not show them
	Answer string     // as people read it
	Label  *app.Label // the answer, where it is a sentiment
	Model  *app.Label // what the model says, when the settings show it after the judgement
	Head   string     // likewise what its head answers, as people read it; "": it has none for the question
	Known  string     // in practice: the answer that is known to be right, as people read it; "": none is known
	Right  bool       // the answer is that one
}

// View is everything that the Label pane shows.
type View struct {
	Annotators []string // everybody who has labelled
	Settings   project.Settings
	Annotator  string
	Review     bool
	Again      bool // some posts are asked about once more
	Order      string

	Slot        queue.Slot
	Item        project.Item
	ShowWords   bool
	ShowPicture bool
	Codebook    *codebook.Codebook
	Builtin     bool               // the project has no codebook of its own
	Question    *codebook.Question // that is asked; nil where there is nothing in the queue
	Answer      codebook.Answer    // the annotator's own answer in this slot; of many labels, what is chosen so far
	Chosen      bool               // Answer is not given yet
	Standing    ledger.Act
	Flags       []string
	Note        string
	Suggestion  *project.Score  // only when it is to be shown before judging
	Copied      codebook.Answer // what the annotator has answered of a near copy; "": nothing
	Said        []ledger.Said   // Review: who said what
	Blind       bool            // Review: the names are hidden
	Copies      int             // how many posts are near copies of one another, this one with them; 0: it has none
	Last        *Judged

	At, Total       int // the slot's place in the queue
	Posts           int // that the queue asks about: fewer than Total where it asks about one several times
	DonePosts       int // posts about which no question is open
	Done            int // slots labelled
	Skipped, Later  int
	Asked, Answered map[codebook.QuestionID]int            // how often a question is in the queue, and how often it is answered
	Labels          map[codebook.QuestionID]map[string]int // the annotator's answers so far, by label
	Pace            float64                                // posts a minute over the last twenty; 0: not known yet
	Session         time.Duration                          // since the annotator began after a rest
	Break           bool                                   // the session is as long as the settings want it
	Finished        bool                                   // every slot is labelled or skipped
	Empty           bool                                   // there is nothing in the queue
	CanUndo         bool
	CanRedo         bool
}

// hide takes out of an item what a question about a part must not show, its name with it: names of files tell much.
func hide(i project.Item, part codebook.Part) project.Item {
	switch part {
	case codebook.OfWords:
		i.Picture, i.Name, i.Columns = nil, "", nil
	case codebook.OfPicture:
		i.Text, i.Name, i.Columns = "", "", nil
	}
	return i
}

// View is what to show now: what the last command left. It is not to be changed.
func (d *Desk) View() View {
	if v := d.view.Load(); v != nil {
		return *v
	}
	return View{}
}

func (d *seat) look() View {
	n := d.line
	v := View{
		Annotators: n.ledger.Annotators(), Settings: d.set, Annotator: d.opts.Annotator, Review: d.opts.Review, Again: d.opts.Again != nil, Order: d.order, At: d.at, Total: len(n.slots), Posts: n.posts,
		Done: n.counts[ledger.ActLabel], Skipped: n.counts[ledger.ActSkip], Later: n.counts[ledger.ActLater], Empty: len(n.slots) == 0, Last: d.last,
		DonePosts: n.closed, Asked: n.asked, Answered: maps.Clone(n.done), Labels: map[codebook.QuestionID]map[string]int{}, Codebook: n.book, Pace: d.pace(),
	}
	v.Session = d.watch.session()
	v.Break = d.set.Session > 0 && v.Session >= time.Duration(d.set.Session)*time.Minute
	for id, labels := range n.answers {
		v.Labels[id] = maps.Clone(labels)
	}
	_, revision := n.ledger.Codebook()
	v.Builtin = revision == ""
	_, more := n.next(d.at)
	v.Finished = !v.Empty && !more
	_, v.CanUndo = n.ledger.ToUndo(d.opts.Annotator)
	_, v.CanRedo = n.ledger.ToRedo(d.opts.Annotator)
	if v.Empty {
		return v
	}
	s := n.slots[d.at]
	part := n.part(s)
	v.Slot, v.Question, v.Item, v.Standing = s, d.question(), hide(d.current, part), n.stand[d.at]
	v.ShowWords = part != codebook.OfPicture && d.current.HasWords()
	v.ShowPicture = part != codebook.OfWords && d.current.Picture != nil
	if v.Answer, _ = n.answer(s); d.chosen != nil {
		v.Answer, v.Chosen = *d.chosen, true
	}
	v.Flags, v.Note = n.flags(s), n.ledger.NoteIn(d.opts.Annotator, s.Post, part)
	if d.set.Suggestion == ledger.SuggestBefore {
		v.Suggestion = d.score
	}
	v.Copies = len(n.copies[n.group[s.Post]])
	if v.Standing == "" || v.Standing == ledger.ActLater {
		v.Copied = n.copied(s)
	}
	if d.opts.Review {
		v.Said = n.ledger.Said(s.Post, s.Question)
		for i, said := range v.Said {
			v.Said[i].Flags, v.Said[i].Note = n.ledger.Flags(said.Annotator, s.Post), n.ledger.Note(said.Annotator, s.Post)
		}
		v.Suggestion = nil
		if v.Blind = d.set.Blind && !d.named; v.Blind {
			v.Said = blind(v.Said, s)
		}
	}
	return v
}

func (d *seat) pace() float64 {
	var sum time.Duration
	for _, t := range d.took {
		sum += t
	}
	if sum <= 0 || len(d.took) < 3 {
		return 0
	}
	return float64(len(d.took)) / sum.Minutes()
}
