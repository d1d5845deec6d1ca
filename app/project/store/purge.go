package store

import (
	"context"
	"database/sql"
	"fmt"

	"duotone/app"
)

// Alone runs f on one connection that overwrites with zeros what it deletes.
func (f *File) Alone(ctx context.Context, do func(*sql.Conn) error) error {
	conn, err := f.DB.Conn(ctx)
	if err != nil {
		return Explain(OpErase, f.Path, err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
		return Explain(OpErase, f.Path, err)
	}
	return Explain(OpErase, f.Path, do(conn))
}

// Purge writes the file anew without its free pages, and empties its write-ahead log.
func (f *File) Purge(ctx context.Context) error {
	err := f.Alone(ctx, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, "VACUUM"); err != nil {
			return err
		}
		var busy, pages, moved int
		if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
			return err
		}
		if busy != 0 {
			return fmt.Errorf("another program reads the project")
		}
		return nil
	})
	if err != nil {
		return app.Errorf(OpErase, f.Path, app.KindBusy, "Close the project everywhere else, then say duotone project erase FILE without an id: it takes away what is left.",
			"the posts are gone from the project, but their bytes may still be in its files: %w", err)
	}
	return nil
}
