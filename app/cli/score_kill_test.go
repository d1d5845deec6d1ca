//go:build unix

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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

// program makes a process of the program with the fake engine.
func runProgram(t *testing.T, delay time.Duration, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, args...)
	c.Env = append(os.Environ(), "DUOTONE_TEST_PROGRAM=1", "DUOTONE_TEST_DELAY="+delay.String())
	c.Stderr = io.Discard
	return c
}

// manyPosts writes a table with words, pictures that repeat, missing pictures and torn rows.
func manyPosts(t *testing.T, dir string, n int) string {
	t.Helper()
	for i := range 5 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("pic%d.jpg", i)), apptest.JPEG(uint64(i), 40, 30), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	b.WriteString("id,text,image\n")
	for i := range n {
		switch {
		case i%50 == 7:
			fmt.Fprintf(&b, "p%d,one field too many,,here\n", i)
		case i%40 == 3:
			fmt.Fprintf(&b, "p%d,where is it,gone%d.jpg\n", i, i)
		case i%30 == 0:
			fmt.Fprintf(&b, "p%d,\"two\nlines of \"\"love\"\" and 😀 %d\",pic%d.jpg\n", i, i, i%5)
		default:
			fmt.Fprintf(&b, "p%d,a lovely day %d,\n", i, i)
		}
	}
	path := filepath.Join(dir, "posts.csv")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func exitStatus(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if err == nil {
		return 0
	}
	if !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return exit.ExitCode()
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// left lists the files of a folder that are neither input nor result.
func left(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, ext := range []string{".partial", ".journal", ".lock", ".whole"} {
			if strings.HasSuffix(e.Name(), ext) {
				names = append(names, e.Name())
			}
		}
	}
	return names
}

// A run that is killed again and again ends with the same bytes as one that nobody disturbed.
func TestKilledRunsEndWithTheSameBytes(t *testing.T) {
	const rows, delay = 3000, 400 * time.Microsecond
	for _, c := range []struct {
		name  string
		kills int
	}{{"out.jsonl", 20}, {"out.csv", 5}, {"out.xlsx", 4}, {"out.parquet", 4}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			in := manyPosts(t, dir, rows)
			before := mustRead(t, in)
			whole, errs := filepath.Join(dir, "whole-"+c.name), filepath.Join(dir, "whole-errors.jsonl")
			if got := exitStatus(t, runProgram(t, 0, "score", in, "-o", whole, "--errors", errs).Run()); got != program.ExitRows {
				t.Fatalf("exit status of the undisturbed run is %d, want %d", got, program.ExitRows)
			}
			out, oerrs := filepath.Join(dir, c.name), filepath.Join(dir, "errors.jsonl")
			args := []string{"score", in, "-o", out, "--errors", oerrs}
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			random := rand.New(rand.NewPCG(seed, 1))
			kills, status := 0, -1
			var said bytes.Buffer // by the last run
			for status < 0 {
				p := runProgram(t, delay, args...)
				said.Reset()
				p.Stderr = &said
				if err := p.Start(); err != nil {
					t.Fatal(err)
				}
				done := make(chan error, 1)
				go func() { done <- p.Wait() }()
				if kills >= c.kills {
					status = exitStatus(t, <-done)
					break
				}
				select {
				case err := <-done:
					status = exitStatus(t, err)
				case <-time.After(time.Duration(10+random.IntN(200)) * time.Millisecond):
					if err := p.Process.Signal(syscall.SIGKILL); err != nil {
						t.Log(err)
					}
					<-done
					kills++
				}
			}
			t.Logf("%d kills", kills)
			if status == program.ExitError && len(left(t, dir)) == 0 {
				status = program.ExitRows // the last kill came after all was done: the next run finds the result there
			}
			if status != program.ExitRows {
				t.Fatalf("exit status %d, want %d; left over: %q; it said:\n%s", status, program.ExitRows, left(t, dir), &said)
			}
			if !bytes.Equal(mustRead(t, out), mustRead(t, whole)) {
				t.Errorf("the result of the killed run is not that of the undisturbed one")
			}
			if !bytes.Equal(mustRead(t, oerrs), mustRead(t, errs)) {
				t.Errorf("the errors of the killed run are not those of the undisturbed one")
			}
			if !bytes.Equal(mustRead(t, in), before) {
				t.Errorf("the input was touched")
			}
			if l := left(t, dir); len(l) > 0 {
				t.Errorf("left over: %q", l)
			}
		})
	}
}

