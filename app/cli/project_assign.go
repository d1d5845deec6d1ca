package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/project/assign"

	"github.com/spf13/cobra"
)

func init() {
	projectCommands = append(projectCommands, (*Program).projectSplit, (*Program).projectSample, (*Program).projectGold, (*Program).projectProgress, (*Program).projectCopies)
}

func (p *Program) projectSplit() *cobra.Command {
	var people []string
	var overlap string
	var each int
	var seed int64
	var open, embed, given bool
	c := &cobra.Command{
		Use: "split FILE", Short: "Share the posts out: a file for each annotator", Args: cobra.ExactArgs(1),
		Long: "Makes a project for each annotator beside FILE, with that one's posts, all that this one has said of them, and nothing of anybody else's work. " +
			"Of the posts a part is given to several people, so that agreement can be told; posts whose answer is known (duotone project gold) are given to all, " +
			"hidden among the rest; near copies stay together. How many posts each has is kept as a target. duotone project merge joins the work again.",
		Example: "  duotone project split tweets.duotone --annotators ana,ben,cleo --overlap 15% --seed 7",
		RunE: func(cmd *cobra.Command, args []string) error {
			share, err := parseShare(overlap)
			if err != nil {
				return usageError{fmt.Errorf("--overlap %s: %w", overlap, err)}
			}
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				plan := assign.Plan{Overlap: share, Each: each, Seed: seed, Common: map[app.PostID]bool{}, Group: map[app.PostID]string{}}
				for _, name := range people {
					clean, err := project.CleanName(name)
					if err != nil {
						return err
					}
					plan.People = append(plan.People, clean)
				}
				if err := plan.Check(); err != nil {
					return usageError{err}
				}
				if err := fillPlan(cmd.Context(), proj, &plan, open); err != nil {
					return err
				}
				return p.split(cmd.Context(), proj, plan, embed, given)
			})
		},
	}
	f := c.Flags()
	f.StringSliceVar(&people, "annotators", nil, "who labels, as ana,ben,cleo")
	f.StringVar(&overlap, "overlap", "10%", "the part of the posts that several people label")
	f.IntVar(&each, "each", 0, "how many people label each of those; 0: all")
	f.Int64Var(&seed, "seed", 1, "of the draw: the same seed gives the same parts")
	f.BoolVar(&open, "open", false, "only posts that nobody has labelled")
	f.BoolVar(&embed, "embed", false, "put the pictures into the files")
	f.BoolVar(&given, "keep-order", false, "leave the posts in the project's order: else each has an order of chance, so that nobody sees which overlap")
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

func fillPlan(ctx context.Context, proj *project.Project, plan *assign.Plan, open bool) error {
	l, err := proj.Log.Ledger(ctx)
	if err != nil {
		return err
	}
	book, _ := l.Codebook()
	for _, post := range l.Golden() {
		for _, q := range book.Questions {
			if _, ok := l.Gold(post, q.ID); ok {
				plan.Common[post] = true
			}
		}
	}
	stubs, err := proj.Queue.Posts(ctx, project.Settings{Order: project.OrderGiven}, "", l)
	if err != nil {
		return err
	}
	for _, s := range stubs {
		labelled := slices.ContainsFunc(book.Questions, func(q codebook.Question) bool { return len(l.Said(s.ID, q.ID)) > 0 })
		if open && labelled && !plan.Common[s.ID] {
			continue
		}
		plan.Posts = append(plan.Posts, s.ID)
		plan.Group[s.ID] = s.Copies
	}
	if len(plan.Posts) == 0 {
		return app.Errorf("split project", proj.Path(), app.KindInput, "Import posts first, or leave out --open.", "there are no posts to share out")
	}
	return nil
}

// split writes the parts: all of them or none.
func (p *Program) split(ctx context.Context, proj *project.Project, plan assign.Plan, embed, given bool) (err error) {
	parts := plan.Split()
	var made []string
	defer func() {
		if err != nil {
			for _, path := range made {
				os.Remove(path)
			}
		}
	}()
	set, err := proj.Settings(ctx)
	if err != nil {
		return err
	}
	targets := map[string]int{}
	for who, n := range set.Targets {
		targets[who] = n
	}
	for _, who := range plan.People {
		targets[who] = len(parts[who])
	}
	without := 0
	for i, who := range plan.People {
		path := partName(proj.Path(), who)
		missing, err := proj.Extract(ctx, path, project.Extraction{Posts: parts[who], People: []string{who}, Embed: embed, Change: func(s *project.Settings) {
			if !given && !s.Order.NeedsModel() {
				s.Order, s.Seed = project.OrderRandom, plan.Seed+int64(i)
			}
			s.Targets = targets
		}})
		if err != nil {
			return err
		}
		made = append(made, path)
		without = max(without, missing)
		p.say("%s: %d posts for %s", path, len(parts[who]), who)
	}
	set.Targets = targets
	if err := proj.SetSettings(ctx, set); err != nil {
		return err
	}
	if without > 0 {
		p.say("pictures that are not where they were, and are in no part: up to %d in one; duotone project import FILE --relink FOLDER finds them again", without)
		return errRows
	}
	return nil
}

