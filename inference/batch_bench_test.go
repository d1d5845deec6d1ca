package inference

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// BenchmarkScoreAgainstGraphs measures a whole run, from a table and JPEG files on the disk to the finished result, against
// the bare graphs on the same posts, in turns so that whatever else the machine does falls on all alike. It reports medians:
//
//	of-bare    posts a second of the run over those of the bare graphs
//	of-score   the same over those of one call of Score with all posts: what reader, journal and writer cost
//	posts/s    of the run
//
// DUOTONE_TEST_PACK names a pack of real size, DUOTONE_BENCH_PICTURES a folder of pictures to take instead of drawn ones.
func BenchmarkScoreAgainstGraphs(b *testing.B) {
	if dir := os.Getenv("DUOTONE_BENCH_PICTURES"); dir != "" {
		b.Run("given", func(b *testing.B) { againstGraphs(b, givenPictures(b, dir)) })
		return
	}
	for _, size := range []struct{ w, h int }{{500, 375}, {1200, 900}} {
		b.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(b *testing.B) {
			var pictures [][]byte
			for i := range 96 {
				pictures = append(pictures, apptest.JPEG(uint64(i), size.w, size.h))
			}
			againstGraphs(b, pictures)
		})
	}
}

func givenPictures(b *testing.B, dir string) (pictures [][]byte) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || len(pictures) == 300 || !strings.EqualFold(filepath.Ext(path), ".jpg") {
			return err
		}
		data, err := os.ReadFile(path)
		pictures = append(pictures, data)
		return err
	})
	if err != nil || len(pictures) == 0 {
		b.Fatal("no pictures: ", err)
	}
	return pictures
}

func againstGraphs(b *testing.B, pictures [][]byte) {
	e := open(b, bigPack(b))
	ctx, dir := context.Background(), b.TempDir()
	var rows bytes.Buffer
	rows.WriteString("id,text,image\n")
	posts := make([]app.Post, len(pictures))
	for i, data := range pictures {
		name, text := fmt.Sprintf("%d.jpg", i), fmt.Sprintf("%s, number %d", benchText, i)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(&rows, "%d,\"%s\",%s\n", i, text, name)
		pic, err := picture.New(name, data, picture.DefaultLimits)
		if err != nil {
			b.Fatal(err)
		}
		posts[i] = app.Post{ID: name, Text: text, Picture: pic}
	}
	path := filepath.Join(dir, "posts.csv")
	if err := os.WriteFile(path, rows.Bytes(), 0o644); err != nil {
		b.Fatal(err)
	}
	n := float64(len(posts))
	var rate, ofBare, ofScore []float64
	for i := range b.N + 1 {
		e.Forget()
		start := time.Now()
		in, err := table.Open(ctx, path, nil, source.Options{})
		if err != nil {
			b.Fatal(err)
		}
		r, err := batch.Run(ctx, e, batch.Job{In: in, Out: filepath.Join(dir, "out.jsonl"), Force: true, Limits: picture.DefaultLimits})
		if err != nil || r.Summary.Failed > 0 {
			b.Fatal(err, r.Summary)
		}
		run := time.Since(start)
		e.Forget()
		start = time.Now()
		if _, err := e.Score(ctx, posts...); err != nil {
			b.Fatal(err)
		}
		score := time.Since(start)
		bare, err := e.Bare(ctx, posts...)
		if err != nil {
			b.Fatal(err)
		}
		if i > 0 { // the first one warms up
			rate = append(rate, n/run.Seconds())
			ofBare = append(ofBare, bare.Wall.Seconds()/run.Seconds())
			ofScore = append(ofScore, score.Seconds()/run.Seconds())
		}
	}
	median := func(x []float64) float64 { slices.Sort(x); return x[len(x)/2] }
	b.ReportMetric(median(ofBare), "of-bare")
	b.ReportMetric(median(ofScore), "of-score")
	b.ReportMetric(median(rate), "posts/s")
}
