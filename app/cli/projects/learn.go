package projects

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/learn"
	"duotone/app/project"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

type learnFlags struct {
	question, final, out, name string
	leaveOut                   []string
	seed                       uint64
	plain, asJSON, force       bool
	suspects, least, next      int
}

func learnCommand(p *program.Program) *cobra.Command {
	var f learnFlags
	c := &cobra.Command{
		Use: "learn PROJECT", Short: "Learns from the labels of a project, and says how good that is", Args: cobra.ExactArgs(1),
		Long: `Learn fits a head on what people said of a project's posts: a small pack of its own that answers the project's question for
any post, on the pack of --pack. All figures are of posts that the head was not fitted on, and posts that are nearly the same stay
together; intervals are of 95 %. Without -o nothing is kept.

What is kept with -o is a pack: give its folder to --pack, or put it in models. It needs the pack that it was learned on. Learning again
into the same folder holds the new head against the old one's labels on the same posts; the old one stays until the new one is whole.`,
		Example: "  duotone learn tweets.duotone -o models/my-tweets\n  duotone learn tweets.duotone --suspects 20\n" +
			"  duotone score posts.csv --pack models/my-tweets -o scored.csv",
		RunE: func(cmd *cobra.Command, args []string) error { return runLearn(cmd.Context(), p, args[0], f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.question, "question", "", "which question of the codebook, by its id; the one of the whole post")
	fs.StringVar(&f.final, "final", "adjudication", "adjudication (decided, else all agree), majority, or annotator=NAME")
	fs.StringVarP(&f.out, "output", "o", "", "the folder of the pack to write")
	fs.StringVar(&f.name, "name", "", "the pack's name; the folder's")
	fs.StringSliceVar(&f.leaveOut, "leave-out", nil, "labels to leave out, with their posts")
	fs.Uint64Var(&f.seed, "seed", 1, "of the folds: the same labels and seed give the same head")
	fs.BoolVar(&f.plain, "plain", false, "let labels count as often as they are there; else a rare one counts more")
	fs.IntVar(&f.least, "least", learn.Least, "posts that each label must have")
	fs.IntVar(&f.suspects, "suspects", 0, "list so many posts whose labels look wrong")
	fs.IntVar(&f.next, "next", 0, "list so many posts to label next: those that the head is least sure of, without near copies")
	fs.BoolVar(&f.asJSON, "json", false, "as JSON")
	fs.BoolVar(&f.force, "force", false, "replace a pack that is there and was learned on something else")
	return c
}

func runLearn(ctx context.Context, p *program.Program, path string, f learnFlags) (err error) {
	final, err := ledger.ParseFinal(f.final)
	if err != nil {
		return program.Usage(err)
	}
	if f.least < 1 {
		return program.Usage(errors.New("--least must be 1 or more"))
	}
	proj, err := project.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, proj.Close()) }()
	said, err := learn.Read(ctx, proj, f.question, final)
	if err != nil {
		return err
	}
	earlier, err := learn.EarlierIn(f.out, said.Question, f.force)
	if err != nil {
		return err
	}
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	base := engine.Info().Pack.Root()
	t, err := gatherAnswers(ctx, p, proj, said, app.Held(engine), f)
	if err != nil {
		return err
	}
	t.Earlier = earlier.Posts()
	tell := counting(p, "learning")
	r, err := learn.Learn(ctx, t, func(at learn.Progress) { tell(at.Done, at.Total) })
	if err != nil {
		return err
	}
	if f.asJSON {
		err = p.PrintJSON(r.Report())
	} else {
		err = printLearned(ctx, p, proj, r, base, said, f)
	}
	if err == nil && f.next > 0 {
		err = printNext(ctx, p, proj, app.Held(engine), said, r.Head, f.next)
	}
	if err != nil || f.out == "" {
		return err
	}
	kept := learn.Keep{Dir: f.out, Name: f.name, Base: base, Final: f.final, People: said.People, Options: t.Options, Codebook: said.Codebook, Earlier: earlier}
	if err := kept.Write(r); err != nil {
		return err
	}
	p.Say("kept in %s", f.out)
	return nil
}

// nextFrom is how many posts without an answer are looked at: reading a hundred thousand would take half an hour.
const nextFrom = 5000

// printNext lists the posts to label next.
func printNext(ctx context.Context, p *program.Program, proj *project.Project, engine app.Engine, said *learn.Said, head *app.Head, n int) error {
	rest, err := said.Unanswered(ctx, proj, nextFrom)
	if err != nil {
		return err
	}
	t, _, err := learn.Gather(ctx, proj, rest, engine, counting(p, "reading posts without an answer"))
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "to label next, of %d posts without an answer:\n", len(t.Examples))
	for _, e := range learn.Next(head, t.Examples, n) {
		fmt.Fprintf(p.Stdout, "%s  %.60s\n", e.Post, strings.Join(strings.Fields(e.Like.Words), " "))
	}
	return nil
}

// counting tells now and then how far something is.
func counting(p *program.Program, what string) func(done, total int) {
	told := time.Now()
	return func(done, total int) {
		if time.Since(told) >= 3*time.Second {
			told = time.Now()
			p.Say("%s: %d of %d", what, done, total)
		}
	}
}

// gatherAnswers has the pack read the posts and tells what was left out.
func gatherAnswers(ctx context.Context, p *program.Program, proj *project.Project, said *learn.Said, engine app.Engine, f learnFlags) (*learn.Task, error) {
	t, g, err := learn.Gather(ctx, proj, said, engine, counting(p, "reading posts"))
	if err != nil {
		return nil, err
	}
	if g.Unread > 0 {
		p.Say("%d answered posts could not be read and are left out; the first: %v", g.Unread, g.First)
	}
	if said.Open > 0 {
		p.Say("%d posts have no final answer, as people differ (--final %s); they are left out", said.Open, f.final)
	}
	if said.Retired > 0 {
		p.Say("%d posts have a label that the codebook doesn't offer any more; they are left out", said.Retired)
	}
	for _, l := range f.leaveOut {
		if err := t.LeaveOut(l); err != nil {
			return nil, err
		}
	}
	if n := t.DropContradictions(); n > 0 {
		p.Say("%d posts are copies of one another with different answers; they are left out", n)
	}
	t.Options = learn.Options{Seed: f.seed, Plain: f.plain, Least: f.least}
	return t, nil
}

// printLearned is what a person reads.
func printLearned(ctx context.Context, p *program.Program, proj *project.Project, r *learn.Result, base app.PackInfo, said *learn.Said, f learnFlags) error {
	fmt.Fprint(p.Stdout, learn.Text(r, base.Ref()))
	if f.suspects == 0 {
		if n := len(r.Suspects); n > 0 {
			fmt.Fprintf(p.Stdout, "%d posts have labels that look wrong; --suspects 20 lists the likeliest\n", n)
		}
		return nil
	}
	fmt.Fprintln(p.Stdout, "labels that look wrong, the likeliest first:")
	w := tabwriter.NewWriter(p.Stdout, 0, 4, 2, ' ', 0)
	for _, s := range r.Suspects[:min(f.suspects, len(r.Suspects))] {
		i, err := proj.Posts.Item(ctx, s.Post)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s\t%.2f\t%.60s\n", s.Post, r.Doubt(s), s.By, strings.Join(strings.Fields(i.Text), " "))
	}
	return w.Flush()
}
