package exchange

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app/project/ledger"
)

// What the real servers did not take or give back (testdata/servers goes there).

// A link of an exported task opens in Label Studio: it serves what lies below its root, where that is not the storage itself.
func TestPicturesOpenInLabelStudio(t *testing.T) {
	home := t.TempDir()
	dir, elsewhere := filepath.Join(home, "a study"), filepath.Join(home, "disk 2")
	must(t, os.MkdirAll(filepath.Join(dir, "below"), 0o777))
	must(t, os.MkdirAll(elsewhere, 0o777))
	p := newProject(t)
	var lines strings.Builder
	for i, at := range []string{filepath.Join(dir, "a+b & c=d.png"), filepath.Join(dir, "below", "50%20 ü#?;.png"), filepath.Join(elsewhere, "x.png")} {
		drawn(t, filepath.Dir(at), filepath.Base(at), uint8(50*i))
		lines.WriteString(jsonText(map[string]any{"text": at, "image": at, "label": "positive"}) + "\n")
	}
	_, err := Import(t.Context(), p, write(t, "posts.jsonl", lines.String()), ImportOptions{Annotator: "ana"})
	must(t, err)
	out := filepath.Join(dir, "tasks.json")
	_, err = Export(t.Context(), p, out, ExportOptions{Format: FormatLabelStudio, Final: ledger.Final{By: "majority"}})
	must(t, err)
	if told := StudioPictures(out).String(); !strings.Contains(told, "DOCUMENT_ROOT="+home+",") || !strings.Contains(told, "the folder "+dir+" as a local storage") {
		t.Errorf("it is told: %s", told)
	}
	raw, err := os.ReadFile(out)
	must(t, err)
	var tasks []struct{ Data struct{ Text, Image string } }
	must(t, json.Unmarshal(raw, &tasks))
	if len(tasks) != 3 {
		t.Fatalf("%d tasks", len(tasks))
	}
	for _, task := range tasks {
		link, err := url.Parse(task.Data.Image)
		must(t, err)
		at := filepath.Join(home, filepath.FromSlash(link.Query().Get("d")))
		got, err := os.ReadFile(at)
		want, _ := os.ReadFile(task.Data.Text)
		if err != nil || !bytes.Equal(got, want) || !strings.HasPrefix(at, dir+string(filepath.Separator)) {
			t.Errorf("%s leads to %s: %v", task.Data.Image, at, err)
		}
	}
	r, err := Import(t.Context(), p, out, ImportOptions{})
	if err != nil || r.Unchanged != 3 || len(r.Left)+r.Failed > 0 {
		t.Errorf("back: %+v %v", r, err)
	}
	r, err = Import(t.Context(), newProject(t), out, ImportOptions{})
	if err != nil || r.Posts != 3 || len(r.Left)+r.Failed > 0 {
		t.Errorf("into an empty project: %+v %v", r, err)
	}
}

// Label Studio's CSV and JSON_MIN hold what its interface has: the name of whose work it is has a place there.
func TestTheInterfaceCarriesWhoseWorkItIs(t *testing.T) {
	book, err := newProject(t).Codebook(t.Context())
	must(t, err)
	if config := StudioConfig(book, nil); !strings.Contains(config, `name="`+studioWho+`"`) {
		t.Error(config)
	}
}

// doccano makes NaN of a key that some lines lack and of null, and its database then refuses all of them.
func TestLinesForDoccanoAreAlike(t *testing.T) {
	dir := t.TempDir()
	p := labelled(t, dir)
	for _, scores := range []bool{false, true} {
		out := filepath.Join(dir, "out.doccano.jsonl")
		r, err := Export(t.Context(), p, out, ExportOptions{Format: FormatDoccano, Final: ledger.Final{By: "majority"}, Scores: scores, Log: true, Force: true})
		must(t, err)
		raw, err := os.ReadFile(out)
		must(t, err)
		var keys []string
		wordless := 0
		for line := range strings.Lines(string(raw)) {
			var row map[string]any
			must(t, json.Unmarshal([]byte(line), &row))
			now := slices.Sorted(maps.Keys(row))
			if keys == nil {
				keys = now
			}
			if !slices.Equal(now, keys) {
				t.Errorf("%v and %v", now, keys)
			}
			for name, v := range row {
				if v == nil {
					t.Errorf("%s is null", name)
				}
			}
			if row["text"] == "" {
				wordless++
			}
		}
		if r.Wordless != wordless || wordless == 0 {
			t.Errorf("%d posts without words, told of %d", wordless, r.Wordless)
		}
	}
}
