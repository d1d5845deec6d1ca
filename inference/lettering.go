package inference

import (
	"context"
	"strings"
	"unicode"

	"duotone/app"
)

// How words in a picture come to the text graph: as a second sentence after the post's own ("[CLS] words [SEP] words in the picture [SEP]"),
// where there are enough of them that were read surely. A post without words of its own has them for its words. See docs/adr/0251-words-in-the-picture.md, which has the figures.
const fewestRead = 3 // words of two letters or more, each with app.SurelyRead

// lettering is the second sentence of a post, "" where it has none.
func lettering(p app.Post) string {
	if !p.HasPicture() {
		return ""
	}
	var words []string
	whole := 0
	for _, w := range p.PictureWords {
		if w.Confidence < app.SurelyRead {
			continue
		}
		words = append(words, w.Text)
		letters := 0
		for _, r := range w.Text {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		if letters > 1 {
			whole++
		}
	}
	if whole < fewestRead {
		return ""
	}
	return strings.Join(words, " ")
}

// read is what the text graph reads of a text and a second sentence, without its states. The pieces of the second stand for no bytes of the text, and
// it has what room the text leaves.
func (e *engine) read(text, second string) *reading {
	r := new(reading)
	r.ids, r.at, r.cutFrom = e.pack.Words.Read(text)
	if second == "" {
		return r
	}
	if len(r.ids) == 2 { // no words of its own: the second sentence is the first
		r.ids, r.at = r.ids[:1], r.at[:1]
	}
	ids, pieces, _ := e.pack.Words.Read(second)
	room := e.pack.Words.Max() - len(r.ids)
	if room < 2 { // a piece and [SEP]
		return r
	}
	n := len(ids) - 2 // without [CLS] and [SEP]
	for i := range min(n, room-1) {
		r.ids = append(r.ids, ids[1+i])
		r.at = append(r.at, pieces[0]) // of no bytes, as [CLS] is
	}
	last := len(ids) - 1
	r.ids, r.at = append(r.ids, ids[last]), append(r.at, pieces[last])
	return r
}

// worths are the probabilities of one label of nothing at all, and of a text and a picture: alone, and together.
type worths struct{ none, words, picture, both float64 }

// worth gives the probability of a label of the verdict for any text beside a post's picture; none is that of nothing at all.
func (w *work) worth(l app.Label, none float64) func(context.Context, *encoded) (worths, error) {
	t := w.pack.Manifest.Calibration.Temperature
	return func(ctx context.Context, x *encoded) (worths, error) {
		answers, err := w.fuse(ctx, x, w.sides(x)...)
		if err != nil {
			return worths{}, err
		}
		words, picture := oneSided(answers)
		of := func(logits [3]float64, temperature float64) float64 { return softmax(logits, temperature)[l] }
		return worths{none, of(words, t.Words), of(picture, t.Picture), of(answers[0].both, t.Both)}, nil
	}
}

// balanceOfThree divides a probability of a post with a picture that has words among its own words, its picture and the words in it. The eight values that it
// takes are those of three texts (its words with those in the picture, and each by itself) with the picture and without.
func (w *work) balanceOfThree(ctx context.Context, x *encoded, worth func(context.Context, *encoded) (worths, error)) (app.Balance, error) {
	all, err := worth(ctx, x)
	if err != nil {
		return app.Balance{}, err
	}
	if len(w.read(x.struck.Text, "").ids) == 2 { // no words of its own
		b := app.Shapley(all.none, all.words, all.picture, all.both)
		b.Words, b.PictureWords = 0, b.Words
		return b, nil
	}
	own, in := &encoded{patches: x.patches}, &encoded{patches: x.patches}
	if own.text, err = w.readText(ctx, x.struck.Text, ""); err != nil {
		return app.Balance{}, err
	}
	if in.text, err = w.readText(ctx, "", x.second); err != nil {
		return app.Balance{}, err
	}
	typed, err := worth(ctx, own)
	if err != nil {
		return app.Balance{}, err
	}
	read, err := worth(ctx, in)
	if err != nil {
		return app.Balance{}, err
	}
	return app.ShapleyOfThree(app.Coalitions{
		0:                                  all.none,
		app.ByWords:                        typed.words,
		app.ByPicture:                      all.picture,
		app.ByPictureWords:                 read.words,
		app.ByWords | app.ByPicture:        typed.both,
		app.ByPictureWords | app.ByPicture: read.both,
		app.ByWords | app.ByPictureWords:   all.words,
		app.ByWords | app.ByPicture | app.ByPictureWords: all.both,
	}), nil
}
