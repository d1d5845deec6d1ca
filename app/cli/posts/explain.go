package posts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/picture"

	"github.com/spf13/cobra"
)

// onePost are the flags of a command that takes one post.
type onePost struct {
	id, text, image string
	words           bool // in the picture
}

// read makes the post. What is wrong with it is the command's error.
func (o onePost) read(ctx context.Context) (app.Post, error) {
	post := app.Post{ID: o.id, Text: o.text}
	if o.image != "" {
		pic, err := picture.Read(ctx, o.image, picture.Limits{})
		if err != nil {
			return post, err
		}
		post.Picture = pic
	}
	return post, nil
}

func explainCommand(p *program.Program) *cobra.Command {
	var one onePost
	var label, png string
	var force bool
	var version int
	cmd := &cobra.Command{
		Use:   "explain",
		Short: "Scores one post and says why",
		Long: "Scores one post and says why: the scored post as JSON, and with it under \"attribution\" the weight of each word " +
			"(how much the label's probability drops without it; start and end are bytes of the text), of each patch of the " +
			"picture (rows from the top left), and the attention that each gets. Where the pack tells what is meant, \"meaning\" has the " +
			"same weights for what is meant, for the irony and for the incongruity: which word or part makes it so.\n" +
			"--label asks about another label than the verdict. --png draws all of it.",
		Example: "  duotone explain --text \"What a lovely day\" --image flood.jpg\n" +
			"  duotone explain --text \"Great, late again\" --label positive --png why.png",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("text") && !cmd.Flags().Changed("image") {
				return program.Usage(errors.New("explain needs --text, --image, or both"))
			}
			if err := checkVersion(version); err != nil {
				return err
			}
			return runExplain(cmd.Context(), p, one, label, app.Out{Path: png, Force: force, Inputs: []string{one.image}}, version)
		},
	}
	cmd.Flags().StringVar(&one.text, "text", "", "the words")
	cmd.Flags().StringVar(&one.image, "image", "", "the file of the picture")
	cmd.Flags().BoolVar(&one.words, "read-pictures", false, readPicturesHelp)
	cmd.Flags().StringVar(&one.id, "id", "", "the post's id in the output")
	cmd.Flags().StringVar(&label, "label", "", "the label to explain: negative, neutral or positive (the verdict)")
	cmd.Flags().IntVar(&version, "json-version", app.JSONVersion, versionHelp)
	cmd.Flags().StringVar(&png, "png", "", "also draw it into this file")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file of --png that is there")
	return cmd
}

// jsonAttribution is an attribution as scripts see it.
type jsonAttribution struct {
	Label            app.Label  `json:"label"`
	Words            []jsonSpan `json:"words"`
	Picture          *app.Grid  `json:"picture"`
	PictureWords     []jsonWord `json:"picture_words,omitempty"`
	WordAttention    []jsonSpan `json:"word_attention"`
	PictureAttention *app.Grid  `json:"picture_attention"`

	Meaning *jsonMeaning `json:"meaning,omitempty"`
}

// jsonMeaning is app.Meaning.
type jsonMeaning struct {
	Label       app.Label         `json:"label"`
	Meant       jsonContributions `json:"meant"`
	Irony       jsonContributions `json:"irony"`
	Incongruity jsonContributions `json:"incongruity"`
}

type jsonContributions struct {
	Words        []jsonSpan `json:"words"`
	Picture      *app.Grid  `json:"picture"`
	PictureWords []jsonWord `json:"picture_words,omitempty"`
}

// jsonWord is a word in the picture and its weight.
type jsonWord struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

type jsonSpan struct {
	app.Span
	Text string `json:"text"`
}

