package table

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

// Post reads the post of a row for whoever keeps posts instead of scoring them, with the name of its picture as the row
// has it ("" without one). A row that can't be read is a post with an error; only a cancel is an error here.
func (in *Input) Post(ctx context.Context, l *Loader, row source.Row) (app.Post, string, error) {
	p := app.Post{ID: source.Valid(in.Mapping.PostID(row)), Err: row.Err}
	if p.Err != nil {
		return p, "", nil
	}
	ref, err := in.Mapping.Picture(row)
	if err == nil {
		p.Text, err = in.Mapping.Words(row)
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
func (in *Input) Cells(src source.Source, row source.Row) map[string]string {
	cells := map[string]string{}
	if row.Object != nil {
		var object map[string]json.RawMessage
		if json.Unmarshal(row.Object, &object) == nil {
			for name, raw := range object {
				if v := source.JSONValue(raw); !v.IsNull() {
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

// Print tells which file a row's picture is, as it lies on the disk now. What stands in the row itself (a data: URI) is
// part of the row's own hash.
func (l *Loader) Print(m Mapping, row source.Row) string {
	if row.Err != nil {
		return ""
	}
	exact, err := m.Picture(row)
	ref := strings.TrimSpace(exact)
	if err != nil || ref == "" || noPath(ref) && !l.isThere(exact) || plaintext.IsAddress(ref) {
		return ""
	}
	if l.archive != "" {
		return statPrint(l.archive)
	}
	tries := append(l.places(exact), l.places(strings.TrimPrefix(ref, "file://"))...)
	for _, at := range tries {
		if p := statPrint(at); p != "" {
			return p
		}
		if z, _, ok := splitZIP(at); ok {
			return statPrint(z)
		}
	}
	return "missing"
}

func statPrint(path string) string {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}
