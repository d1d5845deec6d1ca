package projects

import (
	"duotone/app/cli/program"
	"duotone/app/project"

	"github.com/spf13/cobra"
)

func projectErase(p *program.Program) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "erase FILE [ID…]", Short: "Take posts away for good, with all that was said of them", Args: cobra.MinimumNArgs(1),
		Long: "Takes posts out of the project: their words, pictures, columns and scores, and every judgement and note about them, also from " +
			"the free space of the file. ID is the post's own id, or the one by which Duotone knows it (post in the column duotone of an export). " +
			"Only a hash of the content stays, so that neither an import nor a merge brings a post back; copies that are merged with this " +
			"project erase it too. Without an ID it takes away what an erasure had to leave while another program had the project open. Backups and exports that were made before still have it. It can't be undone.",
		Example: "  duotone project erase tweets.duotone 1529 1530 --yes",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return withProject(ctx, args[0], func(proj *project.Project) error {
				posts, err := proj.Posts.Find(ctx, args[1:]...)
				if err != nil {
					return err
				}
				if !yes && len(posts) > 0 {
					p.Say("%d posts would be erased for good. Say --yes to do it.", len(posts))
					return nil
				}
				gone, err := proj.Erase(ctx, posts...)
				if err != nil {
					return err
				}
				p.Say("%d posts erased, with %d judgements and %d pictures", gone.Posts, gone.Events, gone.Pictures)
				if gone.Examples > 0 {
					p.Say("%d examples of the codebook went with them", gone.Examples)
				}
				if gone.Quoted > 0 {
					p.Say("the guidelines or descriptions in %d versions of the codebook quote them: these are the annotators' own words, and stay", gone.Quoted)
				}
				p.Say("backups and exports that were made before still have them")
				return nil
			})
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do it: it can't be undone")
	return c
}
