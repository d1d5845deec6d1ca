package ui

import (
	"context"

	"duotone/app"
	"duotone/app/cli"

	"github.com/spf13/cobra"
)

// AddTo gives the command line its window, and the commands that draw.
func AddTo(p *cli.Program) {
	version = p.Version
	p.Window = func(ctx context.Context, opener app.Opener, args []string) error {
		return Run(ctx, opener, p.Pack, p.Device, args)
	}
	p.Draw = WriteReport
	p.AddCommands = func(root *cobra.Command, p *cli.Program) {
		root.AddCommand(ScreenshotCommand(func() (app.Opener, string, string) { return p.Opener(), p.Pack, p.Device }))
	}
}
