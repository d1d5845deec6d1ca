package project

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"duotone/app"
)

// Erased is what an erasure took away.
type Erased struct {
	Posts    int `json:"posts"`
	Events   int `json:"events"`
	Pictures int `json:"pictures"`
	Examples int `json:"examples"` // of the codebook's versions
	Quoted   int `json:"quoted"`   // versions of the codebook in whose guidelines or descriptions the words still stand
}

// Find looks posts up by their names: that of their content, or the caller's own, which several may share.
func (p Posts) Find(ctx context.Context, names ...string) ([]Item, error) {
	wanted := map[string]bool{}
	for _, n := range names {
		wanted[n] = false
	}
	var found []Item
	err := p.Each(ctx, func(i Item) error {
		_, byID := wanted[string(i.ID)]
		_, byName := wanted[i.Name]
		if byID || byName {
			found = append(found, i)
		}
		if byID {
			wanted[string(i.ID)] = true
		}
		if byName {
			wanted[i.Name] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if !wanted[n] {
			return nil, app.Errorf("find posts of", p.file.Path, app.KindInput, "Give the id that the post had in its import, or the one in the column duotone of an export.",
				"no post is called %q", app.Short(n, 60))
		}
	}
	return found, nil
}

// Erase takes posts away for good: words, pictures, columns, scores, examples of the codebook, and everything that anybody said of them leave the
// file, its log of changes and its free pages. What stays is the hash of their content, so that neither an import nor a
// merge brings them back; a copy that is merged with this project erases them too. Backups and exports of before are not
// touched. It can't be undone.
//
// An error after which the posts are gone from the project, but some of their bytes may still be in its files, says so.
func (p *Project) Erase(ctx context.Context, posts ...Item) (Erased, error) {
	var out Erased
	var copies []string
	err := p.file.Alone(ctx, func(conn *sql.Conn) error {
		tx, err := conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
		seq, err := nextSeq(ctx, tx)
		if err != nil {
			return err
		}
		for _, i := range posts {
			for _, id := range []app.PostID{i.ID, i.Content()} { // an edited post has two contents
				if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO erased (id, seq) VALUES (?,?)", string(id), seq); err != nil {
					return err
				}
			}
		}
		if out, copies, err = eraseMarked(ctx, tx); err != nil {
			return err
		}
		return tx.Commit()
	})
	if err != nil {
		return Erased{}, err
	}
	return out, errors.Join(p.removeCopies(copies), p.file.Purge(ctx))
}

// logStays is the rule that the log is only appended to. An erasure is the one thing that lifts it.
const logStays = "CREATE TRIGGER event_stay BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is only appended to'); END"

// eraseMarked deletes all that belongs to posts that are marked as erased. copies are files of their pictures that were examples.
func eraseMarked(ctx context.Context, tx *sql.Tx) (out Erased, copies []string, err error) {
	if _, err := tx.ExecContext(ctx, "DROP TRIGGER IF EXISTS event_stay"); err != nil {
		return out, nil, err
	}
	quotes, err := quotedOf(ctx, tx, "main")
	if err != nil {
		return out, nil, err
	}
	if out.Examples, out.Quoted, err = quotes.unquote(ctx, tx); err != nil {
		return out, nil, err
	}
	copies = slices.Sorted(maps.Keys(quotes.copies))
	steps := []struct {
		query string
		n     *int
	}{
		{"DELETE FROM event WHERE post IN (SELECT id FROM erased)", &out.Events},
		{"DELETE FROM score WHERE post IN (SELECT id FROM erased)", nil},
		{"DELETE FROM embedding WHERE post IN (SELECT id FROM erased)", nil},
		{"DELETE FROM post WHERE id IN (SELECT id FROM erased)", &out.Posts},
		{"DELETE FROM picture_data WHERE sum NOT IN (SELECT picture FROM post WHERE picture IS NOT NULL)", nil},
		{"DELETE FROM picture_path WHERE sum NOT IN (SELECT picture FROM post WHERE picture IS NOT NULL)", nil},
		{"DELETE FROM picture WHERE sum NOT IN (SELECT picture FROM post WHERE picture IS NOT NULL)", &out.Pictures},
		{logStays, nil},
	}
	for _, s := range steps {
		r, err := tx.ExecContext(ctx, s.query)
		if err != nil {
			return out, nil, err
		}
		if s.n == nil {
			continue
		}
		n, err := r.RowsAffected()
		if err != nil {
			return out, nil, err
		}
		*s.n = int(n)
	}
	return out, copies, nil
}
