package ui

import (
	"sync"
	"time"

	"duotone/app"

	"golang.design/x/clipboard"
)

// pictureOnClipboard reads a picture from the clipboard as PNG; nil: there is none. Fyne's own clipboard knows only text.
// It may wait for another program and so never runs on the UI thread.
func pictureOnClipboard() ([]byte, error) {
	if err := openClipboard(); err != nil {
		return nil, &app.Error{Op: "paste picture", Kind: app.KindRuntime, Err: err,
			Hint: "Save the picture to a file and drop that."}
	}
	got := make(chan []byte, 1)
	go func() { got <- clipboard.Read(clipboard.FmtImage) }()
	select {
	case data := <-got:
		return data, nil
	case <-time.After(3 * time.Second):
		return nil, app.Errorf("paste picture", "", app.KindBusy, "Copy the picture again.", "the program that holds it does not answer")
	}
}

var openClipboard = sync.OnceValue(clipboard.Init)

// pictureToClipboard puts a PNG on the clipboard.
func pictureToClipboard(png []byte) error {
	if err := openClipboard(); err != nil {
		return &app.Error{Op: "copy picture", Kind: app.KindRuntime, Err: err, Hint: "Use Export picture… instead."}
	}
	clipboard.Write(clipboard.FmtImage, png)
	return nil
}

// onPaste looks for a picture when there are no words to paste. It says whether it took the paste.
func (a *analyse) onPaste() bool {
	if a.deps.App.Clipboard().Content() != "" {
		return false
	}
	a.onPastePicture()
	return true
}

// onPastePicture takes the picture on the clipboard.
func (a *analyse) onPastePicture() {
	go func() {
		data, err := pictureOnClipboard()
		switch {
		case err != nil:
			a.session.Fail(err)
		case len(data) == 0:
			a.session.Tell(app.Message{Kind: app.MessageWarning, Place: app.PlacePicture,
				Text: app.Say("There is no picture on the clipboard."), Hint: app.Say("Copy one, or drop a file here.")})
		default:
			a.session.PastePicture(data)
		}
	}()
}
