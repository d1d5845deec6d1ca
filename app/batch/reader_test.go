package batch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// deadline ends a test that would hang.
func deadline(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
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

func readAll(t testing.TB, path string, o Options) (*Input, []Row) {
	t.Helper()
	in, err := Open(deadline(t), path, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	src, err := in.Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var rows []Row
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

func TestEncodingsAndDialectsAreFound(t *testing.T) {
	const table = "Datum;Nachricht;Größe\n1;\"Schöne Grüße; „heute“ für 5 €\";x\n2;Tschüß, bis später;y\n"
	cp1252, err := charmap.Windows1252.NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	late := "id,text\n" + strings.Repeat("1,only plain letters here\n", 40_000)
	for _, c := range []struct{ name, data, encoding string }{
		{"utf-8", table, "utf-8"}, {"with a mark", "\ufeff" + table, "utf-8"}, {"windows-1252", cp1252, "windows-1252"},
		{"utf-16 with a mark", utf16, "utf-16le"}, {"utf-16 without a mark", bare, "utf-16be"},
		{"CR LF", strings.ReplaceAll(table, "\n", "\r\n"), "utf-8"}, {"without a last line end", strings.TrimSuffix(table, "\n"), "utf-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, rows := readAll(t, write(t, "a.csv", []byte(c.data)), Options{})
			if in.Encoding != c.encoding || in.Dialect.Delimiter != ';' || !in.Dialect.Header {
				t.Errorf("found %s", in.Describe())
			}
			if len(rows) != 2 || rows[0].Cells[1].Text != "Schöne Grüße; „heute“ für 5 €" || rows[1].Cells[1].Text != "Tschüß, bis später" {
				t.Errorf("read %+v", rows)
			}
			if in.Columns[2].Name != "Größe" || in.Mapping.TextName != "Nachricht" {
				t.Errorf("columns %v, %s", in.Columns, in.Mapping)
			}
		})
	}
	in, rows := readAll(t, write(t, "late.csv", []byte(late+"2,caf\xe9 \x80\n")), Options{})
	if last := rows[len(rows)-1].Cells[1].Text; in.Encoding != "windows-1252" || last != "café €" {
		t.Errorf("a sign far down: %s, %q", in.Encoding, last)
	}
	in, rows = readAll(t, write(t, "torn.csv", []byte("id,text\n1,"+strings.Repeat("größer ", 40)+"\n2,torn \xf0\x9f\x98 here\n")), Options{})
	if in.Encoding != "utf-8" || rows[1].Cells[1].Text != "torn \ufffd here" {
		t.Errorf("a torn sign: %s, %q", in.Encoding, rows[1].Cells[1].Text)
	}
}

// Files of old programs name no encoding. A short one is enough for the scripts that people write; signs alone, such as
// quotation marks and dots, are Windows-1252 and not some encoding of the far East.
func TestOldEncodingsAreTold(t *testing.T) {
	for _, c := range []struct{ name, encoding, text string }{
		{"windows-1252 german", "windows-1252", "Schöne Grüße aus München, das Frühstück war großartig und die Aussicht überwältigend"},
		{"windows-1252 french", "windows-1252", "Quelle journée ! Le café était fermé, évidemment, et j’ai raté le train à cause d’une grève"},
		{"windows-1252 spanish", "windows-1252", "¡Qué día más bonito! Mañana volveremos a la montaña con los niños y el señor Muñoz"},
		{"windows-1252 portuguese", "windows-1252", "Não há nada melhor do que um pôr do sol à beira-mar, coração cheio e pão de queijo"},
		{"windows-1252 swedish", "windows-1252", "Vilken underbar dag på sjön, vi åt smörgåsar och såg älgar i skogen"},
		{"windows-1252 typography", "windows-1252", "“What a day” – she said… it’s 5 € · don’t miss it"},
		{"windows-1252 dots", "windows-1252", "one · two · three · four · five"},
		{"windows-1252 degrees", "windows-1252", "it is 35° outside and I’m at work… again"},
		{"windows-1251 russian", "windows-1251", "Какой прекрасный день, мы гуляли по парку и ели мороженое, настроение отличное"},
		{"iso-8859-7 greek", "iso-8859-7", "Τι υπέροχη μέρα, περπατήσαμε στην παραλία και φάγαμε παγωτό με τα παιδιά"},
		{"shift_jis", "shift_jis", "今日はとても良い天気でした。公園を散歩してアイスクリームを食べました。"},
		{"euc-jp", "euc-jp", "今日はとても良い天気でした。公園を散歩してアイスクリームを食べました。"},
		{"gb18030", "gb18030", "今天天气真好，我们去公园散步，还吃了冰淇淋，心情非常愉快。"},
		{"big5", "big5", "今天天氣真好，我們去公園散步，還吃了冰淇淋，心情非常愉快。"},
		{"euc-kr", "euc-kr", "오늘은 날씨가 정말 좋아서 공원에서 산책을 하고 아이스크림을 먹었습니다."},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, _, err := lookupEncoding(c.encoding)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			b.WriteString("id;text;picture\n")
			for i := range 12 {
				fmt.Fprintf(&b, "%d;%s;\n", i, c.text)
			}
			data, err := e.NewEncoder().String(b.String())
			if err != nil {
				t.Fatal(err)
			}
			in, rows := readAll(t, write(t, "a.csv", []byte(data)), Options{})
			if in.Encoding != c.encoding {
				t.Errorf("%s was taken for %s", c.encoding, in.Encoding)
			}
			if len(rows) != 12 || rows[3].Cells[1].Text != c.text {
				t.Errorf("read %q", rows[3].Cells)
			}
		})
	}
}

