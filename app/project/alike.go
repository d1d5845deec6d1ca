package project

import (
	"context"
	"database/sql"
	"encoding/binary"
	"hash/crc32"

	"duotone/app"
)

// alikeKey is what vectors of package similar are called beside other representations. Like those with all their numbers they stay in the
// file that they were made in.
const alikeKey = "alike:"

// SetAlike stores what posts are compared by; maker says by what it was made. What other makers made is let go of, so that a project holds
// no more than one for each post.
func (sc Scores) SetAlike(ctx context.Context, maker string, all map[app.PostID][]byte) error {
	a, err := Posts(sc).Adder(ctx, false)
	if err != nil {
		return err
	}
	defer a.Cancel()
	if _, err := a.exec("DELETE FROM embedding WHERE pack LIKE '"+alikeKey+"%' AND pack <> ?", alikeKey+maker); err != nil {
		return explain(opWrite, sc.path, err)
	}
	for _, id := range sortedKeys(all) {
		// A post that was erased meanwhile must not leave anything behind.
		if _, err := a.exec(`INSERT OR REPLACE INTO embedding (post, pack, vec) SELECT ?,?,? WHERE EXISTS (SELECT 1 FROM post WHERE id = ?)`,
			string(id), alikeKey+maker, all[id], string(id)); err != nil {
			return explain(opWrite, sc.path, err)
		}
	}
	return a.Commit()
}

// Alike hands out what SetAlike stored for a maker. The bytes are each's to keep.
func (sc Scores) Alike(ctx context.Context, maker string, each func(id app.PostID, raw []byte)) error {
	rows, err := sc.db.QueryContext(ctx, "SELECT post, vec FROM embedding WHERE pack = ?", alikeKey+maker)
	if err != nil {
		return explain(opRead, sc.path, err)
	}
	defer rows.Close()
	var raw sql.RawBytes
	for rows.Next() {
		var id app.PostID
		if err := rows.Scan(&id, &raw); err != nil {
			return explain(opRead, sc.path, err)
		}
		each(id, append([]byte(nil), raw...))
	}
	return explain(opRead, sc.path, rows.Err())
}

// soundAlike tells whether what posts are compared by is as it was written: its last four bytes are a CRC-32 of the rest.
func soundAlike(raw []byte) bool {
	at := len(raw) - 4
	return at > 0 && crc32.ChecksumIEEE(raw[:at]) == binary.LittleEndian.Uint32(raw[at:])
}
