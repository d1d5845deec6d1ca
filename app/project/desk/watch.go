package desk

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"duotone/app"
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

const (
	// Idle is how long somebody may do nothing and still be taken to look at the post.
	Idle = time.Minute
	// Rest is how long somebody has to do nothing for a session to end.
	Rest = 10 * time.Minute
)

// watch measures how long a post is looked at, without the time in which nobody touches anything. It may be used from several
// goroutines: nothing is done under its lock.
type watch struct {
	lock  sync.Mutex
	last  time.Time     // when something was done last
	spent time.Duration // on the post
	begun time.Time     // the session
}

// show begins a post.
func (w *watch) show(now time.Time) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.pass(now)
	w.spent = 0
}

// active counts the time since something was done last, Idle at most, and returns what was spent on the post.
func (w *watch) active(now time.Time) time.Duration {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.pass(now)
	return w.spent
}

func (w *watch) pass(now time.Time) {
	gone := now.Sub(w.last)
	if w.last.IsZero() || gone >= Rest {
		w.begun = now
	}
	if !w.last.IsZero() {
		w.spent += min(max(gone, 0), Idle)
	}
	w.last = now
}

// times are when the session began, and when something was done last.
func (w *watch) times() (begun, last time.Time) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.begun, w.last
}

// session is how long the one has lasted.
func (w *watch) session() time.Duration {
	w.lock.Lock()
	defer w.lock.Unlock()
	return max(0, w.last.Sub(w.begun))
}

// blind takes the names out of what people said, and their order with them: A of one post is nobody's A of another.
func blind(said []ledger.Said, s queue.Slot) []ledger.Said {
	said = slices.Clone(said)
	slices.SortFunc(said, func(a, b ledger.Said) int {
		return cmp.Compare(queue.Lot(0, s.Post+"\x00"+app.PostID(a.Annotator)), queue.Lot(0, s.Post+"\x00"+app.PostID(b.Annotator)))
	})
	for i := range said {
		said[i].Annotator, said[i].Event = letter(i), ledger.Event{Value: said[i].Event.Value}
	}
	return said
}

// letter is A, B … Z, then 27, 28 ….
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprint(i + 1)
}
