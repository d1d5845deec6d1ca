package exchange

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func said(t *testing.T, p *project.Project) string {
	t.Helper()
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	var b strings.Builder
	must(t, p.Posts.Each(t.Context(), func(i project.Item) error {
		for _, pass := range []codebook.QuestionID{codebook.Words, codebook.Picture, codebook.Both} {
			for _, s := range l.Said(i.ID, pass) {
				fmt.Fprintf(&b, "%s %s %s %s\n", i.Text, pass, s.Annotator, s.Answer)
			}
		}
		for _, who := range l.Annotators() {
			if more := fmt.Sprint(l.Flags(who, i.ID), l.Note(who, i.ID)); more != "[]" {
				fmt.Fprintf(&b, "%s %s %s\n", i.Text, who, more)
			}
		}
		return nil
	}))
	return b.String()
}

func task(text, result string) string {
	return `{"id":1,"data":{"text":"` + text + `"},"annotations":[{"completed_by":{"email":"x@y.z"},"result":[` + result + `]}]}`
}

func choice(from string, labels ...string) string {
	return `{"from_name":"` + from + `","type":"choices","value":{"choices":` + jsonText(labels) + `}}`
}

// What Label Studio's people answered to other questions is no sentiment, and nothing of it goes without a line.
func TestAnswersToOtherQuestions(t *testing.T) {
	taxonomy := `{"from_name":"topic","type":"taxonomy","value":{"taxonomy":[["a","b"]]}}`
	for _, c := range []struct {
		name, tasks string
		o           ImportOptions
		said        string
		strange     int
		left        string
	}{
		{"several choices", task("a", choice("sentiment", "positive", "negative")), ImportOptions{}, "", 1, ""},
		{"a taxonomy beside", task("a", choice("sentiment", "positive")+","+taxonomy), ImportOptions{}, "a both x@y.z positive\n", 0, `"topic" (taxonomy)`},
		{"another question beside", task("a", choice("quality", "positive")+","+choice("sentiment", "negative")), ImportOptions{}, "a both x@y.z negative\n", 0, `"quality" (choices)`},
		{"two strange questions", task("a", choice("quality", "positive")+","+choice("mood", "negative")), ImportOptions{}, "", 0, `"quality" (choices)`},
		{"the one that is named", task("a", choice("quality", "positive")+","+choice("mood", "negative")), ImportOptions{LabelColumn: "mood"}, "a both x@y.z negative\n", 0, `"quality" (choices)`},
		{"the only one", task("a", choice("mood", "negative")), ImportOptions{}, "a both x@y.z negative\n", 0, ""},
		{"one called as labels are", task("a", choice("quality", "good")+","+choice("Label", "negative")), ImportOptions{}, "a both x@y.z negative\n", 0, `"quality" (choices)`},
	} {
		p := newProject(t)
		r, err := Import(t.Context(), p, write(t, "tasks.json", "["+c.tasks+"]"), c.o)
		must(t, err)
		left := fmt.Sprint(r.Left)
		if got := said(t, p); got != c.said || r.Strange != c.strange || (c.left == "") != (len(r.Left) == 0) || !strings.Contains(left, c.left) {
			t.Errorf("%s: %q, %d strange (%v), ignored %s", c.name, got, r.Strange, r.Problems, left)
		}
	}
}

func TestDoccanosLabels(t *testing.T) {
	p := newProject(t)
	r, err := Import(t.Context(), p, write(t, "all.jsonl", `{"id":1,"text":"a","labels":["positive"]}
{"id":2,"text":"b","labels":["neg","pos"]}
{"id":3,"text":"c","labels":[]}
`), ImportOptions{})
	must(t, err)
	if got := said(t, p); got != "a both import positive\n" || r.Strange != 1 || r.Posts != 3 {
		t.Errorf("%q, %+v", got, r)
	}
}

// Two rows of the same post that contradict each other are told; the first holds.
func TestRowsThatContradict(t *testing.T) {
	p := newProject(t)
	r, err := Import(t.Context(), p, write(t, "gold.csv", "id,text,label\n1,same,positive\n2,same,negative\n3,same,positive\n4,other,neutral\n"), ImportOptions{})
	must(t, err)
	if got := said(t, p); got != "same both import positive\nother both import neutral\n" || len(r.Left) != 1 || r.Left[0].First != 2 || r.Left[0].Rows != 1 {
		t.Errorf("%q, %+v", got, r)
	}
}

