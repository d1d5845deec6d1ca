package table

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
	"duotone/app/table/plaintext"
	"duotone/app/table/source"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
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

func readAll(t testing.TB, path string, o source.Options) (*Input, []source.Row) {
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
			in, rows := readAll(t, write(t, "a.csv", []byte(c.data)), source.Options{})
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
	in, rows := readAll(t, write(t, "late.csv", []byte(late+"2,caf\xe9 \x80\n")), source.Options{})
	if last := rows[len(rows)-1].Cells[1].Text; in.Encoding != "windows-1252" || last != "café €" {
		t.Errorf("a sign far down: %s, %q", in.Encoding, last)
	}
	in, rows = readAll(t, write(t, "torn.csv", []byte("id,text\n1,"+strings.Repeat("größer ", 40)+"\n2,torn \xf0\x9f\x98 here\n")), source.Options{})
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
			e, _, err := plaintext.LookupEncoding(c.encoding)
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
			in, rows := readAll(t, write(t, "a.csv", []byte(data)), source.Options{})
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
	_, rows := readAll(t, write(t, "a.csv", []byte(data)), source.Options{})
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
		in, _ := readAll(t, write(t, "a.csv", []byte(c.data)), source.Options{})
		if m := in.Mapping; m.TextName != c.text || m.ImageName != c.image || m.IDName != c.id {
			t.Errorf("%q: %s", c.data, m)
		}
	}
	if _, err := Open(deadline(t), write(t, "a.csv", []byte("a,b\n1,2\n")), nil, source.Options{}); app.KindOf(err) != app.KindUsage {
		t.Errorf("numbers alone: %v", err)
	}
}

func TestColumnsOfLateObjectsAreFound(t *testing.T) {
	data := strings.Repeat("{\"id\":1,\"text\":\"hello\"}\n", 3000) + "{\"id\":2,\"text\":\"hello\",\"image\":\"a.jpg\"}\n"
	in, _ := readAll(t, write(t, "a.jsonl", []byte(data)), source.Options{})
	if in.Mapping.ImageName != "image" {
		t.Errorf("found %s", in.Mapping)
	}
}

func TestFormulasAreDefused(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+1": "+1", "-2.5": "-2.5", "-2+3": "'-2+3", "@x": "'@x", "\tx": "'\tx", "a=1": "a=1", "": ""} {
		if got := Defused(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func fuzzFormat(f *testing.F, ext string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := write(t, "in."+ext, data)
		in, err := Open(deadline(t), path, nil, source.Options{Format: ext})
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
		{"cr.csv", "id,text\r1,hello\r2,\"two\rlines\"\r", source.CSV, []string{"hello", "two\rlines"}},
		{"one-column.csv", "text\nhello, you\nbye; bye, bye\n", source.CSV, []string{"hello, you", "bye; bye, bye"}},
		{"sep.csv", "sep=;\nid;text\n1;a, b\n", source.CSV, []string{"a, b"}},
		{"single.csv", "id,text\n1,'hello, there'\n2,'it''s \"me\"'\n", source.CSV, []string{"hello, there", `it's "me"`}},
		{"blanks.csv", "id, text, n\n1, \"hello, there\", 2\n2, bye, 3\n", source.CSV, []string{"hello, there", "bye"}},
		{"end-of-file.csv", "id,text\n1,hello\n\x1a", source.CSV, []string{"hello"}},
		{"packed.csv", packed.String(), source.CSV, []string{"hello"}},
		{"sjis.csv", sjis, source.CSV, []string{strings.Repeat("こんにちは世界。今日はいい天気ですね。", 3)}},
		{"lies.xlsx", "id,text\n1,hello\n", source.CSV, []string{"hello"}},
		{"lies.jsonl", "id,text\n1,hello\n", source.CSV, []string{"hello"}},
		{"lies.csv", "{\"id\":1,\"text\":\"hello\"}\n", source.JSONLines, []string{"hello"}},
		{"pretty.json", "{\n \"id\":1,\n \"text\":\"hello\"\n}\n{\n \"text\":\"bye\"\n}\n", source.JSONArray, []string{"hello", "bye"}},
		{"empty.csv", "", source.CSV, nil},
		{"empty.jsonl", "", source.JSONLines, nil},
		{"nul.csv", "id,text\n1,a\x00b\n", source.CSV, []string{"a\x00b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, rows := readAll(t, write(t, c.name, []byte(c.data)), source.Options{})
			var got []string
			for _, r := range rows {
				if r.Err != nil {
					t.Errorf("row %d: %v", r.N, r.Err)
				}
				w, err := in.Mapping.Words(r)
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
		if _, err := Open(deadline(t), write(t, name, []byte(data)), nil, source.Options{}); app.KindOf(err) != app.KindFormat {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, rows := readAll(t, write(t, "tail.json", []byte(`[{"text":"a"}] more`)), source.Options{})
	if len(rows) != 2 || rows[1].Err == nil {
		t.Errorf("what follows an array: %+v", rows)
	}
}
