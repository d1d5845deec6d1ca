package batch

import (
	"slices"
	"strings"

	"duotone/app/table"
	"duotone/app/table/source"

	"fyne.io/fyne/v2/lang"
)

// foundText tells what a file is. How it is read is told by the choices below.
func foundText(in *table.Input) string {
	if in.Format == source.Folder {
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
func (s *setup) drawReadAs(in *table.Input) {
	names := encodings
	if in.Encoding != "" && !slices.Contains(names, in.Encoding) {
		names = append([]string{in.Encoding}, names...)
	}
	s.readAs[0].SetOptions(names)
	s.readAs[0].SetSelected(in.Encoding)
	s.readAs[1].ClearSelected()
	s.readAs[2].ClearSelected()
	if in.Format != source.CSV && in.Format != source.TSV {
		return
	}
	if at := slices.Index(delimiters, string(in.Dialect.Delimiter)); at >= 0 {
		s.readAs[1].SetSelectedIndex(at)
	}
	s.readAs[2].SetSelectedIndex(1)
	if in.Dialect.Header {
		s.readAs[2].SetSelectedIndex(0)
	}
}

// onReadAs reads the file again as the person says. Its columns may be others now, and are guessed anew.
func (s *setup) onReadAs() {
	in := s.pane.state.Input
	if s.pane.quiet || in == nil {
		return
	}
	encoding, delimiter, header := s.readAs[0].Selected, s.readAs[1].SelectedIndex(), s.readAs[2].SelectedIndex()
	s.pane.presenter.ReadAs(func(o *source.Options) {
		if encoding != in.Encoding {
			o.Encoding = encoding
		}
		if delimiter >= 0 && delimiters[delimiter] != string(in.Dialect.Delimiter) {
			o.Delimiter = delimiters[delimiter]
		}
		if header >= 0 && (header == 0) != in.Dialect.Header {
			o.Header = []string{"yes", "no"}[header]
		}
		o.TextColumn, o.ImageColumn, o.IDColumn = "", "", ""
	})
}
