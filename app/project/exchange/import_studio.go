package exchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/table"
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
	Result       []struct {
		ID    string `json:"id"`
		From  string `json:"from_name"`
		Type  string `json:"type"`
		Value struct {
			Choices []string `json:"choices"`
			Text    any      `json:"text"`
		} `json:"value"`
	} `json:"result"`
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

func importStudio(ctx context.Context, p *project.Project, file string, o ImportOptions) (Imported, error) {
	const op = "import Label Studio tasks"
	f, _, err := app.OpenRegular(file)
	if err != nil {
		return Imported{}, &app.Error{Op: op, Path: file, Kind: app.KindMissing, Err: err, Hint: "Check the name."}
	}
	defer f.Close()
	broken := func(err error) error {
		return &app.Error{Op: op, Path: file, Kind: app.KindFormat, Err: err, Hint: "Export the project from Label Studio as JSON. Nothing was imported."}
	}
	d := json.NewDecoder(bufio.NewReaderSize(f, 1<<20))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return Imported{}, broken(errors.New("this is not a list of tasks"))
	}
	loader, err := table.NewLoader(&table.Input{Options: studioPictures(file, o)}, picture.DefaultLimits)
	if err != nil {
		return Imported{}, err
	}
	a, err := p.Posts.Adder(ctx, o.Embed)
	if err != nil {
		return Imported{}, err
	}
	defer a.Cancel()
	var out Imported
	for d.More() {
		if err := ctx.Err(); err != nil {
			return Imported{}, err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return Imported{}, broken(err)
		}
		row := int64(out.Rows + 1)
		var task studioTask
		if err := json.Unmarshal(raw, &task); err != nil {
			out.Rows++
			out.Failed++
			out.problem(row, "", &app.Error{Op: op, Kind: app.KindFormat, Err: err})
			continue
		}
		if err := takeIn(a, task.read(ctx, row, loader, o), &out); err != nil {
			return Imported{}, err
		}
		if out.Rows%1000 == 0 && o.Progress != nil {
			o.Progress(out.Rows)
		}
	}
	if _, err := d.Token(); err != nil {
		return Imported{}, broken(err)
	}
	out.Added, out.Twice = a.Added, a.Twice
	return out, a.Commit()
}

func studioPictures(file string, o ImportOptions) table.Options {
	in := o.Input
	if in.Pictures == "" {
		in.Pictures = filepath.Dir(file)
	}
	return in
}

// read makes a post of a task.
func (t studioTask) read(ctx context.Context, row int64, l *table.Loader, o ImportOptions) pending {
	r := pending{row: row, in: project.Incoming{Columns: map[string]string{}}}
	post := &r.in.Post
	ref := ""
	for _, name := range slices.Sorted(maps.Keys(t.Data)) {
		text := plain(t.Data[name])
		switch low := strings.ToLower(name); {
		case name == o.Input.TextColumn || o.Input.TextColumn == "" && post.Text == "" && isOneOf(low, "text", "words", "tweet", "content", "caption", "post", "body"):
			post.Text = strings.ToValidUTF8(text, "\uFFFD")
		case name == o.Input.ImageColumn || o.Input.ImageColumn == "" && ref == "" && isOneOf(low, "image", "picture", "photo", "img", "image_url", "url", "file"):
			ref = text
		case name == o.Input.IDColumn || o.Input.IDColumn == "" && low == "id":
			post.ID = text
		default:
			r.in.Columns[name] = text
		}
	}
	if post.ID == "" && t.ID != nil {
		post.ID = fmt.Sprint(t.ID)
		if f, ok := t.ID.(float64); ok {
			post.ID = fmt.Sprintf("%.0f", f)
		}
	}
	ref = studioFile(ref)
	if post.Picture, post.Err = l.Load(ctx, ref); ctx.Err() != nil {
		r.err = ctx.Err()
		return r
	}
	if post.Picture != nil && !strings.HasPrefix(ref, "data:") {
		r.in.Path = l.Place(ref)
	}
	if post.Err == nil {
		r.strange = t.labels(&r.in, o)
	}
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

func isOneOf(s string, of ...string) bool {
	for _, o := range of {
		if s == o {
			return true
		}
	}
	return false
}

// plain is a JSON value as a cell: a text itself, anything else as JSON, null as nothing.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if text := string(bytes.TrimSpace(raw)); text != "null" {
		return text
	}
	return ""
}

