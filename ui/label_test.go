package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestLabelPaneStates(t *testing.T) {
	f := stand(t, fakes{})
	for _, p := range f.panes {
		l, ok := p.(*label)
		if !ok {
			continue
		}
		for name, state := range labelStates {
			f.showNamed("label")
			if !l.SetState(name) || l.project == nil {
				t.Fatalf("%s: no project is shown", name)
			}
			f.window.Resize(fyne.NewSize(800, 600))
			end := l.flags.Position().X + l.flags.MinSize().Width
			if l.noteText.Position().X < end {
				t.Errorf("%s: the note begins at %v, the flags end at %v", name, l.noteText.Position().X, end)
			}
			if got := l.said.Visible(); got != state.review || l.review.Checked != state.review {
				t.Errorf("%s: who said what is shown: %v", name, got)
			}
			if l.view.ShowWords != l.stage.scroll.Visible() || l.view.ShowPicture != l.stage.picture.Visible() {
				t.Errorf("%s: the stage doesn't show what the view says", name)
			}
			l.closeProject()
			removeFolder(l.temporary)
		}
		if l.SetState("nothing") {
			t.Error("a state that there isn't")
		}
	}
}

func TestLabelDialogsOpen(t *testing.T) {
	f := stand(t, fakes{})
	f.showNamed("label")
	l, ok := f.panes[f.at].(*label)
	if !ok || !l.SetState("labelling") {
		t.Fatal("no Label pane")
	}
	asked := 0
	for _, item := range l.Menu() {
		if item.Label == "Back up" || item.Label == "Let the model score the posts" {
			continue
		}
		item.Action()
		if !f.covered() {
			t.Errorf("%s asks nothing", item.Label)
		}
		for f.closeTop() {
			asked++
		}
	}
	l.showKeys()
	if !f.closeTop() || asked < 8 {
		t.Errorf("%d dialogs", asked)
	}
}
