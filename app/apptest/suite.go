package apptest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"duotone/app"
)

// posts are good ones of every sort.
var posts = sync.OnceValue(func() []app.Post {
	return []app.Post{
		{ID: "both", Text: "What a lovely day at the beach with my best friends 😀", Picture: Drawn(1, 320, 240)},
		{ID: "words", Text: "The bus was late again, and it rained. Great."},
		{ID: "picture", Picture: Drawn(2, 240, 320)},
		{ID: "long", Text: strings.Repeat("and on it goes, ", 40) + "at last", Picture: Drawn(3, 200, 200)},
		{ID: "short", Text: "no", Picture: Picture("drawn.png", PNG(4, 64, 48))},
		{ID: "strange", Text: "İstanbul café 我爱你 \x00\xff\u202eשלום 👩🏽\u200d🚀 #LoveThisDay @someone https://example.org/x", Picture: Drawn(5, 90, 400)},
		{ID: "shouting", Text: "I HATE THIS!!! " + strings.Repeat("a", 3000)},
		{ID: "again", Text: "What a lovely day at the beach with my best friends 😀", Picture: Drawn(2, 240, 320)},
	}
})

// TestEngine is the contract of app.Engine. open gives a fresh engine each time, and the suite closes it.
func TestEngine(t *testing.T, open func() app.Engine) {
	for _, c := range []struct {
		name string
		test func(*testing.T, app.Engine)
	}{
		{"predictions are well formed", testWellFormed},
		{"order is kept", testOrder},
		{"one bad post spoils no other", testBadPosts},
		{"neighbours do not matter", testNeighbours},
		{"missing modalities", testMissing},
		{"what if", testWhatIf},
		{"hostile what if", testHostileWhatIf},
		{"cut words have a notice", testCut},
		{"cancel", testCancel},
		{"concurrent use", testConcurrent},
		{"explanations are well formed", testExplain},
		{"explaining a bad post is an error", testExplainBad},
		{"tokens", testTokens},
		{"embedding", testEmbed},
		{"embedding beside the scores", testWishes},
		{"other languages have a warning", testLanguage},
		{"meaning", testMeaning},
		{"the meaning's explanation", testExplainMeaning},
		{"closing", testClose},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := open()
			defer e.Close()
			c.test(t, e)
		})
	}
}

// score scores and fails the test on an error.
func score(t *testing.T, e app.Engine, posts ...app.Post) []app.Prediction {
	t.Helper()
	got, err := e.Score(context.Background(), posts...)
	if err != nil {
		t.Fatalf("Score: %v", err)
	}
	if len(got) != len(posts) {
		t.Fatalf("%d predictions for %d posts", len(got), len(posts))
	}
	return got
}

func testWellFormed(t *testing.T, e app.Engine) {
	info := e.Info()
	if info.Pack.Ref() == "@" || info.Device == "" {
		t.Errorf("Info names no pack or no device: %+v", info)
	}
	for i, p := range score(t, e, posts()...) {
		post := posts()[i]
		if p.Err != nil {
			t.Errorf("%s: %v", post.ID, p.Err)
			continue
		}
		wellFormed(t, post, p, info)
	}
}

