//go:build unix

package exchange_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/exchange"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
)

// A project that may not be written to can still be read: counted, checked against, exported.
func TestAProjectWithoutTheRightToWriteIsRead(t *testing.T) {
	if path := os.Getenv("DUOTONE_TEST_READ_ONLY"); path != "" {
		readWithoutRight(t, path)
		return
	}
	for name, mode := range map[string]os.FileMode{"nobody may write to its folder": 0o555, "everybody may write to its folder": 0o777} {
		t.Run(name, func(t *testing.T) { readByAnother(t, mode) })
	}
}

func readByAnother(t *testing.T, folder os.FileMode) {
	dir, err := os.MkdirTemp("", "duotone-readonly-") // unlike t.TempDir nobody else's folder is above it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Error(err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(dir, "p"+project.Ext)
	p, err := project.Create(t.Context(), path, project.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "in.csv")
	if err := os.WriteFile(in, []byte("id,text,label\n1,good,positive\n2,bad,negative\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.Import(t.Context(), p, in, exchange.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Root may write everywhere, so the test goes on as nobody, in a process whose program nobody may read.
	exe := filepath.Join(dir, "test")
	copyFile(t, os.Args[0], exe)
	for name, mode := range map[string]os.FileMode{path: 0o444, exe: 0o555, dir: folder} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(exe, "-test.run", "^TestAProjectWithoutTheRightToWriteIsRead$", "-test.v")
	c.Dir = dir
	c.Env = append(os.Environ(), "DUOTONE_TEST_READ_ONLY="+path, "TMPDIR=/tmp")
	if os.Geteuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("the file was changed")
	}
	left, err := filepath.Glob(path + "-*") // a -shm of somebody else's locks the owner out
	if err != nil || len(left) > 0 {
		t.Errorf("the reader left %v, %v", left, err)
	}
}

// What another user left beside a project is named, with its owner.
func TestWhoseFilesTheyAreIsTold(t *testing.T) {
	if path := os.Getenv("DUOTONE_TEST_LOCKED_OUT"); path != "" {
		p, err := project.Open(t.Context(), path)
		if err == nil {
			p.Close()
		}
		if app.KindOf(err) != app.KindDisk || !strings.Contains(err.Error(), "p.duotone-shm belongs to root") || app.HintOf(err) == "" {
			t.Errorf("%v", err)
		}
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	dir, err := os.MkdirTemp("", "duotone-shared-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "p"+project.Ext)
	p, err := project.Create(t.Context(), path, project.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	exe := filepath.Join(dir, "test")
	copyFile(t, os.Args[0], exe)
	if err := os.WriteFile(path+"-shm", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{path: 0o666, exe: 0o555, dir: 0o777} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(exe, "-test.run", "^TestWhoseFilesTheyAreIsTold$")
	c.Dir = dir
	c.Env = append(os.Environ(), "DUOTONE_TEST_LOCKED_OUT="+path, "TMPDIR=/tmp")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	r, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func readWithoutRight(t *testing.T, path string) {
	if p, err := project.Open(t.Context(), path); err == nil || app.KindOf(err) != app.KindDisk {
		if p != nil {
			p.Close()
		}
		t.Fatalf("opened to write: %v", err)
	}
	p, err := project.OpenToRead(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if p.Path() != path {
		t.Errorf("it says it is %s", p.Path())
	}
	s, err := figures.Of(t.Context(), p)
	if err != nil || s.Posts != 2 || len(s.People) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	mine, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "mine"+project.Ext), project.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	defer mine.Close()
	if m, err := mine.Merge(t.Context(), path); err != nil || m.Posts != 2 {
		t.Errorf("merged: %+v, %v", m, err)
	}
	out := filepath.Join(t.TempDir(), "out.jsonl")
	r, err := exchange.Export(t.Context(), p, out, exchange.ExportOptions{Format: exchange.FormatJSONL, Final: ledger.Final{By: "majority"}})
	if err != nil || r.Labelled != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "duotone-copy-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range left {
		if info, err := os.Stat(l); err == nil && info.Sys().(*syscall.Stat_t).Uid == uint32(os.Geteuid()) { //nolint:forcetypeassert // unix
			t.Errorf("%s was left", l)
		}
	}
}
