package learn

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/present/learn"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	heads "duotone/app/learn"
	numbers "duotone/app/measure"
)

// questionName is what people read of a question. The built-in ones are in the window's language.
func questionName(q *heads.Said) string {
	if q.Title != "" {
		return speech.Text(q.Title)
	}
	return speech.Text(q.Key)
}

// labelName is what people read of a label.
func labelName(q heads.Question, c int) string { return speech.Text(q.LabelName(c)) }

// drawThere says what there is to learn from, and why it can't be learned where it can't.
func (l *Pane) drawThere(st *learn.State) {
	q := st.Question()
	kit.Show(l.there, q != nil)
	kit.Show(l.why, false)
	if q == nil {
		return
	}
	var parts []string
	for c, n := range q.Counts() {
		parts = append(parts, fmt.Sprintf("%s %d", labelName(q.Question, c), n))
	}
	there := map[string]any{"n": len(q.Answers), "labels": strings.Join(parts, ", "), "people": q.People}
	if q.People == 1 {
		kit.SetLabel(l.there, lang.L("{{.n}} posts have a final answer ({{.labels}}); one person answered.", there))
	} else {
		kit.SetLabel(l.there, lang.L("{{.n}} posts have a final answer ({{.labels}}); {{.people}} people answered.", there))
	}
	why := ""
	if err := st.Refusal(); err != nil {
		why = speech.Complaint(err)
	} else if st.Base == "" {
		why = lang.L("There is no model open.")
	}
	kit.SetLabel(l.why, why)
	kit.Show(l.why, why != "")
}

// drawRunning tells how far it is.
func (l *Pane) drawRunning(st *learn.State) {
	kit.Show(l.running, st.Running())
	if !st.Running() {
		return
	}
	text := lang.L("The model reads the posts…")
	if st.Step == learn.Fitting {
		text = lang.L("Learning…")
	}
	if st.Total > 0 {
		text = lang.L("{{.what}} {{.n}} of {{.total}}", map[string]any{"what": text, "n": st.Done, "total": st.Total})
		l.progress.SetValue(float64(st.Done) / float64(st.Total))
	} else {
		l.progress.SetValue(0)
	}
	kit.SetLabel(l.doing, text)
}

func (l *Pane) drawCurve(st *learn.State) {
	points := st.Curve
	if st.Found != nil {
		points = st.Found.Curve
	}
	var shown []plot.CurvePoint
	for _, p := range points {
		shown = append(shown, plot.CurvePoint{Labels: p.Labels, Value: p.MacroF1})
	}
	kit.Show(l.curve, len(shown) > 0)
	kit.Show(l.besides, len(shown) > 0)
	l.curve.Set(shown)
}

func (l *Pane) drawEnds(st *learn.State) {
	kit.Show(l.ends, st.Found != nil)
	for _, b := range []*kit.PressButton{l.keep, l.discard} {
		kit.Enable(b, st.Step == learn.Idle)
	}
	kit.Show(l.use, st.Found != nil && st.Found.Kept != "")
}

// percent is a figure with its interval.
func percent(i numbers.Interval) string {
	one := func(x float64) string { return paint.Decimal(strconv.FormatFloat(100*x, 'f', 1, 64)) }
	switch {
	case math.IsNaN(i.Value):
		return "–"
	case math.IsNaN(i.Low):
		return one(i.Value)
	}
	return fmt.Sprintf("%s [%s; %s]", one(i.Value), one(i.Low), one(i.High))
}