// studioTasks are an export to Label Studio as it comes back: its own user in everybody's place.
func studioTasks(t *testing.T, p *project.Project, dir string, log bool) []map[string]any {
	t.Helper()
	out := filepath.Join(dir, "tasks.json")
	_, err := Export(t.Context(), p, out, ExportOptions{Format: FormatLabelStudio, Final: ledger.Final{By: "adjudication"}, Log: log, Force: true})
	must(t, err)
	raw, err := os.ReadFile(out)
	must(t, err)
	var tasks []map[string]any
	must(t, json.Unmarshal(raw, &tasks))
	for _, task := range tasks {
		for _, a := range task["annotations"].([]any) {
			a := a.(map[string]any)
			delete(a, "annotator")
			delete(a, "unique_id")
			a["completed_by"] = 1
		}
	}
	return tasks
}

func saveTasks(t *testing.T, dir string, tasks []map[string]any) string {
	t.Helper()
	raw, err := json.Marshal(tasks)
	must(t, err)
	path := filepath.Join(dir, "back.json")
	must(t, os.WriteFile(path, raw, 0o600))
	return path
}

func results(task map[string]any, n int) []any {
	return task["annotations"].([]any)[n].(map[string]any)["result"].([]any)
}

// Labels, flags and notes that were changed in Label Studio arrive, in the project and in an empty one; what was deleted
// there is taken back; what somebody else did there is that person's.
func TestCorrectionsOfLabelStudioArrive(t *testing.T) {
	for _, log := range []bool{true, false} {
		for _, empty := range []bool{false, true} {
			dir := t.TempDir()
			p := labelled(t, dir)
			tasks := studioTasks(t, p, dir, log)
			first := results(tasks[0], 0) // Ana's: negative, a flag and a note
			first[0].(map[string]any)["value"] = map[string]any{"choices": []string{"positive"}}
			first[1].(map[string]any)["value"] = map[string]any{"choices": []string{"offensive"}}
			tasks[1]["annotations"] = tasks[1]["annotations"].([]any)[1:] // Ana's is deleted
			tasks[2]["annotations"] = append(tasks[2]["annotations"].([]any), map[string]any{"completed_by": map[string]any{"email": "new@there.org"},
				"result": []any{map[string]any{"from_name": "sentiment", "type": "choices", "value": map[string]any{"choices": []string{"neutral"}}},
					map[string]any{"from_name": "flags", "type": "choices", "value": map[string]any{"choices": []string{"unclear"}}},
					map[string]any{"from_name": "note", "type": "textarea", "value": map[string]any{"text": []string{"hm"}}}}})
			path := saveTasks(t, dir, tasks)
			q := p
			if empty {
				q = newProject(t)
			}
			r, err := Import(t.Context(), q, path, ImportOptions{})
			must(t, err)
			if r.Failed+r.Strange+len(r.Left) > 0 {
				t.Errorf("log %v, empty %v: %+v", log, empty, r)
			}
			l, err := q.Log.Ledger(t.Context())
			must(t, err)
			all := ids(t, q)
			label := func(who string, n int) string {
				x, _, ok := l.Answer(who, all[n], codebook.Both, 0)
				return map[bool]string{true: string(x)}[ok]
			}
			got := fmt.Sprintf("%q %v | %q %q | %q %v %q", label("Ana Ü", 0), l.Flags("Ana Ü", all[0]), label("Ana Ü", 1), label("ben", 1),
				label("new@there.org", 2), l.Flags("new@there.org", all[2]), l.Note("new@there.org", all[2]))
			if want := `"positive" [offensive] | "" "neutral" | "neutral" [unclear] "hm"`; got != want {
				t.Errorf("log %v, empty %v:\n%s, want\n%s", log, empty, got, want)
			}
			again, err := Import(t.Context(), q, path, ImportOptions{})
			must(t, err)
			if again.Changed+again.Posts+again.Added.Events > 0 {
				t.Errorf("log %v, empty %v: the second import changed something: %+v", log, empty, again)
			}
			if r, err := q.Check(t.Context(), false); err != nil || len(r.Damage)+len(r.Loose) > 0 {
				t.Errorf("%+v %v", r, err)
			}
		}
	}
}

