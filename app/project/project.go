package project

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/app/project/store"

	"github.com/google/uuid"
)

// Ext is the extension of project files.
const Ext = store.Ext

// Project is an open project file: what it holds, each part by its own name.
type Project struct {
	file     *store.File
	Log      Log      // what people said
	Posts    Posts    // what they said it of
	Pictures Pictures // the posts' pictures
	Scores   Scores   // what models said
}

func on(f *store.File) *Project {
	return &Project{f, Log{f}, Posts{f}, Pictures{f}, Scores{f}}
}

// Path is the file, absolute.
func (p *Project) Path() string { return p.file.Path }

// Dir is the folder of the file, from which relative paths of pictures count.
func (p *Project) Dir() string { return p.file.Dir() }

// Close closes the file.
func (p *Project) Close() error { return p.file.Close() }

// Create makes a new project file. A file that is there already is left alone and is an error.
func Create(ctx context.Context, path string, s Settings) (*Project, error) {
	if err := s.Check(); err != nil {
		return nil, &app.Error{Op: store.OpCreate, Path: path, Kind: app.KindUsage, Err: err}
	}
	f, err := store.Create(ctx, path)
	if err != nil {
		return nil, err
	}
	p := on(f)
	err = writeSettings(ctx, p, map[string]string{"project": uuid.NewString()})
	if err == nil {
		err = p.SetSettings(ctx, s)
	}
	if err != nil {
		f.Close()
		store.Remove(f.Path)
		return nil, store.Explain(store.OpCreate, f.Path, err)
	}
	return p, nil
}

// Scratch makes a project for the moment: it lies among the system's temporary files, and Close takes it away.
func Scratch(ctx context.Context) (*Project, error) {
	dir, remove, err := store.Away()
	if err != nil {
		return nil, &app.Error{Op: store.OpCreate, Path: os.TempDir(), Kind: app.KindDisk, Err: err}
	}
	p, err := Create(ctx, filepath.Join(dir, "scratch"+Ext), DefaultSettings())
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	p.file.StandsFor(p.Path(), remove)
	return p, nil
}

// Open opens a project file and brings an older one up to date. A file that is not a project, is damaged, or was
// written by a newer version is refused and left as it is.
func Open(ctx context.Context, path string) (*Project, error) {
	f, err := store.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	return on(f), nil
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
	dir, remove, failed := store.Away()
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
	copied.file.StandsFor(abs, remove) // its pictures lie beside the file, not beside the copy
	return copied, nil
}
