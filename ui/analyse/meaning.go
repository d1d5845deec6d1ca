package analyse

import (
	"duotone/app"
	"duotone/app/present/analyse"

	"fyne.io/fyne/v2/lang"
)

// labelChoices are the first choices of what is explained: the verdict, and each label.
const labelChoices = 1 + len(app.Labels)

// explainable are the choices of what is explained.
func explainable(meaning bool) []string {
	choices := []string{lang.L("explains the verdict"), lang.L("explains negative"), lang.L("explains neutral"), lang.L("explains positive")}
	if meaning {
		choices = append(choices, lang.L("explains the meaning"), lang.L("explains the irony"), lang.L("explains the disagreement"))
	}
	return choices
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

func (a *Pane) onExplained(i int) {
	switch {
	case a.quiet || i < 0:
	case i == 0:
		a.presenter.ExplainVerdict()
	case i < labelChoices:
		a.presenter.Explain(app.Labels[i-1])
	default:
		a.presenter.ExplainAbout(analyse.AboutMeaning + analyse.About(i-labelChoices))
	}
}

// drawExplained sets the choice of what is explained.
func (a *Pane) drawExplained(st *analyse.State) {
	if choices := explainable(tellsMeaning(st)); len(choices) != len(a.explained.Options) {
		a.explained.SetOptions(choices)
	}
	i := 0
	switch {
	case st.About != analyse.AboutLabel && tellsMeaning(st):
		i = labelChoices + int(st.About-analyse.AboutMeaning)
	case !st.Follow:
		i = 1 + int(st.Explained)
	}
	if a.explained.SelectedIndex() != i {
		a.explained.SetSelectedIndex(i)
	}
}
