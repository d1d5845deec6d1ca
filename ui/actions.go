package ui

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"strings"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	analysis "duotone/app/present/analyse"
)

// pictureEndings are those a picture file is looked for by in the dialog; what it is, is read from its content.
var pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff",
	".JPG", ".JPEG", ".PNG", ".GIF", ".WEBP", ".BMP", ".TIF", ".TIFF"}

// onOpen asks for a picture.
func (a *analyse) onOpen() {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		path := r.URI().Path()
		r.Close()
		a.session.OpenPicture(path)
	}, a.deps.Window)
	d.SetFilter(storage.NewExtensionFileFilter(pictureEndings))
	a.showFiles(d)
}

// showFiles shows a file dialog with room for some files. Fyne 2.8.1 crashes where one is given a size before it is shown.
func (a *analyse) showFiles(d *dialog.FileDialog) {
	size := a.deps.Window.Canvas().Size()
	d.Show()
	d.Resize(fyne.NewSize(min(900, size.Width-40), min(640, size.Height-40)))
}

// result is the state when it has a verdict; without one it says so.
func (a *analyse) result() *analysis.State {
	st := a.session.State()
	if st.Verdict() == nil {
		a.session.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("There is no result yet.")})
		return nil
	}
	return st
}

func (a *analyse) copied() {
	a.session.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Copied.")})
}

func (a *analyse) onCopyText() {
	if st := a.result(); st != nil {
		a.deps.App.Clipboard().SetContent(resultText(st))
		a.copied()
	}
}

// resultText is a result as a person would send it in a message, in the language of the window.
func resultText(st *analysis.State) string { return analysis.ResultText(st, speech.Say) }

func (a *analyse) onCopyJSON() {
	st := a.result()
	if st == nil {
		return
	}
	data, err := json.MarshalIndent(st.Prediction, "", "  ")
	if err != nil {
		a.session.Fail(err)
		return
	}
	a.deps.App.Clipboard().SetContent(string(data))
	a.copied()
}

func (a *analyse) onCopyPicture() {
	st := a.result()
	if st == nil {
		return
	}
	data, err := a.reportPNG(st)
	if err == nil {
		err = kit.PictureToClipboard(data)
	}
	if err != nil {
		a.session.Fail(err)
		return
	}
	a.copied()
}

func (a *analyse) reportPNG(st *analysis.State) ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, drawReport(reportOf(st)))
	return b.Bytes(), err
}

// onExport asks where to write the report picture.
func (a *analyse) onExport() {
	st := a.result()
	if st == nil {
		return
	}
	data, err := a.reportPNG(st)
	if err != nil {
		a.session.Fail(err)
		return
	}
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		_, err = io.Copy(w, bytes.NewReader(data))
		if closing := w.Close(); err == nil {
			err = closing
		}
		if err != nil {
			a.session.Fail(&app.Error{Op: "export picture", Path: w.URI().Path(), Kind: app.KindDisk, Err: err,
				Hint: "Choose another folder."})
			return
		}
		a.session.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("Saved as {{.File}}.").With("File", w.URI().Name())})
	}, a.deps.Window)
	d.SetFileName(reportName(st))
	a.showFiles(d)
}

// reportName is a file name made from the words.
func reportName(st *analysis.State) string {
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
