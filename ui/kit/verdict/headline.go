// Package verdict draws what a model says of one post, for every pane that shows a post: the sentences, the rows of bars, and the weights of words and
// picture.
package verdict

import (
	"strings"

	"duotone/app"
	"duotone/app/say"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/tip"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Headline is the verdict in words: what the post says and means, why, and what a person must know beside it.
type Headline struct {
	Label, Tag, Note *widget.Label
	Why              *Sentence
	Content          *fyne.Container

	sign *plot.Sign
	icon *widget.Icon // before the note, where that is a warning
	flow *flow
}

// Sayings are what a headline says.
type Sayings struct {
	Prediction *app.Prediction // nil: there is none yet
	Stale      bool            // something newer is being worked out
	Head       string          // the verdict, or why there is none
	Why        string
	Warnings   string // what a person must know beside the verdict
	Note       string // what is said in place of warnings where there are none
}

// NewHeadline makes one; beside stands at the end of its first line, and may be nil.
func NewHeadline(beside fyne.CanvasObject) *Headline {
	h := &Headline{sign: plot.NewSign(), Label: kit.NewParagraph(""), Tag: kit.NewQuietLabel(""), Why: NewSentence(),
		Note: kit.NewQuietLabel(""), icon: widget.NewIcon(fynetheme.NewWarningThemedResource(fynetheme.WarningIcon()))}
	h.Label.SizeName, h.Label.TextStyle = theme.SizeNameHeadline, fyne.TextStyle{Bold: true}
	h.Tag.Wrapping, h.Tag.TextStyle = fyne.TextWrapOff, fyne.TextStyle{Bold: true}
	right := container.NewHBox()
	if beside != nil {
		right.Add(beside)
	}
	right.Add(tip.New(h.Tag, lang.L("The post probably means the opposite of what it says: what the words say and what is meant are scored apart.")))
	h.icon.Hide()
	h.flow = &flow{rows: []flowRow{
		{label: h.Label, left: h.sign, right: right}, {label: &h.Why.Label}, {label: h.Note, left: container.NewCenter(h.icon)},
	}}
	h.Content = container.New(h.flow, h.Label, h.sign, right, h.Why, h.Note, h.flow.rows[2].left)
	return h
}

// Snug has the headline take no more room than its sentences do, and what is below it move with them: for a narrow place.
func (h *Headline) Snug() { h.flow.snug = true }

// Set writes the sentences.
func (h *Headline) Set(s Sayings) {
	p := s.Prediction
	if p == nil {
		h.sign.Set(0, 0, false, false)
	} else {
		means := p.Label
		if p.Meant != nil {
			means = p.Meant.Label
		}
		h.sign.Set(int(p.Label), int(means), true, s.Stale)
	}
	pale := widget.MediumImportance
	if s.Stale || p == nil {
		pale = widget.LowImportance
	}
	for _, l := range []*widget.Label{h.Label, &h.Why.Label} {
		if l.Importance != pale {
			l.Importance = pale
			l.Refresh()
		}
	}
	kit.SetLabel(h.Label, s.Head)
	kit.SetLabel(h.Tag, speech.Say(say.Sarcasm(p)))
	h.Why.Say(s.Why)
	kit.Show(h.icon, s.Warnings != "")
	note := s.Warnings
	if note == "" {
		note = s.Note
	}
	kit.SetLabel(h.Note, note)
	h.Content.Refresh()
}

// Said are the sentences that are shown: the headline, what stands at its side, why, and the note.
func (h *Headline) Said() []string {
	return []string{h.Label.Text, h.Tag.Text, h.Why.Spoken(), h.Note.Text}
}

// Together is sentences said one after the other, in the language of the window.
func Together(all []app.Sentence) string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = speech.Say(s)
	}
	return strings.Join(texts, " ")
}

// Beside is what a person must know beside the verdict on a post of these words: the notes, and that letters of it can't be drawn here.
func Beside(notes []app.Sentence, words string) string {
	return strings.TrimPrefix(Together(notes)+" "+paint.NoLetters(words), " ")
}

// flow stacks sentences at the height that each needs, within the room for the longest: nothing below them moves when they change.
type flow struct {
	rows []flowRow
	snug bool // no more room than now

	width      float32 // of the last layout
	high       float32 // that its sentences took
	least      fyne.Size
	leastWidth float32 // that least is for
	leastSize  float32
}

// flowRow is a sentence, with what stands before it and at its end.
type flowRow struct {
	label       *widget.Label
	left, right fyne.CanvasObject
}

// MinSize is the room for two lines of a headline where it needs them, for why, and for a note.
func (l *flow) MinSize([]fyne.CanvasObject) fyne.Size {
	if l.snug {
		return fyne.NewSize(200, l.high)
	}
	if letters := fynetheme.TextSize(); l.leastWidth != l.width || l.leastSize != letters {
		l.least, l.leastWidth, l.leastSize = fyne.NewSize(200, l.room()), l.width, letters
	}
	return l.least
}

