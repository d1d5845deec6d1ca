package project

import (
	"context"
	"slices"
	"time"

	"duotone/app"
	"duotone/app/measure"
)

// PersonStats is one annotator's work on one pass.
type PersonStats struct {
	Annotator  string         `json:"annotator"`
	Pass       Pass           `json:"pass"`
	Labelled   int            `json:"labelled"`
	Skipped    int            `json:"skipped"`
	Later      int            `json:"later"`
	Labels     map[string]int `json:"labels"`
	MedianTook time.Duration  `json:"median_ns"` // time per post; 0 where none was taken
	// Repeated counts posts asked twice, Consistent those of them that got the same label.
	Repeated   int `json:"repeated"`
	Consistent int `json:"consistent"`
}

// PassAgreement is how far the annotators agree on one pass.
type PassAgreement struct {
	Pass    Pass
	Overall measure.Agreement   // all annotators; Kappa only where there are two
	Pairs   []measure.Agreement // each pair
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
	Agreement []PassAgreement
}

// Stats reads the whole project.
func (p *Project) Stats(ctx context.Context) (Stats, error) {
	s := Stats{Flags: map[string]int{}}
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return s, err
	}
	if s.Posts, err = p.Posts.Count(ctx); err != nil {
		return s, err
	}
	if err := p.db.QueryRowContext(ctx, "SELECT count(*) FROM picture").Scan(&s.Pictures); err != nil {
		return s, explain(opRead, p.path, err)
	}
	if s.Packs, err = p.Scores.Packs(ctx); err != nil {
		return s, err
	}
	disputed, err := p.Queue.Disputed(ctx, l)
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
		for _, pass := range Passes {
			if _, _, ok := l.Adjudicated(post, pass); ok {
				s.Settled++
			}
		}
	}
	for _, pass := range Passes {
		for _, who := range l.Annotators() {
			if one := personStats(l, who, pass, posts); one.Labelled+one.Skipped+one.Later > 0 {
				s.People = append(s.People, one)
			}
		}
		if err := ctx.Err(); err != nil {
			return s, err
		}
		if a, ok := agreement(l, pass, posts); ok {
			s.Agreement = append(s.Agreement, a)
		}
	}
	return s, nil
}

func personStats(l *Ledger, who string, pass Pass, posts []app.PostID) PersonStats {
	s := PersonStats{Annotator: who, Pass: pass, Labels: map[string]int{}}
	var took []time.Duration
	for _, post := range posts {
		switch l.Standing(who, post, pass, 0) {
		case ActLabel:
			label, e, _ := l.Label(who, post, pass, 0)
			s.Labelled++
			s.Labels[label.String()]++
			if e.Took > 0 {
				took = append(took, e.Took)
			}
			if again, _, ok := l.Label(who, post, pass, 1); ok {
				s.Repeated++
				if again == label {
					s.Consistent++
				}
			}
		case ActSkip:
			s.Skipped++
		case ActLater:
			s.Later++
		}
	}
	if len(took) > 0 {
		slices.Sort(took)
		s.MedianTook = took[len(took)/2]
	}
	return s
}

// agreement compares everybody who labelled in a pass; false where fewer than two did.
func agreement(l *Ledger, pass Pass, posts []app.PostID) (PassAgreement, bool) {
	var names []string
	var coders [][]int
	for _, who := range l.Annotators() {
		labels, any := make([]int, len(posts)), false
		for u, post := range posts {
			labels[u] = measure.Missing
			if label, _, ok := l.Label(who, post, pass, 0); ok {
				labels[u], any = int(label), true
			}
		}
		if any {
			names, coders = append(names, who), append(coders, labels)
		}
	}
	if len(names) < 2 {
		return PassAgreement{}, false
	}
	a := PassAgreement{Pass: pass, Overall: measure.Agree(names, coders, 1)}
	for i := range names {
		for k := i + 1; k < len(names); k++ {
			pair := measure.Agree([]string{names[i], names[k]}, [][]int{coders[i], coders[k]}, 1)
			if pair.Units > 0 {
				a.Pairs = append(a.Pairs, pair)
			}
		}
	}
	return a, true
}
