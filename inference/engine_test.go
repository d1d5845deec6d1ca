package inference

import (
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// open opens a pack on the CPU. Without the runtime library there is nothing to test.
func open(t testing.TB, dir string) *engine {
	t.Helper()
	k, info := pack.Open(dir)
	if k == nil {
		t.Fatal(pack.Error(info))
	}
	return openFor(context.Background(), t, k)
}

// openFor opens a pack for what ctx says of it.
func openFor(ctx context.Context, t testing.TB, k *pack.Pack) *engine {
	t.Helper()
	e, err := newEngine(ctx, k, session.CPU)
	if err != nil {
		if app.KindOf(err) == app.KindRuntime && session.Version() == "" && os.Getenv("DUOTONE_NEED_RUNTIME") == "" {
			t.Skip("the runtime library is not there: ", err)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestEngineKeepsTheContract(t *testing.T) {
	open(t, tinyPack)
	apptest.TestEngine(t, func() app.Engine { return open(t, tinyPack) })
}

func TestMissingRuntimeIsExplained(t *testing.T) {
	if session.Version() != "" {
		t.Skip("the runtime is loaded already in this process")
	}
	t.Setenv("DUOTONE_ORT", t.TempDir()+"/none.so")
	err := session.Start()
	var e *app.Error
	if !errors.As(err, &e) || e.Kind != app.KindRuntime || e.Hint == "" {
		t.Errorf("got %v", err)
	}
}

// bigPack is a pack of real size, if DUOTONE_TEST_PACK names one; the benchmarks run on it.
func bigPack(b *testing.B) string {
	if dir := os.Getenv("DUOTONE_TEST_PACK"); dir != "" {
		return dir
	}
	return tinyPack
}

var benchText = "What a lovely day at the beach with my best friends, and then the rain came down on us"

func BenchmarkScoreOne(b *testing.B) {
	e := open(b, bigPack(b))
	data := apptest.JPEG(1, 1200, 900)
	defer processor(b)()
	for i := 0; b.Loop(); i++ {
		pic := apptest.Picture("a.jpg", data)
		pic.Sum[0], pic.Sum[1], pic.Sum[2] = byte(i), byte(i>>8), byte(i>>16) // not from the cache
		score1(b, e, app.Post{Text: benchText, Picture: pic})
	}
}

func BenchmarkScoreOtherWords(b *testing.B) {
	e := open(b, bigPack(b))
	pic := apptest.Drawn(1, 1200, 900)
	defer processor(b)()
	for i := 0; b.Loop(); i++ {
		score1(b, e, app.Post{Text: benchText + string(rune('a'+i%26)) + string(rune('a'+i/26%26)), Picture: pic})
	}
}

func BenchmarkExplain(b *testing.B) {
	e := open(b, bigPack(b))
	p := app.Post{Text: benchText, Picture: apptest.Drawn(1, 1200, 900)}
	defer processor(b)()
	for b.Loop() {
		e.texts.clear()
		e.taken.clear()
		if _, err := e.Explain(context.Background(), p, app.Positive); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExplainOtherLabel(b *testing.B) {
	e := open(b, bigPack(b))
	p := app.Post{Text: benchText, Picture: apptest.Drawn(1, 1200, 900)}
	defer processor(b)()
	for i := 0; b.Loop(); i++ {
		if _, err := e.Explain(context.Background(), p, app.Labels[i%len(app.Labels)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScoreMany(b *testing.B) {
	e := open(b, bigPack(b))
	data := apptest.JPEG(1, 500, 400)
	const n = 64
	for i := 0; b.Loop(); i++ {
		posts := make([]app.Post, n)
		for k := range posts {
			pic := apptest.Picture("a.jpg", data)
			pic.Sum[0], pic.Sum[1], pic.Sum[2] = byte(i*n+k), byte((i*n+k)>>8), byte((i*n+k)>>16)
			posts[k] = app.Post{Text: benchText + string(rune('a'+k)), Picture: pic}
		}
		if _, err := e.Score(context.Background(), posts...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "posts/s")
}

// processor has a benchmark report the time of all threads, which feels less of what else runs.
func processor(b *testing.B) func() {
	before := app.ProcessorTime()
	return func() {
		b.ReportMetric((app.ProcessorTime()-before).Seconds()*1000/float64(b.N), "processor-ms/op")
	}
}

func score1(b *testing.B, e *engine, p app.Post) {
	got, err := e.Score(context.Background(), p)
	if err == nil {
		err = got[0].Err
	}
	if err != nil {
		b.Fatal(err)
	}
}

// TestLabelsGoThroughTheManifest: a pack that orders its classes otherwise gives the same numbers under other names.
func TestLabelsGoThroughTheManifest(t *testing.T) {
	plain := open(t, tinyPack)
	dir := copyPack(t)
	edit(t, dir, func(m map[string]any) {
		m["id2label"] = map[string]any{"0": "positive", "1": "negative", "2": "neutral"}
	})
	other := open(t, dir)
	want, got := scored(t, plain, explained), scored(t, other, explained)
	for class, label := range []app.Label{app.Positive, app.Negative, app.Neutral} {
		near(t, label.String(), got.Scores[label], want.Scores[class])
		near(t, label.String()+" of the words", got.Words.Scores[label], want.Words.Scores[class])
	}
}

// TestPicturesGetAllCores: on few cores, who scores one post after the other gets a session for pictures on all of them, with the same
// scores; who scores one, or words, or many at a time, pays nothing for it.
func TestPicturesGetAllCores(t *testing.T) {
	e := open(t, tinyPack)
	if e.cores != 2 {
		t.Skip("this is about two cores")
	}
	ctx := context.Background()
	words := app.Post{Text: "What a lovely day"}
	posts := []app.Post{{Text: "I hate this", Picture: apptest.Drawn(3, 64, 64)}, {Picture: apptest.Drawn(4, 64, 64)}}
	many, err := e.Score(ctx, posts...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []app.Post{words, posts[0], words, words} {
		scored(t, e, p)
	}
	if e.hurried.Load() {
		t.Fatal("one picture was enough")
	}
	scored(t, e, posts[1])
	for deadline := time.Now().Add(time.Minute); e.quick.Load() == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("pictures have no session of their own after a minute")
		}
	}
	if q := e.quick.Load().all; q.image == mustBulk(t, e).image || q.text != mustBulk(t, e).text {
		t.Fatal("another graph than the picture's has a session of its own")
	}
	own := e.quick.Load().own
	e.Rest()
	freed := func() bool { // once who loaded it has left
		e.mu.Lock()
		defer e.mu.Unlock()
		return len(e.rejected) == 0 && own.image.Closed() && !slices.Contains(e.loaded, own)
	}
	for deadline := time.Now().Add(time.Minute); e.quick.Load() != nil || !freed(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the picture's session outlives a rest")
		}
	}
	for i, p := range append(posts, posts...) { // the second time with the session that came back
		got := scored(t, e, p)
		for l := range got.Scores {
			if math.Abs(got.Scores[l]-many[i%2].Scores[l]) > 1e-5 {
				t.Errorf("post %d: %v, before %v", i, got.Scores, many[i%2].Scores)
			}
		}
	}
}

func mustBulk(t *testing.T, e *engine) *graphs {
	t.Helper()
	g, err := e.bulk()
	if err != nil {
		t.Fatal(err)
	}
	return g
}
