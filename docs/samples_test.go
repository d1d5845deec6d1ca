package docs_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"duotone/assets"
)

// TestSamplesOnDisk keeps the table of sample posts, which the documents and `make run` score, equal to those that the
// window shows.
func TestSamplesOnDisk(t *testing.T) {
	f, err := os.Open(filepath.Join(root, "assets", "samples", "posts.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []struct{ ID, Text, Image string }
	for lines := bufio.NewScanner(f); lines.Scan(); {
		rows = append(rows, struct{ ID, Text, Image string }{})
		if err := json.Unmarshal(lines.Bytes(), &rows[len(rows)-1]); err != nil {
			t.Fatal(err)
		}
	}
	samples := assets.Samples()
	if len(rows) != len(samples) {
		t.Fatalf("%d rows on disk, %d samples in the window", len(rows), len(samples))
	}
	for i, s := range samples {
		if rows[i].Text != s.Text || rows[i].Image != s.PictureName {
			t.Errorf("row %d is %+v; the window's is %q with %q", i, rows[i], s.Text, s.PictureName)
		}
	}
}