// partName is the file of a part, named after its person.
func partName(path, who string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, who)
	return strings.TrimSuffix(path, filepath.Ext(path)) + "-" + strings.Trim(clean, ". ") + project.Ext
}

func (p *Program) projectSample() *cobra.Command {
	var out, by, pack string
	var n int
	var even, embed bool
	var seed int64
	c := &cobra.Command{
		Use: "sample FILE -o NEW", Short: "Draw some posts into a project of their own", Args: cobra.ExactArgs(1),
		Long: "Draws posts into a new project, without anybody's labels. --by says how: random; a stratum, from each of which as many are drawn as its part of all " +
			"(model: the model's label; label: the final label; parts: words, picture, both; column:NAME), or an order that goes by the model's scores, the first of which are taken " +
			"(uncertain, margin, pull-apart, sarcastic, disagreement, diverse).",
		Example: "  duotone project sample tweets.duotone --posts 500 --by column:topic -o pilot.duotone\n" +
			"  duotone project sample tweets.duotone --posts 200 --by uncertain -o hard.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" || n < 1 {
				return usageError{errors.New("duotone project sample: name the new project with -o, and how many posts with --posts")}
			}
			if filepath.Ext(out) == "" {
				out += project.Ext
			}
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				drawn, err := drawPosts(cmd.Context(), proj, by, pack, n, even, seed)
				if err != nil {
					return err
				}
				missing, err := proj.Extract(cmd.Context(), out, project.Extraction{Posts: drawn, Embed: embed})
				if err != nil {
					return err
				}
				p.say("%s: %d posts", out, len(drawn))
				if missing > 0 {
					p.say("%d pictures are not where they were, and are not in it", missing)
					return errRows
				}
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVarP(&out, "out", "o", "", "the new project")
	f.IntVar(&n, "posts", 0, "how many posts")
	f.StringVar(&by, "by", "random", "random, model, label, parts, column:NAME, or an order by the model's scores")
	f.BoolVar(&even, "even", false, "from each stratum the same number, as far as it has them")
	f.StringVar(&pack, "scores-of", "", "whose scores, as name@version; the pack with the most by default")
	f.Int64Var(&seed, "seed", 1, "of the draw")
	f.BoolVar(&embed, "embed", false, "put the pictures into the file")
	return c
}

func drawPosts(ctx context.Context, proj *project.Project, by, pack string, n int, even bool, seed int64) ([]app.PostID, error) {
	l, err := proj.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	if pack == "" {
		if pack, err = proj.Scores.MostScored(ctx); err != nil {
			return nil, err
		}
	}
	order := project.Order(by)
	ranked := slices.Contains(project.Orders, order) && order.NeedsModel()
	if !ranked {
		order = project.OrderGiven
	}
	stubs, err := proj.Queue.Posts(ctx, project.Settings{Order: order, Seed: seed}, pack, l)
	if err != nil {
		return nil, err
	}
	posts := make([]app.PostID, len(stubs))
	for i, s := range stubs {
		posts[i] = s.ID
	}
	if ranked {
		return posts[:min(n, len(posts))], nil
	}
	stratum, err := strata(ctx, proj, l, stubs, by, pack)
	if err != nil {
		return nil, err
	}
	return assign.Sample(posts, stratum, n, even, seed), nil
}

// strata says by what posts are drawn.
func strata(ctx context.Context, proj *project.Project, l *project.Ledger, stubs []project.Stub, by, pack string) (func(app.PostID) string, error) {
	column, isColumn := strings.CutPrefix(by, "column:")
	of := map[app.PostID]string{}
	switch {
	case by == "random":
	case by == "parts":
		for _, s := range stubs {
			of[s.ID] = fmt.Sprint(s.Words, s.Picture)
		}
	case by == "model":
		scores, err := proj.Scores.Of(ctx, pack, false)
		if err != nil {
			return nil, err
		}
		if len(scores) == 0 {
			return nil, app.Errorf("draw posts", proj.Path(), app.KindInput, "Let a model score the project first: duotone project score FILE.", "no model has scored the posts")
		}
		for id, s := range scores {
			of[id] = s.Label().String()
		}
	case by == "label":
		book, _ := l.Codebook()
		for _, s := range stubs {
			answer, _ := project.Final{By: "majority"}.Answer(l, s.ID, book.Main())
			of[s.ID] = string(answer)
		}
	case isColumn:
		known := false
		err := proj.Posts.Each(ctx, func(i project.Item) error {
			of[i.ID] = i.Columns[column]
			known = known || of[i.ID] != ""
			return nil
		})
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, app.Errorf("draw posts", proj.Path(), app.KindUsage, "Give it as it is written in the file that was imported.", "no post has the column %q", column)
		}
	default:
		return nil, usageError{fmt.Errorf("--by %s: want random, model, label, parts, column:NAME, or an order that goes by a model's scores", by)}
	}
	return func(id app.PostID) string { return of[id] }, nil
}

