package cli

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/cli/program"
)

// TestVersion: what a report of a fault needs is said, one fact a line, also where there is no display and no runtime.
func TestVersion(t *testing.T) {
	home := t.TempDir()
	t.Setenv("DUOTONE_HOME", home)
	t.Setenv("LC_ALL", "de_AT.UTF-8")
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP"} {
		t.Setenv(name, "")
	}
	lines := func(p program.Program) map[string]string {
		t.Helper()
		var out, errs bytes.Buffer
		p.Stdin, p.Stdout, p.Stderr = strings.NewReader(""), &out, &errs
		if status := Run(context.Background(), &p, []string{"version"}); status != program.ExitDone || errs.Len() > 0 {
			t.Fatalf("status %d, stderr %q", status, errs.String())
		}
		facts := map[string]string{}
		for line := range strings.Lines(out.String()) {
			name, fact, _ := strings.Cut(strings.TrimSpace(line), " ")
			facts[name] += strings.TrimSpace(fact)
		}
		return facts
	}
	plain := lines(program.Program{Version: "1.2.3-test", NewOpener: func(...string) app.Opener { return packOpener{} }})
	for name, want := range map[string]string{
		"duotone": "1.2.3-test", "window": "no", "go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH,
		"language": "LC_ALL=de_AT.UTF-8", "folders": home, "runtime": "ONNX Runtime 1, /lib/x",
	} {
		if !strings.HasPrefix(plain[name], want) {
			t.Errorf("%s: %q, not %q", name, plain[name], want)
		}
	}
	if !strings.Contains(plain["environment"], "DUOTONE_HOME="+home) { // others may be set where the tests run
		t.Errorf("environment: %q", plain["environment"])
	}
	window := func(context.Context, app.Opener, []string) error { return nil }
	bare := lines(program.Program{NewOpener: func(...string) app.Opener {
		return packOpener{runtime: app.Errorf("load", "", app.KindRuntime, "", "it was not found")}
	}, Window: window})
	if !strings.Contains(bare["window"], "there is no display") && runtime.GOOS == "linux" {
		t.Errorf("window: %q", bare["window"])
	}
	if !strings.Contains(bare["runtime"], "it was not found") {
		t.Errorf("runtime: %q", bare["runtime"])
	}
	t.Setenv("DISPLAY", ":7")
	if seen := lines(program.Program{NewOpener: func(...string) app.Opener { return packOpener{} }, Window: window}); !strings.HasSuffix(seen["window"], "DISPLAY=:7") && runtime.GOOS == "linux" {
		t.Errorf("window: %q", seen["window"])
	}
}
