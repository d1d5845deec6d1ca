package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/table"
	"duotone/app/table/source"
)

// ImportOptions say how an import is read. What is empty is found out.
type ImportOptions struct {
	Format          string         // one of package table's, FormatLabelStudio, FormatDoccano, FormatImageFolder
	Input           source.Options // for the readers of package table
	LabelColumn     string         // "-": none; of Label Studio's tasks the question
	AnnotatorColumn string
	Annotator       string             // whose labels these are, where the file doesn't say; "import"
	Names           LabelNames         // further names of labels
	book            *codebook.Codebook // what the project asks; Import fills it in
	named           bool               // rows of Label Studio say whose work they are; likewise
	Embed           bool
	ByText          bool           // a post that is known neither by its stamp nor by its content is known by its words alone, where only one has them
	DryRun          bool           // nothing is kept
	Progress        func(rows int) // called now and then
	// Gold is called for every row that was taken, in order, with its labels and of how many people they are; may be nil.
	Gold func(id app.PostID, labels map[codebook.QuestionID]app.Label, people int)
}

// RowProblem is a row that could not be read as it should.
type RowProblem struct {
	Row  int64
	Name string // the post's own id
	Err  error
}

// Left is something that an import did not take.
type Left struct {
	Why   string       // in the words of a command
	Said  app.Sentence // the same, to be translated
	Rows  int
	First int64 // row
}

// Imported is what an import did. Every row is one of: a new post, Changed, Unchanged, Failed.
type Imported struct {
	project.Added
	Rows      int
	Changed   int           // rows whose post was there and says or has something else now
	Unchanged int           // rows whose post was there and says the same
	Failed    int           // rows that could not be imported
	Strange   int           // rows whose post was imported, but not its labels
	Unknown   []string      // labels that no question has, in lower case: ImportOptions.Names says what they mean
	Problems  []RowProblem  // the first thousand of both
	Twice     []string      // names of the first thousand duplicates
	Left      []Left        // what was not taken, and why
	Notes     []source.Note // what was left out, guessed or changed while the file was read
}

func (r *Imported) problem(row int64, name string, err error) {
	if len(r.Problems) < 1000 {
		r.Problems = append(r.Problems, RowProblem{row, name, err})
	}
}

func (r *Imported) leave(row int64, said app.Sentence) {
	why := said.String()
	for i := range r.Left {
		if r.Left[i].Why == why {
			r.Left[i].Rows++
			return
		}
	}
	r.Left = append(r.Left, Left{why, said, 1, row})
}

// Import reads posts with their labels into the project: all of a file or, after an error or a cancel, nothing. Rows that
// can't be read are counted and told. Of a row that an export wrote, what was changed since is newer work: a label becomes
// a judgement, a text or a column an edit. Importing a file again changes nothing.
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
	if o.Annotator, err = ledger.CleanName(o.Annotator); err != nil {
		return Imported{}, err
	}
	a, err := p.Posts.Adder(ctx, o.Embed)
	if err != nil {
		return Imported{}, err
	}
	defer a.Cancel()
	var out Imported
	o.named = namesPeople(ctx, path, o)
	w, err := newWeighing(ctx, p, a, o, &out)
	if err == nil {
		err = w.useBooks(booksOf(ctx, path, o))
	}
	if err == nil {
		err = w.read(path)
	}
	if err == nil && o.DryRun {
		err = a.Try()
	} else if err == nil {
		err = a.Commit()
	}
	if err != nil {
		return Imported{}, err
	}
	out.Added, out.Twice = a.Added, a.Twice
	return out, nil
}

// openTable opens a file of rows, or the rows of an imagefolder. words are those of it that have no picture; "": none.
func openTable(ctx context.Context, path string, o ImportOptions) (in *table.Input, words string, err error) {
	o.Input.Format = o.Format
	switch {
	case o.Format == FormatImageFolder || o.Format == "" && isFile(filepath.Join(path, "metadata.jsonl")):
		o.Input.Format = source.JSONLines
		if words = filepath.Join(path, "words-only.jsonl"); !isFile(words) { // posts without pictures, which Duotone keeps beside it
			words = ""
		}
		path = filepath.Join(path, "metadata.jsonl")
	case o.Format == FormatDoccano:
		o.Input.Format = source.JSONLines
	}
	in, err = table.Open(ctx, path, nil, o.Input)
	if err == nil && in.Mapping.ImageName == "" && in.IsObjects() && filepath.Base(path) == "metadata.jsonl" {
		o.Input.ImageColumn = "file_name"
		in, err = table.Open(ctx, path, nil, o.Input)
	}
	return in, words, err
}

// read takes in all rows of a file or an imagefolder.
func (w *weighing) read(path string) error {
	o := w.o
	if o.Format == FormatLabelStudio || o.Format == "" && looksLikeStudio(path) {
		return w.studio(path)
	}
	in, words, err := openTable(w.ctx, path, o)
	if err != nil {
		return err
	}
	if err := w.table(in, o); err != nil || words == "" {
		return err
	}
	o.Format = source.JSONLines
	if in, _, err = openTable(w.ctx, words, o); err != nil {
		return err
	}
	return w.table(in, o)
}

