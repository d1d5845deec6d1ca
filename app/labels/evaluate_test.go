package labels

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"duotone/app"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
)

// The figures of testdata/evaluate.json were computed once with scikit-learn.
func TestEvaluateAgainstScikitLearn(t *testing.T) {
	raw, err := os.ReadFile("testdata/evaluate.json")
	must(t, err)
	var golden struct {
		Rows []struct {
			Truth         app.Label
			First, Second app.Scores
		}
		Accuracy, Macro, Weighted float64
		Confusion                 [][]int
	}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(string(raw), `"truth": 0`, `"truth": "negative"`),
		`"truth": 1`, `"truth": "neutral"`), `"truth": 2`, `"truth": "positive"`)), &golden); err != nil {
		t.Fatal(err)
	}
	p := newProject(t, DefaultSettings(), texts(len(golden.Rows))...)
	onlyFirst, onlySecond := 0, 0
	for i, id := range ids(t, p) {
		r := golden.Rows[i]
		_, err := p.Append(t.Context(), Event{Annotator: "ana", Act: ActLabel, Post: id, Pass: PassBoth, Value: r.Truth.String()})
		must(t, err)
		must(t, p.SetScores(t.Context(), []Score{{Post: id, Pack: "first@1", Scores: r.First}, {Post: id, Pack: "second@1", Scores: r.Second}}))
		switch a, b := r.First.Top() == r.Truth, r.Second.Top() == r.Truth; {
		case a && !b:
			onlyFirst++
		case b && !a:
			onlySecond++
		}
	}
	final := Final{By: "majority"}
	first, unscored, err := p.Cases(t.Context(), final, "first@1")
	must(t, err)
	second, _, err := p.Cases(t.Context(), final, "second@1")
	must(t, err)
	e := Evaluate("first@1", first)
	for _, f := range []struct {
		name      string
		got, want float64
	}{{"accuracy", e.Accuracy.Value, golden.Accuracy}, {"macro F1", e.MacroF1.Value, golden.Macro}, {"weighted F1", e.WeightedF1.Value, golden.Weighted}} {
		if math.Abs(f.got-f.want) > 1e-9 {
			t.Errorf("%s %v, want %v", f.name, f.got, f.want)
		}
	}
	if !(e.Accuracy.Low < golden.Accuracy && golden.Accuracy < e.Accuracy.High) || unscored != 0 {
		t.Errorf("accuracy %+v, %d unscored", e.Accuracy, unscored)
	}
	if !reflect.DeepEqual(e.Metrics.Confusion, golden.Confusion) {
		t.Errorf("confusion %v, want %v", e.Metrics.Confusion, golden.Confusion)
	}
	for truth, row := range golden.Confusion {
		for said, n := range row {
			if got := len(Cell(first, app.Label(truth), app.Label(said))); got != n {
				t.Errorf("%d posts behind cell %d, %d; want %d", got, truth, said, n)
			}
		}
	}
	test, n := Compare(first, second)
	if n != len(golden.Rows) || test.OnlyA != onlyFirst || test.OnlyB != onlySecond {
		t.Errorf("McNemar on %d: %+v, want %d and %d", n, test, onlyFirst, onlySecond)
	}
	dir := filepath.Join(t.TempDir(), "figures")
	must(t, e.Write(dir, "", first, ComparisonTable("first@1", "second@1", test, n)))
	for name, begin := range map[string]string{"reliability.png": "\x89PNG", "confusion.png": "\x89PNG", "reliability.svg": "<?xml",
		"confusion.svg": "<?xml", "metrics.csv": "metric,", "mcnemar.csv": "first,", "posts.csv": "id,", "slices.csv": "by,"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.HasPrefix(string(data), begin) {
			t.Errorf("%s begins with %.20q, %v", name, data, err)
		}
	}
	f, err := os.Open(filepath.Join(dir, "posts.csv"))
	must(t, err)
	defer f.Close()
	if rows, err := csv.NewReader(f).ReadAll(); err != nil || len(rows) != 1+len(golden.Rows) {
		t.Errorf("%d rows of posts, %v", len(rows), err)
	}
}

