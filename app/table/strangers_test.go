package table

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/lz4"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// A bracket in a post's words doesn't make a piped table JSON.
func TestAPipedTableMayHaveBrackets(t *testing.T) {
	for _, c := range []struct{ name, data, format string }{
		{"a bracket", "id,text\n1,see [this]\n2,{that}\n", source.CSV},
		{"a bracket in the header", "id,text,note [en]\n1,hello there,x\n", source.CSV},
		{"objects", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n", source.JSONLines},
		{"a torn first line", "torn\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n", source.JSONLines},
		{"nothing", "\n\n", source.JSONLines},
	} {
		in, err := Open(deadline(t), "-", strings.NewReader(c.data), source.Options{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if in.Format != c.format {
			t.Errorf("%s was taken for %s", c.name, in.Format)
		}
	}
}

// Scripts without blanks between words are words all the same.
func TestWordsWithoutBlanksAreGuessed(t *testing.T) {
	for name, table := range map[string]string{
		"chinese":  "名字,话\n张三,今天天气真好我们去公园散步吧\n李四,真讨厌下雨天什么都不能做\n",
		"japanese": "名前,ことば\n田中,今日はとても良い天気ですね\n鈴木,雨の日はきらいです\n",
		"thai":     "ชื่อ,คำ\nก,วันนี้อากาศดีมากไปเดินเล่นกันเถอะ\nข,ไม่ชอบฝนเลย\n",
	} {
		in, _ := readAll(t, write(t, "a.csv", []byte(table)), source.Options{})
		if in.Mapping.Text != 1 {
			t.Errorf("%s: %s", name, in.Describe())
		}
	}
}

// UTF-16 without a mark has no zero in every second byte where the letters are not Latin.
func TestUTF16WithoutAMarkInOtherScripts(t *testing.T) {
	for script, line := range map[string]string{"japanese": "今日はとても良い天気ですね、嬉しい", "russian": "Сегодня прекрасный день", "english": "a lovely day"} {
		for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
			table := "id,text\n" + strings.Repeat("7,"+line+"\n", 9)
			data, err := unicode.UTF16(order, unicode.IgnoreBOM).NewEncoder().String(table)
			if err != nil {
				t.Fatal(err)
			}
			_, rows := readAll(t, write(t, "a.csv", []byte(data)), source.Options{})
			if len(rows) != 9 || rows[8].Cells[1].Text != line {
				t.Errorf("%s: %d rows, %+v", script, len(rows), rows[0])
			}
		}
	}
	// Text with zeros in it is none.
	for _, data := range []string{"id,text\n1,he\x00llo there\n2,ok\x00\x00\n", "id,text\n1,hello\n\x00\x00\x00\x00", "text\n\x00a\n\x00"} {
		if s := plaintext.NewSurvey(); true {
			_, _ = s.Write([]byte(data))
			if got := s.Encoding(); got != "utf-8" {
				t.Errorf("%q was taken for %s", data, got)
			}
		}
	}
}

// Small Cyrillic letters are the same on old Macs and in Windows-1251; files are from Windows.
func TestCyrillicIsOfWindows(t *testing.T) {
	data, err := charmap.Windows1251.NewEncoder().String("id;text\n" + strings.Repeat("1;Сегодня прекрасный день для прогулки в парке\n", 9))
	if err != nil {
		t.Fatal(err)
	}
	if in, _ := readAll(t, write(t, "a.csv", []byte(data)), source.Options{}); in.Encoding != "windows-1251" {
		t.Errorf("taken for %s", in.Encoding)
	}
}

// An id of more digits than a float holds comes out of a workbook as it stands there.
func TestLongNumbersOfAWorkbookStayWhole(t *testing.T) {
	f := excelize.NewFile()
	path := filepath.Join(t.TempDir(), "a.xlsx")
	for cell, v := range map[string]any{"A1": "id", "B1": "text", "C1": "n", "A2": int64(1234567890123456789), "B2": "hello", "C2": 0.1} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	in, rows := readAll(t, path, source.Options{})
	if got := in.Mapping.PostID(rows[0]); got != "1234567890123456789" || rows[0].Cells[2].Text != "0.1" {
		t.Errorf("read %q", rows[0].Cells)
	}
}

// What the Parquet library reads wrongly is refused rather than scored.
func TestLZ4IsRefused(t *testing.T) {
	type row struct {
		Text string `parquet:"text"`
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, []row{{strings.Repeat("hello ", 99)}}, parquet.Compression(&lz4.Codec{})); err != nil {
		t.Fatal(err)
	}
	_, err := Open(deadline(t), write(t, "a.parquet", b.Bytes()), nil, source.Options{})
	if app.KindOf(err) != app.KindFormat || !strings.Contains(app.HintOf(err), "zstd") {
		t.Errorf("%v", err)
	}
}

// testdata/half.parquet is pyarrow's: id, text and a column of float16 (1.5, null, −0.25).
func TestNumbersOfTwoBytes(t *testing.T) {
	in, rows := readAll(t, filepath.Join("testdata", "half.parquet"), source.Options{})
	var got []string
	for _, r := range rows {
		got = append(got, in.CellText(r, 2))
	}
	if !slices.Equal(got, []string{"1.5", "", "-0.25"}) {
		t.Errorf("read %q", got)
	}
}

// A torn line that leaves a quote open doesn't hide the lines behind it from the count.
func TestLinesAreCounted(t *testing.T) {
	in, rows := readAll(t, write(t, "a.jsonl", []byte("{\"text\":\"a\n"+strings.Repeat("{\"text\":\"b\"}\n", 7))), source.Options{})
	if len(rows) != 8 || in.Total != 8 {
		t.Errorf("%d rows, about %d told", len(rows), in.Total)
	}
}

// Names of files may have line ends in them.
func TestAFolderWithOddNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such names there")
	}
	dir := t.TempDir()
	names := []string{"two\nlines.jpg", " blanks .jpg", "per%cent#é.jpg", "quote\".jpg"}
	for i, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), apptest.JPEG(uint64(i), 20, 10), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	in, rows := readAll(t, dir, source.Options{})
	load, err := NewLoader(in, picture.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if p, _, err := in.Post(context.Background(), load, r); err != nil || p.Err != nil || p.Picture == nil {
			t.Errorf("%q: %v", r.Cells, p.Err)
		}
		if load.Print(in.Mapping, r) == "" {
			t.Errorf("%q: a change of it would go unseen", r.Cells)
		}
	}
	if len(rows) != len(names) {
		t.Errorf("%d rows", len(rows))
	}
}

