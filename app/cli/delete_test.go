package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// A judgement is taken back by its author alone, and who that is has to be said.
func TestDeleteTakesOwnAnswersBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.duotone")
	did(t, "project", "new", path)
	did(t, "project", "import", path, written(t, dir, "posts.csv", "id,text,label\n1,good,positive\n2,bad,negative\n"), "--annotator", "ana")
	for _, c := range []struct{ who, want string }{{"ben", "taken back: 0"}, {"ana", "taken back: 1"}} {
		if _, told := did(t, "project", "delete", path, "1", "--annotator", c.who); !strings.Contains(told, c.want) {
			t.Errorf("%s: %q", c.who, told)
		}
	}
	if out, _ := did(t, "project", "stats", path); !strings.Contains(out, "1 labelled (negative 1") {
		t.Errorf("left is %q", out)
	}
	if status, _, errs := command("", "project", "delete", path, "1"); status != 2 || !strings.Contains(errs, "--annotator") {
		t.Errorf("of nobody: status %d, %q", status, errs)
	}
}
