package batch

import (
	"slices"
	"strings"

	"duotone/app/table"
	"duotone/app/table/source"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// noColumn stands for none.
const noColumn = "–"

// readChoices are how the file is read: the encoding and what lies between cells, and which columns are what.
type readChoices struct {
	setup   *setup
	columns [3]*kit.Select  // words, picture, id
	readAs  [3]*kit.Select  // encoding, delimiter, header
	named   *fyne.Container // columns, each under its name
	text    *fyne.Container // readAs, of a file of text
}

func newReadChoices(s *setup) *readChoices {
	c := &readChoices{setup: s}
	for i := range c.columns {
		c.columns[i] = kit.NewSelect(nil, func(string) { c.onColumns() })
		c.columns[i].PlaceHolder = noColumn
		c.readAs[i] = kit.NewSelect(nil, func(string) { c.onReadAs() })
		c.readAs[i].PlaceHolder = noColumn
	}
	for i, hint := range []string{lang.L("The column with the words"), lang.L("The column with the picture's file"), lang.L("The column that names each post")} {
		c.columns[i].Tip = hint
	}
	for i, hint := range []string{lang.L("How the file writes letters"), lang.L("What stands between two cells"), lang.L("Whether the first row names the columns")} {
		c.readAs[i].Tip = hint
	}
	c.readAs[1].SetOptions(delimiterTexts())
	c.readAs[2].SetOptions([]string{lang.L("the first row names the columns"), lang.L("the first row is a post")})
	c.text = container.New(layout.NewGridLayout(3), c.readAs[0], c.readAs[1], c.readAs[2])
	c.named = container.New(layout.NewGridLayout(3),
		container.NewVBox(widget.NewLabel(lang.L("Words")), c.columns[0]),
		container.NewVBox(widget.NewLabel(lang.L("Picture")), c.columns[1]),
		container.NewVBox(widget.NewLabel(lang.L("Identifier")), c.columns[2]))
	return c
}

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

// draw shows how a file of text is read.
func (c *readChoices) draw(in *table.Input) {
	names := encodings
	if in.Encoding != "" && !slices.Contains(names, in.Encoding) {
		names = append([]string{in.Encoding}, names...)
	}
	c.readAs[0].SetOptions(names)
	c.readAs[0].SetSelected(in.Encoding)
	c.readAs[1].ClearSelected()
	c.readAs[2].ClearSelected()
	if in.Format != source.CSV && in.Format != source.TSV {
		return
	}
	if at := slices.Index(delimiters, string(in.Dialect.Delimiter)); at >= 0 {
		c.readAs[1].SetSelectedIndex(at)
	}
	c.readAs[2].SetSelectedIndex(1)
	if in.Dialect.Header {
		c.readAs[2].SetSelectedIndex(0)
	}
}

// onReadAs reads the file again as the person says. Its columns may be others now, and are guessed anew.
func (c *readChoices) onReadAs() {
	in := c.setup.pane.state.Input
	if c.setup.pane.quiet || in == nil {
		return
	}
	encoding, delimiter, header := c.readAs[0].Selected, c.readAs[1].SelectedIndex(), c.readAs[2].SelectedIndex()
	c.setup.pane.presenter.ReadAs(func(o *source.Options) {
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

// onColumns reads the file again with the columns that the person chose.
func (c *readChoices) onColumns() {
	if c.setup.pane.quiet {
		return
	}
	var chosen [3]string
	for i, column := range c.columns {
		if chosen[i] = column.Selected; chosen[i] == noColumn || chosen[i] == "" {
			chosen[i] = "-"
		}
	}
	c.setup.pane.presenter.ReadAs(func(o *source.Options) { o.TextColumn, o.ImageColumn, o.IDColumn = chosen[0], chosen[1], chosen[2] })
}
