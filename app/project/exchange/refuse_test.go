package exchange

import (
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/project/ledger"
)

func TestAnExportReplacesNothingUnasked(t *testing.T) {
	p := newProject(t)
	out := filepath.Join(t.TempDir(), "thesis.csv")
	must(t, os.WriteFile(out, []byte("mine"), 0o600))
	o := ExportOptions{Format: FormatCSV, Final: ledger.Final{By: "majority"}}
	if _, err := Export(t.Context(), p, out, o); app.KindOf(err) != app.KindUsage || app.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if data, err := os.ReadFile(out); err != nil || string(data) != "mine" {
		t.Errorf("the file is %q now, %v", data, err)
	}
	o.Force = true
	if _, err := Export(t.Context(), p, p.Path(), o); app.KindOf(err) != app.KindUsage {
		t.Errorf("over the project itself: %v", err)
	}
	if _, err := Export(t.Context(), p, out, o); err != nil {
		t.Error(err)
	}
	if data, err := os.ReadFile(out); err != nil || string(data) == "mine" {
		t.Errorf("the file is still %q, %v", data, err)
	}
}
