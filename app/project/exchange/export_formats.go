package exchange

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// Columns of exports that are Duotone's own. Imports know them again.
const (
	colLog   = "judgements"
	colModel = "model"
	colAgain = "asked_again" // in lines: what people answered when they were asked once more
)

// columnOf is the column of a question's answer.
func columnOf(id codebook.QuestionID) string {
	switch id {
	case codebook.Both:
		return "label"
	case codebook.Words, codebook.Picture:
		return string(id) + "_label"
	}
	return string(id)
}

// againTail ends the name of a column of answers to what was asked once more.
const againTail = "_again"

// againColumn is the column of what a person answered when asked once more.
func againColumn(id codebook.QuestionID, who string) string {
	return columnOf(id) + againTail + ":" + who
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
	m["id"], m["text"], m[colStamp] = r.item.Name, r.item.Text, r.mark
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
	for _, q := range r.book.Questions {
		m[columnOf(q.ID)] = orNull(r.labels[q.ID])
	}
	m["flags"], m["note"] = append([]string{}, r.flags...), r.noteText()
	people := map[string]any{}
	for who, said := range r.people {
		people[who] = maps.Clone(said)
	}
	m["annotators"] = people
	if len(r.again) > 0 {
		m[colAgain] = r.again
	}
	if r.score != nil {
		m[colModel] = exported(*r.score)
	}
	if log {
		m[colLog] = append([]ledger.Event{}, r.log...)
	}
	return m
}

// doccanoLine gives every line the same keys: doccano makes NaN of a key that some lines lack, and then takes none of them.
func (x *exporter) doccanoLine(r record, log bool) map[string]any {
	m := map[string]any{"image": ""} // not "filename", which doccano takes for its own
	for _, name := range x.columns {
		m[name] = ""
	}
	maps.Copy(m, base(r))
	main := r.book.Main() // doccano has one list of labels
	m["label"] = append([]string{}, codebook.Answer(r.labels[main]).IDs()...)
	for _, q := range r.book.Questions {
		if q.ID != main {
			m[columnOf(q.ID)] = r.labels[q.ID]
		}
	}
	if r.image != "" {
		m["image"] = r.image
	}
	m["Comments"] = []string{}
	if note := r.noteText(); note != "" {
		m["Comments"] = []string{note}
	}
	if x.o.Scores {
		m[colModel] = ""
	}
	if r.score != nil {
		m[colModel] = exported(*r.score)
	}
	if log {
		m[colLog] = append([]ledger.Event{}, r.log...)
	}
	return m
}

func folderLine(r record, log bool) map[string]any {
	m := base(r)
	m["file_name"] = orNull(r.image)
	for _, q := range r.book.Questions {
		m[columnOf(q.ID)] = orNull(r.labels[q.ID])
	}
	m["flags"], m["note"] = append([]string{}, r.flags...), r.noteText()
	if r.score != nil {
		m["model_label"], m["model_scores"] = r.score.Label().String(), r.score.Scores
		m[colModel] = jsonText(exported(*r.score))
	}
	if log {
		m[colLog] = jsonText(append([]ledger.Event{}, r.log...)) // a text: columns of a data set have one type
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
