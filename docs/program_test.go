package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// built is the folder that build made, if it was called at all.
var built string

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "duotone-docs")
	if err != nil {
		return "", err
	}
	built = dir
	exe := filepath.Join(dir, "duotone")
	if runtime.GOOS == "windows" {
		exe += ".exe"
	}
	cmd := exec.Command("go", "build", "-buildvcs=false", "-tags", "migrated_fynedo", "-o", exe, ".")
	cmd.Dir = root
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return exe, cmd.Run()
})

func TestMain(m *testing.M) {
	status := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(status)
}

// program is the built program, window and all.
func program(t *testing.T) string {
	t.Helper()
	exe, err := build()
	if err != nil {
		t.Fatalf("building the program: %v", err)
	}
	return exe
}

// tree is the absolute path of the top of the tree.
func tree(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// emptyHome is an environment in which the program finds nothing that it wrote before, and a place to see what it writes.
func emptyHome(t *testing.T) (home string, env []string) {
	t.Helper()
	home = t.TempDir()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	ort := os.Getenv("DUOTONE_ORT")
	if ort == "" {
		ort = filepath.Join(cache, "duotone", "onnxruntime-1.30.0", "libonnxruntime.so.1")
	}
	if _, err := os.Stat(ort); err != nil {
		t.Skipf("no ONNX Runtime library: %v; make setup fetches it", err)
	}
	return home, []string{
		"HOME=" + home, "TMPDIR=" + home, "XDG_CACHE_HOME=" + home + "/cache", "XDG_CONFIG_HOME=" + home + "/config",
		"XDG_DATA_HOME=" + home + "/data", "XDG_STATE_HOME=" + home + "/state", "PATH=" + os.Getenv("PATH"), "DUOTONE_ORT=" + ort,
	}
}
