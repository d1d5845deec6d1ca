//go:build !headless

package main

import (
	"duotone/app/cli/program"
	"duotone/ui"
	"duotone/ui/gallery"
)

// addWindow gives the program its window, and the commands that draw.
func addWindow(p *program.Program) {
	ui.AddTo(p)
	gallery.AddTo(p)
}
