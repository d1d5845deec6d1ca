package assign

import (
	"slices"
	"time"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
)

// Progress is how far one person is.
type Progress struct {
	Annotator string        `json:"annotator"`
	Posts     int           `json:"posts"`  // with an answer
	Target    int           `json:"target"` // 0: none
	Answers   int           `json:"answers"`
	Worked    time.Duration `json:"worked_ns"` // without idle time; of answers that came with an import none is known
	Median    time.Duration `json:"median_ns"` // per answer
	Sessions  int           `json:"sessions"`  // between rests of ten minutes and more
	Longest   time.Duration `json:"longest_session_ns"`
	Last      time.Time     `json:"last"` // zero: nothing was done in the program itself
}

// ProgressOf tells of everybody who has a target or has answered, by name.
func ProgressOf(events []ledger.Event, set project.Settings) []Progress {
	l := ledger.New(events)
	all := map[string]*Progress{}
	of := func(name string) *Progress {
		if all[name] == nil {
			all[name] = &Progress{Annotator: name, Target: set.Targets[name]}
		}
		return all[name]
	}
	for name := range set.Targets {
		of(name)
	}
	posts, took := map[string]map[app.PostID]bool{}, map[string][]time.Duration{}
	begun, last := map[string]time.Time{}, map[string]time.Time{}
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b ledger.Event) int { return a.At.Compare(b.At) })
	for _, e := range sorted {
		if e.Act == ledger.ActLabel && l.Alive(e.ID) {
			p := of(e.Annotator)
			p.Answers++
			if posts[e.Annotator] == nil {
				posts[e.Annotator] = map[app.PostID]bool{}
			}
			posts[e.Annotator][e.Post] = true
			if e.Took > 0 {
				took[e.Annotator] = append(took[e.Annotator], e.Took)
			}
		}
		if p := all[e.Annotator]; p != nil && e.Order != ledger.OrderImport && e.Act != ledger.ActCodebook && e.Act != ledger.ActGold && e.Act != ledger.ActEdit {
			if e.At.Sub(last[e.Annotator]) >= desk.Rest {
				p.Sessions++
				begun[e.Annotator] = e.At.Add(-e.Took)
			}
			last[e.Annotator], p.Last = e.At, e.At
			p.Longest = max(p.Longest, e.At.Sub(begun[e.Annotator]))
		}
	}
	out := make([]Progress, 0, len(all))
	for name, p := range all {
		p.Posts = len(posts[name])
		for _, t := range took[name] {
			p.Worked += t
		}
		if slices.Sort(took[name]); len(took[name]) > 0 {
			p.Median = took[name][len(took[name])/2]
		}
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Progress) int {
		if a.Annotator < b.Annotator {
			return -1
		}
		return 1
	})
	return out
}
