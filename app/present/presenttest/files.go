package presenttest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// NoReader reads no words in pictures, as where there is none beside the packs.
func NoReader() *present.Reader { return present.NewReader(nil) }

// Settings are settings in a folder of their own, closed with the test.
func Settings(t testing.TB) *present.Settings {
	t.Helper()
	store, err := app.OpenSettings(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := present.KeepSettings(store, func(err error) { t.Error(err) })
	t.Cleanup(func() { s.Close() })
	return s
}

// Table is a CSV file of n posts with a picture beside it. A quarter of them name one that is gone.
func Table(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.jpg"), apptest.JPEG(3, 40, 30), 0o600); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("key;said;shown\n")
	for i := range n {
		row := []string{"a lovely lovely day;a.jpg", "terrible awful sad;", "it is late;gone.jpg", "nothing much;a.jpg"}[i%4]
		fmt.Fprintf(&b, "k%d;%s\n", i, row)
	}
	path := filepath.Join(dir, "posts.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Project is a project of n posts with pictures that nobody has labelled; change may be nil.
func Project(t testing.TB, n int, change func(*project.Settings)) string {
	t.Helper()
	set := project.DefaultSettings()
	if change != nil {
		change(&set)
	}
	path := filepath.Join(t.TempDir(), "posts"+project.Ext)
	p, err := project.Create(t.Context(), path, set)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	a, err := p.Posts.Adder(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		post := app.Post{ID: fmt.Sprint("p", i), Text: fmt.Sprint("a post with the number ", i), Picture: apptest.Drawn(uint64(i), 64, 48)}
		if err := a.Add(project.Incoming{Post: post}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

// Labelled is a project of six posts that Ana has labelled and two packs have scored: first@1 says positive of all,
// second@1 negative.
func Labelled(t testing.TB) string {
	t.Helper()
	path := Project(t, 6, nil)
	if err := label(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path
}

func label(ctx context.Context, path string) error {
	p, err := project.Open(ctx, path)
	if err != nil {
		return err
	}
	defer p.Close()
	desk, err := desk.New(ctx, p, desk.Options{Annotator: "Ana"})
	if err != nil {
		return err
	}
	for i := range 6 {
		if err := desk.Label(ctx, app.Labels[i%3].String()); err != nil {
			return err
		}
	}
	var scores []project.Score
	if err := p.Posts.Each(ctx, func(i project.Item) error {
		scores = append(scores, project.Score{Post: i.ID, Pack: "first@1", Scores: app.Scores{0.1, 0.2, 0.7}},
			project.Score{Post: i.ID, Pack: "second@1", Scores: app.Scores{0.6, 0.3, 0.1}})
		return nil
	}); err != nil {
		return err
	}
	return p.Scores.Set(ctx, scores)
}
