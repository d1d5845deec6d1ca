package exchange

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/table"
)

// ImportOptions say how an import is read. What is empty is found out.
type ImportOptions struct {
	Format          string        // one of package batch's, FormatLabelStudio, FormatDoccano, FormatImageFolder
	Input           table.Options // for the readers of package batch
	LabelColumn     string        // "-": none
	AnnotatorColumn string
	Annotator       string     // whose labels these are, where the file doesn't say; "import"
	Names           LabelNames // further names of labels
	Embed           bool
	Progress        func(rows int) // called now and then
}

// RowProblem is a row that could not be read as it should.
type RowProblem struct {
	Row  int64
	Name string // the post's own id
	Err  error
}

// Imported is what an import did.
type Imported struct {
	project.Added
	Rows     int
	Failed   int          // rows that could not be imported
	Strange  int          // rows whose post was imported, but not its labels
	Problems []RowProblem // the first thousand of both
	Twice    []string     // names of the first thousand duplicates
}

func (r *Imported) problem(row int64, name string, err error) {
	if len(r.Problems) < 1000 {
		r.Problems = append(r.Problems, RowProblem{row, name, err})
	}
}

// Import reads posts with their labels into the project: all of a file or, after an error or a cancel, nothing. Rows that
// can't be read are counted and told.
func Import(ctx context.Context, p *project.Project, path string, o ImportOptions) (Imported, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return Imported{}, app.Errorf("import", path, app.KindInput, "Give the name of a file or a folder; save what a pipe or a device gives to a file first.",
			"this is neither a file nor a folder")
	}
	set, err := p.Settings(ctx)
	if err != nil {
		return Imported{}, err
	}
	o.Embed = o.Embed || set.Embed
	if o.Annotator == "" {
		o.Annotator = "import"
	}
	if o.Annotator, err = project.CleanName(o.Annotator); err != nil {
		return Imported{}, err
	}
	if o.Format == FormatLabelStudio || o.Format == "" && looksLikeStudio(path) {
		return importStudio(ctx, p, path, o)
	}
	if o.Format == FormatImageFolder || o.Format == "" && isFile(filepath.Join(path, "metadata.jsonl")) {
		return importFolder(ctx, p, path, o)
	}
	if o.Input.Format = o.Format; o.Format == FormatDoccano {
		o.Input.Format = table.JSONLines
	}
	return importTables(ctx, p, []string{path}, o)
}

// importFolder reads an imagefolder: its metadata, and the posts without pictures that Duotone keeps beside it.
func importFolder(ctx context.Context, p *project.Project, path string, o ImportOptions) (Imported, error) {
	o.Input.Format = table.JSONLines
	paths := []string{filepath.Join(path, "metadata.jsonl")}
	if words := filepath.Join(path, "words-only.jsonl"); isFile(words) {
		paths = append(paths, words)
	}
	return importTables(ctx, p, paths, o)
}

func importTables(ctx context.Context, p *project.Project, paths []string, o ImportOptions) (Imported, error) {
	a, err := p.Posts.Adder(ctx, o.Embed)
	if err != nil {
		return Imported{}, err
	}
	defer a.Cancel()
	var out Imported
	for _, path := range paths {
		if err := importTable(ctx, a, path, o, &out); err != nil {
			return Imported{}, err
		}
	}
	out.Added, out.Twice = a.Added, a.Twice
	return out, a.Commit()
}

