package posts

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/cli/program"
	"duotone/app/project"
	"duotone/app/similar"

	"github.com/spf13/cobra"
)

func similarCommand(p *program.Program) *cobra.Command {
	var by string
	var top int
	var asJSON bool
	c := &cobra.Command{
		Use:   "similar FILE POST",
		Short: "Find the posts of a project or a result that are most like one of them",
		Long: `Similar lists the posts that the pack takes for most like POST, which is named by its own id or by the one in the column
duotone of an export. FILE is a labelling project, or a file that duotone score wrote. The pack reads each post once and
keeps what it compares them by: of a project in the project, of a result in a file beside it that ends in .similar. It
goes on where it was stopped.`,
		Example: "  duotone similar tweets.duotone p17\n  duotone similar scored.jsonl p17 --by picture --top 20",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			way := similar.By(by)
			if !slices.Contains(similar.Ways, way) {
				return program.Usage(fmt.Errorf("duotone similar: --by %q: it is words, picture or both", by))
			}
			if top < 1 || top > 1000 {
				return program.Usage(fmt.Errorf("duotone similar: --top %d: it is 1 to 1000", top))
			}
			return runSimilar(cmd.Context(), p, args[0], args[1], way, top, asJSON)
		},
	}
	c.Flags().StringVar(&by, "by", string(similar.Both), "what posts are compared by: words, picture or both")
	c.Flags().IntVar(&top, "top", 10, "how many posts")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

// openSet opens the posts of a project or of a result, by the file's name.
func openSet(ctx context.Context, path string) (similar.Set, error) {
	if strings.EqualFold(filepath.Ext(path), project.Ext) {
		return similar.OpenProject(ctx, path)
	}
	return similar.OpenResult(ctx, path)
}

func runSimilar(ctx context.Context, p *program.Program, path, post string, by similar.By, top int, asJSON bool) (err error) {
	set, err := openSet(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	set.Allow()
	stock, err := similar.Take(ctx, set, similar.Name(engine))
	if err != nil {
		return err
	}
	at := stock.Place(post)
	if at < 0 {
		return app.Errorf("find similar posts in", path, app.KindInput, "Give the id that the post has in the file, or the one in the column duotone of an export.",
			"no post is called %q", app.Short(post, 60))
	}
	failed, err := readForSimilar(ctx, p, set, stock, engine)
	if err != nil {
		return err
	}
	index, err := stock.Index(ctx, set)
	if err != nil {
		return err
	}
	hits, err := stock.Find(ctx, index, similar.Asked{At: at}, by, top)
	if err != nil {
		return err
	}
	if len(hits) == 0 && !index.Of(at, by) {
		p.Say("%s has nothing to be compared by %s", post, by)
	}
	if err := printSimilar(p, hits, asJSON); err != nil {
		return err
	}
	if failed {
		return program.ErrRows
	}
	return nil
}

// readForSimilar has the pack read what it has not read yet.
func readForSimilar(ctx context.Context, p *program.Program, set similar.Set, stock *similar.Stock, engine app.Engine) (failed bool, err error) {
	if len(stock.Missing) == 0 {
		return false, nil
	}
	maker, err := similar.NewMaker(ctx, engine)
	if err != nil {
		return false, err
	}
	bar, began := newProgress(p), time.Now()
	read, err := stock.Fill(ctx, set, maker, func(done, total int) {
		bar.update(batch.Progress{Read: int64(done), Total: int64(total), Exact: true, Elapsed: time.Since(began)})
	})
	bar.end(err == nil)
	if read.Posts+read.Failed > 0 {
		p.Say("%d posts read, %d could not be", read.Posts, read.Failed)
	}
	if read.First != nil {
		p.Say("  the first that could not: %v", read.First)
	}
	return read.Failed > 0, err
}

// degrees are how alike posts are, in words.
var degrees = map[similar.Degree]string{similar.Hardly: "hardly alike", similar.Somewhat: "somewhat alike", similar.Alike: "alike", similar.VeryAlike: "very alike"}

// likeness is how alike a post is, as a person reads it.
func likeness(h similar.Hit) string {
	switch {
	case h.Again:
		return "the same post again"
	case h.SameWords:
		return "the same words"
	case h.SamePicture:
		return "the same picture"
	}
	return degrees[h.Degree]
}

func printSimilar(p *program.Program, hits []similar.Hit, asJSON bool) error {
	if asJSON {
		rows := []map[string]any{}
		for _, h := range hits {
			rows = append(rows, map[string]any{"at": h.At + 1, "id": h.Name, "text": h.Text, "similarity": h.Like, "degree": degrees[h.Degree],
				"same_words": h.SameWords, "same_picture": h.SamePicture})
		}
		return p.PrintJSON(map[string]any{"v": 1, "posts": rows})
	}
	for _, h := range hits {
		fmt.Fprintf(p.Stdout, "%d\t%s\t%.2f %s\t%s\n", h.At+1, h.Name, h.Like, likeness(h), app.Short(strings.Join(strings.Fields(h.Text), " "), 120))
	}
	return nil
}
