package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	if status != ExitDone {
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
	if status != ExitDone || !strings.Contains(out, "what is said") || !strings.Contains(out, "what is meant") {
		t.Errorf("status %d, %s\n%s", status, out, errs)
	}
	for _, name := range []string{"metrics.csv", "meant-metrics.csv", "meant-confusion.svg"} {
		if _, err := os.Stat(filepath.Join(tables, name)); err != nil {
			t.Error(err)
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
			if err := json.Unmarshal([]byte(out), &row); status != ExitDone || err != nil {
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
		if status, _, _ := command("", append(append([]string{}, args...), "--json-version", "3")...); status != ExitUsage {
			t.Errorf("%v: version 3 ended with %d", args, status)
		}
	}
}
