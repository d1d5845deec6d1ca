package project

import (
	"context"
	"crypto/sha1" //nolint:gosec // UUID version 5 is defined with it; nothing is protected by it
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"duotone/app"
	"duotone/app/project/ledger"
	"duotone/app/project/sound"
	"duotone/app/project/store"

	"github.com/google/uuid"
	sqlite3 "github.com/mattn/go-sqlite3"
)

// Adder adds posts in one transaction: all of an import or nothing of it.
type Adder struct {
	p      Posts
	tx     *sql.Tx
	ctx    context.Context
	pos    int64
	embed  bool
	stmt   map[string]*sql.Stmt
	erased map[app.PostID]bool
	later  []ledger.Event // those that have no place in the log yet: they come after all that the import brings
	Added  Added
	// Twice lists up to 1,000 names of posts that were there already.
	Twice []string
}

// Adder begins an import. The caller must Commit or Cancel it.
func (p Posts) Adder(ctx context.Context, embed bool) (*Adder, error) {
	tx, err := p.file.DB.BeginTx(ctx, nil)
	if err != nil {
		return nil, store.Explain(store.OpWrite, p.file.Path, err)
	}
	a := &Adder{p: p, tx: tx, ctx: ctx, embed: embed, stmt: map[string]*sql.Stmt{}}
	if a.erased, err = p.erasedBy(ctx, tx); err != nil {
		a.Cancel()
		return nil, err // it says what there is to do
	}
	if err = tx.QueryRowContext(ctx, "SELECT coalesce(max(pos) + 1, 0) FROM post").Scan(&a.pos); err != nil {
		a.Cancel()
		return nil, store.Explain(store.OpWrite, p.file.Path, err)
	}
	return a, nil
}

// Commit makes the import durable.
func (a *Adder) Commit() error {
	err := a.settle()
	if err == nil {
		err = a.tx.Commit()
	}
	return a.explain(err)
}

// settle writes the events that have no place yet behind all others. Their names follow from what they say and where they
// stand, so that no two events of one name ever differ.
func (a *Adder) settle() error {
	seq, err := nextSeq(a.ctx, a.tx)
	if err != nil {
		return err
	}
	for i, e := range a.later {
		e.Seq = seq + int64(i)
		name := strings.Join([]string{e.Annotator, string(e.Post), string(e.Act), string(e.Question), e.Target, e.Value, fmt.Sprint(e.Seq)}, "\x00")
		e.ID = uuid.NewHash(sha1.New(), uuid.NameSpaceOID, []byte("duotone\x00"+name), 5).String()
		if err := insertEvent(a.ctx, eventCounter{a}, e); err != nil {
			return err
		}
	}
	a.later = nil
	return nil
}

// Try works the import out to its end and forgets it: what it would do is in Added.
func (a *Adder) Try() error {
	defer a.Cancel()
	return a.explain(a.settle())
}

// Met counts a post that was there already, by the name that the import gives it. "": it was expected to be there.
func (a *Adder) Met(name string) {
	a.Added.Duplicates++
	if len(a.Twice) < 1000 && name != "" {
		a.Twice = append(a.Twice, name)
	}
}

// Say adds what was said of a post that is there, or was added before. Events without a Seq get their place in the log when
// all is in.
func (a *Adder) Say(id app.PostID, events []ledger.Event, scores []Score) error {
	for _, e := range events {
		if e.Post = id; e.Seq == 0 {
			a.later = append(a.later, e)
			continue
		}
		if err := insertEvent(a.ctx, eventCounter{a}, e); err != nil {
			return a.explain(err)
		}
	}
	for _, s := range scores {
		s.Post = id
		n, err := s.insert(a.ctx, a)
		if err != nil {
			return a.explain(err)
		}
		a.Added.Scores += n
	}
	return nil
}

// Forget takes away what models said of a post whose words, or those in its picture, are other ones now: they said it of others.
func (a *Adder) Forget(id app.PostID) error {
	_, err := forget(a.ctx, a, id)
	return a.explain(err)
}

