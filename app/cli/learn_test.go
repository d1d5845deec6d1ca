package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/cli/program"
)

// topicRows are rows of a table: posts of two topics that speak of different things, from one number to another. Every 23rd answer is wrong.
func topicRows(from, to int) string {
	words := [][]string{{"water", "river", "rain", "dam"}, {"music", "dance", "cake", "guests"}}
	labels := []string{"flood", "party"}
	var b strings.Builder
	b.WriteString("text,topic\n")
	for i := from; i < to; i++ {
		label := labels[i%2]
		if i%23 == 22 {
			label = labels[(i+1)%2]
		}
		fmt.Fprintf(&b, "%s and %s number %d by %d,%s\n", words[i%2][i/2%4], words[i%2][(i/2+i/8+1)%4], i, i*i, label)
	}
	return b.String()
}

// did runs a command that has to succeed.
func did(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	status, out, errs := command("", args...)
	if status != program.ExitDone {
		t.Fatalf("%q: status %d, %s", args, status, errs)
	}
	return out, errs
}

func written(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const topicBook = `title = "Topics"
[[question]]
id = "topic"
ask = "What is it about?"
of = "post"
kind = "one-of"
[[question.label]]
id = "flood"
name = "Flood"
[[question.label]]
id = "party"
`

// topicProject makes a project of the first n posts, with answers to its own question.
func topicProject(t *testing.T, dir string, n int) string {
	t.Helper()
	path := filepath.Join(dir, "topics.duotone")
	did(t, "project", "new", path)
	did(t, "project", "codebook", "set", path, written(t, dir, "book.toml", topicBook))
	did(t, "project", "import", path, written(t, dir, "posts.csv", topicRows(0, n)), "--annotator", "ana")
	return path
}

// TestLearnScoreEvaluate goes the whole way: a head is learned, kept, listed with doubts, used for scoring and explaining, and evaluated on
// posts that it doesn't know; the next round is held against it.
func TestLearnScoreEvaluate(t *testing.T) {
	dir := t.TempDir()
	path, head := topicProject(t, dir, 100), filepath.Join(dir, "my-topics")
	out, errs := did(t, "learn", path, "-o", head, "--suspects", "3", "--next", "2")
	for _, want := range []string{"What is it about?: 100 posts, 2 labels", "this head", "always the commonest", "So far 100 labels give a macro F1 of", "200 more", "labels that look wrong", "→", "to label next, of 0 posts"} {
		if !strings.Contains(out, want) && !(want == "200 more" && strings.Contains(out, "More labels bring little")) {
			t.Errorf("it doesn't say %q:\n%s", want, out)
		}
	}
	if !strings.Contains(errs, "kept in") {
		t.Error(errs)
	}
	var report struct {
		MacroF1  struct{ Value, Low, High float64 }
		Curve    []struct{ Labels int }
		Suspects []struct{ Given, Likely string }
	}
	out, _ = did(t, "learn", path, "--json")
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.MacroF1.Value < 0.8 || len(report.Curve) != 4 || len(report.Suspects) < 2 {
		t.Errorf("%v: %s", err, out)
	}

	scored, _ := did(t, "score", "--text", "the river and the rain again", "--pack", head)
	var p struct {
		Pack   string
		Answer struct {
			Question string
			Labels   []string
			Scores   map[string]float64
		}
	}
	if err := json.Unmarshal([]byte(scored), &p); err != nil || p.Pack != "my-topics@1" || !slices.Equal(p.Answer.Labels, []string{"flood"}) || p.Answer.Scores["flood"] < 0.5 {
		t.Errorf("%v: %s", err, scored)
	}
	if out, _ := did(t, "explain", "--text", "the river and the rain again", "--pack", head); !strings.Contains(out, `"answer_attribution":{"label":"flood"`) {
		t.Errorf("explained: %.900s", out)
	}

	// Only posts that it doesn't know.
	if status, _, errs := command("", "evaluate", path, "--pack", head); status != program.ExitError || !strings.Contains(errs, "was not learned from") {
		t.Errorf("evaluated on what it was learned from: status %d, %s", status, errs)
	}
	fresh := written(t, dir, "fresh.csv", strings.Replace(topicRows(60, 200), "text,topic", "text,gold", 1))
	tables := filepath.Join(dir, "tables")
	out, errs = did(t, "evaluate", fresh, "--label-column", "gold", "--pack", head, "-o", tables)
	if !strings.Contains(out, "my-topics@1, 100 posts that it was not learned from") || !strings.Contains(errs, "40 labelled posts were learned from") || !strings.Contains(out, "Flood") {
		t.Errorf("%s\n%s", out, errs)
	}
	for name, want := range map[string]string{"metrics.csv": "macro_f1,", "labels.csv": "flood,", "posts.csv": ",flood,flood,"} {
		if data, err := os.ReadFile(filepath.Join(tables, name)); err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s: %v\n%.300s", name, err, data)
		}
	}

	// The second round.
	did(t, "project", "import", path, written(t, dir, "more.csv", topicRows(100, 140)), "--annotator", "ana")
	out, _ = did(t, "learn", path, "-o", head)
	if !strings.Contains(out, "the earlier head's labels") || !strings.Contains(out, "the earlier head") || !strings.Contains(out, "McNemar") {
		t.Errorf("it isn't held against the earlier head:\n%s", out)
	}
	other := filepath.Join(dir, "other")
	did(t, "learn", path, "-o", other, "--plain", "--seed", "3")
	out, _ = did(t, "evaluate", fresh, "--label-column", "gold", "--pack", head, "--against", other, "--json")
	var both struct {
		Packs []struct {
			Pack   string
			Answer struct {
				Posts   int
				MacroF1 struct{ Value float64 }
			}
		}
		McNemar struct{ N int }
	}
	if err := json.Unmarshal([]byte(out), &both); err != nil || len(both.Packs) != 2 || both.Packs[0].Pack != "my-topics@2" || both.McNemar.N != both.Packs[0].Answer.Posts || both.McNemar.N != 60 {
		t.Errorf("%v: %s", err, out)
	}
}

