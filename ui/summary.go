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

// showSummary shows what is on the screen as text that can be selected, and read out by what reads texts: the toolkit has no bridge to screen
// readers, but its entries can be copied from. Of a post in Analyse it has all that was found, of another pane or a dialog what is seen.
func (f *frame) showSummary() {
	if f.read != nil && f.window.Canvas().Focused() == f.read { // once more closes it
		kit.CloseTop(f.window)
		return
	}
	title, text := f.summary()
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
	f.read = entry
	kit.ShowDialog(f.window, title, entry, fyne.NewSize(760, 600), entry)
}

// summary is what is on the screen as text, and what that is called.
func (f *frame) summary() (title, text string) {
	if kit.Covered(f.window) {
		title, content := kit.TopDialog(f.window)
		return title, kit.Spoken(content)
	}
	if f.names[f.at] == "analyse" {
		return lang.L("The result as text"), analysis.Summary(f.session.State(), speech.Say)
	}
	return lang.L("{{.Pane}}, as text", map[string]any{"Pane": f.panes[f.at].Title()}), kit.Spoken(f.panes[f.at].Content())
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
