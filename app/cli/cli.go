// Package cli is Duotone's commands. Data goes to stdout, talk and progress to stderr.
//
// It knows models only through app.Opener and the window only through two functions that main hands in, so that the same
// commands run on a server without a display.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"duotone/app"

	"github.com/spf13/cobra"
)

// The exit statuses.
const (
	ExitDone  = 0 // all was done
	ExitError = 1 // could not run
	ExitUsage = 2 // called the wrong way
	ExitRows  = 3 // done, but some rows failed; they are in the output, each with its reason
)

// Program is the command line with all that it needs from outside.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Version        string

	// NewOpener gives the way to packs; dirs are the folders named with --pack.
	NewOpener func(dirs ...string) app.Opener
	// Window opens the window and returns when it is closed. nil in a build without one.
	Window func(ctx context.Context, opener app.Opener, args []string) error
	// AddCommands hands in commands that need the window's room (screenshot). nil in a build without one.
	AddCommands func(root *cobra.Command, p *Program)

	// Draw draws one explained post as a PNG (explain --png); threshold is the incongruity from which words and
	// picture pull apart. nil in a build without the window.
	Draw func(ctx context.Context, out app.Out, post app.Post, p app.Prediction, a app.Attribution, threshold float64) error

	// Dictionary has the program's texts in a language, by the English ones; nil: there are none. Itself nil: English alone.
	Dictionary func(language string) map[string]string

	// Set by the persistent flags, before any command runs.
	Pack    string // --pack DIR
	OnePack bool   // --one-pack
	Device  string // --device auto|cpu|…
	Quiet   bool   // --quiet
	NoColor bool   // --no-color or NO_COLOR

	// Args is the command as it was called, to tell how to go on with it.
	Args []string
}

// errRows ends a command with ExitRows.
var errRows = errors.New("some rows failed")

// usageError marks a mistake in the call itself.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// Run runs one command and returns the exit status. A cancelled context is silence.
func (p *Program) Run(ctx context.Context, args []string) int {
	p.Args = args
	root := p.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return ExitDone
	case errors.Is(err, errRows):
		return ExitRows
	case errors.As(err, &usage), app.KindOf(err) == app.KindUsage:
		p.complain(err)
		return ExitUsage
	case errors.Is(err, context.Canceled):
		return ExitError
	default:
		p.complain(err)
		return ExitError
	}
}

// complain writes what went wrong and what to do next.
func (p *Program) complain(err error) {
	fmt.Fprintln(p.Stderr, "duotone:", err)
	if hint := app.HintOf(err); hint != "" {
		fmt.Fprintln(p.Stderr, "  "+hint)
	}
}

// Opener is the way to packs, with the folder of --pack.
func (p *Program) Opener() app.Opener {
	if p.Pack != "" {
		return p.NewOpener(p.Pack)
	}
	return p.NewOpener()
}

// OpenEngine opens the pack and the device that the flags name. Where the device was left to the engine, it tells which it took
// and why not the others.
func (p *Program) OpenEngine(ctx context.Context) (app.Engine, error) {
	engine, err := p.Opener().Open(ctx, p.Pack, p.Device)
	if err == nil && p.OnePack {
		engine = app.Held(engine)
	}
	if err == nil && !p.Quiet && p.Device == "auto" {
		if note := engine.Info().DeviceNote; note != "" {
			fmt.Fprintln(p.Stderr, "device", note)
		}
	}
	return engine, err
}

func (p *Program) root() *cobra.Command {
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
					return usageError{fmt.Errorf("no command and no file is called %q; see duotone --help", args[0])}
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
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	flags := root.PersistentFlags()
	flags.StringVar(&p.Pack, "pack", "", "the folder of the model pack, which then reads all posts; by default each post's language chooses")
	flags.BoolVar(&p.OnePack, "one-pack", false, "the default pack reads all posts, whatever their language")
	flags.StringVar(&p.Device, "device", "auto", "where to run: auto, cpu, webgpu, cuda, directml, coreml")
	flags.BoolVar(&p.Quiet, "quiet", false, "only errors on stderr")
	flags.BoolVar(&p.NoColor, "no-color", os.Getenv("NO_COLOR") != "", "no colours (also NO_COLOR)")
	for _, add := range commands {
		root.AddCommand(add(p))
	}
	if p.AddCommands != nil {
		p.AddCommands(root, p)
	}
	markUsage(root)
	return root
}

// commands are the sub-commands; each file that has one adds it here in its init.
var commands []func(*Program) *cobra.Command

// markUsage turns cobra's complaints about arguments into usage errors.
func markUsage(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError{fmt.Errorf("%s: %w", strings.TrimSpace(c.CommandPath()), err)}
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		markUsage(sub)
	}
}
