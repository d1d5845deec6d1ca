package label

import (
	"image/color"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/desk"
	"duotone/ui/kit"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// answers are the buttons of the question that is asked: one for each label, with its key and its colour.
type answers struct {
	l       *Pane
	box     *fyne.Container
	book    *codebook.Codebook // whose question has its buttons in the box
	id      codebook.QuestionID
	room    float32 // the width for which they were laid out
	buttons map[string]*homeButton
	give    *homeButton // of a question with many labels
}

func newAnswers(l *Pane) *answers {
	return &answers{l: l, box: container.NewStack(), buttons: map[string]*homeButton{}}
}

// draw shows the buttons of the question, and which of them answer it.
func (a *answers) draw(v *desk.View) {
	q := v.Question
	if kit.Show(a.box, q != nil); q == nil {
		return
	}
	room := a.l.window.Canvas().Size().Width
	if a.book != v.Codebook || a.id != q.ID || a.room != room {
		a.book, a.id, a.room = v.Codebook, q.ID, room
		a.build(q)
	}
	for id, b := range a.buttons {
		chosen := v.Answer.Has(id)
		importance, icon := widget.MediumImportance, fyne.Resource(nil)
		if chosen {
			importance = widget.HighImportance
		}
		if q.Kind == codebook.ManyOf {
			icon = theme.CheckButtonIcon()
			if chosen {
				icon = theme.CheckButtonCheckedIcon()
			}
		}
		if b.Importance != importance || b.Icon != icon {
			b.Importance = importance
			b.SetIcon(icon)
			b.Refresh()
		}
	}
	if a.give != nil {
		text := lang.L("Enter: these")
		if len(v.Answer.IDs()) == 0 {
			text = lang.L("Enter: none of them")
		}
		a.give.SetText(text)
	}
}

// build makes the buttons: in as few rows of equal columns as the width allows.
func (a *answers) build(q *codebook.Question) {
	a.buttons, a.give = map[string]*homeButton{}, nil
	var cells []fyne.CanvasObject
	widest := float32(1)
	add := func(b *homeButton, colour string) {
		cell := b.ring.Around(b)
		if c, ok := parseColour(colour); ok {
			strip := canvas.NewRectangle(c)
			strip.SetMinSize(fyne.NewSize(6, 0))
			strip.CornerRadius = 3
			cell = container.NewBorder(nil, nil, strip, nil, cell)
		}
		cells = append(cells, cell)
		widest = max(widest, cell.MinSize().Width)
	}
	for _, l := range q.Offered() {
		b := a.l.newButton(strings.TrimSpace(l.Key+"  "+labelName(q, l)), labelHint(q, l), nil, func() { a.l.onLabel(l.ID) })
		if q.Kind == codebook.ManyOf {
			b.SetIcon(theme.CheckButtonIcon())
		}
		a.buttons[l.ID] = b
		add(b, l.Colour)
	}
	if q.Kind == codebook.ManyOf {
		a.give = a.l.newButton(lang.L("Enter: none of them"), lang.L("Answer with the labels that are chosen, and go on"), theme.NavigateNextIcon(), a.l.onGive)
	}
	room := a.room * 0.95
	if a.give != nil {
		room -= a.give.MinSize().Width + theme.Padding()
	}
	columns := max(1, min(len(cells), int(room/(widest+theme.Padding()))))
	rows := (len(cells) + columns - 1) / columns
	columns = (len(cells) + rows - 1) / rows
	grid := fyne.CanvasObject(container.NewGridWithColumns(columns, cells...))
	if a.give != nil {
		grid = container.NewBorder(nil, nil, nil, container.NewVBox(a.give.ring.Around(a.give)), grid)
	}
	a.box.Objects = []fyne.CanvasObject{grid}
	a.box.Refresh()
}

// parseColour reads #rrggbb.
func parseColour(text string) (color.Color, bool) {
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32)
	if err != nil || len(text) != 7 {
		return nil, false
	}
	return color.NRGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 255}, true //nolint:gosec // each is one byte of three
}

// labelName is a label as people read it. The sentiments speak the window's language unless the codebook names them otherwise.
func labelName(q *codebook.Question, l *codebook.Label) string {
	if s, ok := app.ParseLabel(l.ID); ok && q.Kind == codebook.Sentiment && l.Name == l.ID {
		return speech.Label(s)
	}
	return l.Name
}

// labelHint is what a label's button says of it: what it means, as far as the codebook tells, else its key.
func labelHint(q *codebook.Question, l *codebook.Label) string {
	if text := strings.Join(strings.Fields(string(l.Description)), " "); text != "" {
		return script.Own(app.Short(text, 300))
	}
	if l.Key == "" {
		return lang.L("Answer with “{{.label}}”", map[string]any{"label": labelName(q, l)})
	}
	return lang.L("Answer with “{{.label}}” (key {{.key}})", map[string]any{"label": labelName(q, l), "key": l.Key})
}

// answerText is an answer as people read it.
func answerText(q *codebook.Question, answer codebook.Answer) string {
	if answer == codebook.None {
		return lang.L("none of them")
	}
	var names []string
	for _, id := range answer.IDs() {
		if q != nil {
			if l, ok := q.Label(id); ok {
				id = labelName(q, l)
			}
		}
		names = append(names, id)
	}
	return strings.Join(names, ", ")
}

// spreadText is how often each label was given.
func spreadText(v *desk.View) string {
	var parts []string
	for _, l := range v.Question.Offered() {
		parts = append(parts, labelName(v.Question, l)+" "+strconv.Itoa(v.Labels[v.Question.ID][l.ID]))
	}
	return strings.Join(parts, "  ·  ")
}

// askText is the question, with its place where there are several about the same part of a post.
func askText(v *desk.View) string {
	ask := speech.Text(v.Question.Ask)
	var same []codebook.QuestionID
	for _, q := range v.Codebook.Asked() {
		if q.Of == v.Question.Of {
			same = append(same, q.ID)
		}
	}
	if len(same) < 2 {
		return ask
	}
	return lang.L("{{.ask}} ({{.n}} of {{.all}})", map[string]any{"ask": ask, "n": slices.Index(same, v.Question.ID) + 1, "all": len(same)})
}

// paceText is how far the annotator is.
func paceText(v *desk.View) string {
	text := lang.L("{{.done}} of {{.total}} judged", map[string]any{"done": v.Done, "total": v.Total})
	if len(v.Asked) > 1 && v.Question != nil {
		text = lang.L("{{.done}} of {{.total}} posts · this question {{.answered}} of {{.asked}}", map[string]any{"done": v.DonePosts, "total": v.Posts,
			"answered": v.Answered[v.Question.ID], "asked": v.Asked[v.Question.ID]})
	}
	if target := v.Settings.Targets[v.Annotator]; target > 0 && target != v.Posts {
		text += " · " + lang.L("target {{.n}}", map[string]any{"n": target})
	}
	if v.Break {
		return text + " · " + lang.L("{{.n}} minutes at a stretch: time for a break", map[string]any{"n": int(v.Session.Minutes())})
	}
	if v.Pace > 0 {
		text += " · " + lang.L("{{.n}} posts a minute", map[string]any{"n": strconv.FormatFloat(v.Pace, 'f', 0, 64)})
	}
	return text
}
