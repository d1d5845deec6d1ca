package words

import "strings"

// cutter reads a text for a Unigram vocabulary: spaces and cleaning, NFKC, words at spaces, pieces. Hugging Face tokenizers do the same by
// Replace, BertNormalizer (clean_text alone), NFKC, WhitespaceSplit, Metaspace and Unigram.
type cutter struct {
	u     *unigram
	emit  func(Piece)
	chars composer

	word    []byte // the word so far, from its mark on, as far as its pieces are not settled
	spans   [][2]int32
	lattice lattice
	until   int   // bytes of the word at which its pieces are settled next
	unknown Piece // unknown characters in a row are one piece
	waiting bool  // there is one
}

// longWord is how much of a word is read before the pieces at its beginning are settled: a text may be one word of megabytes. Where nothing
// settles in hopeless bytes ("aaaa…"), the word is cut there, which the reference would not do.
const longWord, hopeless = 1 << 12, 1 << 16

func newCutter(u *unigram, emit func(Piece)) *cutter {
	c := &cutter{u: u, emit: emit}
	c.chars.out = c.take
	return c
}

func (c *cutter) reset() {
	c.chars.reset()
	c.dropWord()
}

func (c *cutter) dropWord() {
	c.word, c.spans, c.waiting, c.until = c.word[:0], c.spans[:0], false, longWord
	c.lattice.reset()
}

// put takes the next character of the text.
func (c *cutter) put(in char) {
	switch {
	case isSpace(in.r), in.r >= 0x80 && strings.ContainsRune(c.u.spaces, in.r):
		in.r = ' '
	case isDropped(in.r):
		return
	}
	c.chars.put(in)
}

// take takes a normalised character.
func (c *cutter) take(in char) {
	if in.r == ' ' {
		c.endWord()
		return
	}
	if len(c.word) == 0 && !c.waiting {
		c.add(wordMark, in)
	}
	c.add(string(in.r), in)
	if len(c.word) >= c.until {
		c.settle()
		c.until = len(c.word) + longWord
	}
}

func (c *cutter) add(s string, in char) {
	c.word = append(c.word, s...)
	for range len(s) {
		c.spans = append(c.spans, [2]int32{in.start, in.end})
	}
}

// settle passes on the pieces that no further character can change.
func (c *cutter) settle() {
	limit := len(c.word) - c.u.longest
	for limit > 0 && c.word[limit]&0xC0 == 0x80 { // within a character
		limit--
	}
	c.u.enter(&c.lattice, c.word, limit)
	done := c.lattice.settled()
	if done == 0 && len(c.word) >= hopeless {
		done = limit
	}
	if done > 0 {
		c.pass(c.lattice.back(done))
		c.word = append(c.word[:0], c.word[done:]...)
		c.spans = append(c.spans[:0], c.spans[done:]...)
		c.lattice.drop(done)
	}
}

func (c *cutter) endWord() {
	if len(c.word) == 0 && !c.waiting {
		return
	}
	c.u.enter(&c.lattice, c.word, len(c.word))
	c.pass(c.lattice.back(len(c.word)))
	if c.waiting {
		c.emit(c.unknown)
	}
	c.dropWord()
}

func (c *cutter) pass(pieces []bytePiece) {
	for _, p := range pieces {
		piece := Piece{p.id, c.spans[p.start][0], c.spans[p.end-1][1]}
		switch {
		case p.id == c.u.unknown && c.waiting:
			c.unknown.End = piece.End
		case p.id == c.u.unknown:
			c.unknown, c.waiting = piece, true
		default:
			if c.waiting {
				c.emit(c.unknown)
				c.waiting = false
			}
			c.emit(piece)
		}
	}
}

func (c *cutter) flush() {
	c.chars.flush()
	c.endWord()
}
