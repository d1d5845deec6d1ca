package label

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

func orderName(o project.Order) string {
	switch o {
	case project.OrderRandom:
		return lang.L("At random")
	case project.OrderEntropy:
		return lang.L("Uncertain first")
	case project.OrderMargin:
		return lang.L("Closest call first")
	case project.OrderApart:
		return lang.L("Disagreeing first")
	case project.OrderSarcastic:
		return lang.L("Sarcastic first")
	case project.OrderDisagree:
		return lang.L("Not as the model first")
	case project.OrderDiverse:
		return lang.L("Different ones first")
	}
	return lang.L("As given")
}

// setUp makes the controls that follow from the project's settings.
func (l *Pane) setUp(s project.Settings) {
	l.order.SetSelectedIndex(slices.Index(project.Orders, s.Order))
	l.checks = map[string]*homeCheck{}
	l.flags.RemoveAll()
	for i, flag := range s.Flags {
		check := l.newCheck(fmt.Sprintf("%s (F%d)", lang.L(flag), i+2), lang.L("Say of the post, beside its answer: {{.flag}}", map[string]any{"flag": lang.L(flag)}), func(bool) { l.onFlag(flag) })
		l.checks[flag] = check
		l.flags.Add(check)
	}
	l.flagRow.Refresh() // the note begins where the flags end
}

// Draw shows a state.
func (l *Pane) Draw(st *label.State) {
	old := l.state
	if old == st || st.Seq < old.Seq { // one that was waited for may be ahead of the watcher
		return
	}
	l.state = st
	if l.waits > 0 && st.Turn >= l.waits {
		l.took, l.waits = time.Since(l.asked), 0
	}
	l.quiet = true
	defer func() { l.quiet = false }()
	kit.Show(l.welcome, !st.Open())
	kit.Show(l.work, st.Open())
	l.drawWork(st.Work)
	if !st.Open() {
		return
	}
	if st.Settled != old.Settled {
		l.setUp(st.View.Settings)
	}
	if st.Turn != old.Turn || st.Settled != old.Settled {
		l.drawView(&st.View, &old.View, st.Settled != old.Settled && st.Path != old.Path)
		kit.SetLabel(l.title, describe(st))
	}
	l.guide.draw(st)
	l.columns.draw(st)
	l.pause.draw(&st.View)
	l.finder.draw(st)
	l.team.draw(st)
	l.drawHistory(st)
	l.drawPreview(st)
	for _, p := range st.Picked[min(l.picked, len(st.Picked)):] {
		if l.onPicked != nil {
			l.onPicked(p)
		}
	}
	l.picked = len(st.Picked)
	l.drawPicture(st, old)
	if st.Path != old.Path {
		l.focus()
		if l.onMenu != nil {
			l.onMenu()
		}
	}
}

// setNote shows what is noted.
func (r *remarks) setNote(note string) {
	r.noted = note
	r.noteText.SetText(note)
}

// drawPicture shows the picture as far as it is there. One that is zoomed into is left alone.
func (l *Pane) drawPicture(st, old *label.State) {
	if st.Full != nil && st.Full != old.Full {
		l.stage.setFull(st.Full)
	}
	if !st.View.ShowPicture || l.stage.zoomed() || l.stage.screen != nil && st.Picture == old.Picture {
		return
	}
	switch {
	case st.Wrong != nil:
		l.stage.setPicture(nil, speech.Complaint(st.Wrong))
	case st.Picture != nil:
		l.stage.setPicture(st.Picture, "")
	default:
		l.stage.setPicture(nil, "…")
	}
}

// drawWork tells how far long work is.
func (l *longWork) drawWork(w *label.Work) {
	kit.Show(l.workRow, w != nil)
	if w == nil {
		return
	}
	what := speech.Say(w.What)
	switch {
	case w.Total > 0:
		what = lang.L("{{.what}} {{.n}} of {{.total}}", map[string]any{"what": what, "n": w.Done, "total": w.Total})
	case w.Done > 0:
		what = lang.L("{{.what}} {{.n}}", map[string]any{"what": what, "n": w.Done})
	}
	kit.SetLabel(l.working, what)
}

