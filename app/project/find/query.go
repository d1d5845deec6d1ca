package find

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"duotone/app"

	"golang.org/x/text/unicode/norm"
)

// Query is what is looked for: all of its terms.
type Query struct {
	terms []term
	by    string // whose answers, flags and notes count; "": anybody's
	jump  string // a place, a name or an id
}

type term struct {
	field string // "": anywhere
	text  string // folded
	not   bool
}

// fields are those that are no columns.
var fields = []string{"label", "by", "flag", "note", "is", "has", "text", "name"}

// states are what is: and has: can ask for.
var states = map[string][]string{
	"is":  {"open", "done", "skipped", "disputed", "decided", "known", "copy"},
	"has": {"picture", "words", "note"},
}

// Parse reads a query.
func Parse(text string) (Query, error) {
	var q Query
	for _, word := range split(text) {
		t := term{}
		if rest, ok := strings.CutPrefix(word, "-"); ok && rest != "" {
			t.not, word = true, rest
		}
		if rest, ok := strings.CutPrefix(word, "#"); ok && rest != "" && !t.not && q.jump == "" && len(q.terms) == 0 {
			q.jump = rest
			continue
		}
		field, rest, ok := strings.Cut(word, ":")
		if ok && field != "" && rest != "" && !strings.ContainsAny(field, `"/`) && !strings.HasPrefix(rest, "//") {
			t.field, word = field, rest
		}
		t.text = fold(strings.Trim(word, `"`))
		if t.text == "" {
			continue
		}
		low := strings.ToLower(t.field)
		if low == "by" && !t.not {
			q.by = t.text
			continue
		}
		if known, ok := states[low]; ok && !slices.Contains(known, t.text) {
			return q, app.Errorf("find posts", "", app.KindUsage, "Ask for one of "+strings.Join(known, ", ")+".", "%s:%s is nothing that a post can be", low, app.Short(t.text, 30))
		}
		if slices.Contains(fields, low) {
			t.field = low
		}
		q.terms = append(q.terms, t)
	}
	return q, nil
}

// split cuts at white space outside of quotes.
func split(text string) []string {
	var words []string
	var b strings.Builder
	quoted := false
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
			b.WriteRune(r)
		case unicode.IsSpace(r) && !quoted:
			if b.Len() > 0 {
				words = append(words, b.String())
				b.Reset()
			}
		default:
			b.WriteRune(r)
		}
	}
	if b.Len() > 0 {
		words = append(words, b.String())
	}
	return words
}

// fold makes case, accents and kinds of white space the same.
func fold(text string) string {
	plain := true
	for i := range len(text) {
		if c := text[i]; c >= 0x80 || c < ' ' || c >= 'A' && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Empty tells a query that asks for nothing: it finds all.
func (q Query) Empty() bool { return len(q.terms) == 0 && q.jump == "" && q.by == "" }

// String is for tests and messages.
func (q Query) String() string {
	var parts []string
	for _, t := range q.terms {
		s := fmt.Sprintf("%s%q", t.field, t.text)
		if t.not {
			s = "-" + s
		}
		parts = append(parts, s)
	}
	return strings.Join(append(parts, "by "+q.by, "#"+q.jump), " ")
}
