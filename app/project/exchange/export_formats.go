package exchange

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/project"
)

// Columns of exports that are Duotone's own. Imports know them again.
const (
	colLog   = "judgements"
	colModel = "model"
)

// passColumn is the column of a pass's label.
func passColumn(pass project.Pass) string {
	if pass == project.PassBoth {
		return "label"
	}
	return string(pass) + "_label"
}

type csvWriter struct {
	x    *exporter
	out  *csv.Writer
	head bool
	own  map[string]bool
}

func newCSVWriter(x *exporter, out io.Writer) *csvWriter {
	return &csvWriter{x: x, out: csv.NewWriter(out)}
}

// header lists the columns: Duotone's, one a person and pass, the model's, and the input's own.
func (w *csvWriter) header() []string {
	names := []string{"id", "text", "image", "label", "words_label", "picture_label", "flags", "note"}
	for _, who := range w.x.people {
		for _, pass := range project.Passes {
			names = append(names, passColumn(pass)+":"+who)
		}
	}
	if w.x.o.Scores {
		names = append(names, "model_label", "model_negative", "model_neutral", "model_positive", "model_incongruity", "model_irony", colModel)
	}
	if w.x.o.Log {
		names = append(names, colLog)
	}
	w.own = map[string]bool{}
	for _, n := range names {
		w.own[n] = true
	}
	for _, n := range w.x.columns {
		if !w.own[n] {
			names = append(names, n)
		}
	}
	return names
}

func (w *csvWriter) write(r record) error {
	if !w.head {
		w.head = true
		if err := w.out.Write(w.header()); err != nil {
			return err
		}
	}
	row := []string{r.item.Name, r.item.Text, r.image, r.labels[project.PassBoth], r.labels[project.PassWords], r.labels[project.PassPicture],
		strings.Join(r.flags, ";"), r.noteText()}
	for _, who := range w.x.people {
		for _, pass := range project.Passes {
			row = append(row, r.people[who][pass])
		}
	}
	if w.x.o.Scores {
		cells := make([]string, 7)
		if s := r.score; s != nil {
			whole := exported(*s)
			cells[0] = whole.Label.String()
			for i, x := range []float64{s.Scores[0], s.Scores[1], s.Scores[2], s.Incongruity, s.Irony} {
				cells[1+i] = jsonText(x)
			}
			cells[6] = jsonText(whole)
		}
		row = append(row, cells...)
	}
	if w.x.o.Log {
		row = append(row, jsonText(r.log))
	}
	for _, n := range w.x.columns {
		if !w.own[n] {
			row = append(row, r.item.Columns[n])
		}
	}
	return w.out.Write(row)
}

func (w *csvWriter) close() error {
	if !w.head {
		if err := w.out.Write(w.header()); err != nil {
			return err
		}
	}
	w.out.Flush()
	return w.out.Error()
}

// jsonText is a value that always has a JSON form.
func jsonText(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

type linesWriter struct {
	out  *json.Encoder
	line func(r record, log bool) map[string]any
	log  bool
}

func (w *linesWriter) write(r record) error {
	w.out.SetEscapeHTML(false)
	return w.out.Encode(w.line(r, w.log))
}

func (w *linesWriter) close() error { return nil }

// base is what all formats of lines have: the input's own columns, and Duotone's over them.
func base(r record) map[string]any {
	m := map[string]any{}
	for k, v := range r.item.Columns {
		m[k] = v
	}
	m["id"], m["text"] = r.item.Name, r.item.Text
	return m
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func ownLine(r record, log bool) map[string]any {
	m := base(r)
	m["image"] = orNull(r.image)
	for _, pass := range project.Passes {
		m[passColumn(pass)] = orNull(r.labels[pass])
	}
	m["flags"], m["note"] = append([]string{}, r.flags...), r.noteText()
	people := map[string]any{}
	for who, said := range r.people {
		people[who] = maps.Clone(said)
	}
	m["annotators"] = people
	if r.score != nil {
		m[colModel] = exported(*r.score)
	}
	if log {
		m[colLog] = append([]project.Event{}, r.log...)
	}
	return m
}

func doccanoLine(r record, log bool) map[string]any {
	m := base(r)
	m["label"] = []string{}
	if l := r.labels[project.PassBoth]; l != "" {
		m["label"] = []string{l}
	}
	if r.image != "" {
		m["filename"] = r.image
	}
	m["Comments"] = []string{}
	if note := r.noteText(); note != "" {
		m["Comments"] = []string{note}
	}
	if r.score != nil {
		m[colModel] = exported(*r.score)
	}
	if log {
		m[colLog] = append([]project.Event{}, r.log...)
	}
	return m
}

func folderLine(r record, log bool) map[string]any {
	m := base(r)
	m["file_name"] = orNull(r.image)
	for _, pass := range project.Passes {
		m[passColumn(pass)] = orNull(r.labels[pass])
	}
	m["flags"], m["note"] = append([]string{}, r.flags...), r.noteText()
	if r.score != nil {
		m["model_label"], m["model_scores"] = r.score.Label().String(), r.score.Scores
		m[colModel] = jsonText(exported(*r.score))
	}
	if log {
		m[colLog] = jsonText(append([]project.Event{}, r.log...)) // a text: columns of a data set have one type
	}
	return m
}

// folderWriter keeps posts without a picture apart: a row of an imagefolder's metadata has to name a file.
type folderWriter struct {
	linesWriter
	x     *exporter
	words *os.File
}

func (w *folderWriter) write(r record) error {
	if r.image != "" && isFile(filepath.Join(w.x.dir, filepath.FromSlash(r.image))) {
		return w.linesWriter.write(r)
	}
	if w.words == nil {
		f, err := os.Create(filepath.Join(w.x.dir, "words-only.jsonl"))
		if err != nil {
			return &app.Error{Op: "export project", Path: w.x.dir, Kind: app.KindDisk, Err: err}
		}
		w.words = f
	}
	e := json.NewEncoder(w.words)
	e.SetEscapeHTML(false)
	return e.Encode(ownLine(r, w.log))
}

func (w *folderWriter) close() error {
	if w.words == nil {
		return nil
	}
	if err := w.words.Sync(); err != nil {
		return err
	}
	return w.words.Close()
}
