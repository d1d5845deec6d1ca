// Package program is what every command stands on: what the program was given from outside, how it opens an engine, how it talks, and with
// which status it ends.
package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"sync"

	"duotone/app"
	"duotone/app/table/source"

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

// ErrRows ends a command with ExitRows.
var ErrRows = errors.New("some rows failed")

// UsageError marks a mistake in the call itself.
type UsageError struct{ Err error }

// Usage says that an error is a mistake in the call.
func Usage(err error) error { return UsageError{Err: err} }

func (e UsageError) Error() string { return e.Err.Error() }

// Unwrap is the mistake.
func (e UsageError) Unwrap() error { return e.Err }

// Complain writes what went wrong and what to do next.
func (p *Program) Complain(err error) {
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

// OpenReader opens the reader beside the packs.
func (p *Program) OpenReader(ctx context.Context) (app.PictureReader, error) {
	if o, ok := p.Opener().(app.PictureReaderOpener); ok {
		return o.OpenReader(ctx)
	}
	return nil, app.Errorf("open the reader", "", app.KindMissing, "", "this program has no reader")
}

// OpenEngine opens the pack and the device that the flags name. Where the device was left to the engine, it tells which it took
// and why not the others.
func (p *Program) OpenEngine(ctx context.Context) (app.Engine, error) {
	engine, err := p.OpenPack(ctx, p.Pack)
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

// opening is held while the collector of rubbish rests.
var opening sync.Mutex

// OpenPack opens one pack, "" the default one, on the device that the flags name. The collector rests meanwhile: it would look through a pack again and again
// while that is read, and nearly all of it is kept. That took a seventh of a command's start.
func (p *Program) OpenPack(ctx context.Context, dir string) (app.Engine, error) {
	opening.Lock()
	defer opening.Unlock()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	return p.Opener().Open(ctx, dir, p.Device)
}

// Say tells how it goes, on stderr.
func (p *Program) Say(format string, args ...any) {
	if !p.Quiet {
		fmt.Fprintf(p.Stderr, format+"\n", args...)
	}
}

// PrintJSON writes a value to stdout, indented.
func (p *Program) PrintJSON(v any) error {
	e := json.NewEncoder(p.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// Notes tells what was left out, guessed or changed.
func (p *Program) Notes(notes []source.Note) {
	for _, n := range notes {
		p.Talk("note: %s\n", n.Text)
	}
}

// CommandLine is the command that was given, so that a shell reads the same.
func CommandLine(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		if a == "" || strings.ContainsFunc(a, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@%+", r)
		}) {
			a = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
		quoted[i] = a
	}
	return strings.Join(append([]string{"duotone"}, quoted...), " ")
}

// Talk writes to stderr unless --quiet.
func (p *Program) Talk(format string, args ...any) {
	if !p.Quiet {
		fmt.Fprintf(p.Stderr, format, args...)
	}
}
