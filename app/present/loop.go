// Package present is the one way in which every pane decides: a queue of commands, one owner of the state, immutable
// states with a number, one watcher. What each pane decides lies in the packages below it, without a window.
//
//   - Commands (Do) may be given from any goroutine and return at once. They take effect in their order.
//   - One goroutine, the loop, owns all that changes, the core. It blocks on nothing but its queue: disk and model run
//     beside it (Work) and hand back what they found as a command.
//   - A state is immutable once published, with all that it points to, and its number rises. The watcher gets states one
//     at a time, in order, and only the latest: a slow watcher misses states, it never delays the loop.
//   - Close ends the context of what runs, lets what was commanded before and what work hands back still take effect, so
//     that nothing is left open, and returns when every goroutine has ended. Commands after it do nothing.
package present

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Loop owns a core of type C and publishes states of type S. A presenter embeds one; its zero value waits for Start.
type Loop[C, S any] struct {
	core  *C
	state func(core *C, number uint64) *S
	ctx   context.Context
	stop  context.CancelFunc
	all   sync.WaitGroup // the loop and its watcher
	ended chan struct{}  // closed when the loop has

	mu      sync.Mutex
	more    *sync.Cond // the queue has grown, or there is nothing left to wait for
	queue   []func(*C)
	working int // Work that has not handed back yet
	closing bool

	number uint64
	latest atomic.Pointer[told[S]]
}

// told is a state with what tells that there is a later one.
type told[S any] struct {
	state *S
	over  chan struct{}
}

// Start begins to own the core. state makes what is published of it, each time anew; watch is told the first state and
// those that follow, on a goroutine of its own, and may be nil.
func (l *Loop[C, S]) Start(core *C, state func(core *C, number uint64) *S, watch func(*S)) {
	l.core, l.state, l.ended, l.more = core, state, make(chan struct{}), sync.NewCond(&l.mu)
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.publish()
	l.all.Go(l.run)
	if watch != nil {
		l.all.Go(func() { l.watch(watch) })
	}
}

// State is the latest state.
func (l *Loop[C, S]) State() *S { return l.latest.Load().state }

// Do gives a command.
func (l *Loop[C, S]) Do(command func(*C)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closing {
		l.add(command)
	}
}

// After gives a command after a while.
func (l *Loop[C, S]) After(wait time.Duration, command func(*C)) *time.Timer {
	return time.AfterFunc(wait, func() { l.Do(command) })
}

// Work runs something beside the loop; what it returns is done on the loop, even while Close waits. It is called on the
// loop. The context ends with cancel, or with Close.
func (l *Loop[C, S]) Work(do func(context.Context) (then func(*C))) (cancel context.CancelFunc) {
	l.mu.Lock()
	l.working++
	l.mu.Unlock()
	ctx, end := context.WithCancel(l.ctx)
	go func() {
		defer end()
		then := do(ctx)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.working--
		l.add(then)
	}()
	return end
}

func (l *Loop[C, S]) add(command func(*C)) {
	if command != nil {
		l.queue = append(l.queue, command)
	}
	l.more.Signal()
}

// Wait waits for a state, the latest or one after it. Where none comes before the context or the loop has ended it
// returns the last one with an error.
func (l *Loop[C, S]) Wait(ctx context.Context, ok func(*S) bool) (*S, error) {
	for {
		now := l.latest.Load()
		if ok(now.state) {
			return now.state, nil
		}
		select {
		case <-now.over:
		case <-ctx.Done():
			return now.state, ctx.Err()
		case <-l.ended:
			if l.latest.Load() == now {
				return now.state, context.Canceled
			}
		}
	}
}

// Ended is closed when the loop has ended: no command takes effect after that.
func (l *Loop[C, S]) Ended() <-chan struct{} { return l.ended }

// Close ends the loop as the package comment says. It may be called again.
func (l *Loop[C, S]) Close() {
	l.mu.Lock()
	l.closing = true
	l.more.Signal()
	l.mu.Unlock()
	l.stop()
	l.all.Wait()
}

func (l *Loop[C, S]) run() {
	defer close(l.ended)
	for {
		commands := l.next()
		if len(commands) == 0 {
			return
		}
		for _, command := range commands {
			command(l.core)
		}
		l.publish()
	}
}

// next waits for commands; none: the loop is to end.
func (l *Loop[C, S]) next() []func(*C) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.queue) == 0 && !(l.closing && l.working == 0) {
		l.more.Wait()
	}
	commands := l.queue
	l.queue = nil
	return commands
}

func (l *Loop[C, S]) publish() {
	l.number++
	before := l.latest.Swap(&told[S]{l.state(l.core, l.number), make(chan struct{})})
	if before != nil {
		close(before.over)
	}
}

func (l *Loop[C, S]) watch(watch func(*S)) {
	for {
		now := l.latest.Load()
		watch(now.state)
		select {
		case <-now.over:
		case <-l.ended:
			return
		}
	}
}
