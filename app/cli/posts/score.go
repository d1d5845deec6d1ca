package posts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/cli/program"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// scoreFlags are what `duotone score` can be told.
type scoreFlags struct {
	in, out    string
	text       string
	image      string
	shard      string
	maxPixels  int64
	maxPicture int64
	read       source.Options
	write      batch.Output
	errors     string
	strict     bool
	force      bool
	inspect    bool
	words      bool // in pictures
}

func scoreCommand(p *program.Program) *cobra.Command {
	var f scoreFlags
	c := &cobra.Command{
		Use:   "score [IN]",
		Short: "Score posts: a table, a folder of pictures and texts, a pipe, or one post",
		Long: `Score scores every post of IN and keeps all its columns.

IN is JSON lines, a JSON array, CSV, TSV, XLSX, Parquet (each also packed with gzip where it is text), a folder or a ZIP
of pictures with a .txt of the same name beside each where there are words, or - for standard input. Encoding,
delimiter, quoting, header and the columns for words, picture and id are found out and told on stderr; each can be
given instead. Pictures are named by a path (absolute, or from IN's folder or --pictures), a path into a ZIP
(archive.zip/a.jpg) or a data: URI.

OUT is JSON lines, CSV, TSV, XLSX or Parquet by its name. Until it is whole it is called OUT.partial: a run that was
stopped, killed or ran out of disk goes on there when the same command is given again, and makes the same bytes.
A row that can't be scored is in the result with its reason, and the exit status is 3.

With --read-pictures each row whose picture was read has picture_words: in JSON a list with each word's text, box (four
corners in fractions of the picture: top left, top right, bottom right, bottom left as it is read), confidence, line, and weight,
how much the label's probability drops without it: null unless --explain is given too and the words reach the verdict. A
table has the words as text, line by line, their part of the verdict in balance_picture_words, and with --explain the
weights in explain_picture_words.`,
		Example: `  duotone score posts.csv -o scored.csv
  duotone score export.jsonl --text-column body --image-column media -o scored.parquet --errors failed.jsonl
  duotone score pictures/ -o scored.jsonl
  duotone score posts.csv --shard 2/8 -o part-2.jsonl
  cat posts.jsonl | duotone score - -o -
  duotone score --text "What a lovely day" --image flood.jpg`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkVersion(f.write.Version); err != nil {
				return err
			}
			f.in = "-"
			if len(args) > 0 {
				f.in = args[0]
			}
			if cmd.Flags().Changed("text") || cmd.Flags().Changed("image") {
				if len(args) > 0 {
					return program.Usage(errors.New("give either an input or --text and --image, not both"))
				}
				return scoreOne(cmd.Context(), p, f)
			}
			if file, ok := p.Stdin.(*os.File); ok && len(args) == 0 && term.IsTerminal(int(file.Fd())) {
				return program.Usage(errors.New("name an input, or pipe one in; see duotone score --help"))
			}
			return scoreMany(cmd.Context(), p, f)
		},
	}
	fl := c.Flags()
	fl.StringVarP(&f.out, "output", "o", "-", "the result; - is standard output")
	fl.StringVar(&f.text, "text", "", "the words of one post")
	fl.StringVar(&f.image, "image", "", "the picture of one post")
	program.ReadFlags(c, &f.read)
	fl.StringVar(&f.read.Format, "format", "", "the input's format: jsonl, json, csv, tsv, xlsx, parquet, folder, zip")
	fl.StringVar(&f.write.Format, "output-format", "", "jsonl, csv, tsv, xlsx, parquet; by the name of the output")
	fl.StringVar(&f.write.Encoding, "output-encoding", "", "of CSV and TSV: utf-8, utf-8-bom (for Excel), same as the input's, or a name")
	fl.StringVar(&f.write.Delimiter, "output-delimiter", "", "of CSV; the input's where that is CSV")
	fl.BoolVar(&f.write.DefuseFormula, "defuse-formulas", false, "put ' before cells that a spreadsheet would run as a formula")
	fl.BoolVar(&f.write.Explain, "explain", false, "add the weight of each word and a coarse grid over the picture (much slower)")
	fl.IntVar(&f.write.Version, "json-version", app.JSONVersion, versionHelp)
	fl.BoolVar(&f.words, "read-pictures", false, readPicturesHelp)
	fl.StringVar(&f.errors, "errors", "", "a file for the rows with an error once more")
	fl.BoolVar(&f.strict, "strict", false, "stop at the first row with an error")
	fl.BoolVar(&f.force, "force", false, "replace a result that is there")
	fl.StringVar(&f.shard, "shard", "", "score the i-th of n parts only, by id: i/n")
	fl.Int64Var(&f.maxPixels, "max-pixels", picture.DefaultLimits.Pixels, "the largest picture, in pixels")
	fl.Int64Var(&f.maxPicture, "max-picture-bytes", picture.DefaultLimits.Bytes, "the largest picture file, in bytes")
	fl.BoolVar(&f.inspect, "inspect", false, "only tell what the input is and which columns would be used")
	return c
}

