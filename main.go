// Command duotone reads the sentiment of a post made of words and a picture, on this computer alone.
package main

import (
	"os"

	"duotone/app"
	"duotone/app/cli"
	"duotone/app/cli/program"
	"duotone/assets"
	"duotone/inference"
)

// version is set by the linker: -X main.version=….
var version = "devel"

func main() {
	ctx, stop := cli.Signals(os.Exit)
	p := &program.Program{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Version:    version,
		NewOpener:  func(dirs ...string) app.Opener { return inference.NewOpener(dirs...) },
		Dictionary: assets.Dictionary,
	}
	addWindow(p)
	status := cli.Run(ctx, p, os.Args[1:])
	stop()
	os.Exit(status)
}
