package project

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
)

func newProject(t *testing.T, s Settings, texts ...string) *Project {
	t.Helper()
	p, err := Create(t.Context(), filepath.Join(t.TempDir(), "p #1%20?.duotone"), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	addTexts(t, p, texts...)
	return p
}

func addTexts(t *testing.T, p *Project, texts ...string) {
	t.Helper()
	a, err := p.Posts.Adder(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Cancel()
	for i, text := range texts {
		if err := a.Add(Incoming{Post: app.Post{ID: fmt.Sprint("r", i), Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Commit(); err != nil {
		t.Fatal(err)
	}
}

func ids(t *testing.T, p *Project) []app.PostID {
	t.Helper()
	stubs, err := p.Posts.stubs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := make([]app.PostID, len(stubs))
	for i, s := range stubs {
		out[i] = s.ID
	}
	return out
}

func texts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("post number %d", i)
	}
	return out
}

// content is everything that a merge has to agree about.
func content(t *testing.T, p *Project) string {
	t.Helper()
	var b strings.Builder
	events, err := p.Log.Events(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		fmt.Fprintln(&b, e)
	}
	if err := p.Posts.Each(t.Context(), func(i Item) error { _, err := fmt.Fprintln(&b, i); return err }); err != nil {
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
	p := newProject(t, DefaultSettings(), "one")
	id := ids(t, p)[0]
	if _, err := p.Log.Append(t.Context(), Event{Annotator: "ana", Act: ActLabel, Post: id, Question: codebook.Both, Value: "positive"}); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"DELETE FROM event", "UPDATE event SET value = 'negative'"} {
		if _, err := p.db.Exec(q); err == nil {
			t.Errorf("%s went through", q)
		}
	}
}

func TestTheSamePostIsAddedOnce(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one", "two", "one")
	addTexts(t, p, "two", "three")
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
	p := newProject(t, DefaultSettings(), texts(2000)...)
	newer := filepath.Join(dir, "newer.duotone")
	if err := p.Backup(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	q, err := Open(t.Context(), newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.db.Exec("PRAGMA user_version = 99"); err != nil {
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
		q, err := Open(t.Context(), c.path)
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
	if q, err := Open(t.Context(), deep); err == nil {
		r, err := q.Check(t.Context(), false)
		if err != nil || len(r.Damage) == 0 {
			t.Errorf("the check found nothing: %v %v", r, err)
		}
		q.Close()
	}
	r, err := Rescue(t.Context(), deep, filepath.Join(dir, "rescued.duotone"))
	if err != nil || r.Posts == 0 || r.Posts >= 2000 {
		t.Errorf("rescued %d of 2000 posts: %v", r.Posts, err)
	}
}

// A slow and obvious ledger: replays every prefix from nothing with plain lists.
func slowState(events []Event, who string) (alive []string, undo, redo []string) {
	for _, e := range events {
		if e.Annotator != who {
			continue
		}
		switch e.Act {
		case ActUndo:
			if n := len(undo); n > 0 && undo[n-1] == e.Target {
				undo, redo = undo[:n-1], append(redo, e.Target)
			}
		case ActRedo:
			if n := len(redo); n > 0 && redo[n-1] == e.Target {
				redo, undo = redo[:n-1], append(undo, e.Target)
			}
		default:
			undo, redo = append(slices.Clone(undo), e.ID), nil
		}
	}
	return slices.Clone(undo), undo, redo
}

func TestUndoAndRedo(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 7))
		var events []Event
		l := NewLedger(nil)
		for i := range 80 {
			who := []string{"ana", "ben"}[rng.IntN(2)]
			e := Event{ID: fmt.Sprintf("e%03d", i), Seq: int64(i + 1), Annotator: who, Post: app.PostID(fmt.Sprint(rng.IntN(4))), Question: codebook.Both}
			switch k := rng.IntN(5); k {
			case 0, 1:
				top, ok := l.ToUndo(who)
				e.Act = ActUndo
				if k == 1 {
					top, ok = l.ToRedo(who)
					e.Act = ActRedo
				}
				if !ok {
					continue
				}
				e.Target = top.ID
			case 2:
				e.Act, e.Value = ActFlag, "unclear"
			default:
				e.Act, e.Value = ActLabel, app.Labels[rng.IntN(3)].String()
			}
			events = append(events, e)
			l.Add(e)
			for _, who := range []string{"ana", "ben"} {
				alive, undo, redo := slowState(events, who)
				if top, ok := l.ToUndo(who); ok != (len(undo) > 0) || ok && top.ID != undo[len(undo)-1] {
					t.Fatalf("seed %d: undo of %s is %v, want %v", seed, who, top.ID, undo)
				}
				if top, ok := l.ToRedo(who); ok != (len(redo) > 0) || ok && top.ID != redo[len(redo)-1] {
					t.Fatalf("seed %d: redo of %s is %v, want %v", seed, who, top.ID, redo)
				}
				for _, e := range events {
					if e.Annotator == who && e.undoable() && l.Alive(e.ID) != slices.Contains(alive, e.ID) {
						t.Fatalf("seed %d: %s is alive: %v", seed, e.ID, l.Alive(e.ID))
					}
				}
			}
		}
		shuffled := slices.Clone(events)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := NewLedger(append(shuffled, shuffled...)); !reflect.DeepEqual(again, l) {
			t.Fatalf("seed %d: the ledger depends on the order in which events come", seed)
		}
	}
}

// Everybody goes on in the order in which they began.
func TestAQueueStaysWithItsAnnotator(t *testing.T) {
	p := newProject(t, DefaultSettings(), texts(3)...)
	other := filepath.Join(t.TempDir(), "other"+Ext)
	must(t, p.Backup(t.Context(), other))
	q, err := Open(t.Context(), other)
	must(t, err)
	defer q.Close()
	s := DefaultSettings()
	s.Order, s.Seed, s.Repeat, s.Block, s.Guidelines = OrderRandom, 7, 5, 9, "newer"
	must(t, q.SetSettings(t.Context(), s))
	_, err = p.Merge(t.Context(), other)
	must(t, err)
	now, err := p.Settings(t.Context())
	must(t, err)
	if was := DefaultSettings(); now.Order != was.Order || now.Seed != was.Seed || now.Repeat != was.Repeat || now.Block != was.Block || now.Guidelines != "newer" {
		t.Errorf("%+v", now)
	}
}

func TestMergeInAnyOrder(t *testing.T) {
	ctx := context.Background()
	base := newProject(t, DefaultSettings(), texts(12)...)
	var copies []string
	for k, who := range []string{"ana", "ben", "cleo"} {
		path := filepath.Join(t.TempDir(), who+Ext)
		if err := base.Backup(ctx, path); err != nil {
			t.Fatal(err)
		}
		p, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(uint64(k), 1))
		addTexts(t, p, "everybody's", who+"'s own")
		if k < 2 {
			s := DefaultSettings()
			s.Guidelines = who + "'s"
			if err := p.SetSettings(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range ids(t, p) {
			name := who
			if rng.IntN(4) == 0 {
				name = "dora" // the same person in several copies
			}
			done, err := p.Log.Append(ctx, Event{Annotator: name, Act: ActLabel, Post: id, Question: codebook.Both, Value: app.Labels[rng.IntN(3)].String()})
			if err != nil {
				t.Fatal(err)
			}
			if rng.IntN(3) == 0 {
				if _, err := p.Log.Append(ctx, Event{Annotator: name, Act: ActUndo, Post: id, Question: codebook.Both, Target: done[0].ID}); err != nil {
					t.Fatal(err)
				}
			}
		}
		p.Close()
		copies = append(copies, path)
	}
	want := ""
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {2, 1, 2, 0, 0, 1}} {
		path := filepath.Join(t.TempDir(), "all"+Ext)
		first, err := Open(ctx, copies[order[0]])
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Backup(ctx, path); err != nil {
			t.Fatal(err)
		}
		first.Close()
		p, err := Open(ctx, path)
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
		p, err := Create(t.Context(), name, DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		addTexts(t, p, texts(i+1)...)
		p.Close()
	}
	p, err := Open(t.Context(), "a.duotone")
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
	if r, err := Rescue(t.Context(), "c.duotone", "d.duotone"); err != nil || r.Posts != 2 || len(r.Damage) > 0 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestTwoProcessesShareAFile(t *testing.T) {
	p := newProject(t, DefaultSettings(), texts(1)...)
	id := ids(t, p)[0]
	q, err := Open(t.Context(), p.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	fail := make(chan error, 2)
	for k, x := range []*Project{p, q} {
		go func() {
			for range 50 {
				if _, err := x.Log.Append(context.Background(), Event{Annotator: fmt.Sprint(k), Act: ActLabel, Post: id, Question: codebook.Both, Value: "neutral"}); err != nil {
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
