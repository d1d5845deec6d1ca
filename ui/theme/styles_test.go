package theme_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// thirdStyle is a style of text besides plain and bold.
var thirdStyle = regexp.MustCompile(`\b(Italic|Monospace)(\s*[:=]|\b.*\btrue)`)

// Texts of the window are plain or bold: the toolkit reads all fonts anew for each style, 13 MB that stay.
func TestTextsHaveTwoStyles(t *testing.T) {
	read := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		src, err := os.ReadFile(path)
		read++
		if found := thirdStyle.Find(src); found != nil {
			t.Errorf("%s has a third style of text: %q", path, found)
		}
		return err
	})
	if err != nil || read < 100 {
		t.Errorf("%d files, %v", read, err)
	}
	if !thirdStyle.MatchString("fyne.TextStyle{Italic: true}") || !thirdStyle.MatchString("quote.TextStyle.Italic = true") {
		t.Error("it would not be seen")
	}
}
