package words

import (
	"slices"
	"unicode/utf8"

	"duotone/app"

	"golang.org/x/text/unicode/norm"
)

// char is a character and the bytes of the text as typed that it stands for.
type char struct {
	r          rune
	start, end int32
}

// scan is one reading of one text. Characters are pushed through it: clean, space ideographs, decompose, strip, lower,
// cut into words.
type scan struct {
	reader *Reader
	yield  func(Piece) bool
	done   bool // the caller has enough

	last char   // the last character of the text that decomposition has used up
	run  []mark // combining characters since the last starter, not yet in canonical order
	from []char // the characters of the text that the run was made from
	tidy []mark // scratch for the order

	word   []byte      // the word so far, normalised; no more than is needed to know that it is too long
	spans  [][2]int32  // for each byte of word
	chars  int         // characters of the word, also those that are not kept
	first  int32       // where the word begins
	until  int32       // and ends
	pieces []bytePiece // scratch

	in, out []char // scratch of the rules

	cutter *cutter // reads the characters instead, for a Unigram vocabulary
}

// mark is a combining character waiting for its place.
type mark struct {
	r     rune
	ccc   uint8
	added bool // it came out of a decomposition after the first character
}

func (s *scan) reset(yield func(Piece) bool) {
	s.yield, s.done, s.last = yield, false, char{}
	s.run, s.from = s.run[:0], s.from[:0]
	s.dropWord()
	if s.cutter != nil {
		s.cutter.reset()
	}
}

// flush is the end of the text.
func (s *scan) flush() {
	if s.cutter != nil {
		s.cutter.flush()
		return
	}
	s.flushRun()
	s.flushWord()
}

func (s *scan) dropWord() { s.word, s.spans, s.chars = s.word[:0], s.spans[:0], 0 }

