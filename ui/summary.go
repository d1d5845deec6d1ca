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

// textOfAll is what is on the screen as text.
type textOfAll struct {
	frame *frame
	read  *kit.EscapeEntry // shows it, while it does
}

// showSummary shows what is on the screen as text that can be selected, and read out by what reads texts: the toolkit has no bridge to screen
// readers, but its entries can be copied from. Of a post in Analyse it has all that was found, of another pane or a dialog what is seen.
func (t *textOfAll) showSummary() {
	if t.read != nil && t.frame.window.Canvas().Focused() == t.read { // once more closes it
		kit.CloseTop(t.frame.window)
		return
	}
	title, text := t.summary()
	if text == "" {
		t.frame.session.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("There is no result yet.")})
		return
	}
	entry := kit.NewEscapeEntry(func() { kit.CloseTop(t.frame.window) })
	entry.MultiLine, entry.Wrapping = true, fyne.TextWrapWord
	entry.SetText(text)
	entry.OnChanged = func(now string) {
		if now != text {
			entry.SetText(text) // it is for reading
		}
	}
	t.read = entry
	kit.ShowDialog(t.frame.window, title, entry, fyne.NewSize(760, 600), entry)
}

// summary is what is on the screen as text, and what that is called.
func (t *textOfAll) summary() (title, text string) {
	if kit.Covered(t.frame.window) {
		title, content := kit.TopDialog(t.frame.window)
		return title, kit.Spoken(content)
	}
	if t.frame.names[t.frame.at] == "analyse" {
		return lang.L("The result as text"), analysis.Summary(t.frame.session.State(), speech.Say)
	}
	return lang.L("{{.Pane}}, as text", map[string]any{"Pane": t.frame.panes[t.frame.at].Title()}), kit.Spoken(t.frame.panes[t.frame.at].Content())
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
func (t *textOfAll) folder() string {
	if recent := t.frame.settings.Get().Recent; len(recent) > 0 {
		return filepath.Dir(recent[0])
	}
	return kit.ExpandHome("~")
}
