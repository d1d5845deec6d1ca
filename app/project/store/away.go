package store

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// away begins the names of the folders for copies.
const away = "duotone-copy-"

// Away makes a folder among the system's temporary files for a copy of a project. Only this user may read it. remove takes
// it away. Copies hold people's posts: those that killed programs have left are taken away as well.
func Away() (dir string, remove func() error, err error) {
	sweep()
	for {
		if dir, err = os.MkdirTemp("", away); err != nil {
			return "", nil, err
		}
		lock := flock.New(filepath.Join(dir, "lock"))
		held, err := lock.TryLock()
		if err != nil {
			return "", nil, errors.Join(err, os.RemoveAll(dir))
		}
		if held { // else it was swept before it was locked
			return dir, func() error { return errors.Join(lock.Close(), os.RemoveAll(dir)) }, nil
		}
	}
}

// sweep takes away folders whose program has ended: it holds their lock no more. What can't be taken away stays.
func sweep() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), away+"*"))
	for _, dir := range left {
		path := filepath.Join(dir, "lock")
		info, err := os.Lstat(path)
		if err != nil { // not locked yet, or killed before it was
			if info, err := os.Lstat(dir); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
				os.RemoveAll(dir) //nolint:errcheck // as above
			}
			continue
		}
		if !info.Mode().IsRegular() {
			continue
		}
		lock := flock.New(path)
		if free, err := lock.TryLock(); err == nil && free {
			os.RemoveAll(dir) //nolint:errcheck // as above
			lock.Close()      //nolint:errcheck // as above
		}
	}
}
