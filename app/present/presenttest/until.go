package presenttest

import (
	"context"
	"testing"
	"time"
)

// Until waits for a state that is as wanted, by a presenter's Wait.
func Until[S any](t testing.TB, wait func(context.Context, func(*S) bool) (*S, error), what string, ok func(*S) bool) *S {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	st, err := wait(ctx, ok)
	if err != nil {
		t.Fatalf("never came: %s: %v", what, err)
	}
	return st
}