func wellFormed(t *testing.T, post app.Post, p app.Prediction, info app.Info) {
	t.Helper()
	near := func(what string, got, want float64) {
		t.Helper()
		if math.IsNaN(got) || math.Abs(got-want) > 1e-5 {
			t.Errorf("%s: %s = %v, want %v", post.ID, what, got, want)
		}
	}
	sum := func(s app.Scores) float64 { return s[0] + s[1] + s[2] }
	near("sum of scores", sum(p.Scores), 1)
	if p.Label != p.Scores.Top() {
		t.Errorf("%s: label %v with scores %v", post.ID, p.Label, p.Scores)
	}
	near("base + words + picture + words in the picture", p.Balance.Base+p.Balance.Words+p.Balance.Picture+p.Balance.PictureWords, p.Scores[p.Label])
	near("attention in all", p.Attention.Words+p.Attention.Picture, 1)
	if (p.Words != nil) != post.HasWords() || (p.Picture != nil) != post.HasPicture() {
		t.Errorf("%s: opinions of words %v and picture %v", post.ID, p.Words, p.Picture)
	}
	if (p.Meant != nil) != info.Pack.Meaning {
		t.Errorf("%s: meant %v, and the pack tells the meaning: %v", post.ID, p.Meant, info.Pack.Meaning)
	}
	if p.Embedding != nil {
		t.Errorf("%s: an embedding that nobody asked for", post.ID)
	}
	for _, o := range []*app.Opinion{p.Words, p.Picture, p.Meant} {
		if o == nil {
			continue
		}
		near("sum of an opinion", sum(o.Scores), 1)
		if o.Label != o.Scores.Top() {
			t.Errorf("%s: opinion %v with scores %v", post.ID, o.Label, o.Scores)
		}
	}
	for _, x := range []float64{p.Incongruity, p.Irony, p.Attention.Words, p.Attention.Picture, p.Scores[0], p.Scores[1], p.Scores[2]} {
		if !(x >= 0 && x <= 1) {
			t.Errorf("%s: %v is no probability", post.ID, x)
		}
	}
	if p.PullsApart != (p.Words != nil && p.Picture != nil && p.Incongruity >= info.Pack.Thresholds.Incongruity) {
		t.Errorf("%s: pulls apart %v at %v", post.ID, p.PullsApart, p.Incongruity)
	}
	if p.Pack != info.Pack.Ref() || p.Device != info.Device {
		t.Errorf("%s: pack %q, device %q", post.ID, p.Pack, p.Device)
	}
}

func testOrder(t *testing.T, e app.Engine) {
	var many []app.Post
	for i := range 40 {
		p := posts()[i%8]
		p.ID = fmt.Sprint(i)
		many = append(many, p)
	}
	for i, p := range score(t, e, many...) {
		if p.ID != fmt.Sprint(i) {
			t.Errorf("prediction %d is of post %q", i, p.ID)
		}
	}
	if got := score(t, e); len(got) != 0 {
		t.Errorf("%d predictions for no post", len(got))
	}
}

func testBadPosts(t *testing.T, e app.Engine) {
	unread := errors.New("the file is gone")
	good := posts()[0]
	got := score(t, e, good, app.Post{ID: "empty"}, app.Post{ID: "blank", Text: " \t\n\u200b"}, app.Post{ID: "unread", Text: "x", Err: unread},
		app.Post{ID: "truncated", Text: "fine words", Picture: Truncated(7)}, good)
	for _, i := range []int{0, 5} {
		wellFormed(t, good, got[i], e.Info())
	}
	for _, i := range []int{1, 2} {
		if !errors.Is(got[i].Err, app.ErrEmpty) || app.KindOf(got[i].Err) != app.KindInput {
			t.Errorf("%s: %v (%s)", got[i].ID, got[i].Err, app.KindOf(got[i].Err))
		}
	}
	if !errors.Is(got[3].Err, unread) {
		t.Errorf("unread: %v", got[3].Err)
	}
	if app.KindOf(got[4].Err) != app.KindPicture {
		t.Errorf("truncated: %v (%s)", got[4].Err, app.KindOf(got[4].Err))
	}
	for _, p := range got {
		if p.ID == "" || p.Pack == "" || p.Device == "" {
			t.Errorf("a prediction without id, pack or device: %+v", p)
		}
	}
}

func testNeighbours(t *testing.T, e app.Engine) {
	all := posts()
	together := score(t, e, all...)
	for i, p := range all {
		alone := score(t, e, p)[0]
		same(t, p.ID, alone, together[i])
	}
}

