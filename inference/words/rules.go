package words

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// textRule is one of the pack's text rules (models/PACK.md). match looks at the characters from i on and returns how many
// it takes (0: none) and what stands for them.
type textRule struct {
	name    string
	trigger string                  // without one of these bytes in a text the rule can't match; "" asks may
	may     func(piece string) bool // a quick test of a run of text; nil: trigger alone
	match   func(text []char, i int) (int, string)
}

// Rules are the text rules of models/PACK.md.
var Rules = []string{"url", "user", "hashtag", "html", "emoji"}

// IsRuleSpace is the rules' own idea of white space.
func IsRuleSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\v', '\f', 0xA0, 0x2028, 0x2029, 0x3000:
		return true
	}
	return false
}

func rulesOf(spec Spec) []textRule {
	var rules []textRule
	for _, name := range spec.Rules {
		switch name {
		case "url":
			rules = append(rules, textRule{name: name, may: mayURL, match: matchURL})
		case "user":
			rules = append(rules, textRule{name: name, trigger: "@", match: matchUser})
		case "hashtag":
			rules = append(rules, textRule{name: name, trigger: "#", match: matchHashtag})
		case "html":
			rules = append(rules, textRule{name: name, trigger: "&", match: matchHTML})
		case "emoji":
			if len(spec.Emoji) > 0 {
				rules = append(rules, emojiRule(spec.Emoji))
			}
		}
	}
	return rules
}

// quickly tells whether a rule can match in a piece at all.
func (r textRule) quickly(piece string) bool {
	if r.may != nil {
		return r.may(piece)
	}
	return strings.Contains(piece, r.trigger)
}

// ruled applies the rules piece by piece. No match holds a space of the rules and none looks beyond one, so a text may be
// cut there; most pieces then need no rule, and a cut after 128 tokens saves the rest.
func (s *scan) ruled(text string) {
	const piece = 2048
	for at := 0; at < len(text) && !s.done; {
		end := min(at+piece, len(text))
		if end < len(text) {
			if i := strings.IndexFunc(text[end:], IsRuleSpace); i >= 0 {
				end += i
			} else {
				end = len(text)
			}
		}
		s.ruledPiece(text[at:end], int32(at))
		at = end
	}
}

func (s *scan) ruledPiece(text string, base int32) {
	// A rule's replacement can make work for a later one (an emoji's name, an opened entity), so once one has something
	// to do all after it have a look.
	first := slices.IndexFunc(s.reader.rules, func(r textRule) bool { return r.quickly(text) })
	if first < 0 {
		s.plain(text, base)
		return
	}
	s.in = s.in[:0]
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		s.in = append(s.in, char{r, base + int32(i), base + int32(i+size)})
		i += size
	}
	for _, rule := range s.reader.rules[first:] {
		s.out = s.out[:0]
		for i := 0; i < len(s.in); {
			n, with := rule.match(s.in, i)
			if n == 0 {
				s.out = append(s.out, s.in[i])
				i++
				continue
			}
			for _, r := range with {
				s.out = append(s.out, char{r, s.in[i].start, s.in[i+n-1].end})
			}
			i += n
		}
		s.in, s.out = s.out, s.in
	}
	for _, c := range s.in {
		if s.done {
			return
		}
		s.char(c)
	}
}

func mayURL(piece string) bool {
	return strings.Contains(piece, "://") || strings.ContainsAny(piece, "wW") && strings.Contains(strings.ToLower(piece), "www.")
}

// matchURL takes (?i:https?://|www\.)[^ws]+. Case folding knows one more s: U+017F.
func matchURL(text []char, i int) (int, string) {
	n := 0
	if has(text, i, "http") {
		n = 4
		if i+n < len(text) && (text[i+n].r == 's' || text[i+n].r == 'S' || text[i+n].r == 'ſ') {
			n++
		}
		if !has(text, i+n, "://") {
			return 0, ""
		}
		n += 3
	} else if has(text, i, "www.") {
		n = 4
	} else {
		return 0, ""
	}
	start := n
	for i+n < len(text) && !IsRuleSpace(text[i+n].r) {
		n++
	}
	if n == start {
		return 0, ""
	}
	return n, "http"
}

