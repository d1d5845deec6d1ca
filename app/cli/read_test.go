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
	"duotone/app/cli/posts"
	"duotone/app/cli/program"
)

// readingOpener has a reader that finds two lines in every picture.
type readingOpener struct{ fakeOpener }

func (readingOpener) OpenReader(context.Context) (app.PictureReader, error) { return twoLines{}, nil }

type twoLines struct{}

func (twoLines) Ref() string  { return "fake@1" }
func (twoLines) Close() error { return nil }
func (twoLines) ReadPicture(_ context.Context, p *app.Picture) ([]app.PictureWord, error) {
	box := app.Corners{{X: 0.1, Y: 0.2}, {X: 0.5, Y: 0.2}, {X: 0.5, Y: 0.4}, {X: 0.1, Y: 0.4}}
	return []app.PictureWord{{Text: "so", Box: box, Confidence: 0.98765, Line: 0}, {Text: "what", Box: box, Confidence: 1, Line: 0},
		{Text: "<no>", Box: box, Confidence: 0.5, Line: 1}}, nil
}

func runRead(t *testing.T, opener app.Opener, args ...string) (int, string, string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := &program.Program{Stdout: &stdout, Stderr: &stderr, NewOpener: func(...string) app.Opener { return opener }}
	return Run(context.Background(), p, append([]string{"read"}, args...)), stdout.String(), stderr.String()
}

func TestReadPrintsWords(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "a.png"), filepath.Join(dir, "b.png")
	if err := os.WriteFile(good, apptest.PNG(1, 200, 100), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	exit, out, _ := runRead(t, readingOpener{}, good)
	if exit != program.ExitDone || out != "so what\n<no>\n" {
		t.Errorf("exit %d, %q", exit, out)
	}
	exit, out, errs := runRead(t, readingOpener{}, "--json", good, bad)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if exit != program.ExitRows || len(lines) != 2 || !strings.Contains(errs, "b.png") {
		t.Fatalf("exit %d, %q, %q", exit, out, errs)
	}
	var first, second posts.JSONRead
	for i, into := range []*posts.JSONRead{&first, &second} {
		if err := json.Unmarshal([]byte(lines[i]), into); err != nil {
			t.Fatal(err)
		}
	}
	if len(first.Words) != 3 || first.Words[0].Box != [4][2]int{{20, 20}, {100, 20}, {100, 40}, {20, 40}} || first.Words[0].Confidence != 0.9877 ||
		first.Words[2].Line != 1 || first.Words[2].Text != "<no>" {
		t.Errorf("%+v", first)
	}
	if second.Error == nil || second.Error.Kind != app.KindPicture || second.Words == nil {
		t.Errorf("%+v", second)
	}
}

func TestReadWithoutAReaderSaysSo(t *testing.T) {
	if exit, _, errs := runRead(t, fakeOpener{}, "x.png"); exit != program.ExitError || !strings.Contains(errs, "reader") {
		t.Errorf("exit %d, %q", exit, errs)
	}
}