// TestALearnedHeadLearnsOn: with a head open instead of its base, learning goes on from the same stored embeddings.
func TestALearnedHeadLearnsOn(t *testing.T) {
	dir := t.TempDir()
	path, head := topicProject(t, dir, 60), filepath.Join(dir, "head")
	first, _ := did(t, "learn", path, "-o", head)
	again, _ := did(t, "learn", path, "--pack", head)
	if first != again {
		t.Errorf("on the head it says\n%s\nand on its base\n%s", again, first)
	}
}

// TestWhatCantBeLearnedSaysWhy: each refusal names what is missing, and leaves no pack.
func TestWhatCantBeLearnedSaysWhy(t *testing.T) {
	dir := t.TempDir()
	path, head := topicProject(t, dir, 30), filepath.Join(dir, "head")
	for want, args := range map[string][]string{
		"Too few posts to learn from: Flood 14, party 16. Each label needs 20.": {},
		"has no question":           {"--question", "weather"},
		"has no label":              {"--leave-out", "sport"},
		"nothing to tell apart":     {"--leave-out", "party", "--least", "5"},
		"unknown way":               {"--final", "whoever"},
		"--least must be 1 or more": {"--least", "0"},
	} {
		status, _, errs := command("", append([]string{"learn", path, "-o", head}, args...)...)
		if status == program.ExitDone || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d, it says %q", args, status, errs)
		}
	}
	if _, err := os.Stat(head); err == nil {
		t.Error("a pack was written")
	}
	did(t, "learn", path, "-o", head, "--least", "10")
	if status, _, errs := command("", "learn", path, "-o", dir, "--least", "10"); status == program.ExitDone || !strings.Contains(errs, "other files") {
		t.Errorf("into a folder with other files: status %d, %s", status, errs)
	}
	h, err := os.ReadFile(filepath.Join(head, "pack.json"))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := app.ParseHeadPack(h); err != nil || p.Learned.Labels != 30 || p.Learned.People != 1 || p.Version != "1" {
		t.Errorf("%+v, %v", p, err)
	}
}
