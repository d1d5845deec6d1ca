package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"duotone/app"
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

// workbook is what a workbook says besides its sheets (ECMA-376 part 1, SpreadsheetML). The sheets are read row by row: a library that
// has them in memory, or ends at a damaged cell as if there were no more, can't tell what is lost (decision 0502).
type workbook struct {
	path     string
	sheets   []sheetPart
	shared   []string
	cut      error // the shared texts end too early
	odd      int64 // signs in them that XML can't have
	styles   []dateStyle
	from1904 bool
}

type sheetPart struct{ name, part string }

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

func openWorkbook(p string) (*workbook, error) {
	z, file, err := openZIPFile(p)
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
	b := &workbook{path: p, from1904: book.WorkbookPr.Date1904 == "1" || book.WorkbookPr.Date1904 == "true"}
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
				b.sheets = append(b.sheets, sheetPart{s.Name, part})
			}
		}
	}
	if len(b.sheets) == 0 {
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
func (b *workbook) readShared(parts zipParts, name string) error {
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
		if text.Len() > maxLine {
			return b.tooLarge("one of its texts")
		}
	}
}

func (b *workbook) tooLarge(what string) error {
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

// dateStyle is what a style makes of a number.
type dateStyle int

const (
	plainNumber dateStyle = iota
	dateNumber
	timeNumber
	momentNumber // date and time
	spanNumber   // hours over 24
)

// readStyles finds the styles of dates. Without them numbers stay numbers.
func (b *workbook) readStyles(parts zipParts, name string) {
	var sheet struct {
		NumFmts struct {
			NumFmt []struct {
				ID   int    `xml:"numFmtId,attr"`
				Code string `xml:"formatCode,attr"`
			} `xml:"numFmt"`
		} `xml:"numFmts"`
		CellXfs struct {
			Xf []struct {
				Format int `xml:"numFmtId,attr"`
			} `xml:"xf"`
		} `xml:"cellXfs"`
	}
	if parts.decode(name, &sheet) != nil {
		return
	}
	own := map[int]dateStyle{}
	for _, f := range sheet.NumFmts.NumFmt {
		own[f.ID] = styleOf(f.Code)
	}
	for _, x := range sheet.CellXfs.Xf {
		style, ok := own[x.Format]
		if !ok {
			style = builtinStyle(x.Format)
		}
		b.styles = append(b.styles, style)
	}
}

// builtinStyle are the formats that have a number alone (ECMA-376 part 1, 18.8.30).
func builtinStyle(id int) dateStyle {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id >= 34 && id <= 36, id >= 50 && id <= 58:
		return dateNumber
	case id >= 18 && id <= 21, id == 32, id == 33, id == 45, id == 47:
		return timeNumber
	case id == 22:
		return momentNumber
	case id == 46:
		return spanNumber
	}
	return plainNumber
}

// styleOf reads a format's code: what letters it has outside quotes, brackets and padding.
func styleOf(code string) dateStyle {
	code = strings.ToLower(code)
	date, hours := false, false
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch code[i] {
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				continue
			}
			if strings.Trim(code[i+1:i+end], "hms") == "" && end > 1 {
				return spanNumber
			}
			i += end
		case '\\', '_', '*':
			i++
		case 'y', 'd':
			date = true
		case 'h', 's':
			hours = true
		}
	}
	switch {
	case date && hours:
		return momentNumber
	case date:
		return dateNumber
	case hours:
		return timeNumber
	}
	return plainNumber
}

// number is a number as text: a date where its style says so, in the one form that everybody reads the same way (ISO 8601); a long id
// as it is stored, which a number of 64 bits would round.
func (b *workbook) number(stored string, style int) string {
	x, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return stored
	}
	kind := plainNumber
	if style >= 0 && style < len(b.styles) {
		kind = b.styles[style]
	}
	if kind != plainNumber && x >= 0 && x < 2_958_466 { // 9999-12-31
		return b.moment(x, kind)
	}
	if strings.IndexFunc(strings.TrimPrefix(stored, "-"), func(r rune) bool { return r < '0' || r > '9' }) < 0 || math.Abs(x) >= 1e21 {
		return stored
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// moment is a date or time that is stored as days since 1899-12-30, or since 1904.
func (b *workbook) moment(x float64, kind dateStyle) string {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case x < 60:
		start = start.AddDate(0, 0, 1) // 1900 has a day too many there
	}
	days := math.Floor(x)
	seconds := math.Round((x - days) * 86_400)
	t := start.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	switch {
	case kind == spanNumber:
		s := int64(math.Round(x * 86_400))
		return strconv.FormatInt(s/3600, 10) + time.Unix(s%3600, 0).UTC().Format(":04:05")
	case kind == timeNumber && days == 0:
		return t.Format(time.TimeOnly)
	case kind == dateNumber && seconds == 0:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}
