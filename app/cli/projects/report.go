package projects

import (
	"errors"
	"fmt"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/project"
	"duotone/app/project/report"

	"github.com/spf13/cobra"
)

func projectReport(p *program.Program) *cobra.Command {
	var out, tables, language string
	var o report.Options
	var force bool
	c := &cobra.Command{
		Use: "report FILE", Short: "How far people agree, as one page and as tables", Args: cobra.ExactArgs(1),
		Long: "Makes one HTML page, which needs nothing else: progress and answers of everybody, agreement by question, pair and label, which labels are taken for which, " +
			"answers to posts whose answer is known, and the posts on which people differ most. --tables writes all figures as CSV files.",
		Example: "  duotone project report tweets.duotone -o agreement.html\n  duotone project report tweets.duotone --tables agreement/ --no-names",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" && tables == "" {
				return program.Usage(errors.New("duotone project report: name the page with -o, a folder for tables with --tables, or both"))
			}
			if out != "" && out != "-" {
				if err := (app.Out{Path: out, Force: force, Inputs: args}).Check(); err != nil {
					return err
				}
			}
			if o.Language = language; language != "en" {
				words, err := dictionary(p, language)
				if err != nil {
					return err
				}
				o.Say = func(s app.Sentence) string { return s.In(words) }
			}
			return readProject(cmd.Context(), args[0], func(proj *project.Project) error {
				r, err := report.Gather(cmd.Context(), proj, o)
				if err != nil {
					return err
				}
				if tables != "" {
					if err := r.Save(tables, force); err != nil {
						return err
					}
					p.Say("wrote tables into %s", tables)
				}
				switch out {
				case "":
					return nil
				case "-":
					return r.WritePage(p.Stdout)
				}
				if err := r.SavePage(out, force); err != nil {
					return err
				}
				p.Say("wrote %s", out)
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVarP(&out, "output", "o", "", "the page; - is standard output")
	f.StringVar(&tables, "tables", "", "a folder for the tables")
	f.StringVar(&language, "language", "en", "of the page: en, de or fr")
	f.BoolVar(&o.Nameless, "no-names", false, "call people A, B and so on")
	f.BoolVar(&o.Wordless, "no-words", false, "leave out the posts' words")
	f.BoolVar(&force, "force", false, "replace files that are there")
	return c
}

// dictionary has the program's texts in a language.
func dictionary(p *program.Program, language string) (map[string]string, error) {
	if p.Dictionary != nil {
		if words := p.Dictionary(language); words != nil {
			return words, nil
		}
	}
	return nil, program.Usage(fmt.Errorf("--language %s: there are no texts in it", language))
}
