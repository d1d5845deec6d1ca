//go:build !headless

package main

import (
	"duotone/app/cli"
	"duotone/ui"
)

// addWindow gives the program its window, and the commands that draw.
func addWindow(p *cli.Program) { ui.AddTo(p) }
