package ui

import (
	"testing"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/kittest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	analysis "duotone/app/present/analyse"
)

// A message covers nothing: it has a place of its own, in every pane, and what was there makes room.
func TestMessagesCoverNothing(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	f.shows(t, (*analysis.State).Settled)
	at := func(o fyne.CanvasObject) (fyne.Position, fyne.Size) {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
	}
	overlap := func(a, b fyne.CanvasObject) bool {
		pa, sa := at(a)
		pb, sb := at(b)
		return pa.X < pb.X+sb.Width-1 && pb.X < pa.X+sa.Width-1 && pa.Y < pb.Y+sb.Height-1 && pb.Y < pa.Y+sa.Height-1
	}
	for _, name := range PaneNames {
		f.showNamed(name)
		f.session.Tell(app.Message{Kind: app.MessageWarning, Text: app.Say("There is no result yet.")})
		f.shows(t, func(st *analysis.State) bool { return st.Message != nil && st.Message.ID != f.said })
		if !f.toast.Visible() || overlap(f.toast, f.body) || overlap(f.toast, f.status) {
			t.Errorf("%s: the message is seen: %v, and covers something", name, f.toast.Visible())
		}
	}
	// Those of the words and the picture stand beside what they are about.
	f.showNamed("analyse")
	f.session.Drop([]string{"a.jpg", "b.jpg"})
	f.shows(t, func(st *analysis.State) bool { return st.Message != nil && st.Message.Place == app.PlacePicture })
	f.session.SetText(string(make([]byte, analysis.MaxText+1)))
	f.shows(t, func(st *analysis.State) bool { return st.Message != nil && st.Message.Place == app.PlaceWords })
	var toasts, others []fyne.CanvasObject
	kittest.Walk(f.analyse.Content(), func(o fyne.CanvasObject) {
		switch o.(type) {
		case *kit.Toast:
			toasts = append(toasts, o)
		case *kit.PressButton, *kit.Composer, *kit.History, *widget.Entry:
			others = append(others, o)
		}
	})
	if len(toasts) != 2 || len(others) < 5 {
		t.Fatalf("%d messages beside %d controls", len(toasts), len(others))
	}
	parts, _, _ := f.analyse.Places()
	for _, name := range []string{"photo", "picture", "strip", "bars", "composer"} {
		if o := parts[name]; o != nil {
			others = append(others, o)
		}
	}
	for _, toast := range toasts {
		for _, o := range others {
			if overlap(toast, o) && !within(toast, o) {
				t.Errorf("a message covers %T", o)
			}
		}
	}
}

// within tells whether an object is a part of another one.
func within(whole, part fyne.CanvasObject) (is bool) {
	kittest.Walk(whole, func(o fyne.CanvasObject) { is = is || o == part })
	return is
}
