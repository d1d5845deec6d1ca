package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app/apptest"
)

// The work of a lab by command: gold, near copies, a split, the parts merged, progress, a sample.
func TestWorkIsSharedOutByCommand(t *testing.T) {
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
	says := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	rows := "id,text,topic,label\n"
	for i := range 100 {
		label := ""
		if i < 5 {
			label = "positive"
		}
		rows += fmt.Sprintf("p%d,post %d of %x,%s,%s\n", i, i, i*7919, []string{"wind", "wind", "sun", "rain"}[i%4], label)
	}
	rows += "c1,What a lovely day at the beach with my friends,sun,\nc2,RT @x what a lovely day at the beach with my friends!,sun,\n"
	if err := os.WriteFile(at("posts.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	p := at("p.duotone")
	run(0, "project", "new", p)
	run(0, "project", "import", p, at("posts.csv"), "--annotator", "expert")
	_, errs := run(0, "project", "gold", p, "--from", "annotator=expert")
	says(errs, "5 answers of 5 posts")
	_, errs = run(0, "project", "copies", p)
	says(errs, "1 groups of near copies with 2 posts")
	_, errs = run(0, "project", "split", p, "--annotators", "ana,b/en,cleo", "--overlap", "10%")
	says(errs, "posts for ana")
	if status, _, errs := command("", "project", "split", p, "--annotators", "dora,ana"); status == 0 || !strings.Contains(errs, "is there already") {
		t.Errorf("a part was replaced: %s", errs)
	}
	if _, err := os.Stat(at("p-dora.duotone")); err == nil {
		t.Error("half of a refused split is left")
	}
	out, _ := run(0, "project", "stats", at("p-b_en.duotone"))
	if strings.Contains(out, "expert") {
		t.Errorf("the part tells of others: %s", out)
	}
	if err := os.WriteFile(at("ana.csv"), []byte("text,label\npost 0 of 0,negative\npost 1 of 1eef,positive\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs = run(0, "project", "import", at("p-ana.duotone"), at("ana.csv"), "--annotator", "ana", "--dry-run")
	says(errs, "new             0")
	run(0, "project", "import", at("p-ana.duotone"), at("ana.csv"), "--annotator", "ana")
	_, errs = run(0, "project", "merge", p, at("p-ana.duotone"), at("p-b_en.duotone"))
	says(errs, "0 new posts, 2 new judgements; annotators: ana\n")
	out, _ = run(0, "project", "stats", p)
	says(out, "the answer is known of 2, right: 1")
	out, _ = run(0, "project", "progress", p, "--target", "dora=7")
	says(out, "ana: 2 posts of ")
	says(out, "dora: 0 posts of 7 (0 %)")
	out, errs = run(0, "project", "find", p, "topic:wind", "label:negative", "by:ana")
	says(out, "1\tp0\tpost 0 of 0\n")
	says(errs, "1 posts")
	out, _ = run(0, "project", "find", p, "is:known", "--json")
	says(out, `"id": "p4"`)
	out, _ = run(0, "project", "history", p, "p0")
	says(out, "expert: gold both positive")
	says(out, "ana: label both negative (imported)")
	run(0, "project", "sample", p, "--posts", "20", "--by", "column:topic", "-o", at("s"))
	out, _ = run(0, "project", "stats", at("s.duotone"))
	says(out, "20 posts")
	for _, args := range [][]string{
		{"split", p}, {"split", p, "--annotators", "a,a"}, {"split", p, "--annotators", "a,b", "--overlap", "200%"}, {"split", p, "--annotators", "a", "--each", "2"},
		{"sample", p}, {"sample", p, "--posts", "5", "-o", at("x"), "--by", "column:none"}, {"sample", p, "--posts", "5", "-o", at("x"), "--by", "uncertain"},
		{"sample", p, "--posts", "5", "-o", at("x"), "--by", "chance"}, {"gold", p, "--from", "nobody"}, {"gold", p, "nobody's"}, {"progress", p, "--target", "ana"},
		{"find", p}, {"find", p, "is:good"}, {"history", p, "nobody"}, {"settings", p, "--gold", "loud"}, {"settings", p, "--session", "-1"},
	} {
		if status, _, errs := command("", append([]string{"project"}, args...)...); status == 0 || errs == "" {
			t.Errorf("%v: %d %s", args, status, errs)
		}
	}
	if _, err := os.Stat(at("x.duotone")); err == nil {
		t.Error("a refused sample left a file")
	}
}

// A folder of pictures that moved is told in a few lines, however many lay in it, and what brings them back; figures that there are not
// are no NaN, in words, tables, JSON and on the page.
func TestMuchIsToldShortlyAndNothingIsNaN(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.Mkdir(at("pics"), 0o700); err != nil {
		t.Fatal(err)
	}
	rows := "id,text,image,label:ana,label:ben\n"
	for i := range 60 {
		if err := os.WriteFile(at(fmt.Sprintf("pics/%d.jpg", i)), apptest.JPEG(uint64(i), 20, 16), 0o600); err != nil {
			t.Fatal(err)
		}
		label := ","
		if i == 0 {
			label = "positive,positive"
		}
		rows += fmt.Sprintf("p%d,post %d,pics/%d.jpg,%s\n", i, i, i, label)
	}
	if err := os.WriteFile(at("posts.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(want int, args ...string) string {
		t.Helper()
		status, out, errs := command("", args...)
		if status != want {
			t.Fatalf("%v: %d, %s%s", args, status, out, errs)
		}
		return out + errs
	}
	p := at("p.duotone")
	run(0, "project", "new", p)
	run(0, "project", "import", p, at("posts.csv"))
	if err := os.Rename(at("pics"), at("moved")); err != nil {
		t.Fatal(err)
	}
	told := run(3, "project", "check", p)
	if n := strings.Count(told, "\n"); n > 30 || !strings.Contains(told, "40 more pictures") || !strings.Contains(told, "60 pictures are not where they were") || !strings.Contains(told, "--relink") {
		t.Errorf("%d lines: %s", n, told)
	}
	run(0, "project", "report", p, "-o", at("a.html"), "--tables", at("tables"))
	all := run(0, "project", "stats", p) + run(0, "project", "stats", p, "--json")
	files, err := filepath.Glob(at("tables/*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range append(files, at("a.html")) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all += string(raw)
	}
	if strings.Contains(all, "NaN") || !strings.Contains(all, "ana") {
		t.Errorf("figures that there are not: %s", all)
	}
	page := run(0, "project", "report", p, "-o", "-", "--language", "fr")
	if !strings.Contains(page, `<html lang="fr">`) || !strings.Contains(page, "Personnes") {
		t.Error("the page is not in French")
	}
	run(2, "project", "report", p, "-o", "-", "--language", "tlh")
}
