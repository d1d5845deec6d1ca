package theme_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Nothing overrides the theme: Fyne parses fonts for every container that does, each time that it is refreshed, and keeps them.
func TestNothingOverridesTheTheme(t *testing.T) {
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if n := strings.Count(string(source), "ThemeOverride"); n > 0 && filepath.Base(path) != "theme.go" {
			t.Errorf("%s overrides the theme: draw it with While, or give the widget a renderer of its own", path)
		}
		return nil
	})
	if err != nil || files < 50 {
		t.Fatalf("%d files looked at, %v", files, err)
	}
}
