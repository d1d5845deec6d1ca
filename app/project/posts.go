package project

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"duotone/app"
	"duotone/app/project/ledger"
	"duotone/app/project/store"
)

// Posts are the posts of a project, in the order as given.
type Posts struct{ file *store.File }

// Item is a post of a project without its picture's bytes.
type Item struct {
	Pos     int64      // place in the order as given
	ID      app.PostID // by content
	Name    string     // the caller's own id
	Text    string
	Picture *PictureRef       // nil: no picture
	Columns map[string]string // the other columns of the import
	read    bool              // the words in its picture were read here; there may be none
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
	Events  []ledger.Event    // judgements that came along; Post is filled in, and Seq and ID where there are none
	Scores  []Score           // likewise
}

// Added counts what an import did.
type Added struct {
	Posts      int `json:"posts"`      // new posts
	Duplicates int `json:"duplicates"` // posts that were there already, or twice in the import
	Events     int `json:"events"`     // judgements that were not there yet
	Scores     int `json:"scores"`
}

// Count is the number of posts.
func (p Posts) Count(ctx context.Context) (int, error) {
	var n int
	err := p.file.DB.QueryRowContext(ctx, "SELECT count(*) FROM post").Scan(&n)
	return n, store.Explain(store.OpRead, p.file.Path, err)
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
			ref.Paths[k] = p.file.Absolute(path)
		}
		i.Picture = &ref
	}
	return i, nil
}

// edits reads what was edited: the latest value by post and target. id "": of all posts.
func (p Posts) edits(ctx context.Context, id app.PostID) (map[app.PostID]map[string]string, error) {
	where, args := "", []any{}
	if id != "" {
		where, args = " AND post = ?", []any{string(id)}
	}
	rows, err := p.file.DB.QueryContext(ctx, "SELECT post, target, value FROM event WHERE act = 'edit'"+where+" ORDER BY seq, id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[app.PostID]map[string]string{}
	for rows.Next() {
		var post app.PostID
		var target, value string
		if err := rows.Scan(&post, &target, &value); err != nil {
			return nil, err
		}
		if all[post] == nil {
			all[post] = map[string]string{}
		}
		all[post][target] = value
	}
	return all, rows.Err()
}

// edited is a post with what was edited since it was imported. Its name stays that of the content that it had first.
func (i Item) edited(edits map[string]string) Item {
	if text, ok := edits[ledger.EditText]; ok {
		i.Text = text
	}
	for target, value := range edits {
		name, ok := strings.CutPrefix(target, ledger.EditColumn)
		if !ok {
			continue
		}
		if i.Columns == nil {
			i.Columns = map[string]string{}
		}
		if i.Columns[name] = value; value == "" {
			delete(i.Columns, name)
		}
		i.read = i.read || name == PictureWordsColumn
	}
	return i
}

// Item reads one post.
func (p Posts) Item(ctx context.Context, id app.PostID) (Item, error) {
	edits, err := p.edits(ctx, id)
	if err != nil {
		return Item{}, store.Explain(store.OpRead, p.file.Path, err)
	}
	i, err := p.scan(p.file.DB.QueryRowContext(ctx, "SELECT "+itemColumns+" WHERE post.id = ?", string(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return i, app.Errorf(store.OpRead, p.file.Path, app.KindInput, "", "no post %s", id)
	}
	return i.edited(edits[id]), store.Explain(store.OpRead, p.file.Path, err)
}

// Each calls f with every post in the order as given, until f returns an error.
func (p Posts) Each(ctx context.Context, f func(Item) error) error {
	edits, err := p.edits(ctx, "")
	if err != nil {
		return store.Explain(store.OpRead, p.file.Path, err)
	}
	rows, err := p.file.DB.QueryContext(ctx, "SELECT "+itemColumns+" ORDER BY post.pos, post.id")
	if err != nil {
		return store.Explain(store.OpRead, p.file.Path, err)
	}
	defer rows.Close()
	for rows.Next() {
		i, err := p.scan(rows)
		if err != nil {
			return store.Explain(store.OpRead, p.file.Path, err)
		}
		if err := f(i.edited(edits[i.ID])); err != nil {
			return err
		}
	}
	return store.Explain(store.OpRead, p.file.Path, rows.Err())
}

// Stub is what a queue needs to know about a post.
type Stub struct {
	ID             app.PostID
	Words, Picture bool
	Copies         string // of which group of near copies it is one; "": none
}

// CopiesColumn is the column that says of which group of near copies a post is one.
const CopiesColumn = "near_copies"

// Stubs reads all posts in the order as given.
func (p Posts) Stubs(ctx context.Context) ([]Stub, error) {
	edits, err := p.edits(ctx, "")
	if err != nil {
		return nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	rows, err := p.file.DB.QueryContext(ctx,
		"SELECT id, picture IS NOT NULL, CASE WHEN picture IS NULL THEN '' ELSE text END FROM post ORDER BY pos, id")
	if err != nil {
		return nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	defer rows.Close()
	var all []Stub
	for rows.Next() {
		var s Stub
		var text string
		if err := rows.Scan(&s.ID, &s.Picture, &text); err != nil {
			return nil, store.Explain(store.OpRead, p.file.Path, err)
		}
		if now, ok := edits[s.ID][ledger.EditText]; ok {
			text = now
		}
		s.Copies = edits[s.ID][ledger.EditColumn+CopiesColumn]
		s.Words = !s.Picture || app.Post{Text: text}.HasWords()
		all = append(all, s)
	}
	return all, store.Explain(store.OpRead, p.file.Path, rows.Err())
}

// With is a post as it is after edits.
func (i Item) With(edits []ledger.Event) Item {
	values := map[string]string{}
	for _, e := range edits {
		if e.Act == ledger.ActEdit {
			values[e.Target] = e.Value
		}
	}
	i.Columns = maps.Clone(i.Columns)
	return i.edited(values)
}

// Content is the name that the post's content would give it now. It is the post's ID until somebody edits its words.
func (i Item) Content() app.PostID {
	post := app.Post{Text: i.Text}
	if i.Picture != nil {
		if raw, err := hex.DecodeString(i.Picture.Sum); err == nil && len(raw) == sha256.Size {
			post.Picture = &app.Picture{Sum: app.Sum(raw)}
		}
	}
	return post.ContentID()
}

// Erased are the posts that were erased, and must not come back.
func (p Posts) Erased(ctx context.Context) (map[app.PostID]bool, error) {
	return p.erasedBy(ctx, p.file.DB)
}

// erasedBy asks the database or a transaction of it.
func (p Posts) erasedBy(ctx context.Context, q interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}) (map[app.PostID]bool, error) {
	rows, err := q.QueryContext(ctx, "SELECT id FROM erased")
	if err != nil {
		return nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	defer rows.Close()
	all := map[app.PostID]bool{}
	for rows.Next() {
		var id app.PostID
		if err := rows.Scan(&id); err != nil {
			return nil, store.Explain(store.OpRead, p.file.Path, err)
		}
		all[id] = true
	}
	return all, store.Explain(store.OpRead, p.file.Path, rows.Err())
}
