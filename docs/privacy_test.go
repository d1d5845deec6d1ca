package docs_test

import (
	"bufio"
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestNoNetwork runs the program's commands and watches every thread of them for a socket of any family but the machine's
// own. The runtime's library is watched with it, which on its own does report to its maker.
func TestNoNetwork(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("strace is Linux's")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("no strace; make setup for the tests installs it")
	}
	if out, err := exec.Command(strace, "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("this machine lets nobody watch a program: %v: %s", err, out)
	}
	exe := program(t)
	picture := filepath.Join(t.TempDir(), "picture.png")
	writePicture(t, picture)
	pack := filepath.Join(tree(t), "inference", "testdata", "pack-tiny")
	posts := "{\"text\":\"what a lovely day\",\"image\":\"" + picture + "\"}\n{\"text\":\"rain again\"}\n"

	for _, c := range []struct {
		name  string
		stdin string
		args  []string
		runs  bool // loads the runtime's library
	}{
		{"version", "", []string{"version"}, false},
		{"packs", "", []string{"packs", "check", pack}, false},
		{"devices", "", []string{"devices"}, true},
		{"tokens", "\"what a lovely day\"\n", []string{"tokens", "--pack", pack}, false},
		{"explain", "", []string{"explain", "--pack", pack, "--text", "what a lovely day", "--image", picture}, true},
		{"score", posts, []string{"score", "--pack", pack, "-", "-o", "-"}, true},
		{"bench", "", []string{"bench", "--pack", pack, "--json"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			home, env := emptyHome(t)
			trace := filepath.Join(t.TempDir(), "trace")
			cmd := exec.Command(strace, append([]string{"-f", "-qq", "-o", trace, "-e", "trace=socket,connect,openat", exe}, c.args...)...)
			cmd.Dir = home
			cmd.Env = env
			cmd.Stdin = strings.NewReader(c.stdin)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Run(); err != nil {
				t.Fatalf("duotone %s: %v\n%s", strings.Join(c.args, " "), err, stderr.String())
			}
			loaded := false
			f, err := os.Open(trace)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			lines := bufio.NewScanner(f)
			lines.Buffer(nil, 1<<20)
			for lines.Scan() {
				line := lines.Text()
				loaded = loaded || strings.Contains(line, "libonnxruntime") && !strings.Contains(line, "ENOENT")
				if strings.Contains(line, "socket(") && !strings.Contains(line, "socket(AF_UNIX") && !strings.Contains(line, "socket(AF_NETLINK") ||
					strings.Contains(line, "connect(") && !strings.Contains(line, "sa_family=AF_UNIX") {
					t.Errorf("a socket: %s", line)
				}
			}
			if err := lines.Err(); err != nil {
				t.Fatal(err)
			}
			if c.runs && !loaded {
				t.Error("the runtime's library was not loaded: this test has seen nothing")
			}
			strangers(t, home)
		})
	}
}

// TestHomeHoldsAll: with DUOTONE_HOME nothing is written anywhere else, not by the toolkit that draws and not by a reader of tables.
func TestHomeHoldsAll(t *testing.T) {
	exe := program(t)
	picture := filepath.Join(t.TempDir(), "picture.png")
	writePicture(t, picture)
	pack := filepath.Join(tree(t), "inference", "testdata", "pack-tiny")
	home, env := emptyHome(t)
	own := filepath.Join(t.TempDir(), "own")
	out := t.TempDir()
	posts := filepath.Join(out, "posts.csv")
	if err := os.WriteFile(posts, []byte("id,text\n1,what a lovely day \U0001F600 \u65e5\u672c\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"explain", "--pack", pack, "--text", "what a lovely day \U0001F600 \u65e5\u672c", "--image", picture, "--png", filepath.Join(out, "why.png")},
		{"screenshot", "--pack", pack, "--text", "what a lovely day \U0001F600 \u65e5\u672c", "-o", filepath.Join(out, "shot.png")},
		{"score", "--pack", pack, posts, "-o", filepath.Join(out, "a.xlsx")},
		{"report", filepath.Join(out, "a.xlsx"), "-o", filepath.Join(out, "a.html")},
	} {
		cmd := exec.Command(exe, args...)
		cmd.Dir, cmd.Env = home, append(env, "DUOTONE_HOME="+own)
		if told, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("duotone %s: %v\n%s", strings.Join(args, " "), err, told)
		}
	}
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("a file was left outside DUOTONE_HOME: %s", path[len(home):])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// strangers fails for a file that the program left in an empty home and that is not its own.
func strangers(t *testing.T, home string) {
	t.Helper()
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(strings.ToLower(path[len(home):]), "duotone") {
			t.Errorf("a file was left behind: %s", path[len(home):])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func writePicture(t *testing.T, path string) {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			img.SetNRGBA(x, y, color.NRGBA{uint8(4 * x), uint8(5 * y), 90, 255})
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