// drawView shows the post that is asked about and what was said of it.
func (l *Pane) drawView(v, was *desk.View, other bool) {
	if other || was.Slot != v.Slot || was.Total != v.Total || was.Review != v.Review {
		l.stage.show(v.Item.Text, v.ShowWords, v.ShowPicture)
		l.setNote(v.Note)
	} else if was.Note != v.Note {
		l.setNote(v.Note)
	}
	l.question.SetText(script.Visual(question(v)))
	l.answers.draw(v)
	for flag, check := range l.checks {
		check.SetChecked(slices.Contains(v.Flags, flag))
	}
	l.drawSuggestion(v)
	var said []string
	for _, s := range v.Said {
		said = append(said, saidText(v.Question, s))
	}
	l.said.SetText(script.Sentence(strings.Join(said, "    ")))
	kit.Show(l.saidRow, len(said) > 0)
	l.drawNames(v)
	l.progress.Max = float64(max(v.Total, 1))
	l.progress.SetValue(float64(v.Done))
	l.drawSpread(v)
	l.pace.SetText(paceText(v))
	l.askRow.Refresh() // each of the three has as much room as its text needs
	l.review.SetChecked(v.Review)
	kit.Show(l.all, v.Again)
	kit.Enable(l.undo, v.CanUndo)
	kit.Enable(l.redo, v.CanRedo)
	kit.Enable(l.back, v.At > 0)
}

// drawSuggestion shows what is proposed or, in practice, whether the answer before was right: that is seen from afar.
func (a *asking) drawSuggestion(v *desk.View) {
	tone := widget.MediumImportance
	if v.Last != nil && v.Last.Known != "" {
		if tone = widget.WarningImportance; v.Last.Right {
			tone = widget.SuccessImportance
		}
	}
	if a.suggest.Importance != tone {
		a.suggest.Importance, a.suggest.TextStyle.Bold = tone, tone != widget.MediumImportance
		a.suggest.Refresh()
	}
	a.suggest.SetText(script.Sentence(suggestion(v)))
}

// drawNames offers the names of those who said something, where they are hidden, and to hide them again.
func (o *others) drawNames(v *desk.View) {
	kit.Show(o.names, v.Review && v.Settings.Blind)
	text, icon := lang.L("Names"), theme.VisibilityIcon()
	if !v.Blind {
		text, icon = lang.L("Hide names"), theme.VisibilityOffIcon()
	}
	if o.names.Text != text {
		o.names.SetText(text)
		o.names.SetIcon(icon)
	}
}

// drawSpread shows how often the annotator gave each label.
func (a *asking) drawSpread(v *desk.View) {
	sentiment := v.Question == nil || v.Question.Kind == codebook.Sentiment
	kit.Show(a.spread, sentiment)
	kit.Show(a.counts, !sentiment)
	if !sentiment {
		a.counts.SetText(spreadText(v))
		return
	}
	var counts [3]int
	for i, k := range app.Labels {
		counts[i] = v.Labels[v.Slot.Question][k.String()]
	}
	a.spread.Set(counts)
}

// saidText is what one person said of a post, with the reasons that were given.
func saidText(q *codebook.Question, s ledger.Said) string {
	text := fmt.Sprintf("%s: %s", s.Annotator, answerText(q, s.Answer))
	var more []string
	for _, f := range s.Flags {
		more = append(more, lang.L(f))
	}
	if note := strings.Join(strings.Fields(s.Note), " "); note != "" {
		if r := []rune(note); len(r) > 80 {
			note = string(r[:80]) + "…"
		}
		more = append(more, speech.Quote(note))
	}
	if len(more) > 0 {
		text += " (" + strings.Join(more, ", ") + ")"
	}
	return text
}

// question is what the person is asked.
func question(v *desk.View) string {
	switch {
	case v.Empty && v.Review:
		return lang.L("Nobody disagrees: there is nothing to decide.")
	case v.Empty:
		return lang.L("The project is empty: drop posts here, or import them.")
	case v.Finished:
		return lang.L("All done.")
	case v.Review && len(v.Codebook.Asked()) == 1:
		return lang.L("Which is it?")
	}
	return askText(v)
}

