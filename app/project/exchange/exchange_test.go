package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
	"duotone/app/table"
	"duotone/app/table/source"
)

func drawn(t *testing.T, dir, name string, shade uint8) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 8, 6))
	for i := range m.Pix {
		m.Pix[i] = shade + uint8(i)
	}
	m.Set(0, 0, color.Gray{shade})
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	path := filepath.Join(dir, name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path
}

// sample is a project with hostile texts, pictures, three annotators, flags, notes and things undone.
func sample(t *testing.T, dir string) *project.Project {
	t.Helper()
	for i := range 3 {
		drawn(t, dir, fmt.Sprintf("pics/ü %d?#.png", i), uint8(40*i))
	}
	lines := `{"id":"a","text":"comma, \"quote\"\nand\tbreak","image":"pics/ü 0?#.png","likes":3,"label":"positive"}
{"id":"b","text":"Grüße 😀 =SUM(A1)","image":"pics/ü 1?#.png","place":"x","label":["neutral"]}
{"id":"c","text":"","image":"pics/ü 2?#.png"}
{"id":"d","text":"only\r\nwords ","label":null}
{"id":"e","text":"again","label":"NEG"}
{"id":"e2","text":"again"}
{"id":"f","text":"","image":null}
{"id":"g","text":"strange","label":"meh"}
{"id":"h","text":"gone","image":"pics/nowhere.png"}
{"id":"i","text":"net","image":"https://example.org/a.png"}
`
	in := filepath.Join(dir, "posts.jsonl")
	must(t, os.WriteFile(in, []byte(lines), 0o600))
	p, err := project.Create(t.Context(), filepath.Join(dir, "p.duotone"), project.DefaultSettings())
	must(t, err)
	t.Cleanup(func() { p.Close() })
	r, err := Import(t.Context(), p, in, ImportOptions{})
	must(t, err)
	if r.Posts != 6 || r.Duplicates != 1 || r.Failed != 3 || r.Strange != 1 || r.Added.Events != 3 || r.Rows != 10 {
		t.Fatalf("%+v", r)
	}
	for _, bad := range r.Problems {
		if app.HintOf(bad.Err) == "" {
			t.Errorf("row %d has no hint: %v", bad.Row, bad.Err)
		}
	}
	again, err := Import(t.Context(), p, in, ImportOptions{})
	must(t, err)
	if again.Posts != 0 || again.Added.Events != 0 || again.Duplicates != 7 {
		t.Fatalf("the second import brought %+v", again)
	}
	for _, who := range []string{"Ana Ü", "ben"} {
		d := newDesk(t, p, desk.Options{Annotator: who})
		must(t, d.Flag(t.Context(), "sarcastic"))
		must(t, d.Note(t.Context(), "a \"note\", of "+who))
		for i := range 4 {
			must(t, d.Label(t.Context(), app.Labels[(i+len(who))%3].String()))
		}
		must(t, d.Undo(t.Context()))
	}
	if _, err := p.ScoreAll(t.Context(), "fake@1", &apptest.Fake{}, nil); err != nil {
		t.Fatal(err)
	}
	return p
}

// same is what a round trip has to keep: posts, in order, and every judgement.
func same(t *testing.T, p *project.Project) string {
	t.Helper()
	var b strings.Builder
	events, err := p.Log.Events(t.Context())
	must(t, err)
	for _, e := range events {
		fmt.Fprintln(&b, e)
	}
	must(t, p.Posts.Each(t.Context(), func(i project.Item) error {
		sum := ""
		if i.Picture != nil {
			sum = i.Picture.Sum
			if _, err := p.Pictures.Read(t.Context(), *i.Picture); err != nil {
				t.Errorf("post %s: %v", i.Name, err)
			}
		}
		fmt.Fprintf(&b, "%s %s %q %s %v\n", i.ID, i.Name, i.Text, sum, i.Columns)
		return nil
	}))
	scores, err := p.Scores.Of(t.Context(), "fake@1", true)
	must(t, err)
	for _, id := range sortedKeys(scores) {
		fmt.Fprintln(&b, id, jsonText(exported(scores[id])))
	}
	return b.String()
}

