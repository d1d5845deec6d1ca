package table

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"duotone/app"
	"duotone/app/table/source"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Files put together from several sources have lines in UTF-8 and lines in an old encoding: each is read as what it is, and what was
// guessed is counted.
func TestEncodingsMixedInOneFile(t *testing.T) {
	old, err := charmap.Windows1252.NewEncoder().String("Schöne Grüße für 5 €")
	if err != nil {
		t.Fatal(err)
	}
	russian, err := charmap.Windows1251.NewEncoder().String("Какой прекрасный день, мы гуляли по парку")
	if err != nil {
		t.Fatal(err)
	}
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("今天天气真好，我们去公园散步，还吃了冰淇淋")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("é", 100_000) // over the buffer
	for name, c := range map[string]struct {
		lines, words []string
		encoding     string
		note         string
	}{
		"few old ones":  {[]string{"I love 😀", "I love 😀", old}, []string{"I love 😀", "I love 😀", "Schöne Grüße für 5 €"}, "utf-8", "1 line is not UTF-8"},
		"few new ones":  {[]string{"I love 😀", old, old, old, old}, []string{"I love 😀", "Schöne Grüße für 5 €"}, "utf-8", "4 lines are not UTF-8"},
		"only old ones": {[]string{old, old}, []string{"Schöne Grüße für 5 €"}, "windows-1252", ""},
		"only UTF-8":    {[]string{"I love 😀"}, []string{"I love 😀"}, "utf-8", ""},
		"russian":       {[]string{"I love 😀", russian, russian, russian}, []string{"I love 😀", "Какой прекрасный день, мы гуляли по парку"}, "utf-8", "windows-1251 (guessed)"},
		"chinese":       {[]string{chinese, chinese, chinese}, []string{"今天天气真好，我们去公园散步，还吃了冰淇淋"}, "gb18030", ""},
		"a torn sign":   {[]string{"größer", "größer", "torn \xf0\x9f\x98 here"}, []string{"größer", "größer", "torn \ufffd here"}, "utf-8", "became \ufffd"},
		"both in one":   {[]string{"größer 😀 caf\xe9"}, []string{"größer 😀 caf\ufffd"}, "utf-8", "became \ufffd"},
		"a long line":   {[]string{long + "x", "x" + long, "caf\xe9 " + strings.Repeat("a", 99_999) + "\xe9"}, []string{long + "x", "x" + long, "café " + strings.Repeat("a", 99_999) + "é"}, "utf-8", "1 line is not UTF-8"},
	} {
		for _, ext := range []string{"csv", "jsonl", "json"} {
			var b bytes.Buffer
			switch ext {
			case "csv":
				b.WriteString("id,text\n")
			case "json":
				b.WriteString("[\n")
			}
			for i, l := range c.lines {
				switch {
				case ext == "csv":
					fmt.Fprintf(&b, "%d,\"%s\"\n", i, l)
				case ext == "json" && i > 0:
					fmt.Fprintf(&b, ",{\"id\":%d,\"text\":\"%s\"}\n", i, l)
				default:
					fmt.Fprintf(&b, "{\"id\":%d,\"text\":\"%s\"}\n", i, l)
				}
			}
			if ext == "json" {
				b.WriteString("]\n")
			}
			in, err := Open(deadline(t), write(t, "a."+ext, b.Bytes()), nil, source.Options{})
			if err != nil {
				t.Fatal(name, err)
			}
			src, err := in.Rows()
			if err != nil {
				t.Fatal(name, err)
			}
			for i := range c.lines {
				r, err := src.Next()
				if err != nil || r.Err != nil {
					t.Fatalf("%s.%s: %v, %v", name, ext, err, r.Err)
				}
				if w, err := in.Mapping.Words(r); err != nil || i < len(c.words) && w != c.words[i] {
					t.Errorf("%s.%s: row %d is %.80q (%v)", name, ext, i, w, err)
				}
			}
			if _, err := src.Next(); err == nil {
				t.Errorf("%s.%s: more rows than lines", name, ext)
			}
			told := fmt.Sprint(source.NotesOf(src))
			if in.Encoding != c.encoding || !strings.Contains(told, c.note) || c.note == "" && told != "[]" {
				t.Errorf("%s.%s: %s, told %s", name, ext, in.Encoding, told)
			}
			src.Close()
		}
	}
	// A pipe's later lines can't be known before.
	in, err := Open(deadline(t), "-", iotest.OneByteReader(strings.NewReader("id,text\n1,plain\n2,"+old+"\n")), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := in.Rows()
	if err != nil {
		t.Fatal(err)
	}
	_, _ = src.Next()
	if r, err := src.Next(); err != nil || r.Cells[1].Text != "Schöne Grüße für 5 €" || !strings.Contains(fmt.Sprint(source.NotesOf(src)), "guessed") {
		t.Errorf("a pipe: %v, %v, %v", r.Cells, err, source.NotesOf(src))
	}
}

// What stands above the header is left out where that is plain, and told; comments where they are named.
func TestWhatStandsAboveTheHeader(t *testing.T) {
	for name, c := range map[string]struct {
		data  string
		o     source.Options
		words string
		notes int // while opening and at the end
	}{
		"a title":        {"Export of 2025-01-06\nid;user;text\n1;a;good day\n2;b;bad, awful | ugly\n", source.Options{}, "good day|bad, awful | ugly", 1},
		"two and blanks": {"Export\n\nmade by me\n\nid,text\n1,good\n", source.Options{}, "good", 1},
		"remarks":        {"# made, by, me, on, monday\n# again\nid,text\n1,good\n", source.Options{}, "good", 1},
		"none":           {"id,text\n1,good\n", source.Options{}, "good", 0},
		"one column":     {"text\ngood, day\nbad\n", source.Options{}, "good, day|bad", 0},
		"skipped":        {"a,b,c\nx,y,z\nid,text\n1,good\n", source.Options{SkipRows: 2}, "good", 0},
		"comments":       {"id,text\n# no, row\n1,good\n  #2,no\n3,#tag\n", source.Options{Comment: "#"}, "good|#tag", 1},
		"hashes stay":    {"id,text\n#1,good\n#2,bad\n", source.Options{}, "good|bad", 0},
		"in a quote":     {"id,text\n1,\"two\n# lines\"\n", source.Options{Comment: "#"}, "two\n# lines", 0},
	} {
		in, err := Open(deadline(t), write(t, "a.csv", []byte(c.data)), nil, c.o)
		if err != nil {
			t.Fatal(name, err)
		}
		src, err := in.Rows()
		if err != nil {
			t.Fatal(name, err)
		}
		var got []string
		for {
			r, err := src.Next()
			if err != nil {
				break
			}
			w, err := in.Mapping.Words(r)
			if err != nil || r.Err != nil {
				t.Errorf("%s: %v, %v", name, err, r.Err)
			}
			got = append(got, w)
		}
		if notes := append(in.Notes, source.NotesOf(src)...); strings.Join(got, "|") != c.words || len(notes) != c.notes {
			t.Errorf("%s: %q, %v", name, got, notes)
		}
	}
	for _, o := range []source.Options{{SkipRows: 1}, {Comment: "#"}, {SkipRows: -1}} {
		if _, err := Open(deadline(t), write(t, "a.jsonl", []byte("{\"text\":\"a\"}\n")), nil, o); app.KindOf(err) != app.KindUsage {
			t.Errorf("%+v for JSON lines: %v", o, err)
		}
	}
}

// Signs that the encoding of a result lacks are counted and readable, not a control sign.
func TestSignsThatAnEncodingLacks(t *testing.T) {
	for name, want := range map[string]string{"windows-1252": "caf\xe9 ? ? ok", "shift_jis": "caf? ? ? ok", "utf-16le": "", "utf-8": ""} {
		l, err := NewLines(source.CSV, &Input{}, Output{Encoding: name})
		if err != nil {
			t.Fatal(err)
		}
		line, lost, err := l.Line([]string{"café 😀 日 ok"})
		if err != nil || bytes.ContainsRune(line, 0x1a) {
			t.Errorf("%s: %q, %v", name, line, err)
		}
		if name == "windows-1252" && (lost != 2 || string(line) != want+"\n") || want == "" && lost != 0 {
			t.Errorf("%s: %q, %d lost", name, line, lost)
		}
	}
}
