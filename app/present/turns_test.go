package present_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"duotone/app/present"
)

// Of what is asked for in turn only the last comes, though what was asked before takes longer, and is told that it may stop.
func TestTheLastTurnCounts(t *testing.T) {
	l := newList(nil)
	defer l.Close()
	var turns present.Turns
	slow, stopped := make(chan struct{}), make(chan struct{})
	l.loop.Do(func(*listCore) {
		l.loop.Latest(&turns, func(ctx context.Context) func(*listCore) {
			<-ctx.Done()
			close(stopped)
			<-slow
			return func(c *listCore) { c.numbers = append(c.numbers, 1) }
		})
	})
	l.loop.Do(func(*listCore) {
		l.loop.Latest(&turns, func(context.Context) func(*listCore) {
			return func(c *listCore) { c.numbers = append(c.numbers, 2) }
		})
	})
	<-stopped
	wait, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := l.loop.Wait(wait, func(s *listState) bool { return len(s.numbers) > 0 }); err != nil {
		t.Fatal(err)
	}
	close(slow)
	l.loop.Do(func(c *listCore) {
		if turns.Runs() {
			c.numbers = append(c.numbers, 3)
		}
		l.loop.Latest(&turns, func(context.Context) func(*listCore) {
			return func(c *listCore) { c.numbers = append(c.numbers, 4) }
		})
		turns.Drop()
	})
	l.Close()
	if got := l.State().numbers; !slices.Equal(got, []int{2}) {
		t.Errorf("%v came", got)
	}
}