func TestRoundTrips(t *testing.T) {
	dir := t.TempDir()
	p := sample(t, dir)
	want := same(t, p)
	if !strings.Contains(want, `"meant"`) {
		t.Fatal("the sample's scores don't tell what is meant")
	}
	for _, c := range []struct{ format, out string }{
		{FormatCSV, "out.csv"}, {FormatJSONL, "out.jsonl"}, {FormatLabelStudio, "out.json"}, {FormatDoccano, "doccano.jsonl"},
		{FormatImageFolder, "folder"},
	} {
		t.Run(c.format, func(t *testing.T) {
			out := filepath.Join(dir, c.out)
			r, err := Export(t.Context(), p, out, ExportOptions{Format: c.format, Final: ledger.Final{By: "majority"}, Scores: true, Log: true})
			must(t, err)
			if r.Posts != 6 || len(r.Missing) > 0 {
				t.Fatalf("%+v", r)
			}
			q, err := project.Create(t.Context(), filepath.Join(dir, c.format+project.Ext), project.DefaultSettings())
			must(t, err)
			defer q.Close()
			in, err := Import(t.Context(), q, out, ImportOptions{})
			must(t, err)
			if in.Failed+in.Strange > 0 {
				t.Fatalf("%+v %v", in, in.Problems)
			}
			if c.format == FormatImageFolder { // posts without a picture come after the others
				if in.Posts != 6 || in.Scores != 6 {
					t.Fatalf("%+v", in)
				}
				must(t, unordered(same(t, q), want))
				return
			}
			if got := same(t, q); got != want {
				g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
				for i := range min(len(g), len(w)) {
					if g[i] != w[i] {
						t.Errorf("got  %s\nwant %s", g[i], w[i])
					}
				}
				t.Errorf("%d lines, want %d", len(g), len(w))
			}
		})
	}
}

// Label Studio wants a picture in every task, and on the way back it has put its own user in everybody's place.
func TestThereAndBackThroughLabelStudio(t *testing.T) {
	dir := t.TempDir()
	p := sample(t, dir)
	id := ids(t, p)[3]
	_, err := p.Log.Append(t.Context(), ledger.Event{Annotator: "flagger", Act: ledger.ActFlag, Post: id, Question: codebook.Both, Value: "unclear"},
		ledger.Event{Annotator: "skipper", Act: ledger.ActSkip, Post: id, Question: codebook.Both})
	must(t, err)
	for _, log := range []bool{true, false} {
		out := filepath.Join(dir, fmt.Sprint("tasks", log, ".json"))
		_, err = Export(t.Context(), p, out, ExportOptions{Format: FormatLabelStudio, Final: ledger.Final{By: "majority"}, Log: log})
		must(t, err)
		raw, err := os.ReadFile(out)
		must(t, err)
		var tasks []map[string]any
		must(t, json.Unmarshal(raw, &tasks))
		for i, task := range tasks {
			if _, ok := task["data"].(map[string]any)["image"].(string); !ok {
				t.Errorf("task %d has no picture", i)
			}
			for _, a := range task["annotations"].([]any) {
				a := a.(map[string]any)
				delete(a, "annotator")
				delete(a, "unique_id")
				a["completed_by"], a["created_at"] = 1, "2026-11-24T01:51:39.828144Z"
				if _, ok := a["result"].([]any); !ok {
					t.Errorf("task %d: an annotation without a list of results", i)
				}
			}
		}
		raw, err = json.Marshal(tasks)
		must(t, err)
		must(t, os.WriteFile(out, raw, 0o600))
		q, err := project.Create(t.Context(), filepath.Join(dir, fmt.Sprint("back", log, project.Ext)), project.DefaultSettings())
		must(t, err)
		in, err := Import(t.Context(), q, out, ImportOptions{})
		must(t, err)
		if in.Failed+in.Strange > 0 {
			t.Fatalf("%+v %v", in, in.Problems)
		}
		was, err := p.Log.Ledger(t.Context())
		must(t, err)
		now, err := q.Log.Ledger(t.Context())
		must(t, err)
		for _, post := range ids(t, p) {
			a, b := was.Said(post, codebook.Both), now.Said(post, codebook.Both)
			if len(a) != len(b) {
				t.Fatalf("log %v: %d people said something, %d after the way back: %v", log, len(a), len(b), b)
			}
			for i := range a {
				if a[i].Annotator != b[i].Annotator || a[i].Answer != b[i].Answer {
					t.Errorf("log %v: %s said %s; after the way back %s said %s", log, a[i].Annotator, a[i].Answer, b[i].Annotator, b[i].Answer)
				}
			}
			for _, who := range []string{"Ana Ü", "ben", "flagger"} {
				if a, b := fmt.Sprint(was.Flags(who, post), was.Note(who, post)), fmt.Sprint(now.Flags(who, post), now.Note(who, post)); a != b {
					t.Errorf("log %v: %s has %s; after the way back %s", log, who, a, b)
				}
			}
		}
		q.Close()
	}
}

