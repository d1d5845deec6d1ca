package inference

import (
	"context"
	"math"
	"os"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/inference/pack"
)

// TestOwnHeadsSpareTwoPasses: a pack that says so is told the same balance by one fusion pass as by three.
func TestOwnHeadsSpareTwoPasses(t *testing.T) {
	for _, dir := range []string{tinyPack, shippedPack} {
		short := open(t, dir)
		if short.pack.Manifest.OneModality != pack.OwnHeads {
			t.Fatalf("%s does not say so", dir)
		}
		copied := t.TempDir()
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		edit(t, copied, func(m map[string]any) { delete(m, "one_modality") })
		long := open(t, copied)
		for i, text := range []string{"What a lovely day", "I hate this so much", "the bus stops here"} {
			post := app.Post{Text: text, Picture: apptest.Drawn(uint64(i), 300, 200)}
			a, err := short.Score(context.Background(), post)
			if err != nil {
				t.Fatal(err)
			}
			b, err := long.Score(context.Background(), post)
			if err != nil {
				t.Fatal(err)
			}
			x, y := a[0].Balance, b[0].Balance
			if d := max(math.Abs(x.Words-y.Words), math.Abs(x.Picture-y.Picture)); d > 1e-6 || a[0].Dominant != b[0].Dominant {
				t.Errorf("%s, %q: balance %+v in one pass, %+v in three", dir, text, x, y)
			}
		}
	}
}

// TestPackIsHeldToItsHeads: a pack that says that one modality is judged by its own head, and does not do so, is found out.
func TestPackIsHeldToItsHeads(t *testing.T) {
	both := answer{words: [3]float64{1, 2, 3}, picture: [3]float64{3, 2, 1}}
	words, picture := answer{both: both.words}, answer{both: both.picture}
	e := &trial{engine: &engine{cpuSessions: cpuSessions{pack: &pack.Pack{Manifest: &pack.Manifest{OneModality: pack.OwnHeads}}}}}
	if err := e.keepsItsHeads(words, both, picture); err != nil {
		t.Error(err)
	}
	for _, bad := range [][2]answer{{both, picture}, {words, both}, {words, answer{both: [3]float64{3, 2, 1.01}}}} {
		if err := e.keepsItsHeads(bad[0], both, bad[1]); err == nil {
			t.Errorf("%v went through", bad)
		}
	}
	e.pack.Manifest.OneModality = ""
	if err := e.keepsItsHeads(both, both, both); err != nil {
		t.Error(err)
	}
}
