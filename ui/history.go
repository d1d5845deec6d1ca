package ui

import (
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	analysis "duotone/app/present/analyse"
)

// postList is the history as a list, with what can be done with it.
type postList struct{ frame *frame }

// showHistory lists the posts of the history, the latest first, to find one again by its name or its words.
func (l *postList) showHistory() {
	st := l.frame.session.State()
	shown := []int{}
	var list *kit.PostList
	none := widget.NewLabelWithStyle(lang.L("There is no post like that."), fyne.TextAlignCenter, fyne.TextStyle{})
	find := kit.NewFindEntry(func() { kit.CloseTop(l.frame.window) })
	find.SetPlaceHolder(lang.L("Find a name or words"))
	open := func(row int) {
		if row < len(shown) {
			kit.CloseTop(l.frame.window)
			l.frame.showNamed("analyse")
			l.frame.session.JumpTo(st.History[shown[row]])
		}
	}
	list = kit.NewPostList(0, func(i int) string { return entryLine(st.History[shown[i]]) }, open)
	list.OnEscape = func() { kit.CloseTop(l.frame.window) }
	list.Length = func() int { return len(shown) }
	letters := kit.NewLettersNote()
	choose := func(text string) {
		shown = shown[:0]
		for i := len(st.History) - 1; i >= 0; i-- {
			if e := st.History[i]; strings.Contains(strings.ToLower(e.Name+"\n"+e.Post.Text+"\n"+pictureOf(e)), strings.ToLower(strings.TrimSpace(text))) {
				shown = append(shown, i)
			}
		}
		kit.Show(none, len(shown) == 0)
		texts := make([]string, len(shown))
		for i, at := range shown {
			texts[i] = st.History[at].Name + st.History[at].Post.Text
		}
		kit.NoteLetters(letters, texts...)
		list.Refresh()
		list.ScrollToTop()
	}
	find.OnChanged = choose
	find.OnSubmitted = func(string) { open(0) }
	find.OnDown = func() { l.frame.window.Canvas().Focus(list) }
	choose("")
	kit.ShowDialog(l.frame.window, lang.L("All posts"), container.NewBorder(find, letters, nil, nil, container.NewStack(list, none)), fyne.NewSize(680, 520), find)
}

// entryLine is how a post is listed: its name, its words or picture, and what it says.
func entryLine(e analysis.Entry) string {
	parts := []string{}
	if e.Name != "" {
		parts = append(parts, e.Name)
	}
	if words := strings.Join(strings.Fields(e.Post.Text), " "); words != "" {
		parts = append(parts, script.Line(script.Elide(words, 160), 60))
	}
	if name := pictureOf(e); name != "" {
		parts = append(parts, "["+filepath.Base(name)+"]")
	}
	if e.Known {
		parts = append(parts, speech.Label(e.Label))
	}
	return script.Drawable(strings.Join(parts, " · "))
}

func pictureOf(e analysis.Entry) string {
	switch {
	case e.Away != nil:
		return e.Away.Name
	case e.Post.Picture != nil:
		return e.Post.Picture.Name
	}
	return ""
}

// namePost asks for a name for the post that is shown.
func (l *postList) namePost() {
	st := l.frame.session.State()
	if !st.Post.HasWords() && st.Post.Picture == nil {
		l.frame.session.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("There is no post to be named."), Hint: app.Say("Type its words or drop its picture first.")})
		return
	}
	now := ""
	if e := st.Named(); e != nil {
		now = e.Name
	}
	var name *kit.FormEntry
	form := kit.NewForm(l.frame.window, lang.L("Name it"), func() { l.frame.session.Name(name.Text) })
	name = form.Entry(lang.L("Name"), now, nil)
	form.After = func() { l.frame.panes[l.frame.at].Shown() }
	form.Show(lang.L("Name this post"), 420)
}

// forgetPosts asks once whether the whole history shall go.
func (l *postList) forgetPosts() {
	kit.CloseTop(l.frame.window) // the settings, where it was asked from there
	form := kit.NewForm(l.frame.window, lang.L("Forget them"), l.frame.session.Forget)
	form.Items = append(form.Items, widget.NewFormItem("", kit.NewParagraph(lang.L("The posts of the history go away, with their names and with the file that they are kept in. Pictures stay where they lie."))))
	form.After = func() { l.frame.panes[l.frame.at].Shown() }
	form.Careful()
	form.Show(lang.L("Forget all posts?"), 420)
}

// addHistory asks whether posts are kept over restarts.
func (l *postList) addHistory(form *widget.Form) {
	keep := kit.NewCheck(lang.L("Keep posts over restarts"), lang.L("Their words, names and verdicts, and where their pictures lie, in one file on this computer that nobody else may read. Pictures that were pasted are not kept."), nil)
	keep.Checked = l.frame.settings.Get().KeepHistory
	keep.OnChanged = l.frame.session.KeepHistory
	forget := kit.NewButton(lang.L("Forget all posts…"), lang.L("Empty the history, and take away the file that it is kept in"), theme.DeleteIcon(), l.forgetPosts)
	form.Append(lang.L("History"), container.NewHBox(keep, forget))
}
