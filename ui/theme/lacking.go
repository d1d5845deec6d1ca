package theme

import (
	"bytes"
	"sync"
	"unicode"

	"duotone/assets"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/fontscan"
)

// Lacks tells whether a text has letters that no font at hand draws, neither the carried ones nor the system's: Fyne draws � for each. The first such
// text of a run looks through the system's fonts, by the index that Fyne keeps of them.
func Lacks(text string) bool { return lacks(text, carried, system) }

// lacks asks the fonts in their order, and each letter once.
func lacks(text string, fonts ...func(r rune) bool) bool {
	seen := map[rune]bool{}
	for _, r := range text {
		if r < unicode.MaxLatin1 || seen[r] || !unicode.IsLetter(r) || unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common) {
			continue // Fyne carries these
		}
		seen[r] = true
		drawn := false
		for _, has := range fonts {
			if drawn = has(r); drawn {
				break
			}
		}
		if !drawn {
			return true
		}
	}
	return false
}

func carried(r rune) bool {
	letters := carriedLetters()
	if letters == nil {
		return true // not known, so nothing is claimed
	}
	_, has := letters.Lookup(r)
	return has
}

// carriedLetters are those of our own font; its outlines are not read.
var carriedLetters = sync.OnceValue(func() font.Cmap {
	file, err := opentype.NewLoader(bytes.NewReader(assets.Letters))
	if err != nil {
		return nil
	}
	raw, err := file.RawTable(opentype.MustNewTag("cmap"))
	if err != nil {
		return nil
	}
	table, _, err := tables.ParseCmap(raw)
	if err != nil {
		return nil
	}
	letters, _, err := font.ProcessCmap(table, tables.FPNone)
	if err != nil {
		return nil
	}
	return letters
})

func system(r rune) bool {
	for _, f := range systemFonts() {
		if f.Runes.Contains(r) {
			return true
		}
	}
	return false
}

// systemFonts are read once a run, as Fyne does. A computer without any gives none.
var systemFonts = sync.OnceValue(func() []fontscan.Footprint {
	all, err := fontscan.SystemFonts(quiet{}, "")
	if err != nil {
		return nil
	}
	return all
})

// quiet keeps what the search says of damaged fonts off the terminal.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
