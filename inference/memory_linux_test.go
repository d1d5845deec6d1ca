package inference

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

// ownMemory is how many bytes lie in memory that belong to this process alone.
func ownMemory(t *testing.T) (bytes int) {
	t.Helper()
	debug.FreeOSMemory()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(data), "RssAnon:")
	if _, err := fmt.Sscanf(rest, "%d kB", &bytes); err != nil || !ok {
		t.Fatal(err)
	}
	return bytes << 10
}

// What a run of a graph needs is given back after it: the runtime would keep the most that any run ever needed, for each graph, here 470 MB. The C library
// keeps some of it, which it gives back when it is asked.
func TestARunKeepsNoMemory(t *testing.T) {
	e := open(t, tinyPack)
	g, err := e.bulk()
	if err != nil {
		t.Fatal(err)
	}
	run := func(posts, tokens int) {
		texts := make([][]int64, posts)
		for i := range texts {
			texts[i] = filled(tokens, 5)
		}
		if _, err := g.encodeTexts(t.Context(), texts...); err != nil {
			t.Fatal(err)
		}
	}
	run(1, 8)
	before := ownMemory(t)
	run(800, 128)
	if kept := ownMemory(t) - before; kept > 160<<20 {
		t.Errorf("after a large run %d MB more are held", kept>>20)
	} else {
		t.Logf("after a large run %d MB more are held", kept>>20)
	}
}