// JSON_MIN and CSV of Label Studio have a row an annotation, addresses of local files, and numbers for people.
func TestLabelStudiosFlatFormats(t *testing.T) {
	for _, ext := range []string{".json", ".csv"} {
		dir := t.TempDir()
		p := labelled(t, dir)
		tasks := studioTasks(t, p, dir, false)
		var rows []map[string]string
		for _, task := range tasks {
			for n := range task["annotations"].([]any) {
				row := map[string]string{"annotation_id": fmt.Sprint(len(rows)), "annotator": "1", "created_at": "2026-11-24T01:51:39.8Z",
					"updated_at": "2026-11-24T01:51:39.8Z", "lead_time": "2.5", "id": fmt.Sprint(len(rows))}
				for k, v := range task["data"].(map[string]any) {
					row[k] = fmt.Sprint(v)
				}
				for _, x := range results(task, n) {
					x := x.(map[string]any)
					v := x["value"].(map[string]any)
					list, _ := v["choices"].([]any)
					if list == nil {
						list = v["text"].([]any)
					}
					row[x["from_name"].(string)] = fmt.Sprint(list[0])
				}
				rows = append(rows, row)
			}
		}
		for i := range rows { // one of Ana's is corrected there
			if rows[i][studioWho] == "Ana Ü" {
				rows[i]["sentiment"] = "positive"
				break
			}
		}
		path := filepath.Join(dir, "flat"+ext)
		if ext == ".csv" {
			saveSheet(FormatCSV)(t, path, rows)
		} else {
			raw, err := json.Marshal(rows)
			must(t, err)
			raw = []byte(strings.ReplaceAll(string(raw), `"lead_time":"2.5"`, `"lead_time":null`)) // of work that came by an import
			must(t, os.WriteFile(path, raw, 0o600))
		}
		before := said(t, p)
		r, err := Import(t.Context(), p, path, ImportOptions{})
		must(t, err)
		if r.Posts != 0 || r.Failed+r.Strange+len(r.Left) > 0 || r.Added.Events != 1 {
			t.Errorf("%s: %+v %v", ext, r, r.Problems)
		}
		if got, want := said(t, p), strings.Replace(before, "Ana Ü negative", "Ana Ü positive", 1); got != want {
			t.Errorf("%s: got\n%swant\n%s", ext, got, want)
		}
		q := newProject(t)
		r, err = Import(t.Context(), q, path, ImportOptions{})
		must(t, err)
		if l, err := q.Log.Ledger(t.Context()); err != nil || r.Failed > 0 || len(l.Said(ids(t, q)[0], codebook.Both)) != 3 {
			t.Errorf("%s into an empty project: %+v %v %v", ext, r, r.Problems, err)
		}
	}
}

// Copies into which the same file was imported at different times can be merged, also those of earlier versions.
func TestTheSameImportInTwoCopies(t *testing.T) {
	file := write(t, "labels.csv", "id,text,label\n1,one,positive\n2,two,negative\n")
	p, q := newProject(t), newProject(t)
	_, err := Import(t.Context(), p, file, ImportOptions{})
	must(t, err)
	_, err = q.Log.Append(t.Context(), ledger.Event{Annotator: "ben", Act: ledger.ActSkip, Post: ids(t, p)[0], Question: codebook.Both})
	must(t, err)
	_, err = Import(t.Context(), q, file, ImportOptions{})
	must(t, err)
	for range 2 {
		_, err = p.Merge(t.Context(), q.Path())
		must(t, err)
		_, err = q.Merge(t.Context(), p.Path())
		must(t, err)
	}
	if a, b := said(t, p), said(t, q); a != b || a != "one both import positive\ntwo both import negative\n" {
		t.Errorf("%q and %q", a, b)
	}
}

