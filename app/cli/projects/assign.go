package projects

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/project"
	"duotone/app/project/assign"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

func projectSplit(p *program.Program) *cobra.Command {
	var share assign.Share
	var overlap string
	c := &cobra.Command{
		Use: "split FILE", Short: "Share the posts out: a file for each annotator", Args: cobra.ExactArgs(1),
		Long: "Makes a project for each annotator beside FILE, with that one's posts, all that this one has said of them, and nothing of anybody else's work. " +
			"Of the posts a part is given to several people, so that agreement can be told; posts whose answer is known (duotone project gold) are given to all, " +
			"hidden among the rest; near copies stay together. How many posts each has is kept as a target. duotone project merge joins the work again.",
		Example: "  duotone project split tweets.duotone --annotators ana,ben,cleo --overlap 15% --seed 7",
		RunE: func(cmd *cobra.Command, args []string) error {
			part, err := parseShare(overlap)
			if err != nil {
				return program.Usage(fmt.Errorf("--overlap %s: %w", overlap, err))
			}
			share.Overlap = part
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error { return writeParts(cmd.Context(), p, proj, share) })
		},
	}
	f := c.Flags()
	f.StringSliceVar(&share.People, "annotators", nil, "who labels, as ana,ben,cleo")
	f.StringVar(&overlap, "overlap", "10%", "the part of the posts that several people label")
	f.IntVar(&share.Each, "each", 0, "how many people label each of those; 0: all")
	f.Int64Var(&share.Seed, "seed", 1, "of the draw: the same seed gives the same parts")
	f.BoolVar(&share.Open, "open", false, "only posts that nobody has labelled")
	f.BoolVar(&share.Embed, "embed", false, "put the pictures into the files")
	f.BoolVar(&share.KeepOrder, "keep-order", false, "leave the posts in the project's order: else each has an order of chance, so that nobody sees which overlap")
	return c
}

// parseShare reads 15 % or 0.15.
func parseShare(s string) (float64, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		x /= 100
	}
	if err != nil || !(x >= 0 && x <= 1) {
		return 0, errors.New("want a part as 15% or 0.15")
	}
	return x, nil
}

// writeParts writes the parts, and tells of them.
func writeParts(ctx context.Context, p *program.Program, proj *project.Project, share assign.Share) error {
	parts, missing, err := assign.ShareOut(ctx, proj, share)
	if err != nil {
		return err
	}
	for _, part := range parts {
		p.Say("%s: %d posts for %s", part.Path, part.Posts, part.Annotator)
	}
	if missing > 0 {
		p.Say("pictures that are not where they were, and are in no part: up to %d in one; duotone project import FILE --relink FOLDER finds them again", missing)
		return program.ErrRows
	}
	return nil
}

func projectSample(p *program.Program) *cobra.Command {
	var out string
	var embed bool
	var draw assign.Draw
	c := &cobra.Command{
		Use: "sample FILE -o NEW", Short: "Draw some posts into a project of their own", Args: cobra.ExactArgs(1),
		Long: "Draws posts into a new project, without anybody's labels. --by says how: random; a stratum, from each of which as many are drawn as its part of all " +
			"(model: the model's label; label: the final label; parts: words, picture, both; column:NAME), or an order that goes by the model's scores, the first of which are taken " +
			"(uncertain, margin, pull-apart, sarcastic, disagreement, diverse).",
		Example: "  duotone project sample tweets.duotone --posts 500 --by column:topic -o pilot.duotone\n" +
			"  duotone project sample tweets.duotone --posts 200 --by uncertain -o hard.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" || draw.Posts < 1 {
				return program.Usage(errors.New("duotone project sample: name the new project with -o, and how many posts with --posts"))
			}
			if filepath.Ext(out) == "" {
				out += project.Ext
			}
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				drawn, err := draw.From(cmd.Context(), proj)
				if err != nil {
					return err
				}
				missing, err := proj.Extract(cmd.Context(), out, project.Extraction{Posts: drawn, Embed: embed})
				if err != nil {
					return err
				}
				p.Say("%s: %d posts", out, len(drawn))
				if missing > 0 {
					p.Say("%d pictures are not where they were, and are not in it", missing)
					return program.ErrRows
				}
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVarP(&out, "out", "o", "", "the new project")
	f.IntVar(&draw.Posts, "posts", 0, "how many posts")
	f.StringVar(&draw.By, "by", "random", "random, model, label, parts, column:NAME, or an order by the model's scores")
	f.BoolVar(&draw.Even, "even", false, "from each stratum the same number, as far as it has them")
	f.StringVar(&draw.Pack, "scores-of", "", "whose scores, as name@version; the pack with the most by default")
	f.Int64Var(&draw.Seed, "seed", 1, "of the draw")
	f.BoolVar(&embed, "embed", false, "put the pictures into the file")
	return c
}

func projectGold(p *program.Program) *cobra.Command {
	var from string
	var take bool
	c := &cobra.Command{
		Use: "gold FILE [POST…]", Short: "Say which posts' answers are known, to see how well people do", Args: cobra.MinimumNArgs(1),
		Long: "Takes the final answers as known: of the posts that are named, or of all that have one. Those posts are asked about like all others; what comes of it is " +
			"in duotone project stats and report, and with duotone project settings FILE --gold practice told at once to whoever has answered. Without --from and --take-back it lists them.",
		Example: "  duotone project gold tweets.duotone --from annotator=expert\n  duotone project gold tweets.duotone --from adjudication p17 p90\n" +
			"  duotone project gold tweets.duotone --take-back",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				return takeGold(cmd.Context(), p, proj, args[1:], from, take)
			})
		},
	}
	c.Flags().StringVar(&from, "from", "", "whose answers are right: adjudication, majority or annotator=NAME")
	c.Flags().BoolVar(&take, "take-back", false, "they are not known any more")
	return c
}

