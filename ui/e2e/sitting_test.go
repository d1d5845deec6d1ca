//go:build e2e && linux

package e2e

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app/apptest"
)

// TestASitting drives a window as a long sitting does (200 posts with pictures, two batches of 2,000, ten changes of theme) with the pack that
// is shipped, and tells what memory it holds on the way, whose it is, and how long a change of theme keeps the window. It holds nobody to a figure, as
// machines differ. The second line is the start alone, in a minute:
//
//	DUOTONE_SITTING=200,2000,10 go test -timeout 60m -count=1 -tags "migrated_fynedo e2e" ./ui/e2e -run ASitting -v
//	DUOTONE_SITTING=3,0,5 go test -timeout 60m -count=1 -tags "migrated_fynedo e2e" ./ui/e2e -run ASitting -v
func TestASitting(t *testing.T) {
	var posts, rows, themes int
	if _, err := fmt.Sscanf(os.Getenv("DUOTONE_SITTING"), "%d,%d,%d", &posts, &rows, &themes); err != nil {
		t.Skip("DUOTONE_SITTING is not set: this measures, and tests nothing")
	}
	shipped, err := filepath.Abs("../../models/duotone-small")
	if err != nil {
		t.Fatal(err)
	}
	s := raiseWith(t, shipped)
	s.memory("at the first verdict")
	time.Sleep(3 * time.Second) // what opening a pack leaves behind is given back after a second
	s.memory("after the start")
	photos := make([]string, 25)
	for i := range photos {
		photos[i] = s.file(fmt.Sprintf("photo-%d.jpg", i), apptest.JPEG(uint64(i), 1200, 900))
	}
	for i := range posts {
		name := photos[i%len(photos)]
		s.drop("photo", name)
		s.until("the picture", func(v *seen) bool { return v.Picture == filepath.Base(name) && !v.Loading })
		s.typed(fmt.Sprintf("post %d was lovely", i))
		if i == 0 || (i+1)%50 == 0 {
			s.memory(fmt.Sprintf("after %d posts", i+1))
		}
	}
	s.themes(themes, "with a post")
	for batch := range 2 {
		if rows == 0 {
			break
		}
		var b strings.Builder
		b.WriteString("id,text,image\n")
		for i := range rows {
			fmt.Fprintf(&b, "r%d,%s number %d of batch %d,%s\n", i, []string{"what a lovely day", "this is terrible and sad", "the shop opens at nine"}[i%3], i, batch,
				filepath.Base(photos[i%len(photos)]))
		}
		table := s.file(fmt.Sprintf("posts-%d.csv", batch), []byte(b.String()))
		s.xdotool("key", "ctrl+3")
		s.until("Batch", func(v *seen) bool { return v.Pane == "batch" && v.Places["batch"].Y > 0 })
		s.drop("batch", table)
		s.desk("the table is looked at", func(r *reading) bool { return r.Phase == "ready" })
		s.until("the button", func(v *seen) bool { return v.Places["run"].Y > 0 })
		s.click("run", 0.5, 0.5)
		s.asked("where the result shall be", "key", "Return")
		for deadline := time.Now().Add(30 * time.Minute); ; time.Sleep(time.Second) {
			if v := s.read(); v != nil && time.Now().Before(deadline) && s.isRead(rows) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatal("the batch never ended")
			}
		}
		for range 40 {
			s.xdotool("key", "Down", "sleep", "0.2")
		}
		s.memory(fmt.Sprintf("after batch %d of %d rows, 40 of them read", batch+1, rows))
	}
	s.themes(themes, "with a result")
	s.memory("at the end")
	time.Sleep(45 * time.Second) // it is given back in a rest
	s.memory("after a rest")
	s.closeWindow()
}

// isRead tells whether a result of so many rows is shown.
func (s *stage) isRead(rows int) bool {
	r := s.reading()
	return r != nil && r.Tab == 1 && r.Rows == rows && r.Read != ""
}

// themes changes the theme by its key and tells how long each change kept the window.
func (s *stage) themes(n int, where string) {
	s.t.Helper()
	var took []float64
	for range n {
		was := s.read().Theme
		s.xdotool("key", "ctrl+shift+d")
		v := s.until("another theme", func(v *seen) bool { return v.Theme != was && v.Themed > 0 })
		took = append(took, v.Themed)
	}
	if n == 0 {
		return
	}
	slices.Sort(took)
	s.t.Logf("a change of theme %s: median %.0f ms, slowest %.0f ms", where, took[n/2], took[n-1])
	s.memory("after themes " + where)
}

// memory tells how much of the program lies in memory, of its own and of files that it maps.
func (s *stage) memory(when string) {
	s.t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.program.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	kb := map[string]int{}
	for line := range strings.SplitSeq(string(data), "\n") {
		var n int
		if name, rest, ok := strings.Cut(line, ":"); ok {
			if _, err := fmt.Sscanf(rest, "%d kB", &n); err == nil {
				kb[name] = n
			}
		}
	}
	s.t.Logf("%s: %d MB resident (%d of its own, %d of files), at most %d", when, kb["VmRSS"]/1024, kb["RssAnon"]/1024, kb["RssFile"]/1024, kb["VmHWM"]/1024)
	s.owners()
}

// owners tells whose the memory is.
func (s *stage) owners() {
	s.t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps", s.program.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	kb, owner := map[string]int{}, ""
	for line := range strings.SplitSeq(string(data), "\n") {
		var from, to uint64
		var n int
		if _, err := fmt.Sscanf(line, "%x-%x ", &from, &to); err == nil {
			name := ""
			if f := strings.Fields(line); len(f) > 5 {
				name = filepath.Base(f[5])
			}
			switch {
			case name == "[heap]" || name == "" && from >= 0x7000_0000_0000:
				owner = "C library: sessions, textures"
			case name == "":
				owner = "Go"
			default:
				owner, _, _ = strings.Cut(name, ".so")
			}
		} else if _, err := fmt.Sscanf(line, "Rss: %d kB", &n); err == nil {
			kb[owner] += n
		}
	}
	var all []string
	for _, name := range slices.SortedFunc(maps.Keys(kb), func(a, b string) int { return cmp.Compare(kb[b], kb[a]) }) {
		if kb[name] >= 4<<10 {
			all = append(all, fmt.Sprintf("%s %d", name, kb[name]/1024))
		}
	}
	s.t.Logf("    %s MB", strings.Join(all, ", "))
}
