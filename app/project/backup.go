package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/app/project/store"
)

// Backup writes a copy of the project as it is at one moment, while others may go on working in it. It is checked, synced
// and only then given its name. A file that is there already is left alone and is an error.
func (p *Project) Backup(ctx context.Context, target string) error {
	const op = "back up project"
	target, err := filepath.Abs(target)
	if err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err}
	}
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		return app.Errorf(op, target, app.KindUsage, "Choose another name for the backup.", "a file of this name is there already")
	}
	dir, err := os.MkdirTemp(filepath.Dir(target), ".duotone-backup-")
	if err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err, Hint: "Check that the folder exists and may be written to."}
	}
	defer os.RemoveAll(dir)
	part := filepath.Join(dir, "part")
	if err := store.Copy(ctx, p.file.Path, part); err != nil {
		return err
	}
	copied, err := Open(ctx, part)
	if err != nil {
		return err
	}
	report, err := copied.Check(ctx, false)
	if _, e := copied.file.DB.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err == nil {
		err = store.Explain(op, target, e)
	}
	if e := copied.Close(); err == nil {
		err = store.Explain(op, target, e)
	}
	if err != nil {
		return err
	}
	if len(report.Damage) > 0 {
		return app.Errorf(op, p.file.Path, app.KindFormat, store.DamageHint, "the copy is damaged: %s", report.Damage[0])
	}
	if err := store.Sync(part); err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err}
	}
	if err := os.Link(part, target); err == nil { // unlike a rename it takes nobody's place
		return nil
	} else if errors.Is(err, fs.ErrExist) {
		return app.Errorf(op, target, app.KindUsage, "Choose another name for the backup.", "a file of this name is there already")
	}
	if err := os.Rename(part, target); err != nil {
		return &app.Error{Op: op, Path: target, Kind: app.KindDisk, Err: err}
	}
	return nil
}
