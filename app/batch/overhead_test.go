package batch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app/apptest"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// BenchmarkOverhead is what reading, journal and writing cost a row, with a model that costs next to nothing: b.N rows
// with words and one of twenty pictures. A real model takes some milliseconds a row; 3 % of ten are 300 µs.
func BenchmarkOverhead(b *testing.B) {
	for _, out := range []string{"out.jsonl", "out.csv", "out.xlsx", "out.parquet"} {
		b.Run(out, func(b *testing.B) {
			dir := b.TempDir()
			for i := range 20 {
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.jpg", i)), apptest.JPEG(uint64(i), 40, 30), 0o644); err != nil {
					b.Fatal(err)
				}
			}
			var s strings.Builder
			s.WriteString("id,text,image\n")
			for i := range b.N {
				fmt.Fprintf(&s, "%d,\"Day %d: what a strange morning, and we all stood there\",%d.jpg\n", i, i, i%20)
			}
			path := filepath.Join(dir, "a.csv")
			if err := os.WriteFile(path, []byte(s.String()), 0o644); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			in, err := table.Open(context.Background(), path, nil, source.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := Run(context.Background(), &apptest.Fake{}, Job{In: in, Out: filepath.Join(dir, out), Limits: picture.DefaultLimits}); err != nil {
				b.Fatal(err)
			}
		})
	}
}