func unordered(got, want string) error {
	lines := map[string]int{}
	for line := range strings.Lines(want) {
		lines[line]++
	}
	for line := range strings.Lines(got) {
		if lines[line]--; lines[line] < 0 {
			return fmt.Errorf("not there before: %s", line)
		}
	}
	return nil
}

func TestOthersFiles(t *testing.T) {
	dir := t.TempDir()
	drawn(t, dir, "media/a.png", 9)
	studio := `[{"id":7,"data":{"text":"hello","image":"/data/local-files/?d=media%2Fa.png","extra":5},"annotations":[
	 {"completed_by":{"email":"x@y.z"},"lead_time":2.5,"created_at":"2024-01-02T03:04:05.678Z","result":[
	  {"from_name":"mood","type":"choices","value":{"choices":["Positive"]}}]},
	 {"completed_by":3,"result":[{"from_name":"mood","type":"choices","value":{"choices":["Negative"]}}]}]},
	 {"id":8,"data":{"text":"bad picture","image":"http://host/a.png"},"annotations":[]}]`
	must(t, os.WriteFile(filepath.Join(dir, "tasks.json"), []byte(studio), 0o600))
	doccano := `{"id":1,"text":"good","label":["positive"],"Comments":[]}
{"id":2,"text":"two","label":["positive","negative"]}
{"id":3,"text":"none","label":[]}
`
	must(t, os.WriteFile(filepath.Join(dir, "all.jsonl"), []byte(doccano), 0o600))
	p := newProject(t)
	r, err := Import(t.Context(), p, filepath.Join(dir, "tasks.json"), ImportOptions{})
	must(t, err)
	if r.Posts != 1 || r.Failed != 1 || r.Added.Events != 2 {
		t.Fatalf("%+v %v", r, r.Problems)
	}
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	said := l.Said(ids(t, p)[0], codebook.Both)
	if len(said) != 2 || said[0].Annotator != "annotator 3" || said[1].Answer != "positive" || said[1].Event.Took.Seconds() != 2.5 {
		t.Errorf("%+v", said)
	}
	r, err = Import(t.Context(), p, filepath.Join(dir, "all.jsonl"), ImportOptions{Format: FormatDoccano, Annotator: "doc"})
	must(t, err)
	if r.Posts != 3 || r.Strange != 1 || r.Added.Events != 1 {
		t.Fatalf("%+v %v", r, r.Problems)
	}
	must(t, os.WriteFile(filepath.Join(dir, "torn.json"), []byte(studio[:200]), 0o600))
	if _, err := Import(t.Context(), p, filepath.Join(dir, "torn.json"), ImportOptions{Format: FormatLabelStudio}); app.KindOf(err) != app.KindFormat {
		t.Errorf("a torn file: %v", err)
	}
}

func TestPicturesAreFoundAgain(t *testing.T) {
	dir := t.TempDir()
	p := sample(t, dir)
	must(t, os.Rename(filepath.Join(dir, "pics"), filepath.Join(dir, "elsewhere")))
	must(t, os.Rename(filepath.Join(dir, "elsewhere", "ü 0?#.png"), filepath.Join(dir, "elsewhere", "renamed.png")))
	if r, err := p.Check(t.Context(), true); err != nil || len(r.Missing) != 3 || len(r.Damage) != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	found, missing, err := p.Pictures.Relink(t.Context(), dir)
	if err != nil || found != 3 || missing != 0 {
		t.Fatalf("%d found, %d missing, %v", found, missing, err)
	}
	if n, missing, err := p.Pictures.Embed(t.Context()); err != nil || n != 3 || missing != 0 {
		t.Fatalf("%d embedded, %d missing, %v", n, missing, err)
	}
	must(t, os.RemoveAll(filepath.Join(dir, "elsewhere")))
	if r, err := p.Check(t.Context(), true); err != nil || len(r.Missing)+len(r.Damage) != 0 {
		t.Fatalf("%+v %v", r, err)
	}
}

