package project_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

// content is everything that a merge has to agree about.
func content(t *testing.T, p *project.Project) string {
	t.Helper()
	var b strings.Builder
	events, err := p.Log.Events(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		fmt.Fprintln(&b, e)
	}
	if err := p.Posts.Each(t.Context(), func(i project.Item) error { _, err := fmt.Fprintln(&b, i); return err }); err != nil {
		t.Fatal(err)
	}
	s, err := p.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b, s)
	return b.String()
}

func TestTheLogCannotBeChanged(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one")
	id := projecttest.IDs(t, p)[0]
	if _, err := p.Log.Append(t.Context(), ledger.Event{Annotator: "ana", Act: ledger.ActLabel, Post: id, Question: codebook.Both, Value: "positive"}); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"DELETE FROM event", "UPDATE event SET value = 'negative'"} {
		if _, err := project.DB(p).Exec(q); err == nil {
			t.Errorf("%s went through", q)
		}
	}
}

func TestTheSamePostIsAddedOnce(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one", "two", "one")
	projecttest.AddTexts(t, p, "two", "three")
	if n, err := p.Posts.Count(t.Context()); err != nil || n != 3 {
		t.Errorf("%d posts, %v; want 3", n, err)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(2000)...)
	newer := filepath.Join(dir, "newer.duotone")
	if err := p.Backup(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	q, err := project.Open(t.Context(), newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := project.DB(q).Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	q.Close()
	good := filepath.Join(dir, "good.duotone")
	if err := p.Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	scrambled := slices.Clone(data)
	for i := 4096; i < 3*4096; i++ {
		scrambled[i] ^= 0x5a
	}
	cases := []struct {
		name, path string
		kind       app.Kind
	}{
		{"missing", filepath.Join(dir, "nobody.duotone"), app.KindMissing},
		{"folder", dir, app.KindFormat},
		{"empty", write("empty.duotone", nil), app.KindFormat},
		{"text", write("text.duotone", []byte(strings.Repeat("hello ", 100))), app.KindFormat},
		{"newer", newer, app.KindFormat},
		{"scrambled", write("scrambled.duotone", scrambled), app.KindFormat},
	}
	for _, c := range cases {
		before, _ := os.ReadFile(c.path)
		q, err := project.Open(t.Context(), c.path)
		if err == nil {
			q.Close()
			t.Errorf("%s: opened", c.name)
			continue
		}
		if app.KindOf(err) != c.kind || app.HintOf(err) == "" {
			t.Errorf("%s: kind %s, hint %q: %v", c.name, app.KindOf(err), app.HintOf(err), err)
		}
		if after, _ := os.ReadFile(c.path); !slices.Equal(before, after) {
			t.Errorf("%s: the file was changed", c.name)
		}
	}
	// Damage deep in the file opens, is found by the check, and what can be read is rescued.
	middle := bytes.Index(data, []byte("post number 1000"))
	for i := middle; i < middle+3*4096; i++ {
		data[i] ^= 0x5a
	}
	deep := write("deep.duotone", data)
	if q, err := project.Open(t.Context(), deep); err == nil {
		r, err := q.Check(t.Context(), false)
		if err != nil || len(r.Damage) == 0 {
			t.Errorf("the check found nothing: %v %v", r, err)
		}
		q.Close()
	}
	r, err := project.Rescue(t.Context(), deep, filepath.Join(dir, "rescued.duotone"))
	if err != nil || r.Posts == 0 || r.Posts >= 2000 {
		t.Errorf("rescued %d of 2000 posts: %v", r.Posts, err)
	}
}

// Everybody goes on in the order in which they began.
func TestAQueueStaysWithItsAnnotator(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(3)...)
	other := filepath.Join(t.TempDir(), "other"+project.Ext)
	projecttest.Must(t, p.Backup(t.Context(), other))
	q, err := project.Open(t.Context(), other)
	projecttest.Must(t, err)
	defer q.Close()
	s := project.DefaultSettings()
	s.Order, s.Seed, s.Repeat, s.Block, s.Guidelines = project.OrderRandom, 7, 5, 9, "newer"
	projecttest.Must(t, q.SetSettings(t.Context(), s))
	_, err = p.Merge(t.Context(), other)
	projecttest.Must(t, err)
	now, err := p.Settings(t.Context())
	projecttest.Must(t, err)
	if was := project.DefaultSettings(); now.Order != was.Order || now.Seed != was.Seed || now.Repeat != was.Repeat || now.Block != was.Block || now.Guidelines != "newer" {
		t.Errorf("%+v", now)
	}
}

func TestMergeInAnyOrder(t *testing.T) {
	ctx := context.Background()
	base := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(12)...)
	var copies []string
	for k, who := range []string{"ana", "ben", "cleo"} {
		path := filepath.Join(t.TempDir(), who+project.Ext)
		if err := base.Backup(ctx, path); err != nil {
			t.Fatal(err)
		}
		p, err := project.Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(uint64(k), 1))
		projecttest.AddTexts(t, p, "everybody's", who+"'s own")
		if k < 2 {
			s := project.DefaultSettings()
			s.Guidelines = who + "'s"
			if err := p.SetSettings(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range projecttest.IDs(t, p) {
			name := who
			if rng.IntN(4) == 0 {
				name = "dora" // the same person in several copies
			}
			done, err := p.Log.Append(ctx, ledger.Event{Annotator: name, Act: ledger.ActLabel, Post: id, Question: codebook.Both, Value: app.Labels[rng.IntN(3)].String()})
			if err != nil {
				t.Fatal(err)
			}
			if rng.IntN(3) == 0 {
				if _, err := p.Log.Append(ctx, ledger.Event{Annotator: name, Act: ledger.ActUndo, Post: id, Question: codebook.Both, Target: done[0].ID}); err != nil {
					t.Fatal(err)
				}
			}
		}
		p.Close()
		copies = append(copies, path)
	}
	want := ""
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {2, 1, 2, 0, 0, 1}} {
		path := filepath.Join(t.TempDir(), "all"+project.Ext)
		first, err := project.Open(ctx, copies[order[0]])
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Backup(ctx, path); err != nil {
			t.Fatal(err)
		}
		first.Close()
		p, err := project.Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range order[1:] {
			if _, err := p.Merge(ctx, copies[k]); err != nil {
				t.Fatal(err)
			}
		}
		got := content(t, p)
		p.Close()
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("the order %v gives something else:\n%s\nwant\n%s", order, got, want)
		}
	}
}

