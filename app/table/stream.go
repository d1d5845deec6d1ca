package table

import (
	"errors"
	"io"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

// openStream looks at the beginning of a pipe, without waiting for more than its first line.
func (in *Input) openStream(r io.Reader) error {
	r, err := plaintext.Unpacked(r)
	if err != nil {
		return app.Errorf("read standard input", "", app.KindFormat, "", "%w", err)
	}
	h := plaintext.NewHeadReader(r)
	s := plaintext.NewSurvey()
	if _, err := s.Write(h.Head); err != nil {
		return err
	}
	if in.Format = in.Options.Format; in.Format == "" {
		if in.Format = binaryFormat(h.Head); in.Format == "" {
			if err := noTable("standard input", h.Head); err != nil {
				return err
			}
			in.Format = jsonFormatOr(h.Head, objectsOr(h.Head, source.CSV))
		}
	}
	switch in.Format {
	case source.XLSX, source.Parquet, source.Folder, source.ZIP:
		return app.Errorf("read standard input", "", app.KindUsage, "Save it as a file first.", "a %s can't be read from a pipe", in.Format)
	}
	if err := knownFormat(in.Format); err != nil {
		return err
	}
	if err := in.checkSkip(); err != nil {
		return err
	}
	if err := in.settle(s, errors.Is(h.Err, io.EOF)); err != nil {
		return err
	}
	src, err := in.textSource(h, func() error { return nil })
	if err != nil {
		return err
	}
	in.stream = src
	if in.IsObjects() {
		in.Mapping, err = streamMapping(in, src)
		return err
	}
	in.Columns = src.Columns()
	in.Mapping, err = Guess(source.ColumnNames(in.Columns), headSample(in, s.Head), in.Options)
	return err
}

// headSample are the rows of a table that the first bytes of a pipe show.
func headSample(in *Input, head []byte) []source.Row {
	text, err := decodedHead(in, head)
	if err != nil {
		return nil
	}
	var rows []source.Row
	for i, cells := range plaintext.SampleRows(text, false, in.Dialect) {
		if i < in.Dialect.Above || i == in.Dialect.Above && in.Dialect.Header {
			continue
		}
		r := source.Row{}
		for _, c := range cells {
			r.Cells = append(r.Cells, source.TextValue(c))
		}
		rows = append(rows, r)
	}
	return rows
}

// streamMapping reads the first object of a pipe and puts it back.
func streamMapping(in *Input, src source.Source) (Mapping, error) {
	first, err := src.Next()
	in.stream = &pushedBack{Source: src, row: first, err: err}
	sample := []source.Row{}
	if err == nil && first.Err == nil {
		sample = append(sample, first)
	}
	return in.guessObjects(sample, true)
}

// pushedBack is a source whose first row was read already.
type pushedBack struct {
	source.Source
	row  source.Row
	err  error
	done bool
}

// Notes are those of the source.
func (p *pushedBack) Notes() []source.Note { return source.NotesOf(p.Source) }

func (p *pushedBack) Next() (source.Row, error) {
	if !p.done {
		p.done = true
		return p.row, p.err
	}
	return p.Source.Next()
}
