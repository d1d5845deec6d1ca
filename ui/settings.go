package ui

import (
	"math"
	"strconv"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	uimodels "duotone/ui/models"
)

// showSettings lets a person choose. Each choice holds at once and is saved at once.
func (f *frame) showSettings() {
	set := f.settings.Get()
	form := widget.NewForm()
	var first fyne.Focusable
	choice := func(name string, values, names []string, now string, chosen func(string)) {
		s := kit.NewDialogSelect(f.window, names)
		if first == nil {
			first = s
		}
		for i, v := range values {
			if v == now {
				s.SetSelectedIndex(i)
			}
		}
		s.OnChanged = func(string) {
			if i := s.SelectedIndex(); i >= 0 {
				chosen(values[i])
			}
		}
		form.Append(name, s)
	}
	choice(lang.L("Theme"), []string{"system", "light", "dark"},
		[]string{lang.L("As the system has it"), lang.L("Light"), lang.L("Dark")}, set.Theme, f.setTheme)
	scale := kit.NewDialogSlider(f.window, 0.8, 2, 0.1, set.TextScale)
	percent := widget.NewLabel(scaleText(set.TextScale))
	scale.OnChanged = func(v float64) { percent.SetText(scaleText(v)) }
	scale.OnChangeEnded = func(v float64) {
		f.settings.Change(func(s *app.Settings) { s.TextScale = v })
		f.retheme()
	}
	form.Append(lang.L("Text size"), container.New(kit.SplitRow{}, scale, percent))
	languages := []string{lang.L("As the system has it")}
	for _, code := range speech.Languages {
		languages = append(languages, speech.Endonym(code))
	}
	choice(lang.L("Language"), append([]string{""}, speech.Languages...), languages, set.Language,
		func(v string) {
			f.settings.Change(func(s *app.Settings) { s.Language = v })
			f.session.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("The language changes when Duotone is started again.")})
		})
	devices, names := f.models.State().Devices(), uimodels.DeviceNames(f.models.State())
	choice(lang.L("Runs on"), devices, names, f.models.State().Device, f.models.SetDevice)
	limit := kit.NewButton(lang.L("Use the pack's own"), lang.L("The line between agreeing and disagreeing, as the model was tuned"), nil, func() {
		f.settings.Change(func(s *app.Settings) { s.Threshold = 0 })
		f.session.SetThreshold(0)
	})
	form.Append(lang.L("Where disagreement begins"), limit)
	f.addHistory(form)
	kit.ShowDialog(f.window, lang.L("Settings"), container.NewPadded(form), fyne.NewSize(560, 380), first)
}

func scaleText(v float64) string { return strconv.Itoa(int(math.Round(v*100))) + " %" }
