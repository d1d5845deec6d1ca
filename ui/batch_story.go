package ui

import (
	"path/filepath"
	"slices"
	"time"

	"duotone/app/batch"
	"duotone/app/table"
)

// batchStates are the Batch pane's named states, in the order of its tabs: a file is open, it was scored, its charts.
var batchStates = []string{"batch-ready", "batch-results", "batch-report"}

// SetState opens a table of made posts and, for its results, scores it.
func (b *batchPane) SetState(name string) bool {
	tab := slices.Index(batchStates, name)
	if tab < 0 {
		return false
	}
	path, err := writeMade(b.deps.samples)
	b.made = filepath.Dir(path)
	if err != nil {
		b.deps.Fail(err)
		return true
	}
	b.desk.Open(path, table.Options{})
	b.await(func() bool { return b.state.Phase == batch.PhaseReady })
	if tab > 0 {
		b.start(batchJob{Input: path, Out: suggested(path)}, true)
		b.await(func() bool { return b.state.Phase == batch.PhaseDone && len(b.report.charts.Objects) > 1 })
	}
	b.tabs.SelectIndex(tab)
	return true
}

// await draws what the desk tells until a condition holds, or the desk has failed, or a minute is over.
func (b *batchPane) await(ok func() bool) {
	late := time.After(time.Minute)
	for !ok() && b.state.Err == nil {
		select {
		case f := <-b.calls:
			f()
		case <-late:
			return
		}
	}
}
