package project

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

	"github.com/google/uuid"
	sqlite3 "github.com/mattn/go-sqlite3"
)

// Ext is the extension of project files.
const Ext = ".duotone"

const (
	opCreate = "make project"
	opOpen   = "open project"
	opRead   = "read project"
	opWrite  = "write project"
)

// Project is an open project file.
type Project struct {
	path string
	db   *sql.DB
	away string // folder of the copy that is read instead of the file; "": none
}

// Path is the file, absolute.
func (p *Project) Path() string { return p.path }

// Dir is the folder of the file, from which relative paths of pictures count.
func (p *Project) Dir() string { return filepath.Dir(p.path) }

// Close closes the file.
func (p *Project) Close() error {
	err := p.db.Close()
	if p.away != "" {
		err = errors.Join(err, os.RemoveAll(p.away))
	}
	return err
}

// busyTimeout is how long a writer waits for another one, in milliseconds.
const busyTimeout = 10_000

func openDB(path string, mode string) (*sql.DB, error) {
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

// Create makes a new project file. A file that is there already is left alone and is an error.
func Create(ctx context.Context, path string, s Settings) (*Project, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &app.Error{Op: opCreate, Path: path, Kind: app.KindDisk, Err: err}
	}
	if err := s.Check(); err != nil {
		return nil, &app.Error{Op: opCreate, Path: path, Kind: app.KindUsage, Err: err}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil, app.Errorf(opCreate, path, app.KindUsage, "Choose another name, or open the project that is there.",
			"a file of this name is there already")
	}
	if err != nil {
		return nil, &app.Error{Op: opCreate, Path: path, Kind: app.KindDisk, Err: err,
			Hint: "Check that the folder exists and may be written to."}
	}
	f.Close()
	p, err := create(ctx, path, s)
	if err != nil {
		for _, tail := range []string{"", "-wal", "-shm"} {
			os.Remove(path + tail)
		}
		return nil, err
	}
	return p, nil
}

func create(ctx context.Context, path string, s Settings) (*Project, error) {
	db, err := openDB(path, "rw")
	if err != nil {
		return nil, explain(opCreate, path, err)
	}
	p := &Project{path: path, db: db}
	if _, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err == nil {
		err = migrate(ctx, db)
	}
	if err == nil {
		err = p.writeSettings(ctx, map[string]string{"project": uuid.NewString()})
	}
	if err == nil {
		err = p.SetSettings(ctx, s)
	}
	if err != nil {
		db.Close()
		return nil, explain(opCreate, path, err)
	}
	return p, nil
}

// Open opens a project file and brings an older one up to date. A file that is not a project, is damaged, or was
// written by a newer version is refused and left as it is.
func Open(ctx context.Context, path string) (*Project, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &app.Error{Op: opOpen, Path: path, Kind: app.KindMissing, Err: err}
	}
	if err := sniff(path); err != nil {
		return nil, err
	}
	db, err := openDB(path, "rw")
	if err != nil {
		return nil, explain(opOpen, path, err)
	}
	p := &Project{path: path, db: db}
	if err := p.welcome(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return p, nil
}

// OpenToRead opens a project for what only reads. One that may not be written to (a file or folder without the right, a
// medium that is read-only) is read from a copy, which Close takes away: the file stays as it is.
func OpenToRead(ctx context.Context, path string) (*Project, error) {
	p, err := Open(ctx, path)
	var e *app.Error
	if err == nil || !errors.As(err, &e) || e.Kind != app.KindDisk {
		return p, err
	}
	abs, failed := filepath.Abs(path)
	if failed != nil {
		return nil, err
	}
	dir, failed := os.MkdirTemp("", "duotone-read-")
	if failed != nil {
		return nil, err
	}
	copied, failed := copyForReading(ctx, abs, dir)
	if failed != nil {
		if app.KindOf(failed) == app.KindDisk { // what kept the file itself from being opened tells more
			failed = err
		}
		os.RemoveAll(dir) //nolint:errcheck // it lies among the system's temporary files
		return nil, failed
	}
	copied.path, copied.away = abs, dir // its pictures lie beside the file, not beside the copy
	return copied, nil
}

