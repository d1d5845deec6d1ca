package theme

import (
	"os"

	"duotone/assets"

	"fyne.io/fyne/v2"
)

var cjk = fyne.NewStaticResource("cjk.ttf", assets.CJK)

// Font puts our Chinese, Japanese and Korean before Fyne's Noto Sans, which follows for every letter that ours lacks, and
// it lacks all but those. Fyne takes one font a style, and no others but its own, emoji, symbols and the system's. A font
// that the environment names goes first.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Monospace || style.Symbol || os.Getenv("FYNE_FONT") != "" {
		return t.base.Font(style)
	}
	return cjk
}
