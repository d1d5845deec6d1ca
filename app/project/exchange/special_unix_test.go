//go:build unix

package exchange

import (
	"path/filepath"
	"syscall"
	"testing"

	"duotone/app"
)

// A pipe into which nobody writes would be waited for without end.
func TestPipesAreRefused(t *testing.T) {
	p := newProject(t)
	for _, name := range []string{"pipe.json", "pipe.csv", "pipe"} {
		path := filepath.Join(t.TempDir(), name)
		must(t, syscall.Mkfifo(path, 0o600))
		for _, format := range []string{"", FormatLabelStudio, FormatDoccano} {
			if _, err := Import(t.Context(), p, path, ImportOptions{Format: format}); app.KindOf(err) != app.KindInput || app.HintOf(err) == "" {
				t.Errorf("%s as %q: %v", name, format, err)
			}
		}
	}
}
