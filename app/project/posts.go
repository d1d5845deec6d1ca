package project

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"duotone/app"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// Posts are the posts of a project, in the order as given.
type Posts struct{ *file }

// Item is a post of a project without its picture's bytes.
type Item struct {
	Pos     int64      // place in the order as given
	ID      app.PostID // by content
	Name    string     // the caller's own id
	Text    string
	Picture *PictureRef       // nil: no picture
	Columns map[string]string // the other columns of the import
}

// HasWords tells whether there is anything to read.
func (i Item) HasWords() bool { return app.Post{Text: i.Text}.HasWords() }

// PictureRef is what a project knows about a picture.
type PictureRef struct {
	Sum           string // SHA-256, hexadecimal
	Name          string
	Format        string
	Width, Height int
	Bytes         int64
	Paths         []string // where it was seen, absolute, sorted
	Embedded      bool
}

// Incoming is a post on its way into a project, with what came along.
type Incoming struct {
	Post    app.Post
	Path    string            // where the picture lies; "" when it has no place of its own
	Columns map[string]string // the other columns
	Events  []Event           // judgements that came along; Post is filled in
	Scores  []Score           // likewise
}

// Added counts what an import did.
type Added struct {
	Posts      int `json:"posts"`      // new posts
	Duplicates int `json:"duplicates"` // posts that were there already, or twice in the import
	Events     int `json:"events"`     // judgements that were not there yet
	Scores     int `json:"scores"`
}

// Adder adds posts in one transaction: all of an import or nothing of it.
type Adder struct {
	p        Posts
	tx       *sql.Tx
	ctx      context.Context
	pos, seq int64
	embed    bool
	stmt     map[string]*sql.Stmt
	seen     map[app.PostID]bool
	Added    Added
	// Twice lists up to 1,000 names of posts that were there already.
	Twice []string
}

// Adder begins an import. The caller must Commit or Cancel it.
func (p Posts) Adder(ctx context.Context, embed bool) (*Adder, error) {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, explain(opWrite, p.path, err)
	}
	a := &Adder{p: p, tx: tx, ctx: ctx, embed: embed, stmt: map[string]*sql.Stmt{}, seen: map[app.PostID]bool{}}
	if a.seq, err = nextSeq(ctx, tx); err == nil {
		err = tx.QueryRowContext(ctx, "SELECT coalesce(max(pos) + 1, 0) FROM post").Scan(&a.pos)
	}
	if err != nil {
		a.Cancel()
		return nil, explain(opWrite, p.path, err)
	}
	return a, nil
}

// Commit makes the import durable.
func (a *Adder) Commit() error { return a.explain(a.tx.Commit()) }

// explain says of a full disk that nothing was kept: an import is all or nothing.
func (a *Adder) explain(err error) error {
	err = explain(opWrite, a.p.path, err)
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
	n, err := a.exec("INSERT OR IGNORE INTO post ("+postColumns+", sum) VALUES (?,?,?,?,?,?,?)", append(row, rowSum(row))...)
	if err != nil {
		return err
	}
	if n == 1 {
		a.Added.Posts++
		a.pos++
	} else {
		a.Added.Duplicates++
		if len(a.Twice) < 1000 {
			a.Twice = append(a.Twice, in.Post.ID)
		}
	}
	for _, e := range in.Events {
		e.Post = id
		if e.Seq == 0 {
			e.Seq = a.seq
			a.seq++
		}
		before := a.Added.Events
		if err := insertEvent(a.ctx, eventCounter{a}, e); err != nil {
			return err
		}
		if a.Added.Events == before && e.Seq == a.seq-1 {
			a.seq-- // it was there already
		}
	}
	for _, s := range in.Scores {
		s.Post = id
		n, err := s.insert(a.ctx, a)
		if err != nil {
			return err
		}
		a.Added.Scores += n
	}
	return nil
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
		if _, err := a.exec("INSERT OR IGNORE INTO picture_path (sum, path) VALUES (?,?)", sum, a.p.relative(path)); err != nil {
			return err
		}
	}
	if a.embed || path == "" { // a picture without a place of its own would be lost
		_, err = a.exec("INSERT OR IGNORE INTO picture_data (sum, data) VALUES (?,?)", sum, pic.Data)
	}
	return err
}

