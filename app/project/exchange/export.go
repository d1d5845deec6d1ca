package exchange

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// The formats of exports beside CSV and JSON lines.
const (
	FormatCSV         = "csv"
	FormatTSV         = "tsv"
	FormatXLSX        = "xlsx"
	FormatParquet     = "parquet"
	FormatJSONL       = "jsonl"
	FormatLabelStudio = "labelstudio"
	FormatDoccano     = "doccano"
	FormatImageFolder = "imagefolder"
)

// ExportFormats lists the formats of exports.
var ExportFormats = []string{FormatCSV, FormatTSV, FormatXLSX, FormatParquet, FormatJSONL, FormatLabelStudio, FormatDoccano, FormatImageFolder}

// ExportOptions say what goes out.
type ExportOptions struct {
	Format   string
	Final    ledger.Final
	Scores   bool   // the model's scores as well
	Pack     string // whose; "": the pack with the most scores
	Log      bool   // every judgement, so that an import into an empty project brings everything back
	Labelled bool   // only posts that have a final label
	Embed    bool   // Label Studio: pictures as data: URIs
	Force    bool   // a file that is there is replaced
}

// Exported counts what went out.
type Exported struct {
	Posts    int      `json:"posts"`
	Labelled int      `json:"labelled"`
	Pictures int      `json:"pictures"` // copied
	Missing  []string `json:"missing"`  // pictures that are nowhere to be found
	Wordless int      `json:"wordless"` // posts that the other program leaves out, as they have no words
}

// record is one post on its way out.
type record struct {
	item    project.Item
	book    *codebook.Codebook // whose questions were answered
	mark    string             // the stamp
	image   string             // path to write, relative to the export or absolute; "" where there is none
	labels  map[codebook.QuestionID]string
	people  map[string]map[codebook.QuestionID]string
	again   map[string]map[codebook.QuestionID]string // what was answered when somebody was asked once more
	flags   []string                                  // everybody's
	flagsOf map[string][]string                       // by annotator
	skipped map[string]bool                           // annotators who left the post out
	notes   map[string]string
	log     []ledger.Event
	score   *project.Score
	picture func() (*app.Picture, error)
}

// writer writes one format.
type writer interface {
	write(r record) error
	close() error
}

// FormatOf tells the format of an export by the name of its file. A name without an ending is that of an imagefolder.
func FormatOf(path string) (string, error) {
	low := strings.ToLower(filepath.Base(path))
	if strings.HasSuffix(low, ".doccano.jsonl") {
		return FormatDoccano, nil
	}
	switch ext := filepath.Ext(low); ext {
	case ".csv", ".tsv", ".xlsx", ".parquet", ".jsonl":
		return ext[1:], nil
	case ".tab":
		return FormatTSV, nil
	case ".pq":
		return FormatParquet, nil
	case ".ndjson":
		return FormatJSONL, nil
	case ".json":
		return FormatLabelStudio, nil
	case "":
		return FormatImageFolder, nil
	default:
		return "", app.Errorf("export project", path, app.KindUsage, "End the name in .csv, .tsv, .xlsx, .parquet, .jsonl, .doccano.jsonl or .json, or name the format.",
			"%s is no ending that labels are written with", ext)
	}
}

// Export writes the posts with their labels to path: a file, or for an imagefolder a new folder. It is written under
// another name, synced and renamed, so that a file of that name is either the old one or the whole new one.
func Export(ctx context.Context, p *project.Project, path string, o ExportOptions) (Exported, error) {
	const op = "export project"
	out := Exported{Missing: []string{}}
	if !slices.Contains(ExportFormats, o.Format) {
		return out, app.Errorf(op, path, app.KindUsage, "Choose one of "+strings.Join(ExportFormats, ", ")+".", "unknown format %q", o.Format)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return out, &app.Error{Op: op, Path: path, Kind: app.KindDisk, Err: err}
	}
	x := &exporter{p: p, o: o, out: &out, dir: filepath.Dir(path), pictures: strings.TrimSuffix(path, filepath.Ext(path)) + "-pictures"}
	if o.Format == FormatImageFolder {
		if err := os.Mkdir(path, 0o777); err != nil {
			return out, &app.Error{Op: op, Path: path, Kind: app.KindDisk, Err: err, Hint: "Name a folder that does not exist yet; its parent must."}
		}
		x.dir, x.pictures, path = path, path, filepath.Join(path, "metadata.jsonl")
	}
	file := app.Out{Path: path, Force: o.Force, Inputs: []string{p.Path()}}
	err = file.Write(func(w io.Writer) error {
		buffered := bufio.NewWriterSize(w, 1<<20)
		if err := x.all(ctx, buffered); err != nil {
			return err
		}
		return buffered.Flush()
	})
	return out, err
}

