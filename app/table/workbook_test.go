package table

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/table/source"
	"duotone/app/table/workbook"

	"github.com/xuri/excelize/v2"
)

// book writes a workbook of sheets as their XML stands: a name, then what stands in <sheetData>, or a whole part beginning with "<?".
func book(t *testing.T, shared string, sheets ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name, data string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, data); err != nil {
			t.Fatal(err)
		}
	}
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	list, rels := "", ""
	for i, s := range sheets {
		list += fmt.Sprintf(`<sheet name=%q sheetId="%d" r:id="rId%d"/>`, s[0], i+1, i+1)
		rels += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, rel, i+1)
		data := s[1]
		if !strings.HasPrefix(data, "<?") {
			data = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + data + `</sheetData></worksheet>`
		}
		put(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), data)
	}
	rels += `<Relationship Id="rIdS" Type="` + rel + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rIdT" Type="` + rel + `/styles" Target="/xl/styles.xml"/>`
	put("xl/workbook.xml", `<workbook xmlns:r="`+rel+`"><sheets>`+list+`</sheets></workbook>`)
	put("xl/_rels/workbook.xml.rels", `<Relationships>`+rels+`</Relationships>`)
	put("xl/sharedStrings.xml", "<sst>"+shared+"</sst>")
	put("xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-407]dd/mm/yyyy\ hh:mm"/><numFmt numFmtId="171" formatCode="0.0&quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="46"/><xf numFmtId="20"/></cellXfs></styleSheet>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, "a.xlsx", b.Bytes())
}

// rowsXML are rows of texts as a sheet has them.
func rowsXML(rows ...[]string) string {
	var b strings.Builder
	for i, r := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, c := range r {
			if c != "" {
				fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, workbook.ColumnName(j), i+1, c)
			}
		}
		b.WriteString("</row>")
	}
	return b.String()
}

// Every row of a damaged workbook is read, or named as lost with its number: none vanishes.
func TestADamagedWorkbookTellsWhatIsLost(t *testing.T) {
	whole := rowsXML([]string{"id", "text"}, []string{"1", "good"}, []string{"2", "HERE"}, []string{"3", "love it"}, []string{"4", "hate it"})
	head := `<?xml version="1.0"?><worksheet><dimension ref="A1:B5"/><sheetData>`
	cut := strings.Index(whole, `<row r="4">`)
	for name, c := range map[string]struct {
		sheet string
		words string // of all rows, with ! for a row with an error
	}{
		"whole":            {whole, "good|HERE|love it|hate it"},
		"a control sign":   {strings.Replace(whole, "HERE", "a\x01b", 1), "good|a\ufffdb|love it|hate it"},
		"U+FFFF":           {strings.Replace(whole, "HERE", "a\uffffb", 1), "good|a\ufffdb|love it|hate it"},
		"a reference to 1": {strings.Replace(whole, "HERE", "a&#1;b&#xFFFE;&#x110000;", 1), "good|a\ufffdb\ufffd\ufffd|love it|hate it"},
		"an HTML name":     {strings.Replace(whole, "HERE", "a&nbsp;b", 1), "good|a\u00a0b|love it|hate it"},
		"an unknown name":  {strings.Replace(whole, "HERE", "a&wat;b", 1), "good|a&wat;b|love it|hate it"},
		"a bare &":         {strings.Replace(whole, "HERE", "a & b", 1), "good|a & b|love it|hate it"},
		"no UTF-8":         {strings.Replace(whole, "HERE", "caf\xe9", 1), "good|caf\ufffd|love it|hate it"},
		"a torn sign":      {strings.Replace(whole, "HERE", "a\xf0\x9f\x98", 1), "good|a\ufffd\ufffd\ufffd|love it|hate it"},
		"cut between rows": {head + whole[:cut], "good|HERE|!|!"},
		"cut in a row":     {head + whole[:cut+20], "good|HERE|!|!"},
		"cut in a sign":    {head + whole[:cut-14], "good|!|!|!"},
		"a lying size":     {strings.Replace(head, "A1:B5", "A1:B99999", 1) + whole[:cut], "good|HERE" + strings.Repeat("|!", 1000)},
		"no size":          {strings.Replace(head, `<dimension ref="A1:B5"/>`, "", 1) + whole[:cut], "good|HERE|!"},
		"a broken tag":     {strings.Replace(whole, `<row r="4">`, `<row r="4"`, 1), ""},
		"swapped tags":     {strings.Replace(whole, "</t></is>", "</is></t>", 1), "good|HERE|love it|hate it"},
		"rows by no name":  {strings.NewReplacer(` r="3"`, "", ` r="B3"`, "", ` r="A3"`, "").Replace(whole), "good|HERE|love it|hate it"},
		"a shared text":    {strings.Replace(whole, `<c r="B3" t="inlineStr"><is><t>HERE</t></is></c>`, `<c r="B3" t="s"><v>0</v></c>`, 1), "good|shared _x|love it|hate it"},
		"none of them":     {strings.Replace(whole, `<c r="B3" t="inlineStr"><is><t>HERE</t></is></c>`, `<c r="B3" t="s"><v>7</v></c>`, 1), "good|!|love it|hate it"},
		"no number":        {strings.Replace(whole, `<c r="B3" t="inlineStr"><is><t>HERE</t></is></c>`, `<c r="B3" t="s"><v>x</v></c>`, 1), "good|!|love it|hate it"},
	} {
		in, rows := readAll(t, book(t, `<si><r><t>sha</t></r><r><t>red</t></r><rPh><t>no</t></rPh><r><t xml:space="preserve"> _x</t></r></si>`, [2]string{"S", c.sheet}), source.Options{})
		var got []string
		for _, r := range rows {
			if r.Err != nil {
				got = append(got, "!")
				if r.Raw == "" || app.HintOf(r.Err) == "" || app.KindOf(r.Err) != app.KindFormat {
					t.Errorf("%s: %v, %q", name, r.Err, r.Raw)
				}
				continue
			}
			got = append(got, r.Cells[1].Text)
		}
		if words := strings.Join(got, "|"); c.words != "" && words != c.words {
			t.Errorf("%s: read %.200q, want %.200q", name, words, c.words)
		}
		if c.words != "" && in.Total != int64(len(rows)) {
			t.Errorf("%s: %d rows told, %d read", name, in.Total, len(rows))
		}
		if len(rows) < 3 {
			t.Errorf("%s: rows vanished: %q", name, got)
		}
	}
}

