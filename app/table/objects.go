package table

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

// lookFurther finds columns that only later objects have: a picture that the first thousand posts lack must not go unseen.
func (in *Input) lookFurther(ctx context.Context) error {
	m, o := &in.Mapping, in.Options
	roles := []struct {
		name  *string
		given string
		known []string
	}{{&m.TextName, o.TextColumn, source.TextNames}, {&m.ImageName, o.ImageColumn, source.ImageNames}, {&m.IDName, o.IDColumn, source.IDNames}}
	taken := map[string]bool{m.TextName: true, m.ImageName: true, m.IDName: true}
	var names []string
	for _, r := range roles {
		if *r.name != "" || r.given != "" {
			continue
		}
		if names == nil {
			if len(in.Sample) < 10*plaintext.SampleSize {
				return nil // all of it was seen
			}
			columns, err := in.AllColumns(ctx)
			if err != nil {
				return err
			}
			names = source.ColumnNames(columns)
		}
		if at := ByName(names, r.known, nil, func(i int) bool { return !taken[names[i]] }); at >= 0 {
			*r.name = names[at]
			taken[names[at]] = true
		}
	}
	return nil
}

// guessObjects guesses from objects. A column that is named is taken as named where no object is there to tell.
func (in *Input) guessObjects(sample []source.Row, live bool) (Mapping, error) {
	c := NewColumnSet()
	for _, r := range sample {
		c.Add(r)
	}
	o := nested(in.Options, c.names, sample)
	for _, n := range []string{o.TextColumn, o.ImageColumn, o.IDColumn} {
		if n == "" || n == "-" {
			continue
		}
		found := live || len(sample) == 0
		for _, r := range sample {
			if _, ok := source.Lookup(r.Object, n); ok {
				found = true
				break
			}
		}
		if found {
			c.name(n)
		}
	}
	in.Columns = c.Columns()
	flat := make([]source.Row, len(sample))
	for i, r := range sample {
		flat[i] = source.Row{Cells: ObjectCells(r, c.names)}
	}
	if len(sample) == 0 && o.TextColumn == "" && o.ImageColumn == "" {
		return Mapping{Text: -1, Image: -1, ID: -1, TextName: "text", ImageName: "image", IDName: "id"}, nil
	}
	m, err := Guess(c.names, flat, o)
	if err != nil || !live {
		return m, err
	}
	// The first object of a pipe need not have all the columns that later ones have.
	if m.TextName == "" && o.TextColumn == "" {
		m.TextName = "text"
	}
	if m.ImageName == "" && o.ImageColumn == "" {
		m.ImageName = "image"
	}
	if m.IDName == "" && o.IDColumn == "" {
		m.IDName = "id"
	}
	return m, nil
}

// nested names the words and the picture where they lie one object deeper, as "input.text" in a result of our own, and nothing at the top is called so.
func nested(o source.Options, top []string, sample []source.Row) source.Options {
	plain, deep := map[string]bool{}, NewColumnSet() // columns that hold something that is no object; those within objects
	for _, r := range sample {
		for i, v := range ObjectCells(r, top) {
			switch {
			case len(v.JSON) > 0 && v.JSON[0] == '{':
				inner, values := source.Members(v.JSON)
				for k, n := range inner {
					if len(values[k]) > 0 && values[k][0] == '"' && len(deep.names) < plaintext.SampleSize {
						deep.name(top[i] + "." + n)
					}
				}
			case !v.IsNull():
				plain[top[i]] = true
			}
		}
	}
	find := func(known []string) string {
		if ByName(top, known, nil, func(i int) bool { return plain[top[i]] }) >= 0 {
			return ""
		}
		last := make([]string, len(deep.names))
		for i, n := range deep.names {
			_, last[i], _ = strings.Cut(n, ".")
		}
		if at := ByName(last, known, nil, func(int) bool { return true }); at >= 0 {
			return deep.names[at]
		}
		return ""
	}
	if o.TextColumn == "" {
		o.TextColumn = find(source.TextNames)
	}
	if o.ImageColumn == "" {
		o.ImageColumn = find(source.ImageNames)
	}
	return o
}

// ColumnSet gathers the columns of objects in the order in which they appear.
type ColumnSet struct {
	names []string
	at    map[string]int
}

// NewColumnSet makes an empty one.
func NewColumnSet() *ColumnSet { return &ColumnSet{at: map[string]int{}} }

func (c *ColumnSet) name(n string) {
	if _, ok := c.at[n]; !ok {
		c.at[n] = len(c.names)
		c.names = append(c.names, n)
	}
}

// Add adds the columns of an object.
func (c *ColumnSet) Add(r source.Row) {
	names, _ := source.Members(r.Object)
	for _, n := range names {
		c.name(n)
	}
}

// Columns are the columns of all objects so far.
func (c *ColumnSet) Columns() []source.Column {
	out := make([]source.Column, len(c.names))
	for i, n := range c.names {
		out[i] = source.Column{Name: n, Kind: source.TextColumn}
	}
	return out
}

// ObjectCells are an object's values in the order of columns.
func ObjectCells(r source.Row, columns []string) []source.Value {
	names, values := source.Members(r.Object)
	at := make(map[string]json.RawMessage, len(names))
	for i, n := range names {
		at[n] = values[i]
	}
	cells := make([]source.Value, len(columns))
	for i, c := range columns {
		if raw, ok := at[c]; ok {
			cells[i] = source.JSONValue(raw)
		}
	}
	return cells
}

// AllColumns reads the whole input for the columns that any of its objects has, which a flat result needs to know first.
func (in *Input) AllColumns(ctx context.Context) ([]source.Column, error) {
	if !in.IsObjects() || in.Live() {
		return in.Columns, nil
	}
	src, err := in.open()
	if err != nil {
		return nil, err
	}
	defer src.Close()
	c := NewColumnSet()
	var n int64
	for ; ; n++ {
		r, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.Add(r)
	}
	in.Total, in.Exact = n, true
	return c.Columns(), nil
}
