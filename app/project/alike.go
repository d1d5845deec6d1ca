package project

import (
	"context"
	"database/sql"

	"duotone/app"
	"duotone/app/project/sound"
	"duotone/app/project/store"
)

// SetAlike stores what posts are compared by (package similar); like representations with all their numbers it stays in the file that it was made in. maker says by what it was made. What other makers made is let go of, so that a project holds
// no more than one for each post.
func (sc Scores) SetAlike(ctx context.Context, maker string, all map[app.PostID][]byte) error {
	a, err := Posts(sc).Adder(ctx, false)
	if err != nil {
		return err
	}
	defer a.Cancel()
	if _, err := a.exec("DELETE FROM embedding WHERE pack LIKE '"+sound.AlikeKey+"%' AND pack <> ?", sound.AlikeKey+maker); err != nil {
		return store.Explain(store.OpWrite, sc.file.Path, err)
	}
	for _, id := range sortedKeys(all) {
		// A post that was erased meanwhile must not leave anything behind.
		if _, err := a.exec(`INSERT OR REPLACE INTO embedding (post, pack, vec) SELECT ?,?,? WHERE EXISTS (SELECT 1 FROM post WHERE id = ?)`,
			string(id), sound.AlikeKey+maker, all[id], string(id)); err != nil {
			return store.Explain(store.OpWrite, sc.file.Path, err)
		}
	}
	return a.Commit()
}

// Alike hands out what SetAlike stored for a maker. The bytes are each's to keep.
func (sc Scores) Alike(ctx context.Context, maker string, each func(id app.PostID, raw []byte)) error {
	rows, err := sc.file.DB.QueryContext(ctx, "SELECT post, vec FROM embedding WHERE pack = ?", sound.AlikeKey+maker)
	if err != nil {
		return store.Explain(store.OpRead, sc.file.Path, err)
	}
	defer rows.Close()
	var raw sql.RawBytes
	for rows.Next() {
		var id app.PostID
		if err := rows.Scan(&id, &raw); err != nil {
			return store.Explain(store.OpRead, sc.file.Path, err)
		}
		each(id, append([]byte(nil), raw...))
	}
	return store.Explain(store.OpRead, sc.file.Path, rows.Err())
}
