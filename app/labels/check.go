package labels

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"duotone/app"
)

// Report is what Check found.
type Report struct {
	Path     string   `json:"path"`
	Version  int      `json:"version"`
	Posts    int      `json:"posts"`
	Events   int      `json:"events"`
	Pictures int      `json:"pictures"`
	Damage   []string `json:"damage"`  // what is wrong with the file
	Missing  []string `json:"missing"` // pictures that are not where they were, or have changed
}

// Check reads the whole file: SQLite's own check, then whether everything that is named is there, and, with pictures,
// whether every picture is where it was and still the same.
func (p *Project) Check(ctx context.Context, pictures bool) (Report, error) {
	r := Report{Path: p.path, Damage: []string{}, Missing: []string{}}
	if err := p.checkDatabase(ctx, &r); err != nil {
		return r, err
	}
	counts := []struct {
		query string
		n     *int
	}{
		{"PRAGMA user_version", &r.Version}, {"SELECT count(*) FROM post", &r.Posts},
		{"SELECT count(*) FROM event", &r.Events}, {"SELECT count(*) FROM picture", &r.Pictures},
	}
	for _, c := range counts {
		if err := p.db.QueryRowContext(ctx, c.query).Scan(c.n); err != nil {
			r.Damage = append(r.Damage, err.Error())
		}
	}
	rules := []struct{ query, what string }{
		{"SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM post WHERE post.id = e.post)", "judgements are about posts that are not there"},
		{"SELECT count(*) FROM event e WHERE act IN ('undo','redo') AND NOT EXISTS (SELECT 1 FROM event t WHERE t.id = e.target)", "undone judgements are not there"},
		{"SELECT count(*) FROM event WHERE act IN ('label','adjudicate') AND value NOT IN ('negative','neutral','positive')", "judgements have a label that Duotone doesn't know"},
		{"SELECT count(*) FROM picture k WHERE length(sum) <> 64", "pictures have no proper hash"},
	}
	for _, rule := range rules {
		var n int
		if err := p.db.QueryRowContext(ctx, rule.query).Scan(&n); err != nil {
			r.Damage = append(r.Damage, err.Error())
		} else if n > 0 {
			r.Damage = append(r.Damage, fmt.Sprintf("%d %s", n, rule.what))
		}
	}
	p.checkContent(ctx, &r)
	if pictures && len(r.Damage) == 0 {
		return r, p.checkPictures(ctx, &r)
	}
	return r, ctx.Err()
}

func (p *Project) checkDatabase(ctx context.Context, r *Report) error {
	rows, err := p.db.QueryContext(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.Damage = append(r.Damage, err.Error())
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			r.Damage = append(r.Damage, err.Error())
		} else if line != "ok" {
			r.Damage = append(r.Damage, line)
		}
	}
	if err := rows.Err(); err != nil && ctx.Err() == nil {
		r.Damage = append(r.Damage, err.Error())
	}
	return ctx.Err()
}

// checkContent sees whether every post still has the name that its content gives it.
func (p *Project) checkContent(ctx context.Context, r *Report) {
	wrong := 0
	err := p.Items(ctx, func(i Item) error {
		post := app.Post{Text: i.Text}
		if i.Picture != nil {
			sum, err := hex.DecodeString(i.Picture.Sum)
			if err != nil || len(sum) != sha256.Size {
				wrong++
				return nil
			}
			post.Picture = &app.Picture{Sum: app.Sum(sum)}
		}
		if post.ContentID() != i.ID {
			wrong++
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		r.Damage = append(r.Damage, err.Error())
	}
	if wrong > 0 {
		r.Damage = append(r.Damage, fmt.Sprintf("%d posts are not what they were when they were imported", wrong))
	}
}

func (p *Project) checkPictures(ctx context.Context, r *Report) error {
	refs, err := p.pictures(ctx)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := p.Picture(ctx, ref); err != nil {
			r.Missing = append(r.Missing, fmt.Sprintf("%s: %v", ref.Name, err))
		}
	}
	return nil
}

// Rescue writes what can still be read of a damaged project to a new one, row by row, and tells how much that was. The
// damaged file is not changed.
func Rescue(ctx context.Context, path, target string) (Report, error) {
	const op = "rescue project"
	db, err := openDB(path, "ro")
	if err != nil {
		return Report{}, explain(op, path, err)
	}
	defer db.Close()
	p, err := Create(ctx, target, DefaultSettings())
	if err != nil {
		return Report{}, err
	}
	defer p.Close()
	var lost []string
	for _, t := range []struct{ table, key string }{
		{"setting", "key"}, {"picture", "sum"}, {"picture_path", "sum"}, {"picture_data", "sum"}, {"post", "n"},
		{"event", "n"}, {"score", "post"},
	} {
		n, err := rescueTable(ctx, db, p.db, t.table)
		if err != nil {
			if ctx.Err() != nil {
				return Report{}, ctx.Err()
			}
			lost = append(lost, fmt.Sprintf("%s: %d rows read, then %v", t.table, n, err))
		}
	}
	r, err := p.Check(ctx, false)
	r.Damage = append(lost, r.Damage...)
	return r, err
}

func rescueTable(ctx context.Context, from, to *sql.DB, table string) (int, error) {
	rows, err := from.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	tx, err := to.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	if _, err := tx.ExecContext(ctx, "PRAGMA defer_foreign_keys = on"); err != nil {
		return 0, err
	}
	verb := "INSERT OR IGNORE"
	if table == "setting" {
		verb = "INSERT OR REPLACE"
	}
	query := verb + " INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES (?" + strings.Repeat(",?", len(columns)-1) + ")"
	n := 0
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			continue
		}
		if _, err := tx.ExecContext(ctx, query, values...); err == nil {
			n++
		}
	}
	return n, errors.Join(rows.Err(), tx.Commit())
}

// DefaultBackup is the name of a backup beside the project that says when it was made.
func (p *Project) DefaultBackup(now time.Time) string {
	return strings.TrimSuffix(p.path, Ext) + "-" + now.Format("20060102-150405") + Ext
}

// exists tells whether a regular file is at path.
func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