// A workbook whose ZIP is damaged says so.
func TestADamagedPackage(t *testing.T) {
	path := book(t, "", [2]string{"S", rowsXML([]string{"id", "text"}, []string{"1", strings.Repeat("good ", 5000)}, []string{"2", "bad"})})
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, torn := range map[string][]byte{"cut": data[:len(data)/2], "flipped": flipped(data, bytes.Index(data, []byte("sheet1.xml"))+30), "no end": data[:len(data)-30]} {
		in, err := Open(deadline(t), write(t, "a.xlsx", torn), nil, source.Options{Format: source.XLSX})
		if err != nil {
			if app.KindOf(err) != app.KindFormat || app.HintOf(err) == "" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		src, err := in.Rows()
		if err != nil {
			t.Fatal(err)
		}
		bad := 0
		for {
			r, err := src.Next()
			if err != nil {
				break
			}
			if r.Err != nil {
				bad++
			}
		}
		if bad == 0 {
			t.Errorf("%s: nothing is said", name)
		}
	}
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 0x10
	return data
}

// A workbook can't fill the memory: not with one cell, not with the texts that cells share, not with cells that lie far apart.
func TestWorkbooksThatWouldFillTheMemory(t *testing.T) {
	big := strings.Repeat("A", source.MaxLine+100)
	var far, wide strings.Builder
	far.WriteString(rowsXML([]string{"id", "text"}))
	for i := range 6000 {
		fmt.Fprintf(&far, `<row r="%d"><c r="A%d"><v>1</v></c><c r="%s%d"><v>1</v></c></row>`, i+2, i+2, workbook.ColumnName(i+2), i+2)
	}
	wide.WriteString(rowsXML([]string{"id", "text"}))
	wide.WriteString(`<row r="2"><c r="B2" t="inlineStr"><is><t>good</t></is></c><c r="XFD2"><v>1</v></c><c r="XFE2"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>7</v></c></row>`)
	for name, path := range map[string]string{
		"one cell":        book(t, "", [2]string{"S", rowsXML([]string{"id", "text"}, []string{"1", big})}),
		"one shared text": book(t, "<si><t>"+big+"</t></si>", [2]string{"S", rowsXML([]string{"id", "text"}, []string{"1", "x"})}),
		"many runs":       book(t, "<si>"+strings.Repeat("<r><t>"+big[:source.MaxLine/3]+"</t></r>", 4)+"</si>", [2]string{"S", rowsXML([]string{"id", "text"}, []string{"1", "x"})}),
		"a tag":           book(t, "", [2]string{"S", rowsXML([]string{"id", "text"}) + `<row a="` + big + `"/>`}),
		"far apart":       book(t, "", [2]string{"S", far.String()}),
	} {
		_, err := Open(deadline(t), path, nil, source.Options{})
		if app.KindOf(err) != app.KindTooLarge || app.HintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	in, rows := readAll(t, book(t, "", [2]string{"S", wide.String()}), source.Options{})
	if len(rows) != 2 || len(in.Columns) != 3 || in.Columns[2].Name != "column_16384" {
		t.Errorf("%d rows, %v", len(rows), in.Columns)
	}
}

// What is in a workbook is read as it is shown, dates in the one form that everybody reads the same way.
func TestCellsOfAWorkbook(t *testing.T) {
	sheet := `<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>text</v></c></row>`
	cells := []struct{ xml, want string }{
		{`<c r="A%d"><v>45292</v></c>`, "45292"}, {`<c r="A%d" s="1"><v>45292</v></c>`, "2024-01-01"}, {`<c r="A%d" s="1"><v>45292.5</v></c>`, "2024-01-01 12:00:00"},
		{`<c r="A%d" s="2"><v>45292.75</v></c>`, "2024-01-01 18:00:00"}, {`<c r="A%d" s="3"><v>1.5</v></c>`, "1.5"}, {`<c r="A%d" s="4"><v>1.5</v></c>`, "36:00:00"},
		{`<c r="A%d" s="5"><v>0.25</v></c>`, "06:00:00"}, {`<c r="A%d" s="1"><v>59</v></c>`, "1900-02-28"}, {`<c r="A%d" s="1"><v>61</v></c>`, "1900-03-01"},
		{`<c r="A%d" t="b"><v>1</v></c>`, "TRUE"}, {`<c r="A%d" t="e"><v>#N/A</v></c>`, "#N/A"}, {`<c r="A%d"><v>1234567890123456789</v></c>`, "1234567890123456789"},
		{`<c r="A%d"><v>1.2E-3</v></c>`, "0.0012"}, {`<c r="A%d" t="d"><v>2024-05-06</v></c>`, "2024-05-06"}, {`<c r="A%d" s="99"><v>-3</v></c>`, "-3"},
		{`<c r="A%d" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_ _xD83D__xDE00_ _xZZ_</t></is></c>`, "a\rb_x000D_ 😀 _xZZ_"},
		{`<c r="A%d"><f>1+1</f><v>2</v></c>`, "2"}, {`<c r="A%d" t="str"><f>"x"</f><v>x</v></c>`, "x"},
	}
	for i, c := range cells {
		sheet += fmt.Sprintf(`<row r="%d">`+c.xml+`<c r="B%d" t="str"><v>w</v></c></row>`, i+2, i+2, i+2)
	}
	_, rows := readAll(t, book(t, "", [2]string{"S", sheet}), source.Options{})
	for i, r := range rows {
		if got := r.Cells[0].Text; got != cells[i].want {
			t.Errorf("%s is %q, want %q", cells[i].xml, got, cells[i].want)
		}
	}
}

// The sheet and the header are found where they are plain, and told; what can't be told is the first row.
func TestWhichSheetAndWhichHeader(t *testing.T) {
	posts := rowsXML([]string{"id", "text"}, []string{"1", "good day"}, []string{"2", "bad day"})
	cover := rowsXML([]string{"Report of the year"}, []string{"made by", "somebody"})
	titled := rowsXML([]string{"Posts of May"}, []string{"", ""}, []string{"id", "text", "image"}, []string{"1", "good day", ""})
	for name, c := range map[string]struct {
		sheets [][2]string
		o      source.Options
		words  string
		notes  int
	}{
		"one sheet":       {[][2]string{{"A", posts}}, source.Options{}, "good day|bad day", 0},
		"an empty first":  {[][2]string{{"A", ""}, {"B", posts}}, source.Options{}, "good day|bad day", 1},
		"a cover":         {[][2]string{{"Cover", cover}, {"B", posts}}, source.Options{}, "good day|bad day", 1},
		"named":           {[][2]string{{"A", posts}, {"B", titled}}, source.Options{Sheet: "b"}, "good day", 1},
		"by number":       {[][2]string{{"X", cover}, {"Y", posts}}, source.Options{Sheet: "2"}, "good day|bad day", 0},
		"a title":         {[][2]string{{"A", titled}}, source.Options{}, "good day", 1},
		"rows skipped":    {[][2]string{{"A", titled}}, source.Options{SkipRows: 2}, "good day", 0},
		"no header":       {[][2]string{{"A", rowsXML([]string{"1", "good"}, []string{"2", "bad"})}}, source.Options{Header: "no", TextColumn: "2"}, "good|bad", 0},
		"unnamed columns": {[][2]string{{"A", rowsXML([]string{"text", "text", "", ""}, []string{"good", "b", "c", "d"})}}, source.Options{TextColumn: "1"}, "good", 0},
	} {
		in, rows := readAll(t, book(t, "", c.sheets...), c.o)
		var got []string
		for _, r := range rows {
			w, err := in.Mapping.Words(r)
			if err != nil || r.Err != nil {
				t.Errorf("%s: %v %v", name, err, r.Err)
			}
			got = append(got, w)
		}
		if strings.Join(got, "|") != c.words || len(in.Notes) != c.notes {
			t.Errorf("%s: %q, %v", name, got, in.Notes)
		}
		if name == "unnamed columns" && fmt.Sprint(source.ColumnNames(in.Columns)) != "[text text_2 column_3 column_4]" {
			t.Errorf("%v", in.Columns)
		}
	}
	_, err := Open(deadline(t), book(t, "", [2]string{"A", posts}), nil, source.Options{Sheet: "Z"})
	if app.KindOf(err) != app.KindUsage || !strings.Contains(app.HintOf(err), `"A"`) {
		t.Errorf("%v", err)
	}
}

// What is written comes back, through our own reader and through excelize, whatever the signs.
func TestAWorkbookComesBack(t *testing.T) {
	texts := []string{"plain", "two\nlines", "CR LF\r\nin", "lone\r", "nul\x00", "_x000D_ typed", "_x005F_x0041_", "<&>\"'", " blanks ", "😀\ufffe", "=1+1", strings.Repeat("é", workbook.MaxSheetCell+5)}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	cut, err := workbook.Write(f, []source.Column{{Name: "text"}, {Name: "n"}, {Name: "b"}}, func(row func([]json.RawMessage) error) error {
		for i, s := range texts {
			if err := row([]json.RawMessage{source.AppendString(nil, s), json.RawMessage(fmt.Sprint(i) + ".25"), json.RawMessage("true")}); err != nil {
				return err
			}
		}
		return row([]json.RawMessage{json.RawMessage(`"long"`), json.RawMessage("1234567890123456789"), json.RawMessage("null")})
	})
	if err != nil || cut != 1 || f.Close() != nil {
		t.Fatal(cut, err)
	}
	_, rows := readAll(t, path, source.Options{})
	x, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	theirs, err := x.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil || len(theirs) != len(texts)+2 || len(rows) != len(texts)+1 {
		t.Fatal(err, len(theirs), len(rows))
	}
	for i, want := range texts {
		if i == len(texts)-1 {
			want = strings.Repeat("é", workbook.MaxSheetCell)
		}
		if got := rows[i].Cells[0].Text; got != want {
			t.Errorf("%.50q came back as %.50q", want, got)
		}
		if n := rows[i].Cells[1].Text; n != fmt.Sprint(i)+".25" || theirs[i+1][1] != n || rows[i].Cells[2].Text != "TRUE" {
			t.Errorf("row %d: %v, %v", i, rows[i].Cells[1:], theirs[i+1][1:])
		}
	}
	if got := rows[len(texts)].Cells[1].Text; got != "1234567890123456789" || theirs[len(texts)+1][1] != got {
		t.Errorf("a long id came back as %q and %q", got, theirs[len(texts)+1][1])
	}
}
