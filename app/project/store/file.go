package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"duotone/app"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// File is the open database that the parts of a project share.
type File struct {
	Path string // absolute
	DB   *sql.DB
	away func() error // takes away the copy that is read instead of the file; nil: none
}

// Dir is the folder of the file, from which relative paths of pictures count.
func (f *File) Dir() string { return filepath.Dir(f.Path) }

// Close closes the file.
func (f *File) Close() error {
	err := f.DB.Close()
	if f.away != nil {
		err = errors.Join(err, f.away())
	}
	return err
}

// StandsFor says that this file is a copy of another, which Close takes away by remove.
func (f *File) StandsFor(path string, remove func() error) { f.Path, f.away = path, remove }

// busyTimeout is how long a writer waits for another one, in milliseconds.
const busyTimeout = 10_000

// OpenDB opens a database, mode "rw" or "ro", as those of projects are opened.
func OpenDB(path string, mode string) (*sql.DB, error) {
	abs, err := filepath.Abs(path) // a URI's path is absolute
	if err != nil {
		return nil, err
	}
	name := filepath.ToSlash(abs)
	if runtime.GOOS == "windows" && !strings.HasPrefix(name, "/") {
		name = "/" + name
	}
	u := url.URL{Scheme: "file", Path: name}
	q := url.Values{
		"mode": {mode}, "_busy_timeout": {fmt.Sprint(busyTimeout)}, "_foreign_keys": {"on"}, "_txlock": {"immediate"},
		"_synchronous": {"FULL"},
	}
	if mode != "ro" {
		q.Set("_journal_mode", "WAL")
	}
	db, err := sql.Open("sqlite3", u.String()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	return db, nil
}

// Sniff looks at the first bytes, so that a stranger's file is not even opened as a database.
func Sniff(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return app.Errorf(OpOpen, path, app.KindMissing, "Check the name, or make one with duotone project new.",
			"no such file")
	case err != nil:
		return &app.Error{Op: OpOpen, Path: path, Kind: app.KindMissing, Err: err}
	case !info.Mode().IsRegular():
		return app.Errorf(OpOpen, path, app.KindFormat, "Choose a "+Ext+" file.", "this is not a file")
	}
	f, _, err := app.OpenRegular(path)
	if err != nil {
		return &app.Error{Op: OpOpen, Path: path, Kind: app.KindMissing, Err: err, Hint: "Check the file's permissions."}
	}
	defer f.Close()
	head := make([]byte, 100)
	n, _ := f.ReadAt(head, 0)
	if n < len(head) || string(head[:16]) != "SQLite format 3\x00" {
		return app.Errorf(OpOpen, path, app.KindFormat,
			"If it was one once, it is damaged: go back to a backup (duotone project backup makes them).",
			"this is not a Duotone project")
	}
	return nil
}

// MayWrite tells whether this user may write to a project. It is asked before SQLite opens the file: to read one that is
// another user's it would leave a -wal and a -shm of this user's beside it, which lock the owner out.
func MayWrite(path string) error {
	for _, ext := range []string{"", "-wal", "-shm"} {
		f, err := os.OpenFile(path+ext, os.O_RDWR, 0)
		if err == nil {
			f.Close()
			continue
		}
		if ext == "" {
			return &app.Error{Op: OpOpen, Path: path, Kind: app.KindDisk, Err: err, Hint: writeHint}
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return app.Errorf(OpOpen, path, app.KindDisk, "Another user has the project open, or was cut off in it. Let that user open and close "+
				"it once more. Do not remove the file: it may hold judgements.", "%s belongs to %s: %w", filepath.Base(path)+ext, owner(path+ext), err)
		}
	}
	return nil
}

// writeHint is what to do about a project that can't be written to.
const writeHint = "A project needs to be written to, and so does its folder: check the permissions, or copy it."

// DamageHint is what to do about a damaged file.
const DamageHint = "The file is damaged. Keep it as it is, look at it with duotone project check, and go on from a backup; " +
	"duotone project check --rescue NEW writes what can still be read to a new project."

// Explain turns the database's errors into ones that say what to do.
func Explain(op, path string, err error) error {
	var known *app.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	e := &app.Error{Op: op, Path: path, Kind: app.KindInternal, Err: err}
	var s sqlite3.Error
	if !errors.As(err, &s) {
		return e
	}
	switch s.Code {
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		e.Kind, e.Hint = app.KindFormat, DamageHint
	case sqlite3.ErrError:
		if strings.Contains(s.Error(), "no such table") || strings.Contains(s.Error(), "no such column") ||
			strings.Contains(s.Error(), "malformed") {
			e.Kind, e.Hint = app.KindFormat, DamageHint
		}
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		e.Kind, e.Hint = app.KindBusy, "Another program is writing to the project. Wait for it, then try again."
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen, sqlite3.ErrAuth:
		e.Kind, e.Hint = app.KindDisk, writeHint
	case sqlite3.ErrFull:
		e.Kind, e.Hint = app.KindDisk, "The disk is full. Make room and try again: this was not kept, what was written before is."
	case sqlite3.ErrIoErr:
		e.Kind, e.Hint = app.KindDisk, "The disk could not be read or written. Copy the project to another one."
	}
	return e
}

// Write runs do in one transaction that keeps other writers out, and makes it durable.
func (f *File) Write(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := f.DB.BeginTx(ctx, nil)
	if err != nil {
		return Explain(OpWrite, f.Path, err)
	}
	if err := do(tx); err != nil {
		tx.Rollback() //nolint:errcheck // the first error tells more
		return Explain(OpWrite, f.Path, err)
	}
	return Explain(OpWrite, f.Path, tx.Commit())
}

// Attached runs do in a transaction that sees another database as `other`.
func (f *File) Attached(ctx context.Context, other string, do func(*sql.Tx) error) error {
	conn, err := f.DB.Conn(ctx)
	if err != nil {
		return Explain(OpWrite, f.Path, err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil { // a merge may erase
		return Explain(OpWrite, f.Path, err)
	}
	if _, err := conn.ExecContext(ctx, "ATTACH DATABASE ? AS other", other); err != nil {
		return Explain(OpRead, other, err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "DETACH DATABASE other") //nolint:errcheck // the copy is removed
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return Explain(OpWrite, f.Path, err)
	}
	if err := do(tx); err != nil {
		tx.Rollback() //nolint:errcheck // the first error tells more
		return Explain(OpWrite, f.Path, err)
	}
	return Explain(OpWrite, f.Path, tx.Commit())
}

// Relative is a path as the file keeps it: relative below the project's folder, with slashes; absolute elsewhere.
func (f *File) Relative(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(f.Dir(), abs); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return abs
}

// Absolute undoes relative.
func (f *File) Absolute(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(f.Dir(), filepath.FromSlash(path))
}

// Ext is the extension of project files.
const Ext = ".duotone"

// What was tried, as errors say it.
const (
	OpCreate = "make project"
	OpOpen   = "open project"
	OpRead   = "read project"
	OpWrite  = "write project"
	OpErase  = "erase posts of"
)
