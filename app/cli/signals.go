package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"duotone/app/cli/program"
)

// grace is how long a command may take to come to an orderly end after a signal.
const grace = 700 * time.Millisecond

// Signals gives a context that SIGINT or SIGTERM ends. A command that has not come to its end soon after (it waits for a pipe, for a
// library that can't be interrupted, for a disk) is ended by exit with ExitError, which loses no more than a kill does: all that is
// written appears whole, and a run goes on from its journal. A second signal ends it at once. stop is called when the command has ended.
func Signals(exit func(status int)) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-signals:
		case <-ended:
			return
		}
		cancel()
		select {
		case <-signals:
		case <-time.After(grace):
		case <-ended:
			return
		}
		exit(program.ExitError)
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(ended)
		cancel()
	}
}
