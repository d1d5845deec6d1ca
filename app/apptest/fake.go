package apptest

import (
	"bytes"
	"context"
	"hash/fnv"
	"image"
	"math"
	"strings"
	"sync"
	"time"

	"duotone/app"
	"duotone/app/language"
)

// GridSide is the number of patches across and down in the fake's view of a picture.
const GridSide = 9

// MaxTokens is how many tokens the fake reads of a text.
const MaxTokens = 128

// Fake is an engine without a model. A word's weight comes from a small list or from a hash of its letters, a patch's
// from its colours; the rest (fusion, balance, attention, leave-one-out) is worked out as a model would. The same post
// always gets the same answer. The zero value is ready; set the fields before the first call.
type Fake struct {
	Delay time.Duration                // how long each post takes; a cancel cuts it short
	Fail  func(p app.Post) error       // a reason to refuse a post; may be nil
	Pack  app.PackInfo                 // empty: "fake@1"
	Note  func(app.Post) []app.Warning // more warnings; may be nil
	Plain bool                         // it doesn't tell what is meant, as packs of format 1

	mu     sync.Mutex
	closed bool
	busy   sync.WaitGroup
}

var (
	_ app.Engine     = (*Fake)(nil)
	_ app.Embedder   = (*Fake)(nil)
	_ app.WordReader = (*Fake)(nil)
)

// lexicon makes the fake's answers look sensible in pictures of the window.
var lexicon = map[string]float64{
	"love": 2.2, "lovely": 2, "great": 1.8, "good": 1.2, "happy": 2, "best": 1.8, "wonderful": 2.1, "beautiful": 2,
	"thanks": 1.3, "nice": 1.2, "fun": 1.3, "proud": 1.6, "win": 1.4, "sunny": 1, "😀": 1.8, "❤️": 2, "🎉": 1.7,
	"hate": -2.2, "bad": -1.6, "awful": -2.1, "terrible": -2.2, "sad": -1.8, "worst": -2, "angry": -1.8, "late": -0.9,
	"broken": -1.5, "flood": -1.6, "lost": -1.2, "never": -0.8, "not": -0.9, "delayed": -1.2, "😡": -2, "😢": -1.7,
}

// Info describes the fake.
func (f *Fake) Info() app.Info {
	info := f.Pack
	if info.Name == "" {
		info.Name, info.Version = "fake", "1"
		info.Description = "An engine without a model, for tests"
		info.Licence = "none"
	}
	info.Format, info.Meaning = 1, !f.Plain
	if info.Meaning {
		info.Format, info.Embedding = 2, EmbeddingSize
		if info.Languages == nil {
			info.Languages = []string{"en"}
		}
	}
	if info.Thresholds == (app.Thresholds{}) {
		info.Thresholds = app.Thresholds{Incongruity: 0.5, Irony: 0.5, DominanceMargin: 0.05}
	}
	return app.Info{Pack: info, Device: "cpu", DeviceNote: "cpu: the fake has no other", Runtime: "none",
		Devices: []app.Device{{Name: "cpu", Usable: true, Note: "always there"}}}
}

// Close waits for what is running.
func (f *Fake) Close() error {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.busy.Wait()
	return nil
}

func (f *Fake) enter() (func(), error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, app.ErrClosed
	}
	f.busy.Add(1)
	return f.busy.Done, nil
}

func (f *Fake) wait(ctx context.Context) error {
	if f.Delay <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return ctx.Err()
	}
}

// Score keeps app.Scorer.
func (f *Fake) Score(ctx context.Context, posts ...app.Post) ([]app.Prediction, error) {
	done, err := f.enter()
	if err != nil {
		return nil, err
	}
	defer done()
	predictions := make([]app.Prediction, len(posts))
	for i, p := range posts {
		if err := f.wait(ctx); err != nil {
			return nil, err
		}
		predictions[i] = f.score(p)
		if app.WantsEmbedding(ctx) && predictions[i].Err == nil {
			predictions[i].Embedding, _ = f.embed(p)
		}
	}
	return predictions, nil
}

func (f *Fake) score(p app.Post) app.Prediction {
	info := f.Info()
	out := app.Prediction{ID: p.ID, Pack: info.Pack.Ref(), Device: info.Device}
	m, err := f.read(p)
	if err != nil {
		out.Err = err
		return out
	}
	out.PictureWords = p.PictureWords
	out.Scores = m.fused()
	out.Label = out.Scores.Top()
	out.Answer = f.answer(p)
	if !f.Plain {
		s := m.meant()
		out.Meant = &app.Opinion{Label: s.Top(), Scores: s}
	}
	if m.hasWords {
		s := m.only(true, false).fused()
		out.Words = &app.Opinion{Label: s.Top(), Scores: s}
	}
	out.Irony, out.Incongruity = m.irony(), m.incongruity()
	if m.hasPicture {
		s := m.only(false, true).fused()
		out.Picture = &app.Opinion{Label: s.Top(), Scores: s}
	}
	out.Balance = app.Shapley(m.only(false, false).fused()[out.Label], m.only(true, false).fused()[out.Label],
		m.only(false, true).fused()[out.Label], out.Scores[out.Label])
	out.Dominant = out.Balance.Dominant(info.Pack.Thresholds.DominanceMargin)
	switch {
	case !m.hasPicture:
		out.Dominant = app.Words
	case !m.hasWords:
		out.Dominant = app.Image
	}
	out.PullsApart = m.hasWords && m.hasPicture && out.Incongruity >= info.Pack.Thresholds.Incongruity
	out.Ironic = m.hasWords && out.Irony >= info.Pack.Thresholds.Irony
	out.Attention.Words = m.wordShare()
	out.Attention.Picture = 1 - out.Attention.Words
	if m.hasWords {
		out.Language, out.Warnings = language.Look(app.Strike(p.Text, p.WhatIf.Struck).Text, info.Pack.Languages)
	}
	if m.view.CutFrom >= 0 {
		out.Warnings = append(out.Warnings, app.Warning{Code: app.WarningCut, Message: "The words go on after the last one that was read."})
	}
	if f.Note != nil {
		out.Warnings = append(out.Warnings, f.Note(p)...)
	}
	return out
}

