package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/app/project/store"

	"github.com/google/uuid"
)

// Draft is a project that is being made. Until Place it lies beside its place under a name that nobody takes for a project, so that a program
// that is killed meanwhile leaves nothing that looks whole.
type Draft struct {
	*Project
	place string
}

// NewDraft begins a project that is meant for a path, where nothing may be.
func NewDraft(ctx context.Context, path string, s Settings) (*Draft, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &app.Error{Op: store.OpCreate, Path: path, Kind: app.KindDisk, Err: err}
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, store.Taken(path)
	}
	p, err := Create(ctx, path+"."+uuid.NewString()+".partial", s)
	if err != nil {
		return nil, err
	}
	return &Draft{p, path}, nil
}

// Place closes the project and gives it its name, unless something is there by now. Where that fails the draft is gone.
func (d *Draft) Place() error {
	err := d.Close()
	if err == nil {
		err = app.NameWhole(d.Path(), d.place)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		err = store.Taken(d.place)
	default:
		err = store.Explain(store.OpCreate, d.place, err)
	}
	store.Remove(d.Path())
	return err
}

// Discard takes it away. After Place it does nothing.
func (d *Draft) Discard() {
	d.Close() //nolint:errcheck // nothing of it is wanted
	store.Remove(d.Path())
}
