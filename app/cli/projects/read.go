package projects

import (
	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/project"

	"github.com/spf13/cobra"
)

func projectRead(p *program.Program) *cobra.Command {
	var again bool
	c := &cobra.Command{
		Use: "read FILE", Short: "Read the words in the posts' pictures, so that they are found", Args: cobra.ExactArgs(1),
		Long: "Reads the words in the pictures that were not read yet, with the reader beside the packs, and keeps them in the posts' column " + project.PictureWordsColumn +
			": duotone project find finds them, the Label pane shows them among the columns, they are exported, and duotone project score scores posts with them " +
			"(but for those in " + project.UnsureWordsColumn + ", which were read with a confidence under 0.8). It goes on where it was stopped.",
		Example: "  duotone project read tweets.duotone\n  duotone project find tweets.duotone " + project.PictureWordsColumn + ":monday",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				reader, err := p.OpenReader(cmd.Context())
				if err != nil {
					return err
				}
				defer reader.Close()
				r, err := proj.ReadPictures(cmd.Context(), reader, again, nil, nil)
				p.Say("%d pictures read, %d of them have words, %d could not be read", r.Pictures, r.WithWords, r.Failed)
				if r.Unscored > 0 {
					p.Say("  %d of the posts had been scored without these words; those scores are gone, and duotone project score %s gives new ones", r.Unscored, args[0])
				}
				if r.First != nil {
					p.Say("  the first that could not: %v", r.First)
					if hint := app.HintOf(r.First); hint != "" {
						p.Say("    %s", hint)
					}
				}
				if err == nil && r.Failed > 0 {
					return program.ErrRows
				}
				return err
			})
		},
	}
	c.Flags().BoolVar(&again, "again", false, "also read those that were read before")
	return c
}
