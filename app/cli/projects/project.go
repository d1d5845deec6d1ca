package projects

import (
	"context"
	"fmt"
	"path/filepath"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/project"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

func projectCommand(p *program.Program) *cobra.Command {
	c := &cobra.Command{
		Use:   "project",
		Short: "Labelling projects: one file with the posts and everything people said of them",
		Example: "  duotone project new tweets.duotone\n  duotone project import tweets.duotone posts.csv\n" +
			"  duotone project merge tweets.duotone ben.duotone cleo.duotone\n  duotone project stats tweets.duotone",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(projectNew(p), projectSet(p), projectMerge(p), projectStats(p), projectBackup(p), projectCheck(p),
		projectSplit(p), projectSample(p), projectGold(p), projectProgress(p), projectCopies(p), projectCodebook(p), projectErase(p), projectDelete(p),
		projectFind(p), projectHistory(p), projectImport(p), projectExport(p), projectScore(p), projectRead(p), projectReport(p))
	return c
}

// settingsFlags are the flags that say how a project labels.
type settingsFlags struct {
	scheme, suggestion, order string
	seed                      int64
	repeat, block             int
	keys, flags               []string
	embed                     bool
	guidelines                string
	gold                      string
	blind                     bool
	session                   int
}

func (f *settingsFlags) add(c *cobra.Command) {
	s := project.DefaultSettings()
	fs := c.Flags()
	fs.StringVar(&f.scheme, "scheme", string(s.Scheme), "single (one label a post) or three (words, picture, both)")
	fs.StringVar(&f.suggestion, "suggestion", string(s.Suggestion), "when the model's label is shown: hidden, after or before")
	fs.StringVar(&f.order, "order", string(s.Order), "given, random, uncertain, margin, pull-apart, disagreement or diverse")
	fs.Int64Var(&f.seed, "seed", s.Seed, "of the random order and of repeats")
	fs.IntVar(&f.repeat, "repeat", s.Repeat, "ask one post in N again; 0: none")
	fs.IntVar(&f.block, "block", s.Block, "scheme three: posts that go through one pass before the next; 0: all")
	fs.StringSliceVar(&f.keys, "keys", nil, "keys of negative, neutral, positive, as 1,2,3")
	fs.StringSliceVar(&f.flags, "flags", s.Flags, "flags that can be set on a post")
	fs.BoolVar(&f.embed, "embed", s.Embed, "put the pictures into the file")
	fs.StringVar(&f.gold, "gold", string(s.Gold), "posts whose answer is known: silent (told in the report alone) or practice (at once)")
	fs.BoolVar(&f.blind, "blind", s.Blind, "whoever decides over disagreements sees A and B, not names")
	fs.IntVar(&f.session, "session", s.Session, "minutes after which a break is proposed; 0: never")
	fs.StringVar(&f.guidelines, "guidelines", "", "what the annotators have agreed on, shown with the keys (?)")
}

// apply changes what was named on the command line.
func (f *settingsFlags) apply(c *cobra.Command, s *project.Settings) error {
	set := func(name string, do func()) {
		if c.Flags().Changed(name) {
			do()
		}
	}
	set("scheme", func() { s.Scheme = project.Scheme(f.scheme) })
	set("suggestion", func() { s.Suggestion = ledger.Suggestion(f.suggestion) })
	set("order", func() { s.Order = project.Order(f.order) })
	set("seed", func() { s.Seed = f.seed })
	set("repeat", func() { s.Repeat = f.repeat })
	set("block", func() { s.Block = f.block })
	set("flags", func() { s.Flags = f.flags })
	set("embed", func() { s.Embed = f.embed })
	set("gold", func() { s.Gold = project.GoldWay(f.gold) })
	set("blind", func() { s.Blind = f.blind })
	set("session", func() { s.Session = f.session })
	set("guidelines", func() { s.Guidelines = f.guidelines })
	if c.Flags().Changed("keys") {
		if len(f.keys) != len(app.Labels) {
			return program.Usage(fmt.Errorf("--keys wants three, as --keys 1,2,3"))
		}
		s.Keys = map[string]string{}
		for i, l := range app.Labels {
			s.Keys[l.String()] = f.keys[i]
		}
	}
	return nil
}

func projectNew(p *program.Program) *cobra.Command {
	var flags settingsFlags
	c := &cobra.Command{
		Use: "new FILE", Short: "Make an empty project", Args: cobra.ExactArgs(1),
		Example: "  duotone project new tweets.duotone --scheme three --order uncertain --repeat 10",
		RunE: func(cmd *cobra.Command, args []string) error {
			s := project.DefaultSettings()
			if err := flags.apply(cmd, &s); err != nil {
				return err
			}
			path := args[0]
			if filepath.Ext(path) == "" {
				path += project.Ext
			}
			proj, err := project.Create(cmd.Context(), path, s)
			if err != nil {
				return err
			}
			p.Say("made %s", proj.Path())
			return proj.Close()
		},
	}
	flags.add(c)
	return c
}

func projectSet(p *program.Program) *cobra.Command {
	var flags settingsFlags
	c := &cobra.Command{
		Use: "settings FILE", Short: "Show or change how a project labels", Args: cobra.ExactArgs(1),
		Example: "  duotone project settings tweets.duotone --suggestion after",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				s, err := proj.Settings(cmd.Context())
				if err != nil {
					return err
				}
				if err := overruled(cmd, proj); err != nil {
					return err
				}
				if err := flags.apply(cmd, &s); err != nil {
					return err
				}
				if err := proj.SetSettings(cmd.Context(), s); err != nil {
					return err
				}
				return p.PrintJSON(s)
			})
		},
	}
	flags.add(c)
	return c
}

// overruled refuses settings that a codebook of the project's own decides: they would be kept and change nothing.
func overruled(cmd *cobra.Command, proj *project.Project) error {
	h, err := proj.Codebooks(cmd.Context())
	if err != nil {
		return err
	}
	if _, own := h.Today(); own == "" {
		return nil
	}
	for _, name := range []string{"scheme", "keys", "guidelines"} {
		if cmd.Flags().Changed(name) {
			return app.Errorf("change settings of", proj.Path(), app.KindUsage, "Change it there: duotone project codebook show FILE writes it, set FILE CODEBOOK takes it.",
				"the project has a codebook of its own, which decides over --%s", name)
		}
	}
	return nil
}

// withProject opens a project for one command.
func withProject(ctx context.Context, path string, do func(*project.Project) error) error {
	proj, err := project.Open(ctx, path)
	return during(proj, err, do)
}

// readProject opens a project for a command that only reads it.
func readProject(ctx context.Context, path string, do func(*project.Project) error) error {
	proj, err := project.OpenToRead(ctx, path)
	return during(proj, err, do)
}

func during(proj *project.Project, err error, do func(*project.Project) error) error {
	if err != nil {
		return err
	}
	if err := do(proj); err != nil {
		proj.Close()
		return err
	}
	return proj.Close()
}