// drawFound shows what was learned.
func (l *Pane) drawFound(st *learn.State) {
	f := st.Found
	l.figures.RemoveAll()
	l.suspects.RemoveAll()
	kit.Show(l.matrix, f != nil)
	kit.Show(l.posts, f != nil)
	kit.Show(l.labelAt, f != nil && f.Question.Kind == app.ManyOf)
	if f == nil {
		return
	}
	rows := [][]string{{"", lang.L("accuracy"), lang.L("macro F1"), lang.L("calibration error")}}
	line := func(name string, g heads.Figures) {
		rows = append(rows, []string{name, percent(g.Accuracy), percent(g.MacroF1), percent(g.ECE)})
	}
	line(lang.L("this head"), f.Own)
	line(lang.L("always the commonest"), f.Majority)
	if f.Pack != nil {
		line(f.Base.Ref(), f.Pack.Other)
	}
	if f.Earlier != nil {
		line(lang.L("the earlier head's labels"), f.Earlier.Other)
	}
	l.figures.Add(kit.NewTable(rows))
	for _, s := range slices.Concat(f.Sentences(), f.Round()) {
		l.figures.Add(kit.NewParagraph(speech.Say(s)))
	}
	for _, s := range f.Left {
		l.figures.Add(kit.NewQuietLabel(speech.Say(s)))
	}
	rows = [][]string{{lang.L("label"), lang.L("posts"), lang.L("precision"), lang.L("recall"), "F1"}}
	bare := func(x float64) string { return percent(numbers.Interval{Value: x, Low: math.NaN()}) }
	for c, g := range f.Own.Labels {
		rows = append(rows, []string{labelName(f.Question, c), strconv.Itoa(g.Posts), bare(g.Precision), bare(g.Recall), percent(g.F1)})
	}
	l.figures.Add(kit.NewTable(rows))
	l.setLabels(f)
	l.drawMatrix(f)
	l.drawSuspects(f)
}

// setLabels offers the labels that the matrix may be about.
func (l *Pane) setLabels(f *learn.Found) {
	if f.Question.Kind != app.ManyOf {
		l.label.SetOptions(nil)
		return
	}
	names := make([]string, len(f.Question.Labels))
	for c := range names {
		names[c] = labelName(f.Question, c)
	}
	l.label.SetOptions(names)
	l.label.SetSelectedIndex(0)
}

func (l *Pane) drawMatrix(f *learn.Found) {
	label := max(0, l.label.SelectedIndex())
	var names []string
	if f.Question.Kind == app.ManyOf {
		names = []string{labelName(f.Question, label), lang.L("not so")}
	} else {
		for c := range f.Question.Labels {
			names = append(names, labelName(f.Question, c))
		}
	}
	l.matrix.Set(names, f.Table(label))
	need := l.matrix.MinSize()
	l.besides.Layout = layout.NewGridWrapLayout(fyne.NewSize(max(380, need.Width), max(260, min(need.Height, 600))))
	l.besides.Refresh()
}

// drawCell lists the posts behind the chosen cell; each opens in the Analyse pane.
func (l *Pane) drawCell(st *learn.State) {
	l.posts.RemoveAll()
	f, cell := st.Found, st.Cell
	switch {
	case f == nil:
	case cell == nil:
		l.posts.Add(kit.NewParagraph(lang.L("Choose a cell to see the posts behind it.")))
	default:
		head := kit.NewParagraph(lang.L("{{.n}} posts, those first that the head is surest of:", map[string]any{"n": len(cell.Examples)}))
		list := kit.NewPostList(len(cell.Examples), func(i int) string {
			at := cell.Examples[i]
			return paint.Fraction(f.Sure(at, cell.Label, cell.Col)) + "  " + script.Line(f.Line(at), 60)
		}, func(i int) { l.presenter.OpenExample(cell.Examples[i]) })
		l.posts.Add(container.NewBorder(container.NewVBox(head, list.NewLettersNote()), nil, nil, nil, list))
	}
}

// drawSuspects lists the posts whose labels look wrong.
func (l *Pane) drawSuspects(f *learn.Found) {
	if len(f.Suspects) == 0 {
		l.suspects.Add(kit.NewParagraph(lang.L("No label looks wrong.")))
		return
	}
	at := map[app.PostID]int{}
	for i, e := range f.Examples {
		at[e.Post] = i
	}
	check := kit.NewButton(lang.L("Check them in Label"), lang.L("These posts are asked about again, the likeliest to be wrong first"), theme.ListIcon(), l.presenter.CheckSuspects)
	head := kit.NewParagraph(lang.L("{{.n}} labels look wrong: heads that did not know the post are sure of another one.", map[string]any{"n": len(f.Suspects)}))
	list := kit.NewPostList(len(f.Suspects), func(i int) string {
		s := f.Suspects[i]
		return fmt.Sprintf("%s  %s  %s", speech.Say(f.Doubt(s)), paint.Fraction(s.By), script.Line(f.Line(at[s.Post]), 60))
	}, func(i int) { l.presenter.OpenExample(at[f.Suspects[i].Post]) })
	l.suspects.Add(container.NewBorder(nil, nil, nil, container.NewVBox(check), container.NewVBox(head, list.NewLettersNote())))
	l.suspects.Add(container.New(kit.AtLeast{Size: fyne.NewSize(300, 200)}, list))
}
