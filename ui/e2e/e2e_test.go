//go:build e2e && linux

package e2e

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duotone/app/apptest"
)

func (s *stage) file(name string, data []byte) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// typed replaces the words.
func (s *stage) typed(text string) *seen {
	s.t.Helper()
	s.click("composer", 0.5, 0.3)
	s.xdotool("key", "ctrl+a", "type", "--delay", "15", text)
	return s.until("the verdict on "+text, func(v *seen) bool { return v.Text == text && v.settled() })
}

func TestAPersonAtTheWindow(t *testing.T) {
	s := raise(t)
	if v := s.read(); v.Text == "" || v.Picture == "" {
		t.Errorf("a new window shows no sample: %q, %q", v.Text, v.Picture)
	}
	s.check("start")

	s.typed("what a lovely day")
	s.drop("photo", s.file("beach at noon.jpg", apptest.JPEG(7, 640, 480)))
	before := s.until("the dropped picture", func(v *seen) bool { return v.Picture == "beach at noon.jpg" && v.settled() })

	s.xdotool("mousemove", "5", "5")
	x, y := s.onScreen(s.read().Places["strip"].X+14, s.read().Places["strip"].Y+12)
	s.xdotool("mousemove", x, y, "sleep", "0.05", "click", "1")
	v := s.until("a struck word", func(v *seen) bool { return v.Struck == 1 && v.settled() && v.Before != nil })
	if v.Scores[0] == before.Scores[0] && v.Scores[2] == before.Scores[2] {
		t.Error("striking a word changed no score")
	}
	s.check("struck")

	x0, y0 := s.at("photo", 0.2, 0.2)
	x1, y1 := s.at("photo", 0.7, 0.6)
	s.xdotool("mousemove", x0, y0, "sleep", "0.05", "mousedown", "1", "mousemove", x0, y1, "sleep", "0.1", "mousemove", x1, y1, "sleep", "0.1", "mouseup", "1")
	v = s.until("a covered part", func(v *seen) bool { return len(v.Covered) == 1 && v.settled() })
	s.xdotool("mousemove", "5", "5")
	s.isCovered(v)
	s.check("covered")
	s.click("reset", 0.5, 0.5)
	s.until("all given back", func(v *seen) bool { return v.Struck == 0 && len(v.Covered) == 0 && v.Before == nil && v.settled() })

	// Escape closes a dialog, and the keyboard is where it was.
	s.click("composer", 0.5, 0.3)
	s.xdotool("key", "ctrl+comma", "sleep", "0.3", "key", "Escape", "sleep", "0.3", "key", "ctrl+End")
	s.xdotool("type", "--delay", "15", " indeed")
	s.until("words typed after a dialog", func(v *seen) bool { return strings.HasSuffix(v.Text, " indeed") && v.settled() })

	for _, theme := range []string{"dark", "light"} {
		if s.read().Theme == "system" && theme == "light" {
			continue
		}
		for s.read().Theme != theme {
			was := s.read().Theme
			s.xdotool("key", "ctrl+shift+d")
			s.until("another theme", func(v *seen) bool { return v.Theme != was })
		}
		s.wait("the colours of "+theme, func() bool {
			m := s.shoot(theme)
			return m != nil && (brightness(m) < 90) == (theme == "dark")
		})
	}

	for _, size := range [][2]int{{800, 600}, {2560, 1440}, {1200, 800}} {
		s.xdotool("windowsize", fmt.Sprint(uint32(s.win)), fmt.Sprint(size[0]), fmt.Sprint(size[1]))
		s.until(fmt.Sprint(size), func(v *seen) bool { return int(v.Width) == size[0] && int(v.Height) == size[1] })
		s.check(fmt.Sprintf("%dx%d", size[0], size[1]))
	}

	// A picture on the clipboard is pasted with the keys that paste words.
	s.copyPicture(s.file("clip.png", apptest.PNG(3, 200, 150)))
	s.xdotool("key", "ctrl+shift+v")
	s.until("the pasted picture", func(v *seen) bool { return v.Picture == "clipboard" && v.settled() })

	// A new post is an entry of its own; the one before is a key away.
	s.xdotool("key", "ctrl+n")
	s.until("an empty post", func(v *seen) bool { return v.Text == "" && v.Picture == "" })
	s.typed("a dull day")
	s.until("the new post", func(v *seen) bool { return v.Text == "a dull day" && v.settled() })
	s.xdotool("key", "alt+Left")
	s.until("the post before", func(v *seen) bool { return v.Picture == "clipboard" && v.settled() })
	s.closeWindow()
}

// isCovered looks at the pixels within and around the covered part of the photo: one colour within, more around it.
func (s *stage) isCovered(v *seen) {
	s.t.Helper()
	photo, r := v.Places["photo"], v.Covered[0]
	x := func(f float64) int { return int(float64(photo.X) + f*float64(photo.W)) }
	y := func(f float64) int { return int(float64(photo.Y) + f*float64(photo.H)) }
	s.wait("the cover over the photo, and nowhere else", func() bool {
		m, ok := s.shoot("covered").(interface {
			SubImage(image.Rectangle) image.Image
		})
		if !ok {
			return false
		}
		within := m.SubImage(image.Rect(x(r.X0)+6, y(r.Y0)+6, x(r.X1)-6, y(r.Y1)-6))
		return shades(within) <= 2 && shades(m.SubImage(image.Rect(x(0), y(0), x(1), y(r.Y0)-4))) > 20 &&
			shades(m.SubImage(image.Rect(x(r.X1)+4, y(0), x(1), y(1)))) > 20
	})
}

