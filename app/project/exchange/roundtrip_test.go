package exchange

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/table"
	"duotone/app/table/source"
)

// otherSide is a program that reads an export, lets people change cells, and writes it back.
type otherSide struct {
	format, name string
	load         func(t *testing.T, path string) []map[string]string
	save         func(t *testing.T, path string, rows []map[string]string)
	final, text  string // columns of the final label and of the words
	people       bool   // there is a column a person
}

func names(rows []map[string]string) []string {
	all := map[string]bool{}
	for _, r := range rows {
		for name := range r {
			all[name] = true
		}
	}
	return sortedKeys(all)
}

// loadTable reads any table, as a spreadsheet would.
func loadTable(t *testing.T, path string) (rows []map[string]string) {
	t.Helper()
	in, err := table.Open(t.Context(), path, nil, source.Options{})
	must(t, err)
	src, err := in.Rows()
	must(t, err)
	defer src.Close()
	for {
		row, err := src.Next()
		if err == io.EOF {
			return rows
		}
		must(t, err)
		rows = append(rows, in.Cells(src, row))
	}
}

func saveSheet(kind string) func(t *testing.T, path string, rows []map[string]string) {
	return func(t *testing.T, path string, rows []map[string]string) {
		t.Helper()
		f, err := os.Create(path)
		must(t, err)
		defer f.Close()
		var out sheet
		switch kind {
		case FormatParquet:
			out = &parquetSheet{to: f}
		case FormatXLSX:
			b := &workbook{file: excelize.NewFile(), to: f}
			b.rows, b.err = b.file.NewStreamWriter("Sheet1")
			out = b
		default:
			c := csv.NewWriter(f)
			if kind == FormatTSV {
				c.Comma = '\t'
			}
			out = csvSheet{c}
		}
		columns := names(rows)
		must(t, out.row(columns))
		for _, r := range rows {
			cells := make([]string, len(columns))
			for i, name := range columns {
				cells[i] = r[name]
			}
			must(t, out.row(cells))
		}
		must(t, out.close())
	}
}

// loadLines reads JSON lines; values that are no texts are kept as JSON behind a mark.
func loadLines(t *testing.T, path string) (rows []map[string]string) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	for line := range strings.Lines(string(data)) {
		var raw map[string]json.RawMessage
		must(t, json.Unmarshal([]byte(line), &raw))
		row := map[string]string{}
		for k, v := range raw {
			row[k] = plain(v)
		}
		rows = append(rows, row)
	}
	return rows
}

func saveLines(t *testing.T, path string, rows []map[string]string) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	for _, r := range rows {
		raw := map[string]any{}
		for k, v := range r {
			raw[k] = v
			if s := strings.TrimSpace(v); (strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")) && k != colStamp && json.Valid([]byte(s)) {
				raw[k] = json.RawMessage(s)
			}
		}
		must(t, json.NewEncoder(f).Encode(raw))
	}
}

// loadFolder reads an imagefolder: posts with pictures, then those of words alone.
func loadFolder(t *testing.T, path string) (rows []map[string]string) {
	t.Helper()
	for _, name := range folderFiles {
		if at := filepath.Join(path, name); isFile(at) {
			rows = append(rows, loadLines(t, at)...)
		}
	}
	return rows
}

var folderFiles = []string{"metadata.jsonl", "words-only.jsonl"}

func saveFolder(t *testing.T, path string, rows []map[string]string) {
	t.Helper()
	parts := [2][]map[string]string{}
	for _, r := range rows {
		at := 1
		if isFile(filepath.Join(path, filepath.FromSlash(r["file_name"]))) && r["file_name"] != "" {
			at = 0
		}
		parts[at] = append(parts[at], r)
	}
	for i, part := range parts {
		saveLines(t, filepath.Join(path, folderFiles[i]), part)
	}
}

var others = []otherSide{
	{FormatCSV, "x.csv", loadTable, saveSheet(FormatCSV), "label", "text", true},
	{FormatTSV, "x.tsv", loadTable, saveSheet(FormatTSV), "label", "text", true},
	{FormatXLSX, "x.xlsx", loadTable, saveSheet(FormatXLSX), "label", "text", true},
	{FormatParquet, "x.parquet", loadTable, saveSheet(FormatParquet), "label", "text", true},
	{FormatJSONL, "x.jsonl", loadLines, saveLines, "label", "text", false},
	{FormatDoccano, "x.doccano.jsonl", loadLines, saveLines, "label", "text", false},
	{FormatImageFolder, "folder", loadFolder, saveFolder, "label", "text", false},
}

