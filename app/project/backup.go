package project

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"duotone/app"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// Backup writes a copy of the project as it is at one moment, while others may go on working in it. It is checked, synced
// and only then given its name. A file that is there already is left alone and is an error.
func (p *Project) Backup(ctx context.Context, target string) error {
	const op = "back up project"
	target, err := filepath.Abs(target)
	if err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err}
	}
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		return app.Errorf(op, target, app.KindUsage, "Choose another name for the backup.", "a file of this name is there already")
	}
	dir, err := os.MkdirTemp(filepath.Dir(target), ".duotone-backup-")
	if err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err, Hint: "Check that the folder exists and may be written to."}
	}
	defer os.RemoveAll(dir)
	part := filepath.Join(dir, "part")
	if err := backup(ctx, p.path, part); err != nil {
		return err
	}
	copied, err := Open(ctx, part)
	if err != nil {
		return err
	}
	report, err := copied.Check(ctx, false)
	if _, e := copied.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err == nil {
		err = explain(op, target, e)
	}
	if e := copied.Close(); err == nil {
		err = explain(op, target, e)
	}
	if err != nil {
		return err
	}
	if len(report.Damage) > 0 {
		return app.Errorf(op, p.path, app.KindFormat, damageHint, "the copy is damaged: %s", report.Damage[0])
	}
	if err := syncFile(part); err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err}
	}
	if err := os.Link(part, target); err == nil { // unlike a rename it takes nobody's place
		return nil
	} else if errors.Is(err, fs.ErrExist) {
		return app.Errorf(op, target, app.KindUsage, "Choose another name for the backup.", "a file of this name is there already")
	}
	if err := os.Rename(part, target); err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err}
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// backup copies a database with SQLite's own backup, which sees a consistent state while others write. The source need
// not be writable.
func backup(ctx context.Context, from, to string) error {
	const op = "copy project"
	mode := "rw"
	if f, err := os.OpenFile(from, os.O_RDWR, 0); err != nil {
		mode = "ro"
	} else {
		f.Close()
	}
	src, err := openDB(from, mode)
	if err != nil {
		return explain(op, from, err)
	}
	defer src.Close()
	dst, err := sql.Open("sqlite3", to)
	if err != nil {
		return explain(op, to, err)
	}
	defer dst.Close()
	a, err := src.Conn(ctx)
	if err != nil {
		return explain(op, from, err)
	}
	defer a.Close()
	b, err := dst.Conn(ctx)
	if err != nil {
		return explain(op, to, err)
	}
	defer b.Close()
	err = b.Raw(func(d any) error {
		return a.Raw(func(s any) error {
			to, ok1 := d.(*sqlite3.SQLiteConn)
			from, ok2 := s.(*sqlite3.SQLiteConn)
			if !ok1 || !ok2 {
				return errors.New("not an SQLite connection")
			}
			return backupSteps(ctx, to, from)
		})
	})
	return explain(op, from, err)
}

func backupSteps(ctx context.Context, to, from *sqlite3.SQLiteConn) error {
	b, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for {
		done, err := b.Step(4096) // 16 MB at a time, so that a cancel is heard
		if err == nil && !done {
			err = ctx.Err()
		}
		if err != nil {
			b.Finish() //nolint:errcheck // the first error tells more
			return err
		}
		if done {
			return b.Finish()
		}
	}
}
