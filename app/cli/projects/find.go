package projects

import (
	"fmt"
	"strings"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/project"
	"duotone/app/project/find"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

func projectFind(p *program.Program) *cobra.Command {
	var who string
	var asJSON bool
	c := &cobra.Command{
		Use: "find FILE QUERY…", Short: "Find posts by their words and by what was said of them", Args: cobra.MinimumNArgs(2),
		Long: "Lists posts in which all words of the query are: in the post, the words in its picture (once they were read: duotone project read), its columns, its name or somebody's note; case and accents do not matter. " +
			`"two words" are looked for as they stand, -word is not to be there. label:positive, by:ana, flag:sarcastic, note:hm and QUESTION:LABEL or COLUMN:TEXT ask for one thing; ` +
			"is:open, done, skipped, disputed, decided, known, copy and has:picture, words, note for what is so; #17 is the post of that place, name or id. " +
			"Write -- before a query that begins with a dash.",
		Example: "  duotone project find tweets.duotone wind label:negative by:ana\n  duotone project find tweets.duotone is:disputed has:picture",
		RunE: func(cmd *cobra.Command, args []string) error {
			words := args[1:]
			for i, word := range words { // the shell has taken the quotes away
				if strings.Contains(word, " ") && len(words) > 1 {
					words[i] = `"` + word + `"`
				}
			}
			q, err := find.Parse(strings.Join(words, " "))
			if err != nil {
				return err
			}
			return readProject(cmd.Context(), args[0], func(proj *project.Project) error {
				x, err := find.Open(cmd.Context(), proj)
				if err != nil {
					return err
				}
				hits := x.Find(q, who)
				if asJSON {
					rows := []map[string]any{}
					for _, h := range hits {
						rows = append(rows, map[string]any{"duotone": h.Post, "at": h.At + 1, "id": h.Name, "text": h.Text, "picture": h.Picture})
					}
					return p.PrintJSON(map[string]any{"v": 1, "posts": rows})
				}
				for _, h := range hits {
					fmt.Fprintf(p.Stdout, "%d\t%s\t%s\n", h.At+1, h.Name, app.Short(strings.Join(strings.Fields(h.Text), " "), 120))
				}
				p.Say("%d posts", len(hits))
				return nil
			})
		},
	}
	c.Flags().StringVar(&who, "annotator", "", "whose work is:open and is:done are about")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func projectHistory(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use: "history FILE POST", Short: "All that was ever done with a post", Args: cobra.ExactArgs(2),
		Long:    "Lists what people said of a post and when, with what was taken back, and what was edited.",
		Example: "  duotone project history tweets.duotone p17",
		RunE: func(cmd *cobra.Command, args []string) error {
			return readProject(cmd.Context(), args[0], func(proj *project.Project) error {
				items, err := proj.Posts.Find(cmd.Context(), args[1])
				if err != nil {
					return err
				}
				for _, i := range items {
					fmt.Fprintf(p.Stdout, "%s %s %s\n", i.ID, i.Name, app.Short(strings.Join(strings.Fields(i.Text), " "), 120))
					lines, err := find.History(cmd.Context(), proj, i.ID)
					if err != nil {
						return err
					}
					for _, l := range lines {
						fmt.Fprintln(p.Stdout, "  "+historyLine(l))
					}
				}
				return nil
			})
		},
	}
}

func historyLine(l find.Line) string {
	at := l.At.Local().Format("2006-01-02 15:04:05")
	if l.At.Unix() == 0 {
		at = "at an unknown time   "
	}
	text := fmt.Sprintf("%s  %s: %s", at, l.Who, l.Act)
	if l.Act != ledger.ActFlag && l.Act != ledger.ActUnflag && l.Act != ledger.ActNote && l.Act != ledger.ActEdit {
		text += " " + string(l.Question)
	}
	for _, more := range []string{l.Target, app.Short(strings.Join(strings.Fields(l.Value), " "), 200)} {
		if more != "" {
			text += " " + more
		}
	}
	if l.Import {
		text += " (imported)"
	}
	if l.Undone {
		text += " (taken back)"
	}
	return text
}
