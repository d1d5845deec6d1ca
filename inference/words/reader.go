// Package words turns texts into what the words' graph of a pack reads: the pack's rules, then BERT's normaliser and WordPiece or NFKC and
// Unigram, as the pack's tokenizer.json says; each piece tied to the bytes that were typed.
package words

import (
	"math"
	"sync"

	"duotone/app"
)

// Spec is the text section of a pack's manifest.
type Spec struct {
	Tokenizer    string            `json:"tokenizer"`
	MaxTokens    int               `json:"max_tokens"`
	Lowercase    bool              `json:"lowercase"`
	StripAccents bool              `json:"strip_accents"`
	Rules        []string          `json:"rules"`
	Emoji        map[string]string `json:"emoji"`
}

// Reader turns a text into pieces exactly as the training code did: the pack's rules, then as in Hugging Face tokenizers either BERT's
// normaliser, pre-tokenizer and WordPiece, or NFKC, words at spaces and Unigram. Every piece knows the bytes
// of the text as typed that it stands for. It may be used from several goroutines.
type Reader struct {
	vocab *Vocabulary
	lower bool
	strip bool
	max   int // tokens that the model reads, special ones included
	rules []textRule
	pool  sync.Pool // of *scan
}

// NewReader reads by a vocabulary, as a pack's text section says.
func NewReader(v *Vocabulary, spec Spec) *Reader {
	w := &Reader{vocab: v, lower: spec.Lowercase, strip: spec.StripAccents, max: spec.MaxTokens, rules: rulesOf(spec)}
	w.pool.New = func() any {
		s := &scan{reader: w}
		if v.unigram != nil {
			s.cutter = newCutter(v.unigram, s.emit)
		}
		return s
	}
	return w
}

// Piece is one piece and the bytes [Start, End) of the text as typed; [CLS] and [SEP] stand for none.
type Piece struct{ ID, Start, End int32 }

// pieces hands the word pieces of a text to yield, in order and without special tokens, until it returns false. Nothing is
// read much beyond the last piece asked for.
func (w *Reader) pieces(text string, rules bool, yield func(Piece) bool) {
	if len(text) > math.MaxInt32 {
		text = text[:math.MaxInt32]
	}
	s := w.pool.Get().(*scan)
	s.reset(yield)
	if rules && len(w.rules) > 0 {
		s.ruled(text)
	} else {
		s.plain(text, 0)
	}
	if !s.done {
		s.flush()
	}
	s.yield = nil
	if s.holds() < 1<<16 { // one huge text must not hold its memory for ever
		w.pool.Put(s)
	}
}

// holds is how many characters the reading has memory for.
func (s *scan) holds() int {
	n := cap(s.run) + cap(s.in) + cap(s.out)
	if s.cutter != nil {
		n += cap(s.cutter.word) + cap(s.cutter.lattice.paths) + cap(s.cutter.chars.from) + cap(s.cutter.chars.held)
	}
	return n
}

// Max is how many tokens the model reads, special ones included.
func (w *Reader) Max() int { return w.max }

// Read gives the ids that the model reads, special ones included, each piece's bytes, and where the text was cut (-1: it
// was not).
func (w *Reader) Read(text string) (ids []int64, at []Piece, cutFrom int) {
	cutFrom = -1
	ids = append(make([]int64, 0, 32), int64(w.vocab.cls))
	at = append(make([]Piece, 0, 32), Piece{ID: w.vocab.cls})
	w.pieces(text, true, func(p Piece) bool {
		if len(ids) == w.max-1 {
			cutFrom = int(p.Start)
			return false
		}
		ids, at = append(ids, int64(p.ID)), append(at, p)
		return true
	})
	return append(ids, int64(w.vocab.sep)), append(at, Piece{ID: w.vocab.sep}), cutFrom
}

// Tokens shows what the model reads.
func (w *Reader) Tokens(text string) app.TokenView {
	view := app.TokenView{Max: w.max, Total: 2, CutFrom: -1}
	view.Tokens = append(view.Tokens, w.special(w.vocab.cls))
	w.pieces(text, true, func(p Piece) bool {
		view.Total++
		if len(view.Tokens) < w.max-1 {
			view.Tokens = append(view.Tokens, w.token(p))
		} else if view.CutFrom < 0 {
			view.CutFrom = int(p.Start)
		}
		return true
	})
	view.Tokens = append(view.Tokens, w.special(w.vocab.sep))
	return view
}

// RawTokens hands out the tokenizer's own pieces: without the pack's rules, uncut, special tokens included. As in the reference's
// default, a special token's name in the text, "[SEP]", is that token, with the bytes as typed; what the model itself reads
// (Tokens) has it as the plain words that somebody typed, because training had.
func (w *Reader) RawTokens(text string, yield func(app.Token) bool) {
	if !yield(w.special(w.vocab.cls)) {
		return
	}
	on := true
	added := w.vocab.search(text)
	for base := 0; on && base < len(text); {
		at, token := added.from(base)
		w.pieces(text[base:at], false, func(p Piece) bool {
			on = yield(w.token(Piece{p.ID, p.Start + int32(base), p.End + int32(base)}))
			return on
		})
		base = at + len(token.text)
		if on && at < len(text) {
			on = yield(w.token(Piece{token.id, int32(at), int32(base)}))
		}
	}
	if on {
		yield(w.special(w.vocab.sep))
	}
}

func (w *Reader) token(p Piece) app.Token {
	return app.Token{ID: int64(p.ID), Text: w.vocab.tokens[p.ID], Start: int(p.Start), End: int(p.End)}
}

func (w *Reader) special(id int32) app.Token {
	return app.Token{ID: int64(id), Text: w.vocab.tokens[id], Special: true}
}
