package verdict

import (
	"cmp"
	"slices"

	"duotone/app"
	"duotone/app/say"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// mostBars is how many of a head's labels have a bar: the others are counted.
const mostBars = 8

// Answer is what a head says of a post: its question with the answer, and a bar a label.
type Answer struct {
	Content *fyne.Container
	Says    *widget.Label
	Why     *Sentence
	Bars    *plot.ScoreBars
	rest    *widget.Label
}

// NewAnswer makes one that is hidden until there is an answer.
func NewAnswer() *Answer {
	a := &Answer{Says: kit.NewParagraph(""), Why: NewSentence(), Bars: plot.NewScoreBars(), rest: kit.NewQuietLabel("")}
	a.Says.TextStyle.Bold, a.Says.SizeName = true, theme.SizeNameSubHeadingText
	a.Bars.SetColumns([]plot.Column{{Shape: -1}})
	a.Content = container.NewVBox(a.Says, a.Why, a.Bars, a.rest)
	a.Content.Hide()
	return a
}

// Set shows an answer, nil hides it; before is that of the post with nothing taken away, nil where nothing is. why may be empty.
func (a *Answer) Set(now, before *app.Answer, why string, stale bool) {
	kit.Show(a.Content, now != nil)
	if now == nil {
		return
	}
	kit.SetLabel(a.Says, speech.Say(say.Answer(now)))
	a.Why.Say(why)
	kit.Show(a.Why, why != "")
	shown, given := shownLabels(now), now.Given()
	rows := make([]plot.ScoreRow, 0, len(shown))
	for _, c := range shown {
		name := speech.Text(now.Head.LabelTitle(c))
		row := plot.ScoreRow{Name: name, Present: true, Scores: now.Scores[c : c+1], Top: -1,
			Hint: lang.L("The head is {{.percent}} % sure of “{{.label}}”.", map[string]any{"percent": paint.Percent(now.Scores[c]), "label": name})}
		if slices.Contains(given, c) {
			row.Whole, row.Top = true, 0
		}
		if before != nil && before.Head == now.Head {
			row.Before = before.Scores[c : c+1]
		}
		rows = append(rows, row)
	}
	a.Bars.SetRows(rows)
	a.Bars.SetDimmed(stale)
	left := len(now.Scores) - len(shown)
	kit.Show(a.rest, left > 0)
	if left > 0 {
		kit.SetLabel(a.rest, lang.L("{{.n}} more labels, all less likely", map[string]any{"n": left}))
	}
}

// shownLabels are all labels in their order, or of many the likeliest.
func shownLabels(a *app.Answer) []int {
	all := make([]int, len(a.Scores))
	for c := range all {
		all[c] = c
	}
	if len(all) > mostBars {
		slices.SortStableFunc(all, func(x, y int) int { return cmp.Compare(a.Scores[y], a.Scores[x]) })
		all = all[:mostBars]
	}
	return all
}
