package analyse

import (
	"strconv"

	"duotone/app/present/analyse"
	"duotone/ui/kit"
	"duotone/ui/kit/heat"
	"duotone/ui/kit/verdict"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// lettering shows the words in the picture: a strip below it, and frames in it.
type lettering struct {
	pane    *Pane
	strip   *heat.WordStrip
	says    *widget.Label // in place of the strip: that they are being read, or that there is no reader
	correct *kit.PressButton
	row, at *fyne.Container
}

// maxLetteringLines is how many lines can be corrected in one form.
const maxLetteringLines = 24

func (l *lettering) buildLettering() fyne.CanvasObject {
	l.strip = heat.NewWordStrip()
	l.strip.OnToggle = l.pane.presenter.ToggleLettering
	l.strip.OnHover = l.pane.picture.SetMarked
	l.says = kit.NewQuietLabel("")
	l.correct = kit.NewButton(lang.L("Correct…"), lang.L("Write what stands there where it was misread"), theme.DocumentCreateIcon(), l.onCorrect)
	l.row = container.NewBorder(kit.NewQuietLabel(lang.L("Words in the picture")), nil, nil, container.NewVBox(l.correct),
		container.New(kit.AtLeast{Size: fyne.NewSize(120, 68)}, container.NewVScroll(container.NewPadded(l.strip))))
	l.at = container.NewVBox(l.says, l.row)
	l.says.Hide()
	l.row.Hide()
	return l.at
}

func (l *lettering) drawLettering(st, old *analyse.State) {
	now := st.Lettering
	words := verdict.PictureWords(now.Words, nil)
	marks := make([]heat.Mark, len(now.Words))
	weight := letteringWeights(st)
	for i, w := range now.Words {
		words[i].Struck = now.Struck[i]
		if !now.Struck[i] && len(weight) > 0 {
			words[i].Weight, weight = weight[0], weight[1:]
		}
		marks[i] = heat.Mark{Rect: heat.Rect(w.Box.Bounds()), Struck: now.Struck[i]}
	}
	says := ""
	if now.NoReader {
		says = lang.L("If this picture holds text, it was not read: there is no reader beside the packs.")
	}
	kit.SetLabel(l.says, says)
	l.strip.SetLabel(speaksFor(st))
	l.strip.Set(words, heat.Contribution)
	l.pane.picture.SetMarks(marks)
	row, note := len(words) > 0, says != ""
	if l.row.Visible() != row || l.says.Visible() != note {
		kit.Show(l.row, row)
		kit.Show(l.says, note)
		l.pane.under.Refresh() // what is below it, and the picture above, have another place
	}
}

// letteringWeights are those of the words that are left; none while they are of other words, or of another label.
func letteringWeights(st *analyse.State) []float64 {
	e := st.Attribution
	if e == nil || st.AttrStale || !st.Speaks() {
		return nil
	}
	weights := e.PictureWords
	if c := contributions(e, st.About); c != nil {
		weights = c.PictureWords
	}
	if len(weights) != len(st.Post.PictureWords) {
		return nil
	}
	return weights
}

// onCorrect asks for the lines as they should be read.
func (l *lettering) onCorrect() {
	if l.pane.shown == nil {
		return
	}
	lines := l.pane.shown.Lettering.Lines()
	var entries []*kit.FormEntry
	f := kit.NewForm(l.pane.window, lang.L("Correct"), func() {
		for i, e := range entries {
			lines[i] = e.Text
		}
		l.pane.presenter.CorrectLettering(lines)
	})
	for i := range min(len(lines), maxLetteringLines) {
		entries = append(entries, f.Entry(strconv.Itoa(i+1), lines[i], nil))
	}
	f.Show(lang.L("Words in the picture"), 520)
}
