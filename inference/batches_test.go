package inference

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// likeGPU is an engine that takes a second set of sessions on the CPU for a GPU, and so goes the way of one.
func likeGPU(t *testing.T, dir string) *engine {
	t.Helper()
	e := open(t, dir)
	again, _ := pack.Open(dir) // an open engine has let go of the files
	e.pack.Graphs = again.Graphs
	g, err := e.load(session.Options{Threads: 1, Device: session.CPU})
	if err != nil {
		t.Fatal(err)
	}
	e.forgetFiles()
	g.device = session.WebGPU
	if err := (&trial{engine: e}).findRows(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	e.gpu.Store(g)
	e.info.Device = session.WebGPU
	return e
}

// TestBatchesKeepTheContract: a post's scores do not depend on its neighbours in a batch, among all the rest.
func TestBatchesKeepTheContract(t *testing.T) {
	g := likeGPU(t, tinyPack).gpu.Load()
	t.Logf("rows stand alone: text %v, image %v", g.textRows, g.imageRows)
	if !g.imageRows {
		t.Error("the pack's image graph can't be batched, so this tests little")
	}
	apptest.TestEngine(t, func() app.Engine { return likeGPU(t, tinyPack) })
}

// TestShippedPackInBatches: an 8-bit graph may have one scale for a whole batch. That is found out, its posts go one a call, and
// scores stay those of the CPU.
func TestShippedPackInBatches(t *testing.T) {
	e := likeGPU(t, shippedPack)
	t.Logf("rows stand alone: text %v, image %v", e.gpu.Load().textRows, e.gpu.Load().imageRows)
	sameAsCPU(t, e, open(t, shippedPack), manyPosts(12))
}

// manyPosts are posts of all lengths with and without pictures.
func manyPosts(n int) []app.Post {
	posts := make([]app.Post, n)
	for i := range posts {
		posts[i] = app.Post{ID: fmt.Sprint(i), Text: strings.Repeat("so it goes, ", i*i%23)}
		if i%4 != 1 || posts[i].Text == "" {
			posts[i].Picture = apptest.Drawn(uint64(i), 40+i%50, 30+i%70)
		}
	}
	return posts
}

// sameAsCPU scores posts with both engines and returns how many predictions were made on a GPU and how many warnings there are.
func sameAsCPU(t *testing.T, e, cpu *engine, posts []app.Post) (onGPU, warnings int) {
	t.Helper()
	got, err := e.Score(t.Context(), posts...)
	if err != nil {
		t.Fatal(err)
	}
	want, err := cpu.Score(t.Context(), posts...)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range got {
		if p.ID != posts[i].ID || p.Err != nil || want[i].Err != nil {
			t.Fatalf("post %d: id %q, %v, %v", i, p.ID, p.Err, want[i].Err)
		}
		for l := range p.Scores {
			if d := math.Abs(p.Scores[l] - want[i].Scores[l]); d > 1e-5 {
				t.Errorf("post %d: score %d is %.6f away from the CPU's", i, l, d)
			}
		}
		for l := range p.Scores {
			if p.Meant == nil {
				continue // a pack of format 1
			}
			if d := math.Abs(p.Meant.Scores[l] - want[i].Meant.Scores[l]); d > 1e-5 {
				t.Errorf("post %d: what is meant is %.6f away from the CPU's", i, d)
			}
		}
		if d := math.Abs(p.Attention.Words - want[i].Attention.Words); d > 1e-4 {
			t.Errorf("post %d: the share of attention is %.6f away", i, d)
		}
		if p.Device == session.WebGPU {
			onGPU++
		}
		for _, n := range p.Warnings {
			if n.Code == app.WarningFallback {
				warnings++
			}
		}
	}
	return onGPU, warnings
}

// TestGPUFailsInMidWork: whenever a GPU fails, the CPU does the rest, tells, and every post has its scores.
func TestGPUFailsInMidWork(t *testing.T) {
	cpu := open(t, tinyPack)
	posts := manyPosts(90)
	for name, graph := range map[string]func(*graphs) *session.Session{
		"text": func(g *graphs) *session.Session { return g.text }, "image": func(g *graphs) *session.Session { return g.image },
		"fusion": func(g *graphs) *session.Session { return g.fusion },
	} {
		for _, after := range []int32{0, 2, 8} {
			t.Run(fmt.Sprintf("%s after %d", name, after), func(t *testing.T) {
				e := likeGPU(t, tinyPack)
				var runs atomic.Int32
				graph(e.gpu.Load()).Broken = func() error {
					if runs.Add(1) > after {
						return errors.New("the device was removed")
					}
					return nil
				}
				onGPU, notices := sameAsCPU(t, e, cpu, posts)
				if onGPU == len(posts) || notices == 0 {
					t.Errorf("%d of %d posts on the GPU, %d notices", onGPU, len(posts), notices)
				}
				if info := e.Info(); info.Device != session.CPU || !strings.Contains(info.DeviceNote, "the device was removed") {
					t.Errorf("Info says %s: %s", info.Device, info.DeviceNote)
				}
				if _, more := sameAsCPU(t, e, cpu, posts[:3]); more != 0 {
					t.Error("told again")
				}
			})
		}
	}
}

// TestBatchesCancelled: a cancel in the middle of batches comes back, and leaves no goroutine behind.
func TestBatchesCancelled(t *testing.T) {
	e := likeGPU(t, tinyPack)
	before := runtime.NumGoroutine()
	for _, after := range []int32{1, 5, 12} {
		ctx, cancel := context.WithCancel(t.Context())
		var runs atomic.Int32
		e.gpu.Load().image.Broken = func() error {
			if runs.Add(1) == after {
				cancel()
			}
			return nil
		}
		if _, err := e.Score(ctx, manyPosts(200)...); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at run %d: %v", after, err)
		}
		cancel()
	}
	if info := e.Info(); info.Device != session.WebGPU {
		t.Errorf("a cancel was taken for a failure: %s", info.DeviceNote)
	}
	if after := runtime.NumGoroutine(); after > before+2 {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}