// Count is the number of posts.
func (p Posts) Count(ctx context.Context) (int, error) {
	var n int
	err := p.db.QueryRowContext(ctx, "SELECT count(*) FROM post").Scan(&n)
	return n, explain(opRead, p.path, err)
}

const itemColumns = `post.pos, post.id, post.name, post.text, post.columns, coalesce(post.picture, ''),
  coalesce(k.name, ''), coalesce(k.format, ''), coalesce(k.width, 0), coalesce(k.height, 0), coalesce(k.bytes, 0),
  EXISTS (SELECT 1 FROM picture_data d WHERE d.sum = post.picture),
  coalesce((SELECT json_group_array(path) FROM (SELECT path FROM picture_path w WHERE w.sum = post.picture ORDER BY path)), '[]')
  FROM post LEFT JOIN picture k ON k.sum = post.picture`

func (p Posts) scan(rows interface{ Scan(...any) error }) (Item, error) {
	var i Item
	var ref PictureRef
	var columns, paths string
	if err := rows.Scan(&i.Pos, &i.ID, &i.Name, &i.Text, &columns, &ref.Sum, &ref.Name, &ref.Format, &ref.Width,
		&ref.Height, &ref.Bytes, &ref.Embedded, &paths); err != nil {
		return i, err
	}
	if columns != "{}" {
		if err := json.Unmarshal([]byte(columns), &i.Columns); err != nil {
			return i, err
		}
	}
	if ref.Sum != "" {
		if paths != "[]" {
			if err := json.Unmarshal([]byte(paths), &ref.Paths); err != nil {
				return i, err
			}
		}
		for k, path := range ref.Paths {
			ref.Paths[k] = p.absolute(path)
		}
		i.Picture = &ref
	}
	return i, nil
}

// Item reads one post.
func (p Posts) Item(ctx context.Context, id app.PostID) (Item, error) {
	i, err := p.scan(p.db.QueryRowContext(ctx, "SELECT "+itemColumns+" WHERE post.id = ?", string(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return i, app.Errorf(opRead, p.path, app.KindInput, "", "no post %s", id)
	}
	return i, explain(opRead, p.path, err)
}

// Each calls f with every post in the order as given, until f returns an error.
func (p Posts) Each(ctx context.Context, f func(Item) error) error {
	rows, err := p.db.QueryContext(ctx, "SELECT "+itemColumns+" ORDER BY post.pos, post.id")
	if err != nil {
		return explain(opRead, p.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		i, err := p.scan(rows)
		if err != nil {
			return explain(opRead, p.path, err)
		}
		if err := f(i); err != nil {
			return err
		}
	}
	return explain(opRead, p.path, rows.Err())
}

// Stub is what a queue needs to know about a post.
type Stub struct {
	ID             app.PostID
	Words, Picture bool
}

// stubs reads all posts in the order as given.
func (p Posts) stubs(ctx context.Context) ([]Stub, error) {
	rows, err := p.db.QueryContext(ctx,
		"SELECT id, picture IS NOT NULL, CASE WHEN picture IS NULL THEN '' ELSE text END FROM post ORDER BY pos, id")
	if err != nil {
		return nil, explain(opRead, p.path, err)
	}
	defer rows.Close()
	var all []Stub
	for rows.Next() {
		var s Stub
		var text string
		if err := rows.Scan(&s.ID, &s.Picture, &text); err != nil {
			return nil, explain(opRead, p.path, err)
		}
		s.Words = !s.Picture || app.Post{Text: text}.HasWords()
		all = append(all, s)
	}
	return all, explain(opRead, p.path, rows.Err())
}
