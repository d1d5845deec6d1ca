package projects

import (
	"fmt"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/project"

	"github.com/spf13/cobra"
)

func projectMerge(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use: "merge FILE OTHER…", Short: "Join other annotators' copies into a project", Args: cobra.MinimumNArgs(2),
		Long: "Joins what other copies hold into FILE: posts, judgements, pictures and scores. The others are not changed. " +
			"The order does not matter, and merging twice does no harm.",
		Example: "  duotone project merge tweets.duotone ben.duotone cleo.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				for _, other := range args[1:] {
					m, err := proj.Merge(cmd.Context(), other)
					if err != nil {
						return err
					}
					p.Say("%s: %d new posts, %d new judgements; annotators: %s", other, m.Posts, m.Events,
						strings.Join(m.Annotators, ", "))
					if m.Codebooks > 0 {
						p.Say("  the codebook was changed on both sides, and the later change holds; answers keep what they meant: duotone project codebook history %s", args[0])
					}
					if m.Erased > 0 {
						p.Say("  %d posts were erased here, as they were erased there", m.Erased)
					}
				}
				return nil
			})
		},
	}
}

func projectBackup(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE [COPY]", Short: "Copy a project safely, even while somebody labels in it", Args: cobra.RangeArgs(1, 2),
		Example: "  duotone project backup tweets.duotone /media/stick/tweets.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				target := proj.DefaultBackup(time.Now())
				if len(args) == 2 {
					target = args[1]
				}
				if err := proj.Backup(cmd.Context(), target); err != nil {
					return err
				}
				_, err := fmt.Fprintln(p.Stdout, target)
				return err
			})
		},
	}
}

func projectCheck(p *program.Program) *cobra.Command {
	var rescue string
	var asJSON bool
	c := &cobra.Command{
		Use: "check FILE", Short: "Look for damage and for missing pictures", Args: cobra.ExactArgs(1),
		Long: "Reads the whole file and says what is wrong with it. Exit status 1: the file is damaged; 3: only pictures are " +
			"missing; 0: all is well.",
		Example: "  duotone project check tweets.duotone\n  duotone project check broken.duotone --rescue saved.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			if rescue != "" {
				r, err := project.Rescue(cmd.Context(), args[0], rescue)
				if err != nil {
					return err
				}
				p.Say("%d posts and %d judgements are in %s", r.Posts, r.Events, rescue)
				for _, line := range append(r.Damage, r.Loose...) {
					p.Say("lost: %s", line)
				}
				if len(r.Damage) > 0 {
					return program.ErrRows
				}
				return nil
			}
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				r, err := proj.Check(cmd.Context(), true)
				if err != nil {
					return err
				}
				return printCheck(p, r, asJSON)
			})
		},
	}
	c.Flags().StringVar(&rescue, "rescue", "", "write what can still be read to a new project of this name")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func printCheck(p *program.Program, r project.Report, asJSON bool) error {
	if asJSON {
		if err := p.PrintJSON(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(p.Stdout, "%s: file version %d, %d posts, %d judgements, %d pictures\n", r.Path, r.Version, r.Posts, r.Events, r.Pictures)
		for _, d := range r.Damage {
			fmt.Fprintln(p.Stdout, "damage:", d)
		}
		for _, l := range r.Loose {
			fmt.Fprintln(p.Stdout, "loose:", l)
		}
		for i, m := range r.Missing {
			if i == 20 {
				fmt.Fprintf(p.Stdout, "… and %d more pictures; --json lists all\n", len(r.Missing)-20)
				break
			}
			fmt.Fprintln(p.Stdout, "picture:", m)
		}
	}
	switch {
	case len(r.Damage) > 0:
		return app.Errorf("check project", r.Path, app.KindFormat,
			"Keep the file as it is and go on from a backup, or save what can be read: duotone project check FILE --rescue NEW.",
			"the file is damaged")
	case len(r.Missing) > 0:
		p.Say("%d pictures are not where they were; duotone project import FILE --relink FOLDER finds them again", len(r.Missing))
		return program.ErrRows
	}
	if !asJSON {
		fmt.Fprintln(p.Stdout, "all is well")
	}
	return nil
}
