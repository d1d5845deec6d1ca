package table

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// archive is a ZIP whose files are read by name. It may be read from several goroutines.
type archive struct {
	path  string
	file  *os.File
	files map[string]*zip.File // by name, in UTF-8
	forms map[string]string    // names by their NFC form: archives made on a Mac have the other one
	notes []source.Note
}

func openArchive(p string) (*archive, error) {
	z, file, err := source.OpenZIP(p)
	if err != nil {
		return nil, err
	}
	a := &archive{path: p, file: file, files: make(map[string]*zip.File, len(z.File)), forms: map[string]string{}}
	names, page := zipNames(z.File)
	outside := 0
	for i, f := range z.File {
		name := names[i]
		if strings.HasSuffix(name, "/") || f.FileInfo().IsDir() {
			continue
		}
		// Names that lead outside are no names inside: nothing is ever unpacked to the disk, so they can do no harm either.
		if !fs.ValidPath(name) {
			outside++
			continue
		}
		if _, ok := a.files[name]; !ok {
			a.files[name] = f
			a.forms[norm.NFC.String(name)] = name
		}
	}
	if page != "" {
		a.notes = append(a.notes, source.Told("names", app.Say("the names in {{.path}} are in an old code page; they were read as {{.page}}").With("path", p).With("page", page)))
	}
	if outside > 0 {
		a.notes = append(a.notes, source.Counted("outside", outside, app.Say("1 name leads out of {{.path}} and was left out").With("path", p),
			app.Say("{{.n}} names lead out of {{.path}} and were left out").With("path", p)))
	}
	return a, nil
}

// zipNames are the files' names in UTF-8. Where a name is in an old code page, which an archive doesn't name, the page is that of all
// such names together; it is told.
func zipNames(files []*zip.File) (names []string, page string) {
	names = make([]string, len(files))
	var old []byte
	for i, f := range files {
		names[i] = unicodeName(f)
		if !utf8.ValidString(names[i]) {
			old = append(append(old, names[i]...), '\n')
		}
	}
	if old == nil {
		return names, ""
	}
	e, page := codePage(old)
	for i, n := range names {
		if !utf8.ValidString(n) {
			if text, err := e.NewDecoder().String(n); err == nil {
				names[i] = text
			}
			names[i] = source.Valid(names[i])
		}
	}
	return names, page
}

// unicodeName is a file's name, or the one of Info-ZIP's extra field for names in UTF-8 (0x7075), which old tools write beside it.
func unicodeName(f *zip.File) string {
	for extra := f.Extra; len(extra) >= 4; {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			break
		}
		if id == 0x7075 && size > 5 && utf8.Valid(extra[5:size]) {
			return string(extra[5:size])
		}
		extra = extra[size:]
	}
	return f.Name
}

// codePage guesses the code page of names: one of the far East where the detector is sure, DOS Cyrillic where the letters are, else
// that of the format itself (CP437, APPNOTE.TXT, appendix D).
func codePage(names []byte) (encoding.Encoding, string) {
	if r := chardet.Detect(names); r.Confidence > 0.6 {
		switch name := strings.ToLower(r.Encoding); name {
		case "shift_jis", "gb2312", "gb18030", "big5", "euc-kr", "euc-jp", "cp949":
			if name == "gb2312" {
				name = "gb18030"
			}
			if e, canonical := charset.Lookup(name); e != nil && plaintext.Reads(e, names) {
				return e, canonical
			}
		}
	}
	high, cyrillic := 0, 0
	for _, b := range names {
		if b >= utf8.RuneSelf {
			high++
			if b <= 0xAF || b >= 0xE0 && b <= 0xF1 {
				cyrillic++
			}
		}
	}
	if text, err := charmap.CodePage866.NewDecoder().Bytes(names); err == nil && high >= plaintext.SureFrom && cyrillic == high && runsOfLetters(string(text)) {
		return charmap.CodePage866, "ibm866"
	}
	return charmap.CodePage437, "ibm437"
}

// runsOfLetters tells names of a script of its own, where letters beyond ASCII stand together, from accents within Latin words.
func runsOfLetters(s string) bool {
	pairs, all := 0, 0
	before := false
	for _, r := range s {
		beyond := r >= utf8.RuneSelf
		if beyond {
			all++
			if before {
				pairs++
			}
		}
		before = beyond
	}
	return 2*pairs > all
}

// find is the name of a file as the archive has it: the same, or the same letters in the other Unicode form.
func (a *archive) find(name string) (string, bool) {
	if _, ok := a.files[name]; ok {
		return name, true
	}
	name, ok := a.forms[norm.NFC.String(name)]
	return name, ok
}

// read unpacks one file in memory. What an archive says of sizes is not believed.
func (a *archive) read(name string, limit int64) ([]byte, error) {
	where := a.path + "/" + name
	found, ok := a.find(name)
	if !ok {
		return nil, app.Errorf("open picture", where, app.KindMissing, "Check the name; letters' case counts.", "it is not in the archive")
	}
	f := a.files[found]
	if f.Flags&1 != 0 {
		return nil, app.Errorf("open picture", where, app.KindPicture, "Unpack the archive with its password first, and give the folder.", "the archive has a password")
	}
	if f.UncompressedSize64 > uint64(limit) {
		return nil, app.Errorf("open picture", where, app.KindTooLarge, "Make it smaller.", "it is over %d MB", limit>>20)
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, app.Errorf("open picture", where, app.KindPicture, "Unpack the archive first, and give the folder.", "it is packed in a way that Duotone can't unpack")
	}
	if err != nil {
		return nil, app.Errorf("open picture", where, app.KindPicture, "Check that the archive is whole.", "%w", err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, app.Errorf("open picture", where, app.KindPicture, "Check that the archive is whole.", "it is damaged: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, app.Errorf("open picture", where, app.KindTooLarge, "Make it smaller.", "it is over %d MB", limit>>20)
	}
	return data, nil
}