func takeGold(ctx context.Context, p *program.Program, proj *project.Project, names []string, from string, back bool) error {
	var final ledger.Final
	if from != "" {
		var err error
		if final, err = ledger.ParseFinal(from); err != nil {
			return program.Usage(err)
		}
	}
	var posts []app.PostID
	if len(names) > 0 {
		items, err := proj.Posts.Find(ctx, names...)
		if err != nil {
			return err
		}
		for _, i := range items {
			posts = append(posts, i.ID)
		}
	}
	if from == "" && !back {
		return listGold(ctx, p, proj, posts)
	}
	answers, changed, err := assign.Known(ctx, proj, posts, final, back)
	if err == nil {
		p.Say("%d answers of %d posts changed", answers, changed)
	}
	return err
}

// listGold lists the answers that are known, of some posts or of all.
func listGold(ctx context.Context, p *program.Program, proj *project.Project, posts []app.PostID) error {
	l, err := proj.Log.Ledger(ctx)
	if err != nil {
		return err
	}
	book, _ := l.Codebook()
	return proj.Posts.Each(ctx, func(i project.Item) error {
		if len(posts) > 0 && !slices.Contains(posts, i.ID) {
			return nil
		}
		for _, q := range book.Questions {
			if known, is := l.Gold(i.ID, q.ID); is {
				fmt.Fprintf(p.Stdout, "%s\t%s\t%s\t%s\n", i.ID, i.Name, q.ID, known)
			}
		}
		return nil
	})
}

func projectProgress(p *program.Program) *cobra.Command {
	var targets []string
	var asJSON bool
	c := &cobra.Command{
		Use: "progress FILE", Short: "How far everybody is, and at what pace", Args: cobra.ExactArgs(1),
		Long:    "Tells of each annotator how many posts have an answer, of how many there should be (--target, or what duotone project split gave out), and the time that went into them: time in which nobody touches anything counts for a minute at most.",
		Example: "  duotone project progress tweets.duotone\n  duotone project progress tweets.duotone --target ana=500 --target ben=200",
		RunE: func(cmd *cobra.Command, args []string) error {
			do := readProject
			if len(targets) > 0 {
				do = withProject
			}
			return do(cmd.Context(), args[0], func(proj *project.Project) error {
				set, err := proj.Settings(cmd.Context())
				if err != nil {
					return err
				}
				if set.Targets == nil {
					set.Targets = map[string]int{}
				}
				for _, t := range targets {
					who, text, _ := strings.Cut(t, "=")
					n, err := strconv.Atoi(text)
					name, wrong := ledger.CleanName(who)
					if err != nil || wrong != nil || n < 0 {
						return program.Usage(fmt.Errorf("--target %s: want NAME=POSTS, as ana=500; 0 takes it away", t))
					}
					if set.Targets[name] = n; n == 0 {
						delete(set.Targets, name)
					}
				}
				if len(targets) > 0 {
					if err := proj.SetSettings(cmd.Context(), set); err != nil {
						return err
					}
				}
				events, err := proj.Log.Events(cmd.Context())
				if err != nil {
					return err
				}
				all := assign.ProgressOf(events, set)
				if asJSON {
					return p.PrintJSON(map[string]any{"v": 1, "annotators": all})
				}
				for _, one := range all {
					fmt.Fprintln(p.Stdout, progressLine(one))
				}
				return nil
			})
		},
	}
	c.Flags().StringArrayVar(&targets, "target", nil, "how many posts somebody is to label, as ana=500")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func progressLine(p assign.Progress) string {
	line := fmt.Sprintf("%s: %d posts", p.Annotator, p.Posts)
	if p.Target > 0 {
		line += fmt.Sprintf(" of %d (%.0f %%)", p.Target, 100*float64(p.Posts)/float64(p.Target))
	}
	if p.Worked > 0 {
		line += fmt.Sprintf(", %s at work, %.1f s an answer", p.Worked.Round(time.Minute), p.Median.Seconds())
	}
	if p.Sessions > 0 {
		line += fmt.Sprintf(", %d sessions, the longest %s, last on %s", p.Sessions, p.Longest.Round(time.Minute), p.Last.Local().Format("2006-01-02 15:04"))
	}
	return line
}

func projectCopies(p *program.Program) *cobra.Command {
	var take bool
	c := &cobra.Command{
		Use: "copies FILE", Short: "Find near copies of posts, so that they are judged once", Args: cobra.ExactArgs(1),
		Long: "Finds posts whose words are nearly the same (links, names and signs aside), and their pictures too where there are any, and keeps in the column " + project.CopiesColumn +
			" which belong together. In the Label pane what was said of one is proposed for the rest; duotone project split keeps them together.",
		Example: "  duotone project copies tweets.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				if take {
					n, err := assign.Unmark(cmd.Context(), proj)
					if err == nil {
						p.Say("%d posts changed", n)
					}
					return err
				}
				m, err := assign.Mark(cmd.Context(), proj)
				if err != nil {
					return err
				}
				p.Say("%d groups of near copies with %d posts; %d posts changed", m.Groups, m.Posts, m.Changed)
				if m.Unread > 0 {
					p.Say("%d pictures could not be read: those posts are copies of nothing", m.Unread)
					return program.ErrRows
				}
				return nil
			})
		},
	}
	c.Flags().BoolVar(&take, "take-back", false, "forget which posts belong together")
	return c
}