// same compares two predictions of one post to 1e-5.
func same(t *testing.T, what string, a, b app.Prediction) {
	t.Helper()
	if (a.Err == nil) != (b.Err == nil) || (a.Words == nil) != (b.Words == nil) || (a.Picture == nil) != (b.Picture == nil) || (a.Meant == nil) != (b.Meant == nil) {
		t.Errorf("%s: %+v and %+v", what, a, b)
		return
	}
	numbers := func(p app.Prediction) []float64 {
		n := append([]float64{p.Balance.Base, p.Balance.Words, p.Balance.Picture, p.Attention.Words, p.Incongruity, p.Irony}, p.Scores[:]...)
		for _, o := range []*app.Opinion{p.Words, p.Picture, p.Meant} {
			if o != nil {
				n = append(n, o.Scores[:]...)
			}
		}
		return n
	}
	x, y := numbers(a), numbers(b)
	for i := range x {
		if math.Abs(x[i]-y[i]) > 1e-5 {
			t.Errorf("%s: number %d is %v and %v", what, i, x[i], y[i])
		}
	}
}

func testMissing(t *testing.T, e app.Engine) {
	got := score(t, e, app.Post{Text: "only words"}, app.Post{Picture: Drawn(8, 100, 80)})
	w, p := got[0], got[1]
	if w.Dominant != app.Words || w.Balance.Picture != 0 || w.Incongruity != 0 || w.Attention.Picture > 1e-6 {
		t.Errorf("words only: dominant %q, balance %+v, incongruity %v, attention %+v", w.Dominant, w.Balance, w.Incongruity, w.Attention)
	}
	if p.Dominant != app.Image || p.Balance.Words != 0 || p.Incongruity != 0 || p.Irony != 0 || p.Attention.Words > 1e-6 {
		t.Errorf("picture only: dominant %q, balance %+v, attention %+v", p.Dominant, p.Balance, p.Attention)
	}
}

func testWhatIf(t *testing.T, e app.Engine) {
	text, pic := "I do not love this awful rain", Drawn(9, 160, 120)
	what := func(w app.WhatIf) app.Post { return app.Post{Text: text, Picture: pic, WhatIf: w} }
	got := score(t, e, what(app.WhatIf{NoPicture: true}), app.Post{Text: text}, what(app.WhatIf{NoWords: true}), app.Post{Picture: pic},
		what(app.WhatIf{Struck: []app.Span{{Start: 5, End: 9}}}), app.Post{Text: "I do love this awful rain", Picture: pic},
		what(app.WhatIf{Struck: []app.Span{{Start: 0, End: len(text)}}}), app.Post{Picture: pic}, app.Post{Text: text, Picture: pic},
		what(app.WhatIf{Covered: []app.Rect{{X1: 1, Y1: 1}}}))
	for i, name := range []string{"no picture", "no words", "struck", "all struck"} {
		same(t, name, got[2*i], got[2*i+1])
	}
	if plain, covered := got[8], got[9]; plain.Picture == nil || covered.Picture == nil || plain.Picture.Scores == covered.Picture.Scores {
		t.Errorf("covering the whole picture changes nothing: %+v and %+v", plain.Picture, covered.Picture)
	}
	gone := score(t, e, what(app.WhatIf{NoWords: true, NoPicture: true}))[0]
	if !errors.Is(gone.Err, app.ErrEmpty) {
		t.Errorf("nothing left: %v", gone.Err)
	}
	a, err := e.Explain(context.Background(), what(app.WhatIf{Struck: []app.Span{{Start: 5, End: 9}}}), app.Negative)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, s := range a.Words {
		words = append(words, text[s.Start:s.End])
	}
	if got, want := strings.Join(words, " "), "I do love this awful rain"; got != want {
		t.Errorf("words explained after striking: %q, want %q", got, want)
	}
}