// mind is what the fake makes of one post.
type mind struct {
	hasWords, hasPicture bool
	spans                []app.Span // words of the post as typed, their weight in the text
	view                 app.TokenView
	text                 [3]float64 // sum of weights, number of words, irony
	patches              []float64  // a weight each; nil: no picture
}

func (f *Fake) read(p app.Post) (*mind, error) {
	if p.Err != nil {
		return nil, p.Err
	}
	if f.Fail != nil {
		if err := f.Fail(p); err != nil {
			return nil, err
		}
	}
	m := &mind{hasWords: p.HasWords(), hasPicture: p.HasPicture()}
	if !m.hasWords && !m.hasPicture {
		return nil, &app.Error{Op: "score the post", Kind: app.KindInput, Err: app.ErrEmpty, Hint: "Give it words, a picture, or both."}
	}
	m.view.CutFrom = -1
	if m.hasWords {
		struck := app.Strike(p.Text, p.WhatIf.Struck)
		m.view = f.Tokens(struck.Text)
		for _, s := range app.WordSpans(struck.Text) {
			if m.view.CutFrom >= 0 && s.Start >= m.view.CutFrom {
				break
			}
			weight := wordWeight(struck.Text[s.Start:s.End])
			s.Start, s.End = struck.Origin(s.Start, s.End)
			s.Weight = weight
			m.spans = append(m.spans, s)
		}
		m.sumWords()
	}
	if m.hasPicture {
		var err error
		if m.patches, err = patchWeights(p.Picture, p.WhatIf.Covered); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *mind) sumWords() {
	m.text = [3]float64{0, float64(len(m.spans)), 0}
	for _, s := range m.spans {
		m.text[0] += s.Weight
		m.text[2] += math.Abs(s.Weight) / 2
	}
}

// only is the post with modalities masked.
func (m *mind) only(words, picture bool) *mind {
	c := *m
	c.hasWords, c.hasPicture = m.hasWords && words, m.hasPicture && picture
	return &c
}

// fused turns what is there into probabilities.
func (m *mind) fused() app.Scores {
	pull := 0.0
	if m.hasWords {
		pull += m.text[0] / math.Sqrt(m.text[1]+1) * 1.5
	}
	if m.hasPicture {
		sum := 0.0
		for _, w := range m.patches {
			sum += w
		}
		pull += sum / float64(len(m.patches)) * 2
	}
	e := [3]float64{math.Exp(-pull), math.Exp(0.4), math.Exp(pull)}
	total := e[0] + e[1] + e[2]
	return app.Scores{e[0] / total, e[1] / total, e[2] / total}
}

func (m *mind) wordShare() float64 {
	switch {
	case !m.hasPicture:
		return 1
	case !m.hasWords:
		return 0
	}
	words, picture := 0.5, 0.5
	for _, s := range m.spans {
		words += math.Abs(s.Weight) / 4
	}
	for _, w := range m.patches {
		picture += math.Abs(w) / GridSide / 4
	}
	return words / (words + picture)
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// wordWeight is in about −2 to 2.
func wordWeight(word string) float64 {
	word = strings.ToLower(word)
	if w, ok := lexicon[strings.Trim(word, ".,;:!?\"'()#@")]; ok {
		return w
	}
	return (float64(hash(word)%1000)/999 - 0.5) * 0.6
}

// patchWeights decodes the picture and gives bright, warm patches a positive weight, dark and cold ones a negative one.
func patchWeights(p *app.Picture, covered []app.Rect) ([]float64, error) {
	im, _, err := image.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return nil, &app.Error{Op: "decode picture", Path: p.Name, Kind: app.KindPicture, Err: err,
			Hint: "The file is damaged or not a picture; save it again as JPEG or PNG."}
	}
	weights := make([]float64, GridSide*GridSide)
	b := im.Bounds()
	for i := range weights {
		x, y := (float64(i%GridSide)+0.5)/GridSide, (float64(i/GridSide)+0.5)/GridSide
		hidden := false
		for _, c := range covered {
			hidden = hidden || (x >= c.X0 && x < c.X1 && y >= c.Y0 && y < c.Y1)
		}
		if hidden {
			continue
		}
		r, g, bl, _ := im.At(b.Min.X+int(x*float64(b.Dx())), b.Min.Y+int(y*float64(b.Dy()))).RGBA()
		weights[i] = (float64(r)+float64(g)-0.6*float64(bl))/65535 - 0.7
	}
	return weights, nil
}
