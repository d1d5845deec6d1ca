//go:build unix

package cli

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"duotone/app/apptest"
	"duotone/app/cli/program"
)

// ends waits for a process; one that goes on is a failure.
func ends(t *testing.T, c *exec.Cmd) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(2 * time.Minute):
		_ = c.Process.Kill()
		t.Fatalf("%v goes on", c.Args[1:])
		return nil
	}
}

// A pipe or a device where a file is expected is refused at once: reading one could go on for ever.
func TestSpecialFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"fifo", "fifo.csv", "fifo.zip", "fifo.json", "fifo.jpg", "folder.txt"} {
		if err := syscall.Mkfifo(at(name), 0o600); err != nil {
			t.Skip(err)
		}
	}
	if err := os.WriteFile(at("in.csv"), []byte("id,text,image\n1,hello,a.jpg\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"score", at("fifo")}, {"score", at("fifo.csv"), "--format", "csv"}, {"score", at("fifo.zip"), "-o", at("out.jsonl")}, {"score", "/dev/zero"},
		{"score", at("in.csv"), "--pictures", at("fifo.zip")}, {"score", at("in.csv"), "--pictures", "/dev/zero"}, {"score", at("in.csv"), "-o", at("fifo.csv")},
		{"score", "--image", at("fifo.jpg")}, {"report", at("fifo.json")}, {"report", at("fifo")}, {"report", at("in.csv"), "--show-pictures", "--pictures", at("fifo.zip")},
		{"explain", "--image", at("fifo.jpg")}, {"pixels", at("fifo.jpg")}, {"pixels", "/dev/zero"}, {"evaluate", at("fifo.csv")}, {"faithfulness", at("fifo.csv")},
		{"project", "import", at("p.duotone"), at("fifo.json")}, {"project", "import", at("p.duotone"), at("fifo.csv")}, {"project", "import", at("p.duotone"), at("fifo.json"), "--format", "labelstudio"},
		{"project", "import", at("p.duotone"), at("in.csv"), "--pictures", at("fifo.zip")}, {"project", "export", at("fifo"), "-o", at("x.csv")},
	} {
		c := runProgram(t, 0, args...)
		var errs bytes.Buffer
		c.Stderr = &errs
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if status := exitStatus(t, ends(t, c)); status == program.ExitDone || errs.Len() == 0 || strings.Contains(errs.String(), "panic") {
			t.Errorf("%v: status %d, %s", args, status, errs.String())
		}
	}
}

// A signal ends every command soon, whatever it waits for.
func TestASignalEndsEverything(t *testing.T) {
	dir := t.TempDir()
	slow := manyPosts(t, dir, 500)
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		for _, args := range [][]string{
			{"score", "-"}, {"score", "-", "--format", "csv"}, {"tokens"}, {"score", slow, "-o", "-"}, {"score", slow, "-o", filepath.Join(dir, "out"+sig.String()[:3]+".jsonl")},
			{"score", "--text", "hello"}, {"explain", "--text", "hello"}, {"evaluate", slow},
		} {
			c := runProgram(t, time.Hour, args...)
			stdin, err := c.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			c.Stderr = nil
			stderr, err := c.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			c.Env = append(c.Env, "DUOTONE_TEST_READY=1")
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(stderr)
			if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "ready") {
				t.Fatalf("%v: %q, %v", args, line, err)
			}
			go io.Copy(io.Discard, lines)
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if status := exitStatus(t, ends(t, c)); status != program.ExitError && status != program.ExitUsage {
				t.Errorf("%v and %v: status %d", args, sig, status)
			}
			stdin.Close()
		}
	}
}

// Pictures of kinds that can't be read are posts with a reason, in a folder as in a table; a text beside one isn't judged without it.
func TestPicturesThatCannotBeReadSaySo(t *testing.T) {
	dir := t.TempDir()
	heic := append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 100)...)
	for name, data := range map[string][]byte{"IMG_1.HEIC": heic, "IMG_1.txt": []byte("hello"), "IMG_2.heif": heic, "a.avif": []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif"),
		"b.svg": []byte("<svg/>"), "c.jpg": apptest.JPEG(1, 20, 20), "notes.pdf": []byte("%PDF")} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	status, out, errs := command("", "score", dir, "-o", "-")
	if status != program.ExitRows || strings.Count(out, "\n") != 5 || strings.Count(out, `"kind":"picture"`) != 4 || !strings.Contains(out, "HEIC") {
		t.Errorf("status %d: %s", status, out)
	}
	if !strings.Contains(errs, "1 file is neither a picture nor a .txt") {
		t.Errorf("the PDF was left out unsaid: %s", errs)
	}
}

// An import tells what it guessed and left out, as scoring does.
func TestAnImportTellsWhatItGuessed(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "a.csv")
	if err := os.WriteFile(in, []byte("Export of May\nid,text\n1,größer 😀\n2,caf\xe9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	project := filepath.Join(dir, "p.duotone")
	_, _, _ = command("", "project", "new", project)
	status, out, errs := command("", "project", "import", project, in)
	if told := out + errs; status != program.ExitDone || !strings.Contains(told, "guessed") || !strings.Contains(told, "above the header") {
		t.Errorf("status %d: %s", status, told)
	}
}
