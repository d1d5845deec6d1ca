package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// Every named state of the other panes comes about without a complaint, and shows what its name says.
func TestPaneStories(t *testing.T) {
	for _, s := range paneStories() {
		t.Run(s.name, func(t *testing.T) {
			f := stand(t, fakes{})
			f.window.Resize(fyne.NewSize(800, 600))
			if err := f.pose(t.Context(), shot{state: s.name}); err != nil {
				t.Fatal(err)
			}
			if m := f.session.State().Message; m != nil {
				t.Errorf("the window complains: %+v", m)
			}
			if f.names[f.at] != s.pane {
				t.Errorf("the pane that is shown is %s", f.names[f.at])
			}
			f.window.Canvas().Capture() // what has no colour yet can't be painted
			switch p := f.panes[f.at].(type) {
			case *label:
				if p.project == nil || p.view.Item.ID == "" {
					t.Error("no post to label")
				}
			case *batchPane:
				if p.state.Input == nil || p.tabs.SelectedIndex() > 0 && len(p.results.view) != len(madePosts)+1 {
					t.Errorf("%d rows are shown", len(p.results.view))
				}
			case *measurePane:
				if p.found == nil || (len(p.found.all) > 0) != (s.name == "measure-model") {
					t.Error("nothing is measured")
				}
			}
		})
	}
}
