package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app/apptest"
	"duotone/app/cli/program"
)

// TestPicturesOfAReport: pictures stand beside the posts unless one says otherwise, by today's word or yesterday's; those that can't be
// read are counted aloud.
func TestPicturesOfAReport(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	photo := write("a.jpg", apptest.JPEG(1, 40, 30))
	in, scored := write("in.csv", []byte("text,image\nI love it,a.jpg\n")), filepath.Join(dir, "scored.jsonl")
	if status, _, errs := command("", "score", in, "-o", scored); status != program.ExitDone {
		t.Fatal(errs)
	}
	drawn := func(args ...string) (bool, string) {
		status, page, errs := command("", append([]string{"report", scored}, args...)...)
		if status != program.ExitDone {
			t.Fatal(errs)
		}
		return strings.Contains(page, "data:image/jpeg"), errs
	}
	if there, _ := drawn(); !there {
		t.Error("the page has no picture")
	}
	for _, no := range []string{"--no-pictures", "--show-pictures=false"} {
		if there, _ := drawn(no); there {
			t.Errorf("%s: the page has a picture", no)
		}
	}
	if err := os.Remove(photo); err != nil {
		t.Fatal(err)
	}
	if there, errs := drawn(); there || !strings.Contains(errs, "1 pictures are missing") {
		t.Errorf("a picture that is gone: %q", errs)
	}
}
