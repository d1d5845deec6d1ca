//go:build e2e && linux

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// patience is how long anything may take; a machine under load is slow, not broken.
const patience = 60 * time.Second

// seen is what the window says of itself; ui/statefile.go writes it.
type seen struct {
	Seq                     uint64
	Pane, Text, Picture     string
	Label                   string
	Scores, Before          []float64
	Stale, Busy, Loading    bool
	Explained               bool
	Dialog                  bool
	Struck                  int
	Covered                 []struct{ X0, Y0, X1, Y1 float64 }
	Message, Problem, Phase string
	Theme                   string
	Themed                  float64
	Width, Height           float64
	Waits                   []float64
	Places                  map[string]place
}

type place struct{ X, Y, W, H float64 }

func (s *seen) settled() bool {
	return s.Label != "" && !s.Stale && !s.Busy && !s.Loading && s.Explained
}

// stage is an X server with the program on it.
type stage struct {
	t       *testing.T
	display string
	x       *xgb.Conn
	root    xproto.Window
	win     xproto.Window
	program *exec.Cmd
	done    chan error
	output  *lockedBuffer
	state   string
	dir     string
	stop    chan struct{}
	watched sync.WaitGroup
	sockets []string
	letGo   time.Time // when the last files were dropped
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func program(t *testing.T) string {
	t.Helper()
	if bin := os.Getenv("DUOTONE_BIN"); bin != "" {
		return bin
	}
	bin := filepath.Join(t.TempDir(), "duotone")
	cmd := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", bin, "duotone")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

func pack(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../inference/testdata/pack-tiny")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// raise starts everything and waits for the first verdict.
func raise(t *testing.T) *stage {
	t.Helper()
	return raiseWith(t, pack(t))
}

func raiseWith(t *testing.T, pack string) *stage {
	t.Helper()
	s := &stage{t: t, dir: t.TempDir(), output: &lockedBuffer{}, stop: make(chan struct{}), done: make(chan error, 1)}
	s.startServer()
	s.connect()
	s.run("openbox", "--sm-disable")
	s.state = filepath.Join(s.dir, "state.json")
	s.seen()
	s.program = exec.Command(program(t), "--pack", pack)
	s.program.Env = append(os.Environ(), "DISPLAY="+s.display, "WAYLAND_DISPLAY=", "LC_ALL=C",
		"DUOTONE_HOME="+filepath.Join(s.dir, "home"), "DUOTONE_STATE_FILE="+s.state)
	s.program.Stdout, s.program.Stderr = s.output, s.output
	if err := s.program.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.done <- s.program.Wait() }()
	t.Cleanup(func() {
		if s.program.ProcessState == nil {
			_ = s.program.Process.Kill()
		}
		if t.Failed() {
			t.Logf("the program said:\n%s", s.output)
		}
	})
	s.until("the first verdict", (*seen).settled)
	s.findWindow()
	s.watched.Add(1)
	go s.watchSockets()
	return s
}

// seen tells the program that it was here before: a first run begins with the start page.
func (s *stage) seen() {
	home := filepath.Join(s.dir, "home")
	err := os.MkdirAll(home, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(home, "settings.json"), []byte(`{"seen": true}`), 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) startServer() {
	r, w, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "2600x1600x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("Xvfb: %v (Debian: xvfb)", err)
	}
	w.Close()
	s.t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		s.t.Fatalf("Xvfb names no display: %v", err)
	}
	s.display = ":" + strings.TrimSpace(line)
}

func (s *stage) connect() {
	var err error
	if s.x, err = xgb.NewConnDisplay(s.display); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.x.Close)
	s.root = xproto.Setup(s.x).DefaultScreen(s.x).Root
}

// run starts a helper that lives as long as the test.
func (s *stage) run(name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	s.t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
}

func (s *stage) xdotool(args ...string) {
	s.t.Helper()
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("xdotool %v: %v\n%s", args, err, out)
	}
}