// table takes in rows in order while their pictures are read ahead by as many goroutines as there are processors.
func (w *weighing) table(in *table.Input, o ImportOptions) error {
	if o.LabelColumn == "" && isResult(source.ColumnNames(in.Columns)) {
		o.LabelColumn = "-"
		w.out.Notes = append(w.out.Notes, source.Told("result", app.Say("this is a result of scoring: its labels are the model's and are not taken for anybody's judgements")))
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
	ctx, stop := context.WithCancel(w.ctx)
	defer stop()
	queue := make(chan chan reading, 4*runtime.GOMAXPROCS(0))
	fail := make(chan error, 1)
	reader := &rowReader{in, loader, o, w.known}
	go func() {
		defer close(queue)
		fail <- reader.ahead(ctx, src, queue)
	}()
	for done := range queue {
		select {
		case r := <-done:
			if err := w.take(r); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err = <-fail
	w.out.Notes = append(append(w.out.Notes, in.Notes...), source.NotesOf(src)...)
	return err
}

// isResult tells a result of scoring by columns that every one of them has.
func isResult(columns []string) bool {
	return !slices.ContainsFunc([]string{"dominant", "incongruity", "pack", "device"}, func(c string) bool { return !slices.Contains(columns, c) })
}

// rowReader makes readings of a table's rows.
type rowReader struct {
	in     *table.Input
	loader *table.Loader
	o      ImportOptions
	known  func(app.PostID) bool
}

func (x *rowReader) ahead(ctx context.Context, src source.Source, queue chan<- chan reading) error {
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		cells := x.in.Cells(src, row)
		done := make(chan reading, 1)
		select {
		case queue <- done:
		case <-ctx.Done():
			return ctx.Err()
		}
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			done <- x.read(ctx, row, cells)
		}()
	}
}

// read makes a reading of a row. The picture of a post that the project has is looked at only where the row names another.
func (x *rowReader) read(ctx context.Context, row source.Row, cells map[string]string) reading {
	m := x.in.Mapping
	r := reading{row: row.N, post: app.Post{ID: source.Valid(m.PostID(row)), Err: row.Err}, noText: m.TextName == ""}
	if row.Err != nil {
		return r
	}
	r.mark(cells)
	r.nulls(row)
	ref, err := m.Picture(row)
	r.image = studioFile(ref)
	r.unlink()
	if err == nil {
		r.post.Text, err = m.Words(row)
	}
	r.post.Err = err
	if err == nil {
		r.picture(ctx, x.loader, x.known)
	}
	if r.place == "" && r.post.Picture != nil && x.in.Format == source.Folder {
		if r.place = filepath.Join(x.in.Path, filepath.FromSlash(r.image)); !isFile(r.place) {
			r.place = ""
		}
	}
	for _, name := range []string{m.TextName, m.ImageName, m.IDName} {
		delete(cells, name)
	}
	for i, c := range x.in.Columns {
		if i == m.Text || i == m.Image || i == m.ID {
			delete(cells, c.Name)
		}
	}
	for name, text := range cells {
		if text == "" { // a table has no other way to say that there is nothing
			r.empty = append(r.empty, name)
			delete(cells, name)
		}
	}
	r.restoreBreaks()
	if err := r.cells(cells, x.o); err != nil {
		r.strange = errors.Join(r.strange, err)
	}
	r.columns = cells
	return r
}

// nulls are an object's empty cells: they say that there is nothing, where a key that is missing says nothing.
func (r *reading) nulls(row source.Row) {
	var object map[string]json.RawMessage
	if row.Object == nil || json.Unmarshal(row.Object, &object) != nil {
		return
	}
	for name, raw := range object {
		if string(raw) == "null" {
			r.empty = append(r.empty, name)
		}
	}
}

// mark reads what Duotone put into the row when it went out.
func (r *reading) mark(cells map[string]string) {
	var err error
	keep := func() {
		if err != nil {
			r.strange = errors.Join(r.strange, err)
		}
	}
	r.stamp, err = parseStamp(cells[colStamp])
	keep()
	r.log, err = parseLog(cells[colLog])
	keep()
	r.scores, err = parseScore(cells[colModel])
	keep()
	if r.stamp == nil {
		r.stamp = stampOf(r.log)
	}
}

// picture reads the picture that the row names.
func (r *reading) picture(ctx context.Context, l *table.Loader, known func(app.PostID) bool) {
	there := r.stamp != nil && known(r.stamp.Post)
	if there && (r.image == "" || r.image == r.stamp.Image) {
		return
	}
	pic, err := l.Load(ctx, r.image)
	if r.err = ctx.Err(); r.err != nil {
		return
	}
	if err != nil && there {
		r.left = append(r.left, app.Say("the picture that the row names can't be read: the post keeps its own"))
		return
	}
	r.post.Picture, r.post.Err = pic, err
	if pic != nil && !strings.HasPrefix(r.image, "data:") {
		if r.place = l.Place(r.image); !isFile(r.place) {
			r.place = ""
		}
	}
}

// restoreBreaks gives a post back the line breaks of Windows that CSV has no way to keep: the stamp knows the post's name,
// which is its content.
func (r *reading) restoreBreaks() {
	if r.stamp == nil || r.post.Err != nil || r.post.ContentID() == r.stamp.Post || !strings.Contains(r.post.Text, "\n") {
		return
	}
	with := r.post
	with.Text = strings.ReplaceAll(r.post.Text, "\n", "\r\n")
	if with.ContentID() == r.stamp.Post {
		r.post = with
	}
}

// isFile tells whether a regular file is at path.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
