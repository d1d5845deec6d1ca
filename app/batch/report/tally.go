// Package report draws a scored file as one self-contained page: how the labels are spread, whether words or picture
// carried the verdicts, where they pull apart, and the strongest posts. The page opens no connection: its charts are
// drawn into it and its policy forbids everything else.
package report

import (
	"container/heap"
	"sort"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/batch"
)

// Tally is what a report counts. Its size does not grow with the number of posts.
type Tally struct {
	Posts     int64
	Failed    int64
	Kinds     map[app.Kind]int64
	Both      [3]int64         // by label: words and picture together
	Words     [3]int64         // the words alone
	Pictures  [3]int64         // the picture alone
	Told      int64            // posts whose meaning is told
	Means     [3][3]int64      // those, by what they say and by what they mean
	Sarcastic int64            // those that probably mean the opposite of what they say
	Answered  int64            // posts that a pack's head answered
	Answers   map[string]int64 // those, by the labels that it gives
	Languages map[string]int64 // of words, where known
	Warnings  map[app.WarningCode]int64
	Foreign   map[string]int64 // languages of the posts with a warning of the language
	Pairs     int64            // posts with words and a picture
	Dominant  map[app.Modality]int64
	Moved     [moveBins]int64 // posts by how far the picture moved the verdict more than the words, from −1 to 1
	Apart     int64           // pairs whose incongruity is at or over the threshold
	SumApart  float64
	Days      map[int64]*Day // by days since 1970
	First     time.Time
	Last      time.Time

	Threshold float64
	Strongest map[string]*top
}

// Day counts the pairs of one day.
type Day struct {
	Pairs, Apart int64
	Sum          float64
}

const (
	moveBins = 21
	topPosts = 10
	maxDays  = 200_000 // a column of random dates must not fill the memory
)

// NewTally begins to count. Pairs pull apart from the threshold on.
func NewTally(threshold float64) *Tally {
	t := &Tally{Kinds: map[app.Kind]int64{}, Dominant: map[app.Modality]int64{}, Days: map[int64]*Day{}, Threshold: threshold,
		Strongest: map[string]*top{}, Answers: map[string]int64{}, Languages: map[string]int64{}, Foreign: map[string]int64{}, Warnings: map[app.WarningCode]int64{}}
	for _, name := range []string{"apart", "negative", "positive", "ironic", "sarcastic"} {
		t.Strongest[name] = &top{}
	}
	return t
}

// Add counts one post.
func (t *Tally) Add(v batch.Verdict) {
	t.Posts++
	if v.Failed() {
		t.Failed++
		t.Kinds[v.Kind]++
		return
	}
	t.Both[v.Label]++
	if v.Words != nil {
		t.Words[*v.Words]++
	}
	if v.Picture != nil {
		t.Pictures[*v.Picture]++
	}
	if v.Label != app.Neutral { // where there are few posts, a list of the surest negative ones would hold positive ones too
		t.Strongest[v.Label.String()].add(v, v.Scores[v.Label])
	}
	if v.Irony >= 0 {
		t.Strongest["ironic"].add(v, v.Irony)
	}
	t.meaning(v)
	if v.Answered {
		t.Answered++
		for label := range strings.SplitSeq(v.Answer, "; ") {
			count(t.Answers, label)
		}
	}
	if v.Words == nil || v.Picture == nil {
		return
	}
	t.Pairs++
	t.Dominant[v.Dominant]++
	move := v.Balance.Picture - v.Balance.Words
	t.Moved[min(max(int((move+1)/2*moveBins), 0), moveBins-1)]++
	if v.Incongruity < 0 {
		return
	}
	t.Strongest["apart"].add(v, v.Incongruity)
	t.SumApart += v.Incongruity
	apart := v.Incongruity >= t.Threshold
	if apart {
		t.Apart++
	}
	t.day(v, apart)
}

func (t *Tally) meaning(v batch.Verdict) {
	if v.Language != "" {
		count(t.Languages, v.Language)
	}
	for _, code := range v.Warnings {
		count(t.Warnings, code)
		if code == app.WarningLanguage {
			count(t.Foreign, v.Language)
		}
	}
	if v.Means == nil {
		return
	}
	t.Told++
	t.Means[v.Label][*v.Means]++
	if v.Sarcastic() {
		t.Sarcastic++
		t.Strongest["sarcastic"].add(v, v.Turn())
	}
}

