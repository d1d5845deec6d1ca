package batch

import (
	"duotone/app"
	"duotone/app/table"
	"duotone/app/table/source"
)

// Output says how a result is written.
type Output struct {
	table.Output
	Explain bool      // with the weight of each word and a coarse grid over the picture
	Read    bool      // with the words in the picture
	Version int       // of scored posts: 1 leaves out what version 2 has more; 0: the newest
	head    *app.Head // the model's, whose answers have columns at the end; nil: it has none
}

func (o Output) version() int {
	if o.Version == 0 {
		return app.JSONVersion
	}
	return o.Version
}

// encoder makes a result's bytes. The same row always makes the same bytes, whatever came before. It may be used by
// several goroutines.
type encoder interface {
	header() ([]byte, error)
	row(s Scored) (line []byte, lost int, err error) // lost: signs that the encoding does not have
}

// newEncoder makes the encoder of an appendable format: JSON lines, CSV, TSV.
func newEncoder(format string, in *table.Input, columns []source.Column, o Output) (encoder, error) {
	if format == source.JSONLines {
		return jsonEncoder{columns, in.Mapping, o.version()}, nil
	}
	lines, err := table.NewLines(format, in, o.Output)
	return &csvEncoder{newLayout(columns, in, o), lines}, err
}

type jsonEncoder struct {
	columns []source.Column
	mapping table.Mapping
	version int
}

func (jsonEncoder) header() ([]byte, error) { return nil, nil }
func (e jsonEncoder) row(s Scored) ([]byte, int, error) {
	line, err := appendJSON(nil, s, e.columns, e.mapping, e.version)
	return line, 0, err
}

// layout puts the input's columns in front and the results behind.
type layout struct {
	in      []source.Column
	out     []source.Column
	skipID  bool // the input's own id column says it already
	more    bool // a pipe of objects: columns that later objects have and the first one had not
	objects bool
	mapping table.Mapping
	how     Output
}

func newLayout(columns []source.Column, in *table.Input, o Output) layout {
	l := layout{in: columns, objects: in.IsObjects(), mapping: in.Mapping, how: o}
	l.more = l.objects && in.Live()
	l.skipID = in.Mapping.IDName != ""
	taken := map[string]bool{}
	for _, c := range columns {
		taken[c.Name] = true
	}
	out := o.columns()
	if l.skipID {
		out = out[1:]
	}
	if l.more {
		out = append([]source.Column{{Name: "more", Kind: source.TextColumn}}, out...)
	}
	for i, c := range out {
		// A column of the input keeps its name; a result of the same name gives way.
		for taken[c.Name] {
			c.Name = "duotone_" + c.Name
		}
		taken[c.Name] = true
		out[i] = c
	}
	l.out = out
	return l
}

// cells are a row's cells: those of the input, then the results.
func (l layout) cells(s Scored) ([]source.Value, []flatCell) {
	cells := s.Row.Cells
	if l.objects {
		cells = table.ObjectCells(s.Row, source.ColumnNames(l.in))
	}
	in := make([]source.Value, len(l.in))
	copy(in, cells)
	out := l.how.cells(s, l.mapping)
	if l.skipID {
		out = out[1:]
	}
	if l.more {
		out = append([]flatCell{plain(l.rest(s.Row))}, out...)
	}
	return in, out
}

// rest is what an object has beside the known columns, as JSON.
func (l layout) rest(r source.Row) string {
	known := map[string]bool{}
	for _, c := range l.in {
		known[c.Name] = true
	}
	var b []byte
	names, values := source.Members(r.Object)
	for i, n := range names {
		if known[n] {
			continue
		}
		if b == nil {
			b = append(b, '{')
		} else {
			b = append(b, ',')
		}
		b = append(append(source.AppendString(b, n), ':'), values[i]...)
	}
	if b == nil {
		return ""
	}
	return string(append(b, '}'))
}

type csvEncoder struct {
	layout layout
	lines  *table.Lines
}

func (e *csvEncoder) header() ([]byte, error) {
	return e.lines.Header(append(source.ColumnNames(e.layout.in), source.ColumnNames(e.layout.out)...))
}

func (e *csvEncoder) row(s Scored) ([]byte, int, error) {
	in, out := e.layout.cells(s)
	cells := make([]string, 0, len(in)+len(out))
	for _, v := range in {
		text := v.Text
		if e.lines.Defuse {
			text = table.Defused(text)
		}
		cells = append(cells, text)
	}
	for _, c := range out {
		text := c.String()
		if e.lines.Defuse && c.kind != source.NumberColumn {
			text = table.Defused(text)
		}
		cells = append(cells, text)
	}
	return e.lines.Line(cells)
}
