package paint

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// Fit is the beginning of a text that there is room for. Fyne's labels shape a text many times over to find its end.
func Fit(text string, room, size float32, style fyne.TextStyle) string {
	if text == "" {
		return ""
	}
	runes := []rune(text)
	if least := int(room / (size * 0.12)); len(runes) > least { // no letter is narrower
		runes = runes[:max(least, 0)]
	}
	whole := len(runes) == utf8.RuneCountInString(text)
	for n := len(runes); n > 0; {
		s := string(runes[:n])
		if n < len(runes) || !whole {
			s += "…"
		}
		w := TextSize(s, size, style).Width
		if w <= room {
			return s
		}
		n = min(n-1, int(float32(n)*room/w))
	}
	return ""
}
