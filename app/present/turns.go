package present

import "context"

// Turns is work of one kind of which the one that was asked for last counts: a row that is opened after another one, though the other one's
// picture takes longer to be read. It belongs to the core; its zero value is ready.
type Turns struct {
	last   int
	cancel context.CancelFunc
}

// Drop gives up what runs: nothing comes of it any more.
func (t *Turns) Drop() {
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
	t.last++
}

// Runs tells whether something runs that counts.
func (t *Turns) Runs() bool { return t.cancel != nil }

// Latest is Work in the place of what was begun before in these turns. Of what that hands back nothing is done.
func (l *Loop[C, S]) Latest(t *Turns, do func(context.Context) (then func(*C))) {
	t.Drop()
	turn := t.last
	t.cancel = l.Work(func(ctx context.Context) func(*C) {
		then := do(ctx)
		return func(c *C) {
			if turn != t.last {
				return
			}
			t.cancel = nil
			if then != nil {
				then(c)
			}
		}
	})
}
