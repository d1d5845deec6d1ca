package project_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

// secret is all that a post has of its own: words too long for a page, a column, a name, a picture and what people said.
type secret struct {
	project *project.Project
	item    project.Item
	traces  map[string][]byte // what must be nowhere afterwards
}

func withSecret(t *testing.T) secret {
	t.Helper()
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(50)...)
	m := image.NewGray(image.Rect(0, 0, 100, 100))
	rng := rand.New(rand.NewPCG(3, 3))
	for i := range m.Pix {
		m.Pix[i] = byte(rng.IntN(256))
	}
	var data bytes.Buffer
	projecttest.Must(t, png.Encode(&data, m))
	pic, err := picture.New("zebra-picture.png", data.Bytes(), picture.Limits{})
	projecttest.Must(t, err)
	long := "zebra-words " + strings.Repeat("and so on and on ", 1000) + "zebra-end"
	a, err := p.Posts.Adder(t.Context(), true)
	projecttest.Must(t, err)
	projecttest.Must(t, a.Add(project.Incoming{Post: app.Post{ID: "zebra-name", Text: long, Picture: pic}, Path: filepath.Join(t.TempDir(), "zebra-path.png"),
		Columns: map[string]string{"place": "zebra-column"}}))
	projecttest.Must(t, a.Commit())
	found, err := p.Posts.Find(t.Context(), "zebra-name")
	projecttest.Must(t, err)
	id := found[0].ID
	for i := range 3 {
		_, err := p.Log.Append(t.Context(), ledger.Event{Annotator: "ana", Act: ledger.ActNote, Post: id, Question: codebook.Both, Value: fmt.Sprint("zebra-note ", i)},
			ledger.Event{Annotator: "ana", Act: ledger.ActLabel, Post: id, Question: codebook.Both, Value: "positive"},
			ledger.Event{Annotator: "ben", Act: ledger.ActEdit, Post: id, Question: codebook.Both, Target: ledger.EditText, Value: fmt.Sprint("zebra-edit ", i)})
		projecttest.Must(t, err)
	}
	if _, err := p.ScoreAll(t.Context(), "fake@1", &apptest.Fake{}, nil); err != nil {
		t.Fatal(err)
	}
	projecttest.Must(t, p.Scores.SetEmbeddings(t.Context(), "fake@1", map[app.PostID][]float32{id: {1, 2}}))
	item, err := p.Posts.Item(t.Context(), id)
	projecttest.Must(t, err)
	raw := data.Bytes()
	return secret{p, item, map[string][]byte{"any text": []byte("zebra"), "the picture": raw[len(raw)/2 : len(raw)/2+40],
		"the picture's hash": []byte(item.Picture.Sum)}}
}

// where lists the traces of a post in the bytes of a project's files.
func (s secret) where(t *testing.T, path string) (found []string) {
	t.Helper()
	for _, tail := range []string{"", "-wal", "-shm", "-journal"} {
		data, err := os.ReadFile(path + tail)
		if os.IsNotExist(err) {
			continue
		}
		projecttest.Must(t, err)
		for what, trace := range s.traces {
			if bytes.Contains(data, trace) {
				found = append(found, what+" in the file"+tail)
			}
		}
	}
	return found
}

// What is erased is in no byte of the file, its log of changes and its free pages.
func TestWhatIsErasedIsGone(t *testing.T) {
	s := withSecret(t)
	p, path := s.project, s.project.Path()
	if before := s.where(t, path); len(before) == 0 {
		t.Fatal("the search finds nothing where everything still is")
	}
	gone, err := p.Erase(t.Context(), s.item)
	projecttest.Must(t, err)
	if gone != (project.Erased{Posts: 1, Events: 9, Pictures: 1}) {
		t.Errorf("%+v", gone)
	}
	if left := s.where(t, path); len(left) > 0 {
		t.Errorf("while it is open: %q", left)
	}
	if n, err := p.Posts.Count(t.Context()); err != nil || n != 50 {
		t.Errorf("%d posts, %v", n, err)
	}
	for _, q := range []string{"DELETE FROM event", "UPDATE event SET value = 'negative'"} {
		if _, err := p.Log.Append(t.Context(), ledger.Event{Annotator: "ana", Act: ledger.ActSkip, Post: projecttest.IDs(t, p)[0], Question: codebook.Both}); err != nil {
			t.Fatal(err)
		}
		if _, err := project.DB(p).Exec(q); err == nil {
			t.Errorf("after an erasure %s goes through", q)
		}
	}
	if r, err := p.Check(t.Context(), true); err != nil || len(r.Damage)+len(r.Loose)+len(r.Missing) > 0 {
		t.Errorf("%+v %v", r, err)
	}
	projecttest.Must(t, p.Close())
	if left := s.where(t, path); len(left) > 0 {
		t.Errorf("when it is closed: %q", left)
	}
}

