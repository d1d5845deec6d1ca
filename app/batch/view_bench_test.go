package batch_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/batch"
)

// BenchmarkView chooses and sorts 100,000 rows, as each letter that is typed into the list's search does. MB/rows is what they take in memory.
func BenchmarkView(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	labels := app.Labels
	rows := make([]batch.Verdict, 100_000)
	for i := range rows {
		rows[i] = batch.Verdict{Row: int64(i + 1), ID: fmt.Sprint("k", i), Text: fmt.Sprintf("post number %d says %s of a day like any other", i, strings.Repeat("this and that ", 8)),
			Label: labels[i%3], Scores: app.Scores{float64(i*7919%1000) / 1000, 0.3, 0.5}, Words: &labels[0], Picture: &labels[1], Image: fmt.Sprint(i, ".jpg")}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
	for _, c := range []struct {
		name   string
		filter batch.Filter
		by     batch.Order
	}{{"all", batch.Filter{}, ""}, {"words", batch.Filter{Words: "number 77"}, ""}, {"sorted", batch.Filter{}, batch.ByNegative}} {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				if len(batch.View(rows, c.filter, c.by)) == 0 {
					b.Fatal("no rows")
				}
			}
			b.ReportMetric(held, "MB/rows")
		})
	}
}
