//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"duotone/app/apptest"
	"duotone/app/project"
	"duotone/app/project/exchange"
)

// The panes that show similar posts, as the window counts them.
const (
	likesAnalyse = iota
	likesBatch
	likesLabel
)

// likes is what a pane says of similar posts.
type likes struct {
	Open      bool
	In, Phase string
	Busy      bool
	Found     []string
}

// like waits for what a pane shows of similar posts.
func (s *stage) like(what string, pane int, ok func(*likes) bool) *likes {
	s.t.Helper()
	var last *likes
	defer func() {
		if s.t.Failed() {
			s.t.Logf("of similar posts it shows %+v", last)
		}
	}()
	s.wait(what, func() bool {
		data, err := os.ReadFile(s.state)
		var v struct{ Similar []likes }
		if err != nil || json.Unmarshal(data, &v) != nil || len(v.Similar) <= pane {
			return false
		}
		last = &v.Similar[pane]
		return ok(last)
	})
	return last
}

// rests waits until a part of the window has been in one place for a while: what is above it takes its height when it is there.
func (s *stage) rests(part string) {
	s.t.Helper()
	var was place
	rests := 0
	s.until(part+" rests", func(v *seen) bool {
		if rests++; v.Places[part] != was {
			was, rests = v.Places[part], 0
		}
		return rests > 20 && was.Y > 0
	})
}

// opens clicks on the name of the part once it has come to rest.
func (s *stage) opens(pane int) {
	s.t.Helper()
	s.rests("similar")
	s.click("similar", 0.5, 0.5)
	s.like("it is open", pane, func(l *likes) bool { return l.Open })
}

func there(l *likes) bool { return l.Open && !l.Busy && l.Phase == "ready" && len(l.Found) > 1 }

// somePosts are lines of posts of three topics, every other one with a picture.
func (s *stage) somePosts(n int) []byte {
	lines := "id,text,image\n"
	for i := range n {
		name := ""
		if i%2 == 0 {
			name = fmt.Sprintf("s%d.jpg", i)
			s.file(name, apptest.JPEG(uint64(i%6), 320, 240))
		}
		lines += fmt.Sprintf("r%d,%s number %d,%s\n", i, []string{"what a lovely day at the sea", "this is terrible and sad", "the shop opens at nine"}[i%3], i, name)
	}
	return []byte(lines)
}

// TestSimilarPosts opens what is like a row in Batch, by the mouse and by keys, and what is like a post in Analyse, where it becomes an entry.
func TestSimilarPosts(t *testing.T) {
	s := raise(t)
	table := s.file("posts.csv", s.somePosts(30))
	s.xdotool("key", "ctrl+3")
	s.until("Batch", func(v *seen) bool { return v.Pane == "batch" && v.Places["batch"].Y > 0 })
	s.drop("batch", table)
	s.desk("the table is looked at", func(r *reading) bool { return r.Phase == "ready" })
	s.until("the button", func(v *seen) bool { return v.Places["run"].Y > 0 })
	s.click("run", 0.5, 0.5)
	s.asked("where the result shall be", "key", "Return")
	s.desk("the first row is read", func(r *reading) bool { return r.Tab == 1 && r.Rows == 30 && r.Row == "r0" && r.Read != "" })

	s.opens(likesBatch)
	found := s.like("what is like row 0", likesBatch, there)
	s.until("it is in sight", func(v *seen) bool { l := v.Places["likes"]; return l.H > 50 && l.Y+l.H/4 < v.Height-60 })
	s.rests("likes")
	s.check("similar-batch")
	s.click("likes", 0.3, 0.05)
	s.desk("the likest row", func(r *reading) bool { return r.Row == found.Found[0] && r.Read != "" })
	found = s.like("what is like that", likesBatch, func(l *likes) bool { return there(l) && l.Found[0] != found.Found[0] })
	s.xdotool("key", "Home", "key", "Down", "key", "Return") // the list still has the keyboard
	s.desk("the second, by keys", func(r *reading) bool { return r.Row == found.Found[1] && r.Read != "" })
	if _, err := os.Stat(filepath.Join(s.dir, "posts-scored.csv.similar")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file beside the result, which nobody agreed to: %v", err)
	}

	s.xdotool("key", "ctrl+1")
	s.until("Analyse", func(v *seen) bool { return v.Pane == "analyse" })
	s.typed("what a lovely day at the sea")
	s.opens(likesAnalyse)
	found = s.like("what is like it", likesAnalyse, func(l *likes) bool { return there(l) && l.In == "result" })
	s.until("it is in sight", func(v *seen) bool { l := v.Places["likes"]; return l.H > 50 && l.Y+20 < v.Height-60 })
	s.rests("likes")
	s.check("similar-analyse")
	s.click("likes", 0.1, 0.05)
	s.until("the likest post", func(v *seen) bool { return v.Text != "what a lovely day at the sea" && v.settled() })
	s.xdotool("key", "alt+Left")
	s.until("the post before is an entry of its own", func(v *seen) bool { return v.Text == "what a lovely day at the sea" && v.settled() })
	s.closeWindow()
}

// TestSimilarPostsWhileLabelling jumps to a post that is like the one on the stage.
func TestSimilarPostsWhileLabelling(t *testing.T) {
	s := &stage{t: t, dir: t.TempDir(), output: &lockedBuffer{}, stop: make(chan struct{})}
	s.state = filepath.Join(s.dir, "state.json")
	path := filepath.Join(s.dir, "posts.duotone")
	p, err := project.Create(t.Context(), path, project.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := exchange.Import(t.Context(), p, s.file("posts.csv", s.somePosts(30)), exchange.ImportOptions{}); err != nil || r.Posts != 30 {
		t.Fatal(r, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("home/settings.json", []byte(fmt.Sprintf(`{"annotator":"ana","pane":"label","pack":%q}`, pack(t))))
	s.startServer()
	s.connect()
	s.run("openbox", "--sm-disable")
	s.startLabelling(program(t), path, 30)
	t.Cleanup(func() { _ = s.program.Process.Kill() })
	s.xdotool("key", "m")
	found := s.like("what is like the first post", likesLabel, there)
	s.until("it is in sight", func(v *seen) bool { return v.Places["likes"].H > 50 })
	s.rests("likes")
	s.check("similar-label")
	s.click("likes", 0.3, 0.02)
	s.wait("the likest post", func() bool { v := s.labelling(); return v != nil && v.Post == found.Found[0] && v.Drawn })
	s.xdotool("key", "1") // the keys are the stage's again
	s.wait("it is labelled", func() bool { v := s.labelling(); return v != nil && v.Done == 1 })
	s.xdotool("key", "m")
	s.like("it is put away", likesLabel, func(l *likes) bool { return !l.Open && len(l.Found) == 0 })
	s.closeWindow()
}
