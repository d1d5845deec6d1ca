package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Job is one input to be scored into one result.
type Job struct {
	In      *table.Input
	Out     string    // a file, or "-" for Stdout
	Stdout  io.Writer // where "-" leads
	Errors  string    // a file for the rows with an error once more; may be empty
	Output  Output
	Shard   Shard
	Strict  bool // stop at the first row with an error
	Force   bool // replace a result that is there, or an unfinished one that was made from something else
	Limits  picture.Limits
	Version string            // of the program
	Reader  app.PictureReader // reads the words in pictures; nil: they are not read

	// Progress is called now and then, from one goroutine at a time. It must not block. May be nil.
	Progress func(Progress)
	// Enough is asked before each row of a file whether those before it are to be the whole result. It must not block. May be nil.
	Enough func() bool
	// Row is called with each row in order as it is written. It must not block. May be nil.
	Row func(Scored)
}

// Progress is how far a run is.
type Progress struct {
	Summary Summary
	Read    int64 // rows of the input that are dealt with, also by runs before
	Resumed int64 // rows that a run before had done
	Total   int64 // -1: not known
	Exact   bool  // Total is exact
	Elapsed time.Duration
}

// Result is what came of a run.
type Result struct {
	Summary  Summary
	Resumed  int64 // rows that a run before had done
	Finished bool  // the result is there under its name
	Stopped  bool  // rows of the input are left, as Enough said so
	Already  bool  // all had been done before, nothing was scored

	Notes []source.Note // what was left out, guessed or changed while the rows were read
}

// maxNames is how many columns a table of objects may have: each row has all of them.
const maxNames = 10_000

// Model is what a run needs of an engine.
type Model interface {
	app.Scorer
	app.Explainer
	Info() app.Info
}

// Run scores a job to its end, or goes on with one that was stopped. A cancel ends it within a second with the context's
// error; what is done is kept, and the same job goes on there. Rows with an error do not end it, unless it is strict.
func Run(ctx context.Context, m Model, job Job) (Result, error) {
	r, err := newRun(ctx, m, job)
	if err != nil {
		return Result{}, err
	}
	if job.Out == "-" {
		return r.toStream(ctx)
	}
	return r.toFile(ctx)
}

// run is a Run under way.
type run struct {
	job     Job
	model   Model
	info    app.Info
	format  string
	columns []source.Column
	encode  encoder
	errors  encoder // nil: no file of errors
	loader  *table.Loader
	from    madeFrom
	started time.Time

	last    record // what is on the disk
	now     record // what is written
	resumed int64
	out     io.Writer
	partial *sink
	errs    *sink
	journal *journal
	notes   []source.Note
	stopped bool // by Enough
}

func newRun(ctx context.Context, m Model, job Job) (*run, error) {
	job.Output.Read = job.Reader != nil
	r := &run{job: job, model: m, info: m.Info(), started: time.Now()}
	r.now.Summary = newSummary()
	r.job.Output.head, job.Output.head = r.info.Pack.Head, r.info.Pack.Head
	err := table.CheckOutput(job.Out, job.Errors, job.Output.Output)
	if err != nil {
		return nil, err
	}
	if v := job.Output.version(); v < 1 || v > app.JSONVersion {
		return nil, app.Errorf("write result", fmt.Sprint(v), app.KindUsage, "There are the versions 1 and 2.", "there is no such version")
	}
	if r.format, err = table.OutputFormat(job.Out, job.Output.Format); err != nil {
		return nil, err
	}
	if r.loader, err = table.NewLoader(job.In, job.Limits); err != nil {
		return nil, err
	}
	r.columns = job.In.Columns
	if r.format != source.JSONLines {
		if r.columns, err = job.In.AllColumns(ctx); err != nil {
			return nil, err
		}
		if job.In.IsObjects() && len(r.columns) > maxNames {
			return nil, app.Errorf("write", job.Out, app.KindTooLarge, "Write JSON lines (.jsonl), which keep each object as it is.",
				"the objects have %d different names, and a table of them would be almost empty", len(r.columns))
		}
	}
	switch r.format {
	case source.XLSX, source.Parquet:
		r.encode = spoolEncoder{newLayout(r.columns, job.In, job.Output), job.Output.DefuseFormula}
	default:
		if r.encode, err = newEncoder(r.format, job.In, r.columns, job.Output); err != nil {
			return nil, err
		}
	}
	if job.Errors != "" {
		format, err := table.ErrorsFormat(job.Errors)
		if err != nil {
			return nil, err
		}
		if r.errors, err = newEncoder(format, job.In, r.columns, job.Output); err != nil {
			return nil, err
		}
	}
	r.from = r.madeFrom()
	return r, r.separate()
}

// madeFrom gathers all that the bytes of the result depend on.
func (r *run) madeFrom() madeFrom {
	in, o := r.job.In, r.job.In.Options
	content := in.Identity
	if content == "" {
		content = "standard input"
	}
	f := madeFrom{
		{"input", content},
		{"pack", r.info.Pack.Ref() + " " + packSum(r.info.Pack.Dir)},
		{"device", r.info.Device},
		{"version of Duotone", r.job.Version},
		{"format of the input", in.Format},
		{"encoding", in.Encoding},
		{"delimiter, quoting or header", fmt.Sprintf("%+v", in.Dialect)},
		{"choice of columns", fmt.Sprintf("%+v", in.Mapping)},
		{"sheet", o.Sheet},
		{"folder of pictures", o.Pictures},
		{"format of the output", r.format},
		{"encoding of the output", r.job.Output.Encoding},
		{"delimiter of the output", r.job.Output.Delimiter},
		{"choice of --defuse-formulas", strconv.FormatBool(r.job.Output.DefuseFormula)},
		{"choice of --explain", strconv.FormatBool(r.job.Output.Explain)},
		{"choice of --json-version", strconv.Itoa(r.job.Output.version())},
		{"shard", r.job.Shard.String()},
		{"file of errors", r.job.Errors},
		{"limits of pictures", fmt.Sprintf("%+v", r.job.Limits)},
	}
	var others []string
	for _, p := range r.info.Others {
		others = append(others, p.Ref()+" "+packSum(p.Dir))
	}
	if len(others) > 0 { // journals of before have no such line
		f = append(f, made{"pack for other languages", strings.Join(others, ", ")})
	}
	if r.job.Reader != nil {
		f = append(f, made{"choice of --read-pictures", r.job.Reader.Ref()})
	}
	return f
}

