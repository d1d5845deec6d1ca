package ui

import (
	"context"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/app/cli/program"
)

// AddTo gives the command line its window, and what draws a report.
func AddTo(p *program.Program) {
	version = p.Version
	keepCacheHome()
	p.Window = func(ctx context.Context, opener app.Opener, args []string) error {
		return Run(ctx, opener, p.Pack, p.Device, args)
	}
	p.Draw = WriteReport
}

// keepCacheHome sends what the toolkit caches to DUOTONE_HOME, where that is set: an index of the system's fonts, which it would keep in
// the person's own cache. Systems without XDG have no such way.
func keepCacheHome() {
	if home := os.Getenv("DUOTONE_HOME"); home != "" {
		_ = os.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache")) // fails for names that no variable has
	}
}