// shades counts the different colours of most of a picture: those of a few pixels, as a mark's or a thin frame's, are left out.
func shades(m image.Image) int {
	count, b := map[color.Color]int{}, m.Bounds()
	for py := b.Min.Y; py < b.Max.Y; py++ {
		for px := b.Min.X; px < b.Max.X; px++ {
			count[m.At(px, py)]++
		}
	}
	n := 0
	for _, c := range count {
		if c > b.Dx()*b.Dy()/500 {
			n++
		}
	}
	return n
}

func (s *stage) copyPicture(path string) {
	s.t.Helper()
	s.run("xclip", "-selection", "clipboard", "-t", "image/png", "-i", path, "-loops", "20", "-quiet")
	s.wait("a picture on the clipboard", func() bool {
		cmd := exec.Command("xclip", "-selection", "clipboard", "-t", "TARGETS", "-o")
		cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
		out, err := cmd.Output()
		return err == nil && bytes.Contains(out, []byte("image/png"))
	})
}

// check takes a picture and looks whether there is something on it.
func (s *stage) check(name string) {
	s.t.Helper()
	s.wait("something to see at "+name, func() bool {
		m := s.shoot(name)
		return m != nil && colours(m) > 40
	})
}

func TestNothingFromOutsideHurts(t *testing.T) {
	s := raise(t)
	good := s.file("good.jpg", apptest.JPEG(1, 320, 240))
	whole := apptest.JPEG(2, 800, 600)
	hostile := map[string]string{
		"a PNG of 60,000 pixels a side": s.file("huge.png", hugePNG(60_000)),
		"a truncated JPEG":              s.file("cut.jpg", whole[:len(whole)/3]),
		"no picture at all":             s.file("text.png", []byte("this is no picture")),
		"an empty file":                 s.file("empty.jpg", nil),
		"a PDF":                         s.file("a.pdf", []byte("%PDF-1.7\n")),
		"a folder":                      s.dir,
	}
	for what, path := range hostile {
		s.drop("photo", good)
		s.until("a good picture", func(v *seen) bool { return v.Picture == "good.jpg" && v.settled() })
		s.drop("photo", path)
		s.until("what is said of "+what, func(v *seen) bool {
			if what == "a folder" { // which may hold many posts: what are they wanted for?
				return v.Dialog
			}
			return !v.Loading && !v.Busy && (v.Message != "" || v.Problem != "" || v.Picture != "good.jpg" && v.settled())
		})
		v := s.read()
		if v.Dialog {
			s.xdotool("key", "Escape")
			v = s.until("the window again", func(v *seen) bool { return !v.Dialog })
		}
		if what != "a truncated JPEG" && v.Picture != "good.jpg" {
			t.Errorf("%s took the place of the picture", what)
		}
	}
	s.drop("photo", good, s.file("other.jpg", apptest.JPEG(4, 32, 32)))
	s.until("the question what two are wanted for", func(v *seen) bool { return v.Dialog })
	s.xdotool("key", "Escape")
	s.until("the window again", func(v *seen) bool { return !v.Dialog })
	s.typed("still here")

	// Twenty drops, the file of each replaced while it may be read.
	for i := range 20 {
		name := fmt.Sprintf("many-%d.jpg", i)
		path := s.file(name, apptest.JPEG(uint64(i), 640, 480))
		s.drop("photo", path)
		s.file(name, whole[:100])
	}
	last := s.file("last.jpg", apptest.JPEG(99, 320, 240))
	s.drop("photo", last)
	s.until("the last of many", func(v *seen) bool { return v.Picture == "last.jpg" && v.settled() })

	// Ten megabytes of words.
	s.pasteText(strings.Repeat("all work and no play ", 500_000))
	s.until("the pasted words, cut", func(v *seen) bool {
		return strings.HasPrefix(v.Text, "all work and no play") && len(v.Text) <= 20_000 && v.settled()
	})
	s.typed("and it goes on")
	s.check("after hostile")

	// Closing while something runs.
	s.drop("photo", s.file("bye.jpg", apptest.JPEG(5, 2000, 1500)))
	s.closeWindow()
}

func (s *stage) pasteText(text string) {
	s.t.Helper()
	s.run("xclip", "-selection", "clipboard", "-i", s.file("paste.txt", []byte(text)), "-quiet")
	s.wait("words on the clipboard", func() bool {
		cmd := exec.Command("xclip", "-selection", "clipboard", "-t", "TARGETS", "-o")
		cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
		out, err := cmd.Output()
		return err == nil && bytes.Contains(out, []byte("UTF8_STRING"))
	})
	s.click("composer", 0.5, 0.3)
	s.xdotool("key", "ctrl+a", "key", "ctrl+v")
}

// hugePNG has a sound header of side × side pixels, and hardly anything behind it.
func hugePNG(side uint32) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		binary.Write(&b, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		b.Write(body)
		binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	header := binary.BigEndian.AppendUint32(nil, side)
	header = binary.BigEndian.AppendUint32(header, side)
	chunk("IHDR", append(header, 8, 2, 0, 0, 0))
	chunk("IDAT", []byte{0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1})
	chunk("IEND", nil)
	return b.Bytes()
}

func TestWithoutADisplay(t *testing.T) {
	for name, env := range map[string][]string{
		"none":      {"DISPLAY=", "WAYLAND_DISPLAY="},
		"not there": {"DISPLAY=:4711", "WAYLAND_DISPLAY="},
	} {
		cmd := exec.Command(program(t))
		cmd.Env = append(append(os.Environ(), env...), "DUOTONE_HOME="+t.TempDir())
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(patience):
			_ = cmd.Process.Kill()
			t.Fatalf("%s: the program waits for ever", name)
		}
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(out.String(), "display") || strings.Contains(out.String(), "panic") {
			t.Errorf("%s: status %d\n%s", name, cmd.ProcessState.ExitCode(), out.String())
		}
	}
}
