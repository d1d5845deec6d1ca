//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/project"
	"duotone/app/project/exchange"
	"duotone/app/project/ledger"
)

// labelling is what the Label pane says of itself.
type labelling struct {
	Post  string
	Done  int
	Total int
	Drawn bool
	MS    float64
}

func (s *stage) labelling() *labelling {
	data, err := os.ReadFile(s.state)
	if err != nil {
		return nil
	}
	var v struct{ Shows *labelling }
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	return v.Shows
}

// startLabelling opens the window with a project and waits for a post to be drawn.
func (s *stage) startLabelling(bin, project string, posts int) {
	s.t.Helper()
	_ = os.Remove(s.state)
	s.done = make(chan error, 1)
	s.program = exec.Command(bin)
	if project != "" {
		s.program.Args = append(s.program.Args, project)
	}
	s.program.Env = append(os.Environ(), "DISPLAY="+s.display, "WAYLAND_DISPLAY=", "LC_ALL=C",
		"DUOTONE_HOME="+filepath.Join(s.dir, "home"), "DUOTONE_STATE_FILE="+s.state)
	s.program.Stdout, s.program.Stderr = s.output, s.output
	if err := s.program.Start(); err != nil {
		s.t.Fatal(err)
	}
	program, done := s.program, s.done
	go func() { done <- program.Wait() }()
	if posts > 0 {
		s.wait("a post to label", func() bool { v := s.labelling(); return v != nil && v.Drawn && v.Total == posts })
	}
	s.findWindow()
}

// TestTablesDroppedOnLabel: a table that is dropped on the empty pane offers a project, which Enter makes of it; one that is dropped on
// the open project is shown first, and imported when that is confirmed.
func TestTablesDroppedOnLabel(t *testing.T) {
	s := &stage{t: t, dir: t.TempDir(), output: &lockedBuffer{}, stop: make(chan struct{})}
	s.state = filepath.Join(s.dir, "state.json")
	if err := os.MkdirAll(filepath.Join(s.dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("home/settings.json", []byte(`{"annotator":"ana","pane":"label","seen":true,"width":1000,"height":700}`))
	s.startServer()
	s.connect()
	s.run("openbox", "--sm-disable")
	s.startLabelling(program(t), "", 0)
	t.Cleanup(func() { _ = s.program.Process.Kill() })
	drop := func(file string) {
		x, y := s.onScreen(500, 350)
		s.dropAt(x, y, file)
	}
	drop(s.file("posts.csv", []byte("id,text\n1,the first post\n2,the second post\n")))
	made := filepath.Join(s.dir, "posts.duotone")
	total := func(n int) func() bool {
		return func() bool { v := s.labelling(); return v != nil && v.Total == n }
	}
	s.pressUntil("Return", func() bool { _, err := os.Stat(made); return err == nil })
	s.wait("a project of two posts", total(2))
	drop(s.file("more.csv", []byte("id,text,label\n2,the second post,positive\n3,the third post,meh\n")))
	s.shoot("dropped-table")
	if !total(2)() {
		t.Error("a dropped table is imported unasked")
	}
	s.pressUntil("Return", total(3))
}

// pressUntil presses a key now and then until something has come of it: what it is for may not be on the screen yet.
func (s *stage) pressUntil(key string, ok func() bool) {
	s.t.Helper()
	tries := 0
	s.wait("what comes of "+key, func() bool {
		if ok() {
			return true
		}
		if tries++; tries%50 == 0 {
			s.xdotool("key", key)
		}
		return false
	})
}

// TestLabellingByKeyboard labels thirty posts by single keys and kills the program twice. What the screen had
// acknowledged is in the export, and nothing else.
func TestLabellingByKeyboard(t *testing.T) {
	s := &stage{t: t, dir: t.TempDir(), output: &lockedBuffer{}, stop: make(chan struct{})}
	s.state = filepath.Join(s.dir, "state.json")
	path := filepath.Join(s.dir, "posts.duotone")
	p, err := project.Create(t.Context(), path, project.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	lines := ""
	for i := range 30 {
		name := fmt.Sprintf("p%d.jpg", i)
		s.file(name, apptest.JPEG(uint64(i), 4000, 3000))
		lines += fmt.Sprintf(`{"id":"r%d","text":"post number %d","image":%q}`+"\n", i, i, name)
	}
	if r, err := exchange.Import(t.Context(), p, s.file("posts.jsonl", []byte(lines)), exchange.ImportOptions{}); err != nil || r.Posts != 30 {
		t.Fatal(r, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("home/settings.json", []byte(`{"annotator":"ana","pane":"label"}`))
	s.startServer()
	s.connect()
	s.run("openbox", "--sm-disable")
	bin := program(t)
	s.startLabelling(bin, path, 30)
	t.Cleanup(func() { _ = s.program.Process.Kill() })
	var took []float64
	for i := range 30 {
		s.xdotool("key", fmt.Sprint(1+i%3))
		s.wait(fmt.Sprintf("the acknowledgement of post %d", i), func() bool {
			v := s.labelling()
			if v != nil && v.Done == i+1 && v.Drawn {
				took = append(took, v.MS)
				return true
			}
			return false
		})
		if i == 9 || i == 19 {
			if err := s.program.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-s.done
			s.startLabelling(bin, path, 30)
			if v := s.labelling(); v.Done != i+1 {
				t.Fatalf("%d of %d labels are there after the kill", v.Done, i+1)
			}
		}
	}
	slices.Sort(took)
	t.Logf("from a key to the next view: median %.1f ms, slowest %.1f ms", took[len(took)/2], took[len(took)-1])
	if p, err = project.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	out := filepath.Join(s.dir, "out.jsonl")
	final := ledger.Final{By: "annotator", Annotator: "ana"}
	if _, err := exchange.Export(t.Context(), p, out, exchange.ExportOptions{Format: exchange.FormatJSONL, Final: final}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	for i := range 30 {
		var row struct{ ID, Label string }
		if err := d.Decode(&row); err != nil {
			t.Fatal(err)
		}
		if want := app.Labels[i%3].String(); row.ID != fmt.Sprint("r", i) || row.Label != want {
			t.Errorf("post %s is %q, want %q", row.ID, row.Label, want)
		}
	}
}
