package projects

import (
	"fmt"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

func projectDelete(p *program.Program) *cobra.Command {
	var annotator, question string
	c := &cobra.Command{
		Use: "delete FILE POST…", Short: "Take back what one annotator said of posts", Args: cobra.MinimumNArgs(2),
		Long: "Takes an annotator's own answers about posts back, to one question or to all. The history of the posts keeps that they were given, a merge carries it " +
			"to the copies, and the posts are asked again. POST is the post's own id, or the one by which Duotone knows it. To take a post out of the file for good, " +
			"with all that was said of it, there is duotone project erase.",
		Example: "  duotone project delete tweets.duotone 1529 --annotator ana",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			who, err := ledger.CleanName(annotator)
			if err != nil {
				return program.Usage(fmt.Errorf("--annotator: %w", err))
			}
			return withProject(ctx, args[0], func(proj *project.Project) error {
				l, err := proj.Log.Ledger(ctx)
				if err != nil {
					return err
				}
				if book, _ := l.Codebook(); question != "" {
					if _, ok := book.Question(codebook.QuestionID(question)); !ok {
						return program.Usage(fmt.Errorf("the codebook has no question %q", question))
					}
				}
				items, err := proj.Posts.Find(ctx, args[1:]...)
				if err != nil {
					return err
				}
				posts := make([]app.PostID, len(items))
				for i, item := range items {
					posts[i] = item.ID
				}
				n, err := proj.Delete(ctx, who, codebook.QuestionID(question), posts...)
				if err != nil {
					return err
				}
				p.Say("answers of %s taken back: %d", who, n)
				return nil
			})
		},
	}
	c.Flags().StringVar(&annotator, "annotator", "", "whose answers; must be named")
	c.Flags().StringVar(&question, "question", "", "of this question alone, by its id")
	return c
}
