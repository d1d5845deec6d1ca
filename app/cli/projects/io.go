package projects

import (
	"fmt"
	"strings"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/project"
	"duotone/app/project/exchange"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

func projectImport(p *program.Program) *cobra.Command {
	var o exchange.ImportOptions
	var names, relink string
	var embed bool
	c := &cobra.Command{
		Use: "import FILE [IN…]", Short: "Bring in posts and their labels", Args: cobra.MinimumNArgs(1),
		Long: "Brings posts from CSV, TSV, JSON lines, JSON, XLSX, Parquet, a folder, a ZIP, Label Studio's JSON, doccano's JSON " +
			"lines or a Hugging Face imagefolder into the project FILE, with the labels that are there. A post that is there " +
			"already is not added again. Columns label, words_label and picture_label (or label:NAME, …) hold labels. Of a file " +
			"that duotone project export wrote, whatever was changed since comes back: labels as judgements, words and columns as " +
			"edits. --dry-run says what would happen.",
		Example: "  duotone project import tweets.duotone posts.csv --annotator ana\n" +
			"  duotone project import tweets.duotone tasks.json --pictures photos\n" +
			"  duotone project import tweets.duotone --relink /media/photos",
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.Names, err = exchange.ParseLabelNames(names); err != nil {
				return program.Usage(err)
			}
			if len(args) == 1 && relink == "" && !embed {
				return program.Usage(fmt.Errorf("duotone project import: name a file to import"))
			}
			o.Embed = embed
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				bad := false
				for _, in := range args[1:] {
					r, err := exchange.Import(cmd.Context(), proj, in, o)
					if err != nil {
						return err
					}
					sayImported(p, in, r, o.DryRun)
					bad = bad || r.Failed+r.Strange > 0
				}
				if relink != "" {
					found, missing, err := proj.Pictures.Relink(cmd.Context(), relink)
					if err != nil {
						return err
					}
					p.Say("%d pictures found again, %d still missing", found, missing)
					bad = bad || missing > 0
				}
				if embed && len(args) == 1 {
					n, missing, err := proj.Pictures.Embed(cmd.Context())
					if err != nil {
						return err
					}
					p.Say("%d pictures put into the file, %d missing", n, missing)
					bad = bad || missing > 0
				}
				if bad {
					return program.ErrRows
				}
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVar(&o.Format, "format", "", "csv, tsv, jsonl, json, xlsx, parquet, folder, zip, labelstudio, doccano or imagefolder; found out by default")
	f.StringVar(&o.Annotator, "annotator", "import", "whose labels these are, where the file doesn't say")
	f.StringVar(&o.AnnotatorColumn, "annotator-column", "", "the column that says whose labels these are")
	f.StringVar(&o.LabelColumn, "label-column", "", "the column with the label; -: none")
	f.StringVar(&names, "labels", "", "what labels are called in the file, as 0=negative,1=neutral,2=positive")
	program.ReadFlags(c, &o.Input)
	f.BoolVar(&o.ByText, "match-text", false, "know a post by its words alone where nothing else tells which it is")
	f.BoolVar(&o.DryRun, "dry-run", false, "say what would be imported, and keep nothing")
	f.StringVar(&relink, "relink", "", "look for missing pictures below this folder")
	f.BoolVar(&embed, "embed", false, "put the pictures into the file")
	return c
}

// sayImported tells what became of every row, and why something was not taken.
func sayImported(p *program.Program, in string, r exchange.Imported, dry bool) {
	done := "imported"
	if dry {
		done = "would be imported (--dry-run: nothing was kept)"
	}
	p.Say("%s: %d rows %s", in, r.Rows, done)
	for _, line := range []struct {
		what string
		n    int
	}{{"new", r.Posts}, {"changed", r.Changed}, {"unchanged", r.Unchanged}, {"failed", r.Failed}} {
		p.Say("  %-9s %7d", line.what, line.n)
	}
	p.Say("  with %d new judgements and edits, %d scores", r.Added.Events, r.Added.Scores)
	for _, left := range r.Left {
		p.Say("  ignored in %d rows, the first is row %d: %s", left.Rows, left.First, left.Why)
	}
	for _, note := range r.Notes {
		p.Say("  note: %s", note.Text)
	}
	for i, name := range r.Twice {
		if i == 10 {
			p.Say("  … and more")
			break
		}
		p.Say("  there already: %s", name)
	}
	for i, bad := range r.Problems {
		if i == 20 {
			p.Say("  … and %d more", r.Failed+r.Strange-20)
			break
		}
		p.Say("  row %d (%s): %v", bad.Row, bad.Name, bad.Err)
		if hint := app.HintOf(bad.Err); hint != "" {
			p.Say("    %s", hint)
		}
	}
}

func projectExport(p *program.Program) *cobra.Command {
	o := exchange.ExportOptions{Log: true}
	var out, final string
	var noLog bool
	c := &cobra.Command{
		Use: "export FILE -o OUT", Short: "Write posts with their final labels", Args: cobra.ExactArgs(1),
		Long: "Writes posts with their labels as CSV, TSV, XLSX, Parquet, JSON lines, Label Studio tasks (.json), doccano JSON lines, or a Hugging Face " +
			"imagefolder. With the judgements in it (the default), an import into an empty project brings everything back.",
		Example: "  duotone project export tweets.duotone -o labels.csv --final majority --scores\n" +
			"  duotone project export tweets.duotone -o dataset --format imagefolder --labelled",
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.Final, err = ledger.ParseFinal(final); err != nil {
				return program.Usage(err)
			}
			if out == "" {
				return program.Usage(fmt.Errorf("duotone project export: name the file to write with -o"))
			}
			o.Log = !noLog
			if o.Format == "" {
				if o.Format, err = exchange.FormatOf(out); err != nil {
					return err
				}
			}
			return readProject(cmd.Context(), args[0], func(proj *project.Project) error {
				r, err := exchange.Export(cmd.Context(), proj, out, o)
				if err != nil {
					return err
				}
				p.Say("%s: %d posts, %d of them with a final label", out, r.Posts, r.Labelled)
				if o.Format == exchange.FormatLabelStudio {
					s, err := proj.Settings(cmd.Context())
					if err != nil {
						return err
					}
					ledger, err := proj.Log.Ledger(cmd.Context())
					if err != nil {
						return err
					}
					book, _ := ledger.Codebook()
					if !o.Embed {
						p.Say("%s", exchange.StudioPictures(out))
					}
					p.Say("the labelling interface for Label Studio:\n%s", exchange.StudioConfig(book, s.Flags))
				}
				if r.Wordless > 0 {
					p.Say("doccano leaves out posts without words: %d of these; label their pictures in a project of images there", r.Wordless)
				}
				for _, m := range r.Missing {
					p.Say("missing picture: %s", m)
				}
				if len(r.Missing) > 0 {
					return program.ErrRows
				}
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVarP(&out, "out", "o", "", "the file to write, or the folder of an imagefolder")
	f.StringVar(&o.Format, "format", "", strings.Join(exchange.ExportFormats, ", ")+"; by the name by default")
	f.StringVar(&final, "final", "adjudication", "adjudication (decided, else all agree), majority, or annotator=NAME")
	f.BoolVar(&o.Scores, "scores", false, "with the model's scores")
	f.StringVar(&o.Pack, "scores-of", "", "whose scores, as name@version; the pack with the most by default")
	f.BoolVar(&o.Labelled, "labelled", false, "only posts that have a final label")
	f.BoolVar(&o.Embed, "embed", false, "Label Studio: pictures inside the file")
	f.BoolVar(&o.Force, "force", false, "replace a file that is there")
	f.BoolVar(&noLog, "no-judgements", false, "without who judged what and when")
	return c
}

func projectScore(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use: "score FILE", Short: "Let the model score the posts, for suggestions and orders", Args: cobra.ExactArgs(1),
		Long:    "Scores the posts that the pack has not scored yet and keeps the scores in the project, all of one pack. Words that duotone project read found in their pictures are scored with them. It goes on where it was stopped.",
		Example: "  duotone project score tweets.duotone --pack models/duotone-small",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				engine, err := p.OpenEngine(cmd.Context())
				if err != nil {
					return err
				}
				defer engine.Close()
				r, err := scoreProject(p, cmd, proj, app.Held(engine))
				if err == nil && r.Failed > 0 {
					return program.ErrRows
				}
				return err
			})
		},
	}
}

func scoreProject(p *program.Program, cmd *cobra.Command, proj *project.Project, engine app.Engine) (project.Scored, error) {
	pack := engine.Info().Pack.Ref()
	r, err := proj.ScoreAll(cmd.Context(), pack, engine, nil)
	if r.Posts+r.Failed > 0 {
		p.Say("%s: %d posts scored, %d failed", pack, r.Posts, r.Failed)
		if r.Worded+r.Unread > 0 {
			p.Say("  %d with words that were read in their pictures; %d have pictures that were not read, which duotone project read does", r.Worded, r.Unread)
		}
	}
	if r.First != nil {
		p.Say("  the first that failed: %v", r.First)
		if hint := app.HintOf(r.First); hint != "" {
			p.Say("    %s", hint)
		}
	}
	return r, err
}
