package label

import (
	"image/color"
	"maps"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/project"
	"duotone/ui/kit"
	"duotone/ui/kit/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// columns are what the import brought along with the post, beside it. They are there when a person asks for them: they may tell more
// than an annotator should know.
type columns struct {
	l    *Pane
	box  *fyne.Container
	list *fyne.Container
	open bool
	of   app.PostID
	part codebook.Part
	show map[string]string // what is drawn
	read *homeButton       // reads the words in the picture
}

func newColumns(l *Pane) *columns {
	c := &columns{l: l, list: container.NewVBox()}
	edge := canvas.NewRectangle(color.Transparent)
	edge.SetMinSize(fyne.NewSize(guideWidth, 0))
	title := widget.NewLabelWithStyle(lang.L("Columns of the import"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	about := l.newButton("", lang.L("What was ever done with this post"), theme.HistoryIcon(), func() { l.projects.onHistory() })
	c.read = l.newButton(lang.L("Read the words in the picture"), lang.L("They are kept with the post: they are found, and exported as a column"), nil, func() { l.presenter.ReadPictures(l.state.View.Item.ID) })
	c.box = container.NewStack(edge, container.NewBorder(container.NewBorder(nil, nil, nil, about, title), c.read, nil, nil, kit.NewScroll(c.list)))
	c.box.Hide()
	return c
}

// onColumns shows the columns or folds them away.
func (l *Pane) onColumns() {
	l.columns.open = !l.columns.open
	kit.Show(l.columns.box, l.columns.open)
	l.relay()
	l.columns.draw(l.state)
	l.focus()
}

// draw shows what came along with the post.
func (c *columns) draw(st *label.State) {
	if !c.open {
		return
	}
	v := &st.View
	part := codebook.OfPost
	if v.Question != nil {
		part = v.Question.Of
	}
	kit.Show(c.read, v.Item.Picture != nil && !v.Item.PictureRead() && part == codebook.OfPost)
	if c.of == v.Item.ID && c.part == part && maps.Equal(c.show, v.Item.Columns) && len(c.list.Objects) > 0 {
		return
	}
	c.of, c.part, c.show = v.Item.ID, part, v.Item.Columns
	c.list.RemoveAll()
	for _, name := range slices.Sorted(maps.Keys(v.Item.Columns)) {
		title := name
		if name == project.PictureWordsColumn {
			title = lang.L("Words in the picture")
		} else if name == project.UnsureWordsColumn {
			title = lang.L("Not surely read")
		}
		head := kit.NewQuietLabel(title)
		head.Importance = widget.LowImportance
		value := words.New(app.Short(strings.ReplaceAll(v.Item.Columns[name], "\n", " / "), 4000))
		both := container.New(close{}, head, value)
		both.Resize(fyne.NewSize(guideWidth-2*theme.Padding(), 1))
		c.list.Add(both)
	}
	if note := kit.NewLettersNote(slices.Collect(maps.Values(v.Item.Columns))...); note.Visible() {
		note.Resize(fyne.NewSize(guideWidth-2*theme.Padding(), 1))
		c.list.Add(note)
	}
	if len(c.list.Objects) == 0 {
		text := lang.L("Nothing else came along with this post.")
		if part != codebook.OfPost {
			text = lang.L("They are hidden while a part of the post is asked about.")
		}
		c.list.Add(kit.NewParagraph(text))
	}
	c.list.Refresh()
}

// close stacks two texts with hardly any room between them.
type close struct{}

// overlap is how much of the room that a label has around its text two of them share.
func overlap() float32 { return theme.InnerPadding() * 1.25 }

// MinSize is for Fyne.
func (close) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height-overlap())
}

// Layout is for Fyne.
func (close) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, one := range o {
		one.Resize(fyne.NewSize(size.Width, one.MinSize().Height))
	}
	high := o[0].MinSize().Height
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, high))
	o[1].Move(fyne.NewPos(0, high-overlap()))
	o[1].Resize(fyne.NewSize(size.Width, max(0, size.Height-high+overlap())))
}

// beside lays the guide above the columns, where both are shown the columns with two fifths of the height.
type beside struct{}

// MinSize is for Fyne.
func (beside) MinSize(o []fyne.CanvasObject) (least fyne.Size) {
	for _, one := range o {
		if one.Visible() {
			m := one.MinSize()
			least = fyne.NewSize(max(least.Width, m.Width), max(least.Height, m.Height))
		}
	}
	return least
}

// Layout is for Fyne.
func (beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	share, y := map[bool]float32{true: 0.6, false: 1}[o[1].Visible()], float32(0)
	for i, one := range o {
		if !one.Visible() {
			continue
		}
		high := size.Height * share
		if i == 1 {
			high = size.Height - y
		}
		one.Move(fyne.NewPos(0, y))
		one.Resize(fyne.NewSize(size.Width, high))
		y += high
	}
}