// Mistakes in how the result is to be written are told before anything is read, whatever its format.
func TestOutputIsCheckedFirst(t *testing.T) {
	for _, c := range []struct {
		out, errs string
		o         Output
		ok        bool
	}{
		{"a.jsonl", "", Output{}, true}, {"-", "", Output{Encoding: "utf-8-bom", Delimiter: "tab"}, true}, {"a", "", Output{Format: source.XLSX}, true},
		{"a.txt", "", Output{}, false}, {"-", "", Output{Format: source.Parquet}, false}, {"a.jsonl", "", Output{Encoding: "klingon"}, false},
		{"a.jsonl", "", Output{Delimiter: "ab"}, false}, {"a.jsonl", "e.xlsx", Output{}, false}, {"a.jsonl", "-", Output{}, false},
	} {
		if err := CheckOutput(c.out, c.errs, c.o); (err == nil) != c.ok || err != nil && app.KindOf(err) != app.KindUsage {
			t.Errorf("%q %q %+v: %v", c.out, c.errs, c.o, err)
		}
	}
}

// FuzzZIP reads archives as folders: of a name and a content, and torn.
func FuzzZIP(f *testing.F) {
	f.Add("a/b.txt", []byte("words"), uint16(0))
	f.Add("../../etc/passwd.txt", []byte("x"), uint16(9))
	f.Add("/abs.jpg", apptest.JPEG(1, 9, 9), uint16(60))
	f.Fuzz(func(t *testing.T, name string, content []byte, torn uint16) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := range 2 {
			w, err := z.Create(strings.Repeat("x", i) + name)
			if err != nil {
				return
			}
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			return
		}
		data := b.Bytes()
		if torn > 0 {
			data[int(torn)%len(data)] ^= 0x55
		}
		in, err := Open(deadline(t), write(t, "in.zip", data), nil, source.Options{Format: source.ZIP})
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
		load, err := NewLoader(in, picture.Limits{Bytes: 1 << 16, Pixels: 1 << 16, Side: 1 << 10})
		if err != nil {
			t.Fatal(err)
		}
		for {
			r, err := src.Next()
			if err != nil {
				return
			}
			if _, _, err := in.Post(context.Background(), load, r); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestAResultIsATableOfPosts: what scoring wrote can be scored, labelled and imported again; its "words" and "picture" are objects, and the post lies in "input".
func TestAResultIsATableOfPosts(t *testing.T) {
	row := `{"v":2,"id":"%s","label":"positive","scores":{"negative":0.1,"neutral":0.1,"positive":0.8},"words":{"label":"positive"},"picture":%s,"input":%s}` + "\n"
	lines := fmt.Sprintf(row, "a", "null", `{"text":"so nice"}`) + fmt.Sprintf(row, "b", `{"label":"neutral"}`, `{"text":"and this","image":"b.jpg","source":"x"}`)
	path := filepath.Join(t.TempDir(), "scored.jsonl")
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := Open(t.Context(), path, nil, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if m := in.Mapping; m.TextName != "input.text" || m.ImageName != "input.image" || m.IDName != "id" {
		t.Errorf("read as %s", m)
	}
}
