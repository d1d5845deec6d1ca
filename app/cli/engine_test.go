package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/cli/program"
)

// command runs one command with the fake engine.
func command(stdin string, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	p := &program.Program{Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Version: "test",
		NewOpener: func(...string) app.Opener { return fakeOpener{} },
		Dictionary: func(language string) map[string]string {
			return map[string]map[string]string{"fr": {"People": "Personnes"}}[language]
		}}
	status = Run(context.Background(), p, args)
	return status, out.String(), errs.String()
}

func TestTokensCountsTypedBytes(t *testing.T) {
	stdin := "\"caf\u00e9 ok\"\n\"\\ud83d x\"\r\n\"\\ud83d\\ude00 x\"\n\"a\xffb x\"\nnot json\n\"two\" \"strings\"\n\"\"\n\"last\""
	for _, args := range [][]string{{"tokens", "--raw"}, {"tokens"}} {
		status, out, _ := command(stdin, args...)
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		if status != program.ExitRows || len(lines) != 8 {
			t.Fatalf("%v: status %d, %d lines:\n%s", args, status, len(lines), out)
		}
		for i, want := range []string{"[[0,0],[0,5],[6,8],[0,0]]", "[[0,0],[0,3],[4,5],[0,0]]", "[[0,0],[0,4],[5,6],[0,0]]",
			"[[0,0],[0,3],[4,5],[0,0]]", "", "", "[[0,0],[0,0]]", "[[0,0],[0,4],[0,0]]"} {
			var row struct {
				IDs     []int64         `json:"ids"`
				Tokens  []string        `json:"tokens"`
				Offsets json.RawMessage `json:"offsets"`
				Error   *struct{ Kind, Message string }
			}
			if err := json.Unmarshal([]byte(lines[i]), &row); err != nil {
				t.Fatalf("line %d: %v: %s", i, err, lines[i])
			}
			if want == "" {
				if row.Error == nil || row.Error.Kind != "format" {
					t.Errorf("line %d should be an error: %s", i, lines[i])
				}
			} else if string(row.Offsets) != want || len(row.IDs) != len(row.Tokens) {
				t.Errorf("%v, line %d: offsets %s, want %s", args, i, row.Offsets, want)
			}
		}
	}
}

func TestExplainWritesTheScoredPostAndWhy(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.jpg")
	if err := os.WriteFile(file, apptest.JPEG(1, 120, 90), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := command("", "explain", "--text", "What a lovely day", "--image", file, "--label", "negative")
	if status != program.ExitDone {
		t.Fatal(errs)
	}
	var row struct {
		V           int
		Label       string
		Words       *struct{ Label string }
		Attribution struct {
			Label         string
			Words         []struct{ Text string }
			Picture       *app.Grid
			WordAttention []app.Span `json:"word_attention"`
		}
	}
	if err := json.Unmarshal([]byte(out), &row); err != nil {
		t.Fatal(err)
	}
	a := row.Attribution
	if row.V != app.JSONVersion || row.Words == nil || a.Label != "negative" || len(a.Words) != 4 || a.Words[2].Text != "lovely" ||
		a.Picture == nil || len(a.Picture.Weight) != 81 || len(a.WordAttention) != 4 {
		t.Errorf("wrote %s", out)
	}
}

func TestExplainMistakes(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"explain"}, program.ExitUsage, "--text"},
		{[]string{"explain", "--text", "x", "--label", "great"}, program.ExitUsage, "--label"},
		{[]string{"explain", "--text", "x", "--png", "a.png"}, program.ExitUsage, "draw"},
		{[]string{"explain", "--text", " "}, program.ExitError, "neither words nor a picture"},
		{[]string{"explain", "--image", "/nowhere/at/all.jpg"}, program.ExitError, "all.jpg"},
		{[]string{"bench", "--size", "huge"}, program.ExitUsage, "--size"},
		{[]string{"packs"}, program.ExitError, "no pack was found"},
		{[]string{"packs", "check"}, program.ExitUsage, "arg"},
	} {
		status, out, errs := command("", c.args...)
		if status != c.status || !strings.Contains(errs, c.says) || out != "" {
			t.Errorf("%v: status %d, stdout %q, stderr %q", c.args, status, out, errs)
		}
	}
}
