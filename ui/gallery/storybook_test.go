package gallery

import (
	"testing"

	"duotone/app/present/similar"
)

// Every named state of the other panes comes about without a complaint, and shows what its name says.
func TestPaneStories(t *testing.T) {
	for _, s := range paneStories() {
		t.Run(s.name, func(t *testing.T) {
			f := stand(t, "en", 800, 600)
			if err := f.pose(t.Context(), shot{state: s.name}); err != nil {
				t.Fatal(err)
			}
			if m := f.Analyse.State().Message; m != nil {
				t.Errorf("the window complains: %+v", m)
			}
			if f.PaneName() != s.pane {
				t.Errorf("the pane that is shown is %s", f.PaneName())
			}
			f.Window.Canvas().Capture() // what has no colour yet can't be painted
			if at := map[string]similar.Place{"batch-similar": similar.Batch, "labelling-similar": similar.Label}; at[s.name] != 0 {
				if found := f.Similar.State().Panels[at[s.name]].Hits; len(found) < 2 {
					t.Errorf("%d posts are like it", len(found))
				}
			}
			switch s.pane {
			case "label":
				if st := f.Label.State(); !st.Open() || st.View.Item.ID == "" || st.View.Review != (s.name == "labelling-dispute") {
					t.Error("no post to label")
				}
			case "batch":
				if st := f.Score.State(); st.Input == nil || s.name != "batch-ready" && len(st.View) != len(madePosts)+1 {
					t.Errorf("%d rows are shown", len(st.View))
				}
			case "learn":
				if st := f.Learn.State(); st.Found == nil || st.Cell == nil || len(st.Cell.Examples) == 0 {
					t.Error("nothing is learned")
				}
			case "measure":
				if st := f.Measure.State(); st.Found == nil || (len(st.Found.All) > 0) != (s.name == "measure-model") {
					t.Error("nothing is measured")
				}
			}
		})
	}
}
