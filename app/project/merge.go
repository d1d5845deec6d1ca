package project

import (
	"context"
	"crypto/sha1" //nolint:gosec // UUID version 5 is defined with it; nothing is protected by it
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/project/ledger"
	"duotone/app/project/sound"
	"duotone/app/project/store"

	"github.com/google/uuid"
)

// Merged counts what a merge brought.
type Merged struct {
	Posts      int      `json:"posts"`
	Events     int      `json:"events"`
	Pictures   int      `json:"pictures"`
	Scores     int      `json:"scores"`
	Erased     int      `json:"erased"`     // posts that are gone, as they were erased there
	Annotators []string `json:"annotators"` // of the other project
	Codebooks  int      `json:"codebooks"`  // changes of the codebook that do not hold, as another was made at the same time
	examples   int      // of the codebook that went, as they quoted what was erased
	copies     []string // of pictures, that were examples
}

// changesWords is of an edit that changes what a model reads of a post (ChangesWords). That a picture was read and has no words changes nothing.
const changesWords = `act = 'edit' AND (target = 'text' OR value <> '' AND target IN ('column:` + PictureWordsColumn + `', 'column:` + UnsureWordsColumn + `'))`

// How posts come up belongs to who labels in the copy: with another's seed the own queue would begin again.
//
// merges are statements that bring what `other` has into main. Each is a join of a semilattice (a union, or the lesser
// or newer of two values by a total order), so that merging is commutative, associative and idempotent.
var merges = []struct{ what, query string }{
	{"", `INSERT INTO setting (key, value, seq) SELECT key, value, seq FROM other.setting
		WHERE key NOT IN ('project', 'set.order', 'set.seed', 'set.repeat', 'set.block')
		ON CONFLICT (key) DO UPDATE SET value = excluded.value, seq = excluded.seq
		WHERE (excluded.seq, excluded.value) > (setting.seq, setting.value)`},
	{"pictures", `INSERT INTO picture (sum, name, format, width, height, bytes)
		SELECT sum, name, format, width, height, bytes FROM other.picture WHERE sum IN (SELECT picture FROM other.post WHERE id NOT IN (SELECT id FROM main.erased))
		ON CONFLICT (sum) DO UPDATE SET name = excluded.name WHERE excluded.name < picture.name`},
	{"", `INSERT OR IGNORE INTO picture_data (sum, data) SELECT sum, data FROM other.picture_data
		WHERE sum IN (SELECT picture FROM other.post WHERE id NOT IN (SELECT id FROM main.erased))`},
	{"posts", `INSERT INTO post (` + sound.PostColumns + `, sum)
		SELECT ` + sound.PostColumns + `, sum FROM other.post WHERE id NOT IN (SELECT id FROM main.erased) ORDER BY pos, id
		ON CONFLICT (id) DO UPDATE SET pos = excluded.pos, name = excluded.name, columns = excluded.columns, sum = excluded.sum
		WHERE (excluded.pos, excluded.name, excluded.columns) < (post.pos, post.name, post.columns)`},
	// Scores of words that were edited since are of nobody's post any more.
	{"", `DELETE FROM score WHERE post IN (SELECT post FROM other.event o WHERE ` + changesWords + `
		AND NOT EXISTS (SELECT 1 FROM main.event e WHERE e.id = o.id))`},
	{"events", `INSERT OR IGNORE INTO event (` + sound.EventColumns + `, sum)
		SELECT ` + sound.EventColumns + `, sum FROM other.event WHERE post NOT IN (SELECT id FROM main.erased) ORDER BY seq, id`},
	{"scores", `INSERT INTO score SELECT * FROM other.score s WHERE post NOT IN (SELECT id FROM main.erased) AND NOT EXISTS (SELECT 1 FROM main.event e WHERE e.post = s.post
		AND ` + changesWords + ` AND NOT EXISTS (SELECT 1 FROM other.event o WHERE o.id = e.id))
		ON CONFLICT (post, pack) DO UPDATE SET neg = excluded.neg, neu = excluded.neu, pos = excluded.pos,
		words = excluded.words, picture = excluded.picture, incongruity = excluded.incongruity, irony = excluded.irony,
		prediction = excluded.prediction, sum = excluded.sum
		WHERE (excluded.prediction, excluded.neg, excluded.neu) < (score.prediction, score.neg, score.neu)`},
	{"", `INSERT INTO embedding SELECT * FROM other.embedding WHERE post NOT IN (SELECT id FROM main.erased) AND pack NOT LIKE '` + wholeKey + `%' AND pack NOT LIKE '` + sound.AlikeKey + `%'
		ON CONFLICT (post, pack) DO UPDATE SET vec = excluded.vec WHERE excluded.vec < embedding.vec`},
}

