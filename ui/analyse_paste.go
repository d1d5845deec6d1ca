package ui

import (
	"duotone/app"
	"duotone/ui/kit"
)

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
		data, err := kit.PictureOnClipboard()
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
