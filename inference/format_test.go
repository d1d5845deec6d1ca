package inference

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
)

// formatOne is the small pack as it was in format 1: what differs is in its folder, the rest is pack-tiny's.
func formatOne(t testing.TB) string {
	t.Helper()
	dir := copyPack(t)
	for _, name := range []string{"pack.json", "fusion.onnx"} {
		data, err := os.ReadFile(filepath.Join("testdata/pack-format-1", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), data)
	}
	return dir
}

// TestFormatOneStillOpens: it keeps the contract and gives the scores that it gave, without a meaning.
func TestFormatOneStillOpens(t *testing.T) {
	dir := formatOne(t)
	e := open(t, dir)
	if p := e.Info().Pack; p.Format != 1 || p.Meaning || p.Embedding != 0 || len(p.Languages) != 0 {
		t.Errorf("read %+v", p)
	}
	apptest.TestEngine(t, func() app.Engine { return open(t, dir) })
	// What the program made of it before there was a second format.
	got := scored(t, e, app.Post{Text: "What a lovely day"})
	for l, want := range softmax([3]float64{1.54971, -1.64619, 1.64407}, 1) {
		if math.Abs(got.Scores[l]-want) > 1e-4 {
			t.Errorf("score %d is %v, before %v", l, got.Scores[l], want)
		}
	}
	if got.Meant != nil {
		t.Errorf("it means %+v", got.Meant)
	}
}

// TestGoldenPosts: the program sees in a post what the training code saw in it.
func TestGoldenPosts(t *testing.T) {
	e := open(t, tinyPack)
	files, err := filepath.Glob("testdata/golden/posts/*.json")
	if err != nil || len(files) < 7 {
		t.Fatalf("%d posts, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want struct {
			Text, Picture        *string
			Logits               []float64
			TextLogits           []float64 `json:"text_logits"`
			ImageLogits          []float64 `json:"image_logits"`
			MeantLogits          []float64 `json:"meant_logits"`
			Incongruity, Irony   float64
			Attention, Embedding []float64
		}
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if want.Text != nil && *want.Text == "" {
			continue // [CLS] [SEP] alone, which the program takes for no words
		}
		var p app.Post
		if want.Text != nil {
			p.Text = *want.Text
		}
		if want.Picture != nil {
			if p.Picture, err = picture.Read(t.Context(), filepath.Join("testdata/golden/pixels", *want.Picture), picture.DefaultLimits); err != nil {
				t.Fatal(err)
			}
		}
		got := answerTo(t, e, p)
		compare := func(what string, got, want []float64, tolerance float64) {
			t.Helper()
			if len(got) != len(want) {
				t.Errorf("%s: %d numbers of %s, want %d", file, len(got), what, len(want))
				return
			}
			for i := range want {
				if math.Abs(got[i]-want[i]) > tolerance {
					t.Errorf("%s: %s %d is %v, want %v", file, what, i, got[i], want[i])
				}
			}
		}
		// JPEG decoders differ a little.
		tolerance := 2e-2
		if want.Picture == nil {
			tolerance = 1e-4
		}
		compare("logits", got.both[:], want.Logits, tolerance)
		compare("text_logits", got.words[:], want.TextLogits, tolerance)
		compare("image_logits", got.picture[:], want.ImageLogits, tolerance)
		compare("meant_logits", got.meant[:], want.MeantLogits, tolerance)
		compare("irony and incongruity", []float64{got.irony, got.incongruity}, []float64{want.Irony, want.Incongruity}, tolerance)
		compare("attention", got.attention, want.Attention, tolerance)
		embedding := make([]float64, len(got.embedding))
		for i, v := range got.embedding {
			embedding[i] = float64(v)
		}
		compare("embedding", embedding, want.Embedding, tolerance)
	}
}

// answerTo is what the fusion graph says of a post, which may be empty.
func answerTo(t *testing.T, e *engine, p app.Post) answer {
	t.Helper()
	w, err := e.on(false)
	if err != nil {
		t.Fatal(err)
	}
	x := new(encoded)
	if p.HasWords() || p.HasPicture() {
		if x, err = w.encode(t.Context(), p, false); err != nil {
			t.Fatal(err)
		}
	}
	a, err := w.fuse(t.Context(), x, x.view())
	if err != nil {
		t.Fatal(err)
	}
	return a[0]
}
