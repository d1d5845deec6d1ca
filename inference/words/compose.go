package words

import (
	"slices"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// composer does NFKC, and gives each character the bytes that the reference implementation gives it: characters are matched by their place after
// the canonical ordering; one that decomposition adds belongs to the one before, one that others were composed into to the first of them.
type composer struct {
	out func(char)

	from []char // characters of the text that are not used up
	used int
	last char // the one that was used up last

	run  []shift // decomposed marks since the last starter, not yet in canonical order
	base shift   // the starter that marks may still join
	open bool    // there is one
	held []shift // marks behind it that did not
	top  int     // class of the last of them, −1: none
}

// shift is a normalised character. moved: 0 takes one character of the text, 1 none, −n takes one and n more.
type shift struct {
	r     rune
	ccc   uint8
	moved int
}

func (c *composer) reset() {
	c.from, c.used, c.last, c.run, c.held, c.open = c.from[:0], 0, char{}, c.run[:0], c.held[:0], false
}

// put takes the next character of the text.
func (c *composer) put(in char) {
	if c.used > 64 && c.used == len(c.from) {
		c.from, c.used = c.from[:0], 0
	}
	c.from = append(c.from, in)
	if in.r < 0xA0 {
		c.starter(shift{r: in.r})
		return
	}
	if syllable := in.r - hangulBase; syllable >= 0 && syllable < hangulCount {
		c.starter(shift{r: in.r})
		return
	}
	var buf [utf8.UTFMax]byte
	props := norm.NFKD.Properties(buf[:utf8.EncodeRune(buf[:], in.r)])
	parts := props.Decomposition()
	if parts == nil || isNewerCompatible(in.r) {
		c.part(shift{in.r, orderClass(in.r, props.CCC()), 0})
		return
	}
	for i := 0; i < len(parts); {
		r, size := utf8.DecodeRune(parts[i:])
		c.part(shift{r, orderClass(r, norm.NFKD.Properties(parts[i:]).CCC()), min(i, 1)})
		i += size
	}
}

func (c *composer) part(s shift) {
	if s.ccc > 0 {
		c.run = append(c.run, s)
		return
	}
	c.starter(s)
}

// order brings the waiting marks into canonical order and lets them join.
func (c *composer) order() {
	if len(c.run) > 1 {
		slices.SortStableFunc(c.run, func(a, b shift) int { return int(a.ccc) - int(b.ccc) })
	}
	for _, m := range c.run {
		c.mark(m)
	}
	c.run = c.run[:0]
}

// mark joins a mark to the starter before it, if there is one and nothing stands between (Unicode, definition 115), or keeps it behind.
func (c *composer) mark(m shift) {
	if !c.open {
		c.emit(m)
		return
	}
	if c.top < int(m.ccc) {
		if r, ok := joined(c.base.r, m.r); ok {
			c.base = shift{r, 0, c.base.moved + m.moved - 1}
			return
		}
	}
	c.held, c.top = append(c.held, m), int(m.ccc)
}

func (c *composer) starter(s shift) {
	if len(c.run) > 0 {
		c.order()
	}
	if c.open {
		if len(c.held) == 0 && s.r >= 0x300 {
			if r, ok := joined(c.base.r, s.r); ok {
				c.base = shift{r, 0, c.base.moved + s.moved - 1}
				return
			}
		}
		c.close()
	}
	c.base, c.open, c.top = s, true, -1
}

// close passes on the starter and the marks behind it.
func (c *composer) close() {
	c.emit(c.base)
	for _, m := range c.held {
		c.emit(m)
	}
	c.held, c.open = c.held[:0], false
}

// flush is the end of the text.
func (c *composer) flush() {
	c.order()
	if c.open {
		c.close()
	}
}

func (c *composer) emit(s shift) {
	at := c.last
	if s.moved <= 0 {
		at = c.from[c.used]
		c.used += 1 - s.moved
		c.last = c.from[c.used-1]
	}
	c.out(char{s.r, at.start, at.end})
}

// joined is the character that two make, as the reference has it.
func joined(a, b rune) (rune, bool) {
	switch {
	case jamoV <= b && b < jamoV+jamoVs:
		if l := a - jamoL; l >= 0 && l < hangulCount/jamoVs/jamoTs {
			return hangulBase + (l*jamoVs+b-jamoV)*jamoTs, true
		}
	case jamoT < b && b < jamoT+jamoTs:
		if s := a - hangulBase; s >= 0 && s < hangulCount && s%jamoTs == 0 {
			return a + b - jamoT, true
		}
	}
	r, ok := pairs()[[2]rune{a, b}]
	return r, ok
}

// pairs are all pairs that make one character, but for Hangul's.
var pairs = sync.OnceValue(func() map[[2]rune]rune {
	all := map[[2]rune]rune{}
	for r := rune(0xC0); r < 0x30000; r++ {
		if hangulBase <= r && r < hangulBase+hangulCount || 0xD800 <= r && r < 0xE000 {
			continue
		}
		s := string(r)
		parts := norm.NFD.PropertiesString(s).Decomposition()
		if parts == nil || isNewer(r) || norm.NFC.String(s) != s {
			continue
		}
		last, size := utf8.DecodeLastRune(parts)
		first := []rune(norm.NFC.String(string(parts[:len(parts)-size])))
		if len(first) == 1 {
			all[[2]rune{first[0], last}] = r
		}
	}
	return all
})

// isNewerCompatible tells which characters have a compatible form today but not in the reference's tables.
func isNewerCompatible(r rune) bool { return within(laterCompatible, r) }

var laterCompatible = [][2]rune{{0x32FF, 0x32FF}, {0xA7F2, 0xA7F4}, {0xAB69, 0xAB69}, {0x10781, 0x107BA}, {0x1E030, 0x1E06D}, {0x1F16C, 0x1F16C}, {0x1FBF0, 0x1FBF9}}
