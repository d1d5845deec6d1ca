//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAKilledSplitLeavesNoHalfParts: whenever sharing out or drawing a sample is killed, each project that is there is whole, and the next try either
// does all of it or says what to do with what is there.
func TestAKilledSplitLeavesNoHalfParts(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "t.duotone")
	var csv strings.Builder
	csv.WriteString("id,text\n")
	for i := range 2000 {
		fmt.Fprintf(&csv, "p%d,post number %d about the tram\n", i, i)
	}
	did(t, "project", "new", path)
	did(t, "project", "import", path, written(t, dir, "posts.csv", csv.String()))
	split := []string{"project", "split", path, "--annotators", "ana,ben,cleo", "--overlap", "10%"}
	did(t, split...)
	want := partsThere(t, dir)
	if len(want) != 3 {
		t.Fatalf("parts: %v", want)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	killed, there := 0, 0
	for range 16 {
		for name := range partsThere(t, dir) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		if killsWhenItWrites(t, dir, time.Duration(random.IntN(300))*time.Millisecond, split...) {
			killed++
		}
		for name, posts := range partsThere(t, dir) {
			there++
			if posts != want[name] {
				t.Fatalf("after %d kills %s has %s posts of %s", killed, name, posts, want[name])
			}
		}
	}
	t.Logf("%d kills, after which %d parts were there", killed, there)
	if killed == 0 {
		t.Fatal("nothing was killed in the middle")
	}
	if len(partsThere(t, dir)) == 0 {
		did(t, split...)
	}
	p := runProgram(t, 0, split...)
	var said bytes.Buffer
	p.Stderr = &said
	if p.Run() == nil || !strings.Contains(said.String(), "Merge it where somebody has labelled in it") {
		t.Errorf("the next try says %s", &said)
	}
}

var postsOf = regexp.MustCompile(`(\d+) posts`)

// partsThere are the projects of a folder but the one that is shared out, with how many posts each has. One that is damaged fails the test.
func partsThere(t *testing.T, dir string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "t-*.duotone"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, name := range names {
		out, _ := did(t, "project", "check", name) // it fails where something is damaged
		if m := postsOf.FindStringSubmatch(out); m != nil {
			found[filepath.Base(name)] = m[1]
		}
	}
	return found
}

// killsWhenItWrites runs the program and kills it a while after the first file of a part is there. It tells whether that came before the end.
func killsWhenItWrites(t *testing.T, dir string, after time.Duration, args ...string) bool {
	t.Helper()
	before, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := runProgram(t, 0, args...)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- p.Wait() }()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		now, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(now) > len(before) {
			break
		}
	}
	select {
	case <-done:
		return false
	case <-time.After(after):
	}
	if err := p.Process.Signal(syscall.SIGKILL); err != nil {
		t.Log(err)
	}
	<-done
	return true
}
