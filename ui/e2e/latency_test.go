//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app/apptest"
	"duotone/app/project"
	"duotone/app/project/exchange"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// TestKeyToDrawnPost measures the time from a key press to the next post on the display, words and a picture of 12
// megapixels, as the X server has them: the latency of the server, the toolkit, the store and the painting together. It
// holds nobody to a time, as machines differ:
//
//	DUOTONE_MEASURE=1200x800,2560x1440 go test -tags "migrated_fynedo e2e" ./ui/e2e -run KeyToDrawn -v
func TestKeyToDrawnPost(t *testing.T) {
	sizes := measuredSizes(t)
	bin := program(t)
	dir := t.TempDir()
	lines := ""
	for i := range 40 {
		name := fmt.Sprintf("p%d.jpg", i)
		if err := os.WriteFile(filepath.Join(dir, name), apptest.JPEG(uint64(i), 4000, 3000), 0o600); err != nil {
			t.Fatal(err)
		}
		lines += fmt.Sprintf(`{"id":"r%d","text":"post number %d, with some words to read that go on for a line or two","image":%q}`+"\n", i, i, name)
	}
	posts := filepath.Join(dir, "posts.jsonl")
	if err := os.WriteFile(posts, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { measureKeys(t, bin, posts, size) })
	}
}

// measuredSizes are the sizes of the window in DUOTONE_MEASURE. Without any the test is skipped.
func measuredSizes(t *testing.T) (sizes [][2]int) {
	t.Helper()
	list := os.Getenv("DUOTONE_MEASURE")
	if list == "" {
		t.Skip("DUOTONE_MEASURE is not set: this measures, and tests nothing")
	}
	for one := range strings.SplitSeq(list, ",") {
		var w, h int
		if _, err := fmt.Sscanf(one, "%dx%d", &w, &h); err != nil {
			t.Fatalf("DUOTONE_MEASURE=%s: want WIDTHxHEIGHT,…", list)
		}
		sizes = append(sizes, [2]int{w, h})
	}
	return sizes
}

func measureKeys(t *testing.T, bin, posts string, size [2]int) {
	s := &stage{t: t, dir: t.TempDir(), output: &lockedBuffer{}, stop: make(chan struct{})}
	s.state = filepath.Join(s.dir, "state.json")
	path := filepath.Join(s.dir, "posts.duotone")
	p, err := project.Create(t.Context(), path, project.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.Import(t.Context(), p, posts, exchange.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("home/settings.json", fmt.Appendf(nil, `{"annotator":"ana","pane":"label","width":%d,"height":%d}`, size[0], size[1]))
	s.startServer()
	s.connect()
	if err := xtest.Init(s.x); err != nil {
		t.Fatal(err)
	}
	s.run("openbox", "--sm-disable")
	s.startLabelling(bin, path, 40)
	defer s.program.Process.Kill() //nolint:errcheck // it is to end here
	code := s.keycode('1')
	var took []float64
	for i := range 30 {
		s.wait("the post", func() bool { v := s.labelling(); return v != nil && v.Done == i && v.Drawn })
		time.Sleep(500 * time.Millisecond) // a person looks at a post, and meanwhile the next ones are decoded
		before := s.spots()
		press := time.Now()
		s.fakeKey(xproto.KeyPress, code)
		s.fakeKey(xproto.KeyRelease, code)
		for drawn := false; !drawn; {
			if drawn = changed(before, s.spots()) > len(before)/2; time.Since(press) > patience {
				t.Fatal("the next post never came")
			}
		}
		took = append(took, float64(time.Since(press).Microseconds())/1000)
	}
	slices.Sort(took)
	g, err := xproto.GetGeometry(s.x, xproto.Drawable(s.win)).Reply()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d×%d: from a key to the next post on the display: median %.1f ms, nine of ten within %.1f, slowest %.1f",
		g.Width, g.Height, took[len(took)/2], took[len(took)*9/10], took[len(took)-1])
}

// keycode is the key that types a digit.
func (s *stage) keycode(r rune) byte {
	s.t.Helper()
	setup := xproto.Setup(s.x)
	n := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	m, err := xproto.GetKeyboardMapping(s.x, setup.MinKeycode, n).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range int(n) {
		if m.Keysyms[i*int(m.KeysymsPerKeycode)] == xproto.Keysym(r) {
			return byte(setup.MinKeycode) + byte(i)
		}
	}
	s.t.Fatalf("no key types %c", r)
	return 0
}

func (s *stage) fakeKey(kind, code byte) {
	s.t.Helper()
	if err := xtest.FakeInputChecked(s.x, kind, code, 0, s.root, 0, 0, 0).Check(); err != nil {
		s.t.Fatal(err)
	}
}

// spots are pixels of the picture's right half, where there is a picture in every post.
func (s *stage) spots() (spots [][4]byte) {
	s.t.Helper()
	g, err := xproto.GetGeometry(s.x, xproto.Drawable(s.win)).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, fx := range []int{62, 67, 71, 76, 81} {
		for _, fy := range []int{33, 45} {
			x, y := int16(int(g.Width)*fx/100), int16(int(g.Height)*fy/100)
			r, err := xproto.GetImage(s.x, xproto.ImageFormatZPixmap, xproto.Drawable(s.win), x, y, 1, 1, 0xffffffff).Reply()
			if err != nil || len(r.Data) < 4 {
				s.t.Fatal("no pixel", err)
			}
			spots = append(spots, [4]byte(r.Data[:4]))
		}
	}
	return spots
}

func changed(a, b [][4]byte) (n int) {
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}
