package batch

import (
	"bufio"
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

// deadline ends a test that would hang.
func deadline(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func readAll(t testing.TB, path string, o source.Options) (*table.Input, []source.Row) {
	t.Helper()
	in, err := table.Open(deadline(t), path, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	src, err := in.Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var rows []source.Row
	for {
		r, err := src.Next()
		if errors.Is(err, io.EOF) {
			return in, rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
}

// hostile are inputs that no program should stumble over.
func hostile() map[string][]byte {
	out := map[string][]byte{}
	add := func(name string, data string) { out[fmt.Sprintf("%03d-%s", len(out), name)] = []byte(data) }
	bodies := map[string]string{
		"empty": "", "newlines": "\n\n\r\n\r\n", "nul": strings.Repeat("\x00", 5000), "ff": strings.Repeat("\xff", 5000),
		"bom": "\ufeff", "bom16": "\xff\xfe", "bom32": "\xff\xfe\x00\x00", "quote": `"`, "quotes": strings.Repeat(`"`, 9999),
		"openquotes": strings.Repeat("\"a,b\n", 3000), "header": "text,image", "commas": strings.Repeat(",", 20_000),
		"deep": strings.Repeat("[", 20_000), "deepobject": strings.Repeat(`{"a":`, 11_000), "brackets": "[]", "halfarray": `[{"text":"a"},{"text":`,
		"number": "1e999999", "line": strings.Repeat("x", 1<<20), "cr": "text\ra\rb\r", "control": "text\n\x01\x02\x1b[2J\n",
		"surrogate": `{"text":"\ud800"}`, "bigkey": `{"` + strings.Repeat("k", 100_000) + `":1}`, "dupes": `{"text":"a","text":"b"}`,
		"paths":   "text,image\nx,../../../../etc/passwd\nx,/dev/zero\nx,/proc/self/mem\nx,con.jpg\nx,\\\\server\\share\\a.jpg\nx,file:///etc/passwd\nx,//host/a.jpg\nx,javascript:alert(1)\nx,http://[::1]/a.jpg\nx,.\nx,..\nx,/\n",
		"datauri": "text,image\nx,data:\nx,\"data:,\"\nx,\"data:image/png;base64,%%%\"\nx,\"data:image/png;base64,AAAA\"\n",
		"pk":      "PK\x03\x04 torn", "par": "PAR1torn", "parlen": "PAR1" + strings.Repeat("\xff", 64) + "\xff\xff\xff\x7fPAR1", "gz": "\x1f\x8b torn",
	}
	for _, ext := range []string{"csv", "jsonl", "json", "tsv", "xlsx", "parquet", "zip", "csv.gz", "txt"} {
		for name, body := range bodies {
			add(name+"."+ext, body)
		}
	}
	return out
}

// Whatever an input holds, a run ends: with a result in which every row is accounted for, or with a reason. Nothing else
// is written.
func TestHostileInputs(t *testing.T) {
	inputs := hostile()
	if len(inputs) < 100 {
		t.Fatalf("only %d inputs", len(inputs))
	}
	for name, data := range inputs {
		dir := t.TempDir()
		path, out := filepath.Join(dir, name), filepath.Join(dir, "out.jsonl")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		result, err := scoreFile(deadline(t), path, out, source.Options{})
		if err != nil {
			if k := app.KindOf(err); k == app.KindInternal || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		written, err := os.ReadFile(out)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := int64(bytes.Count(written, []byte("\n"))); got != result.Summary.Rows {
			t.Errorf("%s: %d lines for %d rows", name, got, result.Summary.Rows)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, data) {
			t.Errorf("%s: the input was touched", name)
		}
		if e, _ := os.ReadDir(dir); len(e) != 2 {
			t.Errorf("%s: %d files are left", name, len(e))
		}
	}
}

func scoreFile(ctx context.Context, path, out string, o source.Options) (Result, error) {
	in, err := table.Open(ctx, path, nil, o)
	if err != nil {
		return Result{}, err
	}
	return Run(ctx, &apptest.Fake{}, Job{In: in, Out: out, Limits: picture.DefaultLimits})
}

var odd = []string{"plain", "two\nlines", "CR LF\r\nin a cell", "lone\rreturn", `"quoted"`, `"`, `""`, "comma, semi; tab\tpipe|", "emoji 😀 👩‍👩‍👧",
	"nul\x00inside", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@sum(A1)", "  spaces  ", "bell\x07", "_x0041_ literal", "\u2028", "عربي", "日本語", `\N`, "007", "1e5", "</t><x>&amp;", "'"}

// What goes in comes out, through each writer and the reader of the same format.
func TestOddTextKeepsItsWay(t *testing.T) {
	var b bytes.Buffer
	for i, s := range odd {
		fmt.Fprintf(&b, "{\"id\":\"%d\",\"text\":%s}\n", i, source.AppendString(nil, s))
	}
	in := write(t, "odd.jsonl", b.Bytes())
	for _, ext := range []string{"jsonl", "csv", "tsv", "xlsx", "parquet"} {
		out := filepath.Join(t.TempDir(), "out."+ext)
		if _, err := scoreFile(deadline(t), in, out, source.Options{}); err != nil {
			t.Fatal(err)
		}
		column := "text"
		if ext == "jsonl" {
			column = "input.text"
		}
		read, rows := readAll(t, out, source.Options{TextColumn: column, Header: "yes"})
		if len(rows) != len(odd) {
			t.Errorf("%s: %d rows, want %d", ext, len(rows), len(odd))
			continue
		}
		for i, r := range rows {
			want := odd[i]
			if got, err := read.Mapping.Words(r); err != nil || got != want {
				t.Errorf("%s: %q became %q (%v)", ext, odd[i], got, err)
			}
		}
	}
}

func TestAChangeIsNoticedBeforeAnythingIsAppended(t *testing.T) {
	in := write(t, "a.csv", []byte("id,text\n"+strings.Repeat("1,hello you\n", 500)))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	begin := func(force bool, fake *apptest.Fake, o Output, stop bool) error {
		ctx, cancel := context.WithCancel(deadline(t))
		defer cancel()
		input, err := table.Open(ctx, in, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = Run(ctx, fake, Job{In: input, Out: out, Output: o, Force: force, Progress: func(p Progress) {
			if stop && p.Read > 100 {
				cancel()
			}
		}})
		return err
	}
	if err := begin(false, &apptest.Fake{Delay: time.Millisecond}, Output{}, true); !errors.Is(err, context.Canceled) {
		t.Fatalf("the first run ends with %v", err)
	}
	before, err := os.ReadFile(out + ".partial")
	if err != nil || len(before) == 0 {
		t.Fatalf("nothing is kept: %v", err)
	}
	if err := begin(false, &apptest.Fake{Pack: app.PackInfo{Name: "other", Version: "2"}}, Output{}, false); err == nil || !strings.Contains(err.Error(), "another pack") {
		t.Errorf("another pack: %v", err)
	}
	if err := begin(false, &apptest.Fake{}, Output{Explain: true}, false); err == nil || !strings.Contains(err.Error(), "--explain") {
		t.Errorf("another option: %v", err)
	}
	if err := os.WriteFile(in, []byte("id,text\n"+strings.Repeat("1,hello You\n", 500)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := begin(false, &apptest.Fake{}, Output{}, false); err == nil || !strings.Contains(err.Error(), "another input") {
		t.Errorf("another input: %v", err)
	}
	if after, err := os.ReadFile(out + ".partial"); err != nil || !bytes.Equal(before, after) {
		t.Error("something was appended")
	}
	if err := begin(true, &apptest.Fake{}, Output{}, false); err != nil {
		t.Errorf("with --force: %v", err)
	}
	if err := begin(false, &apptest.Fake{}, Output{}, false); err == nil {
		t.Error("a finished result was replaced")
	}
}

// severalPacks is a fake with other packs beside it.
type severalPacks struct {
	*apptest.Fake
	others []app.PackInfo
}

func (s severalPacks) Info() app.Info {
	info := s.Fake.Info()
	info.Others = s.others
	return info
}

// TestThePacksBesideDecideToo: a run with several packs goes on with the same ones, and not with others.
func TestThePacksBesideDecideToo(t *testing.T) {
	in := write(t, "a.csv", []byte("id,text\n"+strings.Repeat("1,hello you\n", 500)))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	begin := func(delay time.Duration, stop bool, others ...string) error {
		ctx, cancel := context.WithCancel(deadline(t))
		defer cancel()
		input, err := table.Open(ctx, in, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		packs := severalPacks{Fake: &apptest.Fake{Delay: delay}}
		for _, name := range others {
			packs.others = append(packs.others, app.PackInfo{Name: name, Version: "1"})
		}
		_, err = Run(ctx, packs, Job{In: input, Out: out, Progress: func(p Progress) {
			if stop && p.Read > 100 {
				cancel()
			}
		}})
		return err
	}
	if err := begin(time.Millisecond, true, "german", "many"); !errors.Is(err, context.Canceled) {
		t.Fatalf("the first run ends with %v", err)
	}
	for _, others := range [][]string{nil, {"german"}, {"german", "other"}} {
		if err := begin(0, false, others...); err == nil || !strings.Contains(err.Error(), "another pack for other languages") {
			t.Errorf("with %v: %v", others, err)
		}
	}
	if err := begin(0, false, "german", "many"); err != nil {
		t.Errorf("with the same packs: %v", err)
	}
}

func TestASecondRunSaysSo(t *testing.T) {
	in := write(t, "a.csv", []byte("id,text\n1,hello\n"))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	l, err := lock(out)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock(l)
	if _, err := scoreFile(deadline(t), in, out, source.Options{}); app.KindOf(err) != app.KindBusy {
		t.Errorf("got %v", err)
	}
}

func TestShardsMakeTheWhole(t *testing.T) {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "{\"id\":\"post-%d\",\"text\":\"hello %d\"}\n", i, i)
	}
	path := write(t, "a.jsonl", []byte(b.String()))
	score := func(shard Shard) []string {
		in, err := table.Open(deadline(t), path, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := Run(deadline(t), &apptest.Fake{}, Job{In: in, Out: "-", Stdout: &out, Shard: shard}); err != nil {
			t.Fatal(err)
		}
		return strings.SplitAfter(out.String(), "\n")
	}
	whole := map[string]int{}
	for _, l := range score(Shard{}) {
		whole[l]++
	}
	for i := 1; i <= 4; i++ {
		part := score(Shard{i, 4})
		if len(part) < 40 {
			t.Errorf("part %d has only %d rows", i, len(part))
		}
		for _, l := range part {
			if l != "" {
				whole[l]--
			}
		}
	}
	delete(whole, "")
	for l, n := range whole {
		if n != 0 {
			t.Fatalf("a row is %d times in the whole and not in the parts: %s", n, l)
		}
	}
}

// A pipe is answered line by line: the answer to one row comes before the next one is asked.
func TestAPipeIsAnsweredAtOnce(t *testing.T) {
	reader, writer := io.Pipe()
	answers, sink := io.Pipe()
	done := make(chan error, 1)
	go func() {
		in, err := table.Open(deadline(t), "-", reader, source.Options{})
		if err == nil {
			_, err = Run(deadline(t), &apptest.Fake{}, Job{In: in, Out: "-", Stdout: sink})
		}
		sink.CloseWithError(err)
		done <- err
	}()
	lines := bufio.NewReader(answers)
	for i := range 20 {
		if _, err := fmt.Fprintf(writer, "{\"id\":%d,\"text\":\"hello\"}\n", i); err != nil {
			t.Fatal(err)
		}
		line, err := lines.ReadString('\n')
		if err != nil || !strings.Contains(line, fmt.Sprintf(`"id":"%d"`, i)) {
			t.Fatalf("row %d: %q, %v", i, line, err)
		}
	}
	writer.Close()
	if _, err := lines.ReadString('\n'); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A result that can't be written says why, and what to do.
func TestAFolderThatIsNotThere(t *testing.T) {
	in := write(t, "a.csv", []byte("text\nhello\n"))
	_, err := scoreFile(deadline(t), in, filepath.Join(t.TempDir(), "no", "out.csv"), source.Options{})
	if app.KindOf(err) != app.KindDisk || !strings.Contains(app.HintOf(err), "Check that the folder") {
		t.Errorf("%v: %s", err, app.HintOf(err))
	}
}

// Objects that each have names of their own would make a table of gigabytes of nothing.
func TestObjectsWithNamesOfTheirOwn(t *testing.T) {
	var b strings.Builder
	for i := range maxNames + 1 {
		fmt.Fprintf(&b, "{\"text\":\"a\",\"name%d\":1}\n", i)
	}
	in := write(t, "a.jsonl", []byte(b.String()))
	_, err := scoreFile(deadline(t), in, filepath.Join(t.TempDir(), "out.csv"), source.Options{})
	if app.KindOf(err) != app.KindTooLarge || !strings.Contains(app.HintOf(err), "JSON lines") {
		t.Errorf("%v", err)
	}
}

// What was guessed is told at the end of a run, also of one that goes on.
func TestNotesOfARun(t *testing.T) {
	in := write(t, "a.csv", []byte("id,text\n1,größer 😀\n2,caf\xe9\n3,caf\xe9\n"))
	r, err := scoreFile(deadline(t), in, filepath.Join(t.TempDir(), "out.jsonl"), source.Options{})
	if err != nil || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Text, "2 lines") {
		t.Errorf("%v, %v", r.Notes, err)
	}
	var errs bytes.Buffer
	s := newSummary()
	s.Lost = 2
	fmt.Fprint(&errs, s)
	if !strings.Contains(errs.String(), "2 signs") {
		t.Errorf("%s", errs.String())
	}
}
