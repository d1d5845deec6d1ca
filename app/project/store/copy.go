package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"duotone/app"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// Sync has what was written to a file brought to the disk.
func Sync(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Copy copies a database with SQLite's own backup, which sees a consistent state while others write. The source need
// not be writable.
func Copy(ctx context.Context, from, to string) error {
	const op = "copy project"
	mode := "rw"
	if f, err := os.OpenFile(from, os.O_RDWR, 0); err != nil {
		mode = "ro"
	} else {
		f.Close()
	}
	src, err := OpenDB(from, mode)
	if err != nil {
		return Explain(op, from, err)
	}
	defer src.Close()
	dst, err := sql.Open("sqlite3", to)
	if err != nil {
		return Explain(op, to, err)
	}
	defer dst.Close()
	a, err := src.Conn(ctx)
	if err != nil {
		return Explain(op, from, err)
	}
	defer a.Close()
	b, err := dst.Conn(ctx)
	if err != nil {
		return Explain(op, to, err)
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
	return Explain(op, from, err)
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

// CopyFiles copies a project as its files are, with what waits in its write-ahead log. It is for one that may not be written
// to, or whose folder may not: SQLite would leave files of this user's beside it, which lock its owner out.
func CopyFiles(from, to string) error {
	for range 10 {
		before := stampOf(from)
		for _, ext := range []string{"", "-wal"} {
			if err := copyPart(from+ext, to+ext); err != nil {
				return err
			}
		}
		if stampOf(from) == before { // else somebody wrote meanwhile
			return nil
		}
	}
	return app.Errorf(OpOpen, from, app.KindBusy, "Wait until nobody works in it, then try again.",
		"it is written to all the time, and may only be read")
}

// stampOf tells whether a project was written to.
func stampOf(path string) (stamp [2]struct{ size, at int64 }) {
	for i, ext := range []string{"", "-wal"} {
		if info, err := os.Stat(path + ext); err == nil {
			stamp[i].size, stamp[i].at = info.Size(), info.ModTime().UnixNano()
		}
	}
	return stamp
}

func copyPart(from, to string) error {
	src, err := os.Open(from)
	if strings.HasSuffix(from, "-wal") && errors.Is(err, fs.ErrNotExist) {
		if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &app.Error{Op: "copy project", Path: to, Kind: app.KindDisk, Err: err}
		}
		return nil
	}
	if err != nil {
		return &app.Error{Op: OpOpen, Path: from, Kind: app.KindDisk, Err: err, Hint: "Check the file's permissions."}
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // an earlier try may have begun it
	if err == nil {
		_, err = io.Copy(dst, src)
		err = errors.Join(err, dst.Close())
	}
	if err != nil {
		return &app.Error{Op: "copy project", Path: to, Kind: app.KindDisk, Err: err, Hint: "Make room in the folder for temporary files."}
	}
	return nil
}

// OpenDamaged opens a copy of a file in dir for reading as far as it goes. SQLite refuses a file that is shorter than it
// says: the copy is filled up with nothing.
func OpenDamaged(path, dir string) (*sql.DB, error) {
	target := filepath.Join(dir, "damaged"+Ext)
	if err := CopyFiles(path, target); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(target, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 100)
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	page := int64(binary.BigEndian.Uint16(head[16:])) // sqlite.org/fileformat2.html: 1 stands for 65536
	if page == 1 {
		page = 1 << 16
	}
	whole := page * int64(binary.BigEndian.Uint32(head[28:]))
	if most := 1024 * (info.Size() + page); whole > info.Size() && whole < most { // a sparse file costs nothing
		if err := f.Truncate(whole); err != nil {
			return nil, err
		}
	}
	return OpenDB(target, "rw")
}

// OfDisk tells an error of the disk from one of the row.
func OfDisk(err error) bool {
	var e *app.Error
	return errors.As(Explain("", "", err), &e) && e.Kind == app.KindDisk
}