// TestImportFormats brings the same two posts, one of them twice, out of every kind of file.
func TestImportFormats(t *testing.T) {
	dir := t.TempDir()
	drawn(t, dir, "a.png", 9)
	rows := [][]string{{"id", "text", "image", "label"}, {"1", "good, \"so\" good", "a.png", "positive"}, {"2", "ärgerlich\n😀", "", "neg"},
		{"3", "good, \"so\" good", "a.png", "positive"}}
	at := func(name string) string { return filepath.Join(dir, name) }
	var lines []string
	type row struct {
		ID    string `parquet:"id"`
		Text  string `parquet:"text"`
		Image string `parquet:"image"`
		Label string `parquet:"label"`
	}
	var typed []row
	sheet := excelize.NewFile()
	for i, r := range rows {
		cells := make([]any, len(r))
		for k, c := range r {
			cells[k] = c
		}
		must(t, sheet.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &cells))
		if i > 0 {
			typed = append(typed, row{r[0], r[1], r[2], r[3]})
			lines = append(lines, jsonText(map[string]string{"id": r[0], "text": r[1], "image": r[2], "label": r[3]}))
		}
	}
	must(t, sheet.SaveAs(at("posts.xlsx")))
	must(t, parquet.WriteFile(at("posts.parquet"), typed))
	must(t, os.WriteFile(at("posts.jsonl"), []byte(strings.Join(lines, "\n")), 0o600))
	must(t, os.WriteFile(at("posts.json"), []byte("["+strings.Join(lines, ",")+"]"), 0o600))
	table, err := os.Create(at("posts.csv"))
	must(t, err)
	must(t, csv.NewWriter(table).WriteAll(rows))
	must(t, table.Close())
	archive, err := os.Create(at("posts.zip"))
	must(t, err)
	z := zip.NewWriter(archive)
	data, err := os.ReadFile(at("a.png"))
	must(t, err)
	w, err := z.Create("a.png")
	must(t, err)
	_, err = w.Write(data)
	must(t, err)
	must(t, z.Close())
	must(t, archive.Close())
	want := ""
	for _, name := range []string{"posts.csv", "posts.jsonl", "posts.json", "posts.xlsx", "posts.parquet"} {
		p := newProject(t, DefaultSettings())
		r, err := p.Import(t.Context(), at(name), ImportOptions{Annotator: "ana"})
		must(t, err)
		if r.Rows != 3 || r.Posts != 2 || r.Duplicates != 1 || len(r.Twice) != 1 || r.Twice[0] != "3" || r.Added.Events != 2 || r.Failed+r.Strange > 0 {
			t.Errorf("%s: %+v", name, r)
		}
		l, err := p.Ledger(t.Context())
		must(t, err)
		got := ""
		must(t, p.Items(t.Context(), func(i Item) error {
			if i.Picture != nil {
				if _, err := p.Picture(t.Context(), *i.Picture); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			got += fmt.Sprintln(i.ID, i.Name, i.Text, l.Said(i.ID, PassBoth)[0].Label)
			return nil
		}))
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s gives\n%s, want\n%s", name, got, want)
		}
	}
	p := newProject(t, DefaultSettings())
	if r, err := p.Import(t.Context(), at("posts.zip"), ImportOptions{}); err != nil || r.Posts != 1 {
		t.Errorf("a ZIP of pictures: %+v %v", r, err)
	}
	must(t, os.Remove(at("a.png"))) // what came from a ZIP has to be in the project, and goes out with it
	must(t, os.Remove(at("posts.zip")))
	out := at("embedded.json")
	if r, err := p.Export(t.Context(), out, ExportOptions{Format: FormatLabelStudio, Final: Final{By: "majority"}, Embed: true}); err != nil || len(r.Missing) > 0 {
		t.Errorf("an export with its pictures: %+v %v", r, err)
	}
	if r, err := newProject(t, DefaultSettings()).Import(t.Context(), out, ImportOptions{}); err != nil || r.Posts != 1 {
		t.Errorf("pictures inside a file: %+v %v", r, err)
	}
	if r, err := p.Import(t.Context(), filepath.Dir(drawn(t, dir, "photos/b.png", 50)), ImportOptions{}); err != nil || r.Posts != 1 {
		t.Errorf("a folder: %+v %v", r, err)
	}
}
