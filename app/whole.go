package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// WriteWhole writes a file for others to read so that it appears whole or not at all: it is written beside, synced and renamed. One
// that is there is replaced. The error is write's or the system's.
func WriteWhole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.partial")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close() // where it has not come so far
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
