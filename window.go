//go:build !headless

package main

import (
	"duotone/app/cli"
	"duotone/ui"
)

// addWindow gives the program its window.
func addWindow(p *cli.Program) {
	p.Window = ui.Run
}
