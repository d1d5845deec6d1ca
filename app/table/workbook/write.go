package workbook

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/table/source"
)

// The parts of a workbook of one sheet (ECMA-376, SpreadsheetML).
var bookFrame = [][2]string{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Write makes a workbook of rows, which it writes as they come: neither memory nor another file holds them. The same rows make the
// same bytes: nothing in it tells the time. It tells how many cells were longer than a workbook allows and were cut.
func Write(w io.Writer, columns []source.Column, rows source.EachRow) (cut int64, err error) {
	z := zip.NewWriter(w)
	for _, part := range bookFrame {
		p, err := z.Create(part[0])
		if err != nil {
			return 0, err
		}
		if _, err := io.WriteString(p, xmlHead+part[1]); err != nil {
			return 0, err
		}
	}
	p, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return 0, err
	}
	s := sheetWriter{w: bufio.NewWriterSize(p, 64<<10)}
	s.put(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	names := make([]json.RawMessage, len(columns))
	for i, c := range columns {
		names[i] = source.AppendString(nil, c.Name)
	}
	if err := s.row(names); err != nil {
		return 0, err
	}
	if err := rows(s.row); err != nil {
		return s.cut, err
	}
	s.put(`</sheetData></worksheet>`)
	if err := s.w.Flush(); err != nil {
		return s.cut, err
	}
	return s.cut, z.Close()
}

// sheetWriter writes rows; the writer remembers its first error.
type sheetWriter struct {
	w   *bufio.Writer
	n   int
	cut int64
}

func (s *sheetWriter) put(text string) { _, _ = s.w.WriteString(text) }

func (s *sheetWriter) row(cells []json.RawMessage) error {
	if s.n++; s.n > maxSheetRows {
		return app.Errorf("write workbook", "", app.KindTooLarge, "Write CSV or Parquet.", "a sheet can't have more than %d rows", maxSheetRows)
	}
	if len(cells) > maxColumns {
		return app.Errorf("write workbook", "", app.KindTooLarge, "Write CSV or Parquet.", "a sheet can't have more than %d columns", maxColumns)
	}
	s.put(`<row r="` + strconv.Itoa(s.n) + `">`)
	for i, raw := range cells {
		s.cell(ColumnName(i)+strconv.Itoa(s.n), raw)
	}
	_, err := s.w.WriteString("</row>")
	return err
}

// ColumnName is the name of a column by its number from 0: A, Z, AA.
func ColumnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// cell is a number where that keeps its value, else text.
func (s *sheetWriter) cell(ref string, raw json.RawMessage) {
	v := source.JSONValue(raw)
	if v.IsNull() || len(raw) == 0 {
		return
	}
	switch {
	case string(raw) == "true":
		s.put(`<c r="` + ref + `" t="b"><v>1</v></c>`)
		return
	case string(raw) == "false":
		s.put(`<c r="` + ref + `" t="b"><v>0</v></c>`)
		return
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		i, err := strconv.ParseInt(string(raw), 10, 64)
		x, err2 := strconv.ParseFloat(string(raw), 64)
		if err == nil && i > -1e15 && i < 1e15 || err != nil && err2 == nil { // a longer id would be rounded
			s.put(`<c r="` + ref + `"><v>` + strconv.FormatFloat(x, 'g', -1, 64) + `</v></c>`)
			return
		}
	}
	text, short := sheetText(v.Text)
	if short {
		s.cut++
	}
	s.put(`<c r="` + ref + `" t="inlineStr"><is><t xml:space="preserve">` + text + `</t></is></c>`)
}

var xmlEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// sheetText is a text as a workbook has it: signs that XML can't have are escaped (ECMA-376, ST_Xstring: _x0000_), and what is longer
// than a cell is cut.
func sheetText(s string) (text string, cut bool) {
	var b strings.Builder
	units := 0
	for i, r := range s {
		n := max(1, utf16.RuneLen(r))
		piece := string(r)
		switch {
		case r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF:
			piece = fmt.Sprintf("_x%04X_", r)
		case r == '_' && isEscape(s[i:]):
			piece = "_x005F_"
		case r == utf8.RuneError:
			piece = "\uFFFD"
		}
		if len(piece) > utf8.UTFMax {
			n = len(piece)
		}
		if units += n; units > MaxSheetCell {
			return xmlEscape.Replace(b.String()), true
		}
		b.WriteString(piece)
	}
	return xmlEscape.Replace(b.String()), false
}

// isEscape tells whether a text begins with what would be read as an escaped sign.
func isEscape(s string) bool {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 32)
	return err == nil
}
