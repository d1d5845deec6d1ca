package ui

import (
	stdlog "log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app/cli/program"
)

func TestLogTakesWhatLibrariesSay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	log, done := openLog(dir)
	log.Warn("ours", "size", 3)
	stdlog.Println("theirs")
	done()
	if stdlog.Writer() != os.Stderr {
		t.Error("the standard log still goes to a closed file")
	}
	written, err := os.ReadFile(logPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"msg=ours size=3", "theirs"} {
		if !strings.Contains(string(written), want) {
			t.Errorf("no %q in\n%s", want, written)
		}
	}
}

// TestDiagnosticsNameTheVersion: a report of a fault is worth little without it.
func TestDiagnosticsNameTheVersion(t *testing.T) {
	p := &program.Program{Version: "v9.8.7-test"}
	old := version
	t.Cleanup(func() { version = old })
	AddTo(p)
	if got := programVersion(); got != p.Version {
		t.Errorf("the window is of version %q, the program of %q", got, p.Version)
	}
}
