package analyse

import (
	"bytes"
	"image/png"
	"strings"

	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2/lang"
)

// pictureEndings are those a picture file is listed by; what it is, is read from its content.
var pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff"}

// Actions are what the menu does with a post and its result.
type Actions struct{ *Pane }

// OnNew begins an empty post.
func (a *Actions) OnNew() {
	a.presenter.Open(app.Post{})
	a.composer.SetText("") // at once: the next key belongs to the new post
	a.focus()
}

// OnOpen asks for a picture.
func (a *Actions) OnOpen() {
	kit.ChooseFile(a.window, lang.L("Open picture…"), a.folder(), pictureEndings, a.presenter.OpenPicture)
}

// folder is where files are looked for first.
func (a *Actions) folder() string {
	if dir := a.presenter.Folder(); dir != "" {
		return dir
	}
	return kit.ExpandHome("~")
}

// result is the state when it has a verdict; without one it says so.
func (a *Actions) result() *analyse.State {
	st := a.presenter.State()
	if st.Verdict() == nil {
		a.presenter.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("There is no result yet.")})
		return nil
	}
	return st
}

func (a *Actions) copied() {
	a.presenter.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Copied.")})
}

// OnCopyText puts the result on the clipboard as text.
func (a *Actions) OnCopyText() {
	if st := a.result(); st != nil {
		a.app.Clipboard().SetContent(resultText(st))
		a.copied()
	}
}

// resultText is a result as a person would send it in a message, in the language of the window.
func resultText(st *analyse.State) string { return analyse.ResultText(st, speech.Say) }

// OnCopyJSON puts the result on the clipboard as JSON.
func (a *Actions) OnCopyJSON() {
	st := a.result()
	if st == nil {
		return
	}
	data, err := analyse.ResultJSON(st)
	if err != nil {
		a.presenter.Fail(err)
		return
	}
	a.app.Clipboard().SetContent(string(data))
	a.copied()
}

// OnCopyPicture puts the report on the clipboard as a picture.
func (a *Actions) OnCopyPicture() {
	st := a.result()
	if st == nil {
		return
	}
	data, err := a.reportPNG(st)
	if err == nil {
		err = kit.PictureToClipboard(data)
	}
	if err != nil {
		a.presenter.Fail(err)
		return
	}
	a.copied()
}

func (a *Actions) reportPNG(st *analyse.State) ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, DrawReport(reportOf(st)))
	return b.Bytes(), err
}

// OnExport asks where to write the report picture.
func (a *Actions) OnExport() {
	st := a.result()
	if st == nil {
		return
	}
	data, err := a.reportPNG(st)
	if err != nil {
		a.presenter.Fail(err)
		return
	}
	kit.ChooseNew(a.window, lang.L("Export picture…"), a.folder(), reportName(st), []string{".png"}, func(path string) { a.presenter.Save(path, data) })
}

// reportName is a file name made from the words.
func reportName(st *analyse.State) string {
	var b strings.Builder
	for _, r := range strings.ToLower(st.Post.Text) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	name := strings.Trim(b.String(), "-")
	if name == "" {
		name = "post"
	}
	return "duotone-" + name + ".png"
}

// onPaste looks for a picture when there are no words to paste. It says whether it took the paste.
func (a *Actions) onPaste() bool {
	if a.app.Clipboard().Content() != "" {
		return false
	}
	a.OnPastePicture()
	return true
}

// OnPastePicture takes the picture on the clipboard.
func (a *Actions) OnPastePicture() { a.presenter.Paste(kit.PictureOnClipboard) }