type exporter struct {
	p        *project.Project
	id       string // the project's
	o        ExportOptions
	out      *Exported
	dir      string // relative paths count from here
	pictures string // folder for copies
	ledger   *ledger.Ledger
	book     *codebook.Codebook
	events   map[app.PostID][]ledger.Event
	scores   map[app.PostID]project.Score
	people   []string
	repeats  bool // somebody was asked something once more
	columns  []string
}

// againOf are the answers to what was asked once more about a post, by person and question.
func againOf(l *ledger.Ledger, book *codebook.Codebook, post app.PostID) map[string]map[codebook.QuestionID]string {
	all := map[string]map[codebook.QuestionID]string{}
	for _, who := range l.People(post) {
		for _, q := range book.Questions {
			if answer, _, ok := l.Answer(who, post, q.ID, 1); ok {
				if all[who] == nil {
					all[who] = map[codebook.QuestionID]string{}
				}
				all[who][q.ID] = string(answer)
			}
		}
	}
	return all
}

// noteIn is what the writer of a note has noted last of the same part.
func noteIn(l *ledger.Ledger, e ledger.Event) string {
	for _, part := range codebook.Parts {
		if part.Whole() == e.Question {
			return l.NoteIn(e.Annotator, e.Post, part)
		}
	}
	return ""
}

