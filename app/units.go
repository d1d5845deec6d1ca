package app

import (
	"unicode"
	"unicode/utf8"
)

// unit is what a character belongs to where words are cut.
type unit int

const (
	letters unit = iota // white space tells where such a word ends
	ideograph
	hiragana
	katakana
	syllables // Thai and Lao
	emoji
)

// unitOf is the unit of a grapheme cluster that stands behind another one, which is "" where a word may begin.
func unitOf(cluster, last string, before unit) unit {
	r, _ := utf8.DecodeRuneInString(cluster)
	behind := last != "" && (before == hiragana || before == katakana || before == syllables)
	switch {
	case r < utf8.RuneSelf && len(cluster) == 1:
		if behind && unicode.IsPunct(r) && !unicode.In(r, unicode.Ps, unicode.Pi) {
			return before
		}
		return letters
	case IsIdeograph(r):
		return ideograph
	case isEmoji(cluster, r):
		return emoji
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Katakana, r):
		return katakana
	case r == 'ー' || r == 'ｰ': // lengthens what stands before it
		if behind && before != syllables {
			return before
		}
		return katakana
	case unicode.In(r, unicode.Thai, unicode.Lao):
		return syllables
	case behind && unicode.IsPunct(r) && !unicode.In(r, unicode.Ps, unicode.Pi):
		return before
	}
	return letters
}

// parts tells whether a word ends between two clusters of the same unit.
func (u unit) parts(cluster, last string) bool {
	switch u {
	case ideograph:
		return true
	case emoji:
		return cluster != last
	case syllables:
		// A vowel that is written before its consonant begins a syllable, and these signs end one; nothing else tells without a dictionary.
		first, _ := utf8.DecodeRuneInString(cluster)
		end, _ := utf8.DecodeLastRuneInString(last)
		switch {
		case 'เ' <= first && first <= 'ไ', 'ເ' <= first && first <= 'ໄ':
			return true
		case unicode.IsPunct(first) || first == 'ๆ' || first == 'ฯ' || first == 'ໆ' || first == 'ะ' || first == 'ະ':
			return false
		}
		return end == 'ะ' || end == 'ำ' || end == 'ๆ' || end == 'ฯ' || end == 'ະ' || end == 'ຳ' || end == 'ໆ'
	}
	return false
}

// isEmoji tells whether a cluster is drawn as a picture: a symbol of the blocks that hold emoji, a flag, or a character with the sign for it.
func isEmoji(cluster string, r rune) bool {
	if r >= 0x2600 && r != unicode.ReplacementChar && unicode.Is(unicode.So, r) || 0x1F1E6 <= r && r <= 0x1F1FF {
		return true
	}
	for _, c := range cluster {
		if c == 0xFE0F || c == 0x20E3 {
			return true
		}
	}
	return false
}
