package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// Enter does what a form is for, but what can't be undone takes a Tab more.
func TestWhatCannotBeUndoneBeginsAtCancel(t *testing.T) {
	test.NewTempApp(t)
	for _, careful := range []bool{false, true} {
		w := test.NewTempWindow(t, widget.NewLabel(""))
		w.Resize(fyne.NewSize(600, 400))
		done := 0
		form := NewForm(w, "Do it", func() { done++ })
		form.Add("", NewParagraph("It can't be undone."))
		if careful {
			form.Careful()
		}
		form.Show("Sure?", 300)
		focused := w.Canvas().Focused()
		if focused == nil {
			t.Fatal("nothing has the keyboard")
		}
		focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if (done == 0) != careful {
			t.Errorf("careful %v: Enter did it %d times", careful, done)
		}
		if w.Canvas().Overlays().Top() != nil {
			t.Errorf("careful %v: the form is still there", careful)
		}
	}
}
