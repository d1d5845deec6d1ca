package exchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// studioTask is a task of Label Studio's JSON export, as far as it is about labels.
type studioTask struct {
	ID          any                        `json:"id"`
	Data        map[string]json.RawMessage `json:"data"`
	Annotations []studioWork               `json:"annotations"`
	Completions []studioWork               `json:"completions"` // before Label Studio 1.0
	Predictions json.RawMessage            `json:"predictions"`
	Meta        struct {
		Log   json.RawMessage `json:"duotone"`
		Model json.RawMessage `json:"duotone_model"`
	} `json:"meta"`
}

type studioWork struct {
	Annotator    string          `json:"annotator"`
	CompletedBy  json.RawMessage `json:"completed_by"`
	LeadTime     float64         `json:"lead_time"`
	CreatedAt    string          `json:"created_at"`
	WasCancelled bool            `json:"was_cancelled"`
	Result       []studioResult  `json:"result"`
}

type studioResult struct {
	ID    string `json:"id"`
	From  string `json:"from_name"`
	Type  string `json:"type"`
	Value struct {
		Choices []string `json:"choices"`
		Text    any      `json:"text"`
	} `json:"value"`
}

// looksLikeStudio tells a list of tasks from other JSON by its first object.
func looksLikeStudio(path string) bool {
	if !strings.EqualFold(filepath.Ext(path), ".json") {
		return false
	}
	f, _, err := app.OpenRegular(path)
	if err != nil {
		return false
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReader(f))
	if t, err := d.Token(); err != nil || t != json.Delim('[') || !d.More() {
		return false
	}
	var first map[string]json.RawMessage
	if d.Decode(&first) != nil {
		return false
	}
	_, annotations := first["annotations"]
	_, completions := first["completions"]
	data := bytes.TrimSpace(first["data"])
	return (annotations || completions) && len(data) > 0 && data[0] == '{'
}

// studio takes in a list of tasks.
func (w *weighing) studio(file string) error {
	questions, err := w.questions(file)
	if err != nil {
		return err
	}
	loader, err := table.NewLoader(&table.Input{Options: studioPictures(file, w.o)}, picture.DefaultLimits)
	if err != nil {
		return err
	}
	row := int64(0)
	return eachTask(w.ctx, file, func(raw json.RawMessage) error {
		row++
		var task studioTask
		if err := json.Unmarshal(raw, &task); err != nil {
			w.out.Rows++
			w.out.Failed++
			w.out.problem(row, "", &app.Error{Op: opStudio, Kind: app.KindFormat, Err: err, Hint: "Export the project from Label Studio once more."})
			return nil
		}
		return w.take(task.read(w.ctx, row, loader, questions, w.o, w.known))
	})
}

const opStudio = "import Label Studio tasks"

// eachTask calls f with every task of a file, until it returns an error.
func eachTask(ctx context.Context, file string, f func(json.RawMessage) error) error {
	broken := func(err error) error {
		return &app.Error{Op: opStudio, Path: file, Kind: app.KindFormat, Err: err, Hint: "Export the project from Label Studio as JSON. Nothing was imported."}
	}
	in, _, err := app.OpenRegular(file)
	if err != nil {
		return &app.Error{Op: opStudio, Path: file, Kind: app.KindMissing, Err: err, Hint: "Check the name."}
	}
	defer in.Close()
	d := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return broken(errors.New("this is not a list of tasks"))
	}
	for d.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return broken(err)
		}
		if err := f(raw); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return broken(err)
	}
	return nil
}

func studioPictures(file string, o ImportOptions) source.Options {
	in := o.Input
	if in.Pictures == "" {
		in.Pictures = filepath.Dir(file)
	}
	return in
}

// read makes a reading of a task.
func (t studioTask) read(ctx context.Context, row int64, l *table.Loader, q questions, o ImportOptions, known func(app.PostID) bool) reading {
	r := reading{row: row, columns: map[string]string{}, noText: true}
	cells := map[string]string{colLog: string(t.Meta.Log), colModel: string(t.Meta.Model)}
	for _, name := range sortedKeys(t.Data) {
		text := plain(t.Data[name])
		switch low := strings.ToLower(name); {
		case name == colStamp:
			cells[colStamp] = text
		case name == o.Input.TextColumn || o.Input.TextColumn == "" && r.noText && isOneOf(low, "text", "words", "tweet", "content", "caption", "post", "body"):
			r.post.Text, r.noText = strings.ToValidUTF8(text, "\uFFFD"), false
		case name == o.Input.ImageColumn || o.Input.ImageColumn == "" && r.image == "" && isOneOf(low, "image", "picture", "photo", "img", "image_url", "url", "file"):
			r.image = studioFile(text)
		case name == o.Input.IDColumn || o.Input.IDColumn == "" && low == "id":
			r.post.ID = text
		default:
			if r.columns[name] = text; text == "" {
				r.empty = append(r.empty, name)
			}
		}
	}
	r.mark(cells)
	r.unlink()
	if r.stamp != nil || len(r.scores) > 0 {
		delete(r.columns, "final_label")
	}
	if r.post.ID == "" && t.ID != nil {
		r.post.ID = fmt.Sprint(t.ID)
		if f, ok := t.ID.(float64); ok {
			r.post.ID = fmt.Sprintf("%.0f", f)
		}
	}
	if r.picture(ctx, l, known); r.err != nil {
		return r
	}
	r.restoreBreaks()
	r.strange = errors.Join(r.strange, t.claims(&r, q, o))
	r.whole = true
	return r
}

// studioFile turns Label Studio's address of a local or uploaded file into a path.
func studioFile(ref string) string {
	if rest, ok := strings.CutPrefix(ref, studioFiles); ok {
		if clean, err := url.PathUnescape(rest); err == nil {
			return clean
		}
		return rest
	}
	if strings.HasPrefix(ref, "/data/upload/") {
		return path.Base(ref)
	}
	return ref
}

// unlink takes away what a link to a picture has before the path with which it went out.
func (r *reading) unlink() {
	if r.stamp != nil && r.stamp.Image != "" && strings.HasSuffix(r.image, "/"+r.stamp.Image) {
		r.image = r.stamp.Image
	}
}
