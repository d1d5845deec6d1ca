package batch_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/table"
	"duotone/app/table/source"
)

// A run that is told that it is enough ends as if the input did: what was scored is the whole result, in every format.
func TestEnoughIsAResult(t *testing.T) {
	for _, ext := range []string{".csv", ".jsonl", ".xlsx", ".parquet"} {
		dir := t.TempDir()
		path, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out"+ext)
		if err := os.WriteFile(path, []byte("id,text\n"+strings.Repeat("x,so lovely\n", 2000)), 0o600); err != nil {
			t.Fatal(err)
		}
		in, err := table.Open(t.Context(), path, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var enough atomic.Bool
		var read []int64
		r, err := batch.Run(t.Context(), &apptest.Fake{}, batch.Job{In: in, Out: out, Enough: enough.Load, Progress: func(p batch.Progress) {
			if read = append(read, p.Read); p.Read >= 100 {
				enough.Store(true)
			}
		}})
		if err != nil || !r.Stopped || !r.Finished || r.Summary.Rows < 100 || r.Summary.Rows >= 2000 {
			t.Fatalf("%s: %+v, %v", ext, r, err)
		}
		if read[0] != 1 || read[1] != 2 || read[2] != 4 {
			t.Errorf("%s: progress is told after rows %v", ext, read[:3])
		}
		rows, _, err := batch.ReadResults(t.Context(), out, 5000)
		if err != nil || int64(len(rows)) != r.Summary.Rows {
			t.Errorf("%s: the result has %d rows of %d, %v", ext, len(rows), r.Summary.Rows, err)
		}
		for _, left := range []string{".partial", ".journal", ".lock"} {
			if _, err := os.Stat(out + left); err == nil {
				t.Errorf("%s: %s is left", ext, left)
			}
		}
	}
}
