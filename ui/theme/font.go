package theme

import "fyne.io/fyne/v2"

// Font is Fyne's own Noto Sans.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource { return t.base.Font(style) }