// Neither an import nor a copy of before brings a post back, and a copy that is merged with the project erases it too.
func TestWhatIsErasedStaysAway(t *testing.T) {
	s := withSecret(t)
	p := s.project
	colleague := filepath.Join(t.TempDir(), "colleague"+project.Ext)
	projecttest.Must(t, p.Backup(t.Context(), colleague))
	q, err := project.Open(t.Context(), colleague)
	projecttest.Must(t, err)
	defer q.Close()
	if len(s.where(t, colleague)) == 0 {
		t.Fatal("the colleague's copy does not have it")
	}
	_, err = p.Erase(t.Context(), s.item)
	projecttest.Must(t, err)
	if m, err := p.Merge(t.Context(), colleague); err != nil || m.Posts+m.Events+m.Pictures+m.Scores+m.Erased != 0 {
		t.Errorf("the merge brought %+v, %v", m, err)
	}
	if left := s.where(t, p.Path()); len(left) > 0 {
		t.Errorf("after a merge with the copy: %q", left)
	}
	a, err := p.Posts.Adder(t.Context(), true)
	projecttest.Must(t, err)
	pic := s.item.Picture
	post, err := q.Pictures.Read(t.Context(), *pic)
	projecttest.Must(t, err)
	for _, text := range []string{s.item.Text, first(t, q, s.item.ID)} { // as it was edited, and as it came
		if err := a.Add(project.Incoming{Post: app.Post{ID: "again", Text: text, Picture: post}}); app.KindOf(err) != app.KindInput {
			t.Errorf("an import of it: %v", err)
		}
	}
	a.Cancel()
	if m, err := q.Merge(t.Context(), p.Path()); err != nil || m.Erased != 1 {
		t.Errorf("the colleague's merge: %+v, %v", m, err)
	}
	if left := s.where(t, colleague); len(left) > 0 {
		t.Errorf("in the colleague's copy: %q", left)
	}
	saved := filepath.Join(t.TempDir(), "saved"+project.Ext)
	if _, err := project.Rescue(t.Context(), p.Path(), saved); err != nil {
		t.Fatal(err)
	}
	r, err := project.Open(t.Context(), saved)
	projecttest.Must(t, err)
	defer r.Close()
	if m, err := r.Merge(t.Context(), colleague); err != nil || m.Posts != 0 {
		t.Errorf("after a rescue: %+v, %v", m, err)
	}
}

// first is a post's text as it was imported.
func first(t *testing.T, p *project.Project, id app.PostID) (text string) {
	t.Helper()
	projecttest.Must(t, project.DB(p).QueryRow("SELECT text FROM post WHERE id = ?", string(id)).Scan(&text))
	return text
}

// A reader in another program keeps old pages alive: that is told, and a second try takes them away.
func TestAnErasureBesideAReader(t *testing.T) {
	s := withSecret(t)
	other, err := project.Open(t.Context(), s.project.Path())
	projecttest.Must(t, err)
	defer other.Close()
	tx, err := project.DB(other).Begin()
	projecttest.Must(t, err)
	projecttest.Must(t, tx.Rollback())
	conn, err := project.DB(other).Conn(t.Context())
	projecttest.Must(t, err)
	defer conn.Close()
	_, err = conn.ExecContext(t.Context(), "BEGIN")
	projecttest.Must(t, err)
	var n int
	projecttest.Must(t, conn.QueryRowContext(t.Context(), "SELECT count(*) FROM post").Scan(&n)) // it reads the old state from here on
	project.DB(s.project).SetMaxOpenConns(1)
	_, err = project.DB(s.project).Exec("PRAGMA busy_timeout = 1")
	projecttest.Must(t, err)
	if _, err := s.project.Erase(t.Context(), s.item); app.KindOf(err) != app.KindBusy || app.HintOf(err) == "" {
		t.Errorf("beside a reader: %v", err)
	}
	_, err = conn.ExecContext(t.Context(), "ROLLBACK")
	projecttest.Must(t, err)
	if _, err := s.project.Erase(t.Context()); err != nil {
		t.Error(err)
	}
	if left := s.where(t, s.project.Path()); len(left) > 0 {
		t.Errorf("after the second try: %q", left)
	}
}

// quoting makes an erased post's words and picture examples of a label, in two versions of the codebook, beside others.
func quoting(t *testing.T, p *project.Project, text string) {
	t.Helper()
	for i, title := range []string{"first", "second"} {
		book, err := p.Codebook(t.Context())
		projecttest.Must(t, err)
		book = book.Clone()
		book.Title = title
		book.Questions[0].Labels[i].Examples = []codebook.Example{{Text: "harmless"}, {Text: "\n" + text + " "}, {Text: "as in: " + text, Note: "why"}, {Text: "short", Note: text}}
		_, _, err = p.Replace(t.Context(), "lead", book, false)
		projecttest.Must(t, err)
	}
}

