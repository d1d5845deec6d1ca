package figures

import (
	"context"
	"slices"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

// PersonStats is one annotator's work on one question.
type PersonStats struct {
	Annotator  string              `json:"annotator"`
	Question   codebook.QuestionID `json:"question"`
	Labelled   int                 `json:"labelled"`
	Skipped    int                 `json:"skipped"`
	Later      int                 `json:"later"`
	Labels     map[string]int      `json:"labels"`    // by label; of many labels each counts, and codebook.None
	MedianTook time.Duration       `json:"median_ns"` // time per answer; 0 where none was taken
	// Repeated counts posts asked twice, Consistent those of them that got the same answer.
	Repeated   int `json:"repeated"`
	Consistent int `json:"consistent"`
	// Golden counts posts whose answer is known, Right those of them that got it.
	Golden int `json:"golden"`
	Right  int `json:"right"`
}

// QuestionAgreement is how far the annotators agree on one question.
type QuestionAgreement struct {
	Question codebook.QuestionID
	Kind     codebook.Kind
	Overall  measure.Agreement   // all annotators; Kappa only where there are two
	Pairs    []measure.Agreement // each pair
}

// Stats is what a project holds and how far its people agree.
type Stats struct {
	Posts     int
	Pictures  int
	Missing   int // pictures that are not where they were; only when asked for
	Flags     map[string]int
	Notes     int
	Disputed  int
	Settled   int
	People    []PersonStats
	Packs     map[string]int
	Agreement []QuestionAgreement
	Codebook  *codebook.Codebook // of which every question that was asked has its figures
}

// Of reads the whole project.
func Of(ctx context.Context, p *project.Project) (Stats, error) {
	s := Stats{Flags: map[string]int{}}
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return s, err
	}
	s.Codebook, _ = l.Codebook()
	if s.Posts, err = p.Posts.Count(ctx); err != nil {
		return s, err
	}
	if s.Pictures, err = p.Pictures.Count(ctx); err != nil {
		return s, err
	}
	if s.Packs, err = p.Scores.Packs(ctx); err != nil {
		return s, err
	}
	disputed, err := queue.Disputed(ctx, p, l)
	if err != nil {
		return s, err
	}
	s.Disputed = len(disputed)
	posts := l.Touched()
	slices.Sort(posts)
	for _, post := range posts {
		for _, who := range l.Annotators() {
			for _, f := range l.Flags(who, post) {
				s.Flags[f]++
			}
			if l.Note(who, post) != "" {
				s.Notes++
			}
		}
		for _, q := range s.Codebook.Questions {
			if _, _, ok := l.Adjudicated(post, q.ID); ok {
				s.Settled++
			}
		}
	}
	for i := range s.Codebook.Questions {
		q := &s.Codebook.Questions[i]
		for _, who := range l.Annotators() {
			if one := personStats(l, who, q.ID, posts); one.Labelled+one.Skipped+one.Later > 0 {
				s.People = append(s.People, one)
			}
		}
		if err := ctx.Err(); err != nil {
			return s, err
		}
		if a, ok := agreement(l, q, posts); ok {
			s.Agreement = append(s.Agreement, a)
		}
	}
	return s, nil
}

func personStats(l *ledger.Ledger, who string, id codebook.QuestionID, posts []app.PostID) PersonStats {
	s := PersonStats{Annotator: who, Question: id, Labels: map[string]int{}}
	var took []time.Duration
	for _, post := range posts {
		switch l.Standing(who, post, id, 0) {
		case ledger.ActLabel:
			answer, e, _ := l.Answer(who, post, id, 0)
			s.Labelled++
			for _, label := range answer.IDs() {
				s.Labels[label]++
			}
			if answer == codebook.None {
				s.Labels[string(answer)]++
			}
			if e.Took > 0 {
				took = append(took, e.Took)
			}
			if known, ok := l.Gold(post, id); ok {
				s.Golden++
				if known == answer {
					s.Right++
				}
			}
			if again, _, ok := l.Answer(who, post, id, 1); ok {
				s.Repeated++
				if again == answer {
					s.Consistent++
				}
			}
		case ledger.ActSkip:
			s.Skipped++
		case ledger.ActLater:
			s.Later++
		}
	}
	if len(took) > 0 {
		slices.Sort(took)
		s.MedianTook = took[len(took)/2]
	}
	return s
}

// agreement compares everybody who answered a question; false where fewer than two did.
func agreement(l *ledger.Ledger, q *codebook.Question, posts []app.PostID) (QuestionAgreement, bool) {
	var names []string
	var coders [][]int
	c := newCoder(q)
	for _, who := range l.Annotators() {
		codes, any := make([]int, len(posts)), false
		for u, post := range posts {
			codes[u] = measure.Missing
			if answer, _, ok := l.Answer(who, post, q.ID, 0); ok {
				codes[u], any = c.code(answer), true
			}
		}
		if any {
			names, coders = append(names, who), append(coders, codes)
		}
	}
	if len(names) < 2 {
		return QuestionAgreement{}, false
	}
	a := QuestionAgreement{Question: q.ID, Kind: q.Kind, Overall: measure.Agree(names, coders, c.coding, 1)}
	for i := range names {
		for k := i + 1; k < len(names); k++ {
			pair := measure.Agree([]string{names[i], names[k]}, [][]int{coders[i], coders[k]}, c.coding, 1)
			if pair.Units > 0 {
				a.Pairs = append(a.Pairs, pair)
			}
		}
	}
	return a, true
}

// coder turns answers into codes: a label's place in its question or, of many labels, a number for each set that was chosen.
type coder struct {
	q      *codebook.Question
	codes  map[codebook.Answer]int
	coding measure.Coding
}

func newCoder(q *codebook.Question) *coder {
	c := &coder{q: q, codes: map[codebook.Answer]int{}}
	if q.Kind == codebook.ManyOf {
		c.coding.Sets = [][]int{}
		return c
	}
	for i, l := range q.Labels {
		c.codes[codebook.Answer(l.ID)] = i
		if v, ok := q.Measured(l.ID); ok {
			c.coding.Values = append(c.coding.Values, v)
		}
	}
	return c
}

func (c *coder) code(a codebook.Answer) int {
	code, known := c.codes[a]
	if known {
		return code
	}
	code = len(c.coding.Sets) // of many labels alone: other answers are all known
	c.codes[a] = code
	set := []int{}
	for i, l := range c.q.Labels {
		if a.Has(l.ID) {
			set = append(set, i)
		}
	}
	c.coding.Sets = append(c.coding.Sets, set)
	return code
}
