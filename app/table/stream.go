package table

import (
	"errors"
	"io"

	"duotone/app"
)

// openStream looks at the beginning of a pipe, without waiting for more than its first line.
func (in *Input) openStream(r io.Reader) error {
	r, err := unpacked(r)
	if err != nil {
		return app.Errorf("read standard input", "", app.KindFormat, "", "%w", err)
	}
	h := newHeadReader(r)
	s := newSurvey()
	if _, err := s.Write(h.head); err != nil {
		return err
	}
	if in.Format = in.Options.Format; in.Format == "" {
		if in.Format = binaryFormat(h.head); in.Format == "" {
			if err := noTable("standard input", h.head); err != nil {
				return err
			}
			in.Format = jsonFormatOr(h.head, objectsOr(h.head, CSV))
		}
	}
	switch in.Format {
	case XLSX, Parquet, Folder, ZIP:
		return app.Errorf("read standard input", "", app.KindUsage, "Save it as a file first.", "a %s can't be read from a pipe", in.Format)
	}
	if err := knownFormat(in.Format); err != nil {
		return err
	}
	if err := in.checkSkip(); err != nil {
		return err
	}
	if err := in.settle(s, errors.Is(h.err, io.EOF)); err != nil {
		return err
	}
	src, err := in.textSource(h, func() error { return nil })
	if err != nil {
		return err
	}
	in.stream = src
	if in.IsObjects() {
		in.Mapping, err = in.streamMapping(src)
		return err
	}
	in.Columns = src.Columns()
	in.Mapping, err = Guess(ColumnNames(in.Columns), in.headSample(s.head), in.Options)
	return err
}

// headSample are the rows of a table that the first bytes of a pipe show.
func (in *Input) headSample(head []byte) []Row {
	text, err := in.decodedHead(head)
	if err != nil {
		return nil
	}
	var rows []Row
	for i, cells := range sampleRows(text, false, in.Dialect) {
		if i < in.Dialect.Above || i == in.Dialect.Above && in.Dialect.Header {
			continue
		}
		r := Row{}
		for _, c := range cells {
			r.Cells = append(r.Cells, textValue(c))
		}
		rows = append(rows, r)
	}
	return rows
}

// streamMapping reads the first object of a pipe and puts it back.
func (in *Input) streamMapping(src Source) (Mapping, error) {
	first, err := src.Next()
	in.stream = &pushedBack{Source: src, row: first, err: err}
	sample := []Row{}
	if err == nil && first.Err == nil {
		sample = append(sample, first)
	}
	return in.guessObjects(sample, true)
}

// pushedBack is a source whose first row was read already.
type pushedBack struct {
	Source
	row  Row
	err  error
	done bool
}

// Notes are those of the source.
func (p *pushedBack) Notes() []Note { return NotesOf(p.Source) }

func (p *pushedBack) Next() (Row, error) {
	if !p.done {
		p.done = true
		return p.row, p.err
	}
	return p.Source.Next()
}
