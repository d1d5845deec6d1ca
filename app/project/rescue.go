package project

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"duotone/app"
	"duotone/app/project/sound"
	"duotone/app/project/store"
)

// Rescue writes what can still be read of a damaged project to a new one, and tells what could not be. The new project is
// sound: a post or a judgement whose content has suffered is left out, so that a backup that is merged into it brings the
// right one back. The damaged file is not changed.
func Rescue(ctx context.Context, path, target string) (Report, error) {
	const op = "rescue project"
	if err := store.Sniff(path); err != nil {
		return Report{}, err
	}
	dir, remove, err := store.Away()
	if err != nil {
		return Report{}, &app.Error{Op: op, Path: path, Kind: app.KindDisk, Err: err}
	}
	defer remove() //nolint:errcheck // it lies among the system's temporary files
	db, err := store.OpenDamaged(path, dir)
	if err != nil {
		return Report{}, store.Explain(op, path, err)
	}
	defer db.Close()
	p, err := Create(ctx, target, DefaultSettings())
	if err != nil {
		return Report{}, err
	}
	defer p.Close()
	to, err := p.file.DB.Conn(ctx)
	if err != nil {
		return Report{}, store.Explain(op, target, err)
	}
	defer to.Close()
	// What a row belongs to may come later, or never.
	if _, err := to.ExecContext(ctx, "PRAGMA foreign_keys = off"); err != nil {
		return Report{}, store.Explain(op, target, err)
	}
	var lost []string
	for _, t := range rescued {
		said, err := t.rescue(ctx, db, to)
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
		if err != nil {
			return Report{}, store.Explain(op, target, err)
		}
		lost = append(lost, said...)
	}
	for _, mend := range []string{
		`INSERT OR IGNORE INTO picture (sum, name, format, width, height, bytes)
			SELECT picture, substr(picture, 1, 12), '', 0, 0, 0 FROM post WHERE picture IS NOT NULL`,
		"DELETE FROM picture_path WHERE sum NOT IN (SELECT sum FROM picture)",
		"DELETE FROM picture_data WHERE sum NOT IN (SELECT sum FROM picture)",
		"PRAGMA foreign_keys = on",
	} {
		if _, err := to.ExecContext(ctx, mend); err != nil {
			return Report{}, store.Explain(op, target, err)
		}
	}
	r, err := p.Check(ctx, false)
	r.Damage = append(lost, r.Damage...)
	return r, err
}

// salvage is a table that is read as far as it goes, from both ends.
type salvage struct {
	table, what string
	key         string                        // what its rows lie in order of
	sound       func(row map[string]any) bool // may mend the row; nil: every row is taken
}

var rescued = []salvage{
	{"erased", "erasures", "id", nil}, {"setting", "settings", "key", sound.Setting}, {"picture", "pictures", "sum", nil}, {"picture_path", "places of pictures", "sum", nil},
	{"picture_data", "embedded pictures", "rowid", sound.Picture}, {"post", "posts", "n", sound.Post}, {"event", "judgements", "n", sound.Event},
	{"score", "scores", "post", sound.Score}, {"embedding", "representations", "rowid", sound.Embedding},
}

// rescue copies the table and says what was lost of it. An error is one of the new file.
func (t salvage) rescue(ctx context.Context, from *sql.DB, to *sql.Conn) (lost []string, err error) {
	tx, err := to.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	kept, left := 0, 0
	var broken error
	for _, way := range []string{"", " DESC"} {
		var n, bad int
		if n, bad, broken, err = t.read(ctx, from, tx, " ORDER BY "+t.key+way); err != nil {
			return nil, err
		}
		kept, left = kept+n, left+bad
		if broken == nil {
			break // from one end to the other
		}
	}
	if broken != nil {
		lost = append(lost, fmt.Sprintf("%s: %d were read, the rest is damaged (%v)", t.what, kept, broken))
	}
	if left > 0 {
		lost = append(lost, fmt.Sprintf("%s: %d are not what they were and were left out", t.what, left))
	}
	return lost, tx.Commit()
}

// read copies rows in an order until the file can't be read any further, which is broken.
func (t salvage) read(ctx context.Context, from *sql.DB, tx *sql.Tx, order string) (kept, left int, broken, err error) {
	rows, broken := from.QueryContext(ctx, "SELECT * FROM "+t.table+order)
	if broken != nil && t.table == "erased" && strings.Contains(broken.Error(), "no such table") {
		return 0, 0, nil, nil // the project is of a time when there were none
	}
	if broken != nil {
		return 0, 0, broken, nil
	}
	defer rows.Close()
	columns, broken := rows.Columns()
	if broken != nil {
		return 0, 0, broken, nil
	}
	verb := "INSERT OR IGNORE"
	if t.table == "setting" {
		verb = "INSERT OR REPLACE" // the new project has some of its own
	}
	query := verb + " INTO " + t.table + " (" + strings.Join(columns, ",") + ") VALUES (?" + strings.Repeat(",?", len(columns)-1) + ")"
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			left++
			continue
		}
		if t.sound != nil {
			row := map[string]any{}
			for i, name := range columns {
				row[name] = values[i]
			}
			if !t.sound(row) {
				left++
				continue
			}
			for i, name := range columns {
				values[i] = row[name]
			}
		}
		r, err := tx.ExecContext(ctx, query, values...)
		if err != nil {
			if ctx.Err() != nil || store.OfDisk(err) {
				return kept, left, nil, err
			}
			left++ // a cell that should not be empty, say
			continue
		}
		if n, err := r.RowsAffected(); err == nil {
			kept += int(n)
		}
	}
	return kept, left, rows.Err(), nil
}
