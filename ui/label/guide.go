package label

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/project/desk"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// guide is what the annotators have agreed on, beside the post: guidelines, what each label means, examples, and how far each
// question is. It can be folded away.
type guide struct {
	box    *fyne.Container
	text   *fyne.Container
	scroll *container.Scroll
	far    *widget.Label // how far each question is

	moved    func() // it was shown or folded away: what lies around it is to be laid out anew
	open     bool
	chosen   bool // a person has folded or unfolded it
	book     *codebook.Codebook
	id       codebook.QuestionID
	examples map[string]image.Image
}

const guideWidth = 280

func newGuide(moved func()) *guide {
	g := &guide{moved: moved, text: container.NewVBox(), far: kit.NewParagraph("")}
	g.scroll = container.NewVScroll(g.text)
	edge := canvas.NewRectangle(color.Transparent)
	edge.SetMinSize(fyne.NewSize(guideWidth, 0))
	g.box = container.NewStack(edge, g.scroll)
	g.box.Hide()
	return g
}

// fold shows the guide or folds it away.
func (l *Pane) onGuide() {
	l.guide.open, l.guide.chosen = !l.guide.open, true
	l.guide.draw(l.state)
	l.focus()
}

// draw shows what belongs to the question. Unless a person has said otherwise it is open where there are guidelines of a
// codebook and room beside the post.
func (g *guide) draw(st *label.State) {
	v := &st.View
	if !g.chosen {
		g.open = !v.Builtin && v.Codebook != nil && v.Codebook.Guidelines != ""
	}
	shown := g.box.Visible()
	if kit.Show(g.box, g.open && v.Codebook != nil); g.box.Visible() != shown {
		g.moved() // texts that wrap are as high as their width makes them: it must have its width before they come
	}
	if !g.box.Visible() {
		return
	}
	id := codebook.QuestionID("")
	if v.Question != nil {
		id = v.Question.ID
	}
	if g.book != v.Codebook || g.id != id || len(g.examples) != len(st.Examples) {
		same := g.book == v.Codebook && g.id == id
		g.book, g.id, g.examples = v.Codebook, id, st.Examples
		g.fill(v)
		if !same {
			g.scroll.ScrollToTop()
		}
	}
	text := ""
	if asked := v.Codebook.Asked(); len(asked) > 1 {
		for _, q := range asked {
			if v.Asked[q.ID] > 0 {
				text += fmt.Sprintf("%s  %d / %d\n", speech.Text(q.Ask), v.Answered[q.ID], v.Asked[q.ID])
			}
		}
	}
	kit.SetLabel(g.far, text)
	kit.Show(g.far, text != "")
}

// fill writes the guide anew.
func (g *guide) fill(v *desk.View) {
	g.text.RemoveAll()
	if t := v.Codebook.Title; t != "" {
		title := words.New(t)
		title.TextStyle.Bold = true
		g.add(title)
	}
	if text := v.Codebook.Guidelines; text != "" {
		g.add(kit.NewMarkdown(string(text)))
	}
	if q := v.Question; q != nil {
		g.add(widget.NewSeparator())
		ask := words.New(speech.Text(q.Ask))
		ask.TextStyle.Bold = true
		g.add(ask)
		if q.Help != "" {
			g.add(kit.NewMarkdown(string(q.Help)))
		}
		for _, l := range q.Offered() {
			g.label(q, l)
		}
	}
	if text := string(v.Codebook.Guidelines) + writtenOf(v.Question); paint.NoLetters(text) != "" {
		g.add(kit.NewLettersNote(text))
	}
	if len(v.Codebook.Asked()) > 1 {
		g.add(widget.NewSeparator())
		g.add(g.far)
	}
	g.text.Refresh()
}

// writtenOf is all that a codebook says of a question.
func writtenOf(q *codebook.Question) string {
	if q == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(q.Ask + string(q.Help))
	for _, l := range q.Offered() {
		b.WriteString(labelName(q, l) + string(l.Description))
		for _, e := range l.Examples {
			b.WriteString(e.Text + e.Note)
		}
	}
	return b.String()
}

// add puts something below the rest. It has its width at once: texts that wrap are as high as their width makes them.
func (g *guide) add(o fyne.CanvasObject) {
	o.Resize(fyne.NewSize(guideWidth-2*theme.Padding(), 1))
	g.text.Add(o)
}

// label tells of one label.
func (g *guide) label(q *codebook.Question, l *codebook.Label) {
	name := words.New(labelName(q, l))
	name.TextStyle.Bold = true
	key := widget.NewLabel(l.Key)
	key.Importance = widget.LowImportance
	var strip fyne.CanvasObject
	if c, ok := parseColour(l.Colour); ok {
		chip := canvas.NewRectangle(c)
		chip.SetMinSize(fyne.NewSize(6, 0))
		chip.CornerRadius = 3
		strip = chip
	}
	g.add(container.NewBorder(nil, nil, strip, key, name))
	if l.Description != "" {
		g.add(kit.NewMarkdown(string(l.Description)))
	}
	for _, e := range l.Examples {
		g.example(e)
	}
}

func (g *guide) example(e codebook.Example) {
	if m := g.examples[e.Picture]; m != nil {
		pic := canvas.NewImageFromImage(m)
		pic.FillMode = canvas.ImageFillContain
		pic.SetMinSize(fyne.NewSize(guideWidth-4*theme.Padding(), 120))
		g.add(pic)
	} else if e.Picture != "" {
		g.add(kit.NewParagraph(lang.L("The example's picture {{.name}} can't be read.", map[string]any{"name": e.Picture})))
	}
	if e.Text != "" {
		g.add(words.New(speech.Quote(e.Text)))
	}
	if e.Note != "" {
		note := words.New(e.Note)
		note.Importance = widget.LowImportance
		g.add(note)
	}
}
