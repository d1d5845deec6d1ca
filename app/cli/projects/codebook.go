package projects

import (
	"context"
	"fmt"
	"os/user"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app/cli/program"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

// codebookFlags are what every change of a codebook can be told.
type codebookFlags struct {
	by  string
	dry bool
}

func (f *codebookFlags) add(c *cobra.Command) {
	me := "codebook"
	if u, err := user.Current(); err == nil {
		if name, err := ledger.CleanName(filepath.Base(strings.ReplaceAll(u.Username, `\`, "/"))); err == nil {
			me = name
		}
	}
	c.Flags().StringVar(&f.by, "by", me, "who changes it, as the history has it")
	c.Flags().BoolVar(&f.dry, "dry-run", false, "say what would become of it, and change nothing")
}

func projectCodebook(p *program.Program) *cobra.Command {
	c := &cobra.Command{
		Use: "codebook", Short: "What people are asked: questions, labels and guidelines", Args: cobra.NoArgs,
		Long: "A project's codebook is a document of questions, each with its labels. Its file is TOML; show writes one that set reads. Changes are " +
			"kept in the project: an answer keeps the version under which it was given, and reads as what became of it. In a file `was = [\"old\"]` " +
			"beside a label says whose answers it takes over: one is a rename, several are a merge, and the same one beside several labels is a " +
			"split, whose posts are asked again. Labels that are left out stay, retired, where they were used.",
		Example: "  duotone project codebook templates\n  duotone project codebook show stance > wind.toml\n" +
			"  duotone project codebook set tweets.duotone wind.toml --dry-run\n  duotone project codebook rename tweets.duotone stance for favour",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(codebookShow(p), codebookSet(p), codebookDiff(p), codebookTemplates(p), codebookHistory(p))
	c.AddCommand(codebookChange(p, "rename FILE QUESTION [LABEL] NEW", "Give a label or a question another id", cobra.RangeArgs(3, 4),
		"  duotone project codebook rename tweets.duotone stance for favour",
		func(b *codebook.Codebook, args []string) (*codebook.Codebook, []codebook.Move, error) {
			if len(args) == 2 {
				return b.RenameQuestion(codebook.QuestionID(args[0]), codebook.QuestionID(args[1]))
			}
			return b.Rename(codebook.QuestionID(args[0]), args[1], args[2])
		}))
	c.AddCommand(codebookChange(p, "merge FILE QUESTION LABEL… INTO", "Make one label of several, with the answers of all", cobra.MinimumNArgs(4),
		"  duotone project codebook merge tweets.duotone stance neither off-topic none",
		func(b *codebook.Codebook, args []string) (*codebook.Codebook, []codebook.Move, error) {
			last := len(args) - 1
			return b.Merge(codebook.QuestionID(args[0]), slices.Clone(args[1:last]), args[last])
		}))
	c.AddCommand(codebookChange(p, "split FILE QUESTION LABEL INTO…", "Make several labels of one; its posts are asked again", cobra.MinimumNArgs(5),
		"  duotone project codebook split tweets.duotone stance against against-cost against-noise",
		func(b *codebook.Codebook, args []string) (*codebook.Codebook, []codebook.Move, error) {
			return b.Split(codebook.QuestionID(args[0]), args[1], args[2:]...)
		}))
	c.AddCommand(codebookChange(p, "retire FILE QUESTION [LABEL]", "Offer a label, or ask a question, no more; answers stay", cobra.RangeArgs(2, 3),
		"  duotone project codebook retire tweets.duotone stance off-topic",
		func(b *codebook.Codebook, args []string) (*codebook.Codebook, []codebook.Move, error) {
			return b.Retire(codebook.QuestionID(args[0]), strings.Join(args[1:], ""))
		}))
	return c
}

// bookNamed is the codebook of a project, a template or a file.
func bookNamed(ctx context.Context, name string) (book *codebook.Codebook, err error) {
	if strings.EqualFold(filepath.Ext(name), project.Ext) {
		err = readProject(ctx, name, func(proj *project.Project) error {
			book, err = proj.Codebook(ctx)
			return err
		})
		return book, err
	}
	if slices.Contains(codebook.Templates(), name) {
		return codebook.Template(name)
	}
	return codebook.Read(name)
}

func codebookShow(p *program.Program) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "show FILE|TEMPLATE", Short: "Write a project's codebook, or a template, as a file", Args: cobra.ExactArgs(1),
		Example: "  duotone project codebook show tweets.duotone > codebook.toml",
		RunE: func(cmd *cobra.Command, args []string) error {
			book, err := bookNamed(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return p.PrintJSON(book)
			}
			text, err := book.TOML()
			if err != nil {
				return err
			}
			_, err = p.Stdout.Write(text)
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func codebookTemplates(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use: "templates", Short: "The codebooks that come with the program", Args: cobra.NoArgs,
		Example: "  duotone project codebook templates",
		RunE: func(*cobra.Command, []string) error {
			for _, name := range codebook.Templates() {
				book, err := codebook.Template(name)
				if err != nil {
					return err
				}
				fmt.Fprintf(p.Stdout, "%-20s %s\n", name, book.Title)
			}
			return nil
		},
	}
}

func codebookSet(p *program.Program) *cobra.Command {
	var flags codebookFlags
	c := &cobra.Command{
		Use: "set FILE CODEBOOK|TEMPLATE", Short: "Make a file or a template the project's codebook", Args: cobra.ExactArgs(2),
		Example: "  duotone project codebook set tweets.duotone emotions\n  duotone project codebook set tweets.duotone wind.toml --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			next, err := bookNamed(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				was, err := proj.Codebook(cmd.Context())
				if err != nil {
					return err
				}
				book, done, err := proj.Replace(cmd.Context(), flags.by, next, flags.dry)
				if err == nil {
					sayRecoded(p, was, book, done, flags.dry)
				}
				return err
			})
		},
	}
	flags.add(c)
	return c
}

// codebookChange is a command that makes one change.
func codebookChange(p *program.Program, use, short string, count cobra.PositionalArgs, example string,
	change func(*codebook.Codebook, []string) (*codebook.Codebook, []codebook.Move, error)) *cobra.Command {
	var flags codebookFlags
	c := &cobra.Command{
		Use: use, Short: short, Args: count, Example: example,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				was, err := proj.Codebook(cmd.Context())
				if err != nil {
					return err
				}
				book, done, err := proj.Recode(cmd.Context(), flags.by, flags.dry, func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
					return change(b, args[1:])
				})
				if err == nil {
					sayRecoded(p, was, book, done, flags.dry)
				}
				return err
			})
		},
	}
	flags.add(c)
	return c
}

