package theme

import (
	"os"

	"duotone/assets"

	"fyne.io/fyne/v2"
)

var letters = fyne.NewStaticResource("more.otf", assets.Letters)

// Font puts our letters before Fyne's Noto Sans, which follows for every one that ours lack, and they have none that Noto
// has but the space. Fyne takes one font a style, and no others but its own, emoji, symbols and the system's. A font
// that the environment names goes first.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Monospace || style.Symbol || os.Getenv("FYNE_FONT") != "" {
		return t.base.Font(style)
	}
	return letters
}
