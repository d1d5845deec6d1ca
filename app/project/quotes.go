package project

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/sound"
)

// quoted is what of erased posts may stand in codebooks.
type quoted struct {
	words    []string        // as they are compared
	pictures []string        // as the project keeps the places
	sums     []string        // of the pictures, by which copies of them are called (ExampleName)
	copies   map[string]bool // those that were met
}

// ExampleName is what a picture that is copied beside a project, to be an example in its codebook, is called there: by its content, so
// that it is known when its post is erased.
func (p *Project) ExampleName(sum, format string) string {
	return strings.TrimSuffix(filepath.Base(p.Path()), Ext) + exampleFolder + "/" + sum[:exampleSum] + "." + format
}

const (
	exampleFolder = "-examples"
	exampleSum    = 16 // hexadecimal digits of a picture's hash in the name of its copy
)

// copied tells whether a file is the copy of a picture.
func copied(name, sum string) bool {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	return strings.HasSuffix(path.Dir(name), exampleFolder) && len(stem) == exampleSum && strings.HasPrefix(sum, stem)
}

// removeCopies takes away copies of erased posts' pictures that were examples.
func (p *Project) removeCopies(names []string) error {
	for _, name := range names {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		if err := os.Remove(filepath.Join(p.Dir(), filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return app.Errorf("erase posts of", p.Path(), app.KindDisk, "Remove the file by hand.", "the posts are gone, but the picture's copy %s is still there: %w", name, err)
		}
	}
	return nil
}

// quotedOf reads what is erased, or is about to be, from where it still is: the project (main), or another one that is attached.
func quotedOf(ctx context.Context, tx *sql.Tx, from string) (q quoted, err error) {
	q.copies = map[string]bool{}
	for _, list := range []struct {
		into  *[]string
		query string
	}{
		{&q.words, `SELECT text FROM $.post WHERE id IN (SELECT id FROM main.erased)
			UNION SELECT value FROM $.event WHERE act = 'edit' AND target = 'text' AND post IN (SELECT id FROM main.erased)`},
		{&q.pictures, `SELECT path FROM $.picture_path WHERE sum IN (SELECT picture FROM $.post WHERE id IN (SELECT id FROM main.erased))
			AND sum NOT IN (SELECT picture FROM $.post WHERE picture IS NOT NULL AND id NOT IN (SELECT id FROM main.erased))`},
		{&q.sums, `SELECT picture FROM $.post WHERE picture IS NOT NULL AND id IN (SELECT id FROM main.erased)
			AND picture NOT IN (SELECT picture FROM $.post WHERE picture IS NOT NULL AND id NOT IN (SELECT id FROM main.erased))`},
	} {
		rows, err := tx.QueryContext(ctx, strings.ReplaceAll(list.query, "$", from))
		if err != nil {
			return q, err
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				rows.Close()
				return q, err
			}
			if text = compared(text); text != "" {
				*list.into = append(*list.into, text)
			}
		}
		if err := rows.Close(); err != nil {
			return q, err
		}
	}
	return q, nil
}

// compared is a text without regard to white space.
func compared(text string) string { return strings.Join(strings.Fields(text), " ") }

// holds tells whether an example is of an erased post: one that quotes the whole of it does as well.
func (q quoted) holds(e codebook.Example) bool {
	text := compared(e.Text)
	return e.Picture != "" && slices.Contains(q.pictures, e.Picture) ||
		slices.ContainsFunc(q.sums, func(sum string) bool { return copied(e.Picture, sum) }) ||
		slices.ContainsFunc(q.words, func(w string) bool {
			return text == w || len(w) >= longQuote && (strings.Contains(text, w) || strings.Contains(compared(e.Note), w))
		})
}

// longQuote is how long words are that nobody writes by chance, in bytes.
const longQuote = 12

// unquote takes erased posts out of the examples of every version of the codebook. It returns how many examples went, and in how many
// versions other texts (guidelines, descriptions) quote them: those are people's own, and stay.
func (q quoted) unquote(ctx context.Context, tx *sql.Tx) (examples, others int, err error) {
	if len(q.words)+len(q.pictures)+len(q.sums) == 0 {
		return 0, 0, nil
	}
	rows, err := tx.QueryContext(ctx, "SELECT n, "+sound.EventColumns+" FROM event WHERE act = 'codebook'")
	if err != nil {
		return 0, 0, err
	}
	events, _, err := scanEvents(rows)
	if err != nil {
		return 0, 0, err
	}
	for _, e := range events {
		r, err := e.Revision()
		if err != nil {
			continue // what can't be read is told when the project is checked
		}
		gone := q.strip(r.Book)
		if left, err := r.Text(); err == nil && slices.ContainsFunc(q.words, func(w string) bool { return len(w) >= longQuote && strings.Contains(compared(left), w) }) {
			others++
		}
		if gone == 0 {
			continue
		}
		examples += gone
		if e.Value, err = r.Text(); err != nil {
			return examples, others, err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM event WHERE id = ?", e.ID); err != nil {
			return examples, others, err
		}
		if err := insertEvent(ctx, tx, e); err != nil {
			return examples, others, err
		}
	}
	return examples, others, nil
}

// strip takes examples out of a codebook that nobody else has.
func (q quoted) strip(book *codebook.Codebook) (gone int) {
	for i := range book.Questions {
		for k := range book.Questions[i].Labels {
			l := &book.Questions[i].Labels[k]
			for _, e := range l.Examples {
				if slices.ContainsFunc(q.sums, func(sum string) bool { return copied(e.Picture, sum) }) {
					q.copies[e.Picture] = true
				}
			}
			before := len(l.Examples)
			l.Examples = slices.DeleteFunc(l.Examples, q.holds)
			gone += before - len(l.Examples)
		}
	}
	return gone
}

// lift is unquote while the rule that the log only grows holds.
func (q quoted) lift(ctx context.Context, tx *sql.Tx) (examples int, err error) {
	if len(q.words)+len(q.pictures)+len(q.sums) == 0 {
		return 0, nil
	}
	if _, err := tx.ExecContext(ctx, "DROP TRIGGER IF EXISTS event_stay"); err != nil {
		return 0, err
	}
	if examples, _, err = q.unquote(ctx, tx); err != nil {
		return examples, err
	}
	_, err = tx.ExecContext(ctx, logStays)
	return examples, err
}