func (s *stage) atom(name string) xproto.Atom {
	s.t.Helper()
	r, err := xproto.InternAtom(s.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	return r.Atom
}

// findWindow waits until the window manager knows the program's window, the one before it may be there still, and has
// given it the keyboard: a key that is pressed sooner goes to nobody.
func (s *stage) findWindow() {
	list, owner := s.atom("_NET_CLIENT_LIST"), s.atom("_NET_WM_PID")
	s.wait("a window", func() bool {
		r, err := xproto.GetProperty(s.x, false, s.root, list, xproto.AtomWindow, 0, 64).Reply()
		if err != nil {
			return false
		}
		for ; len(r.Value) >= 4; r.Value = r.Value[4:] {
			w := xproto.Window(xgb.Get32(r.Value))
			pid, err := xproto.GetProperty(s.x, false, w, owner, xproto.AtomCardinal, 0, 1).Reply()
			if err == nil && len(pid.Value) == 4 && int(xgb.Get32(pid.Value)) == s.program.Process.Pid {
				s.win = w
				return true
			}
		}
		return false
	})
	s.wait("the keyboard", func() bool {
		f, err := xproto.GetInputFocus(s.x).Reply()
		return err == nil && f.Focus == s.win
	})
}

// read is what the window says now; nil: nothing yet.
func (s *stage) read() *seen {
	data, err := os.ReadFile(s.state)
	if err != nil {
		return nil
	}
	var v seen
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	return &v
}

// until waits for the window to say something.
func (s *stage) until(what string, ok func(*seen) bool) *seen {
	s.t.Helper()
	var last *seen
	s.wait(what, func() bool {
		last = s.read()
		return last != nil && ok(last)
	})
	return last
}

func (s *stage) wait(what string, ok func() bool) {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	for !ok() {
		select {
		case err := <-s.done:
			s.t.Fatalf("the program ended while waiting for %s: %v\n%s", what, err, s.output)
		default:
		}
		if time.Now().After(deadline) {
			s.shoot("failed")
			data, _ := os.ReadFile(s.state)
			s.t.Fatalf("never came: %s\nthe window says: %s", what, data)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// at is a point of a place on the screen; fx and fy are fractions of its width and height.
func (s *stage) at(name string, fx, fy float64) (string, string) {
	s.t.Helper()
	p, ok := s.read().Places[name]
	if !ok {
		s.t.Fatalf("there is no place %q", name)
	}
	return s.onScreen(p.X+fx*p.W, p.Y+fy*p.H)
}

func (s *stage) onScreen(x, y float64) (string, string) {
	s.t.Helper()
	r, err := xproto.TranslateCoordinates(s.x, s.win, s.root, 0, 0).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprint(int(x) + int(r.DstX)), fmt.Sprint(int(y) + int(r.DstY))
}

func (s *stage) click(name string, fx, fy float64) {
	s.t.Helper()
	x, y := s.at(name, fx, fy)
	s.xdotool("mousemove", x, y, "sleep", "0.05", "click", "1")
}

// shoot takes a picture of the window and fails where there is next to nothing on it.
func (s *stage) shoot(name string) image.Image {
	s.t.Helper()
	g, err := xproto.GetGeometry(s.x, xproto.Drawable(s.win)).Reply()
	if err != nil {
		s.t.Logf("no picture: %v", err)
		return nil
	}
	r, err := xproto.GetImage(s.x, xproto.ImageFormatZPixmap, xproto.Drawable(s.win), 0, 0, g.Width, g.Height, 0xffffffff).Reply()
	if err != nil {
		s.t.Logf("no picture: %v", err)
		return nil
	}
	m := image.NewNRGBA(image.Rect(0, 0, int(g.Width), int(g.Height)))
	for i := 0; i+3 < len(r.Data); i += 4 {
		m.SetNRGBA(i/4%int(g.Width), i/4/int(g.Width), color.NRGBA{R: r.Data[i+2], G: r.Data[i+1], B: r.Data[i], A: 255})
	}
	if dir := os.Getenv("DUOTONE_E2E_OUT"); dir != "" {
		if out, err := os.Create(filepath.Join(dir, name+".png")); err == nil {
			_ = png.Encode(out, m)
			out.Close()
		}
	}
	return m
}

// colours counts the colours of a picture, coarsely.
func colours(m image.Image) int {
	found := map[[3]uint32]bool{}
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, bl, _ := m.At(x, y).RGBA()
			found[[3]uint32{r >> 12, g >> 12, bl >> 12}] = true
		}
	}
	return len(found)
}

// brightness is the mean of a picture's corner, which is background.
func brightness(m image.Image) uint32 {
	var sum, n uint32
	b := m.Bounds()
	for y := b.Max.Y - 60; y < b.Max.Y-30; y++ {
		for x := b.Min.X + b.Dx()/2; x < b.Min.X+b.Dx()/2+10; x++ {
			r, g, bl, _ := m.At(x, y).RGBA()
			sum += (r + g + bl) / 3 >> 8
			n++
		}
	}
	return sum / n
}

// watchSockets notes every socket of the program that is one of a network. The display is reached by a Unix socket.
func (s *stage) watchSockets() {
	defer s.watched.Done()
	found := map[string]bool{}
	for {
		pid := s.program.Process.Pid
		inodes := map[string]string{}
		for _, kind := range []string{"tcp", "tcp6", "udp", "udp6", "udplite", "raw", "raw6", "icmp", "packet"} {
			data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, kind))
			for _, line := range strings.Split(string(data), "\n") {
				for _, field := range strings.Fields(line) {
					inodes[field] = kind
				}
			}
		}
		entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
		for _, e := range entries {
			link, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, e.Name()))
			if inode, ok := strings.CutPrefix(link, "socket:["); ok {
				inode = strings.TrimSuffix(inode, "]")
				if kind := inodes[inode]; kind != "" && !found[inode] {
					found[inode] = true
					s.sockets = append(s.sockets, kind+" "+inode)
				}
			}
		}
		select {
		case <-s.stop:
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// closeWindow asks the program to close its window, as the window manager does, and waits for its end.
func (s *stage) closeWindow() {
	s.t.Helper()
	data := xproto.ClientMessageDataUnionData32New([]uint32{uint32(s.atom("WM_DELETE_WINDOW")), 0, 0, 0, 0})
	s.send(s.win, s.atom("WM_PROTOCOLS"), data)
	select {
	case err := <-s.done:
		if err != nil {
			s.t.Errorf("the program ended with %v\n%s", err, s.output)
		}
	case <-time.After(patience):
		s.t.Fatal("the program does not end")
	}
	close(s.stop)
	s.watched.Wait()
	if len(s.sockets) > 0 {
		s.t.Errorf("sockets of a network were opened: %v", s.sockets)
	}
}

func (s *stage) send(to xproto.Window, kind xproto.Atom, data xproto.ClientMessageDataUnion) {
	s.t.Helper()
	event := xproto.ClientMessageEvent{Format: 32, Window: to, Type: kind, Data: data}
	if err := xproto.SendEventChecked(s.x, false, to, 0, string(event.Bytes())).Check(); err != nil {
		s.t.Fatal(err)
	}
}
