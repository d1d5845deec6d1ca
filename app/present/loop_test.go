package present_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duotone/app/present"
	"duotone/app/present/presenttest"
)

// list is the smallest presenter: it keeps what it was told.
type list struct {
	loop present.Loop[listCore, listState]
}

type listCore struct{ numbers []int }

type listState struct {
	number  uint64
	numbers []int
}

func newList(watch func(*listState)) *list {
	l := &list{}
	l.loop.Start(&listCore{}, func(c *listCore, n uint64) *listState { return &listState{n, slices.Clone(c.numbers)} }, watch)
	return l
}

func (l *list) State() *listState { return l.loop.State() }
func (l *list) Close()            { l.loop.Close() }
func (l *list) Add(n int)         { l.loop.Do(func(c *listCore) { c.numbers = append(c.numbers, n) }) }

// Fetch has a number brought by work that takes as long as wait does, and brings -n where that was cancelled.
func (l *list) Fetch(n int, wait func(context.Context) error) {
	l.loop.Do(func(*listCore) {
		l.loop.Work(func(ctx context.Context) func(*listCore) {
			if wait(ctx) != nil {
				n = -n
			}
			return func(c *listCore) { c.numbers = append(c.numbers, n) }
		})
	})
}

func untilDone(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

func holds(n int) func(*listState) bool {
	return func(s *listState) bool { return len(s.numbers) == n }
}

func patient(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestLoopKeepsTheContractOfPresenters(t *testing.T) {
	presenttest.Run(t, presenttest.Subject[listState]{
		New:    func(watch func(*listState)) presenttest.Presenter[listState] { return newList(watch) },
		Number: func(s *listState) uint64 { return s.number },
		Commands: []func(presenttest.Presenter[listState]){
			func(p presenttest.Presenter[listState]) { p.(*list).Add(1) },
			func(p presenttest.Presenter[listState]) {
				p.(*list).Fetch(2, func(context.Context) error { return nil })
			},
			func(p presenttest.Presenter[listState]) { p.(*list).Fetch(3, untilDone) },
		},
	})
}

func TestCommandsTakeEffectInTheirOrder(t *testing.T) {
	l := newList(nil)
	defer l.Close()
	for i := range 1000 {
		l.Add(i)
	}
	st, err := l.loop.Wait(patient(t), holds(1000))
	if err != nil || !slices.IsSorted(st.numbers) {
		t.Errorf("%v, %v", st.numbers, err)
	}
}

func TestASlowWatcherMissesStatesAndIsToldTheLast(t *testing.T) {
	began, held, told := make(chan struct{}), make(chan struct{}), make(chan *listState, 100)
	var calls atomic.Int32
	l := newList(func(s *listState) {
		if calls.Add(1) == 1 {
			close(began)
			<-held
		}
		told <- s
	})
	defer l.Close()
	<-began
	for i := range 50 {
		l.Add(i)
		if _, err := l.loop.Wait(patient(t), holds(i+1)); err != nil {
			t.Fatalf("the loop waits for its watcher: %v", err)
		}
	}
	close(held)
	<-told // the first
	if s := <-told; len(s.numbers) != 50 || calls.Load() != 2 {
		t.Errorf("in call %d the watcher is told %v", calls.Load(), s.numbers)
	}
}

func TestWorkRunsBesideTheLoop(t *testing.T) {
	l := newList(nil)
	defer l.Close()
	hold := make(chan struct{})
	l.Fetch(1, func(context.Context) error { <-hold; return nil })
	l.Add(2)
	if st, err := l.loop.Wait(patient(t), holds(1)); err != nil || st.numbers[0] != 2 {
		t.Errorf("%v, %v", st.numbers, err)
	}
	close(hold)
	if st, err := l.loop.Wait(patient(t), holds(2)); err != nil || st.numbers[1] != 1 {
		t.Errorf("%v, %v", st.numbers, err)
	}
}

func TestCloseLetsWhatWasCommandedAndFoundTakeEffect(t *testing.T) {
	for range 200 {
		l := newList(nil)
		l.Fetch(1, untilDone)
		l.Add(2)
		l.Close()
		if got := l.State().numbers; !slices.Equal(got, []int{2, -1}) {
			t.Fatalf("after Close there is %v", got)
		}
	}
}

func TestWaitEnds(t *testing.T) {
	l := newList(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := func(*listState) bool { return false }
	if _, err := l.loop.Wait(ctx, never); !errors.Is(err, context.Canceled) {
		t.Errorf("with its context: %v", err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := l.loop.Wait(patient(t), never); !errors.Is(err, context.Canceled) {
			t.Errorf("with the loop: %v", err)
		}
	})
	l.Close()
	all.Wait()
	if st, err := l.loop.Wait(t.Context(), holds(0)); err != nil || st == nil {
		t.Errorf("what is so already: %v", err)
	}
}

func TestAfterGivesACommandLater(t *testing.T) {
	l := newList(nil)
	defer l.Close()
	l.loop.After(time.Millisecond, func(c *listCore) { c.numbers = append(c.numbers, 7) })
	if st, err := l.loop.Wait(patient(t), holds(1)); err != nil || st.numbers[0] != 7 {
		t.Errorf("%v", err)
	}
}