func (l *flow) room() (h float32) {
	for i, r := range l.rows {
		lines := kit.Lines{Count: 1, Style: sizeName(r.label), Bold: r.label.TextStyle.Bold, Longest: longest[i]()}
		if least := lines.MinSize(nil); l.width > least.Width {
			lines.Layout(nil, fyne.NewSize(l.width-most(i), 0))
		}
		h += lines.MinSize(nil).Height
	}
	return h
}

func sizeName(l *widget.Label) fyne.ThemeSizeName {
	if l.SizeName == "" {
		return fynetheme.SizeNameText
	}
	return l.SizeName
}

// most is the most room that stands left and right of a sentence: two marks, the spinner and a tag; or an icon.
func most(row int) float32 {
	switch row {
	case 0:
		tag := float32(0)
		for _, s := range []string{lang.L("sarcasm likely"), lang.L("sarcasm possible")} {
			tag = max(tag, fyne.MeasureText(s, fynetheme.CaptionTextSize(), fyne.TextStyle{Bold: true}).Width)
		}
		return 3.3*fynetheme.Size(theme.SizeNameHeadline) + tag + 2*fynetheme.InnerPadding() + 3*fynetheme.IconInlineSize()
	case 2:
		return fynetheme.IconInlineSize() + fynetheme.Padding()
	}
	return 0
}

// Layout stacks the sentences. A label keeps an inner padding around its text, which is let hang over the edge.
func (l *flow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	in, y := fynetheme.InnerPadding(), float32(0)
	for _, r := range l.rows {
		left, right := float32(0), float32(0)
		if r.right != nil {
			right = r.right.MinSize().Width
		}
		if r.left != nil && r.left.MinSize().Width > 0 && r.left.Visible() {
			left = r.left.MinSize().Width + fynetheme.Padding()
		}
		w := size.Width - left - right
		r.label.Resize(fyne.NewSize(w+2*in, 1))
		h := r.label.MinSize().Height
		if r.label.Text == "" {
			h = 0
		}
		r.label.Move(fyne.NewPos(left-in, y-in/2))
		r.label.Resize(fyne.NewSize(w+2*in, max(h, 1)))
		first := fyne.MeasureText("Äg", fynetheme.Size(sizeName(r.label)), r.label.TextStyle).Height + in
		for _, o := range []fyne.CanvasObject{r.left, r.right} {
			if o == nil {
				continue
			}
			at := float32(0)
			if o == r.right {
				at = size.Width - right
			}
			need := o.MinSize()
			o.Resize(fyne.NewSize(need.Width, first))
			o.Move(fyne.NewPos(at, y))
		}
		y += max(0, h-in)
	}
	l.high = y + in
}

// longest are the longest sentences of each row.
var longest = []func() []string{longestHeadlines, longestReasons, longestNotes}

// longestHeadlines are those of all labels, sarcastic and disagreeing.
func longestHeadlines() (all []string) {
	for _, says := range app.Labels {
		for _, means := range app.Labels {
			p := &app.Prediction{Label: says, Words: &app.Opinion{Label: says}, Picture: &app.Opinion{Label: (says + 1) % 3}, Incongruity: 1, Meant: &app.Opinion{Label: means}}
			for _, sure := range []float64{0, 0.6, 0.9} {
				p.Scores, p.Meant.Scores = app.Scores{}, app.Scores{}
				p.Scores[says], p.Meant.Scores[means] = sure, sure
				all = append(all, say.Line(say.Verdict(p, 0.5), speech.Say))
			}
		}
	}
	return all
}

func longestReasons() (all []string) {
	text := "extraordinary disappointing"
	grid := func(at int) *app.Grid {
		g := &app.Grid{W: 3, H: 3, Weight: make([]float64, 9)}
		g.Weight[at] = 1
		return g
	}
	opinion := &app.Opinion{Label: app.Positive}
	p := &app.Prediction{Label: app.Positive, Words: opinion, Picture: opinion, Meant: &app.Opinion{Label: app.Negative, Scores: app.Scores{1, 0, 0}}}
	words := []app.Span{{Start: 0, End: 13, Weight: 1}}
	a := &app.Attribution{Label: app.Positive, Words: words, Picture: grid(2),
		Meaning: &app.Meaning{Label: app.Negative, Meant: app.Contributions{Words: []app.Span{{Start: 14, End: 27, Weight: 1}}, Picture: grid(8)}}}
	all = append(all, speech.Say(say.Why(p, a, app.Post{Text: text})))
	a.Meaning = nil
	return append(all, speech.Say(say.Why(p, a, app.Post{Text: text})))
}

func longestNotes() []string {
	one, two := &app.Prediction{Label: app.Positive}, &app.Prediction{Label: app.Negative}
	foreign := &app.Prediction{Language: "pt", Warnings: []app.Warning{{Code: app.WarningLanguage}}}
	return []string{speech.Say(say.WhatIf(one, two)), speech.Say(say.WhatIf(one, one)), Together(say.Notes(foreign, "a b", app.TokenView{CutFrom: 1}, []string{"en"}))}
}
