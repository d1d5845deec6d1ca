package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A lab's way: a template as a file, changed, tried, set; then a label gets another name, and nothing that was judged is lost.
func TestACodebookIsSetAndChangedByCommand(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	run := func(want int, args ...string) (out, errs string) {
		t.Helper()
		status, out, errs := command("", args...)
		if status != want {
			t.Fatalf("%v: %d, %s%s", args, status, out, errs)
		}
		return out, errs
	}
	if err := os.WriteFile(at("posts.csv"), []byte("id,text,stance\n1,wind is good,for\n2,no wind here,against\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(0, "project", "new", at("p.duotone"))
	if out, _ := run(0, "project", "codebook", "templates"); !strings.Contains(out, "emotions") {
		t.Errorf("templates are %s", out)
	}
	text, _ := run(0, "project", "codebook", "show", "stance")
	if err := os.WriteFile(at("wind.toml"), []byte(strings.Replace(text, "Where does", "About wind power: where does", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs := run(0, "project", "codebook", "set", at("p.duotone"), at("wind.toml"), "--dry-run"); !strings.Contains(errs, "+ question stance") || !strings.Contains(errs, "nothing was changed") {
		t.Errorf("the trial says %s", errs)
	}
	if out, _ := run(0, "project", "codebook", "show", at("p.duotone")); strings.Contains(out, "stance") {
		t.Errorf("the trial was kept: %s", out)
	}
	run(0, "project", "codebook", "set", at("p.duotone"), at("wind.toml"), "--by", "ana")
	run(0, "project", "import", at("p.duotone"), at("posts.csv"), "--annotator", "ben")
	if _, errs := run(0, "project", "codebook", "rename", at("p.duotone"), "stance", "for", "favour", "--by", "ana"); !strings.Contains(errs, "version 3") {
		t.Errorf("the rename says %s", errs)
	}
	if out, _ := run(0, "project", "stats", at("p.duotone")); !strings.Contains(out, "ben, stance: 2 labelled (favour 1, against 1, neither 0, off-topic 0)") {
		t.Errorf("the statistics are %s", out)
	}
	if out, _ := run(0, "project", "codebook", "history", at("p.duotone")); !strings.Contains(out, "stance: for became favour") || !strings.Contains(out, "by ana") {
		t.Errorf("the history is %s", out)
	}
	if out, _ := run(0, "project", "codebook", "diff", at("wind.toml"), at("p.duotone")); !strings.Contains(out, "label favour") {
		t.Errorf("the difference is %s", out)
	}
	for _, args := range [][]string{
		{"set", at("p.duotone"), at("posts.csv")}, {"set", at("p.duotone"), at("none.toml")}, {"rename", at("p.duotone"), "stance", "nobody", "x"},
		{"../settings", at("p.duotone"), "--scheme", "three"}, {"split", at("p.duotone"), "mood", "a", "b", "c"}, {"merge", at("p.duotone"), "stance", "against", "nobody", "x"},
	} {
		words := append([]string{"project", "codebook"}, args...)
		if args[0] == "../settings" {
			words = append([]string{"project", "settings"}, args[1:]...)
		}
		status, _, errs := command("", words...)
		if status == 0 || strings.Count(strings.TrimSpace(errs), "\n") == 0 {
			t.Errorf("%v: status %d, without saying what to do: %s", args, status, errs)
		}
	}
	if out, _ := run(0, "project", "codebook", "history", at("p.duotone")); strings.Contains(out, "version 4") {
		t.Errorf("a change that failed was kept: %s", out)
	}
}