func runExplain(ctx context.Context, p *program.Program, one onePost, name string, png app.Out, version int) error {
	if png.Path != "" && p.Draw == nil {
		return app.Errorf("draw", png.Path, app.KindUsage, "Leave --png out, or use the program with the window.",
			"this build can't draw")
	}
	if png.Path != "" {
		if err := png.Check(); err != nil {
			return err
		}
	}
	post, err := one.read(ctx)
	if err != nil {
		return err
	}
	if err := readWords(ctx, p, one.words, &post); err != nil {
		return err
	}
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	label, known := app.ParseLabel(name)
	answer := -1
	if head := engine.Info().Pack.Head; head != nil {
		answer = slices.Index(head.Labels, name)
		if name != "" && !known && answer < 0 {
			return program.Usage(fmt.Errorf("--label must be negative, neutral or positive, or of the pack's question: %s", strings.Join(head.Labels, ", ")))
		}
	} else if name != "" && !known {
		return program.Usage(errors.New("--label must be negative, neutral or positive"))
	}
	scored, err := engine.Score(ctx, post)
	if err != nil {
		return err
	}
	if scored[0].Err != nil {
		return scored[0].Err
	}
	if !known {
		label = scored[0].Label
	}
	if a := scored[0].Answer; a != nil && name == "" {
		answer = a.Top()
	}
	why, err := engine.Explain(ctx, post, label)
	if err != nil {
		return err
	}
	if png.Path != "" {
		if err := p.Draw(ctx, png, post, scored[0], why, engine.Info().PackOf(scored[0].Pack).Thresholds.Incongruity); err != nil {
			return err
		}
	}
	own, err := answerWhy(ctx, engine, post, scored[0].Answer, answer)
	if err != nil {
		return err
	}
	return writeExplained(p, post, scored[0], why, own, version)
}

// jsonAnswerWhy is the attribution of a label of the pack's own question.
type jsonAnswerWhy struct {
	Label   string       `json:"label"`
	Balance *app.Balance `json:"balance,omitempty"`
	jsonContributions
}

// answerWhy explains a label of the pack's head; nil where there is none to explain.
func answerWhy(ctx context.Context, engine app.Engine, post app.Post, a *app.Answer, label int) (*jsonAnswerWhy, error) {
	e, can := engine.(app.AnswerExplainer)
	if a == nil || label < 0 || !can {
		return nil, nil
	}
	why, err := e.ExplainAnswer(ctx, post, label)
	if err != nil {
		return nil, err
	}
	return &jsonAnswerWhy{a.Head.Labels[label], why.Balance, contributionsOf(post, why.Said())}, nil
}

func contributionsOf(post app.Post, c app.Contributions) jsonContributions {
	return jsonContributions{spansOf(post, c.Words), c.Picture, pictureWordsOf(post, c.PictureWords)}
}

func pictureWordsOf(post app.Post, weights []float64) (out []jsonWord) {
	for i, weight := range weights {
		out = append(out, jsonWord{post.PictureWords[i].Text, weight})
	}
	return out
}

func spansOf(post app.Post, in []app.Span) []jsonSpan {
	out := make([]jsonSpan, len(in))
	for i, s := range in {
		out[i] = jsonSpan{s, post.Text[s.Start:s.End]}
	}
	return out
}

// writeExplained writes the scored post with one more field, "attribution", and "answer_attribution" where the pack has a head.
func writeExplained(p *program.Program, post app.Post, scored app.Prediction, why app.Attribution, own *jsonAnswerWhy, version int) error {
	head, err := scored.JSON(version, &why)
	if err != nil {
		return err
	}
	spans := func(in []app.Span) []jsonSpan { return spansOf(post, in) }
	var tail bytes.Buffer
	enc := json.NewEncoder(&tail)
	enc.SetEscapeHTML(false)
	out := jsonAttribution{why.Label, spans(why.Words), why.Picture, pictureWordsOf(post, why.PictureWords), spans(why.WordAttention), why.PictureAttention, nil}
	if m := why.Meaning; m != nil && version > 1 {
		part := func(c app.Contributions) jsonContributions { return contributionsOf(post, c) }
		out.Meaning = &jsonMeaning{m.Label, part(m.Meant), part(m.Irony), part(m.Incongruity)}
	}
	if err := enc.Encode(out); err != nil {
		return err
	}
	line := append(bytes.TrimSuffix(head, []byte("}")), `,"attribution":`...)
	line = append(line, bytes.TrimSpace(tail.Bytes())...)
	if own != nil && version > 1 {
		tail.Reset()
		if err := enc.Encode(own); err != nil {
			return err
		}
		line = append(append(line, `,"answer_attribution":`...), bytes.TrimSpace(tail.Bytes())...)
	}
	line = append(line, "}\n"...)
	_, err = p.Stdout.Write(line)
	return err
}