// welcome checks that the file is a project of a version that this program knows.
func (p *Project) welcome(ctx context.Context) error {
	var id, version int
	err := p.db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
	if err == nil {
		err = p.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	}
	if err != nil {
		return explain(opOpen, p.path, err)
	}
	if id != applicationID {
		return app.Errorf(opOpen, p.path, app.KindFormat, "Choose a file made with duotone project new.",
			"this is a database, but not a Duotone project")
	}
	if version > schemaVersion {
		return app.Errorf(opOpen, p.path, app.KindFormat, "Open it with a newer Duotone; the file was not changed.",
			"the project was written by a newer version (file version %d, this program knows up to %d)",
			version, schemaVersion)
	}
	if version < schemaVersion { // else nothing is written: another one may be writing just now
		if err := migrate(ctx, p.db); err != nil {
			return explain(opOpen, p.path, err)
		}
	}
	// Touching each table finds a damaged catalogue now and not in the middle of the work.
	for _, table := range []string{"setting", "picture", "post", "event", "score"} {
		var n any
		err := p.db.QueryRowContext(ctx, "SELECT 1 FROM "+table+" LIMIT 1").Scan(&n)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return explain(opOpen, p.path, err)
		}
	}
	return nil
}

// sniff looks at the first bytes, so that a stranger's file is not even opened as a database.
func sniff(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return app.Errorf(opOpen, path, app.KindMissing, "Check the name, or make one with duotone project new.",
			"no such file")
	case err != nil:
		return &app.Error{Op: opOpen, Path: path, Kind: app.KindMissing, Err: err}
	case !info.Mode().IsRegular():
		return app.Errorf(opOpen, path, app.KindFormat, "Choose a "+Ext+" file.", "this is not a file")
	}
	f, err := os.Open(path)
	if err != nil {
		return &app.Error{Op: opOpen, Path: path, Kind: app.KindMissing, Err: err, Hint: "Check the file's permissions."}
	}
	defer f.Close()
	head := make([]byte, 100)
	n, _ := f.ReadAt(head, 0)
	if n < len(head) || string(head[:16]) != "SQLite format 3\x00" {
		return app.Errorf(opOpen, path, app.KindFormat,
			"If it was one once, it is damaged: go back to a backup (duotone project backup makes them).",
			"this is not a Duotone project")
	}
	return nil
}

// damageHint is what to do about a damaged file.
const damageHint = "The file is damaged. Keep it as it is, look at it with duotone project check, and go on from a backup; " +
	"duotone project check --rescue NEW writes what can still be read to a new project."

// explain turns the database's errors into ones that say what to do.
func explain(op, path string, err error) error {
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
		e.Kind, e.Hint = app.KindFormat, damageHint
	case sqlite3.ErrError:
		if strings.Contains(s.Error(), "no such table") || strings.Contains(s.Error(), "no such column") ||
			strings.Contains(s.Error(), "malformed") {
			e.Kind, e.Hint = app.KindFormat, damageHint
		}
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		e.Kind, e.Hint = app.KindBusy, "Another program is writing to the project. Wait for it, then try again."
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen, sqlite3.ErrAuth:
		e.Kind, e.Hint = app.KindDisk, "A project needs to be written to, and so does its folder: check the permissions, or copy it."
	case sqlite3.ErrFull:
		e.Kind, e.Hint = app.KindDisk, "The disk is full. Make room; everything up to here has been kept."
	case sqlite3.ErrIoErr:
		e.Kind, e.Hint = app.KindDisk, "The disk could not be read or written. Copy the project to another one."
	}
	return e
}

// write runs f in one transaction that keeps other writers out, and makes it durable.
func (p *Project) write(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return explain(opWrite, p.path, err)
	}
	if err := f(tx); err != nil {
		tx.Rollback() //nolint:errcheck // the first error tells more
		return explain(opWrite, p.path, err)
	}
	return explain(opWrite, p.path, tx.Commit())
}