// FuzzStudio reads one task. The database is left out of it: what a fuzzer learns from has to be the same each time, and a
// database works in goroutines.
func FuzzStudio(f *testing.F) {
	f.Add([]byte(`{"data":{"text":"a"},"annotations":[{"result":[{"type":"choices","value":{"choices":["pos"]}}]}]}`))
	f.Add([]byte(`{"data":{"text":"a","image":"data:image/png;base64,AA"},"meta":{"duotone":[{"id":"x"}]}}`))
	f.Add([]byte(`{"id":1e30,"data":{"words":null,"image":"/data/local-files/?d=%zz"},"completions":[{"completed_by":{"id":2},"lead_time":-1,"was_cancelled":true}]}`))
	f.Add([]byte(`[]`))
	loader, err := table.NewLoader(&table.Input{Options: source.Options{Pictures: f.TempDir()}}, picture.DefaultLimits)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var task studioTask
		if json.Unmarshal(data, &task) == nil {
			sound(t, task.read(context.Background(), 1, loader, questions{"sentiment": codebook.Both}, ImportOptions{Annotator: "import", book: codebook.Builtin(true, nil, "")}, nobody))
		}
	})
}

func nobody(app.PostID) bool { return false }

// FuzzCells reads the labels of one row: of somebody's table, of doccano, of an imagefolder or of Duotone's own export.
func FuzzCells(f *testing.F) {
	f.Add("label", "positive", "flags", "a;b")
	f.Add("label:ana", "neg", "words_label:ana", `["neutral"]`)
	f.Add("annotator", "b\x00o", "note", "n")
	f.Add("judgements", `[{"id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","seq":1,"annotator":"a","act":"label","value":"neutral","pass":"both"}]`,
		"model", `{"pack":"p@1","scores":{"negative":0.2,"neutral":0.3,"positive":0.5}}`)
	f.Fuzz(func(t *testing.T, name, value, name2, value2 string) {
		cells := map[string]string{name: strings.ToValidUTF8(value, "?"), name2: strings.ToValidUTF8(value2, "?")}
		r := reading{row: 1, post: app.Post{ID: "1", Text: "text"}}
		r.mark(cells)
		_ = r.cells(cells, ImportOptions{Annotator: "import", book: codebook.Builtin(true, nil, "")}) // what it can't read it tells; here it must not believe it
		sound(t, r)
	})
}

// sound tells whether what a row says may go into a project.
func sound(t *testing.T, r reading) {
	t.Helper()
	books := codebook.NewHistory(codebook.Builtin(true, nil, ""))
	book, _ := books.Today()
	p := &peoplesWork{importer: "import", book: book, books: books, out: &Imported{},
		events: map[app.PostID][]ledger.Event{}, said: map[string]saying{}}
	id := r.post.ContentID()
	for _, e := range p.judgements(id, r) {
		if e.Seq == 0 { // it gets its place, and its name with it, when all is in
			e.Seq, e.ID = 1, "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
		}
		if err := e.Check(); err != nil {
			t.Error(err)
		}
		if e.Post != id {
			t.Errorf("a judgement of %q among those of %q", e.Post, id)
		}
	}
	for _, s := range r.scores {
		if sum := s.Scores[0] + s.Scores[1] + s.Scores[2]; s.Pack == "" || !(sum > 0.99 && sum < 1.01) {
			t.Errorf("%+v", s)
		}
	}
}

// Whatever a file says, what has been imported of it is a sound project.
func TestStrangeTasks(t *testing.T) {
	for i, data := range []string{
		`[[]]`, `[]`, `[{}]`, `[null,1,"a",{"data":[]}]`, `[{"data":{"text":"a"}}`, `{"data":{}}`, "[{\"data\":{\"text\":\"a\xff\\u0000b\"}}]",
		`[{"data":{"text":"a","image":"data:image/png;base64,AA"}},{"data":{"text":"a"},"meta":{"duotone":[{"id":"x"}]}}]`,
		`[{"data":{"text":"a"},"annotations":[{"completed_by":1e99,"result":[{"type":"choices","value":{"choices":["pos"]}}]}]}]`,
		`[{"data":{"text":"a"},"meta":{"duotone":[{"id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","seq":9007199254740992,"annotator":"a","act":"undo","target":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","pass":"both"}]}}]`,
	} {
		p := newProject(t)
		path := filepath.Join(t.TempDir(), "in.json")
		must(t, os.WriteFile(path, []byte(data), 0o600))
		if _, err := Import(t.Context(), p, path, ImportOptions{Format: FormatLabelStudio}); err != nil && app.HintOf(err) == "" {
			t.Errorf("%d: nothing to do about %v", i, err)
		}
		r, err := p.Check(t.Context(), false)
		must(t, err)
		for _, d := range r.Damage {
			if !strings.Contains(d, "undone judgements") {
				t.Errorf("%d: %s", i, d)
			}
		}
		if _, err := p.Log.Append(t.Context(), ledger.Event{Annotator: "a", Act: ledger.ActSkip, Question: codebook.Both}); err != nil {
			t.Errorf("%d: nothing can be judged any more: %v", i, err)
		}
	}
}