// labelled is a project of several people with flags, notes, columns, pictures and hostile texts.
func labelled(t *testing.T, dir string) *project.Project {
	t.Helper()
	p := sample(t, dir)
	all := ids(t, p)
	_, err := p.Log.Append(t.Context(),
		ledger.Event{Annotator: "ben", Act: ledger.ActFlag, Post: all[3], Question: codebook.Both, Value: "unclear"},
		ledger.Event{Annotator: "judge", Act: ledger.ActAdjudicate, Post: all[1], Question: codebook.Both, Value: "negative"},
		ledger.Event{Annotator: "ben", Act: ledger.ActLabel, Post: all[4], Question: codebook.Words, Value: "positive"},
		ledger.Event{Annotator: "ben", Act: ledger.ActLabel, Post: all[1], Question: codebook.Both, Round: 1, Value: "neutral"}) // asked once more
	must(t, err)
	return p
}

func (o otherSide) export(t *testing.T, p *project.Project, dir string, log bool) (string, []map[string]string) {
	t.Helper()
	path := filepath.Join(dir, o.name)
	if o.format == FormatImageFolder {
		must(t, os.RemoveAll(path)) // a folder is never replaced
	}
	_, err := Export(t.Context(), p, path, ExportOptions{Format: o.format, Final: ledger.Final{By: "adjudication"}, Log: log, Force: true})
	must(t, err)
	return path, o.load(t, path)
}

// change makes one random change in a row and tells in which cell.
func (o otherSide) change(rng *rand.Rand, row map[string]string) string {
	labels := []string{"negative", "neutral", "positive"}
	label := labels[rng.IntN(3)]
	switch k := rng.IntN(7); {
	case k == 6 && o.people:
		row["label_again:ben"] = append(labels, "")[rng.IntN(4)]
		return "label_again:ben"
	case k == 0:
		row[o.text] = fmt.Sprintf("edited %d, \"quoted\"\nand ünïcode", rng.IntN(1000))
		return o.text
	case k == 1:
		row["likes"] = fmt.Sprint("x", rng.IntN(1000))
		return "likes"
	case k == 2 && o.format != FormatDoccano:
		row["note"] = fmt.Sprint("noted there ", rng.IntN(1000))
		return "note"
	case k == 3 && o.people:
		row["label:ben"] = append(labels, "")[rng.IntN(4)]
		return "label:ben"
	case k == 4 && o.people:
		row["words_label:Ana Ü"] = label
		return "words_label:Ana Ü"
	case o.format == FormatDoccano:
		row[o.final] = `["` + label + `"]`
	default:
		row[o.final] = label
	}
	return o.final
}

// Whatever is changed on the other side arrives, nothing else changes, nothing doubles, and a second import changes nothing;
// again and again, so that what was positive may become negative and positive again.
func TestRandomEditsOnTheOtherSideArrive(t *testing.T) {
	for _, o := range others {
		for _, log := range []bool{true, false} {
			t.Run(fmt.Sprint(o.format, log), func(t *testing.T) {
				if !log && o.format != FormatCSV && o.format != FormatDoccano {
					t.Skip("it makes no difference")
				}
				dir := t.TempDir()
				p := labelled(t, dir)
				rng := rand.New(rand.NewPCG(4, 2))
				for range 3 {
					o.thereAndBack(t, rng, p, dir, log)
				}
			})
		}
	}
}