// sayRecoded tells what has changed, and what became of answers.
func sayRecoded(p *program.Program, was, is *codebook.Codebook, done project.Recoded, dry bool) {
	for _, line := range codebook.Diff(was, is) {
		p.Say("%s", line)
	}
	for _, line := range done.Told {
		p.Say("%s", line.String())
	}
	if done.Open > 0 {
		p.Say("%d answers mean nothing in it any more: their questions are asked again", done.Open)
	}
	if dry {
		p.Say("this would be version %d of the codebook (--dry-run: nothing was changed)", done.Version)
		return
	}
	p.Say("this is version %d of the codebook", done.Version)
}

func codebookDiff(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use: "diff FILE OTHER", Short: "How one codebook differs from another: of a project, a file or a template", Args: cobra.ExactArgs(2),
		Example: "  duotone project codebook diff tweets.duotone wind.toml",
		RunE: func(cmd *cobra.Command, args []string) error {
			var books [2]*codebook.Codebook
			for i, name := range args {
				var err error
				if books[i], err = bookNamed(cmd.Context(), name); err != nil {
					return err
				}
			}
			for _, line := range codebook.Diff(books[0], books[1]) {
				fmt.Fprintln(p.Stdout, line)
			}
			return nil
		},
	}
}

func codebookHistory(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use: "history FILE", Short: "Every version that a project's codebook had", Args: cobra.ExactArgs(1),
		Example: "  duotone project codebook history tweets.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			return readProject(cmd.Context(), args[0], func(proj *project.Project) error {
				h, err := proj.Codebooks(cmd.Context())
				if err != nil {
					return err
				}
				lost := h.Lost()
				fmt.Fprintln(p.Stdout, "version 1: the built-in one, sentiment")
				for _, r := range h.Revisions() {
					note := ""
					if slices.ContainsFunc(lost, func(l codebook.Revision) bool { return l.ID == r.ID }) {
						note = "; changed at the same time as a later one, which holds"
					}
					fmt.Fprintf(p.Stdout, "version %d: %s by %s, %q, %d questions%s\n", h.Version(r.ID), r.At.Format("2006-01-02 15:04"), r.By, r.Book.Title,
						len(r.Book.Asked()), note)
					for _, m := range r.Moves {
						fmt.Fprintln(p.Stdout, "  "+m.String())
					}
				}
				return nil
			})
		},
	}
}
