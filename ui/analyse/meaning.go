package analyse

import (
	"slices"

	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/app/say"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2/lang"
)

// labelChoices are the first choices of what is explained, after those of a head: the verdict, and each label.
const labelChoices = 1 + len(app.Labels)

// answerChoices are how many choices a head's own question comes to: its answer, and each of its labels.
func answerChoices(h *app.Head) int {
	if h == nil {
		return 0
	}
	return 1 + len(h.Labels)
}

// explainable are the choices of what is explained.
func explainable(h *app.Head, meaning bool) []string {
	var choices []string
	if h != nil {
		choices = append(choices, lang.L("explains the answer"))
		for c := range h.Labels {
			choices = append(choices, lang.L("explains “{{.label}}”", map[string]any{"label": speech.Text(h.LabelTitle(c))}))
		}
	}
	choices = append(choices, lang.L("explains the verdict"), lang.L("explains negative"), lang.L("explains neutral"), lang.L("explains positive"))
	if meaning {
		choices = append(choices, lang.L("explains the meaning"), lang.L("explains the irony"), lang.L("explains the disagreement"))
	}
	return choices
}

// headOf is the head whose answer is shown, nil where there is none.
func headOf(st *analyse.State) *app.Head {
	if a := st.Answered(); a != nil {
		return a.Head
	}
	return nil
}

// answeredBefore is the answer with nothing taken away.
func answeredBefore(st *analyse.State) *app.Answer {
	if st.Before == nil {
		return nil
	}
	return st.Before.Answer
}

// balanceOf is what carried what is explained: a label of the head's own, where its explanation is there, or the verdict.
func balanceOf(st *analyse.State) (app.Balance, app.Sentence) {
	p := st.Prediction
	if p == nil {
		return app.Balance{}, app.Sentence{}
	}
	a := st.Attribution
	if answer := st.Answered(); answer != nil && a != nil && a.Balance != nil && st.AttrAnswer >= 0 && st.AttrAnswer < len(answer.Scores) && p.Words != nil && p.Picture != nil {
		return *a.Balance, say.AnswerBalance(answer, st.AttrAnswer, *a.Balance, st.Engine.Info.Pack.Thresholds.DominanceMargin)
	}
	return p.Balance, say.Balance(p)
}

// contributions are those that an explanation has of what the heat is about, nil for a label.
func contributions(e *app.Attribution, about analyse.About) *app.Contributions {
	if e.Meaning == nil {
		return nil
	}
	switch about {
	case analyse.AboutMeaning:
		return &e.Meaning.Meant
	case analyse.AboutIrony:
		return &e.Meaning.Irony
	case analyse.AboutPull:
		return &e.Meaning.Incongruity
	}
	return nil
}

// speaksFor names what the weights speak for.
func speaksFor(st *analyse.State) string {
	switch {
	case st.About == analyse.AboutAnswer && st.Answer >= 0 && headOf(st) != nil:
		return speech.Text(headOf(st).LabelTitle(st.Answer))
	case st.About == analyse.AboutMeaning && st.Prediction != nil && st.Prediction.Meant != nil:
		return lang.L(st.Prediction.Meant.Label.String())
	case st.About == analyse.AboutIrony:
		return lang.L("ironic")
	case st.About == analyse.AboutPull:
		return lang.L("disagreeing")
	}
	return lang.L(st.Explained.String())
}

// tellsMeaning is whether the pack tells what is meant.
func tellsMeaning(st *analyse.State) bool {
	if st.Prediction != nil {
		return st.Prediction.Meant != nil
	}
	return st.Engine.Loaded && st.Engine.Info.Pack.Meaning
}

func (y *why) onExplained(i int) {
	own := 0
	if y.pane.shown != nil {
		own = answerChoices(headOf(y.pane.shown))
	}
	switch {
	case y.pane.quiet || i < 0:
		return
	case i < own:
		y.pane.presenter.ExplainAnswer(i - 1)
		return
	}
	switch i -= own; {
	case i == 0:
		y.pane.presenter.ExplainVerdict()
	case i < labelChoices:
		y.pane.presenter.Explain(app.Labels[i-1])
	default:
		y.pane.presenter.ExplainAbout(analyse.AboutMeaning + analyse.About(i-labelChoices))
	}
}

// drawExplained sets the choice of what is explained.
func (y *why) drawExplained(st *analyse.State) {
	if choices := explainable(headOf(st), tellsMeaning(st)); !slices.Equal(choices, y.explained.Options) {
		y.explained.SetOptions(choices)
	}
	own := answerChoices(headOf(st))
	i := own
	switch {
	case st.About == analyse.AboutAnswer && own > 0 && st.AnswerFollow:
		i = 0
	case st.About == analyse.AboutAnswer && own > 0:
		i = 1 + st.Answer
	case st.About > analyse.AboutLabel && st.About < analyse.AboutAnswer && tellsMeaning(st):
		i = own + labelChoices + int(st.About-analyse.AboutMeaning)
	case !st.Follow:
		i = own + 1 + int(st.Explained)
	}
	if y.explained.SelectedIndex() != i {
		y.explained.SetSelectedIndex(i)
	}
}
