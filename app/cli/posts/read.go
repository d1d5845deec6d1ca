package posts

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/picture"

	"github.com/spf13/cobra"
)

func readCommand(p *program.Program) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "read PICTURE...",
		Short: "Reads the words in pictures",
		Long: "Reads the words in pictures and prints them line by line, in the order of reading.\n" +
			"With --json each picture is one JSON object: its words, each with its corners in pixels (top left, top right, bottom right, bottom " +
			"left as it is read), the confidence of its letters from 0 to 1, and the number of its line. A picture that can't be read has its " +
			"reason in place of words, and the exit status is 3.",
		Example: "  duotone read meme.jpg\n  duotone read --json screenshots/*.png",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return readPictures(cmd.Context(), p, args, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a picture, with boxes and confidences")
	return cmd
}

// readWords reads the words in a post's picture, where they are wanted.
func readWords(ctx context.Context, p *program.Program, wanted bool, post *app.Post) error {
	if !wanted || post.Picture == nil {
		return nil
	}
	reader, err := p.OpenReader(ctx)
	if err != nil {
		return err
	}
	defer reader.Close()
	words, err := reader.ReadPicture(ctx, post.Picture)
	post.PictureWords = append([]app.PictureWord{}, words...)
	return err
}

func readPictures(ctx context.Context, p *program.Program, paths []string, asJSON bool) error {
	reader, err := p.OpenReader(ctx)
	if err != nil {
		return err
	}
	defer reader.Close()
	failed := false
	for _, path := range paths {
		pic, err := picture.Read(ctx, path, picture.Limits{})
		var words []app.PictureWord
		if err == nil {
			words, err = reader.ReadPicture(ctx, pic)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = true
			p.Complain(err)
		}
		if err := printRead(p, path, pic, words, err, asJSON, len(paths) > 1); err != nil {
			return err
		}
	}
	if failed {
		return program.ErrRows
	}
	return nil
}

// JSONRead is one picture as `duotone read --json` tells of it.
type JSONRead struct {
	Picture string         `json:"picture"`
	Width   int            `json:"width,omitempty"`
	Height  int            `json:"height,omitempty"`
	Words   []jsonReadWord `json:"words"`
	Error   *jsonReadError `json:"error,omitempty"`
}

type jsonReadError struct {
	Kind    app.Kind `json:"kind"`
	Message string   `json:"message"`
}

type jsonReadWord struct {
	Text       string    `json:"text"`
	Box        [4][2]int `json:"box"`
	Confidence float64   `json:"confidence"`
	Line       int       `json:"line"`
}

func printRead(p *program.Program, path string, pic *app.Picture, words []app.PictureWord, failure error, asJSON, several bool) error {
	if !asJSON {
		if failure != nil || len(words) == 0 {
			if failure == nil {
				p.Talk("%s: no words\n", path)
			}
			return nil
		}
		if several {
			if _, err := fmt.Fprintf(p.Stdout, "%s:\n", path); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(p.Stdout, app.PictureText(words))
		return err
	}
	out := JSONRead{Picture: path, Words: []jsonReadWord{}}
	if failure != nil {
		out.Error = &jsonReadError{app.KindOf(failure), failure.Error()}
	}
	if pic != nil {
		out.Width, out.Height = pic.Width, pic.Height
		for _, w := range words {
			word := jsonReadWord{Text: w.Text, Confidence: math.Round(w.Confidence*1e4) / 1e4, Line: w.Line}
			for i, c := range w.Box {
				word.Box[i] = [2]int{int(math.Round(c.X * float64(pic.Width))), int(math.Round(c.Y * float64(pic.Height)))}
			}
			out.Words = append(out.Words, word)
		}
	}
	enc := json.NewEncoder(p.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
