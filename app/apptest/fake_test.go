package apptest

import (
	"context"
	"errors"
	"testing"
	"time"

	"duotone/app"
)

func TestFakeKeepsTheContract(t *testing.T) {
	TestEngine(t, func() app.Engine { return &Fake{} })
}

func TestFakeTakesItsTime(t *testing.T) {
	f := &Fake{Delay: time.Hour}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := f.Score(ctx, app.Post{Text: "x"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestPlainFakeKeepsTheContract(t *testing.T) {
	TestEngine(t, func() app.Engine { return &Fake{Plain: true} })
}
