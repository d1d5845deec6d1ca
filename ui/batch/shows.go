package batch

import (
	"duotone/app/batch"
	"duotone/app/present/score"

	"fyne.io/fyne/v2"
)

// onScreen is what the pane says of itself, for tests that drive a real window.
type onScreen struct {
	Phase   score.Phase
	Tab     int
	Result  string
	Rows    int // that are shown
	By      batch.Order
	Row     string // the id of the one that is read
	Read    string // the headline beside it, once all of it is there
	Marked  int
	Said    map[string]string // by id
	Into    string
	Waiting int // judgements that are not written yet
	Making  bool
}

// Shows tells what is on the screen.
func (b *Pane) Shows() any {
	st := b.state
	s := onScreen{Phase: st.Phase, Tab: b.tabs.SelectedIndex(), Result: st.Result, Rows: len(st.View), By: st.Choice.By, Marked: len(st.Marked), Said: map[string]string{},
		Into: st.Into.Path, Waiting: st.Into.Waiting, Making: st.Making != nil}
	if r := st.Reading; r != nil {
		if s.Row = r.Row.ID; !r.Busy {
			s.Read = b.results.reading.head.Label.Text
		}
	}
	for at, said := range st.Yours {
		s.Said[st.Rows[at].ID] = said
	}
	return s
}

// Places are the controls that such tests press.
func (b *Pane) Places() map[string]fyne.CanvasObject {
	r := b.results
	all := map[string]fyne.CanvasObject{"batch": b.content, "run": b.setup.run, "stop": b.setup.stop, "list": r.table.list, "find": r.filters.words, "columns": r.table.columns, "makes": r.makes,
		"export": r.export, "unmark": r.unmark, "divider": r.between.divider, "reading": r.reading.content,
		"similar": r.reading.likes.Head, "likes": r.reading.alike.List()}
	if len(r.table.names) > 1 {
		all["says"] = r.table.names[1]
	}
	return all
}