func TestRelativePaths(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, name := range []string{"a.duotone", "b.duotone"} {
		p, err := project.Create(t.Context(), name, project.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		projecttest.AddTexts(t, p, projecttest.Texts(i+1)...)
		p.Close()
	}
	p, err := project.Open(t.Context(), "a.duotone")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if m, err := p.Merge(t.Context(), "b.duotone"); err != nil || m.Posts != 1 {
		t.Errorf("%+v %v", m, err)
	}
	if err := p.Backup(t.Context(), "c.duotone"); err != nil {
		t.Error(err)
	}
	if r, err := project.Rescue(t.Context(), "c.duotone", "d.duotone"); err != nil || r.Posts != 2 || len(r.Damage) > 0 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestTwoProcessesShareAFile(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(1)...)
	id := projecttest.IDs(t, p)[0]
	q, err := project.Open(t.Context(), p.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	fail := make(chan error, 2)
	for k, x := range []*project.Project{p, q} {
		go func() {
			for range 50 {
				if _, err := x.Log.Append(context.Background(), ledger.Event{Annotator: fmt.Sprint(k), Act: ledger.ActLabel, Post: id, Question: codebook.Both, Value: "neutral"}); err != nil {
					fail <- err
					return
				}
			}
			fail <- nil
		}()
	}
	for range 2 {
		if err := <-fail; err != nil {
			t.Fatal(err)
		}
	}
	events, err := p.Log.Events(t.Context())
	if err != nil || len(events) != 100 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for i, e := range events {
		if e.Seq != events[0].Seq+int64(i) {
			t.Fatalf("event %d has the clock %d", i, e.Seq)
		}
	}
}
