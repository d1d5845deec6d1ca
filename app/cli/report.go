package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"path/filepath"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/batch/report"
	"duotone/app/picture"
	"duotone/app/table"

	"github.com/spf13/cobra"
)

func init() { commands = append(commands, reportCommand) }

func reportCommand(p *Program) *cobra.Command {
	var out, pictures string
	var date batch.DateOptions
	var threshold float64
	var force, show bool
	c := &cobra.Command{
		Use:   "report RESULT",
		Short: "Draw a scored file as one self-contained page",
		Long: `Report makes one HTML page of a file that duotone score wrote: how the labels are spread, whether words or picture
carried the verdicts, pulling apart over time if there is a date column, and the strongest posts. The page needs
nothing else and opens no connection. It holds the words of the strongest posts: share it as you would share those.`,
		Example: "  duotone report scored.jsonl -o report.html\n  duotone report scored.csv --date-column created_at --show-pictures --pictures pics/ -o report.html",
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
			if show {
				load, err := table.NewLoader(&table.Input{Path: args[0], Options: table.Options{Pictures: folderOf(args[0], pictures)}}, picture.DefaultLimits)
				if err != nil {
					return err
				}
				page.Thumbnail = func(v batch.Verdict) template.URL { return thumbnail(cmd.Context(), load, v.Image) }
			}
			if results.Date != "" {
				how := ""
				if results.Reading != "" {
					how = ", " + results.Reading
				}
				p.talk("dates from column %q%s\n", results.Date, how)
			}
			if results.Undated > 0 {
				p.talk("note: the dates of %d rows can't be read; they are in no chart over time\n", results.Undated)
			}
			if out == "-" {
				return page.Write(p.Stdout)
			}
			if err := page.Save(out, force); err != nil {
				return err
			}
			p.talk("wrote %s\n", out)
			return nil
		},
	}
	fl := c.Flags()
	fl.StringVarP(&out, "output", "o", "-", "the page; - is standard output")
	fl.StringVar(&date.Column, "date-column", "", "the column with dates; - for none")
	fl.StringVar(&date.Format, "date-format", "", "how they are written: dd/mm/yyyy hh:mm, or %d/%m/%Y; found out over the whole column")
	fl.Float64Var(&threshold, "threshold", 0.5, "the incongruity from which words and picture pull apart")
	fl.BoolVar(&show, "show-pictures", false, "put small copies of the strongest posts' pictures into the page")
	fl.StringVar(&pictures, "pictures", "", "the folder or ZIP that pictures' paths start from; else the result's own folder")
	fl.BoolVar(&force, "force", false, "replace a page that is there")
	return c
}

func folderOf(result, pictures string) string {
	if pictures != "" {
		return pictures
	}
	return filepath.Dir(result)
}

// thumbnail is a small JPEG of a picture as a data: URI, or "" where there is none.
func thumbnail(ctx context.Context, load *table.Loader, ref string) template.URL {
	pic, err := load.Load(ctx, ref)
	if err != nil || pic == nil {
		return ""
	}
	small, err := picture.Thumbnail(ctx, pic, 160)
	if err != nil {
		return ""
	}
	flat := image.NewRGBA(small.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), small, small.Bounds().Min, draw.Over)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, flat, &jpeg.Options{Quality: 80}); err != nil {
		return ""
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
}
