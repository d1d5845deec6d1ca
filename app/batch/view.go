package batch

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"duotone/app"
)

// Filter chooses rows of a result. The zero value chooses all.
type Filter struct {
	Label    *app.Label
	Dominant app.Modality
	Apart    float64 // at least this incongruity; 0: all
	Errors   bool    // only rows with an error
	Words    string  // in the text or the id, whatever their case
}

// Order sorts rows of a result.
type Order string

// The orders.
const (
	ByRow         Order = "row"
	ByNegative    Order = "negative"    // the highest first, as in all that follow
	ByPositive    Order = "positive"    //
	ByIncongruity Order = "incongruity" //
	ByIrony       Order = "irony"       //
	BySarcasm     Order = "sarcastic"   // how far the meaning lies from what is said
	ByAnswer      Order = "answer"      // by the label that the head gives, the surest of each first
	ByUnsure      Order = "unsure"      // where the head is least sure first
	ByOwn         Order = "own"         // where the file's own label is another one, the surest first
	ByPicture     Order = "picture"     // how far the picture moved the verdict more than the words
)

// keeps tells whether a row is chosen; words are in lower case.
func (f Filter) keeps(v *Verdict, words string) bool {
	switch {
	case f.Errors:
		if !v.Failed() {
			return false
		}
	case v.Failed():
		if f.Label != nil || f.Dominant != "" || f.Apart > 0 {
			return false
		}
	case f.Label != nil && v.Label != *f.Label, f.Dominant != "" && (v.Dominant != f.Dominant || v.Words == nil || v.Picture == nil),
		f.Apart > 0 && v.Incongruity < f.Apart:
		return false
	}
	return words == "" || strings.Contains(strings.ToLower(v.Text), words) || strings.Contains(strings.ToLower(v.ID), words)
}

// View gives the positions of the chosen rows in their order. Equal rows stay in the result's order.
func View(rows []Verdict, f Filter, by Order) []int {
	words := strings.ToLower(strings.TrimSpace(f.Words))
	view := make([]int, 0, len(rows))
	for i := range rows {
		if f.keeps(&rows[i], words) {
			view = append(view, i)
		}
	}
	var key func(v *Verdict) float64
	switch by {
	case ByNegative:
		key = func(v *Verdict) float64 { return v.Scores[app.Negative] }
	case ByPositive:
		key = func(v *Verdict) float64 { return v.Scores[app.Positive] }
	case ByIncongruity:
		key = func(v *Verdict) float64 { return v.Incongruity }
	case ByIrony:
		key = func(v *Verdict) float64 { return v.Irony }
	case BySarcasm:
		key = func(v *Verdict) float64 { return v.Turn() }
	case ByOwn:
		key = (*Verdict).against
	case ByUnsure:
		key = func(v *Verdict) float64 {
			if !v.Answered {
				return -1
			}
			return 1 - v.AnswerSure
		}
	case ByAnswer:
		place := answersInOrder(rows)
		key = func(v *Verdict) float64 {
			if !v.Answered {
				return -1
			}
			return float64(2*place[v.Answer]) + v.AnswerSure
		}
	case ByPicture:
		key = func(v *Verdict) float64 { return v.Balance.Picture - v.Balance.Words }
	default:
		return view
	}
	keys := make([]float64, len(rows))
	for _, i := range view {
		keys[i] = -2 // rows with an error come last
		if !rows[i].Failed() {
			keys[i] = key(&rows[i])
		}
	}
	slices.SortFunc(view, func(a, b int) int {
		if c := cmp.Compare(keys[b], keys[a]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	return view
}

// answersInOrder gives each of the heads' answers a number, the highest to the first by name.
func answersInOrder(rows []Verdict) map[string]int {
	place := map[string]int{}
	for i := range rows {
		place[rows[i].Answer] = 0
	}
	names := slices.Sorted(maps.Keys(place))
	for i, name := range names {
		place[name] = len(names) - i
	}
	return place
}

// against is how sure the model is of another label than the file's own: of what is meant where that is told. It is below 0 where they are
// the same, and lowest where the file has none.
func (v *Verdict) against() float64 {
	own, ok := v.OwnLabel()
	if !ok {
		return -1.5
	}
	label, scores := v.Label, v.Scores
	if v.Means != nil {
		label, scores = *v.Means, v.MeansScores
	}
	if label == own {
		return scores[label] - 1.1
	}
	return scores[label]
}
