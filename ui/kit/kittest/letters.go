package kittest

import (
	"testing"

	"duotone/ui/theme"
)

// NoFont are letters that no font on this computer draws: of one of the scripts that are written least.
func NoFont(t testing.TB) string {
	t.Helper()
	for _, text := range []string{"𒀀𒁀", "𐌰𐌱", "𞤀𞤁", "ዛሬ", "ꦲꦤ", "ᚠᚢ"} {
		if theme.Lacks(text) {
			return text
		}
	}
	t.Skip("this computer has fonts for all letters")
	return ""
}
