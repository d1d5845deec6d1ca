package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/measure/faithfulness"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"

	"github.com/spf13/cobra"
)

func faithfulnessCommand(p *program.Program) *cobra.Command {
	var limit int
	var seed uint64
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "faithfulness FILE",
		Short: "Measures whether the explanations tell what the model does look at",
		Long: "Explains the posts of a file and takes their words and patches away, the weightiest first (deletion), and puts them " +
			"back (insertion), against random orders: areas under the label's probability, and the gain over chance with its " +
			"95 % interval. FILE is what `duotone score` reads.",
		Example: "  duotone faithfulness posts.jsonl --limit 200",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runFaithfulness(cmd.Context(), p, args[0], limit, seed, asJSON)
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 200, "the first so many posts; 0: all")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "of the random orders")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return cmd
}

func runFaithfulness(ctx context.Context, p *program.Program, file string, limit int, seed uint64, asJSON bool) error {
	posts, err := readPosts(ctx, file, limit, p.Stdin)
	if err != nil {
		return err
	}
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	engine = app.Held(engine)
	r, err := faithfulness.Measure(ctx, engine, posts, faithfulness.Options{Seed: seed, Progress: func(done, of int) {
		if !p.Quiet && done%20 == 0 {
			fmt.Fprintf(p.Stderr, "%d of %d posts\n", done, of)
		}
	}})
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(p.Stdout).Encode(struct {
			V    int    `json:"v"`
			Pack string `json:"pack"`
			Seed uint64 `json:"seed"`
			faithfulness.Report
		}{1, engine.Info().Pack.Ref(), seed, r})
	}
	table := tabwriter.NewWriter(p.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "%s, %d posts with words, %d with a picture, %d skipped\n", engine.Info().Pack.Ref(), r.NWords, r.NPicture, r.Skipped)
	fmt.Fprintln(table, "of\tby\tdeletion\tinsertion\tgain over chance\t95 %")
	for _, part := range []struct {
		name  string
		areas map[string]faithfulness.Area
	}{{"words", r.Words}, {"picture", r.Picture}} {
		for _, method := range faithfulness.Methods {
			if a, ok := part.areas[method]; ok {
				fmt.Fprintf(table, "%s\t%s\t%.3f\t%.3f\t%+.3f\t%+.3f to %+.3f\n", part.name, method, a.Deletion, a.Insertion, a.Gain, a.Low, a.High)
			}
		}
	}
	return table.Flush()
}

// readPosts reads the first posts of an input; limit 0 reads all.
func readPosts(ctx context.Context, file string, limit int, stdin io.Reader) ([]app.Post, error) {
	in, err := table.Open(ctx, file, stdin, source.Options{})
	if err != nil {
		return nil, err
	}
	loader, err := table.NewLoader(in, picture.DefaultLimits)
	if err != nil {
		return nil, err
	}
	rows, err := in.Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var posts []app.Post
	for limit <= 0 || len(posts) < limit {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		post, _, err := in.Post(ctx, loader, row)
		if err != nil {
			return nil, err
		}
		posts = append(posts, post)
	}
	return posts, nil
}
