package exchange

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
)

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
		p := newProject(t)
		r, err := Import(t.Context(), p, at(name), ImportOptions{Annotator: "ana"})
		must(t, err)
		if r.Rows != 3 || r.Posts != 2 || r.Duplicates != 1 || len(r.Twice) != 1 || r.Twice[0] != "3" || r.Added.Events != 2 || r.Failed+r.Strange > 0 {
			t.Errorf("%s: %+v", name, r)
		}
		l, err := p.Log.Ledger(t.Context())
		must(t, err)
		got := ""
		must(t, p.Posts.Each(t.Context(), func(i project.Item) error {
			if i.Picture != nil {
				if _, err := p.Pictures.Read(t.Context(), *i.Picture); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			got += fmt.Sprintln(i.ID, i.Name, i.Text, l.Said(i.ID, codebook.Both)[0].Answer)
			return nil
		}))
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s gives\n%s, want\n%s", name, got, want)
		}
	}
	p := newProject(t)
	if r, err := Import(t.Context(), p, at("posts.zip"), ImportOptions{}); err != nil || r.Posts != 1 {
		t.Errorf("a ZIP of pictures: %+v %v", r, err)
	}
	must(t, os.Remove(at("a.png"))) // what came from a ZIP has to be in the project, and goes out with it
	must(t, os.Remove(at("posts.zip")))
	out := at("embedded.json")
	if r, err := Export(t.Context(), p, out, ExportOptions{Format: FormatLabelStudio, Final: ledger.Final{By: "majority"}, Embed: true}); err != nil || len(r.Missing) > 0 {
		t.Errorf("an export with its pictures: %+v %v", r, err)
	}
	if r, err := Import(t.Context(), newProject(t), out, ImportOptions{}); err != nil || r.Posts != 1 {
		t.Errorf("pictures inside a file: %+v %v", r, err)
	}
	if r, err := Import(t.Context(), p, filepath.Dir(drawn(t, dir, "photos/b.png", 50)), ImportOptions{}); err != nil || r.Posts != 1 {
		t.Errorf("a folder: %+v %v", r, err)
	}
}
