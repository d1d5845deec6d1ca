package batch

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"duotone/app"
)

// Post reads the post of a row for whoever keeps posts instead of scoring them, with the name of its picture as the row
// has it ("" without one). A row that can't be read is a post with an error; only a cancel is an error here.
func (in *Input) Post(ctx context.Context, l *Loader, row Row) (app.Post, string, error) {
	p := app.Post{ID: valid(in.Mapping.id(row)), Err: row.Err}
	if p.Err != nil {
		return p, "", nil
	}
	ref, err := in.Mapping.image(row)
	if err == nil {
		p.Text, err = in.Mapping.words(row)
	}
	if err == nil {
		p.Picture, err = l.Load(ctx, ref)
	}
	if ctx.Err() != nil {
		return p, ref, ctx.Err()
	}
	p.Err = err
	return p, ref, nil
}

// Place is the file that the name of a picture leads to, or "" where that is none of its own (within a ZIP, a data: URI).
func (l *Loader) Place(ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || l.archive != "" || noPath(ref) {
		return ""
	}
	if rest, ok := strings.CutPrefix(ref, "file://"); ok {
		ref = filepath.FromSlash(rest)
	}
	for _, at := range l.places(ref) {
		if info, err := os.Stat(at); err == nil && info.Mode().IsRegular() {
			return at
		}
	}
	return ""
}

// Cells are the row's cells by column. Of an object the nested values are JSON.
func (in *Input) Cells(src Source, row Row) map[string]string {
	cells := map[string]string{}
	if row.Object != nil {
		var object map[string]json.RawMessage
		if json.Unmarshal(row.Object, &object) == nil {
			for name, raw := range object {
				if v := jsonValue(raw); !v.isNull() {
					cells[name] = v.Text
				}
			}
		}
		return cells
	}
	for i, c := range src.Columns() {
		if i < len(row.Cells) {
			cells[c.Name] = row.Cells[i].Text
		}
	}
	return cells
}
