//go:build headless

package main

import "duotone/app/cli"

// addWindow leaves the window out: this build runs where there is no libGL.
func addWindow(*cli.Program) {}
