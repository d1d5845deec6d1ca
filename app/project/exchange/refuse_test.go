package exchange

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
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

// A null where answers stand by name is told, brings nothing down and takes nothing back.
func TestNullInPlaceOfAnswersTakesNothingBack(t *testing.T) {
	for _, column := range []string{"annotators", colAgain} {
		r := &reading{stamp: &stamp{For: FormatJSONL, People: map[string]work{"ana": {
			Labels: map[codebook.QuestionID]string{codebook.Both: "positive"}, Again: map[codebook.QuestionID]string{codebook.Both: "positive"}}}}}
		err := r.cells(map[string]string{column: "null"}, ImportOptions{book: codebook.Builtin(true, nil, "")})
		if err == nil || !strings.Contains(err.Error(), "null") {
			t.Errorf("%s: %v", column, err)
		}
		for _, c := range r.claims {
			if _, said := c.labels[codebook.Both]; column == "annotators" && said {
				t.Errorf("%s: ana's answer is taken back", column)
			}
		}
	}
}
