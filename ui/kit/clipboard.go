package kit

import (
	"sync"
	"time"

	"duotone/app"

	"golang.design/x/clipboard"
)

// PictureOnClipboard reads a picture from the clipboard as PNG; nil: there is none. Fyne's own clipboard knows only text.
// It may wait for another program and so never runs on the UI thread.
func PictureOnClipboard() ([]byte, error) {
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

// PictureToClipboard puts a PNG on the clipboard.
func PictureToClipboard(png []byte) error {
	if err := openClipboard(); err != nil {
		return &app.Error{Op: "copy picture", Kind: app.KindRuntime, Err: err, Hint: "Use Export picture… instead."}
	}
	clipboard.Write(clipboard.FmtImage, png)
	return nil
}