func testHostileWhatIf(t *testing.T, e app.Engine) {
	nan := math.NaN()
	for i, w := range []app.WhatIf{
		{Struck: []app.Span{{Start: -10, End: 3}, {Start: 2, End: 1 << 40}}},
		{Struck: []app.Span{{Start: 1, End: 2}, {Start: 4, End: 5}}}, // within a character
		{Struck: []app.Span{{Start: 5, End: 1}, {Start: 1 << 40, End: 1 << 41}}},
		{Covered: []app.Rect{{X0: -5, Y0: -5, X1: 9, Y1: 9}, {X0: 0.9, Y0: 0.9, X1: 0.1, Y1: 0.1}, {X0: nan, Y0: 0, X1: nan, Y1: 1}}},
		{Covered: []app.Rect{{X0: math.Inf(-1), Y0: 0, X1: math.Inf(1), Y1: 1e300}}},
	} {
		p := app.Post{ID: fmt.Sprint(i), Text: "é爱 ab \xff", Picture: Drawn(1, 100, 80), WhatIf: w}
		if got := score(t, e, p)[0]; got.Err == nil {
			wellFormed(t, p, got, e.Info())
		} else if !errors.Is(got.Err, app.ErrEmpty) {
			t.Errorf("what if %d: %v", i, got.Err)
		}
	}
}

func testCut(t *testing.T, e app.Engine) {
	got := score(t, e, app.Post{Text: "short"}, app.Post{Text: strings.Repeat("many words ", 1000)})
	if len(got[0].Warnings) != 0 {
		t.Errorf("a short text has notices: %v", got[0].Warnings)
	}
	for _, n := range got[1].Warnings {
		if n.Code == app.WarningCut && n.Message != "" {
			return
		}
	}
	t.Errorf("a long text has no notice of its cut: %v", got[1].Warnings)
}

// cancelWithin is what the contract allows (100 ms) and room for a busy machine under the race detector.
const cancelWithin = 2 * time.Second

func testCancel(t *testing.T, e app.Engine) {
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if got, err := e.Score(gone, posts()...); !errors.Is(err, context.Canceled) || got != nil {
		t.Errorf("cancelled before: %v, %v", got, err)
	}
	if _, err := e.Explain(gone, posts()[0], app.Positive); !errors.Is(err, context.Canceled) {
		t.Errorf("explaining, cancelled before: %v", err)
	}

	// A run too long to be finished, cancelled when it is surely under way: after one post of it took its time.
	pic := posts()[0].Picture
	start := time.Now()
	score(t, e, posts()[0])
	one := time.Since(start)
	many := make([]app.Post, 200000)
	for i := range many {
		many[i] = app.Post{ID: fmt.Sprint(i), Text: fmt.Sprintf("post number %d of a great many", i), Picture: pic}
	}
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	go func() {
		got, err := e.Score(ctx, many...)
		if got != nil && err != nil {
			err = errors.New("a cancelled run returned predictions")
		}
		result <- err
	}()
	time.Sleep(min(2*one, 200*time.Millisecond))
	start = time.Now()
	cancel()
	select {
	case err := <-result:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled in mid-run: %v", err)
		}
		t.Logf("a cancel in mid-run took %v", time.Since(start))
	case <-time.After(cancelWithin):
		t.Fatalf("a cancelled run did not return within %v", cancelWithin)
	}
	score(t, e, posts()[0]) // and the engine works on
}

func testConcurrent(t *testing.T, e app.Engine) {
	all := posts()
	want := score(t, e, all...)
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			for k := range all {
				i := (k + g) % len(all)
				got, err := e.Score(context.Background(), all[i])
				if err != nil {
					t.Errorf("goroutine %d: %v", g, err)
					return
				}
				same(t, fmt.Sprintf("goroutine %d, %s", g, all[i].ID), got[0], want[i])
			}
			if g%2 == 0 {
				if _, err := e.Explain(context.Background(), all[g], app.Positive); err != nil {
					t.Errorf("goroutine %d: Explain: %v", g, err)
				}
				return
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(g)*time.Millisecond)
			defer cancel()
			_, _ = e.Score(ctx, all...) // some are cut short, and must disturb nobody
		})
	}
	wg.Wait()
}
