package kit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// A folder that is to be made may lie in folders that are not there yet either; a file in its way is refused.
func TestChoosingANewFolder(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	w.Resize(fyne.NewSize(800, 600))
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for proposed, taken := range map[string]bool{filepath.Join(dir, "models", "deep", "mine"): true, dir: true, file: false, filepath.Join(file, "mine"): false} {
		chosen := ""
		kit.ChooseNewFolder(w, "Keep", "Keep", proposed, func(path string) { chosen = path })
		w.Canvas().Capture()
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if got := chosen != ""; got != taken || got && chosen != proposed {
			t.Errorf("%s: %q is taken", proposed, chosen)
		}
		kit.CloseTop(w)
	}
}

// Paths are asked for by the chooser alone: a form of one line can't show what there is, nor propose a name that is free.
func TestPathsAreAskedForByTheChooser(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(filepath.Base(path), "chooser") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "ExpandHome(") && !strings.Contains(line, `ExpandHome("~")`) || strings.Contains(line, "ShowFileOpen") || strings.Contains(line, "ShowFileSave") ||
				strings.Contains(line, "NewFileOpen") || strings.Contains(line, "NewFileSave") {
				t.Errorf("%s asks for a path by itself: %s", path, strings.TrimSpace(line))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
