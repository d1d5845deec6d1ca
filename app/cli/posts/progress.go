package posts

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"duotone/app/batch"
	"duotone/app/cli/program"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a long run is: a bar in a terminal, a plain line now and then elsewhere. Both take their rate
// and the time left from the same bar.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	bar   *progressbar.ProgressBar
	plain bool
	off   bool
	every time.Duration
	told  time.Time
	last  batch.Progress
	seen  bool
}

func newProgress(p *program.Program) *progress {
	f, ok := p.Stderr.(*os.File)
	terminal := ok && term.IsTerminal(int(f.Fd()))
	return &progress{w: p.Stderr, plain: !terminal, off: p.Quiet, every: 5 * time.Second, told: time.Now()}
}

// update is batch.Job.Progress.
func (g *progress) update(now batch.Progress) {
	if g.off {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bar == nil {
		g.start(now)
	}
	g.last, g.seen = now, true
	if now.Total >= 0 && now.Read > now.Total {
		g.bar.ChangeMax64(now.Read)
	}
	if now.Summary.Failed > 0 {
		g.bar.Describe(fmt.Sprintf("%d errors", now.Summary.Failed))
	}
	_ = g.bar.Set64(now.Read)
	if g.plain && time.Since(g.told) >= g.every {
		g.told = time.Now()
		g.line()
	}
}

func (g *progress) start(now batch.Progress) {
	total := now.Total
	if total < 0 {
		total = -1
	}
	w := g.w
	if g.plain {
		w = io.Discard
	}
	g.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("rows"), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionFullWidth(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionEnableColorCodes(false), progressbar.OptionUseANSICodes(false))
	if now.Resumed > 0 {
		_ = g.bar.Set64(now.Resumed)
		g.bar.StartWithoutRender()
	}
}

// line writes one plain line.
func (g *progress) line() {
	n := g.last
	rate := 0.0
	if s := n.Elapsed.Seconds(); s > 0 {
		rate = float64(n.Read-n.Resumed) / s
	}
	of, left := "", ""
	if n.Total >= 0 {
		about := ""
		if !n.Exact {
			about = "about "
		}
		of = fmt.Sprintf(" of %s%d", about, max(n.Total, n.Read))
		if rate > 0 && n.Read < n.Total {
			left = fmt.Sprintf(", %s left", time.Duration(float64(max(0, n.Total-n.Read))/rate*float64(time.Second)).Round(time.Second))
		}
	}
	fmt.Fprintf(g.w, "%d%s rows, %.1f a second%s, %d errors\n", n.Read, of, rate, left, n.Summary.Failed)
}

// end leaves the last state on the screen. At the end of all, as many rows as there were is what there are.
func (g *progress) end(all bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.seen {
		return
	}
	if all && g.last.Total >= 0 {
		g.last.Total, g.last.Exact = g.last.Read, true
		g.bar.ChangeMax64(g.last.Read)
		_ = g.bar.Set64(g.last.Read)
	}
	if g.plain {
		g.line()
		return
	}
	_ = g.bar.Exit()
	fmt.Fprintln(g.w)
}
