package batch

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/app/table/columnar"
	"duotone/app/table/source"
	"duotone/app/table/workbook"
)

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// resume opens the files of the result where an earlier run left them, or begins. done tells that all rows are there.
func (r *run) resume() (done bool, err error) {
	out := r.job.Out
	from, records, size, err := readJournal(out + ".journal")
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, r.start(true)
	case errors.Is(err, errNoJournal) && !r.job.Force:
		return false, app.Errorf("write", out+".journal", app.KindInput, "Move it away, or replace it with --force.", "it is there already and is no journal of a run")
	case err != nil && !errors.Is(err, errNoJournal):
		return false, diskError("read journal", out+".journal", err)
	case from == nil:
		// Killed before the first line was whole: nothing had been written yet.
		return false, r.start(true)
	}
	if what := r.from.differences(from); len(what) > 0 {
		if r.job.Force {
			return false, r.start(false)
		}
		return false, tellChange(out, what)
	}
	if n := len(records); n > 0 && records[n-1].Done && !exists(out+".partial") && exists(out) {
		// Killed between giving the result its name and tidying up.
		r.last = records[n-1]
		r.resumed = r.last.Read
		return true, nil
	}
	if exists(out) && !r.job.Force {
		return false, r.begin(out)
	}
	errs := ""
	if r.errors != nil {
		errs = r.job.Errors + ".partial"
		if n := len(records); n > 0 && records[n-1].Done && !exists(errs) && exists(r.job.Errors) {
			errs = "" // has its name already
		}
	}
	rec, ok, err := lastGood(records, out+".partial", errs)
	if err != nil {
		return false, err
	}
	if !ok {
		return false, r.start(false)
	}
	r.last, r.now = rec, rec
	r.now.Summary = rec.Summary.clone()
	r.resumed = rec.Read
	if r.partial, err = openSink(out+".partial", rec.Bytes, rec.CRC); err != nil {
		return false, err
	}
	if errs != "" {
		if r.errs, err = openSink(errs, rec.EBytes, rec.ECRC); err != nil {
			return false, err
		}
	}
	r.journal, err = openJournal(out+".journal", size)
	return rec.Done, err
}

// start begins from the first row. What an earlier run left must not be in the way, unless the caller forces it.
func (r *run) start(careful bool) error {
	out := r.job.Out
	names := []string{out}
	if r.job.Errors != "" {
		names = append(names, r.job.Errors)
	}
	for _, n := range names {
		if err := r.begin(n); err != nil {
			return err
		}
		if careful {
			if err := r.foreign(n + ".partial"); err != nil {
				return err
			}
			continue
		}
		// It goes before its journal does: a kill between the two must not leave one that nobody knows.
		if err := os.Remove(n + ".partial"); err != nil && !errors.Is(err, os.ErrNotExist) {
			return diskError("replace", n+".partial", err)
		}
	}
	var err error
	// The journal comes first: a .partial without one is not ours.
	if r.journal, err = createJournal(out+".journal", r.from); err != nil {
		return err
	}
	if r.partial, err = openSink(out+".partial", 0, 0); err != nil {
		return err
	}
	if r.errors != nil {
		if r.errs, err = openSink(r.job.Errors+".partial", 0, 0); err != nil {
			return err
		}
	}
	if err := r.headers(); err != nil {
		return err
	}
	app.SyncDir(filepath.Dir(out))
	r.now.Chain = chainString(rowChain{})
	return r.checkpoint(false)
}

// checkpoint syncs what is written and then says so in the journal.
func (r *run) checkpoint(done bool) error {
	if r.partial == nil || r.journal == nil || r.partial.f == nil {
		return nil
	}
	if err := r.partial.sync(); err != nil {
		return err
	}
	rec := r.now
	rec.Bytes, rec.CRC, rec.Done = r.partial.bytes, r.partial.crc, done
	if r.errs != nil {
		if err := r.errs.sync(); err != nil {
			return err
		}
		rec.EBytes, rec.ECRC = r.errs.bytes, r.errs.crc
	}
	if err := r.journal.line(rec); err != nil {
		return err
	}
	r.last = rec
	r.last.Summary = rec.Summary.clone()
	return nil
}

// finish gives the result its name and tidies up. It may be repeated after a kill at any of its steps.
func (r *run) finish(ctx context.Context) error {
	out := r.job.Out
	if r.errs != nil {
		if err := r.place(r.errs, r.job.Errors); err != nil {
			return err
		}
	}
	if r.partial != nil {
		if spool, ok := r.encode.(spoolEncoder); ok {
			if err := r.convert(ctx, spool.layout); err != nil {
				return err
			}
			if err := r.partial.close(); err != nil {
				return diskError("write", r.partial.path, err)
			}
			if err := os.Remove(out + ".partial"); err != nil {
				return diskError("remove", out+".partial", err)
			}
		} else if err := r.place(r.partial, out); err != nil {
			return err
		}
	}
	r.journal.close()
	if err := os.Remove(out + ".journal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return diskError("remove", out+".journal", err)
	}
	app.SyncDir(filepath.Dir(out))
	return nil
}

// convert makes an XLSX or Parquet file of the rows collected in OUT.partial.
func (r *run) convert(ctx context.Context, l layout) error {
	if err := r.partial.sync(); err != nil {
		return err
	}
	whole := r.job.Out + ".whole"
	f, err := os.OpenFile(whole, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return diskError("write", whole, err)
	}
	columns := append(append([]source.Column{}, l.in...), l.out...)
	rows := func(f func([]json.RawMessage) error) error { return eachSpooled(ctx, r.job.Out+".partial", f) }
	if r.format == source.XLSX {
		var cut int64
		cut, err = workbook.Write(f, columns, rows)
		r.now.Summary.Cut, r.last.Summary.Cut = cut, cut
	} else {
		err = columnar.Write(f, columns, rows)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = r.begin(r.job.Out)
	}
	if err == nil {
		err = os.Rename(whole, r.job.Out)
	}
	if err != nil {
		os.Remove(whole)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if app.KindOf(err) != app.KindInternal {
			return err
		}
		return diskError("write", r.job.Out, err)
	}
	app.SyncDir(filepath.Dir(r.job.Out))
	return nil
}