// Examples of every version of the codebook that are of an erased post go with it, here and in copies, in whatever order they meet.
func TestExamplesOfWhatIsErasedGo(t *testing.T) {
	s := withSecret(t)
	p := s.project
	quoting(t, p, s.item.Text)
	colleague := filepath.Join(t.TempDir(), "colleague"+project.Ext)
	projecttest.Must(t, p.Backup(t.Context(), colleague))
	q, err := project.Open(t.Context(), colleague)
	projecttest.Must(t, err)
	defer q.Close()
	quoting(t, q, s.item.Text) // versions that the project does not know yet
	gone, err := p.Erase(t.Context(), s.item)
	projecttest.Must(t, err)
	if gone.Examples != 9 || gone.Quoted != 0 { // the second version has the first one's too
		t.Errorf("%+v", gone)
	}
	sound := func(what string, p *project.Project) {
		t.Helper()
		if left := s.where(t, p.Path()); len(left) > 0 {
			t.Errorf("%s: %q", what, left)
		}
		if r, err := p.Check(t.Context(), false); err != nil || len(r.Damage)+len(r.Loose) > 0 {
			t.Errorf("%s: %+v %v", what, r, err)
		}
		book, err := p.Codebook(t.Context())
		projecttest.Must(t, err)
		for _, l := range book.Questions[0].Labels[:2] {
			if len(l.Examples) != 1 || l.Examples[0].Text != "harmless" {
				t.Errorf("%s: %+v", what, l.Examples)
			}
		}
	}
	sound("erased", p)
	if m, err := p.Merge(t.Context(), colleague); err != nil || m.Posts != 0 {
		t.Errorf("%+v %v", m, err)
	}
	sound("a copy of before is merged", p)
	if m, err := q.Merge(t.Context(), p.Path()); err != nil || m.Erased != 1 {
		t.Errorf("%+v %v", m, err)
	}
	sound("the copy", q)
	for range 2 {
		_, err = p.Merge(t.Context(), colleague)
		projecttest.Must(t, err)
		_, err = q.Merge(t.Context(), p.Path())
		projecttest.Must(t, err)
	}
	if n, err := project.DB(p).Exec("DELETE FROM event"); err == nil {
		t.Errorf("the log can be emptied: %v", n)
	}
}

// What people wrote themselves in guidelines stays, and that is told.
func TestGuidelinesThatQuoteAreTold(t *testing.T) {
	s := withSecret(t)
	book, err := s.project.Codebook(t.Context())
	projecttest.Must(t, err)
	book = book.Clone()
	book.Guidelines = codebook.Markdown("Think of " + s.item.Text + "!")
	_, _, err = s.project.Replace(t.Context(), "lead", book, false)
	projecttest.Must(t, err)
	if gone, err := s.project.Erase(t.Context(), s.item); err != nil || gone.Quoted != 1 || gone.Examples != 0 {
		t.Errorf("%+v %v", gone, err)
	}
}

// A picture of an erased post that lies beside a project as an example goes when the erasure comes by a merge, there and where the example comes to a
// project that has erased the post already; the one of another post stays.
func TestACopiedExampleGoesByAMerge(t *testing.T) {
	s := withSecret(t)
	p := s.project
	name, other := p.ExampleName(string(s.item.Picture.Sum), "png"), p.ExampleName(strings.Repeat("ab", 32), "png")
	beside := func(p *project.Project) {
		t.Helper()
		for _, name := range []string{name, other} {
			file := filepath.Join(p.Dir(), filepath.FromSlash(name))
			projecttest.Must(t, os.MkdirAll(filepath.Dir(file), 0o700))
			projecttest.Must(t, os.WriteFile(file, []byte("a picture"), 0o600))
		}
	}
	there := func(p *project.Project, name string) bool {
		_, err := os.Stat(filepath.Join(p.Dir(), filepath.FromSlash(name)))
		return err == nil
	}
	colleague := filepath.Join(t.TempDir(), "colleague"+project.Ext)
	projecttest.Must(t, p.Backup(t.Context(), colleague))
	q, err := project.Open(t.Context(), colleague)
	projecttest.Must(t, err)
	defer q.Close()
	book, err := q.Codebook(t.Context())
	projecttest.Must(t, err)
	book = book.Clone()
	book.Questions[0].Labels[0].Examples = []codebook.Example{{Text: "one", Picture: name}, {Text: "two", Picture: other}}
	_, _, err = q.Replace(t.Context(), "lead", book, false)
	projecttest.Must(t, err)
	beside(p)
	beside(q)
	_, err = p.Erase(t.Context(), s.item)
	projecttest.Must(t, err)
	for _, one := range []struct {
		what string
		into *project.Project
		from string
	}{{"the one that erased it", p, colleague}, {"the copy", q, p.Path()}} {
		_, err = one.into.Merge(t.Context(), one.from)
		projecttest.Must(t, err)
		if there(one.into, name) {
			t.Errorf("%s: the picture is still beside it", one.what)
		}
		if !there(one.into, other) {
			t.Errorf("%s: the picture of another post is gone", one.what)
		}
		book, err := one.into.Codebook(t.Context())
		projecttest.Must(t, err)
		if e := book.Questions[0].Labels[0].Examples; len(e) != 1 || e[0].Picture != other {
			t.Errorf("%s: %+v", one.what, e)
		}
	}
}