// plain reads a text without rules; base is added to all offsets.
func (s *scan) plain(text string, base int32) {
	for i := 0; i < len(text) && !s.done; {
		at := base + int32(i)
		if b := text[i]; b < utf8.RuneSelf && s.cutter == nil {
			s.ascii(b, char{rune(b), at, at + 1})
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		s.char(char{r, at, at + int32(size)})
		i += size
	}
}

// The sorts of ASCII characters.
const (
	asciiLetter = iota
	asciiDropped
	asciiSpace
	asciiPunct
)

var asciiSort = func() (sorts [utf8.RuneSelf]uint8) {
	for r := range rune(utf8.RuneSelf) {
		switch {
		case isSpace(r):
			sorts[r] = asciiSpace
		case isDropped(r):
			sorts[r] = asciiDropped
		case isPunct(r):
			sorts[r] = asciiPunct
		}
	}
	return sorts
}()

// ascii is char for the common case.
func (s *scan) ascii(b byte, c char) {
	sort := asciiSort[b]
	if sort == asciiDropped {
		return
	}
	if len(s.run) > 0 {
		s.flushRun()
	}
	s.last = c
	switch sort {
	case asciiSpace:
		s.flushWord()
	case asciiPunct:
		s.punct(c)
	default:
		if s.reader.lower && 'A' <= b && b <= 'Z' {
			c.r += 'a' - 'A'
		}
		s.letter(c)
	}
}

func (s *scan) char(c char) {
	if s.cutter != nil {
		s.cutter.put(c)
		return
	}
	switch {
	case isSpace(c.r):
		c.r = ' '
	case isDropped(c.r):
		return
	}
	if c.r < utf8.RuneSelf {
		s.ascii(byte(c.r), c)
		return
	}
	ideograph := app.IsIdeograph(c.r)
	if ideograph {
		s.flushRun()
		s.flushWord()
	}
	if s.reader.strip {
		s.decompose(c)
	} else {
		s.cased(c)
	}
	if ideograph {
		s.flushRun()
		s.flushWord()
	}
}

// decompose does NFD, and gives each character the bytes that the reference implementation gives it: characters are
// matched by their place after the canonical ordering, and the ones that decomposition adds belong to the one before.
func (s *scan) decompose(c char) {
	if syllable := c.r - hangulBase; syllable >= 0 && syllable < hangulCount {
		s.starter(char{jamoL + syllable/(jamoVs*jamoTs), c.start, c.end})
		s.starter(char{jamoV + syllable%(jamoVs*jamoTs)/jamoTs, c.start, c.end})
		if t := syllable % jamoTs; t > 0 {
			s.starter(char{jamoT + t, c.start, c.end})
		}
		return
	}
	var buf [utf8.UTFMax]byte
	props := norm.NFD.Properties(buf[:utf8.EncodeRune(buf[:], c.r)])
	parts := props.Decomposition()
	if parts == nil || isNewer(c.r) {
		s.part(c, c.r, orderClass(c.r, props.CCC()), false)
		return
	}
	for i := 0; i < len(parts); {
		r, size := utf8.DecodeRune(parts[i:])
		s.part(c, r, orderClass(r, norm.NFD.Properties(parts[i:]).CCC()), i > 0)
		i += size
	}
}

// The arithmetic of Hangul syllables, Unicode section 3.12.
const (
	hangulBase  = 0xAC00
	hangulCount = 11172
	jamoL       = 0x1100
	jamoV       = 0x1161
	jamoT       = 0x11A7
	jamoVs      = 21
	jamoTs      = 28
)

func (s *scan) part(from char, r rune, ccc uint8, added bool) {
	if ccc == 0 {
		c := char{r, from.start, from.end}
		if added {
			s.flushRun()
			c.start, c.end = s.last.start, s.last.end
			s.stripped(c)
			return
		}
		s.starter(c)
		return
	}
	s.run = append(s.run, mark{r, ccc, added})
	if !added {
		s.from = append(s.from, from)
	}
}

func (s *scan) starter(c char) {
	if len(s.run) > 0 {
		s.flushRun()
	}
	s.last = c
	s.stripped(c)
}

// flushRun brings the waiting combining characters into canonical order and passes them on.
func (s *scan) flushRun() {
	if len(s.run) == 0 {
		return
	}
	marks := s.run
	if !slices.IsSortedFunc(marks, func(a, b mark) int { return int(a.ccc) - int(b.ccc) }) {
		marks = s.ordered()
	}
	used := 0
	for _, m := range marks {
		if !m.added {
			s.last = s.from[used]
			used++
		}
		s.stripped(char{m.r, s.last.start, s.last.end})
	}
	s.run, s.from = s.run[:0], s.from[:0]
}

// ordered sorts the run by class, equal ones in their order, in time linear in its length.
func (s *scan) ordered() []mark {
	var count [257]int
	for _, m := range s.run {
		count[int(m.ccc)+1]++
	}
	for i := range 256 {
		count[i+1] += count[i]
	}
	s.tidy = slices.Grow(s.tidy[:0], len(s.run))[:len(s.run)]
	for _, m := range s.run {
		s.tidy[count[m.ccc]] = m
		count[m.ccc]++
	}
	return s.tidy
}

func (s *scan) stripped(c char) {
	if !isNonspacing(c.r) {
		s.cased(c)
	}
}

func (s *scan) cased(c char) {
	if s.reader.lower {
		if c.r == 'İ' { // the one letter whose lower case is two characters
			s.cut(char{'i', c.start, c.end})
			c.r = '\u0307'
		}
		c.r = lowerCase(c.r)
	}
	s.cut(c)
}

// cut is the pre-tokenizer: words end at spaces, and punctuation is a word of its own.
func (s *scan) cut(c char) {
	switch {
	case isSpace(c.r):
		s.flushWord()
	case isPunct(c.r):
		s.punct(c)
	default:
		s.letter(c)
	}
}

func (s *scan) letter(c char) {
	if s.chars == 0 {
		s.first = c.start
	}
	s.chars++
	s.until = c.end
	if s.chars > s.reader.vocab.maxChars {
		return // too long to be known: only its end matters
	}
	if c.r < utf8.RuneSelf {
		s.word = append(s.word, byte(c.r))
		s.spans = append(s.spans, [2]int32{c.start, c.end})
		return
	}
	had := len(s.word)
	s.word = utf8.AppendRune(s.word, c.r)
	for range len(s.word) - had {
		s.spans = append(s.spans, [2]int32{c.start, c.end})
	}
}

func (s *scan) punct(c char) {
	s.flushWord()
	s.letter(c)
	s.flushWord()
}

func (s *scan) flushWord() {
	if s.chars == 0 {
		return
	}
	if s.chars > s.reader.vocab.maxChars {
		s.emit(Piece{s.reader.vocab.unknown, s.first, s.until})
	} else {
		s.pieces = s.reader.vocab.wordPieces(s.word, s.pieces)
		for _, p := range s.pieces {
			s.emit(Piece{p.id, s.spans[p.start][0], s.spans[p.end-1][1]})
		}
	}
	s.dropWord()
}

func (s *scan) emit(p Piece) {
	if !s.done && !s.yield(p) {
		s.done = true
	}
}
