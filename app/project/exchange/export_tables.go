package exchange

import (
	"duotone/app"
	"duotone/app/codebook"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
)

// sheet writes rows of one kind of table.
type sheet interface {
	row(cells []string) error // the first has the columns' names
	close() error
}

// tableWriter writes one row a post.
type tableWriter struct {
	x    *exporter
	out  sheet
	head bool
	own  map[string]bool
}

func newTableWriter(x *exporter, out io.Writer) *tableWriter {
	w := &tableWriter{x: x}
	switch x.o.Format {
	case FormatXLSX:
		w.out = newWorkbook(out)
	case FormatParquet:
		w.out = &parquetSheet{to: out}
	default:
		c := csv.NewWriter(out)
		if x.o.Format == FormatTSV {
			c.Comma = '\t'
		}
		w.out = csvSheet{c}
	}
	return w
}

// questions are those of the codebook, the main one first.
func (w *tableWriter) questions() []codebook.QuestionID {
	main := w.x.book.Main()
	ids := []codebook.QuestionID{main}
	for _, q := range w.x.book.Questions {
		if q.ID != main {
			ids = append(ids, q.ID)
		}
	}
	return ids
}

// header lists the columns: Duotone's, one a person and question, the model's, and the input's own.
func (w *tableWriter) header() []string {
	names := []string{"id", "text", "image"}
	for _, id := range w.questions() {
		names = append(names, columnOf(id))
	}
	names = append(names, "flags", "note")
	for _, who := range w.x.people {
		for _, id := range w.questions() {
			names = append(names, columnOf(id)+":"+who)
		}
	}
	if w.x.repeats {
		for _, who := range w.x.people {
			for _, id := range w.questions() {
				names = append(names, againColumn(id, who))
			}
		}
	}
	if w.x.o.Scores {
		names = append(names, "model_label", "model_negative", "model_neutral", "model_positive", "model_incongruity", "model_irony", colModel)
	}
	names = append(names, colStamp)
	if w.x.o.Log {
		names = append(names, colLog)
	}
	w.own = map[string]bool{}
	for _, n := range names {
		w.own[n] = true
	}
	for _, n := range w.x.columns {
		if !w.own[n] {
			names = append(names, n)
		}
	}
	return names
}

func (w *tableWriter) write(r record) error {
	if err := w.begin(); err != nil {
		return err
	}
	row := []string{r.item.Name, r.item.Text, r.image}
	for _, id := range w.questions() {
		row = append(row, r.labels[id])
	}
	row = append(row, strings.Join(r.flags, ";"), r.noteText())
	for _, who := range w.x.people {
		for _, id := range w.questions() {
			row = append(row, r.people[who][id])
		}
	}
	if w.x.repeats {
		for _, who := range w.x.people {
			for _, id := range w.questions() {
				row = append(row, r.again[who][id])
			}
		}
	}
	if w.x.o.Scores {
		cells := make([]string, 7)
		if s := r.score; s != nil {
			whole := exported(*s)
			cells[0] = whole.Label.String()
			for i, x := range []float64{s.Scores[0], s.Scores[1], s.Scores[2], s.Incongruity, s.Irony} {
				cells[1+i] = jsonText(x)
			}
			cells[6] = jsonText(whole)
		}
		row = append(row, cells...)
	}
	row = append(row, r.mark)
	if w.x.o.Log {
		row = append(row, jsonText(r.log))
	}
	for _, n := range w.x.columns {
		if !w.own[n] {
			row = append(row, r.item.Columns[n])
		}
	}
	return w.out.row(row)
}

func (w *tableWriter) begin() error {
	if w.head {
		return nil
	}
	w.head = true
	return w.out.row(w.header())
}

func (w *tableWriter) close() error {
	if err := w.begin(); err != nil {
		return err
	}
	return w.out.close()
}

type csvSheet struct{ *csv.Writer }

func (c csvSheet) row(cells []string) error { return c.Write(cells) }

func (c csvSheet) close() error {
	c.Flush()
	return c.Error()
}

// workbook is an XLSX file with one sheet. Texts stay texts: nothing in it is a formula.
type workbook struct {
	file *excelize.File
	rows *excelize.StreamWriter
	to   io.Writer
	n    int
	err  error
}

// longestCell is how many UTF-16 units a cell of a workbook holds.
const longestCell = 32_767

func newWorkbook(to io.Writer) *workbook {
	b := &workbook{file: excelize.NewFile(), to: to}
	b.rows, b.err = b.file.NewStreamWriter("Sheet1")
	return b
}

func (b *workbook) row(cells []string) error {
	if b.err != nil {
		return b.err
	}
	b.n++
	row := make([]any, len(cells))
	for i, c := range cells {
		if len(utf16.Encode([]rune(c))) > longestCell {
			return app.Errorf("write workbook", "", app.KindTooLarge, "Choose CSV, JSON lines or Parquet, or leave the judgements out.",
				"row %d has a cell of more than %d characters, which no workbook can hold", b.n, longestCell)
		}
		row[i] = c
	}
	return b.rows.SetRow(fmt.Sprintf("A%d", b.n), row)
}

func (b *workbook) close() error {
	err := b.err
	if err == nil {
		err = b.rows.Flush()
	}
	if err == nil {
		_, err = b.file.WriteTo(b.to)
	}
	return errors.Join(err, b.file.Close())
}

// parquetSheet is a Parquet file whose columns are texts, null where a cell is empty.
type parquetSheet struct {
	to    io.Writer
	names []string
	at    []int // where a column's cells go: Parquet has the columns by name
	out   *parquet.GenericWriter[any]
}

func (p *parquetSheet) row(cells []string) error {
	if p.out == nil {
		p.names = cells
		group := parquet.Group{}
		for _, name := range cells {
			group[name] = parquet.Compressed(parquet.Optional(parquet.String()), &parquet.Zstd)
		}
		schema := parquet.NewSchema("labels", group)
		for _, name := range cells {
			column, ok := schema.Lookup(name)
			if !ok {
				return fmt.Errorf("no column %q", name)
			}
			p.at = append(p.at, column.ColumnIndex)
		}
		p.out = parquet.NewGenericWriter[any](p.to, schema)
		return nil
	}
	row := make(parquet.Row, len(cells))
	for i, c := range cells {
		v := parquet.NullValue().Level(0, 0, p.at[i])
		if c != "" {
			v = parquet.ByteArrayValue([]byte(c)).Level(0, 1, p.at[i])
		}
		row[p.at[i]] = v
	}
	_, err := p.out.WriteRows([]parquet.Row{row})
	return err
}

func (p *parquetSheet) close() error { return p.out.Close() }