// packSum hashes a pack's manifest, which has the hashes of the other files.
func packSum(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, "pack.json"))
	if dir == "" || err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// separate refuses to write over what is read, or two results into one file.
func (r *run) separate() error {
	var outs []string
	if r.job.Out != "-" {
		outs = []string{r.job.Out, r.job.Out + ".partial", r.job.Out + ".journal", r.job.Out + ".lock", r.job.Out + ".whole"}
	}
	if r.job.Errors != "" {
		outs = append(outs, r.job.Errors, r.job.Errors+".partial")
		if filepath.Clean(r.job.Errors) == filepath.Clean(r.job.Out) {
			return app.Errorf("write errors", r.job.Errors, app.KindUsage, "Give the errors a file of their own.", "it is the result itself")
		}
	}
	for _, out := range outs {
		o := r.file(out)
		o.Force = true // what may be replaced is asked when it is known where the run begins
		if err := o.Check(); err != nil {
			return err
		}
	}
	return nil
}

// toStream writes to standard output: nothing is kept to go on from.
func (r *run) toStream(ctx context.Context) (Result, error) {
	if r.job.Errors != "" {
		err := errors.Join(r.begin(r.job.Errors), r.foreign(r.job.Errors+".partial"))
		if err != nil {
			return Result{}, err
		}
		if r.errs, err = openSink(r.job.Errors+".partial", 0, 0); err != nil {
			return Result{}, err
		}
		defer r.errs.close()
	}
	r.out = r.job.Stdout
	if err := r.headers(); err != nil {
		return Result{}, err
	}
	err := r.pump(ctx)
	if err == nil && r.errs != nil {
		err = r.place(r.errs, r.job.Errors)
	}
	return Result{Summary: r.now.Summary, Finished: err == nil, Notes: r.notes}, err
}

// begin refuses to replace a file that is there.
func (r *run) begin(path string) error { return r.file(path).Check() }

// file is one of the files that the job was told to write.
func (r *run) file(path string) app.Out {
	return app.Out{Path: path, Force: r.job.Force, Inputs: []string{r.job.In.Path, r.job.In.Options.Pictures}}
}

// foreign refuses to write over a .partial that no journal tells of.
func (r *run) foreign(partial string) error {
	if !exists(partial) || r.job.Force {
		return nil
	}
	return app.Errorf("write", partial, app.KindInput, "Move it away, or replace it with --force.", "it is there already and has no journal that tells what it is")
}

// place gives a finished file its name, unless another program took that meanwhile.
func (r *run) place(s *sink, name string) error {
	if err := s.sync(); err != nil {
		return err
	}
	if err := s.close(); err != nil {
		return diskError("write", s.path, err)
	}
	if err := r.begin(name); err != nil {
		return err
	}
	if err := os.Rename(s.path, name); err != nil {
		return diskError("write", name, err)
	}
	app.SyncDir(filepath.Dir(name))
	return nil
}

func (r *run) headers() error {
	h, err := r.encode.header()
	if err != nil {
		return err
	}
	if err := r.write(h); err != nil {
		return err
	}
	if r.errs == nil {
		return nil
	}
	if h, err = r.errors.header(); err != nil {
		return err
	}
	return r.errs.write(h)
}

// write adds bytes to the result.
func (r *run) write(p []byte) error {
	if r.partial != nil {
		return r.partial.write(p)
	}
	if _, err := r.out.Write(p); err != nil {
		return app.Errorf("write", "standard output", app.KindDisk,
			"Nothing is kept of a run that writes there. Write to a file with -o, and a stopped run goes on.", "%w", err)
	}
	return nil
}

// toFile writes to a file that appears under its name when it is whole.
func (r *run) toFile(ctx context.Context) (Result, error) {
	l, err := lock(r.job.Out)
	if err != nil {
		return Result{}, err
	}
	defer unlock(l)
	defer func() { // whatever happens, no file stays open
		r.partial.close()
		r.errs.close()
		r.journal.close()
	}()
	already, err := r.resume()
	if err != nil {
		return Result{}, err
	}
	result := func(err error) (Result, error) {
		return Result{Summary: r.last.Summary.clone(), Resumed: r.resumed, Finished: err == nil, Already: already && err == nil, Stopped: r.stopped && err == nil, Notes: r.notes}, err
	}
	if !already {
		if err := r.pump(ctx); err != nil {
			if disk := r.checkpoint(false); disk != nil && app.KindOf(err) != app.KindDisk && ctx.Err() == nil {
				err = errors.Join(err, disk)
			}
			return result(err)
		}
		if r.job.In.Changed() {
			return result(app.Errorf("read input", r.job.In.Path, app.KindInput, "Begin again with --force once it is at rest.",
				"the input was changed while it was being read"))
		}
		if err := r.checkpoint(true); err != nil {
			return result(err)
		}
	}
	return result(r.finish(ctx))
}
