package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"duotone/app"
)

// Create makes the file of a new project. One that is there already is left alone and is an error.
func Create(ctx context.Context, path string) (*File, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &app.Error{Op: OpCreate, Path: path, Kind: app.KindDisk, Err: err}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil, Taken(path)
	}
	if err != nil {
		return nil, &app.Error{Op: OpCreate, Path: path, Kind: app.KindDisk, Err: err,
			Hint: "Check that the folder exists and may be written to."}
	}
	f.Close()
	db, err := OpenDB(path, "rw")
	if err == nil {
		if _, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err == nil {
			err = migrate(ctx, db)
		}
		if err != nil {
			db.Close()
		}
	}
	if err != nil {
		Remove(path)
		return nil, Explain(OpCreate, path, err)
	}
	return &File{Path: path, DB: db}, nil
}

// Taken says that a project can't be made where something is.
func Taken(path string) error {
	return app.Errorf(OpCreate, path, app.KindUsage, "Choose another name, or open the project that is there.", "a file of this name is there already")
}

// Remove takes away a project that could not be made, with what SQLite keeps beside it.
func Remove(path string) {
	for _, tail := range []string{"", "-wal", "-shm"} {
		os.Remove(path + tail) //nolint:errcheck // the error that led here tells more
	}
}

// Open opens the file of a project and brings an older one up to date. One that is not a project's, is damaged, or was written by a
// newer version is refused and left as it is.
func Open(ctx context.Context, path string) (*File, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &app.Error{Op: OpOpen, Path: path, Kind: app.KindMissing, Err: err}
	}
	if err := Sniff(path); err != nil {
		return nil, err
	}
	if err := MayWrite(path); err != nil {
		return nil, err
	}
	db, err := OpenDB(path, "rw")
	if err != nil {
		return nil, Explain(OpOpen, path, err)
	}
	f := &File{Path: path, DB: db}
	if err := f.welcome(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return f, nil
}

// welcome checks that the file is a project of a version that this program knows.
func (f *File) welcome(ctx context.Context) error {
	var id, version int
	err := f.DB.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
	if err == nil {
		err = f.DB.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	}
	if err != nil {
		return Explain(OpOpen, f.Path, err)
	}
	if id != applicationID {
		return app.Errorf(OpOpen, f.Path, app.KindFormat, "Choose a file made with duotone project new.",
			"this is a database, but not a Duotone project")
	}
	if version > schemaVersion {
		return app.Errorf(OpOpen, f.Path, app.KindFormat, "Open it with a newer Duotone; the file was not changed.",
			"the project was written by a newer version (file version %d, this program knows up to %d)",
			version, schemaVersion)
	}
	if version < schemaVersion { // else nothing is written: another one may be writing just now
		if err := migrate(ctx, f.DB); err != nil {
			return Explain(OpOpen, f.Path, err)
		}
	}
	// Touching each table finds a damaged catalogue now and not in the middle of the work.
	for _, table := range []string{"setting", "picture", "post", "event", "score"} {
		var n any
		err := f.DB.QueryRowContext(ctx, "SELECT 1 FROM "+table+" LIMIT 1").Scan(&n)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return Explain(OpOpen, f.Path, err)
		}
	}
	return nil
}
