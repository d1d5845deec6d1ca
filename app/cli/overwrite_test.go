package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/cli/program"
)

// pixelFake shows pixels as well.
type pixelFake struct{ *apptest.Fake }

func (pixelFake) Pixels(context.Context, *app.Picture, []app.Rect) ([]float32, [3]int, error) {
	return []float32{1, 2, 3}, [3]int{3, 1, 1}, nil
}

type pixelFakeOpener struct{ fakeOpener }

func (pixelFakeOpener) Open(context.Context, string, string) (app.Engine, error) {
	return pixelFake{&apptest.Fake{}}, nil
}

// No command replaces a file without --force, nor an input with it.
func TestNothingIsWrittenOver(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	scored := filepath.Join(dir, "scored.jsonl")
	for name, data := range map[string][]byte{"in.csv": []byte("id,text,image\n1,hello,a.jpg\n"), "in.jsonl": []byte(`{"id":"1","text":"hello"}` + "\n"),
		"a.jpg": apptest.JPEG(1, 20, 10), "old.jsonl": []byte("precious"), "old.csv": []byte("precious"), "old.png": []byte("precious"), "old.npy": []byte("precious"),
		"old.html": []byte("precious")} {
		if err := os.WriteFile(at(name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (int, string) {
		var errs bytes.Buffer
		p := &program.Program{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs, Version: "test",
			NewOpener: func(...string) app.Opener { return pixelFakeOpener{} },
			Draw: func(_ context.Context, out app.Out, _ app.Post, _ app.Prediction, _ app.Attribution, _ float64) error {
				return out.Write(func(w io.Writer) error { _, err := io.WriteString(w, "picture"); return err })
			}}
		return Run(t.Context(), p, args), errs.String()
	}
	if status, errs := run("score", at("in.csv"), "-o", scored); status != program.ExitDone {
		t.Fatal(errs)
	}
	files := func() map[string]string {
		all := map[string]string{}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(at(e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			all[e.Name()] = string(data)
		}
		return all
	}
	before := files()
	for _, args := range [][]string{
		{"score", at("in.csv"), "-o", at("old.jsonl")},
		{"score", at("in.csv"), "-o", at("in.csv"), "--force"},
		{"score", at("in.csv"), "-o", at("new.jsonl"), "--errors", at("old.csv")},
		{"score", at("in.csv"), "-o", at("new.jsonl"), "--errors", at("in.csv"), "--force"},
		{"score", at("in.jsonl"), "-o", "-", "--errors", at("in.jsonl"), "--force"},
		{"report", scored, "-o", at("old.html")},
		{"report", scored, "-o", scored, "--force"},
		{"report", scored, "-o", dir, "--force"},
		{"explain", "--text", "hello", "--png", at("old.png")},
		{"explain", "--image", at("a.jpg"), "--png", at("a.jpg"), "--force"},
		{"pixels", at("a.jpg"), "--npy", at("old.npy")},
		{"pixels", at("a.jpg"), "--npy", at("a.jpg"), "--force"},
	} {
		status, errs := run(args...)
		if status == program.ExitDone || status == program.ExitRows || !strings.Contains(errs, "there already") && !strings.Contains(errs, "read by the same command") && !strings.Contains(errs, "folder") {
			t.Errorf("%v: status %d, %s", args, status, errs)
		}
		after := files()
		for name, data := range before {
			if after[name] != data {
				t.Errorf("%v: %s was changed", args, name)
			}
		}
		for name := range after {
			if _, ok := before[name]; !ok {
				t.Errorf("%v: %s was left", args, name)
				os.Remove(at(name))
			}
		}
	}
	for _, args := range [][]string{
		{"score", at("in.csv"), "-o", at("old.jsonl"), "--force"}, {"report", scored, "-o", at("old.html"), "--force"},
		{"explain", "--text", "hello", "--png", at("old.png"), "--force"}, {"pixels", at("a.jpg"), "--npy", at("old.npy"), "--force"},
	} {
		if status, errs := run(args...); status != program.ExitDone {
			t.Errorf("%v: status %d, %s", args, status, errs)
		}
	}
}
