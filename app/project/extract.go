package project

import (
	"context"
	"database/sql"

	"duotone/app"
	"duotone/app/project/sound"
)

// Extraction says what a new project takes from another.
type Extraction struct {
	Posts  []app.PostID
	People []string // whose judgements come along; nil: nobody's
	Change func(*Settings)
	Embed  bool // the pictures are put into the file
}

// extracts are statements that bring a part of `other` into a new project. What was edited, what is asked and which answers are
// known is nobody's judgement and comes along.
var extracts = []string{
	`INSERT INTO setting SELECT * FROM other.setting WHERE true ON CONFLICT (key) DO UPDATE SET value = excluded.value, seq = excluded.seq`,
	`INSERT INTO erased SELECT * FROM other.erased`,
	`INSERT INTO picture SELECT * FROM other.picture WHERE sum IN (SELECT picture FROM other.post JOIN chosen USING (id))`,
	`INSERT INTO picture_data SELECT * FROM other.picture_data WHERE sum IN (SELECT sum FROM main.picture)`,
	`INSERT INTO post (` + sound.PostColumns + `, sum) SELECT ` + sound.PostColumns + `, sum FROM other.post WHERE id IN (SELECT id FROM chosen) ORDER BY pos, id`,
	`INSERT INTO event (` + sound.EventColumns + `, sum) SELECT ` + sound.EventColumns + `, sum FROM other.event WHERE act = 'codebook'
		OR post IN (SELECT id FROM chosen) AND (act IN ('edit', 'gold') OR annotator IN (SELECT name FROM whose)) ORDER BY n`,
	`INSERT INTO score SELECT * FROM other.score WHERE post IN (SELECT id FROM chosen)`,
	`INSERT INTO embedding SELECT * FROM other.embedding WHERE post IN (SELECT id FROM chosen) AND pack NOT LIKE '` + sound.AlikeKey + `%'`,
}

// Extract makes a new project of a part of this one's posts, which can be merged back. Nothing of the other posts, and of the other
// people's work on these, is in it. missing counts pictures that could not be embedded.
func (p *Project) Extract(ctx context.Context, path string, x Extraction) (missing int, err error) {
	d, missing, err := p.Draft(ctx, path, x)
	if err != nil {
		return 0, err
	}
	return missing, d.Place()
}

// Draft is Extract whose project is still to be placed, as where several belong together.
func (p *Project) Draft(ctx context.Context, path string, x Extraction) (part *Draft, missing int, err error) {
	set, err := p.Settings(ctx)
	if err != nil {
		return nil, 0, err
	}
	places, _, err := p.Pictures.places(ctx)
	if err != nil {
		return nil, 0, err
	}
	part, err = NewDraft(ctx, path, set)
	if err != nil {
		return nil, 0, err
	}
	err = part.file.Attached(ctx, p.file.Path, func(tx *sql.Tx) error { return extract(ctx, p, tx, x, part.Project, places) })
	if err == nil && x.Change != nil {
		x.Change(&set)
		err = part.SetSettings(ctx, set)
	}
	if err == nil && x.Embed {
		_, missing, err = part.Pictures.Embed(ctx)
	}
	if err != nil {
		part.Discard()
		return nil, 0, err
	}
	return part, missing, nil
}

func extract(ctx context.Context, p *Project, tx *sql.Tx, x Extraction, part *Project, places [][2]string) error {
	for _, list := range []struct {
		table string
		names []string
	}{{"chosen (id", strs(x.Posts)}, {"whose (name", x.People}} {
		if _, err := tx.ExecContext(ctx, "CREATE TEMP TABLE "+list.table+" TEXT PRIMARY KEY) WITHOUT ROWID"); err != nil {
			return err
		}
		into, err := tx.PrepareContext(ctx, "INSERT OR IGNORE INTO temp."+list.table+") VALUES (?)")
		if err != nil {
			return err
		}
		defer into.Close()
		for _, name := range list.names {
			if _, err := into.ExecContext(ctx, name); err != nil {
				return err
			}
		}
	}
	for _, query := range extracts {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	for _, at := range places {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO picture_path (sum, path) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM picture WHERE sum = ?1)",
			at[0], part.file.Relative(p.file.Absolute(at[1])))
		if err != nil {
			return err
		}
	}
	for _, table := range []string{"chosen", "whose"} {
		if _, err := tx.ExecContext(ctx, "DROP TABLE temp."+table); err != nil {
			return err
		}
	}
	return nil
}

func strs[S ~string](all []S) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	return out
}
