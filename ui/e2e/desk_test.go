//go:build e2e && linux

package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duotone/app/apptest"
	"duotone/app/project"
)

// reading is what the Batch pane says of itself.
type reading struct {
	Phase, Result, Row, Read, Into, By string
	Tab, Rows, Marked, Waiting         int
	Said                               map[string]string
	Making                             bool
}

// desk waits for what the Batch pane shows.
func (s *stage) desk(what string, ok func(*reading) bool) *reading {
	s.t.Helper()
	var last *reading
	s.wait(what, func() bool {
		last = s.reading()
		return last != nil && ok(last)
	})
	return last
}

// reading is what the Batch pane shows now; nil: another one is shown.
func (s *stage) reading() *reading {
	data, err := os.ReadFile(s.state)
	var v struct {
		Pane  string
		Shows *reading
	}
	if err != nil || json.Unmarshal(data, &v) != nil || v.Pane != "batch" {
		return nil
	}
	return v.Shows
}

// asked waits for a dialog, and answers it by keys and words.
func (s *stage) asked(what string, keys ...string) {
	s.t.Helper()
	s.until(what, func(v *seen) bool { return v.Dialog })
	s.xdotool(append([]string{"sleep", "0.3"}, keys...)...)
}

// TestReadingABatch scores a table, reads it with the arrows, labels in place, makes a project of a selection and exports what is seen in the order
// in which it is.
func TestReadingABatch(t *testing.T) {
	s := raise(t)
	s.file("a.jpg", apptest.JPEG(3, 400, 300))
	lines := "id,text,image,label\n"
	for i := range 12 {
		text := []string{"what a lovely day", "this is terrible and sad", "the shop opens at nine"}[i%3]
		lines += fmt.Sprintf("r%d,%s number %d,%s,%s\n", i, text, i, []string{"a.jpg", ""}[i%2], []string{"positive", "negative", "neutral"}[i%3])
	}
	table := s.file("posts.csv", []byte(lines))
	s.xdotool("key", "ctrl+3")
	s.until("Batch", func(v *seen) bool { return v.Pane == "batch" && v.Places["batch"].Y > 0 })
	s.drop("batch", table)
	s.desk("the table is looked at", func(r *reading) bool { return r.Phase == "ready" })
	s.until("the button", func(v *seen) bool { return v.Places["run"].Y > 0 })
	s.click("run", 0.5, 0.5)
	s.asked("where the result shall be", "key", "Return")
	r := s.desk("the first row is read", func(r *reading) bool { return r.Tab == 1 && r.Rows == 12 && r.Row == "r0" && r.Read != "" })
	if r.Result != filepath.Join(s.dir, "posts-scored.csv") {
		t.Errorf("the result is %s", r.Result)
	}
	s.check("desk")

	// The arrows read; what is said in place goes into a project that is made of the rows.
	s.xdotool("key", "Down", "key", "Down", "key", "Up")
	s.desk("the second row", func(r *reading) bool { return r.Row == "r1" && r.Read != "" })
	s.xdotool("key", "1")
	s.asked("into which project", "key", "Return")
	s.until("where it shall be", func(v *seen) bool { return v.Dialog })
	s.xdotool("sleep", "0.3", "key", "Return")
	s.until("who labels", func(v *seen) bool { return v.Dialog })
	s.xdotool("sleep", "0.3", "type", "--delay", "20", "ana")
	s.xdotool("key", "Return")
	into := filepath.Join(s.dir, "posts-scored"+project.Ext)
	s.desk("what was said is written", func(r *reading) bool { return r.Said["r1"] == "negative" && r.Into == into && r.Waiting == 0 })
	s.desk("the next row", func(r *reading) bool { return r.Row == "r2" && r.Read != "" })
	s.xdotool("key", "2", "key", "3")
	r = s.desk("two more", func(r *reading) bool { return len(r.Said) == 3 && r.Waiting == 0 && r.Row == "r4" })
	if r.Said["r2"] != "neutral" || r.Said["r3"] != "positive" {
		t.Errorf("said was %v", r.Said)
	}

	// A project of a selection: Shift and the arrows, Ctrl and a click.
	s.xdotool("key", "shift+Down", "key", "shift+Down")
	s.desk("three are picked out", func(r *reading) bool { return r.Marked == 3 && r.Row == "r6" })
	x, y := s.at("list", 0.3, 0.02)
	s.xdotool("mousemove", x, y, "sleep", "0.1", "keydown", "ctrl", "click", "1", "keyup", "ctrl")
	s.desk("and another one", func(r *reading) bool { return r.Marked == 4 })
	s.until("its button", func(v *seen) bool { return v.Places["makes"].Y > 0 })
	s.click("makes", 0.5, 0.5)
	s.asked("where the project shall be", "key", "Return")
	made := filepath.Join(s.dir, "posts-scored-2"+project.Ext)
	s.desk("it is made", func(r *reading) bool { return !r.Making && r.Into == made })
	p, err := project.Open(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := p.Posts.Count(t.Context()); err != nil || n != 4 {
		t.Errorf("it has %d posts, %v", n, err)
	}
	p.Close()

	// What is exported is what is seen, in its order.
	s.click("unmark", 0.5, 0.5)
	s.desk("all are let go", func(r *reading) bool { return r.Marked == 0 })
	s.click("find", 0.5, 0.5)
	s.xdotool("type", "--delay", "20", "lovely")
	s.desk("the lovely ones", func(r *reading) bool { return r.Rows == 4 })
	s.click("says", 0.3, 0.5)
	s.desk("the most negative first", func(r *reading) bool { return r.By == "negative" && r.Rows == 4 })
	s.click("export", 0.5, 0.5)
	s.asked("where the export shall be", "key", "Return")
	out := filepath.Join(s.dir, "posts-scored-selection.csv")
	s.wait("the export", func() bool { _, err := os.Stat(out); return err == nil })
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at, last := slices.Index(rows[0], "negative"), 2.0
	if at < 0 {
		t.Fatalf("the columns are %q", rows[0])
	}
	for _, row := range rows[1:] {
		now, err := strconv.ParseFloat(row[at], 64)
		if err != nil || now > last || !strings.Contains(strings.Join(row, " "), "lovely") {
			t.Errorf("after %v comes %q", last, row)
		}
		last = now
	}

	// The divider is dragged, and is where it was after a restart.
	before := s.read().Places["reading"].W
	dx, dy := s.at("divider", 0.5, 0.5)
	to, _ := s.onScreen(s.read().Places["divider"].X-100, 0)
	s.xdotool("mousemove", dx, dy, "sleep", "0.1", "mousedown", "1", "sleep", "0.1", "mousemove", to, dy, "sleep", "0.1", "mousemove", to, dy, "sleep", "0.1", "mouseup", "1")
	s.until("more room to read", func(v *seen) bool { return v.Places["reading"].W > before+50 })
	s.closeWindow()
	settings, err := os.ReadFile(filepath.Join(s.dir, "home", "settings.json"))
	if err != nil || !strings.Contains(string(settings), `"split": [`) || strings.Contains(strings.Join(strings.Fields(string(settings)), ""), `"split":[0,0]`) {
		t.Errorf("the divider is not remembered: %v", err)
	}
}

// TestATableDroppedOnAnyPane drops a table on each pane: where it is not plain what it is wanted for, that is asked, and what is said is done.
func TestATableDroppedOnAnyPane(t *testing.T) {
	s := raise(t)
	table := s.file("posts.csv", []byte("id,text\na,what a lovely day\nb,this is sad\n"))
	for i, pane := range []string{"analyse", "label", "batch", "measure", "learn", "models"} {
		s.xdotool("key", fmt.Sprintf("ctrl+%d", i+1))
		s.until(pane, func(v *seen) bool { return v.Pane == pane })
		s.drop("window", table)
		switch pane {
		case "batch":
			s.desk("it is looked at", func(r *reading) bool { return r.Phase == "ready" })
			continue
		case "label": // which asks who labels, and where the project shall be
			s.until("a project is asked for", func(v *seen) bool { return v.Dialog })
		default:
			s.asked("what it is wanted for", "key", "Return") // the first choice: score it
			s.desk("it is looked at in Batch", func(r *reading) bool { return r.Phase == "ready" })
			continue
		}
		s.check("dropped on " + pane)
		for s.read().Dialog {
			s.xdotool("key", "Escape", "sleep", "0.2")
		}
	}
	s.closeWindow()
}
