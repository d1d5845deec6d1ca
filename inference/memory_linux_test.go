package inference

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"testing"

	"duotone/app"
	"duotone/inference/pack"
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

// In an engine that stays open, what a run of a graph needs is given back after it: the runtime would keep the most that any run ever needed, for each graph, here 470 MB.
// It runs in a process of its own, whose C library gives back at once what is freed, as how much it keeps else is by chance (40 to 240 MB).
func TestARunOfAResidentEngineKeepsNoMemory(t *testing.T) {
	const atOnce = "MALLOC_TRIM_THRESHOLD_"
	if os.Getenv(atOnce) == "" {
		again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		again.Env = append(os.Environ(), atOnce+"=131072")
		said, err := again.CombinedOutput()
		t.Logf("%s", said)
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	k, info := pack.Open(tinyPack)
	if k == nil {
		t.Fatal(pack.Error(info))
	}
	g, err := openFor(app.Resident(t.Context()), t, k).bulk()
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
	if kept := (ownMemory(t) - before) >> 20; kept > 64 {
		t.Errorf("after a large run %d MB more are held", kept)
	}
}