// importTable reads rows in order while their pictures are read ahead by as many goroutines as there are processors.
func importTable(ctx context.Context, a *project.Adder, path string, o ImportOptions, out *Imported) error {
	in, err := table.Open(ctx, path, nil, o.Input)
	if err != nil {
		return err
	}
	if info := filepath.Base(path); in.Mapping.ImageName == "" && in.IsObjects() && info == "metadata.jsonl" {
		again := o.Input
		again.ImageColumn = "file_name"
		if in, err = table.Open(ctx, path, nil, again); err != nil {
			return err
		}
	}
	loader, err := table.NewLoader(in, picture.DefaultLimits)
	if err != nil {
		return err
	}
	src, err := in.Rows()
	if err != nil {
		return err
	}
	defer src.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := make(chan chan pending, 4*runtime.GOMAXPROCS(0))
	fail := make(chan error, 1)
	go func() {
		defer close(queue)
		fail <- readAhead(ctx, in, src, loader, o, queue)
	}()
	for done := range queue {
		select {
		case r := <-done:
			if err := takeIn(a, r, out); err != nil {
				return err
			}
			if out.Rows%1000 == 0 && o.Progress != nil {
				o.Progress(out.Rows)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return <-fail
}

// pending is a row that has been read.
type pending struct {
	in      project.Incoming
	row     int64
	strange error // why its labels could not be read
	err     error // a cancel
}

func readAhead(ctx context.Context, in *table.Input, src table.Source, l *table.Loader, o ImportOptions, queue chan<- chan pending) error {
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		cells := in.Cells(src, row)
		done := make(chan pending, 1)
		select {
		case queue <- done:
		case <-ctx.Done():
			return ctx.Err()
		}
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			done <- readRow(ctx, in, l, o, row, cells)
		}()
	}
}

func readRow(ctx context.Context, in *table.Input, l *table.Loader, o ImportOptions, row table.Row, cells map[string]string) pending {
	post, ref, err := in.Post(ctx, l, row)
	r := pending{row: row.N, err: err, in: project.Incoming{Post: post}}
	if err != nil || post.Err != nil {
		return r
	}
	if post.Picture != nil {
		if r.in.Path = l.Place(ref); r.in.Path == "" && in.Format == table.Folder {
			r.in.Path = filepath.Join(in.Path, filepath.FromSlash(ref))
		}
		if !isFile(r.in.Path) {
			r.in.Path = ""
		}
	}
	m := in.Mapping
	for _, name := range []string{m.TextName, m.ImageName, m.IDName} {
		delete(cells, name)
	}
	for i, c := range in.Columns {
		if i == m.Text || i == m.Image || i == m.ID {
			delete(cells, c.Name)
		}
	}
	for name, text := range cells {
		if text == "" { // a table has no other way to say that there is nothing
			delete(cells, name)
		}
	}
	r.strange = readLabels(&r.in, cells, o)
	r.in.Columns = cells
	return r
}

// takeIn adds a row in its turn.
func takeIn(a *project.Adder, r pending, out *Imported) error {
	if r.err != nil {
		return r.err
	}
	out.Rows++
	err := a.Add(r.in)
	switch app.KindOf(err) {
	case app.KindDisk, app.KindBusy, app.KindInternal:
		if err != nil {
			return err
		}
	}
	if err != nil {
		out.Failed++
		out.problem(r.row, r.in.Post.ID, err)
	} else if r.strange != nil {
		out.Strange++
		out.problem(r.row, r.in.Post.ID, r.strange)
	}
	return nil
}

// labelColumns are names of columns with the label of the whole post, best first.
var labelColumns = []string{"label", "sentiment", "final_label", "gold", "gold_label", "class", "polarity", "target"}

// readLabels takes labels, flags, notes, the log and scores out of the cells.
func readLabels(in *project.Incoming, cells map[string]string, o ImportOptions) error {
	var problems []error
	keep := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	log, err := parseLog(cells[colLog])
	keep(err)
	scores, err := parseScore(cells[colModel])
	keep(err)
	if err == nil {
		in.Scores = scores
	}
	own := cells[colLog] != "" || len(scores) > 0
	if own { // Duotone's own export: what it added goes away again, and the log says more than its columns
		dropOwn(cells)
		in.Events = log
		restoreBreaks(in)
		return errors.Join(problems...)
	}
	who := o.Annotator
	if o.AnnotatorColumn != "" {
		if name, err := project.CleanName(cells[o.AnnotatorColumn]); err == nil {
			who = name
		}
	} else if name, err := project.CleanName(cells["annotator"]); err == nil {
		who = name
	}
	id := in.Post.ContentID()
	add := func(column, who string, pass project.Pass) {
		text, ok := cells[column]
		if !ok {
			return
		}
		label, ok, err := o.Names.labelOf(text)
		keep(err)
		if err == nil {
			delete(cells, column)
		}
		if ok {
			in.Events = append(in.Events, imported(who, id, project.ActLabel, pass, label.String()))
		}
	}
	people := false
	for _, column := range slices.Sorted(maps.Keys(cells)) {
		for _, pass := range project.Passes {
			if name, ok := strings.CutPrefix(column, passColumn(pass)+":"); ok {
				if name, err := project.CleanName(name); err == nil {
					add(column, name, pass)
					people = true
				}
			}
		}
	}
	if !people && o.LabelColumn != "-" {
		add(labelColumn(cells, o.LabelColumn), who, project.PassBoth)
		for _, names := range [][2]string{{"words_label", "text_label"}, {"picture_label", "image_label"}} {
			pass := project.Pass(strings.TrimSuffix(names[0], "_label"))
			for _, column := range names {
				add(column, who, pass)
			}
		}
	}
	for _, flag := range flagList(cells["flags"]) {
		in.Events = append(in.Events, imported(who, id, project.ActFlag, project.PassBoth, flag))
	}
	if note := cells["note"]; note != "" && len(note) <= project.MaxNote {
		in.Events = append(in.Events, imported(who, id, project.ActNote, project.PassBoth, note))
	}
	delete(cells, "flags")
	delete(cells, "note")
	for name, text := range cells { // exports have columns of these names, of their own
		if isOwn(name) || slices.Contains([]string{"id", "text", "image", "filename", "file_name"}, name) {
			delete(cells, name)
			cells["input_"+name] = text
		}
	}
	return errors.Join(problems...)
}

// isOwn tells the columns that exports add.
func isOwn(name string) bool {
	head, _, person := strings.Cut(name, ":")
	return slices.Contains([]string{colLog, colModel, "label", "words_label", "picture_label", "flags", "note", "annotators",
		"Comments", "model_label", "model_scores", "model_negative", "model_neutral", "model_positive",
		"model_incongruity", "model_irony", "final_label"}, name) ||
		person && slices.Contains([]string{"label", "words_label", "picture_label"}, head)
}

// labelColumn is the column of the label: the one named, or the first known name, whatever its case.
func labelColumn(cells map[string]string, named string) string {
	if named != "" {
		return named
	}
	for _, want := range labelColumns {
		for _, column := range slices.Sorted(maps.Keys(cells)) {
			if strings.EqualFold(column, want) {
				return column
			}
		}
	}
	return ""
}

// dropOwn takes away the columns that an export added.
func dropOwn(cells map[string]string) {
	for name := range cells {
		if isOwn(name) {
			delete(cells, name)
		}
	}
}

// restoreBreaks gives a post back the line breaks of Windows that CSV has no way to keep: the log knows the post's name,
// which is its content.
func restoreBreaks(in *project.Incoming) {
	if len(in.Events) == 0 || in.Post.ContentID() == in.Events[0].Post || !strings.Contains(in.Post.Text, "\n") {
		return
	}
	with := in.Post
	with.Text = strings.ReplaceAll(in.Post.Text, "\n", "\r\n")
	if with.ContentID() == in.Events[0].Post {
		in.Post = with
	}
}

// flagList reads "a;b", or a JSON list.
func flagList(text string) []string {
	text = strings.Trim(strings.TrimSpace(text), "[]")
	var flags []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == ',' }) {
		if f := strings.Trim(strings.TrimSpace(part), `"`); f != "" && len(f) <= 100 && !slices.Contains(flags, f) {
			flags = append(flags, f)
		}
	}
	return flags
}

// isFile tells whether a regular file is at path.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
