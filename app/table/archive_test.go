package table

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
	"duotone/app/table/source"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

// zipped is a ZIP of files whose names are bytes as they stand.
func zipped(t *testing.T, flags uint16, files ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f[0], Method: zip.Deflate, NonUTF8: true, Flags: flags})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if flags != 0 { // the writer clears them
		for at := 0; ; {
			i := bytes.Index(data[at:], []byte("PK\x01\x02"))
			if i < 0 {
				break
			}
			data[at+i+8] |= byte(flags)
			at += i + 4
		}
	}
	return write(t, "a.zip", data)
}

// posts reads all posts of an input with their pictures.
func posts(t *testing.T, path string, o source.Options) (*Input, []app.Post) {
	t.Helper()
	in, rows := readAll(t, path, o)
	load, err := NewLoader(in, picture.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var out []app.Post
	for _, r := range rows {
		p, _, err := in.Post(context.Background(), load, r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return in, out
}

// Names of an archive in an old code page are names all the same: each picture is there, with its text, and the guess is told.
func TestNamesInOldCodePages(t *testing.T) {
	jpg := string(apptest.JPEG(1, 20, 10))
	for _, c := range []struct {
		page string
		e    encoding.Encoding
		name string
	}{
		{"ibm437", charmap.CodePage437, "café"}, {"ibm437", charmap.CodePage437, "Grüße aus Köln"}, {"ibm866", charmap.CodePage866, "Прекрасный день"},
		{"shift_jis", japanese.ShiftJIS, "今日はとても良い天気でした公園を散歩"}, {"gb18030", simplifiedchinese.GB18030, "今天天气真好我们去公园散步还吃了冰淇淋"},
	} {
		name, err := c.e.NewEncoder().String(c.name)
		if err != nil {
			t.Fatal(err)
		}
		in, got := posts(t, zipped(t, 0, [2]string{"plain.jpg", jpg}, [2]string{name + ".jpg", jpg}, [2]string{name + ".txt", "words"}), source.Options{})
		found := false
		for _, p := range got {
			found = found || p.ID == c.name && p.Text == "words" && p.Picture != nil
		}
		if len(got) != 2 || !found {
			t.Errorf("%s: %+v", c.name, got)
		}
		if len(in.Notes) == 0 || !strings.Contains(in.Notes[0].Text, c.page) {
			t.Errorf("%s: the guess isn't told: %v", c.name, in.Notes)
		}
	}
	in, got := posts(t, zipped(t, 0, [2]string{"café.jpg", jpg}, [2]string{"../up.jpg", jpg}, [2]string{"x.pdf", ""}), source.Options{})
	if len(got) != 1 || len(in.Notes) != 2 {
		t.Errorf("%+v, %v", got, in.Notes)
	}
}

// An archive with a password says so, wherever a picture or a text of it is wanted.
func TestAnArchiveWithAPasswordSaysSo(t *testing.T) {
	_, got := posts(t, zipped(t, 1, [2]string{"a.jpg", "x"}, [2]string{"b.txt", "x"}), source.Options{})
	for _, p := range got {
		if p.Err == nil || !strings.Contains(p.Err.Error(), "password") || !strings.Contains(app.HintOf(p.Err), "Unpack") {
			t.Errorf("%s: %v", p.ID, p.Err)
		}
	}
	if len(got) != 2 {
		t.Errorf("%d posts", len(got))
	}
}

// Names in one Unicode form find files in the other, on the disk, in folders and in archives.
func TestNamesInEitherUnicodeForm(t *testing.T) {
	jpg := apptest.JPEG(1, 20, 10)
	for _, forms := range [][2]norm.Form{{norm.NFC, norm.NFD}, {norm.NFD, norm.NFC}} {
		dir := t.TempDir()
		folder := filepath.Join(dir, forms[1].String("été"))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, forms[1].String("café.jpg")), jpg, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, forms[0].String("café.txt")), []byte("words"), 0o600); err != nil {
			t.Fatal(err)
		}
		table := filepath.Join(dir, "t.csv")
		if err := os.WriteFile(table, []byte("text,image\nhello,"+forms[0].String("été/café.jpg")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, got := posts(t, table, source.Options{}); len(got) != 1 || got[0].Picture == nil {
			t.Errorf("table: %+v", got[0].Err)
		}
		if _, got := posts(t, folder, source.Options{}); len(got) != 1 || got[0].Picture == nil || got[0].Text != "words" {
			t.Errorf("folder: %+v", got)
		}
		z := zipped(t, 0, [2]string{forms[1].String("é.jpg"), string(jpg)})
		if _, got := posts(t, write(t, "z.csv", []byte("text,image\nhello,"+forms[0].String("é.jpg")+"\n")), source.Options{Pictures: z}); got[0].Picture == nil {
			t.Errorf("archive: %v", got[0].Err)
		}
	}
	// A folder is no picture, and says so.
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "a.jpg"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "t.csv"), []byte("text,image\nhello,a.jpg\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, got := posts(t, filepath.Join(dir, "t.csv"), source.Options{}); got[0].Err == nil || !strings.Contains(got[0].Err.Error(), "folder") {
		t.Errorf("a folder: %v", got[0].Err)
	}
}
