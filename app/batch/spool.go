package batch

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"duotone/app/table"
	"duotone/app/table/source"
)

// spoolEncoder collects the cells of formats that can't be appended to: one JSON array a row, in the order of the layout.
type spoolEncoder struct {
	layout layout
	defuse bool
}

func (spoolEncoder) header() ([]byte, error) { return nil, nil }

func (e spoolEncoder) row(s Scored) ([]byte, int, error) {
	in, out := e.layout.cells(s)
	line := []byte{'['}
	for i, v := range in {
		if i > 0 {
			line = append(line, ',')
		}
		switch {
		case v.JSON == nil || v.JSON[0] == '"':
			text := v.Text
			if e.defuse {
				text = table.Defused(text)
			}
			line = source.AppendString(line, text)
		default:
			line = append(line, v.JSON...)
		}
	}
	for _, c := range out {
		if len(line) > 1 {
			line = append(line, ',')
		}
		switch {
		case c.null:
			line = append(line, "null"...)
		case c.kind == source.NumberColumn:
			line = append(line, c.String()...)
		default:
			text := c.text
			if e.defuse {
				text = table.Defused(text)
			}
			line = source.AppendString(line, text)
		}
	}
	return append(line, "]\n"...), 0, nil
}

// eachSpooled calls f with the cells of each collected row.
func eachSpooled(ctx context.Context, path string, f func(cells []json.RawMessage) error) error {
	file, err := os.Open(path)
	if err != nil {
		return diskError("read", path, err)
	}
	defer file.Close()
	r := bufio.NewReaderSize(file, 1<<20)
	for n := 0; ; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
		if err != nil {
			return diskError("read", path, err)
		}
		var cells []json.RawMessage
		if err := json.Unmarshal(line, &cells); err != nil {
			return err
		}
		if err := f(cells); err != nil {
			return err
		}
	}
}