// readPicturesHelp is of --read-pictures.
const readPicturesHelp = "also read the words in pictures, with the reader beside the packs (several times slower)"

// versionHelp is of --json-version.
const versionHelp = "1 for scripts that were made for it: without the meaning, the language and the codes of warnings"

func checkVersion(v int) error {
	if v < 1 || v > app.JSONVersion {
		return program.Usage(fmt.Errorf("--json-version must be 1 or %d", app.JSONVersion))
	}
	return nil
}

func (f scoreFlags) limits() picture.Limits {
	l := picture.DefaultLimits
	l.Pixels, l.Bytes = f.maxPixels, f.maxPicture
	return l
}

// scoreOne scores one post and writes it as JSON.
func scoreOne(ctx context.Context, p *program.Program, f scoreFlags) error {
	post := app.Post{ID: "1", Text: f.text}
	if f.image != "" {
		pic, err := picture.Read(ctx, f.image, f.limits())
		if err != nil {
			return err
		}
		post.Picture = pic
	}
	if err := readWords(ctx, p, f.words, &post); err != nil {
		return err
	}
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	predictions, err := engine.Score(ctx, post)
	if err != nil {
		return err
	}
	line, err := predictions[0].JSON(f.write.Version, nil)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.Stdout, "%s\n", line); err != nil {
		return err
	}
	if predictions[0].Err != nil {
		p.Complain(predictions[0].Err)
		return program.ErrRows
	}
	return nil
}

// scoreMany scores an input.
func scoreMany(ctx context.Context, p *program.Program, f scoreFlags) error {
	shard, err := batch.ParseShard(f.shard)
	if err != nil {
		return err
	}
	if f.maxPixels < 1 || f.maxPicture < 1 {
		return program.Usage(errors.New("--max-pixels and --max-picture-bytes must be 1 or more"))
	}
	if err := table.CheckOutput(f.out, f.errors, f.write.Output); err != nil {
		return err
	}
	in, err := table.Open(ctx, f.in, p.Stdin, f.read)
	if err != nil {
		return err
	}
	p.Talk("reading %s: %s\n", f.in, in.Describe())
	p.Notes(in.Notes)
	if f.inspect {
		return nil
	}
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	p.Talk("with %s on %s\n", engine.Info().Pack.Ref(), engine.Info().Device)
	for _, o := range engine.Info().Others {
		p.Talk("with %s for posts in %s\n", o.Ref(), strings.Join(o.Languages, ", "))
	}
	job := batch.Job{
		In: in, Out: f.out, Stdout: p.Stdout, Errors: f.errors, Output: f.write, Shard: shard, Strict: f.strict, Force: f.force,
		Limits: f.limits(), Version: p.Version,
	}
	if f.words {
		if job.Reader, err = p.OpenReader(ctx); err != nil {
			return err
		}
		defer job.Reader.Close()
	}
	progress := newProgress(p)
	job.Progress = progress.update
	result, err := batch.Run(ctx, engine, job)
	progress.end(err == nil)
	if err != nil {
		return stopped(ctx, p, f, result, err)
	}
	switch {
	case result.Already:
		p.Talk("%s was finished already\n", f.out)
	case f.out != "-":
		p.Talk("wrote %s\n", f.out)
	}
	p.Talk("%s\n", result.Summary)
	p.Notes(result.Notes)
	if result.Summary.Failed > 0 {
		return program.ErrRows
	}
	return nil
}

// stopped tells how to go on with a run that did not come to its end.
func stopped(ctx context.Context, p *program.Program, f scoreFlags, result batch.Result, err error) error {
	if f.out == "-" || result.Summary.Rows == 0 && ctx.Err() == nil {
		return err
	}
	how := "stopped"
	if ctx.Err() == nil {
		how = "stopped by an error"
	}
	p.Talk("%s after %d rows; nothing is lost. This goes on there:\n  %s\n", how, result.Summary.Rows, program.CommandLine(p.Args))
	return err
}
