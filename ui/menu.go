package ui

import (
	"runtime"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/menu"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/winkey"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// action is something that the menu and a key do.
type action struct {
	name string // English; a key for translation, or a text that is translated already
	key  fyne.KeyName
	mod  fyne.KeyModifier
	do   func()
}

const (
	ctrl      = fyne.KeyModifierShortcutDefault // ⌘ on a Mac
	ctrlShift = fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift
)

// menus are the menu bar and the shortcuts, and the windows about the program.
type menus struct {
	frame *frame
	bar   *menu.Bar
}

// actions are the menus in order; an empty name is a line.
func (m *menus) actions() []struct {
	menu string
	list []action
} {
	a := m.frame.analyse.Actions
	pane := func(do func()) func() { return func() { m.frame.showNamed("analyse"); do() } }
	view := []action{}
	for i, p := range m.frame.panes {
		if m.frame.names[i] != "start" {
			view = append(view, action{p.Title(), fyne.KeyName(rune('1' + i)), ctrl, func() { m.frame.show(i) }})
		}
	}
	view = append(view, action{}, action{"Light or dark", fyne.KeyD, ctrlShift, m.frame.nextTheme},
		action{"Larger text", fyne.KeyEqual, ctrl, func() { m.frame.scaleText(0.1) }},
		action{"Smaller text", fyne.KeyMinus, ctrl, func() { m.frame.scaleText(-0.1) }})
	return []struct {
		menu string
		list []action
	}{
		{"File", []action{
			{"New post", fyne.KeyN, ctrl, m.frame.newPost},
			{"Open…", fyne.KeyO, ctrl, m.frame.openAny},
			{"Start page", fyne.KeyH, ctrlShift, func() { m.frame.showNamed("start") }},
			{},
			{"Export picture…", fyne.KeyE, ctrl, pane(a.OnExport)},
			{},
			{"Settings…", fyne.KeyComma, ctrl, m.frame.showSettings},
			{"Quit", fyne.KeyQ, ctrl, m.frame.quit},
		}},
		{"Post", []action{
			{"Open picture…", fyne.KeyO, ctrlShift, pane(a.OnOpen)},
			{"Paste picture", fyne.KeyV, ctrlShift, pane(a.OnPastePicture)},
			{"Remove picture", "", 0, pane(m.frame.session.RemovePicture)},
			{},
			{"Copy result as text", fyne.KeyC, ctrlShift, pane(a.OnCopyText)},
			{"Copy result as JSON", fyne.KeyJ, ctrlShift, pane(a.OnCopyJSON)},
			{"Copy report as picture", fyne.KeyP, ctrlShift, pane(a.OnCopyPicture)},
			{"The result as text", fyne.KeyF9, 0, m.frame.showSummary},
		}},
		{"What if", []action{
			{"Reset", fyne.KeyR, ctrl, pane(m.frame.session.ResetWhatIf)},
			{"Without the words", fyne.KeyW, ctrlShift, pane(m.frame.session.ToggleWords)},
			{"Without the picture", fyne.KeyI, ctrlShift, pane(m.frame.session.TogglePicture)},
		}},
		{"History", []action{
			{"Back", fyne.KeyLeft, fyne.KeyModifierAlt, pane(m.frame.session.Back)},
			{"Forward", fyne.KeyRight, fyne.KeyModifierAlt, pane(m.frame.session.Forward)},
			{},
			{"All posts…", fyne.KeyH, ctrl, m.frame.showHistory},
			{"Name this post…", fyne.KeyN, ctrlShift, pane(m.frame.namePost)},
			{"Forget all posts…", "", 0, m.frame.forgetPosts},
		}},
		{"View", view},
		{"Help", []action{
			{"Keys and mouse", fyne.KeySlash, ctrl, m.showKeys},
			{"Copy diagnostics", fyne.KeyG, ctrlShift, m.copyDiagnostics},
			{"About Duotone", fyne.KeyB, ctrlShift, m.showAbout},
		}},
	}
}

func (m *menus) mainMenu() *fyne.MainMenu {
	var menus []*fyne.Menu
	for _, one := range m.actions() {
		var items []*fyne.MenuItem
		for _, a := range one.list {
			if a.name == "" {
				items = append(items, fyne.NewMenuItemSeparator())
				continue
			}
			item := fyne.NewMenuItem(speech.Text(a.name), a.do)
			item.IsQuit = a.name == "Quit"
			if a.key != "" {
				item.Shortcut = &desktop.CustomShortcut{KeyName: a.key, Modifier: a.mod}
			}
			items = append(items, item)
		}
		if one.menu == "Post" {
			items = append(items, m.examplesItem())
		}
		menus = append(menus, fyne.NewMenu(lang.L(one.menu), items...))
		if one.menu == "View" && m.frame.at >= 0 {
			if p, ok := m.frame.panes[m.frame.at].(paneMenu); ok {
				if own := p.Menu(); len(own) > 0 {
					menus = append(menus, fyne.NewMenu(m.frame.panes[m.frame.at].Title(), own...))
				}
			}
		}
	}
	return fyne.NewMainMenu(menus...)
}

func (m *menus) examplesItem() *fyne.MenuItem {
	item := fyne.NewMenuItem(lang.L("Examples"), nil)
	var list []*fyne.MenuItem
	for i, s := range m.frame.samples {
		list = append(list, fyne.NewMenuItem(lang.L(s.Title), func() { m.frame.showNamed("analyse"); m.frame.session.Example(i) }))
	}
	item.ChildMenu = fyne.NewMenu("", list...)
	return item
}

// addShortcuts makes the menu's keys work wherever the focus is; a menu's own are only heard without one, and an entry takes all of them.
func (m *menus) addShortcuts() {
	known := map[string]func(){}
	for _, one := range m.actions() {
		for _, a := range one.list {
			if a.key == "" || a.mod == 0 {
				continue
			}
			key := &desktop.CustomShortcut{KeyName: a.key, Modifier: a.mod}
			do := func() {
				if !kit.Covered(m.frame.window) || a.name == "Quit" { // what is under a dialog stays as it is
					a.do()
				}
			}
			known[key.ShortcutName()] = do
			m.frame.window.Canvas().AddShortcut(key, func(fyne.Shortcut) { do() })
		}
	}
	winkey.Shortcut = func(s fyne.Shortcut) bool {
		do := known[s.ShortcutName()]
		if do != nil {
			do()
		}
		return do != nil
	}
}

// showKeys is the cheat-sheet.
func (m *menus) showKeys() {
	grid := container.NewGridWithColumns(2)
	row := func(key, what string) {
		k := widget.NewLabelWithStyle(key, fyne.TextAlignTrailing, fyne.TextStyle{Bold: true})
		grid.Add(k)
		grid.Add(widget.NewLabel(what))
	}
	for _, one := range m.actions() {
		for _, a := range one.list {
			if a.key != "" {
				row(menu.KeyName(a.key, a.mod), speech.Text(a.name))
			}
		}
	}
	row("F10, Alt", lang.L("Go to the menus"))
	row("Tab", lang.L("Go to the next control"))
	row("← → "+lang.L("Space"), lang.L("In the words: choose one, strike it out or bring it back"))
	row("← ↑ ↓ → "+lang.L("Space"), lang.L("In the picture: move the frame (Shift: size it), cover what it frames"))
	row(lang.L("Drag"), lang.L("Over the picture: cover a part; click it to uncover"))
	row(lang.L("Click"), lang.L("On a word: strike it out or bring it back"))
	row(lang.L("Space")+", 1 2 3", lang.L("In the rows of Batch: pick one out, say what it is"))
	row(menu.KeyName("↑ ↓", fyne.KeyModifierShift)+", "+menu.KeyName("A", ctrl), lang.L("In the rows of Batch: pick a range out, or all"))
	kit.ShowDialog(m.frame.window, lang.L("Keys and mouse"), container.NewVScroll(grid), fyne.NewSize(620, 560), nil)
}

func (m *menus) copyDiagnostics() {
	m.frame.app.Clipboard().SetContent(m.diagnostics())
	m.frame.session.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Diagnostics copied. They hold no words and no pictures.")})
}

func (d *themes) scaleText(by float64) {
	d.frame.settings.Change(func(s *app.Settings) { s.TextScale = min(max(s.TextScale+by, 0.8), 2) })
	d.retheme()
}

// showAbout tells what this is, and under which licences.
func (m *menus) showAbout() {
	text := "# Duotone\n\n" + lang.L("Reads the sentiment of a post made of words and a picture: what the words say, what the picture says, and where they disagree. Everything stays on this computer: Duotone opens no connection.") +
		"\n\n" + lang.L("Version") + " " + programVersion() + "\n\n## " + lang.L("Licences") + "\n\n" + licences()
	rich := widget.NewRichTextFromMarkdown(text)
	rich.Wrapping = fyne.TextWrapWord
	kit.ShowDialog(m.frame.window, lang.L("About Duotone"), container.NewVScroll(rich), fyne.NewSize(680, 560), nil)
}

// remenu makes the menu bar anew, as what the pane offers is in it.
func (m *menus) remenu() {
	if m.frame.at < 0 {
		return
	}
	if menu := m.mainMenu(); runtime.GOOS == "darwin" {
		m.frame.window.SetMainMenu(menu) // it is not in the window there
	} else {
		m.bar.Set(menu.Items)
	}
}