// Merge joins another project into this one. The other file is not changed. Nothing can be in conflict: posts are the
// same by content, judgements have names of their own, and of two settings the newer one holds.
func (p *Project) Merge(ctx context.Context, path string) (Merged, error) {
	if a, err := os.Stat(path); err == nil {
		if b, err := os.Stat(p.file.Path); err == nil && os.SameFile(a, b) {
			return Merged{}, app.Errorf("merge project", path, app.KindUsage, "Name another annotator's copy.",
				"this is the project itself")
		}
	}
	dir, remove, err := store.Away()
	if err != nil {
		return Merged{}, &app.Error{Op: "merge project", Path: path, Kind: app.KindDisk, Err: err}
	}
	defer remove() //nolint:errcheck // it lies among the system's temporary files
	copied, err := copyForReading(ctx, path, dir)
	if err != nil {
		return Merged{}, err
	}
	paths, people, err := copied.Pictures.places(ctx)
	copied.Close()
	if err != nil {
		return Merged{}, instead(err, copied.file.Path, path)
	}
	m := Merged{Annotators: people}
	err = p.file.Attached(ctx, copied.file.Path, func(tx *sql.Tx) error { return merge(ctx, p, tx, path, paths, &m) })
	if err == nil && m.Erased+m.examples > 0 {
		err = errors.Join(p.removeCopies(m.copies), p.file.Purge(ctx))
	}
	if err != nil {
		return m, instead(err, copied.file.Path, path)
	}
	h, err := p.Codebooks(ctx)
	if err != nil {
		return m, err
	}
	m.Codebooks = len(h.Lost())
	return m, nil
}

// instead names the person's own file where an error is about a copy of it.
func instead(err error, copied, path string) error {
	var e *app.Error
	if errors.As(err, &e) && e.Path == copied {
		again := *e
		again.Path = path
		return &again
	}
	return err
}

