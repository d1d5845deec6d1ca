package project

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"reflect"
	"strings"
	"time"
)

// Report is what Check found.
type Report struct {
	Path     string   `json:"path"`
	Version  int      `json:"version"`
	Posts    int      `json:"posts"`
	Events   int      `json:"events"`
	Pictures int      `json:"pictures"`
	Damage   []string `json:"damage"`  // what is wrong with the file
	Loose    []string `json:"loose"`   // judgements of what is elsewhere: merging the file they came from makes them whole
	Missing  []string `json:"missing"` // pictures that are not where they were, or have changed
}

// Check reads the whole file: SQLite's own check, then whether everything that is named is there, and, with pictures,
// whether every picture is where it was and still the same.
func (p *Project) Check(ctx context.Context, pictures bool) (Report, error) {
	r := Report{Path: p.file.Path, Damage: []string{}, Loose: []string{}, Missing: []string{}}
	if err := checkDatabase(ctx, p, &r); err != nil {
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
		if err := p.file.DB.QueryRowContext(ctx, c.query).Scan(c.n); err != nil {
			r.Damage = append(r.Damage, err.Error())
		}
	}
	rules := []struct {
		query, what string
		into        *[]string
	}{
		{"SELECT count(*) FROM event e WHERE act <> 'codebook' AND NOT EXISTS (SELECT 1 FROM post WHERE post.id = e.post)", "judgements are about posts that are not there", &r.Loose},
		{"SELECT count(*) FROM event e WHERE act IN ('undo','redo') AND NOT EXISTS (SELECT 1 FROM event t WHERE t.id = e.target)", "undone judgements are not there", &r.Loose},
		{"SELECT count(*) FROM picture k WHERE length(sum) <> 64", "pictures have no proper hash", &r.Damage},
	}
	for _, rule := range rules {
		var n int
		if err := p.file.DB.QueryRowContext(ctx, rule.query).Scan(&n); err != nil {
			r.Damage = append(r.Damage, err.Error())
		} else if n > 0 {
			*rule.into = append(*rule.into, fmt.Sprintf("%d %s", n, rule.what))
		}
	}
	if err := checkRows(ctx, p, &r); err != nil {
		return r, err
	}
	if pictures && len(r.Damage) == 0 {
		return r, checkPictures(ctx, p, &r)
	}
	return r, ctx.Err()
}

func checkDatabase(ctx context.Context, p *Project, r *Report) error {
	rows, err := p.file.DB.QueryContext(ctx, "PRAGMA integrity_check(20)")
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

// checkRows sees whether every row still says what can have been written, by the rules of a rescue: what a rescue would
// leave out or mend is damaged. Embedded pictures are looked at with the others.
func checkRows(ctx context.Context, p *Project, r *Report) error {
	for _, t := range rescued {
		if t.sound == nil || t.table == "picture_data" {
			continue
		}
		wrong, err := t.wrong(ctx, p.file.DB)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			r.Damage = append(r.Damage, err.Error())
		}
		if wrong > 0 {
			r.Damage = append(r.Damage, fmt.Sprintf("%d %s are not what they were", wrong, t.what))
		}
	}
	return nil
}

// wrong counts the rows of a table that are not sound, or only after they were mended.
func (t salvage) wrong(ctx context.Context, db *sql.DB) (n int, err error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+t.table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			n++
			continue
		}
		row := map[string]any{}
		for i, name := range columns {
			row[name] = values[i]
		}
		if was := maps.Clone(row); !t.sound(row) || !reflect.DeepEqual(was, row) {
			n++
		}
	}
	return n, rows.Err()
}

func checkPictures(ctx context.Context, p *Project, r *Report) error {
	refs, err := p.Pictures.all(ctx)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := p.Pictures.Read(ctx, ref); err != nil {
			r.Missing = append(r.Missing, fmt.Sprintf("%s: %v", ref.Name, err))
		}
	}
	return nil
}

// DefaultBackup is the name of a backup beside the project that says when it was made.
func (p *Project) DefaultBackup(now time.Time) string {
	return strings.TrimSuffix(p.file.Path, Ext) + "-" + now.Format("20060102-150405") + Ext
}

// exists tells whether a regular file is at path.
func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