func TestTornRowsStayAlone(t *testing.T) {
	data := "id,text,image\n1,fine,\n2,one,two,three\n3,short\n4,\"never closed,\n5,fine,\n6,\"two\r\nlines \"\"quoted\"\"\",\n7,5\" wide,\n"
	_, rows := readAll(t, write(t, "a.csv", []byte(data)), Options{})
	if len(rows) != 7 {
		t.Fatalf("%d rows, want 7: %+v", len(rows), rows)
	}
	for i, bad := range []bool{false, true, true, true, false, false, false} {
		if got := rows[i].Err != nil; got != bad {
			t.Errorf("row %d: error %v", i+1, rows[i].Err)
		}
		if bad && (rows[i].Raw == "" || app.KindOf(rows[i].Err) != app.KindFormat) {
			t.Errorf("row %d is not kept as it came: %+v", i+1, rows[i])
		}
	}
	if got := rows[5].Cells[1].Text; got != "two\r\nlines \"quoted\"" {
		t.Errorf("a cell of two lines is %q", got)
	}
	if got := rows[6].Cells[1].Text; got != `5" wide` {
		t.Errorf("a quote inside a cell is %q", got)
	}
}

func TestColumnsAreGuessed(t *testing.T) {
	for _, c := range []struct{ data, text, image, id string }{
		{"id,text,image\n1,a b,c.jpg\n", "text", "image", "id"},
		{"Tweet ID,Full Text,Photo\n1,a b,c.jpg\n", "Full Text", "Photo", "Tweet ID"},
		{"a,b,c\n1,some longer words here,x/y.PNG\n", "b", "c", ""},
		{"n,url,content\n1,pic/a.webp,hello you\n", "content", "url", ""},
		{"caption,file\nhello there,a.jpeg\n", "caption", "file", ""},
	} {
		in, _ := readAll(t, write(t, "a.csv", []byte(c.data)), Options{})
		if m := in.Mapping; m.TextName != c.text || m.ImageName != c.image || m.IDName != c.id {
			t.Errorf("%q: %s", c.data, m)
		}
	}
	if _, err := Open(deadline(t), write(t, "a.csv", []byte("a,b\n1,2\n")), nil, Options{}); app.KindOf(err) != app.KindUsage {
		t.Errorf("numbers alone: %v", err)
	}
}

