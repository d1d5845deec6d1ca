package app

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// WriteWhole writes a file for others to read so that it appears whole or not at all: it is written beside, synced and renamed, and
// its folder is synced. One that is there is replaced. The error is write's or the system's.
func WriteWhole(path string, write func(io.Writer) error) error {
	return writeWhole(path, 0o644, write, os.Rename)
}

// WritePrivate is WriteWhole for a file that is nobody else's to read.
func WritePrivate(path string, write func(io.Writer) error) error {
	return writeWhole(path, 0o600, write, os.Rename)
}

func writeWhole(path string, mode fs.FileMode, write func(io.Writer) error, name func(old, new string) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.partial")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close() // where it has not come so far
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := name(f.Name(), path); err != nil {
		return err
	}
	SyncDir(filepath.Dir(path))
	sweepParts(path)
	return nil
}

// partsLast is how long a part may lie before it is taken for one that a killed program has left: nobody writes one file for so long.
const partsLast = time.Hour

// sweepParts takes away what killed programs have left of the file.
func sweepParts(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		name := strings.TrimSuffix(strings.TrimSuffix(e.Name(), "-wal"), "-shm") // which a database has beside it
		if !strings.HasPrefix(name, filepath.Base(path)+".") || !strings.HasSuffix(name, ".partial") {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > partsLast {
			os.Remove(filepath.Join(filepath.Dir(path), e.Name())) //nolint:errcheck // the next one tries again
		}
	}
}

// SyncDir makes a rename last. Systems that can't sync a folder don't need it.
func SyncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}

// Out is a file that somebody asked for by its name, with what MayWrite asks about it. All that is written whole for people goes
// through one.
type Out struct {
	Path   string
	Force  bool     // replace a file that is there
	Inputs []string // what is read for it; "" and what is not there don't count
}

// Check tells beforehand whether the file may be written, by MayWrite.
func (o Out) Check() error { return MayWrite("write", o.Path, o.Force, o.Inputs...) }

// Write writes the file, whole or not at all. What another program put there since the check is not replaced either. The error is
// write's own, or one of this package with a hint.
func (o Out) Write(write func(io.Writer) error) error {
	if err := o.Check(); err != nil {
		return err
	}
	name := os.Rename
	if !o.Force {
		name = nameNew
	}
	var failed error
	err := writeWhole(o.Path, 0o644, func(w io.Writer) error {
		failed = write(w)
		return failed
	}, name)
	switch {
	case err == nil:
		return nil
	case failed != nil && KindOf(failed) != KindInternal:
		return failed
	case errors.Is(err, fs.ErrExist):
		return MayWrite("write", o.Path, false)
	}
	return diskError("write", o.Path, err)
}

// nameNew gives a file its name unless that is taken. Systems without hard links look first.
func nameNew(old, path string) error {
	err := os.Link(old, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	return os.Rename(old, path)
}

// NameWhole gives a file that was written beside the place of another its name there, unless that is taken: then it is fs.ErrExist, and the file
// stays as it is. What killed programs have left for the place goes.
func NameWhole(part, path string) error {
	if err := nameNew(part, path); err != nil {
		return err
	}
	os.Remove(part) //nolint:errcheck // a second name of the same file, if anything
	SyncDir(filepath.Dir(path))
	sweepParts(path)
	return nil
}

func diskError(op, path string, err error) error {
	var p *os.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		err = p.Err
	case errors.As(err, &l):
		err = l.Err
	}
	hint := "Make room, or choose another place."
	switch folder := filepath.Dir(path); {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		hint = "You may not write in " + folder + ": choose another place."
	case errors.Is(err, fs.ErrNotExist):
		hint = "Check that the folder " + folder + " is there, or choose another place."
	}
	return &Error{Op: op, Path: path, Kind: KindDisk, Err: err, Hint: hint}
}
