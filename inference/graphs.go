package inference

import (
	"context"
	"fmt"
	"math"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"

	"golang.org/x/sync/errgroup"
)

// graphs are the three graphs of a pack, loaded on one device. Goroutines may share them.
type graphs struct {
	pack                *pack.Pack
	device              string
	text, image, fusion *session.Session
	// Rows of one call don't disturb each other in the text and the image graph; found out for a GPU alone, as a CPU takes one
	// post a call. (One dynamic scale for a whole batch would disturb.)
	textRows, imageRows bool
}

func loadGraphs(k *pack.Pack, o session.Options, names ...string) (*graphs, error) {
	g := &graphs{pack: k, device: o.Device}
	parts := map[string]**session.Session{"text": &g.text, "image": &g.image, "fusion": &g.fusion}
	var group errgroup.Group // the text graph takes as long as the others together
	for _, name := range names {
		group.Go(func() (err error) {
			*parts[name], err = session.New(name, k.Graphs[name], k.Manifest.Graphs[name], o)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		g.close()
		return nil, err
	}
	return g, nil
}

func (g *graphs) close() {
	if g != nil {
		g.text.Close()
		g.image.Close()
		g.fusion.Close()
	}
}

// inputsOf puts tensors into the order in which the manifest lists them.
func (g *graphs) inputsOf(s *session.Session, byName map[string]session.Array) []session.Array {
	in := make([]session.Array, len(s.Inputs))
	for i, name := range s.Inputs {
		in[i] = byName[name]
	}
	return in
}

// encodeText runs the text graph on one post: token states of shape [len(ids), Dt].
func (g *graphs) encodeText(ctx context.Context, ids []int64) ([]float32, error) {
	states, err := g.encodeTexts(ctx, ids)
	if err != nil {
		return nil, err
	}
	return states[0], nil
}

// encodeTexts runs the text graph once on several posts, padded to the longest: for each, token states of shape [len, Dt].
func (g *graphs) encodeTexts(ctx context.Context, texts ...[]int64) ([][]float32, error) {
	b, t, width := len(texts), 0, g.pack.TextDim
	for _, ids := range texts {
		t = max(t, len(ids))
	}
	all, mask := make([]int64, b*t), make([]int64, b*t)
	for i, ids := range texts {
		copy(all[i*t:], ids)
		copy(mask[i*t:], filled(len(ids), 1))
	}
	out := session.Room(int64(b), int64(t), int64(width))
	err := g.text.Run(ctx, g.inputsOf(g.text, map[string]session.Array{
		"input_ids": session.Ints(all, int64(b), int64(t)), "attention_mask": session.Ints(mask, int64(b), int64(t)),
	}), []session.Array{out})
	if err != nil {
		return nil, err
	}
	states := make([][]float32, b)
	for i, ids := range texts {
		states[i] = out.Floats[i*t*width:][: len(ids)*width : len(ids)*width]
	}
	return states, nil
}

// encodeImage runs the image graph on one picture: patch states of shape [N, Di].
func (g *graphs) encodeImage(ctx context.Context, pixels []float32) ([]float32, error) {
	patches, err := g.encodeImages(ctx, 1, pixels)
	if err != nil {
		return nil, err
	}
	return patches[0], nil
}

// encodeImages runs the image graph once on n pictures, whose tensors lie one behind the other: for each, patch states of
// shape [N, Di].
func (g *graphs) encodeImages(ctx context.Context, n int, pixels []float32) ([][]float32, error) {
	size, one := g.pack.Manifest.Image.Size, g.pack.Patches*g.pack.ImageDim
	out := session.Room(int64(n), int64(g.pack.Patches), int64(g.pack.ImageDim))
	err := g.image.Run(ctx, []session.Array{session.Floats(pixels, int64(n), 3, int64(size[1]), int64(size[0]))}, []session.Array{out})
	if err != nil {
		return nil, err
	}
	patches := make([][]float32, n)
	for i := range patches {
		patches[i] = out.Floats[i*one:][:one:one]
	}
	return patches, nil
}

// view is one way to look at a post in the fusion graph.
type view struct {
	words, picture bool
	hidden         int // a patch that is taken away, or -1
}

// answer is what the fusion graph says of one view, as logits.
type answer struct {
	both, words, picture [3]float64 // by app.Label
	meant                [3]float64 // likewise; only where the pack tells it
	incongruity, irony   float64
	attention            []float64 // T+N, averaged over heads and queries; T is the post's own
	embedding            []float32 // D; nil: the pack has none
}

// row is one row of a fusion call: a view of one post. states are [t, Dt], patches [N, Di]; either may be nil where the view
// does not look at it.
type row struct {
	states, patches []float32
	view            view
}

// fuse runs the fusion graph on several views of one post in one call.
func (g *graphs) fuse(ctx context.Context, states, patches []float32, views ...view) ([]answer, error) {
	rows := make([]row, len(views))
	for i, v := range views {
		rows[i] = row{states, patches, v}
	}
	return g.fuseRows(ctx, rows)
}

// fuseRows runs the fusion graph on views of several posts in one call. Missing words are T = 1 with zero states, as
// models/PACK.md asks, unless other rows need more room; shorter texts are padded and masked.
func (g *graphs) fuseRows(ctx context.Context, rows []row) ([]answer, error) {
	k := g.pack
	b, n, t := len(rows), k.Patches, 1
	for _, r := range rows {
		if r.view.words {
			t = max(t, len(r.states)/k.TextDim)
		}
	}
	words, pictures := session.Borrow(b*t*k.TextDim), session.Borrow(b*n*k.ImageDim)
	defer session.GiveBack(words, pictures)
	tokens, all := *words, *pictures
	mask, imageMask, patchMask := make([]int64, b*t), make([]int64, b), filled(b*n, 1)
	for i, r := range rows {
		at := i * t * k.TextDim
		used := 0
		if r.view.words && r.states != nil {
			used = copy(tokens[at:at+t*k.TextDim], r.states)
			copy(mask[i*t:(i+1)*t], filled(used/k.TextDim, 1))
		}
		clear(tokens[at+used : at+t*k.TextDim])
		if r.view.picture && r.patches != nil {
			copy(all[i*n*k.ImageDim:(i+1)*n*k.ImageDim], r.patches)
			imageMask[i] = 1
			if r.view.hidden >= 0 {
				patchMask[i*n+r.view.hidden] = 0
			}
		} else {
			clear(all[i*n*k.ImageDim : (i+1)*n*k.ImageDim])
		}
	}
	bb, tt, nn := int64(b), int64(t), int64(n)
	heads, queries := k.Manifest.Size("heads"), k.Manifest.Size("Q")
	out := map[string]session.Array{
		"logits": session.Room(bb, 3), "text_logits": session.Room(bb, 3), "image_logits": session.Room(bb, 3), "incongruity": session.Room(bb), "irony": session.Room(bb),
		"attention": session.Room(bb, heads, queries, tt+nn),
	}
	if k.Manifest.TellsMeaning() {
		out["meant_logits"], out["embedding"] = session.Room(bb, 3), session.Room(bb, int64(k.Embedding))
	}
	var ordered []session.Array
	for _, spec := range k.Manifest.Graphs["fusion"].Outputs {
		ordered = append(ordered, out[spec.Name])
	}
	err := g.fusion.Run(ctx, g.inputsOf(g.fusion, map[string]session.Array{
		"tokens": session.Floats(tokens, bb, tt, int64(k.TextDim)), "attention_mask": session.Ints(mask, bb, tt),
		"patches": session.Floats(all, bb, nn, int64(k.ImageDim)), "image_mask": session.Ints(imageMask, bb), "patch_mask": session.Ints(patchMask, bb, nn),
	}), ordered)
	if err != nil {
		return nil, err
	}
	answers := make([]answer, b)
	for i := range answers {
		a := &answers[i]
		for class, label := range k.Labels {
			a.both[label] = float64(out["logits"].Floats[3*i+class])
			a.words[label] = float64(out["text_logits"].Floats[3*i+class])
			a.picture[label] = float64(out["image_logits"].Floats[3*i+class])
			if k.Manifest.TellsMeaning() {
				a.meant[label] = float64(out["meant_logits"].Floats[3*i+class])
			}
		}
		a.embedding = out["embedding"].Floats[i*k.Embedding : (i+1)*k.Embedding]
		a.incongruity, a.irony = float64(out["incongruity"].Floats[i]), float64(out["irony"].Floats[i])
		lines := int(heads * queries)
		a.attention = meanRows(out["attention"].Floats[i*lines*(t+n):(i+1)*lines*(t+n)], lines, t+n)
		if own := max(len(rows[i].states)/k.TextDim, 1); own < t { // without the padding
			a.attention = append(a.attention[:own], a.attention[t:]...)
		}
		if !a.finite() {
			return nil, fmt.Errorf("the fusion graph's answer is not a number")
		}
	}
	return answers, nil
}

func meanRows(data []float32, rows, width int) []float64 {
	mean := make([]float64, width)
	for r := range rows {
		for i := range mean {
			mean[i] += float64(data[r*width+i]) / float64(rows)
		}
	}
	return mean
}

func (a *answer) finite() bool {
	sum := a.incongruity + a.irony
	for i := range 3 {
		sum += a.both[i] + a.words[i] + a.picture[i] + a.meant[i]
	}
	for _, x := range a.attention {
		sum += x
	}
	for _, x := range a.embedding {
		sum += float64(x)
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

// softmax gives probabilities of logits at a temperature.
func softmax(logits [3]float64, temperature float64) app.Scores {
	top := max(logits[0], logits[1], logits[2])
	var s app.Scores
	sum := 0.0
	for i, l := range logits {
		s[i] = math.Exp((l - top) / temperature)
		sum += s[i]
	}
	for i := range s {
		s[i] /= sum
	}
	return s
}

func filled(n int, v int64) []int64 {
	s := make([]int64, n)
	for i := range s {
		s[i] = v
	}
	return s
}