// thereAndBack exports, makes random changes, and imports them: once to look, once, and once more.
func (o otherSide) thereAndBack(t *testing.T, rng *rand.Rand, p *project.Project, dir string, log bool) {
	t.Helper()
	posts := len(ids(t, p))
	path, rows := o.export(t, p, dir, log)
	before := o.load(t, path)
	want, changed := o.changeSome(rng, rows, before)
	o.save(t, path, rows)
	dry, err := Import(t.Context(), p, path, ImportOptions{DryRun: true})
	must(t, err)
	if after := o.rows(t, p, dir, log); !slices.EqualFunc(after, before, maps.Equal) {
		t.Fatal("a dry run changed something")
	}
	o.save(t, path, rows)
	r, err := Import(t.Context(), p, path, ImportOptions{})
	must(t, err)
	if r.Posts != 0 || r.Changed != len(changed) || r.Unchanged != len(rows)-len(changed) || r.Failed+r.Strange > 0 || len(r.Left) > 0 {
		t.Fatalf("%d rows were changed (%v): %+v", len(changed), changed, r)
	}
	if dry.Changed != r.Changed || dry.Added != r.Added {
		t.Errorf("the dry run said %+v, the import %+v", dry, r)
	}
	o.arrived(t, o.rows(t, p, dir, log), want, changed)
	o.save(t, path, rows)
	again, err := Import(t.Context(), p, path, ImportOptions{})
	must(t, err)
	if again.Posts+again.Changed+again.Added.Events != 0 || again.Unchanged != len(rows) {
		t.Fatalf("the second import changed something: %+v", again)
	}
	if n := len(ids(t, p)); n != posts {
		t.Fatalf("%d posts became %d", posts, n)
	}
	if r, err := p.Check(t.Context(), false); err != nil || len(r.Damage)+len(r.Loose) > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
}

// changeSome changes about half of the rows in place; it returns what is to come back, and which cell of which row changed.
func (o otherSide) changeSome(rng *rand.Rand, rows, before []map[string]string) ([]map[string]string, map[int]string) {
	want := make([]map[string]string, len(rows))
	changed := map[int]string{}
	for i := range rows {
		want[i] = maps.Clone(rows[i])
		if rng.IntN(2) != 0 {
			continue
		}
		name := o.change(rng, rows[i])
		want[i][name] = rows[i][name]
		if before[i][name] != rows[i][name] {
			changed[i] = name
		}
	}
	return want, changed
}

// arrived holds the rows after an import to what was changed on the other side.
func (o otherSide) arrived(t *testing.T, got, want []map[string]string, changed map[int]string) {
	t.Helper()
	for i := range want {
		for _, name := range watched {
			if changed[i] != "" && name != changed[i] && name != o.text && name != "likes" { // one person's new label may change the final one
				continue
			}
			if settled(got[i][name]) != settled(want[i][name]) {
				t.Errorf("row %d, %s changed: %s is %q, want %q", i, changed[i], name, got[i][name], want[i][name])
			}
		}
	}
}

var watched = []string{"text", "likes", "note", "label", "words_label", "picture_label", "flags", "label:ben", "label_again:ben", "asked_again", "words_label:Ana Ü", "label:Ana Ü"}

func (o otherSide) rows(t *testing.T, p *project.Project, dir string, log bool) []map[string]string {
	t.Helper()
	_, rows := o.export(t, p, dir, log)
	return rows
}

// An export is read into an empty project as it is, with or without the judgements.
func TestExportsAreReadIntoAnEmptyProject(t *testing.T) {
	for _, o := range others {
		for _, log := range []bool{true, false} {
			dir := t.TempDir()
			p := labelled(t, dir)
			path, want := o.export(t, p, dir, log)
			q := newProject(t)
			in := ImportOptions{Input: source.Options{Pictures: dir}}
			if o.format == FormatImageFolder { // which has them
				in = ImportOptions{}
			}
			r, err := Import(t.Context(), q, path, in)
			must(t, err)
			if r.Posts != len(want) || r.Failed+r.Strange > 0 {
				t.Fatalf("%s %v: %+v", o.format, log, r)
			}
			got := o.rows(t, q, t.TempDir(), log)
			for i := range want {
				for _, name := range []string{"text", "likes", "label", "flags", "label:ben", "label:Ana Ü", "label_again:ben", "asked_again"} {
					if o.format == FormatDoccano && name == "flags" { // doccano has none
						continue
					}
					if settled(got[i][name]) != settled(want[i][name]) {
						t.Errorf("%s %v, row %d: %s is %q, was %q", o.format, log, i, name, got[i][name], want[i][name])
					}
				}
			}
		}
	}
}
