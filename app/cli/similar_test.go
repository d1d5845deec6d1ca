package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app/apptest"
	"duotone/app/cli/program"
)

// TestSimilarPosts: of a project and of a result the same posts are found, what is read once is not read again, and what is the same is said.
func TestSimilarPosts(t *testing.T) {
	dir := t.TempDir()
	lines := "id,text,image\n"
	for i := range 12 {
		image := ""
		if i%3 == 0 {
			image = fmt.Sprintf("%d.png", i)
			if err := os.WriteFile(filepath.Join(dir, image), apptest.PNG(uint64(i%2), 40, 30), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		lines += fmt.Sprintf("p%d,%s number %d,%s\n", i, []string{"sun over the sea", "rain on the roof"}[i%2], i, image)
	}
	lines += "again,Sun  over the sea number 2,\n"
	in, scored, project := filepath.Join(dir, "in.csv"), filepath.Join(dir, "scored.jsonl"), filepath.Join(dir, "p.duotone")
	if err := os.WriteFile(in, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"score", in, "-o", scored}, {"project", "new", project}, {"project", "import", project, in}} {
		if status, _, errs := command("", args...); status != program.ExitDone {
			t.Fatal(args, errs)
		}
	}
	type found struct {
		Posts []struct {
			ID, Degree  string
			Similarity  float64
			SameWords   bool `json:"same_words"`
			SamePicture bool `json:"same_picture"`
		}
	}
	var said []string
	for _, file := range []string{project, scored} {
		status, out, errs := command("", "similar", file, "p2", "--by", "words", "--top", "4", "--json")
		var f found
		if err := json.Unmarshal([]byte(out), &f); status != program.ExitDone || err != nil || len(f.Posts) != 4 {
			t.Fatal(status, out, errs, err)
		}
		if f.Posts[0].ID != "again" || !f.Posts[0].SameWords || f.Posts[0].Similarity != 1 {
			t.Errorf("%s: the likest is %+v", file, f.Posts[0])
		}
		said = append(said, out)
		if !strings.Contains(errs, "13 posts read, 0 could not be") {
			t.Errorf("%s: %s", file, errs)
		}
		if _, out, errs = command("", "similar", file, "p2", "--top", "3"); strings.Contains(errs, "posts read") || !strings.Contains(out, "the same post again") || strings.Count(out, "\n") != 3 {
			t.Errorf("once more, %s: %s%s", file, out, errs)
		}
		if _, out, _ = command("", "similar", file, "p0", "--by", "picture", "--top", "1"); !strings.Contains(out, "p6\t1.00 the same picture") {
			t.Errorf("by picture, %s: %s", file, out)
		}
		if _, out, errs = command("", "similar", file, "p1", "--by", "picture"); out != "" || !strings.Contains(errs, "nothing to be compared") {
			t.Errorf("a post without a picture, %s: %s%s", file, out, errs)
		}
		for _, wrong := range [][]string{{"nobody"}, {"p1", "--by", "smell"}, {"p1", "--top", "0"}} {
			if status, _, errs := command("", append([]string{"similar", file}, wrong...)...); status == program.ExitDone || errs == "" {
				t.Errorf("%s %v: %d %s", file, wrong, status, errs)
			}
		}
	}
	if said[0] != said[1] {
		t.Errorf("of the project\n%s\nof the result\n%s", said[0], said[1])
	}
	if _, err := os.Stat(scored + ".similar"); err != nil {
		t.Error(err)
	}
}