// maxKinds is more languages and warnings than there are: a file of somebody else may hold anything.
const maxKinds = 500

func count[K ~string](counts map[K]int64, k K) {
	if _, ok := counts[k]; !ok && len(counts) >= maxKinds {
		k = "…"
	}
	counts[k]++
}

func (t *Tally) day(v batch.Verdict, apart bool) {
	if v.Date.IsZero() {
		return
	}
	n := v.Date.Unix() / 86400
	d := t.Days[n]
	if d == nil {
		if len(t.Days) >= maxDays {
			return
		}
		d = &Day{}
		t.Days[n] = d
	}
	if t.First.IsZero() || v.Date.Before(t.First) {
		t.First = v.Date
	}
	if v.Date.After(t.Last) {
		t.Last = v.Date
	}
	d.Pairs++
	d.Sum += v.Incongruity
	if apart {
		d.Apart++
	}
}

// Span is a stretch of time in a chart.
type Span struct {
	Name string
	Day
}

// Spans gathers days into at most sixty stretches: days, weeks, months or years.
func (t *Tally) Spans() (spans []Span, unit string) {
	if len(t.Days) == 0 {
		return nil, ""
	}
	days := t.Last.Sub(t.First).Hours() / 24
	key, unit := func(d time.Time) string { return d.Format(time.DateOnly) }, "day"
	switch {
	case days > 60*31:
		key, unit = func(d time.Time) string { return d.Format("2006") }, "year"
	case days > 60*7:
		key, unit = func(d time.Time) string { return d.Format("2006-01") }, "month"
	case days > 60:
		key, unit = func(d time.Time) string {
			return d.AddDate(0, 0, -(int(d.Weekday())+6)%7).Format(time.DateOnly)
		}, "week"
	}
	by := map[string]*Span{}
	for n, d := range t.Days {
		k := key(time.Unix(n*86400, 0).UTC())
		s := by[k]
		if s == nil {
			s = &Span{Name: k}
			by[k] = s
		}
		s.Pairs += d.Pairs
		s.Apart += d.Apart
		s.Sum += d.Sum
	}
	for _, s := range by {
		spans = append(spans, *s)
	}
	sort.Slice(spans, func(i, j int) bool { return spans[i].Name < spans[j].Name })
	return spans, unit
}

// top keeps the posts with the highest values; of equals the earlier.
type top struct {
	items []ranked
}

type ranked struct {
	v     batch.Verdict
	value float64
}

func (t *top) Len() int           { return len(t.items) }
func (t *top) Less(i, j int) bool { return worse(t.items[i], t.items[j]) }
func (t *top) Swap(i, j int)      { t.items[i], t.items[j] = t.items[j], t.items[i] }
func (t *top) Push(x any)         { t.items = append(t.items, x.(ranked)) }
func (t *top) Pop() any {
	last := t.items[len(t.items)-1]
	t.items = t.items[:len(t.items)-1]
	return last
}

func worse(a, b ranked) bool {
	if a.value != b.value {
		return a.value < b.value
	}
	return a.v.Row > b.v.Row
}

func (t *top) add(v batch.Verdict, value float64) {
	r := ranked{v, value}
	for i := range t.items { // a post that was shared a thousand times is shown once
		if o := &t.items[i]; o.v.Text == v.Text && o.v.Image == v.Image && (v.Text != "" || v.Image != "") {
			if worse(*o, r) {
				*o = r
				heap.Fix(t, i)
			}
			return
		}
	}
	if len(t.items) < topPosts {
		heap.Push(t, r)
	} else if worse(t.items[0], r) {
		t.items[0] = r
		heap.Fix(t, 0)
	}
}

// sorted are the posts, the strongest first.
func (t *top) sorted() []ranked {
	out := append([]ranked(nil), t.items...)
	sort.Slice(out, func(i, j int) bool { return worse(out[j], out[i]) })
	return out
}
