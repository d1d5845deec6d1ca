package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"duotone/app/cli/program"
)

const irony = "great wonderful lovely beautiful happy love love love"

// TestEvaluateAnswersBothQuestions: what is said and what is meant, each against the same labels.
func TestEvaluateAnswersBothQuestions(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "gold.csv")
	rows := "text,gold\n" + irony + ",negative\nI love it,positive\nan awful sad day,negative\nthe bus stops here,neutral\n"
	if err := os.WriteFile(in, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := command("", "evaluate", in, "--label-column", "gold", "--json")
	if status != program.ExitDone {
		t.Fatal(errs)
	}
	type figures struct {
		N         int
		Confusion [][]int
	}
	var got struct {
		Packs []struct {
			figures
			Meant *figures
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Packs) != 1 {
		t.Fatal(err, out)
	}
	p := got.Packs[0]
	if p.N != 4 || p.Meant == nil || p.Meant.N != 4 || p.Confusion[0][2] != 1 || p.Meant.Confusion[0][2] != 0 || p.Meant.Confusion[0][0] != 2 {
		t.Errorf("said %v, meant %+v", p.Confusion, p.Meant)
	}
	tables := filepath.Join(dir, "tables")
	status, out, errs = command("", "evaluate", in, "--label-column", "gold", "-o", tables)
	if status != program.ExitDone || !strings.Contains(out, "what is said") || !strings.Contains(out, "what is meant") {
		t.Errorf("status %d, %s\n%s", status, out, errs)
	}
	for _, name := range []string{"metrics.csv", "meant-metrics.csv", "meant-confusion.svg"} {
		if _, err := os.Stat(filepath.Join(tables, name)); err != nil {
			t.Error(err)
		}
	}
}

// TestEvaluateCountsEveryRow: rows of the same words count each, also where their labels contradict one another, and that is told.
func TestEvaluateCountsEveryRow(t *testing.T) {
	in := filepath.Join(t.TempDir(), "gold.csv")
	rows := "text,gold\nI love it,positive\nI love it,negative\nI love it,positive\nan awful sad day,negative\nan awful sad day,negative\n"
	if err := os.WriteFile(in, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := command("", "evaluate", in, "--label-column", "gold", "--json")
	var got struct {
		Packs []struct {
			N         int
			Confusion [][]int
		}
	}
	if err := json.Unmarshal([]byte(out), &got); status != program.ExitDone || err != nil || len(got.Packs) != 1 {
		t.Fatal(status, err, out, errs)
	}
	p := got.Packs[0]
	if p.N != 5 || p.Confusion[0][0] != 2 || p.Confusion[0][2] != 1 || p.Confusion[2][2] != 2 {
		t.Errorf("%d rows, %v", p.N, p.Confusion)
	}
	if !strings.Contains(errs, "5 rows of 2 posts") {
		t.Errorf("the duplicates are not told: %q", errs)
	}
}

// TestTablesHaveTheDigitsOfJSON: no more than four decimals in version 2, all of them in version 1.
func TestTablesHaveTheDigitsOfJSON(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.csv")
	if err := os.WriteFile(in, []byte("text\nI love it\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for version, most := range map[string]int{"1": 20, "2": 4} {
		out := filepath.Join(dir, version+".csv")
		if status, _, errs := command("", "score", in, "-o", out, "--json-version", version); status != program.ExitDone {
			t.Fatal(errs)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		longest := 0
		for _, m := range regexp.MustCompile(`0\.(\d+)`).FindAllStringSubmatch(string(data), -1) {
			longest = max(longest, len(m[1]))
		}
		if longest > most || longest < min(most, 5)-1 {
			t.Errorf("version %s has %d decimals: %s", version, longest, data)
		}
	}
}

// TestJSONVersions: one post, a table and an explanation in the form that was asked for.
func TestJSONVersions(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(in, []byte("text\n"+irony+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"score", "--text", irony}, {"score", in}, {"explain", "--text", irony}} {
		for version, flags := range map[int][]string{1: {"--json-version", "1"}, 2: nil} {
			status, out, errs := command("", append(append([]string{}, args...), flags...)...)
			var row map[string]any
			if err := json.Unmarshal([]byte(out), &row); status != program.ExitDone || err != nil {
				t.Fatal(args, err, errs)
			}
			_, meant := row["meant"]
			_, warned := row["warnings"]
			if row["v"] != float64(version) || meant != (version == 2) || warned != (version == 2) {
				t.Errorf("%v %v: %s", args, flags, out)
			}
			if why, ok := row["attribution"].(map[string]any); ok {
				if _, has := why["meaning"]; has != (version == 2) {
					t.Errorf("%v %v explains the meaning: %v", args, flags, has)
				}
			}
		}
		if status, _, _ := command("", append(append([]string{}, args...), "--json-version", "3")...); status != program.ExitUsage {
			t.Errorf("%v: version 3 ended with %d", args, status)
		}
	}
}
