package tools

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzUnquote compares with encoding/json where the line is UTF-8.
func FuzzUnquote(f *testing.F) {
	for _, s := range []string{`"a"`, `"\ud83d\ude00\ud83d\u00e9"`, `"\"\\\/\b\f\n\r\t"`, `"`, `"\u12"`, "\"\xff\"", `"\ud83d\n"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got, err := unquote([]byte(line))
		if !utf8.ValidString(line) || strings.ContainsAny(line, "\n\r") {
			return
		}
		var want string
		wantErr := json.Unmarshal([]byte(line), &want)
		if json.Valid([]byte(line)) && strings.TrimSpace(line)[0] != '"' {
			return // another sort of value, or null, which encoding/json takes for ""
		}
		if (err == nil) != (wantErr == nil) || err == nil && got != want {
			t.Errorf("%q: %q (%v), encoding/json %q (%v)", line, got, err, want, wantErr)
		}
	})
}
