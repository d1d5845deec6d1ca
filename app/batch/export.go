package batch

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Export copies rows of a result, counted from 1, into a new file in the order in which they are given: JSON lines as they
// are, any other format as CSV or TSV by the new file's name. It replaces nothing.
func Export(ctx context.Context, result, out string, rows []int64) error {
	format, err := table.OutputFormat(out, "")
	if err != nil {
		return err
	}
	in, err := table.Open(ctx, result, nil, source.Options{TextColumn: "-", ImageColumn: "-", IDColumn: "-", Header: "yes"})
	if err != nil && (in == nil || app.KindOf(err) != app.KindUsage) {
		return err
	}
	if in.IsObjects() != (format == source.JSONLines) || format == source.XLSX || format == source.Parquet {
		want := ".csv or .tsv"
		if in.IsObjects() {
			want = ".jsonl"
		}
		return app.Errorf("export", out, app.KindUsage, "Call the file "+want+".", "this result can't be exported in that format")
	}
	src, err := in.Rows()
	if err != nil {
		return err
	}
	defer src.Close()
	file := app.Out{Path: out, Inputs: []string{result}}
	if err := file.Check(); err != nil {
		return err
	}
	s, err := newSelection(filepath.Dir(out), format, rows)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.collect(ctx, src); err != nil {
		return err
	}
	return file.Write(func(w io.Writer) error { return s.write(w, src) })
}

// selection is the lines of chosen rows. They lie in a file until all are there, as they come in another order than they
// are wanted in.
type selection struct {
	rows  []int64
	lines *table.Lines
	spool *os.File
	size  int64
	at    map[int64]place // by row
	json  bool
}

// place is where a line lies.
type place struct{ from, size int64 }

func newSelection(dir, format string, rows []int64) (*selection, error) {
	lines, err := table.NewLines(format, &table.Input{}, table.Output{})
	if err != nil {
		return nil, err
	}
	spool, err := os.CreateTemp(dir, ".selection.*.partial")
	if err != nil {
		return nil, diskError("export", dir, err)
	}
	at := make(map[int64]place, len(rows))
	for _, n := range rows {
		at[n] = place{}
	}
	return &selection{rows: rows, lines: lines, spool: spool, at: at, json: format == source.JSONLines}, nil
}

func (s *selection) close() {
	s.spool.Close()
	os.Remove(s.spool.Name())
}

// collect reads all rows and keeps the lines of those that are chosen.
func (s *selection) collect(ctx context.Context, src source.Source) error {
	w := bufio.NewWriterSize(s.spool, 1<<16)
	for n := int64(1); ; n++ {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if _, chosen := s.at[n]; !chosen {
			continue
		}
		line, err := s.line(row)
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return diskError("export", s.spool.Name(), err)
		}
		s.at[n] = place{s.size, int64(len(line))}
		s.size += int64(len(line))
	}
	if err := w.Flush(); err != nil {
		return diskError("export", s.spool.Name(), err)
	}
	return nil
}

func (s *selection) line(row source.Row) ([]byte, error) {
	if s.json {
		return append(row.Object, '\n'), nil
	}
	cells := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		cells[i] = c.Text
	}
	line, _, err := s.lines.Line(cells) // UTF-8 has all signs
	return line, err
}

// write writes the lines in the order in which the rows are wanted.
func (s *selection) write(w io.Writer, src source.Source) error {
	if !s.json {
		header, err := s.lines.Header(source.ColumnNames(src.Columns()))
		if err != nil {
			return err
		}
		if _, err := w.Write(header); err != nil {
			return err
		}
	}
	b := bufio.NewWriterSize(w, 1<<16)
	for _, n := range s.rows {
		at := s.at[n]
		if _, err := io.Copy(b, io.NewSectionReader(s.spool, at.from, at.size)); err != nil {
			return err
		}
	}
	return b.Flush()
}
