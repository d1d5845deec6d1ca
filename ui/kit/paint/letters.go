package paint

import (
	"slices"

	"duotone/ui/theme"

	"fyne.io/fyne/v2/lang"
)

// NoLetters says that letters of texts can't be drawn here, "" where all of them can: whoever shows words of a stranger shows this beside them.
func NoLetters(texts ...string) string {
	if !slices.ContainsFunc(texts, theme.Lacks) {
		return ""
	}
	return lang.L("No font here has the letters drawn as � (Noto Sans would); they are read all the same.")
}
