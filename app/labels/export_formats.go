package labels

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"duotone/app"
)

// Columns of exports that are Duotone's own. Imports know them again.
const (
	colLog   = "judgements"
	colModel = "model"
)

// passColumn is the column of a pass's label.
func passColumn(pass Pass) string {
	if pass == PassBoth {
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
		for _, pass := range Passes {
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
	row := []string{r.item.Name, r.item.Text, r.image, r.labels[PassBoth], r.labels[PassWords], r.labels[PassPicture],
		strings.Join(r.flags, ";"), r.noteText()}
	for _, who := range w.x.people {
		for _, pass := range Passes {
			row = append(row, r.people[who][pass])
		}
	}
	if w.x.o.Scores {
		cells := make([]string, 7)
		if s := r.score; s != nil {
			whole := s.export()
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
	for _, pass := range Passes {
		m[passColumn(pass)] = orNull(r.labels[pass])
	}
	m["flags"], m["note"] = append([]string{}, r.flags...), r.noteText()
	people := map[string]any{}
	for who, said := range r.people {
		people[who] = maps.Clone(said)
	}
	m["annotators"] = people
	if r.score != nil {
		m[colModel] = r.score.export()
	}
	if log {
		m[colLog] = append([]Event{}, r.log...)
	}
	return m
}

func doccanoLine(r record, log bool) map[string]any {
	m := base(r)
	m["label"] = []string{}
	if l := r.labels[PassBoth]; l != "" {
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
		m[colModel] = r.score.export()
	}
	if log {
		m[colLog] = append([]Event{}, r.log...)
	}
	return m
}

func folderLine(r record, log bool) map[string]any {
	m := base(r)
	m["file_name"] = orNull(r.image)
	for _, pass := range Passes {
		m[passColumn(pass)] = orNull(r.labels[pass])
	}
	m["flags"], m["note"] = append([]string{}, r.flags...), r.noteText()
	if r.score != nil {
		m["model_label"], m["model_scores"] = r.score.Label().String(), r.score.Scores
		m[colModel] = jsonText(r.score.export())
	}
	if log {
		m[colLog] = jsonText(append([]Event{}, r.log...)) // a text: columns of a data set have one type
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
	if r.image != "" && exists(filepath.Join(w.x.dir, filepath.FromSlash(r.image))) {
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

// studioWriter writes Label Studio's tasks, as its import takes them: data, annotations, predictions.
type studioWriter struct {
	out        io.Writer
	some       bool
	log, embed bool
}

// StudioConfig is the labelling interface that the export's annotations belong to.
const StudioConfig = `<View>
  <Text name="text" value="$text"/>
  <Image name="image" value="$image"/>
  <Choices name="sentiment" toName="text" choice="single"><Choice value="negative"/><Choice value="neutral"/><Choice value="positive"/></Choices>
  <Choices name="sentiment_words" toName="text" choice="single"><Choice value="negative"/><Choice value="neutral"/><Choice value="positive"/></Choices>
  <Choices name="sentiment_picture" toName="text" choice="single"><Choice value="negative"/><Choice value="neutral"/><Choice value="positive"/></Choices>
  <Choices name="flags" toName="text" choice="multiple"><Choice value="sarcastic"/><Choice value="unclear"/><Choice value="offensive"/></Choices>
  <TextArea name="note" toName="text"/>
</View>`

const studioFiles = "/data/local-files/?d="

func studioChoice(id, from string, choices ...string) map[string]any {
	return map[string]any{"id": id, "from_name": from, "to_name": "text", "type": "choices", "value": map[string]any{"choices": choices}}
}

func studioName(pass Pass) string {
	if pass == PassBoth {
		return "sentiment"
	}
	return "sentiment_" + string(pass)
}

func (w *studioWriter) write(r record) error {
	data := base(r)
	if r.image != "" {
		data["image"] = studioFiles + (&url.URL{Path: r.image}).EscapedPath()
		if w.embed {
			if pic, err := r.picture(); err == nil {
				data["image"] = "data:image/" + pic.Format + ";base64," + base64.StdEncoding.EncodeToString(pic.Data)
			}
		}
	}
	if l := r.labels[PassBoth]; l != "" {
		data["final_label"] = l
	}
	annotations := []any{}
	for _, who := range sortedKeys(r.people) {
		annotations = append(annotations, studioAnnotation(r, who))
	}
	task := map[string]any{"data": data, "annotations": annotations, "predictions": []any{}}
	if s := r.score; s != nil {
		label := s.Label()
		task["predictions"] = []any{map[string]any{"model_version": s.Pack, "score": s.Scores[label],
			"result": []any{studioChoice("m1", "sentiment", label.String())}}}
		task["meta"] = map[string]any{"duotone_model": s.export()}
	}
	if w.log {
		meta, _ := task["meta"].(map[string]any)
		if meta == nil {
			meta = map[string]any{}
		}
		meta["duotone"] = append([]Event{}, r.log...)
		task["meta"] = meta
	}
	mark := ",\n"
	if !w.some {
		mark, w.some = "[\n", true
	}
	_, err := io.WriteString(w.out, mark+jsonText(task))
	return err
}

// studioAnnotation is one person's work on a post. It has no completed_by: Label Studio refuses people it doesn't know.
func studioAnnotation(r record, who string) map[string]any {
	var result []any
	a := map[string]any{"annotator": who, "was_cancelled": false, "ground_truth": false}
	for _, pass := range Passes {
		if l := r.people[who][pass]; l != "" {
			result = append(result, studioChoice(string(pass), studioName(pass), l))
		}
	}
	if len(r.flags) > 0 {
		result = append(result, studioChoice("flags", "flags", r.flags...))
	}
	if note := r.notes[who]; note != "" {
		result = append(result, map[string]any{"id": "note", "from_name": "note", "to_name": "text", "type": "textarea",
			"value": map[string]any{"text": []string{note}}})
	}
	for _, e := range r.log {
		if e.Annotator == who && e.Act == ActLabel {
			a["unique_id"], a["lead_time"], a["created_at"] = e.ID, e.Took.Seconds(), e.At.Format(time.RFC3339Nano)
		}
	}
	a["result"] = result
	return a
}

func (w *studioWriter) close() error {
	if !w.some {
		_, err := io.WriteString(w.out, "[]\n")
		return err
	}
	_, err := io.WriteString(w.out, "\n]\n")
	return err
}
