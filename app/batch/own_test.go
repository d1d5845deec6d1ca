package batch_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/table"
	"duotone/app/table/source"
)

// The label that a file had already is told beside the model's, in every format, and what differs most can come first. Words that are cut
// in the list are had whole.
func TestAFilesOwnLabelsAreTold(t *testing.T) {
	long := strings.Repeat("and so on ", 400) + "end"
	for _, ext := range []string{".csv", ".jsonl"} {
		dir := t.TempDir()
		in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out"+ext)
		text := "text,Sentiment\nlovely lovely day,pos\nawful terrible sad,Positive\nlovely great love,negative\n" + long + ",\nnice,joy\n"
		if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		opened, err := table.Open(t.Context(), in, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := batch.Run(t.Context(), &apptest.Fake{}, batch.Job{In: opened, Out: out}); err != nil {
			t.Fatal(err)
		}
		rows, from, err := batch.ReadResults(t.Context(), out, 100)
		if err != nil || from.Own != "Sentiment" || len(rows) != 5 {
			t.Fatalf("%s: %d rows with labels in %q, %v", ext, len(rows), from.Own, err)
		}
		var owns []string
		for _, v := range rows {
			owns = append(owns, v.Own)
		}
		if !slices.Equal(owns, []string{"pos", "Positive", "negative", "", "joy"}) {
			t.Errorf("%s: the labels are %q", ext, owns)
		}
		if l, ok := rows[0].OwnLabel(); !ok || l != app.Positive {
			t.Errorf("%s: pos is %v", ext, l)
		}
		view := batch.View(rows, batch.Filter{}, batch.ByOwn)
		first := []int{view[0], view[1]}
		slices.Sort(first)
		if !slices.Equal(first, []int{1, 2}) || view[2] != 0 {
			t.Errorf("%s: sorted by what differs, the rows are %v", ext, view)
		}
		if !rows[3].Cut || len(rows[3].Text) > 2100 {
			t.Errorf("%s: %d bytes of words", ext, len(rows[3].Text))
		}
		got := map[int64]string{}
		if err := batch.Whole(t.Context(), out, []int64{1, 4}, func(v batch.Verdict) error { got[v.Row] = v.Text; return nil }); err != nil {
			t.Fatal(err)
		}
		if got[1] != "lovely lovely day" || got[4] != long || len(got) != 2 {
			t.Errorf("%s: whole are %d rows", ext, len(got))
		}
		if err := batch.Whole(t.Context(), out, []int64{9}, func(batch.Verdict) error { return nil }); app.KindOf(err) != app.KindInput {
			t.Errorf("%s: a row that is not there: %v", ext, err)
		}
	}
}
