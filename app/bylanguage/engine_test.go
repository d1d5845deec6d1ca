package bylanguage

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
)

const (
	english = "The train is forty minutes late again, and nobody says why"
	german  = "Der Zug hat schon wieder vierzig Minuten Verspätung, und niemand sagt warum"
	russian = "Поезд снова опаздывает на сорок минут, и никто не говорит почему"
)

func info(name string, languages ...string) app.PackInfo {
	return app.PackInfo{Dir: "/" + name, Name: name, Version: "1", Languages: languages, Format: 2}
}

// three are an English pack, one of German and one of many languages. opened counts how often each was.
type three struct {
	app.Engine
	mu     sync.Mutex
	opened map[string]int
	broken map[string]error
	fakes  map[string]*apptest.Fake
}

func newThree() *three {
	t := &three{opened: map[string]int{}, broken: map[string]error{}, fakes: map[string]*apptest.Fake{}}
	main := &apptest.Fake{Pack: info("small", "en")}
	t.Engine = New(main, []app.PackInfo{info("world", "ar", "de", "en", "fr"), info("german", "de"), info("same", "en"), info("silent")}, t.open)
	return t
}

func (t *three) open(ctx context.Context, dir string) (app.Engine, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.opened[dir]++
	if err := t.broken[dir]; err != nil {
		return nil, err
	}
	languages := map[string][]string{"/world": {"ar", "de", "en", "fr"}, "/german": {"de"}}[dir]
	t.fakes[dir] = &apptest.Fake{Pack: info(dir[1:], languages...)}
	return t.fakes[dir], nil
}

func packs(t *testing.T, e app.Engine, texts ...string) (read []string) {
	t.Helper()
	var posts []app.Post
	for i, text := range texts {
		posts = append(posts, app.Post{ID: string(rune('a' + i)), Text: text})
	}
	got, err := e.Score(t.Context(), posts...)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range got {
		if p.ID != posts[i].ID || p.Err != nil {
			t.Errorf("row %d is %q, %v", i, p.ID, p.Err)
		}
		read = append(read, p.Pack)
	}
	return read
}

// TestEachPostByItsPack: a batch of mixed languages is one call, its rows are in order, and each says who read it.
func TestEachPostByItsPack(t *testing.T) {
	e := newThree()
	defer e.Close()
	got := packs(t, e, english, german, "ok", russian, "lol", english, german)
	want := []string{"small@1", "german@1", "small@1", "world@1", "small@1", "small@1", "german@1"}
	if !slices.Equal(got, want) {
		t.Errorf("read by %v, want %v", got, want)
	}
	if e.opened["/german"] != 1 || e.opened["/world"] != 1 || len(e.opened) != 2 {
		t.Errorf("opened %v", e.opened)
	}
	in := e.Info()
	if in.Pack.Name != "small" || len(in.Others) != 2 || in.PackOf("german@1").Dir != "/german" || in.PackOf("nobody@1").Name != "small" {
		t.Errorf("it describes itself as %+v", in)
	}
	if got := packs(t, app.Held(e.Engine), german, russian); !slices.Equal(got, []string{"small@1", "small@1"}) {
		t.Errorf("held to one pack, %v read them", got)
	}
}

// TestNothingIsOpenedForNothing: posts of the main pack's language open no other.
func TestNothingIsOpenedForNothing(t *testing.T) {
	e := newThree()
	defer e.Close()
	packs(t, e, english, "ok")
	if len(e.opened) > 0 {
		t.Errorf("opened %v", e.opened)
	}
	main := &apptest.Fake{Pack: info("small", "en")}
	if New(main, []app.PackInfo{info("same", "en"), {Dir: "/broken", Languages: []string{"de"}, Problems: []error{errors.New("no")}}}, nil) != app.Engine(main) {
		t.Error("a pack with nobody to help is wrapped")
	}
}

