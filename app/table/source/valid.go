package source

import (
	"strings"
)

// Valid puts U+FFFD where a text is not UTF-8.
func Valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
