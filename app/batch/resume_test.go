package batch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// runUntil scores until more than a number of rows are written, then stops; 0: to the end.
func runUntil(t *testing.T, path string, stdin io.Reader, job Job, stop int64) error {
	t.Helper()
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	in, err := table.Open(ctx, path, stdin, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fake := &apptest.Fake{}
	if stop > 0 {
		fake.Delay = time.Millisecond
	}
	job.In, job.Limits = in, picture.DefaultLimits
	job.Progress = func(p Progress) {
		if stop > 0 && p.Read > stop {
			cancel()
		}
	}
	_, err = Run(ctx, fake, job)
	return err
}

// A picture of a row that is done must not be another one when the run goes on; one that is still to come may be.
func TestAReplacedPictureIsNoticed(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("id,text,image\n")
	for i := range 600 {
		name := "early.jpg"
		if i == 599 {
			name = "late.jpg"
		}
		fmt.Fprintf(&b, "%d,hello,%s\n", i, name)
	}
	path, out := filepath.Join(dir, "a.csv"), filepath.Join(dir, "out.jsonl")
	early, late := filepath.Join(dir, "early.jpg"), filepath.Join(dir, "late.jpg")
	for name, data := range map[string][]byte{path: []byte(b.String()), early: apptest.JPEG(1, 40, 30), late: apptest.JPEG(2, 40, 30)} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := runUntil(t, path, nil, Job{Out: out}, 64); !errors.Is(err, context.Canceled) {
		t.Fatalf("the first run ends with %v", err)
	}
	before, err := os.ReadFile(out + ".partial")
	if err != nil || len(before) == 0 {
		t.Fatalf("nothing is kept: %v", err)
	}
	info, err := os.Stat(early)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(early, apptest.JPEG(9, 50, 50), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := runUntil(t, path, nil, Job{Out: out}, 0); err == nil || !strings.Contains(err.Error(), "another picture") {
		t.Errorf("a replaced picture: %v", err)
	}
	if after, err := os.ReadFile(out + ".partial"); err != nil || !bytes.Equal(before, after) {
		t.Error("something was appended")
	}
	if err := errors.Join(os.WriteFile(early, apptest.JPEG(1, 40, 30), 0o644), os.Chtimes(early, info.ModTime(), info.ModTime()),
		os.WriteFile(late, apptest.JPEG(3, 30, 30), 0o644)); err != nil {
		t.Fatal(err)
	}
	if err := runUntil(t, path, nil, Job{Out: out}, 0); err != nil {
		t.Errorf("with the picture back and another one still to come: %v", err)
	}
	whole := filepath.Join(dir, "whole.jsonl")
	if err := runUntil(t, path, nil, Job{Out: whole}, 0); err != nil {
		t.Fatal(err)
	}
	a, err1 := os.ReadFile(out)
	w, err2 := os.ReadFile(whole)
	if err1 != nil || err2 != nil || !bytes.Equal(a, w) {
		t.Error("the result is not that of an undisturbed run")
	}
}

// A pipe that gives the same rows again goes on; one with other rows is refused.
func TestAPipeGoesOn(t *testing.T) {
	dir := t.TempDir()
	out, whole := filepath.Join(dir, "out.jsonl"), filepath.Join(dir, "whole.jsonl")
	rows := strings.Repeat("{\"text\":\"hello you\"}\n", 600)
	if err := runUntil(t, "-", strings.NewReader(rows), Job{Out: out}, 64); !errors.Is(err, context.Canceled) {
		t.Fatalf("the first run ends with %v", err)
	}
	if err := runUntil(t, "-", strings.NewReader(strings.Replace(rows, "you", "You", 1)), Job{Out: out}, 0); err == nil || !strings.Contains(err.Error(), "another input") {
		t.Errorf("other rows: %v", err)
	}
	if err := runUntil(t, "-", strings.NewReader(rows), Job{Out: out}, 0); err != nil {
		t.Fatal(err)
	}
	if err := runUntil(t, "-", strings.NewReader(rows), Job{Out: whole}, 0); err != nil {
		t.Fatal(err)
	}
	a, err1 := os.ReadFile(out)
	w, err2 := os.ReadFile(whole)
	if err1 != nil || err2 != nil || !bytes.Equal(a, w) {
		t.Error("the result is not that of an undisturbed run")
	}
}

// A strict run ends at the first bad row with that row's reason, and gives the result no name.
func TestStrictStops(t *testing.T) {
	path := write(t, "a.csv", []byte("id,text\n1,hello\n2,one,too many\n3,hello\n"))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	err := runUntil(t, path, nil, Job{Out: out, Strict: true}, 0)
	if app.KindOf(err) != app.KindFormat || !strings.Contains(err.Error(), "row 2") || exists(out) {
		t.Errorf("got %v", err)
	}
}
