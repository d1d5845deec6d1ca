package batch

import (
	"fmt"
	"image/color"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	duotheme "duotone/ui/theme"
)

// A row of the list: label, words, what carried it, incongruity.
const (
	rowMark = iota
	rowLabel
	rowText
	rowCarried
	rowApart
)

// rowLayout lays a row out in columns of fixed width around the words.
type rowLayout struct{}

func (rowLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, theme.TextSize()*2.3-theme.Padding()) // which the list keeps free between rows
}

func (rowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	unit := theme.TextSize()
	const mark, verdict, other = 0.6, 12, 8.5 // times the text's size; the verdict holds two labels, what is said and what is meant
	widths := []float32{unit * mark, unit * verdict, size.Width - unit*(mark+verdict+2*other), unit * other, unit * other}
	x := float32(0)
	for i, w := range widths {
		o[i].Move(fyne.NewPos(x, -theme.Padding()/2))
		o[i].Resize(fyne.NewSize(max(0, w), size.Height+theme.Padding()))
		x += w
	}
}

func newRow() fyne.CanvasObject {
	text := func() *widget.Label {
		l := widget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}
	return container.New(rowLayout{}, canvas.NewRectangle(color.Transparent), text(), text(), text(), text())
}

func (r *results) drawRow(id widget.ListItemID, o fyne.CanvasObject) {
	st := r.pane.state
	if id >= len(st.View) {
		return
	}
	v := st.Rows[st.View[id]]
	parts := o.(*fyne.Container).Objects
	name := duotheme.ColorNameNeutral
	switch {
	case v.Failed():
		name = theme.ColorNameDisabled
	case v.Label == app.Negative:
		name = duotheme.ColorNameNegative
	case v.Label == app.Positive:
		name = duotheme.ColorNamePositive
	}
	mark := parts[rowMark].(*canvas.Rectangle)
	mark.FillColor = theme.Color(name)
	mark.Refresh()
	for i, text := range rowTexts(v, st.Choice.By) {
		if i >= rowLabel {
			parts[i].(*widget.Label).SetText(text)
		}
	}
}

// rowTexts is what the columns of a row say, where rows are sorted so.
func rowTexts(v batch.Verdict, by batch.Order) [rowApart + 1]string {
	if v.Failed() {
		return [...]string{rowLabel: lang.L("error"), rowText: short(failure(v), 200), rowApart: ""}
	}
	t := [...]string{rowLabel: labelText(v), rowText: short(v.Text, 200), rowApart: ""}
	if t[rowText] == "" {
		t[rowText] = short(v.Image, 200)
	}
	if v.Words != nil && v.Picture != nil {
		t[rowCarried], t[rowApart] = lang.L(string(v.Dominant)), paint.Fraction(v.Incongruity)
	}
	switch {
	case by == batch.ByPicture && t[rowCarried] != "":
		t[rowCarried] += " " + signed(v.Balance.Picture-v.Balance.Words)
	case by == batch.ByNegative:
		t[rowApart] = percentOf(v, app.Negative)
	case by == batch.ByPositive:
		t[rowApart] = percentOf(v, app.Positive)
	case by == batch.BySarcasm:
		t[rowApart] = ""
		if v.Means != nil {
			t[rowApart] = paint.Fraction(v.Turn())
		}
	case by == batch.ByIrony && v.Words != nil:
		t[rowApart] = paint.Fraction(v.Irony)
	case by == batch.ByIrony:
		t[rowApart] = ""
	}
	return t
}

// labelText is what a post says with its probability, or what it says and what it means where these differ.
func labelText(v batch.Verdict) string {
	if v.Means != nil && *v.Means != v.Label {
		return lang.L(v.Label.String()) + " → " + lang.L(v.Means.String())
	}
	return lang.L(v.Label.String()) + " " + percentOf(v, v.Label)
}

// failure is why a row has no scores: its kind in the language of the window, and the result's own words.
func failure(v batch.Verdict) string {
	return strings.TrimSpace(speech.Say(app.KindSentence(v.Kind)) + " " + v.Message)
}

func percentOf(v batch.Verdict, l app.Label) string { return fmt.Sprintf("%.0f %%", 100*v.Scores[l]) }

func signed(v float64) string { return strings.Replace(fmt.Sprintf("%+.2f", v), "-", "−", 1) }

// wrapRow is Fyne's row that wraps. Once laid out, that asks for the width it was given, and the window could not be made
// narrower.
type wrapRow struct{ row fyne.Layout }

// MinSize is as wide as the widest object.
func (w wrapRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, w.row.MinSize(objects).Height)
	for _, o := range objects {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	return size
}

// Layout is Fyne's.
func (w wrapRow) Layout(objects []fyne.CanvasObject, size fyne.Size) { w.row.Layout(objects, size) }
