// Package cli is Duotone's commands. Data goes to stdout, talk and progress to stderr.
//
// It knows models only through app.Opener and the window only through two functions that main hands in, so that the same
// commands run on a server without a display.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"duotone/app"
	"duotone/app/cli/posts"
	"duotone/app/cli/program"
	"duotone/app/cli/projects"
	"duotone/app/cli/tools"

	"github.com/spf13/cobra"
)

// Run runs one command and returns the exit status. A cancelled context is silence.
func Run(ctx context.Context, p *program.Program, args []string) int {
	p.Args = args
	root := root(p)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage program.UsageError
	switch {
	case err == nil:
		return program.ExitDone
	case errors.Is(err, program.ErrRows):
		return program.ExitRows
	case errors.As(err, &usage), app.KindOf(err) == app.KindUsage:
		p.Complain(err)
		return program.ExitUsage
	case errors.Is(err, context.Canceled):
		return program.ExitError
	default:
		p.Complain(err)
		return program.ExitError
	}
}

func root(p *program.Program) *cobra.Command {
	root := &cobra.Command{
		Use:   "duotone",
		Short: "Reads the sentiment of a post made of words and a picture, on this computer alone",
		Long: "Duotone reads the sentiment of a post made of words and a picture: what the words say, what the picture " +
			"says, what both say together, and where they pull apart.\nWithout a command it opens the window. " +
			"It never opens a socket.",
		Example:       "  duotone\n  duotone explain --text \"What a lovely day\" --image flood.jpg",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if _, err := os.Stat(args[0]); err != nil {
					return program.Usage(fmt.Errorf("no command and no file is called %q; see duotone --help", args[0]))
				}
			}
			if p.Window == nil {
				return app.Errorf("open the window", "", app.KindUsage,
					"See duotone --help for the commands that need none.", "this build has no window")
			}
			return p.Window(cmd.Context(), p.Opener(), args)
		},
	}
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return program.Usage(err) })
	flags := root.PersistentFlags()
	flags.StringVar(&p.Pack, "pack", "", "the folder of the model pack, which then reads all posts; by default each post's language chooses")
	flags.BoolVar(&p.OnePack, "one-pack", false, "the default pack reads all posts, whatever their language")
	flags.StringVar(&p.Device, "device", "auto", "where to run: auto, cpu, webgpu, cuda, directml, coreml")
	flags.BoolVar(&p.Quiet, "quiet", false, "only errors on stderr")
	flags.BoolVar(&p.NoColor, "no-color", os.Getenv("NO_COLOR") != "", "no colours (also NO_COLOR)")
	root.AddCommand(posts.Commands(p)...)
	root.AddCommand(projects.Commands(p)...)
	root.AddCommand(tools.Commands(p)...)
	root.AddCommand(packsCommand(p), devicesCommand(p), versionCommand(p))
	if p.AddCommands != nil {
		p.AddCommands(root, p)
	}
	markUsage(root)
	return root
}

// markUsage turns cobra's complaints about arguments into usage errors.
func markUsage(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return program.Usage(fmt.Errorf("%s: %w", strings.TrimSpace(c.CommandPath()), err))
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		markUsage(sub)
	}
}