// forget tells how many scores are gone.
func forget(ctx context.Context, tx execer, id app.PostID) (int, error) {
	r, err := tx.ExecContext(ctx, "DELETE FROM score WHERE post = ?", string(id))
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	if err == nil {
		_, err = tx.ExecContext(ctx, "DELETE FROM embedding WHERE post = ?", string(id))
	}
	return int(n), err
}

// explain says of a full disk that nothing was kept: an import is all or nothing.
func (a *Adder) explain(err error) error {
	err = store.Explain(store.OpWrite, a.p.file.Path, err)
	var s sqlite3.Error
	if e := (*app.Error)(nil); errors.As(err, &s) && s.Code == sqlite3.ErrFull && errors.As(err, &e) {
		again := *e
		again.Hint = "The disk is full. Nothing of this import was kept, and what was in the project before is. Make room, then import again."
		return &again
	}
	return err
}

// Cancel forgets the import. After Commit it does nothing.
func (a *Adder) Cancel() { a.tx.Rollback() } //nolint:errcheck // there is nothing left to lose

func (a *Adder) exec(query string, args ...any) (int64, error) {
	s := a.stmt[query]
	if s == nil {
		var err error
		if s, err = a.tx.PrepareContext(a.ctx, query); err != nil {
			return 0, err
		}
		a.stmt[query] = s
	}
	r, err := s.ExecContext(a.ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// ExecContext implements execer with prepared statements.
func (a *Adder) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	n, err := a.exec(query, args...)
	return counted(n), err
}

type counted int64

func (c counted) LastInsertId() (int64, error) { return 0, errors.ErrUnsupported }
func (c counted) RowsAffected() (int64, error) { return int64(c), nil }

// Add adds one post, or what is new about one that is there. A post that can't be read (Post.Err) is its error.
func (a *Adder) Add(in Incoming) error {
	if in.Post.Err != nil {
		return in.Post.Err
	}
	if !in.Post.HasWords() && in.Post.Picture == nil {
		return &app.Error{Op: "import post", Path: in.Post.ID, Kind: app.KindInput, Err: app.ErrEmpty,
			Hint: "Give it a text, a picture or both."}
	}
	if a.erased[in.Post.ContentID()] {
		return app.Errorf("import post", in.Post.ID, app.KindInput, "It does not come back. If it has to, make a new project.", "it was erased from this project")
	}
	return a.explain(a.add(in))
}

func (a *Adder) add(in Incoming) error {
	id := in.Post.ContentID()
	var sum any
	if pic := in.Post.Picture; pic != nil {
		sum = pic.Sum.String()
		if err := a.addPicture(pic, in.Path); err != nil {
			return err
		}
	}
	columns := in.Columns
	if columns == nil {
		columns = map[string]string{}
	}
	extra, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	row := []any{string(id), a.pos, in.Post.ID, in.Post.Text, sum, string(extra)}
	n, err := a.exec("INSERT OR IGNORE INTO post ("+sound.PostColumns+", sum) VALUES (?,?,?,?,?,?,?)", append(row, sound.Sum(row))...)
	if err != nil {
		return err
	}
	if n == 1 {
		a.Added.Posts++
		a.pos++
	} else {
		a.Met(in.Post.ID)
	}
	return a.Say(id, in.Events, in.Scores)
}

type eventCounter struct{ a *Adder }

func (c eventCounter) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	n, err := c.a.exec(query, args...)
	c.a.Added.Events += int(n)
	return counted(n), err
}

func (a *Adder) addPicture(pic *app.Picture, path string) error {
	sum := pic.Sum.String()
	_, err := a.exec("INSERT OR IGNORE INTO picture (sum, name, format, width, height, bytes) VALUES (?,?,?,?,?,?)",
		sum, pic.Name, pic.Format, pic.Width, pic.Height, len(pic.Data))
	if err != nil {
		return err
	}
	if path != "" {
		if _, err := a.exec("INSERT OR IGNORE INTO picture_path (sum, path) VALUES (?,?)", sum, a.p.file.Relative(path)); err != nil {
			return err
		}
	}
	if a.embed || path == "" { // a picture without a place of its own would be lost
		_, err = a.exec("INSERT OR IGNORE INTO picture_data (sum, data) VALUES (?,?)", sum, pic.Data)
	}
	return err
}