func TestColumnsOfLateObjectsAreFound(t *testing.T) {
	data := strings.Repeat("{\"id\":1,\"text\":\"hello\"}\n", 3000) + "{\"id\":2,\"text\":\"hello\",\"image\":\"a.jpg\"}\n"
	in, _ := readAll(t, write(t, "a.jsonl", []byte(data)), Options{})
	if in.Mapping.ImageName != "image" {
		t.Errorf("found %s", in.Mapping)
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
		result, err := scoreFile(deadline(t), path, out, Options{})
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

func scoreFile(ctx context.Context, path, out string, o Options) (Result, error) {
	in, err := Open(ctx, path, nil, o)
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
		fmt.Fprintf(&b, "{\"id\":\"%d\",\"text\":%s}\n", i, appendString(nil, s))
	}
	in := write(t, "odd.jsonl", b.Bytes())
	for _, ext := range []string{"jsonl", "csv", "tsv", "xlsx", "parquet"} {
		out := filepath.Join(t.TempDir(), "out."+ext)
		if _, err := scoreFile(deadline(t), in, out, Options{}); err != nil {
			t.Fatal(err)
		}
		column := "text"
		if ext == "jsonl" {
			column = "input.text"
		}
		read, rows := readAll(t, out, Options{TextColumn: column, Header: "yes"})
		if len(rows) != len(odd) {
			t.Errorf("%s: %d rows, want %d", ext, len(rows), len(odd))
			continue
		}
		for i, r := range rows {
			want := odd[i]
			if ext == "xlsx" {
				want, _ = sheetText(want) // the library gives signs that XML can't have as they are stored
			}
			if got, err := read.Mapping.words(r); err != nil || got != want {
				t.Errorf("%s: %q became %q (%v)", ext, odd[i], got, err)
			}
		}
	}
}

func TestFormulasAreDefused(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+1": "+1", "-2.5": "-2.5", "-2+3": "'-2+3", "@x": "'@x", "\tx": "'\tx", "a=1": "a=1", "": ""} {
		if got := defused(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestAChangeIsNoticedBeforeAnythingIsAppended(t *testing.T) {
	in := write(t, "a.csv", []byte("id,text\n"+strings.Repeat("1,hello you\n", 500)))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	begin := func(force bool, fake *apptest.Fake, o Output, stop bool) error {
		ctx, cancel := context.WithCancel(deadline(t))
		defer cancel()
		input, err := Open(ctx, in, nil, Options{})
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

func TestASecondRunSaysSo(t *testing.T) {
	in := write(t, "a.csv", []byte("id,text\n1,hello\n"))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	l, err := lock(out)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock(l)
	if _, err := scoreFile(deadline(t), in, out, Options{}); app.KindOf(err) != app.KindBusy {
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
		in, err := Open(deadline(t), path, nil, Options{})
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
		in, err := Open(deadline(t), "-", reader, Options{})
		if err == nil {
			_, err = Run(deadline(t), &apptest.Fake{}, Job{In: in, Out: "-", Stdout: sink})
		}
		sink.CloseWithError(err)
		done <- err
	}()
	lines := newLineReader(answers, false)
	for i := range 20 {
		if _, err := fmt.Fprintf(writer, "{\"id\":%d,\"text\":\"hello\"}\n", i); err != nil {
			t.Fatal(err)
		}
		line, err := lines.next()
		if err != nil || !strings.Contains(line, fmt.Sprintf(`"id":"%d"`, i)) {
			t.Fatalf("row %d: %q, %v", i, line, err)
		}
	}
	writer.Close()
	if _, err := lines.next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func fuzzFormat(f *testing.F, ext string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := write(t, "in."+ext, data)
		in, err := Open(deadline(t), path, nil, Options{Format: ext})
		if err != nil {
			if app.KindOf(err) == app.KindInternal {
				t.Fatalf("an error without a kind: %v", err)
			}
			return
		}
		src, err := in.Rows()
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		for n := int64(1); ; n++ {
			r, err := src.Next()
			if err != nil {
				return
			}
			if r.N != n {
				t.Fatalf("row %d is called %d", n, r.N)
			}
			if n > int64(len(data))+2 && ext != "parquet" && ext != "xlsx" {
				t.Fatal("more rows than bytes")
			}
		}
	})
}

func FuzzCSV(f *testing.F) {
	fuzzFormat(f, "csv", "id,text\n1,\"a\r\nb\"\n", "a;b\n\"\"\"", "\xff\xfea\x00,\x00b\x00\n\x00")
}
func FuzzTSV(f *testing.F)     { fuzzFormat(f, "tsv", "id\ttext\n1\t\"a\n") }
func FuzzJSONL(f *testing.F)   { fuzzFormat(f, "jsonl", "{\"text\":\"a\"}\n{\n[1]\n") }
func FuzzJSON(f *testing.F)    { fuzzFormat(f, "json", `[{"text":"a"},1,{]`) }
func FuzzParquet(f *testing.F) { fuzzFormat(f, "parquet", "PAR1") }
func FuzzXLSX(f *testing.F)    { fuzzFormat(f, "xlsx", "PK\x03\x04") }

// Tables as they come: each is read whole, by what is in it, whatever its name says.
func TestOddTablesAreRead(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte("id,text\n1,hello\n")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	sjis, err := japanese.ShiftJIS.NewEncoder().String("id,text\n1," + strings.Repeat("こんにちは世界。今日はいい天気ですね。", 3) + "\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, data, format string
		words              []string
	}{
		{"cr.csv", "id,text\r1,hello\r2,\"two\rlines\"\r", CSV, []string{"hello", "two\rlines"}},
		{"one-column.csv", "text\nhello, you\nbye; bye, bye\n", CSV, []string{"hello, you", "bye; bye, bye"}},
		{"sep.csv", "sep=;\nid;text\n1;a, b\n", CSV, []string{"a, b"}},
		{"single.csv", "id,text\n1,'hello, there'\n2,'it''s \"me\"'\n", CSV, []string{"hello, there", `it's "me"`}},
		{"blanks.csv", "id, text, n\n1, \"hello, there\", 2\n2, bye, 3\n", CSV, []string{"hello, there", "bye"}},
		{"end-of-file.csv", "id,text\n1,hello\n\x1a", CSV, []string{"hello"}},
		{"packed.csv", packed.String(), CSV, []string{"hello"}},
		{"sjis.csv", sjis, CSV, []string{strings.Repeat("こんにちは世界。今日はいい天気ですね。", 3)}},
		{"lies.xlsx", "id,text\n1,hello\n", CSV, []string{"hello"}},
		{"lies.jsonl", "id,text\n1,hello\n", CSV, []string{"hello"}},
		{"lies.csv", "{\"id\":1,\"text\":\"hello\"}\n", JSONLines, []string{"hello"}},
		{"pretty.json", "{\n \"id\":1,\n \"text\":\"hello\"\n}\n{\n \"text\":\"bye\"\n}\n", JSONArray, []string{"hello", "bye"}},
		{"empty.csv", "", CSV, nil},
		{"empty.jsonl", "", JSONLines, nil},
		{"nul.csv", "id,text\n1,a\x00b\n", CSV, []string{"a\x00b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, rows := readAll(t, write(t, c.name, []byte(c.data)), Options{})
			var got []string
			for _, r := range rows {
				if r.Err != nil {
					t.Errorf("row %d: %v", r.N, r.Err)
				}
				w, err := in.Mapping.words(r)
				if err != nil {
					t.Error(err)
				}
				got = append(got, w)
			}
			if in.Format != c.format || !slices.Equal(got, c.words) {
				t.Errorf("read %q as %s, want %q as %s", got, in.Describe(), c.words, c.format)
			}
		})
	}
	for name, data := range map[string]string{"picture.csv": "\x89PNG\r\n\x1a\n....", "old.xls": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....",
		"bytes.csv": strings.Repeat("\x01\x02\x03", 100)} {
		if _, err := Open(deadline(t), write(t, name, []byte(data)), nil, Options{}); app.KindOf(err) != app.KindFormat {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, rows := readAll(t, write(t, "tail.json", []byte(`[{"text":"a"}] more`)), Options{})
	if len(rows) != 2 || rows[1].Err == nil {
		t.Errorf("what follows an array: %+v", rows)
	}
}
