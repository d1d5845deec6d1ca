package ui

import (
	"slices"
	"strings"

	"duotone/app/table"

	"fyne.io/fyne/v2/lang"
)

// foundText tells what a file is. How it is read is told by the choices below.
func foundText(in *table.Input) string {
	if in.Format == table.Folder {
		return lang.L("a folder")
	}
	return strings.ToUpper(in.Format)
}

// encodings are those that a person may choose from, besides the one that was found.
var encodings = []string{"utf-8", "windows-1252", "iso-8859-15", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "windows-1253",
	"windows-1254", "windows-1255", "windows-1256", "macintosh", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "koi8-r"}

// delimiters are what may lie between cells, as options have them.
var delimiters = []string{",", ";", "\t", "|"}

func delimiterTexts() []string {
	return []string{lang.L("comma between cells"), lang.L("semicolon between cells"), lang.L("tab between cells"), lang.L("bar between cells")}
}

// drawReadAs shows how a file of text is read.
func (b *batchPane) drawReadAs(in *table.Input) {
	names := encodings
	if in.Encoding != "" && !slices.Contains(names, in.Encoding) {
		names = append([]string{in.Encoding}, names...)
	}
	b.readAs[0].SetOptions(names)
	b.readAs[0].SetSelected(in.Encoding)
	b.readAs[1].ClearSelected()
	b.readAs[2].ClearSelected()
	if in.Format != table.CSV && in.Format != table.TSV {
		return
	}
	if at := slices.Index(delimiters, string(in.Dialect.Delimiter)); at >= 0 {
		b.readAs[1].SetSelectedIndex(at)
	}
	b.readAs[2].SetSelectedIndex(1)
	if in.Dialect.Header {
		b.readAs[2].SetSelectedIndex(0)
	}
}

// onReadAs reads the file again as the person says. Its columns may be others now, and are guessed anew.
func (b *batchPane) onReadAs() {
	in := b.state.Input
	if b.quiet || in == nil {
		return
	}
	o := in.Options
	if now := b.readAs[0].Selected; now != in.Encoding {
		o.Encoding = now
	}
	if at := b.readAs[1].SelectedIndex(); at >= 0 && delimiters[at] != string(in.Dialect.Delimiter) {
		o.Delimiter = delimiters[at]
	}
	if at := b.readAs[2].SelectedIndex(); at >= 0 && (at == 0) != in.Dialect.Header {
		o.Header = []string{"yes", "no"}[at]
	}
	o.TextColumn, o.ImageColumn, o.IDColumn = "", "", ""
	b.desk.Open(in.Path, o)
}
