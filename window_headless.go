//go:build headless

package main

import "duotone/app/cli/program"

// addWindow leaves the window out: this build runs where there is no libGL.
func addWindow(*program.Program) {}