// A full disk ends the run with a reason; with room the same command goes on to the same bytes.
func TestFullDiskLosesNothing(t *testing.T) {
	for _, name := range []string{"out.jsonl", "out.xlsx", "out.parquet"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			in := manyPosts(t, dir, 2000)
			whole, out := filepath.Join(dir, "whole-"+name), filepath.Join(dir, name)
			if got := exitStatus(t, runProgram(t, 0, "score", in, "-o", whole).Run()); got != program.ExitRows {
				t.Fatalf("exit status %d", got)
			}
			exe, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			for _, blocks := range []string{"0", "1", "100", "400"} { // of 1024 bytes
				var stderr bytes.Buffer
				c := exec.Command("sh", "-c", "ulimit -f "+blocks+"; trap '' XFSZ; exec \"$@\"", "sh", exe, "score", in, "-o", out)
				c.Env = append(os.Environ(), "DUOTONE_TEST_PROGRAM=1")
				c.Stderr = &stderr
				if got := exitStatus(t, c.Run()); got != program.ExitError {
					t.Fatalf("exit status with %s blocks is %d, want %d: %s", blocks, got, program.ExitError, &stderr)
				}
				if !strings.Contains(stderr.String(), "the same run goes on there") {
					t.Errorf("with %s blocks it says only %q", blocks, &stderr)
				}
				if _, err := os.Stat(out); err == nil {
					t.Fatalf("half a result has its name")
				}
			}
			if got := exitStatus(t, runProgram(t, 0, "score", in, "-o", out).Run()); got != program.ExitRows {
				t.Fatalf("exit status %d", got)
			}
			if !bytes.Equal(mustRead(t, out), mustRead(t, whole)) {
				t.Errorf("the result is not that of the undisturbed run")
			}
			if l := left(t, dir); len(l) > 0 {
				t.Errorf("left over: %q", l)
			}
		})
	}
}

// Ctrl-C ends a run within a second, and it says how to go on. Of three interrupts one may take longer, as the machine may
// be busy; each leaves what the next run goes on from.
func TestInterruptTellsHowToGoOn(t *testing.T) {
	dir := t.TempDir()
	in := manyPosts(t, dir, 3000)
	out := filepath.Join(dir, "out put.jsonl")
	quickest := time.Hour
	for range 3 {
		before := int64(0)
		if info, err := os.Stat(out + ".partial"); err == nil {
			before = info.Size()
		}
		p := runProgram(t, 2*time.Millisecond, "score", in, "-o", out)
		var stderr bytes.Buffer
		p.Stderr = &stderr
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		grown(t, out+".partial", before+10_000) // so the program listens by now
		began := time.Now()
		if err := p.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if got := exitStatus(t, p.Wait()); got != program.ExitError {
			t.Errorf("exit status %d", got)
		}
		quickest = min(quickest, time.Since(began))
		if want := "duotone score " + in + " -o '" + out + "'"; !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr lacks %q:\n%s", want, &stderr)
		}
	}
	if quickest > time.Second {
		t.Errorf("none of three stopped within a second, the quickest in %v", quickest)
	}
	if got := exitStatus(t, runProgram(t, 0, "score", in, "-o", out).Run()); got != program.ExitRows {
		t.Errorf("going on ends with %d", got)
	}
	whole := filepath.Join(dir, "whole.jsonl")
	if got := exitStatus(t, runProgram(t, 0, "score", in, "-o", whole).Run()); got != program.ExitRows {
		t.Fatal(got)
	}
	if !bytes.Equal(mustRead(t, out), mustRead(t, whole)) {
		t.Error("the result is not that of the undisturbed run")
	}
}

// grown waits until a file is larger than so many bytes.
func grown(t *testing.T, path string, size int64) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for {
		if info, err := os.Stat(path); err == nil && info.Size() > size {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing is written")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// A text that no cell of a workbook holds is cut there, and that is told; a CSV file keeps it.
func TestACutCellIsTold(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.csv")
	long := strings.Repeat("long ", 8000)
	if err := os.WriteFile(in, []byte("id,text\n1,"+long+"\n2,short\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, told := range map[string]bool{"out.xlsx": true, "out.csv": false} {
		var said bytes.Buffer
		p := runProgram(t, 0, "score", in, "-o", filepath.Join(dir, name))
		p.Stderr = &said
		if err := p.Run(); err != nil {
			t.Fatal(err, said.String())
		}
		if got := strings.Contains(said.String(), "1 cell was longer than the 32,767 characters"); got != told {
			t.Errorf("%s: %s", name, said.String())
		}
	}
	if !strings.Contains(string(mustRead(t, filepath.Join(dir, "out.csv"))), long) {
		t.Error("the CSV file has cut the text")
	}
}
