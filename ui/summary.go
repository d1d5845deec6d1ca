package ui

import (
	"path/filepath"
	"strconv"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	analysis "duotone/app/present/analyse"
)

// showSummary shows the whole result as text that can be selected, and read out by what reads texts: the toolkit has no bridge to screen
// readers, but its entries can be copied from.
func (f *frame) showSummary() {
	st := f.session.State()
	text := analysis.Summary(st, speech.Say)
	if text == "" {
		f.session.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("There is no result yet.")})
		return
	}
	entry := kit.NewEscapeEntry(func() { kit.CloseTop(f.window) })
	entry.MultiLine, entry.Wrapping = true, fyne.TextWrapWord
	entry.SetText(text)
	entry.OnChanged = func(now string) {
		if now != text {
			entry.SetText(text) // it is for reading
		}
	}
	kit.ShowDialog(f.window, lang.L("The result as text"), entry, fyne.NewSize(760, 600), entry)
}

// baseNames names files for a title.
func baseNames(paths []string) string {
	name := filepath.Base(paths[0])
	if len(paths) > 1 {
		name += " + " + strconv.Itoa(len(paths)-1)
	}
	return name
}

// folder is where files are looked for first: where the last one was.
func (f *frame) folder() string {
	if recent := f.settings.Get().Recent; len(recent) > 0 {
		return filepath.Dir(recent[0])
	}
	return kit.ExpandHome("~")
}