func merge(ctx context.Context, p *Project, tx *sql.Tx, path string, paths [][2]string, m *Merged) error {
	var odd int
	err := tx.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM other.event o JOIN main.event e ON e.id = o.id WHERE
		   (o.annotator, o.act, o.post, o.pass, o.round, o.value, o.target) <>
		   (e.annotator, e.act, e.post, e.pass, e.round, e.value, e.target)
		   AND NOT (o.act = 'codebook' AND e.act = 'codebook') -- one of them may have lost examples by an erasure
		   OR o.seq <> e.seq AND o.ordered <> 'import')
		+ (SELECT count(*) FROM other.event WHERE seq NOT BETWEEN 1 AND ?)`, int64(ledger.MaxSeq)).Scan(&odd)
	if err != nil {
		return err
	}
	if odd > 0 {
		return app.Errorf("merge project", path, app.KindFormat,
			"One of the two files was changed by another program. Nothing was merged.",
			"%d judgements have the same name and say something else", odd)
	}
	// What the other side erased is erased here, and what was erased here does not come back.
	if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO erased SELECT id, seq FROM other.erased"); err != nil {
		return err
	}
	var erased int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM post WHERE id IN (SELECT id FROM erased)").Scan(&erased); err != nil {
		return err
	}
	if erased > 0 {
		_, copies, err := eraseMarked(ctx, tx)
		if err != nil {
			return err
		}
		m.copies = copies
		m.Erased = erased
	}
	quotes, err := quotedOf(ctx, tx, "other") // codebooks that come from there may quote what was erased here
	if err != nil {
		return err
	}
	into := map[string]*int{"posts": &m.Posts, "events": &m.Events, "pictures": &m.Pictures, "scores": &m.Scores}
	for _, step := range merges {
		table := map[string]string{"posts": "post", "events": "event", "pictures": "picture", "scores": "score"}[step.what]
		was, now := 0, 0
		count := func(n *int) error {
			if table == "" {
				return nil
			}
			return tx.QueryRowContext(ctx, "SELECT count(*) FROM main."+table).Scan(n)
		}
		if err := count(&was); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, step.query); err != nil {
			return err
		}
		if err := count(&now); err != nil {
			return err
		}
		if table != "" {
			*into[step.what] = now - was
		}
	}
	if err := mergeTwice(ctx, tx); err != nil {
		return err
	}
	if m.examples, err = quotes.lift(ctx, tx); err != nil {
		return err
	}
	m.copies = append(m.copies, slices.Sorted(maps.Keys(quotes.copies))...)
	for _, at := range paths {
		if there := filepath.Join(filepath.Dir(path), filepath.FromSlash(at[1])); !filepath.IsAbs(at[1]) &&
			!exists(p.file.Absolute(at[1])) && exists(there) {
			at[1] = p.file.Relative(there)
		}
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO picture_path (sum, path) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM picture WHERE sum = ?1)", at[0], at[1])
		if err != nil {
			return err
		}
	}
	return nil
}

// mergeTwice takes in judgements of imports that have another place in the other log, under a name that follows from both:
// they were named by what they say alone once, so that the same file imported into two copies made one name of two events.
func mergeTwice(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT 0, o."+strings.ReplaceAll(sound.EventColumns, ", ", ", o.")+` FROM other.event o
		JOIN main.event e ON e.id = o.id WHERE o.seq <> e.seq AND o.ordered = 'import' AND o.post NOT IN (SELECT id FROM main.erased)`)
	if err != nil {
		return err
	}
	events, _, err := scanEvents(rows)
	if err != nil {
		return err
	}
	for _, e := range events {
		e.ID = uuid.NewHash(sha1.New(), uuid.NameSpaceOID, fmt.Appendf(nil, "duotone\x00%s\x00%d", e.ID, e.Seq), 5).String()
		if err := insertEvent(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// places lists where the pictures of a project lie, as its file says it, and who has judged in it.
func (p Pictures) places(ctx context.Context) (paths [][2]string, people []string, err error) {
	rows, err := p.file.DB.QueryContext(ctx, "SELECT sum, path FROM picture_path")
	if err != nil {
		return nil, nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var at [2]string
		if err := rows.Scan(&at[0], &at[1]); err != nil {
			return nil, nil, store.Explain(store.OpRead, p.file.Path, err)
		}
		paths = append(paths, at)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	people, err = Log(p).people(ctx)
	return paths, people, err
}

// people lists the annotators of the log by name.
func (l Log) people(ctx context.Context) ([]string, error) {
	rows, err := l.file.DB.QueryContext(ctx, "SELECT DISTINCT annotator FROM event WHERE act NOT IN ('gold', 'edit', 'codebook') ORDER BY annotator")
	if err != nil {
		return nil, store.Explain(store.OpRead, l.file.Path, err)
	}
	defer rows.Close()
	people := []string{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, store.Explain(store.OpRead, l.file.Path, err)
		}
		people = append(people, name)
	}
	return people, store.Explain(store.OpRead, l.file.Path, rows.Err())
}

// copyForReading makes a copy of a project in dir, so that an older one can be brought up to date without touching it.
func copyForReading(ctx context.Context, path, dir string) (*Project, error) {
	if err := store.Sniff(path); err != nil {
		return nil, err
	}
	target := dir + string(os.PathSeparator) + "copy" + Ext
	err := store.MayWrite(path)
	if err == nil {
		err = store.Copy(ctx, path, target)
	}
	if app.KindOf(err) == app.KindDisk {
		err = store.CopyFiles(path, target)
	}
	if err != nil {
		return nil, err
	}
	copied, err := Open(ctx, target)
	if err != nil {
		return nil, instead(err, target, path)
	}
	report, err := copied.Check(ctx, false)
	if err == nil && len(report.Damage) > 0 {
		err = app.Errorf(store.OpOpen, target, app.KindFormat, store.DamageHint, "the copy is damaged: %s", report.Damage[0])
	}
	if err != nil {
		copied.Close()
		return nil, instead(err, target, path)
	}
	return copied, nil
}
