package project

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"duotone/app"

	"github.com/google/uuid"
)

// Ext is the extension of project files.
const Ext = ".duotone"

const (
	opCreate = "make project"
	opOpen   = "open project"
	opRead   = "read project"
	opWrite  = "write project"
)

// Project is an open project file: what it holds, each part by its own name.
type Project struct {
	*file
	Log      Log      // what people said
	Posts    Posts    // what they said it of
	Pictures Pictures // the posts' pictures
	Scores   Scores   // what models said
	Queue    Queue    // in which order posts come up
}

func on(f *file) *Project {
	return &Project{f, Log{f}, Posts{f}, Pictures{f}, Scores{f}, Queue{f}}
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
	p := on(&file{path: path, db: db})
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
	if err := mayWrite(path); err != nil {
		return nil, err
	}
	db, err := openDB(path, "rw")
	if err != nil {
		return nil, explain(opOpen, path, err)
	}
	p := on(&file{path: path, db: db})
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
	dir, remove, failed := Away()
	if failed != nil {
		return nil, err
	}
	copied, failed := copyForReading(ctx, abs, dir)
	if failed != nil {
		if app.KindOf(failed) == app.KindDisk { // what kept the file itself from being opened tells more
			failed = err
		}
		return nil, errors.Join(failed, remove())
	}
	copied.path, copied.away = abs, remove // its pictures lie beside the file, not beside the copy
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
