//go:build unix

package cli

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"duotone/app"
)

// TestAKilledLearnerLeavesTheOldHead: whenever learning is killed, the head that was there is there, byte by byte, or the new one is as a
// whole; and the run after the kills writes the next version.
func TestAKilledLearnerLeavesTheOldHead(t *testing.T) {
	dir := t.TempDir()
	path, head := topicProject(t, dir, 80), filepath.Join(dir, "head")
	did(t, "learn", path, "-o", head)
	file := filepath.Join(head, "pack.json")
	old := mustRead(t, file)
	did(t, "project", "import", path, written(t, dir, "more.csv", topicRows(80, 160)), "--annotator", "ana")
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	killed, renewed := 0, 0
	for round := 0; killed < 12 && round < 60; round++ {
		p := runProgram(t, time.Millisecond, "learn", path, "-o", head)
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- p.Wait() }()
		select {
		case <-done:
			renewed++
		case <-time.After(time.Duration(5+random.IntN(400)) * time.Millisecond):
			if err := p.Process.Signal(syscall.SIGKILL); err != nil {
				t.Log(err)
			}
			<-done
			killed++
		}
		now := mustRead(t, file)
		if bytes.Equal(now, old) {
			continue
		}
		before, err := app.ParseHeadPack(old)
		if err != nil {
			t.Fatal(err)
		}
		after, err := app.ParseHeadPack(now)
		if err != nil || after.Head.Check() != nil || after.Version == before.Version {
			t.Fatalf("after %d kills the head is neither the old one nor a new one: %v", killed, err)
		}
		old = now
	}
	t.Logf("%d kills, %d came to their end before", killed, renewed)
	if killed == 0 {
		t.Fatal("nothing was killed in mid-learning")
	}
	long := time.Now().Add(-2 * time.Hour) // what is left may be somebody's who is still writing, but not after hours
	for _, name := range left(t, head) {
		if err := os.Chtimes(filepath.Join(head, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	did(t, "learn", path, "-o", head)
	p, err := app.ParseHeadPack(mustRead(t, file))
	if err != nil || len(p.Learned.Posts) != 160 {
		t.Errorf("%v: learned from %d posts", err, len(p.Learned.Posts))
	}
	if l := left(t, head); len(l) > 0 {
		t.Errorf("left over: %q", l)
	}
}
