package posts

import (
	"duotone/app"
	"duotone/app/batch"
	"duotone/app/batch/report"
	"duotone/app/cli/program"

	"github.com/spf13/cobra"
)

func reportCommand(p *program.Program) *cobra.Command {
	var out, pictures string
	var date batch.DateOptions
	var threshold float64
	var force, bare, shown bool
	c := &cobra.Command{
		Use:   "report RESULT",
		Short: "Draw a scored file as one self-contained page",
		Long: `Report makes one HTML page of a file that duotone score wrote: how the labels are spread, whether words or picture
carried the verdicts, pulling apart over time if there is a date column, and the strongest posts. The page needs
nothing else and opens no connection. It holds the words of the strongest posts and small copies of their pictures
(--no-pictures leaves these out): share it as you would share those.`,
		Example: "  duotone report scored.jsonl -o report.html\n  duotone report scored.csv --date-column created_at --pictures pics/ -o report.html",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out != "-" {
				o := app.Out{Path: out, Force: force, Inputs: []string{args[0], pictures}}
				if err := o.Check(); err != nil {
					return err
				}
			}
			t, results, err := report.Read(cmd.Context(), args[0], date, threshold)
			if err != nil {
				return err
			}
			page := report.Page{Name: args[0], Tally: t}
			if !bare && shown {
				if page.Thumbnails, err = report.NewThumbnails(cmd.Context(), args[0], pictures); err != nil {
					return err
				}
			}
			if results.Date != "" {
				how := ""
				if results.Reading != "" {
					how = ", " + results.Reading
				}
				p.Talk("dates from column %q%s\n", results.Date, how)
			}
			if results.Undated > 0 {
				p.Talk("note: the dates of %d rows can't be read; they are in no chart over time\n", results.Undated)
			}
			if out == "-" {
				err = page.Write(p.Stdout)
			} else {
				err = page.Save(out, force)
			}
			if err != nil {
				return err
			}
			if n := page.Thumbnails.Missing(); n > 0 {
				p.Talk("note: %d pictures are missing on the page, as their files can't be read from here; --pictures names their folder or ZIP\n", n)
			}
			if out != "-" {
				p.Talk("wrote %s\n", out)
			}
			return nil
		},
	}
	fl := c.Flags()
	fl.StringVarP(&out, "output", "o", "-", "the page; - is standard output")
	fl.StringVar(&date.Column, "date-column", "", "the column with dates; - for none")
	fl.StringVar(&date.Format, "date-format", "", "how they are written: dd/mm/yyyy hh:mm, or %d/%m/%Y; found out over the whole column")
	fl.Float64Var(&threshold, "threshold", 0.5, "the incongruity from which words and picture pull apart")
	fl.BoolVar(&bare, "no-pictures", false, "leave out the small copies of the strongest posts' pictures")
	fl.BoolVar(&shown, "show-pictures", true, "")
	_ = fl.MarkDeprecated("show-pictures", "pictures are shown unless --no-pictures says otherwise")
	fl.StringVar(&pictures, "pictures", "", "the folder or ZIP that pictures' paths start from; else the result's own folder")
	fl.BoolVar(&force, "force", false, "replace a page that is there")
	return c
}
