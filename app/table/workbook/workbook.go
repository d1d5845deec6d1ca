package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf16"

	"duotone/app"
	"duotone/app/table/source"
)

// Limits of a workbook, whatever it says of its own sizes.
const (
	maxUnpacked  = 4 << 30   // bytes of one part unpacked
	maxPart      = 16 << 20  // bytes of a part that only describes others
	maxShared    = 384 << 20 // bytes of all shared texts in memory
	maxColumns   = 16_384    // that a sheet can have
	maxSheetRows = 1_048_576 // rows that a sheet can have
	// MaxSheetCell are the UTF-16 units that a cell can have.
	MaxSheetCell = 32_767
)

// Book is what a workbook says besides its sheets (ECMA-376 part 1, SpreadsheetML). The sheets are read row by row: a library that
// has them in memory, or ends at a damaged cell as if there were no more, can't tell what is lost (decision 0502).
type Book struct {
	path     string
	Sheets   []Sheet
	shared   []string
	cut      error // the shared texts end too early
	odd      int64 // signs in them that XML can't have
	styles   []dateStyle
	from1904 bool
}

// Sheet is a sheet by its name and its part of the archive.
type Sheet struct{ Name, part string }

type relationships struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
}

func brokenBook(path string, format string, args ...any) error {
	return app.Errorf("open workbook", path, app.KindFormat, "Check that the file is whole; save it again, or as CSV.", format, args...)
}

// Open reads all of a workbook but its sheets.
func Open(p string) (*Book, error) {
	z, file, err := source.OpenZIP(p)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	parts := bookParts(z)
	main := "xl/workbook.xml"
	var rels relationships
	if parts.decode("_rels/.rels", &rels) == nil {
		for _, r := range rels.Relationship {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				main = strings.TrimPrefix(path.Clean("/"+r.Target), "/")
			}
		}
	}
	var book struct {
		WorkbookPr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets struct {
			Sheet []struct {
				Name string     `xml:"name,attr"`
				Attr []xml.Attr `xml:",any,attr"`
			} `xml:"sheet"`
		} `xml:"sheets"`
	}
	if err := parts.decode(main, &book); err != nil {
		return nil, brokenBook(p, "what it says of its sheets can't be read: %w", err)
	}
	if err := parts.decode(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), &rels); err != nil {
		return nil, brokenBook(p, "what it says of its sheets can't be read: %w", err)
	}
	b := &Book{path: p, from1904: book.WorkbookPr.Date1904 == "1" || book.WorkbookPr.Date1904 == "true"}
	target := map[string]string{}
	for _, r := range rels.Relationship {
		at := path.Join(path.Dir(main), r.Target)
		if strings.HasPrefix(r.Target, "/") {
			at = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
		target[r.ID] = at
		switch {
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			if err := b.readShared(parts, at); err != nil {
				return nil, err
			}
		case strings.HasSuffix(r.Type, "/styles"):
			b.readStyles(parts, at)
		}
	}
	for _, s := range book.Sheets.Sheet {
		for _, a := range s.Attr {
			if part := target[a.Value]; a.Name.Local == "id" && part != "" && !strings.Contains(part, "chartsheets/") {
				b.Sheets = append(b.Sheets, Sheet{s.Name, part})
			}
		}
	}
	if len(b.Sheets) == 0 {
		return nil, brokenBook(p, "it has no sheet")
	}
	return b, nil
}

// zipParts are the files of a package by name, whose case doesn't count.
type zipParts map[string]*zip.File

func bookParts(z *zip.Reader) zipParts {
	parts := zipParts{}
	for _, f := range z.File {
		parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	return parts
}

func (p zipParts) open(name string) (io.ReadCloser, error) {
	f := p[strings.ToLower(name)]
	switch {
	case f == nil:
		return nil, errors.New(name + " is not in it")
	case f.Flags&1 != 0:
		return nil, errors.New("it has a password")
	}
	return f.Open()
}

// decode reads a small part.
func (p zipParts) decode(name string, into any) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return newXMLDecoder(newXMLText(io.LimitReader(r, maxPart))).Decode(into)
}

// newXMLDecoder reads XML as it is found rather than as it should be.
func newXMLDecoder(x *xmlText) *xml.Decoder {
	d := xml.NewDecoder(x)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // xmlText has seen to it
	return d
}

// readShared reads the texts that cells share.
func (b *Book) readShared(parts zipParts, name string) error {
	if f := parts[strings.ToLower(name)]; f != nil && f.UncompressedSize64 > 1<<30 {
		return b.tooLarge("its texts")
	}
	r, err := parts.open(name)
	if err != nil {
		b.cut = err
		return nil
	}
	defer r.Close()
	x := newXMLText(io.LimitReader(r, maxUnpacked))
	d := newXMLDecoder(x)
	var text richText
	held := 0
	for {
		t, err := d.RawToken()
		if err != nil {
			if errors.Is(err, errCellTooLong) {
				return b.tooLarge("one of its texts")
			}
			if !errors.Is(err, io.EOF) {
				b.cut = err
			}
			b.odd = x.odd
			return nil
		}
		if text.token(t) {
			if held += text.Len() + 32; held > maxShared {
				return b.tooLarge("its texts")
			}
			b.shared = append(b.shared, unescaped(strings.Clone(text.String())))
			text.Reset()
		}
		if text.Len() > source.MaxLine {
			return b.tooLarge("one of its texts")
		}
	}
}

func (b *Book) tooLarge(what string) error {
	return app.Errorf("open workbook", b.path, app.KindTooLarge, "Save the sheet as CSV: that has no such limit.", "%s would fill the memory", what)
}

// richText gathers a text (CT_Rst): its runs, without the readings of Japanese signs (rPh).
type richText struct {
	strings.Builder
	inText, phonetic bool
}

// token takes a token and tells when the text (si, is) is at its end.
func (t *richText) token(token xml.Token) (end bool) {
	switch e := token.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "t":
			t.inText = true
		case "rPh":
			t.phonetic = true
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t":
			t.inText = false
		case "rPh":
			t.phonetic = false
		case "si", "is":
			t.inText, t.phonetic = false, false
			return true
		}
	case xml.CharData:
		if t.inText && !t.phonetic {
			t.Write(e)
		}
	}
	return false
}

// unescaped reads signs that XML can't have as workbooks write them (ECMA-376, ST_Xstring): _x0000_.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for s != "" {
		if !isEscape(s) {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		v, _ := strconv.ParseUint(s[2:6], 16, 32) // isEscape has read it
		s = s[7:]
		r := rune(v)
		if utf16.IsSurrogate(r) && isEscape(s) {
			low, _ := strconv.ParseUint(s[2:6], 16, 32)
			if pair := utf16.DecodeRune(r, rune(low)); pair != 0xFFFD {
				r, s = pair, s[7:]
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}
