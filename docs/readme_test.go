package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeCommands runs the README's commands as they stand, in a folder that looks like the tree. Its two make targets
// are what CI runs.
func TestReadmeCommands(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	exe := program(t)
	_, env := emptyHome(t)
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		exe: "bin/duotone", filepath.Join(tree(t), "assets"): "assets", filepath.Join(tree(t), "inference"): "inference",
		filepath.Join(tree(t), "models"): "models",
	} {
		if err := os.Symlink(from, filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	shipped, _ := filepath.Glob(filepath.Join(tree(t), "models", "*", "pack.json"))
	if len(shipped) == 0 {
		// The tree is without a model: the small one with random weights answers in its place.
		env = append(env, "DUOTONE_HOME="+dir+"/home")
		if err := os.MkdirAll(dir+"/home/models", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(dir+"/home/models/pack-tiny", os.DirFS(filepath.Join(tree(t), "inference", "testdata", "pack-tiny"))); err != nil {
			t.Fatal(err)
		}
	} else {
		env = append(env, "DUOTONE_HOME="+dir+"/home")
		if err := os.MkdirAll(dir+"/home", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(tree(t), "models"), dir+"/home/models"); err != nil {
			t.Fatal(err)
		}
	}
	ran := 0
	for _, commands := range readPage(t, "README.md").shell {
		if !strings.Contains(commands, "bin/duotone") {
			continue
		}
		ran++
		cmd := exec.Command(bash, "-eu", "-c", commands)
		cmd.Dir = dir
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s\n%v: %s", commands, err, out)
		}
	}
	if ran < 3 {
		t.Errorf("only %d blocks of commands found", ran)
	}
	for _, f := range []string{"why.png", "scored.csv", "report.html"} {
		if info, err := os.Stat(filepath.Join(dir, f)); err != nil || info.Size() == 0 {
			t.Errorf("the commands made no %s: %v", f, err)
		}
	}
}