func (p *Program) projectGold() *cobra.Command {
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
				return p.gold(cmd.Context(), proj, args[1:], from, take)
			})
		},
	}
	c.Flags().StringVar(&from, "from", "", "whose answers are right: adjudication, majority or annotator=NAME")
	c.Flags().BoolVar(&take, "take-back", false, "they are not known any more")
	return c
}

func (p *Program) gold(ctx context.Context, proj *project.Project, names []string, from string, take bool) error {
	l, err := proj.Log.Ledger(ctx)
	if err != nil {
		return err
	}
	book, _ := l.Codebook()
	named := map[app.PostID]string{}
	if len(names) > 0 {
		items, err := proj.Posts.Find(ctx, names...)
		if err != nil {
			return err
		}
		for _, i := range items {
			named[i.ID] = i.Name
		}
	} else if err := proj.Posts.Each(ctx, func(i project.Item) error { named[i.ID] = i.Name; return nil }); err != nil {
		return err
	}
	set := map[app.PostID]map[codebook.QuestionID]codebook.Answer{}
	var final project.Final
	if from != "" {
		if final, err = project.ParseFinal(from); err != nil {
			return usageError{err}
		}
	}
	for id := range named {
		for _, q := range book.Questions {
			known, is := l.Gold(id, q.ID)
			answer := known
			switch {
			case take:
				answer = ""
			case from != "":
				if a, ok := final.Answer(l, id, q.ID); ok {
					answer = a
				}
			case is:
				fmt.Fprintf(p.Stdout, "%s\t%s\t%s\t%s\n", id, named[id], q.ID, known)
			}
			if answer != known {
				if set[id] == nil {
					set[id] = map[codebook.QuestionID]codebook.Answer{}
				}
				set[id][q.ID] = answer
			}
		}
	}
	if from == "" && !take {
		return nil
	}
	by := final.Annotator
	if by == "" {
		by = "gold"
	}
	n, err := proj.SetGold(ctx, by, set)
	if err == nil {
		p.say("%d answers of %d posts changed", n, len(set))
	}
	return err
}

func (p *Program) projectProgress() *cobra.Command {
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
					name, wrong := project.CleanName(who)
					if err != nil || wrong != nil || n < 0 {
						return usageError{fmt.Errorf("--target %s: want NAME=POSTS, as ana=500; 0 takes it away", t)}
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
					return p.printJSON(map[string]any{"v": 1, "annotators": all})
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

func (p *Program) projectCopies() *cobra.Command {
	var take bool
	c := &cobra.Command{
		Use: "copies FILE", Short: "Find near copies of posts, so that they are judged once", Args: cobra.ExactArgs(1),
		Long: "Finds posts whose words are nearly the same (links, names and signs aside), and their pictures too where there are any, and keeps in the column " + project.CopiesColumn +
			" which belong together. In the Label pane what was said of one is proposed for the rest; duotone project split keeps them together.",
		Example: "  duotone project copies tweets.duotone",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				groups := map[app.PostID]string{}
				count := map[string]int{}
				unread := 0
				if !take {
					var posts []assign.Post
					refs := map[string]project.PictureRef{}
					err := proj.Posts.Each(cmd.Context(), func(i project.Item) error {
						one := assign.Post{ID: i.ID, Text: i.Text}
						if i.Picture != nil {
							one.Picture, refs[i.Picture.Sum] = i.Picture.Sum, *i.Picture
						}
						posts = append(posts, one)
						return nil
					})
					if err != nil {
						return err
					}
					found, err := assign.Copies(cmd.Context(), posts, func(sum string) (uint64, bool) {
						x, err := fingerprint(cmd.Context(), proj, refs[sum])
						if err != nil {
							unread++
						}
						return x, err == nil
					})
					if err != nil {
						return err
					}
					for id, first := range found {
						groups[id] = string(first)[:min(12, len(first))]
						count[groups[id]]++
					}
				}
				n, err := proj.SetCopies(cmd.Context(), "copies", groups)
				if err != nil {
					return err
				}
				p.say("%d groups of near copies with %d posts; %d posts changed", len(count), len(groups), n)
				if unread > 0 {
					p.say("%d pictures could not be read: those posts are copies of nothing", unread)
					return errRows
				}
				return nil
			})
		},
	}
	c.Flags().BoolVar(&take, "take-back", false, "forget which posts belong together")
	return c
}

func fingerprint(ctx context.Context, proj *project.Project, ref project.PictureRef) (uint64, error) {
	pic, err := proj.Pictures.Read(ctx, ref)
	if err != nil {
		return 0, err
	}
	m, err := picture.Thumbnail(ctx, pic, 72)
	if err != nil {
		return 0, err
	}
	return assign.Fingerprint(m), nil
}