// suggestion is what the model says, where the settings let it.
func suggestion(v *desk.View) string {
	switch {
	case v.Last != nil && v.Last.Known != "" && v.Last.Right:
		return lang.L("Right: {{.label}}", map[string]any{"label": speech.Text(v.Last.Known)})
	case v.Last != nil && v.Last.Known != "":
		return lang.L("You said {{.label}}, but right is {{.known}} (B shows it again)", map[string]any{"label": speech.Text(v.Last.Answer), "known": speech.Text(v.Last.Known)})
	case v.Copied != "" && v.Copies > 2:
		return lang.L("One of {{.n}} near copies: {{.label}} (A takes it)", map[string]any{"n": v.Copies, "label": answerText(v.Question, v.Copied)})
	case v.Copied != "":
		return lang.L("Its near copy: {{.label}} (A takes it)", map[string]any{"label": answerText(v.Question, v.Copied)})
	case v.Suggestion != nil && v.Suggestion.Given != "" && v.Question != nil && v.Suggestion.Sure > 0:
		return lang.L("The head: {{.label}}, {{.percent}} % sure (A takes it)",
			map[string]any{"label": answerText(v.Question, v.Suggestion.Given), "percent": paint.Percent(v.Suggestion.Sure)})
	case v.Suggestion != nil && v.Suggestion.Given != "" && v.Question != nil:
		return lang.L("The head: {{.label}} (A takes it)", map[string]any{"label": answerText(v.Question, v.Suggestion.Given)})
	case v.Suggestion != nil:
		return lang.L("The model: {{.label}} (A takes it)", map[string]any{"label": speech.Label(v.Suggestion.Label())})
	case v.Last != nil && v.Last.Head != "":
		return lang.L("“{{.text}}”: you {{.label}}, the head {{.model}}", map[string]any{"text": v.Last.Text, "label": v.Last.Answer, "model": v.Last.Head})
	case v.Last != nil && v.Last.Model != nil && v.Last.Label == nil: // it answered another kind of question
		return ""
	case v.Last != nil && v.Last.Model != nil && v.Last.Text == "":
		return lang.L("Before: you {{.label}}, the model {{.model}}",
			map[string]any{"label": speech.Label(*v.Last.Label), "model": speech.Label(*v.Last.Model)})
	case v.Last != nil && v.Last.Model != nil:
		return lang.L("“{{.text}}”: you {{.label}}, the model {{.model}}",
			map[string]any{"text": v.Last.Text, "label": speech.Label(*v.Last.Label), "model": speech.Label(*v.Last.Model)})
	case v.Standing == ledger.ActSkip:
		return lang.L("Skipped")
	case v.Standing == ledger.ActLater:
		return lang.L("Put off")
	case v.Slot.Round > 0:
		return lang.L("Asked again")
	case v.Question != nil && v.Question.Kind == codebook.ManyOf:
		return lang.L("Choose all that fit, then Enter")
	}
	return ""
}

// showKeys shows the cheat-sheet.
func (l *Pane) showKeys() {
	s := project.DefaultSettings()
	if l.state.Open() {
		s = l.state.View.Settings
	}
	rows := [][2]string{}
	if q := l.state.View.Question; q != nil {
		for _, label := range q.Offered() {
			rows = append(rows, [2]string{label.Key, labelName(q, label)})
		}
		if q.Kind == codebook.ManyOf {
			rows = append(rows, [2]string{"Enter", lang.L("Answer with what is chosen")})
		}
	}
	for i, flag := range s.Flags {
		rows = append(rows, [2]string{fmt.Sprintf("F%d", i+2), lang.L(flag)})
	}
	rows = append(rows, [][2]string{
		{"A", lang.L("Take the model's label")}, {"S", lang.L("Skip: not to be asked again")},
		{"L", lang.L("Later: come back at the end")}, {"B, ←", lang.L("Back")}, {"→", lang.L("Forward")},
		{"G", lang.L("Go to the next open post")}, {"U, Ctrl+Z", lang.L("Undo")}, {"R, Ctrl+Y", lang.L("Redo")},
		{"N", lang.L("Write a note; Enter or Escape keeps it")}, {"/", lang.L("Find posts")}, {"M", lang.L("Posts like this one")}, {"F1", lang.L("Guidelines beside the post")}, {"I", lang.L("Columns beside the post")}, {"+ − 0", lang.L("Zoom the picture; arrows move it")},
		{"↑, ↓", lang.L("Scroll the words")}, {"Tab", lang.L("Go through the buttons")}, {"Esc", lang.L("Back to the post")}, {"?", lang.L("This sheet")},
	}...)
	half := (len(rows) + 1) / 2 // all of it is seen at once, as nobody looks for a key by scrolling
	sheet := container.NewGridWithColumns(2, keySheet(rows[:half]), keySheet(rows[half:]))
	end := &kit.EndButton{}
	end.ExtendBaseWidget(end)
	all := container.NewVBox(sheet)
	if s.Guidelines != "" && l.state.View.Builtin {
		all.Add(widget.NewSeparator())
		all.Add(words.New(s.Guidelines))
	}
	scroll := container.NewVScroll(all)
	end.Text, end.Scroll = lang.L("Close"), scroll
	d := dialog.NewCustomWithoutButtons(lang.L("Keys"), container.NewBorder(nil, container.NewCenter(end), nil, nil, scroll), l.window)
	end.OnTapped = d.Hide
	size := l.window.Canvas().Size()
	d.Resize(fyne.NewSize(min(sheet.MinSize().Width+60, size.Width-20), min(all.MinSize().Height+130, size.Height-20)))
	d.SetOnClosed(l.focus)
	d.Show()
	l.window.Canvas().Focus(end)
}

// keySheet lists keys and what they do.
func keySheet(rows [][2]string) fyne.CanvasObject {
	grid := container.New(layout.NewFormLayout())
	for _, r := range rows {
		key := widget.NewLabel(r[0])
		key.TextStyle.Bold = true
		grid.Add(key)
		grid.Add(widget.NewLabel(r[1]))
	}
	return grid
}
