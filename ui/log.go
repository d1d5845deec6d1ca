package ui

import (
	"fmt"
	stdlog "log"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"duotone/app"
)

// maxLog is when a log is put aside and a new one begun, so that both together stay small.
const maxLog = 1 << 20

// logPath is where the window writes down what happened. It holds no words and no pictures of posts.
func logPath(dir string) string { return filepath.Join(dir, "duotone.log") }

// openLog opens the log file, for what the libraries say as well. Where that fails, nothing is written down.
func openLog(dir string) (*slog.Logger, func()) {
	path := logPath(dir)
	if os.MkdirAll(dir, 0o700) != nil {
		return slog.New(slog.DiscardHandler), func() {}
	}
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		_ = os.Rename(path, path+".1") // a log that can't be put aside goes on growing, which is the lesser harm
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return slog.New(slog.DiscardHandler), func() {}
	}
	log := slog.New(slog.NewTextHandler(f, nil))
	stdlog.SetOutput(f) // Fyne complains there of a missing session bus and the like, which no one at a terminal needs
	log.Info("start", "go", runtime.Version(), "os", runtime.GOOS, "arch", runtime.GOARCH)
	return log, func() {
		stdlog.SetOutput(os.Stderr)
		f.Close()
	}
}

// diagnostics is what a person can hand to somebody who helps: no words, no pictures, no names of files of posts.
func (m *menus) diagnostics() string {
	var b strings.Builder
	line := func(name string, v any) { fmt.Fprintf(&b, "%-10s %v\n", name, v) }
	line("program", programVersion())
	line("system", runtime.GOOS+"/"+runtime.GOARCH+", "+runtime.Version()+fmt.Sprintf(", %d CPUs", runtime.NumCPU()))
	size := m.frame.window.Canvas().Size()
	line("window", fmt.Sprintf("%.0f × %.0f at scale %.2f", size.Width, size.Height, m.frame.window.Canvas().Scale()))
	set := m.frame.settings.Get()
	line("settings", fmt.Sprintf("theme %s, text %.2f, language %q, device %s", set.Theme, set.TextScale, set.Language, set.Device))
	e := m.frame.session.State().Engine
	line("engine", e.Phase)
	if e.Loaded {
		line("pack", e.Info.Pack.Ref()+" in "+e.Info.Pack.Dir)
		line("device", e.Info.Device+": "+e.Info.DeviceNote)
		line("runtime", e.Info.Runtime)
		for _, d := range e.Info.Devices {
			line("  "+d.Name, fmt.Sprintf("usable %v: %s", d.Usable, d.Note))
		}
	}
	if e.Err != nil {
		line("error", e.Err)
		line("hint", app.HintOf(e.Err))
	}
	home := app.FindHome()
	line("folders", strings.Join([]string{home.Config, home.Data, home.State}, " "))
	if data, err := os.ReadFile(logPath(home.State)); err == nil {
		b.WriteString("\nThe end of the log:\n")
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		b.WriteString(strings.Join(lines[max(len(lines)-40, 0):], "\n"))
		b.WriteByte('\n')
	}
	return b.String()
}

// version is the program's, as the command line knows it; empty or "devel" where the linker was not told.
var version string

// programVersion is what `duotone --version` says, else the module's version or commit, as the build noted it.
func programVersion() string {
	if version != "" && version != "devel" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	noted := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			noted += " " + s.Value
		}
	}
	return noted
}
