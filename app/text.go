package app

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// hasInk tells whether a text shows anything at all.
func hasInk(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf)
	}) >= 0
}

// WordSpans cuts a text into the words that attributions speak of: runs of characters that are not white space. Where there is no white space
// to go by, each CJK ideograph is one, a run of hiragana or of katakana with the marks behind it, an emoji with its repetitions, and what lies
// between two syllables of Thai or Lao that their letters tell apart. A grapheme cluster is never cut, so an emoji of several characters and a
// Hindi conjunct are whole. Runs without ink (a lone zero-width joiner) are no words. The spans are sorted and do not overlap; their weights are
// 0. Any bytes are a text.
func WordSpans(text string) []Span {
	var spans []Span
	start, kind, last := -1, letters, ""
	end := func(at int) {
		if start >= 0 && hasInk(text[start:at]) {
			spans = append(spans, Span{Start: start, End: at})
		}
		start, last = -1, ""
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			end(i)
			i += size
			continue
		}
		cluster := text[i : i+size]
		if r >= utf8.RuneSelf || i+1 < len(text) && text[i+1] >= utf8.RuneSelf { // else it is one letter, and most are
			cluster, _, _, _ = uniseg.FirstGraphemeClusterInString(text[i:], -1)
		}
		now := unitOf(cluster, last, kind)
		if start >= 0 && (now != kind || now.parts(cluster, last)) {
			end(i)
		}
		if start < 0 {
			start = i
		}
		kind, last = now, cluster
		i += len(cluster)
	}
	end(len(text))
	return spans
}

// IsIdeograph tells whether BERT reads a character as a word of its own: the CJK Unified Ideographs blocks and the
// compatibility ideographs, as in BertNormalizer of Hugging Face tokenizers. Hangul and kana are not among them.
func IsIdeograph(r rune) bool {
	switch {
	case r < 0x3400:
		return false
	case r <= 0x4DBF, 0x4E00 <= r && r <= 0x9FFF, 0xF900 <= r && r <= 0xFAFF,
		0x20000 <= r && r <= 0x2A6DF, 0x2A700 <= r && r <= 0x2B73F, 0x2B740 <= r && r <= 0x2B81F,
		0x2B920 <= r && r <= 0x2CEAF, 0x2F800 <= r && r <= 0x2FA1F:
		return true
	}
	return false
}

// Strike takes the struck spans out of a text. Spans outside the text are cut to it, reversed and empty ones are ignored,
// overlapping ones count once.
func Strike(text string, struck []Span) StruckText {
	s := StruckText{Text: text}
	if len(struck) == 0 {
		return s
	}
	sorted := slices.Clone(struck)
	slices.SortFunc(sorted, func(a, b Span) int { return a.Start - b.Start })
	var b strings.Builder
	at := 0
	for _, span := range sorted {
		from, to := max(span.Start, at), min(span.End, len(text))
		if from >= to {
			continue
		}
		s.keep(&b, text, at, from)
		at = to
	}
	s.keep(&b, text, at, len(text))
	s.Text = b.String()
	return s
}

// StruckText is a text with words taken out, which remembers where its bytes came from.
type StruckText struct {
	Text   string
	pieces []piece // none: nothing was struck
}

// piece is a run of kept bytes: where it begins in the new text and in the old one.
type piece struct{ now, was int }

func (s *StruckText) keep(b *strings.Builder, text string, from, to int) {
	if from < to {
		s.pieces = append(s.pieces, piece{now: b.Len(), was: from})
		b.WriteString(text[from:to])
	}
}

// Origin maps [start, end) of the new text to the bytes of the old one that it came from, with what was struck between.
func (s StruckText) Origin(start, end int) (int, int) {
	if len(s.pieces) == 0 || end <= start {
		return start, end
	}
	last := s.at(end - 1)
	return s.at(start), last + 1
}

func (s StruckText) at(now int) int {
	i, found := slices.BinarySearchFunc(s.pieces, now, func(p piece, now int) int { return p.now - now })
	if !found {
		i--
	}
	return s.pieces[i].was + now - s.pieces[i].now
}

// Short is a path or text cut for people: on one line, n characters at most.
func Short(s string, n int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "�")), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
