package cli

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/cli/program"
	"duotone/app/learn"
)

// fakeOpener opens an engine without a model.
type fakeOpener struct{ delay time.Duration }

func (o fakeOpener) Packs() []app.PackInfo                { return nil }
func (o fakeOpener) Check(dir string) app.PackInfo        { return app.PackInfo{Dir: dir} }
func (o fakeOpener) Devices(context.Context) []app.Device { return nil }
func (o fakeOpener) Open(_ context.Context, dir, _ string) (app.Engine, error) {
	e := &apptest.Fake{Delay: o.delay}
	h, err := learn.HeadIn(dir)
	if h != nil {
		e.Pack = app.PackInfo{Dir: dir, Name: h.Name, Version: h.Version, Head: h.Head, Base: h.BaseName + "@" + h.BaseVersion, BaseSum: h.Base}
	}
	return e, err
}

// TestMain lets the test binary be the program itself, with the fake engine: what is to be killed must be a process.
func TestMain(m *testing.M) {
	if os.Getenv("DUOTONE_TEST_PROGRAM") == "" {
		os.Exit(m.Run())
	}
	delay, _ := time.ParseDuration(os.Getenv("DUOTONE_TEST_DELAY"))
	ctx, stop := Signals(os.Exit)
	p := &program.Program{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Version: "test",
		NewOpener: func(...string) app.Opener { return fakeOpener{delay} }}
	if os.Getenv("DUOTONE_TEST_READY") != "" {
		fmt.Fprintln(os.Stderr, "ready")
	}
	status := Run(ctx, p, os.Args[1:])
	stop()
	os.Exit(status)
}