// labels makes judgements of a task's annotations. Where Duotone's own log came back with it, the log is taken, and of
// the annotations only what Label Studio's people added or changed.
func (t studioTask) labels(in *project.Incoming, o ImportOptions) error {
	log, err := parseLog(string(t.Meta.Log))
	if err != nil {
		return err
	}
	scores, err := parseScore(string(t.Meta.Model))
	if err != nil {
		return err
	}
	in.Scores, in.Events = scores, log
	if log != nil || scores != nil {
		delete(in.Columns, "final_label")
	}
	known := project.NewLedger(log)
	id := in.Post.ContentID()
	var problems []error
	for _, work := range append(t.Annotations, t.Completions...) {
		who, err := work.who(o)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		for _, e := range work.events(who, id, o, &problems) {
			if label, _, ok := known.Label(who, id, e.Pass, 0); e.Act == project.ActLabel && ok && label.String() == e.Value {
				continue
			}
			if len(log) > 0 && e.Act != project.ActLabel {
				continue
			}
			in.Events = append(in.Events, e)
		}
	}
	return errors.Join(problems...)
}

func (w studioWork) who(o ImportOptions) (string, error) {
	if w.Annotator != "" {
		return project.CleanName(w.Annotator)
	}
	for _, r := range w.Result { // came back from Label Studio, which names the person that imported it
		if rest, ok := strings.CutPrefix(r.ID, studioMark); ok {
			if _, name, ok := strings.Cut(rest, ":"); ok {
				return project.CleanName(name)
			}
		}
	}
	var person struct {
		Email    string `json:"email"`
		Username string `json:"username"`
		ID       int    `json:"id"`
	}
	var number int
	switch {
	case json.Unmarshal(w.CompletedBy, &number) == nil && number > 0:
		return fmt.Sprintf("annotator %d", number), nil
	case json.Unmarshal(w.CompletedBy, &person) == nil && person.Email != "":
		return project.CleanName(person.Email)
	case person.Username != "":
		return project.CleanName(person.Username)
	case person.ID > 0:
		return fmt.Sprintf("annotator %d", person.ID), nil
	}
	return o.Annotator, nil
}

func (w studioWork) events(who string, id app.PostID, o ImportOptions, problems *[]error) []project.Event {
	var out []project.Event
	add := func(act project.Act, pass project.Pass, value string) {
		e := imported(who, id, act, pass, value)
		if at, err := time.Parse(time.RFC3339Nano, w.CreatedAt); err == nil {
			e.At = at.UTC()
		}
		if w.LeadTime > 0 && w.LeadTime < 1e6 && act == project.ActLabel {
			e.Took = time.Duration(w.LeadTime * float64(time.Second))
		}
		out = append(out, e)
	}
	if w.WasCancelled {
		add(project.ActSkip, project.PassBoth, "")
	}
	for _, r := range w.Result {
		switch {
		case r.Type == "choices" && strings.Contains(r.From, "flag"):
			for _, f := range r.Value.Choices {
				add(project.ActFlag, project.PassBoth, app.Short(f, 100))
			}
		case r.Type == "choices" && len(r.Value.Choices) == 1:
			pass := project.PassBoth
			for _, p := range []project.Pass{project.PassWords, project.PassPicture} {
				if r.From == studioName(p) {
					pass = p
				}
			}
			label, err := o.Names.parse(r.Value.Choices[0])
			if err != nil {
				*problems = append(*problems, err)
				continue
			}
			add(project.ActLabel, pass, label.String())
		case r.Type == "textarea":
			if texts, ok := r.Value.Text.([]any); ok && len(texts) > 0 {
				if note := fmt.Sprint(texts[0]); len(note) <= project.MaxNote {
					add(project.ActNote, project.PassBoth, note)
				}
			}
		}
	}
	return out
}
