package exchange

import (
	"context"
	"encoding/json"
	"errors"

	"duotone/app/project/ledger"
)

// What is to be known of a file before its first row is weighed.

// namesPeople tells whether rows of Label Studio's CSV or JSON_MIN carry the names of those whose work they are: then a row without one
// was made there.
func namesPeople(ctx context.Context, path string, o ImportOptions) bool {
	if o.Format == FormatLabelStudio || o.Format == "" && looksLikeStudio(path) {
		return false
	}
	in, _, err := openTable(ctx, path, o)
	if err != nil {
		return false
	}
	src, err := in.Rows()
	if err != nil {
		return false
	}
	defer src.Close()
	for ctx.Err() == nil {
		row, err := src.Next()
		if err != nil {
			return false
		}
		c := cellReader{r: &reading{}, cells: in.Cells(src, row)}
		if c.r.nulls(row); row.Err != nil || !c.isStudioRow() {
			return false
		}
		if c.cells[studioWho] != "" {
			return true
		}
	}
	return false
}

// booksOf are the codebooks that an export has written with its first row. What can't be read is told when the row is.
func booksOf(ctx context.Context, path string, o ImportOptions) (came []ledger.Event) {
	take := func(text string) {
		events, err := parseLog(text)
		if err != nil {
			return
		}
		for _, e := range events {
			if e.Act == ledger.ActCodebook {
				came = append(came, e)
			}
		}
	}
	if o.Format == FormatLabelStudio || o.Format == "" && looksLikeStudio(path) {
		enough := errors.New("the first task")
		if err := eachTask(ctx, path, func(raw json.RawMessage) error {
			var task studioTask
			if err := json.Unmarshal(raw, &task); err == nil {
				take(string(task.Meta.Log))
			}
			return enough
		}); errors.Is(err, enough) || err == nil {
			return came
		}
		return nil
	}
	in, _, err := openTable(ctx, path, o)
	if err != nil {
		return nil
	}
	src, err := in.Rows()
	if err != nil {
		return nil
	}
	defer src.Close()
	if row, err := src.Next(); err == nil && row.Err == nil {
		take(in.Cells(src, row)[colLog])
	}
	return came
}