// has compares ASCII in lower case.
func has(text []char, i int, want string) bool {
	if i+len(want) > len(text) {
		return false
	}
	for k := range len(want) {
		r := text[i+k].r
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		if r != rune(want[k]) {
			return false
		}
	}
	return true
}

func isWordChar(r rune) bool { return isLetter(r) || isDigit(r) || r == '_' }
func isLetter(r rune) bool   { return isUpper(r) || isLower(r) }
func isUpper(r rune) bool    { return 'A' <= r && r <= 'Z' }
func isLower(r rune) bool    { return 'a' <= r && r <= 'z' }
func isDigit(r rune) bool    { return '0' <= r && r <= '9' }

// matchUser takes @[A-Za-z0-9_]{1,30} not after a word character.
func matchUser(text []char, i int) (int, string) {
	if text[i].r != '@' || i > 0 && isWordChar(text[i-1].r) {
		return 0, ""
	}
	n := 1
	for n <= 30 && i+n < len(text) && isWordChar(text[i+n].r) {
		n++
	}
	if n == 1 {
		return 0, ""
	}
	return n, "@user"
}

// matchHashtag takes #[A-Za-z0-9_]+ with a letter in it, not after a word character or &, and opens it into its words.
func matchHashtag(text []char, i int) (int, string) {
	if text[i].r != '#' || i > 0 && (isWordChar(text[i-1].r) || text[i-1].r == '&') {
		return 0, ""
	}
	n, letter := 1, false
	for i+n < len(text) && isWordChar(text[i+n].r) {
		letter = letter || isLetter(text[i+n].r)
		n++
	}
	if !letter {
		return 0, ""
	}
	return n, openHashtag(text[i+1 : i+n])
}

func openHashtag(tag []char) string {
	var b strings.Builder
	b.WriteByte('#')
	open := false // a word is being written
	for i, c := range tag {
		if c.r == '_' {
			open = false
			continue
		}
		if open && tagCut(tag, i) {
			open = false
		}
		if !open {
			b.WriteByte(' ')
			open = true
		}
		b.WriteRune(c.r)
	}
	return b.String()
}

// tagCut tells whether a word of a hashtag begins at i > 0.
func tagCut(tag []char, i int) bool {
	a, b := tag[i-1].r, tag[i].r
	switch {
	case isUpper(b) && (isLower(a) || isDigit(a)), isLetter(a) && isDigit(b), isDigit(a) && isLetter(b):
		return true
	}
	return isUpper(a) && isUpper(b) && i+1 < len(tag) && isLower(tag[i+1].r)
}

var htmlChars = []struct{ entity, char string }{{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", `"`}, {"&#39;", "'"}}

func matchHTML(text []char, i int) (int, string) {
	if text[i].r != '&' {
		return 0, ""
	}
next:
	for _, h := range htmlChars {
		if i+len(h.entity) > len(text) {
			continue
		}
		for k := range len(h.entity) {
			if text[i+k].r != rune(h.entity[k]) {
				continue next
			}
		}
		return len(h.entity), h.char
	}
	return 0, ""
}

// emojiRule replaces the emoji of the table, the longest first, by their names.
func emojiRule(table map[string]string) textRule {
	type entry struct {
		emoji []rune
		name  string
	}
	byFirst := map[rune][]entry{}
	for e, name := range table {
		runes := []rune(e)
		byFirst[runes[0]] = append(byFirst[runes[0]], entry{runes, " " + name + " "})
	}
	for _, list := range byFirst {
		slices.SortFunc(list, func(a, b entry) int { return len(b.emoji) - len(a.emoji) })
	}
	match := func(text []char, i int) (int, string) {
	next:
		for _, e := range byFirst[text[i].r] {
			if i+len(e.emoji) > len(text) {
				continue
			}
			for k, r := range e.emoji {
				if text[i+k].r != r {
					continue next
				}
			}
			return len(e.emoji), e.name
		}
		return 0, ""
	}
	may := func(piece string) bool {
		for _, r := range piece {
			if _, ok := byFirst[r]; ok {
				return true
			}
		}
		return false
	}
	return textRule{name: "emoji", may: may, match: match}
}