// TestAPackThatCannotBeOpened: the main one reads the post, and says so.
func TestAPackThatCannotBeOpened(t *testing.T) {
	e := newThree()
	defer e.Close()
	e.broken["/german"] = errors.New("its files are damaged")
	for range 2 {
		got, err := e.Score(t.Context(), app.Post{Text: german})
		if err != nil {
			t.Fatal(err)
		}
		p := got[0]
		at := slices.IndexFunc(p.Warnings, func(w app.Warning) bool { return w.Code == app.WarningPack })
		if p.Pack != "small@1" || at < 0 || !strings.Contains(p.Warnings[at].Message, "damaged") || !strings.Contains(p.Warnings[at].Message, "german@1") {
			t.Errorf("%s read it, warnings %v", p.Pack, p.Warnings)
		}
	}
	if e.opened["/german"] != 1 {
		t.Errorf("it was tried %d times", e.opened["/german"])
	}
}

type rested struct {
	*apptest.Fake
	rests int
}

func (r *rested) Rest() { r.rests++ }

// TestARestIsPassedOn to the main pack and to those that are open.
func TestARestIsPassedOn(t *testing.T) {
	main, other := &rested{Fake: &apptest.Fake{Pack: info("small", "en")}}, &rested{Fake: &apptest.Fake{Pack: info("german", "de")}}
	e := New(main, []app.PackInfo{info("german", "de"), info("french", "fr")}, func(context.Context, string) (app.Engine, error) { return other, nil }).(*Engine)
	defer e.Close()
	e.Rest()
	if _, err := e.Score(t.Context(), app.Post{Text: german}); err != nil {
		t.Fatal(err)
	}
	e.Rest()
	if main.rests != 2 || other.rests != 1 {
		t.Errorf("the main pack rested %d times, the other %d times", main.rests, other.rests)
	}
}

// TestOneSpaceOfEmbeddings: those of two packs can't be compared, so all are the main one's.
func TestOneSpaceOfEmbeddings(t *testing.T) {
	e := newThree()
	defer e.Close()
	got, err := e.Score(app.WithEmbedding(t.Context()), app.Post{Text: german}, app.Post{Text: english})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{german, english} {
		want, err := app.Held(e.Engine).(app.Embedder).Embed(t.Context(), app.Post{Text: text})
		if err != nil || !slices.Equal(got[i].Embedding, want) {
			t.Errorf("post %d: another embedding than the main pack's, %v", i, err)
		}
	}
	if got[0].Pack != "german@1" {
		t.Errorf("%s read it", got[0].Pack)
	}
}

// TestExplainedByTheSamePack: also where words are struck that tell the language.
func TestExplainedByTheSamePack(t *testing.T) {
	e := newThree()
	defer e.Close()
	struck := app.Post{Text: german, WhatIf: app.WhatIf{Struck: []app.Span{{Start: 0, End: len(german) - 5}}}}
	got, err := e.Score(t.Context(), struck)
	if err != nil || got[0].Pack != "german@1" {
		t.Errorf("%s read what is left, %v", got[0].Pack, err)
	}
	if _, err := e.Explain(t.Context(), app.Post{Text: german}, app.Negative); err != nil {
		t.Error(err)
	}
}

func TestClosed(t *testing.T) {
	e := newThree()
	packs(t, e, german)
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	for _, text := range []string{german, english, russian} {
		if _, err := e.Score(t.Context(), app.Post{Text: text}); !errors.Is(err, app.ErrClosed) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := e.Explain(t.Context(), app.Post{Text: german}, app.Negative); !errors.Is(err, app.ErrClosed) {
		t.Error(err)
	}
	if len(e.opened) != 1 {
		t.Errorf("opened %v", e.opened)
	}
}

// TestACancelIsNotRemembered: the next post opens the pack.
func TestACancelIsNotRemembered(t *testing.T) {
	e := newThree()
	defer e.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Score(ctx, app.Post{Text: german}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := packs(t, e, german); got[0] != "german@1" {
		t.Errorf("%s read it", got[0])
	}
}

// TestContract: it is an engine like any other.
func TestContract(t *testing.T) {
	apptest.TestEngine(t, func() app.Engine {
		return New(&apptest.Fake{Pack: info("small", "en", "de")}, []app.PackInfo{info("world", "ar")}, nil)
	})
}