// current leaves out notes that their writer has replaced or taken back, with what undid them: nobody expects those to go out.
func (x *exporter) current(events []ledger.Event) []ledger.Event {
	gone := map[string]bool{}
	for _, e := range events {
		if e.Act == ledger.ActNote && (!x.ledger.Alive(e.ID) || noteIn(x.ledger, e) != e.Value) {
			gone[e.ID] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(events), func(e ledger.Event) bool { return gone[e.ID] || gone[e.Target] && e.Target != "" })
}

func (x *exporter) all(ctx context.Context, out io.Writer) error {
	events, err := x.p.Log.Events(ctx)
	if err == nil {
		x.id, err = x.p.ID(ctx)
	}
	if err != nil {
		return err
	}
	x.ledger, x.events = ledger.New(events), map[app.PostID][]ledger.Event{}
	if x.o.Log {
		for _, e := range x.current(events) {
			x.events[e.Post] = append(x.events[e.Post], e)
		}
	}
	x.people = x.ledger.Annotators()
	x.repeats = slices.ContainsFunc(events, func(e ledger.Event) bool { return e.Act == ledger.ActLabel && e.Round == 1 && x.ledger.Alive(e.ID) })
	x.book, _ = x.ledger.Codebook()
	if x.o.Scores {
		if x.o.Pack == "" {
			if x.o.Pack, err = x.p.Scores.MostScored(ctx); err != nil {
				return err
			}
		}
		if x.scores, err = x.p.Scores.Of(ctx, x.o.Pack, true); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	if err := x.p.Posts.Each(ctx, func(i project.Item) error {
		for name := range i.Columns {
			seen[name] = true
		}
		return nil
	}); err != nil {
		return err
	}
	x.columns = sortedKeys(seen)
	w := x.writer(out)
	err = x.p.Posts.Each(ctx, func(i project.Item) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := x.record(ctx, i)
		if err != nil {
			return err
		}
		if x.o.Labelled && r.labels[x.book.Main()] == "" {
			return nil
		}
		if x.out.Posts == 0 { // with the codebooks under which the judgements were made
			r.log = append(slices.Clone(x.events[""]), r.log...)
		}
		x.out.Posts++
		if r.labels[x.book.Main()] != "" {
			x.out.Labelled++
		}
		if x.o.Format == FormatDoccano && strings.TrimSpace(i.Text) == "" {
			x.out.Wordless++
		}
		return w.write(r)
	})
	if err != nil {
		return err
	}
	return w.close()
}

func (x *exporter) writer(out io.Writer) writer {
	switch x.o.Format {
	case FormatCSV, FormatTSV, FormatXLSX, FormatParquet:
		return newTableWriter(x, out)
	case FormatLabelStudio:
		return &studioWriter{out: out, log: x.o.Log, embed: x.o.Embed, dir: x.dir}
	case FormatDoccano:
		return &linesWriter{out: json.NewEncoder(out), line: x.doccanoLine, log: x.o.Log}
	case FormatImageFolder:
		return &folderWriter{linesWriter{out: json.NewEncoder(out), line: folderLine, log: x.o.Log}, x, nil}
	}
	return &linesWriter{out: json.NewEncoder(out), line: ownLine, log: x.o.Log}
}

func (x *exporter) record(ctx context.Context, i project.Item) (record, error) {
	r := record{item: i, book: x.book, labels: map[codebook.QuestionID]string{}, people: map[string]map[codebook.QuestionID]string{}, notes: map[string]string{},
		flagsOf: map[string][]string{}, skipped: map[string]bool{}, log: x.events[i.ID]}
	for _, q := range x.book.Questions {
		if answer, ok := x.o.Final.Answer(x.ledger, i.ID, q.ID); ok {
			r.labels[q.ID] = string(answer)
		}
		for _, s := range x.ledger.Said(i.ID, q.ID) {
			if r.people[s.Annotator] == nil {
				r.people[s.Annotator] = map[codebook.QuestionID]string{}
			}
			r.people[s.Annotator][q.ID] = string(s.Answer)
		}
	}
	if x.repeats {
		r.again = againOf(x.ledger, x.book, i.ID)
	}
	for _, who := range x.people {
		if x.o.Final.By == "annotator" && who != x.o.Final.Annotator {
			continue
		}
		if x.ledger.Standing(who, i.ID, x.book.Main(), 0) == ledger.ActSkip {
			r.skipped[who] = true
		}
		if flags := x.ledger.Flags(who, i.ID); len(flags) > 0 {
			r.flagsOf[who] = flags
		}
		for _, f := range r.flagsOf[who] {
			if at, found := slices.BinarySearch(r.flags, f); !found {
				r.flags = slices.Insert(r.flags, at, f)
			}
		}
		if note := x.ledger.Note(who, i.ID); note != "" {
			r.notes[who] = note
		}
	}
	if s, ok := x.scores[i.ID]; ok {
		r.score = &s
	}
	if i.Picture != nil {
		r.picture = func() (*app.Picture, error) { return x.p.Pictures.Read(ctx, *i.Picture) }
		var err error
		if r.image, err = x.place(ctx, i); err != nil {
			return r, err
		}
	}
	r.mark = r.stamp(x.id, x.o)
	return r, nil
}

// place says where an exported row finds its picture, and copies it where it has no place of its own.
func (x *exporter) place(ctx context.Context, i project.Item) (string, error) {
	if x.o.Format != FormatImageFolder {
		if x.o.Format == FormatLabelStudio && x.o.Embed {
			return i.Picture.Name, nil
		}
		if at := i.Picture.Found(); at != "" {
			if rel, err := filepath.Rel(x.dir, at); err == nil && filepath.IsLocal(rel) {
				return filepath.ToSlash(rel), nil
			}
			if x.o.Format != FormatLabelStudio { // which serves what lies below one folder
				return at, nil
			}
		}
	}
	pic, err := x.p.Pictures.Read(ctx, *i.Picture)
	if err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		x.out.Missing = append(x.out.Missing, i.Picture.Name)
		if len(i.Picture.Paths) > 0 {
			return i.Picture.Paths[0], nil
		}
		return i.Picture.Name, nil
	}
	name := i.Picture.FileName()
	if err := os.MkdirAll(x.pictures, 0o777); err != nil {
		return "", &app.Error{Op: "export pictures", Path: x.pictures, Kind: app.KindDisk, Err: err}
	}
	at := filepath.Join(x.pictures, name)
	if !isFile(at) {
		if err := os.WriteFile(at, pic.Data, 0o644); err != nil { //nolint:gosec // an export is for others to read
			return "", &app.Error{Op: "export pictures", Path: at, Kind: app.KindDisk, Err: err}
		}
		x.out.Pictures++
	}
	rel, err := filepath.Rel(x.dir, at)
	if err != nil {
		return at, nil //nolint:nilerr // an absolute path does as well
	}
	return filepath.ToSlash(rel), nil
}

// noteText is everybody's notes in one text.
func (r record) noteText() string {
	if len(r.notes) == 1 {
		for _, note := range r.notes {
			return note
		}
	}
	var lines []string
	for _, who := range sortedKeys(r.notes) {
		lines = append(lines, fmt.Sprintf("%s: %s", who, r.notes[who]))
	}
	return strings.Join(lines, "\n")
}
