package ui

import (
	"duotone/app"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// showSettings lets a person choose. Each choice holds at once and is saved at once.
func (f *frame) showSettings() {
	set := f.settings.Get()
	form := widget.NewForm()
	choice := func(name string, values, names []string, now string, chosen func(string)) {
		s := widget.NewSelect(names, nil)
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
	scale := widget.NewSlider(0.8, 2)
	scale.Step = 0.1
	scale.SetValue(set.TextScale)
	scale.OnChangeEnded = func(v float64) {
		f.changeSettings(func(s *app.Settings) { s.TextScale = v })
		f.retheme()
	}
	form.Append(lang.L("Text size"), scale)
	choice(lang.L("Language"), []string{"", "en", "de"}, []string{lang.L("As the system has it"), "English", "Deutsch"}, set.Language,
		func(v string) {
			f.changeSettings(func(s *app.Settings) { s.Language = v })
			f.session.Say(app.MessageInfo, app.Say("The language changes when Duotone is started again."), app.Sentence{})
		})
	devices, names := []string{"auto"}, []string{lang.L("The best there is")}
	for _, d := range f.session.State().Engine.Info.Devices {
		devices, names = append(devices, d.Name), append(names, deviceName(d.Name))
	}
	choice(lang.L("Runs on"), devices, names, set.Device, func(v string) { chooseDevice(f.deps, v) })
	limit := widget.NewButton(lang.L("Use the pack's own"), func() {
		f.changeSettings(func(s *app.Settings) { s.Threshold = 0 })
		f.session.SetThreshold(0)
	})
	form.Append(lang.L("Pull-apart threshold"), limit)
	f.showDialog(lang.L("Settings"), container.NewPadded(form), fyne.NewSize(520, 340))
}

// chooseDevice opens the pack on another device and remembers it.
func chooseDevice(d Deps, device string) {
	d.ChangeSettings(func(s *app.Settings) { s.Device = device })
	d.session.SetDevice(device)
}
