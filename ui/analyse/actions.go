package analyse

import (
	"bytes"
	"image/png"
	"strings"

	"duotone/app"
	"duotone/app/present/analyse"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// pictureEndings are those a picture file is looked for by in the dialog; what it is, is read from its content.
var pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff",
	".JPG", ".JPEG", ".PNG", ".GIF", ".WEBP", ".BMP", ".TIF", ".TIFF"}

// Actions are what the menu does with a post and its result.
type Actions struct{ *Pane }

// OnNew begins an empty post.
func (a *Actions) OnNew() {
	a.presenter.Open(app.Post{})
	a.focus()
}

// OnOpen asks for a picture.
func (a *Actions) OnOpen() {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		path := r.URI().Path()
		r.Close()
		a.presenter.OpenPicture(path)
	}, a.window)
	d.SetFilter(storage.NewExtensionFileFilter(pictureEndings))
	a.showFiles(d)
}

// showFiles shows a file dialog with room for some files. Fyne 2.8.1 crashes where one is given a size before it is shown.
func (a *Actions) showFiles(d *dialog.FileDialog) {
	size := a.window.Canvas().Size()
	d.Show()
	d.Resize(fyne.NewSize(min(900, size.Width-40), min(640, size.Height-40)))
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
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		path := w.URI().Path()
		w.Close() //nolint:errcheck // it is written as a whole
		a.presenter.Save(path, data)
	}, a.window)
	d.SetFileName(reportName(st))
	a.showFiles(d)
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