// A text that was edited elsewhere stays the same post: no twin, its labels with it, and what a model said of the old words
// is forgotten. A copy that is merged learns of it, and exports have the new words.
func TestEditsAreOfTheSamePost(t *testing.T) {
	dir := t.TempDir()
	p := labelled(t, dir)
	copied := filepath.Join(dir, "copy.duotone")
	must(t, p.Backup(t.Context(), copied))
	o := others[0]
	path, rows := o.export(t, p, dir, true)
	rows[0]["text"], rows[0]["likes"] = "edited", "4"
	o.save(t, path, rows)
	r, err := Import(t.Context(), p, path, ImportOptions{Annotator: "cleo"})
	must(t, err)
	if r.Posts != 0 || r.Changed != 1 || r.Added.Events != 2 {
		t.Fatalf("%+v", r)
	}
	id := ids(t, p)[0]
	item, err := p.Posts.Item(t.Context(), id)
	must(t, err)
	if item.Text != "edited" || item.Columns["likes"] != "4" {
		t.Errorf("%+v", item)
	}
	if scores, err := p.Scores.Of(t.Context(), "fake@1", false); err != nil || len(scores) != 5 {
		t.Errorf("%d scores, %v", len(scores), err)
	}
	// The edited post is known by its new content too.
	again, err := Import(t.Context(), p, write(t, "new.csv", "id,text,image\n1,edited,"+filepath.Join(dir, "pics", "ü 0?#.png")+"\n"), ImportOptions{})
	must(t, err)
	if again.Posts != 0 || len(ids(t, p)) != 6 {
		t.Errorf("a twin: %+v", again)
	}
	q, err := project.Open(t.Context(), copied)
	must(t, err)
	defer q.Close()
	_, err = q.Merge(t.Context(), p.Path())
	must(t, err)
	item, err = q.Posts.Item(t.Context(), id)
	must(t, err)
	if scores, err := q.Scores.Of(t.Context(), "fake@1", false); err != nil || item.Text != "edited" || len(scores) != 5 {
		t.Errorf("after a merge: %q, %d scores, %v", item.Text, len(scores), err)
	}
	_, err = p.Merge(t.Context(), q.Path())
	must(t, err)
	if r, err := q.Check(t.Context(), false); err != nil || len(r.Damage)+len(r.Loose) > 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// A text edited on the way into an empty project is another post; its judgements get names of their own, so that a merge
// with the first project does not find two of one name.
func TestEditedOnTheWay(t *testing.T) {
	dir := t.TempDir()
	p := labelled(t, dir)
	path, rows := others[0].export(t, p, dir, true)
	rows[3]["text"] = "edited"
	others[0].save(t, path, rows)
	q := newProject(t)
	_, err := Import(t.Context(), q, path, ImportOptions{})
	must(t, err)
	_, err = q.Merge(t.Context(), p.Path())
	must(t, err)
	if r, err := q.Check(t.Context(), false); err != nil || len(r.Damage)+len(r.Loose) > 0 || r.Posts != 7 {
		t.Errorf("%+v %v", r, err)
	}
}

// Words alone tell which post it is only where that was asked for.
func TestMatchingByWords(t *testing.T) {
	dir := t.TempDir()
	p := labelled(t, dir)
	file := write(t, "words.csv", "id,text,label\n1,\"Grüße 😀 =SUM(A1)\",positive\n")
	r, err := Import(t.Context(), p, file, ImportOptions{ByText: true, Annotator: "cleo"})
	must(t, err)
	if r.Posts != 0 || r.Changed != 1 || r.Added.Events != 1 {
		t.Errorf("%+v", r)
	}
	r, err = Import(t.Context(), p, file, ImportOptions{Annotator: "cleo"})
	must(t, err)
	if r.Posts != 1 {
		t.Errorf("unasked: %+v", r)
	}
}

func TestFormatsByName(t *testing.T) {
	for name, want := range map[string]string{"a.csv": FormatCSV, "a.TSV": FormatTSV, "x.xlsx": FormatXLSX, "x.parquet": FormatParquet, "x.jsonl": FormatJSONL,
		"x.doccano.jsonl": FormatDoccano, "x.json": FormatLabelStudio, "folder": FormatImageFolder, "x.docx": "", "x.txt": ""} {
		got, err := FormatOf(filepath.Join("some.folder", name))
		if got != want || (err != nil) != (want == "") || err != nil && app.HintOf(err) == "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A note that was replaced or undone stays at home, and what comes back is sound.
func TestReplacedNotesStayAtHome(t *testing.T) {
	for _, o := range others {
		dir := t.TempDir()
		p := labelled(t, dir)
		d := newDesk(t, p, desk.Options{Annotator: "dora"})
		must(t, d.Note(t.Context(), "regretted"))
		must(t, d.Note(t.Context(), "fine"))
		must(t, d.NextOpen(t.Context()))
		must(t, d.Note(t.Context(), "withdrawn"))
		must(t, d.Undo(t.Context()))
		path, _ := o.export(t, p, dir, true)
		var data []byte
		if o.format != FormatImageFolder {
			var err error
			data, err = os.ReadFile(path)
			must(t, err)
		}
		rows := fmt.Sprint(o.load(t, path)) // a workbook is packed
		if text := string(data) + rows; strings.Contains(text, "regretted") || strings.Contains(text, "withdrawn") || !strings.Contains(text, "fine") {
			t.Errorf("%s: %s", o.format, rows)
		}
		q := newProject(t)
		_, err := Import(t.Context(), q, path, ImportOptions{})
		must(t, err)
		if r, err := q.Check(t.Context(), false); err != nil || len(r.Damage)+len(r.Loose) > 0 {
			t.Errorf("%s: %+v %v", o.format, r, err)
		}
	}
}

// What a model said is nobody's judgement: a result of scoring brings its posts, and a line tells that its labels stay out. Who names the column gets them.
func TestAResultBringsNoJudgements(t *testing.T) {
	for name, text := range map[string]string{
		"r.jsonl": `{"v":2,"id":"1","label":"positive","scores":{"positive":1},"words":{"label":"positive"},"picture":null,"dominant":"words","incongruity":null,"pack":"a@1","device":"cpu","input":{"text":"good"}}`,
		"r.csv":   "text,id,label,positive,dominant,incongruity,pack,device\ngood,1,positive,1,words,,a@1,cpu\n",
	} {
		for column, want := range map[string]int{"": 0, "label": 1} {
			p := newProject(t)
			got, err := Import(t.Context(), p, write(t, name, text), ImportOptions{LabelColumn: column, Annotator: "ana"})
			must(t, err)
			notes := fmt.Sprint(got.Notes)
			if n := strings.Count(said(t, p), "ana"); n != want || strings.Contains(notes, "anybody's judgements") != (column == "") {
				t.Errorf("%s, label column %q: %d judgements, %s", name, column, n, notes)
			}
		}
	}
}
