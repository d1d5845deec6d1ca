package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
	"duotone/app/project/report"

	"github.com/spf13/cobra"
)

func init() { commands = append(commands, (*Program).projectCommand) }

func (p *Program) projectCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "project",
		Short: "Labelling projects: one file with the posts and everything people said of them",
		Example: "  duotone project new tweets.duotone\n  duotone project import tweets.duotone posts.csv\n" +
			"  duotone project merge tweets.duotone ben.duotone cleo.duotone\n  duotone project stats tweets.duotone",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(p.projectNew(), p.projectSet(), p.projectMerge(), p.projectStats(), p.projectBackup(), p.projectCheck())
	for _, add := range projectCommands {
		c.AddCommand(add(p))
	}
	return c
}

// projectCommands are the sub-commands of project that live in files of their own.
var projectCommands []func(*Program) *cobra.Command

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
			return usageError{fmt.Errorf("--keys wants three, as --keys 1,2,3")}
		}
		s.Keys = map[string]string{}
		for i, l := range app.Labels {
			s.Keys[l.String()] = f.keys[i]
		}
	}
	return nil
}

func (p *Program) projectNew() *cobra.Command {
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
			p.say("made %s", proj.Path())
			return proj.Close()
		},
	}
	flags.add(c)
	return c
}

func (p *Program) projectSet() *cobra.Command {
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
				return p.printJSON(s)
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

func (p *Program) projectMerge() *cobra.Command {
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
					p.say("%s: %d new posts, %d new judgements; annotators: %s", other, m.Posts, m.Events,
						strings.Join(m.Annotators, ", "))
					if m.Codebooks > 0 {
						p.say("  the codebook was changed on both sides, and the later change holds; answers keep what they meant: duotone project codebook history %s", args[0])
					}
					if m.Erased > 0 {
						p.say("  %d posts were erased here, as they were erased there", m.Erased)
					}
				}
				return nil
			})
		},
	}
}

func (p *Program) projectBackup() *cobra.Command {
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

func (p *Program) projectCheck() *cobra.Command {
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
				p.say("%d posts and %d judgements are in %s", r.Posts, r.Events, rescue)
				for _, line := range append(r.Damage, r.Loose...) {
					p.say("lost: %s", line)
				}
				if len(r.Damage) > 0 {
					return errRows
				}
				return nil
			}
			return withProject(cmd.Context(), args[0], func(proj *project.Project) error {
				r, err := proj.Check(cmd.Context(), true)
				if err != nil {
					return err
				}
				return p.printCheck(r, asJSON)
			})
		},
	}
	c.Flags().StringVar(&rescue, "rescue", "", "write what can still be read to a new project of this name")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func (p *Program) printCheck(r project.Report, asJSON bool) error {
	if asJSON {
		if err := p.printJSON(r); err != nil {
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
		p.say("%d pictures are not where they were; duotone project import FILE --relink FOLDER finds them again", len(r.Missing))
		return errRows
	}
	if !asJSON {
		fmt.Fprintln(p.Stdout, "all is well")
	}
	return nil
}

func (p *Program) projectStats() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "stats FILE", Short: "Progress, distribution and agreement", Args: cobra.ExactArgs(1),
		Example: "  duotone project stats tweets.duotone --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return readProject(cmd.Context(), args[0], func(proj *project.Project) error {
				s, err := figures.Of(cmd.Context(), proj)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(statsJSON(s))
				}
				p.printStats(s)
				return nil
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func (p *Program) printStats(s figures.Stats) {
	out := func(format string, args ...any) { fmt.Fprintf(p.Stdout, format+"\n", args...) }
	out("%d posts, %d pictures, %d notes, %d disputed, %d decided", s.Posts, s.Pictures, s.Notes, s.Disputed, s.Settled)
	for _, pack := range sortedNames(s.Packs) {
		out("scored by %s: %d", pack, s.Packs[pack])
	}
	for _, flag := range sortedNames(s.Flags) {
		out("flag %s: %d", flag, s.Flags[flag])
	}
	for _, one := range s.People {
		out("%s, %s: %d labelled (%s), %d skipped, %d put off, %.1f s an answer", one.Annotator,
			one.Question, one.Labelled, spread(s.Codebook, one), one.Skipped, one.Later, one.MedianTook.Seconds())
		if one.Golden > 0 {
			out("  the answer is known of %d, right: %d", one.Golden, one.Right)
		}
		if one.Repeated > 0 {
			out("  asked again: %d, the same label: %d", one.Repeated, one.Consistent)
		}
	}
	for _, a := range s.Agreement {
		for i, g := range append([]measure.Agreement{a.Overall}, a.Pairs...) {
			if i > 0 && len(a.Overall.Coders) == 2 {
				break // the one pair is the whole
			}
			out("agreement on %s, %s: %d posts", a.Question, strings.Join(g.Coders, " and "), g.Units)
			for _, f := range report.Figures(g) {
				switch {
				case math.IsNaN(f.Value):
				case math.IsNaN(f.Low) || math.IsNaN(f.High): // too little for an interval
					out("  %-22s %6.3f", f.Name, f.Value)
				default:
					out("  %-22s %6.3f  [%.3f, %.3f]", f.Name, f.Value, f.Low, f.High)
				}
			}
		}
	}
}

// spread says how often each label was given.
func spread(book *codebook.Codebook, one figures.PersonStats) string {
	var parts []string
	if q, ok := book.Question(one.Question); ok {
		for _, l := range q.Labels {
			if n := one.Labels[l.ID]; n > 0 || !l.Retired {
				parts = append(parts, fmt.Sprintf("%s %d", l.ID, n))
			}
		}
	}
	if n := one.Labels[string(codebook.None)]; n > 0 {
		parts = append(parts, fmt.Sprintf("none of them %d", n))
	}
	return strings.Join(parts, ", ")
}

func statsJSON(s figures.Stats) map[string]any {
	one := func(g measure.Agreement) map[string]any {
		m := map[string]any{"annotators": g.Coders, "posts": g.Units}
		for _, f := range report.Figures(g) {
			m[f.Key] = map[string]any{"value": number(f.Value), "low": number(f.Low), "high": number(f.High)}
		}
		return m
	}
	agreement := map[string]any{}
	for _, a := range s.Agreement {
		pairs := []any{}
		for _, g := range a.Pairs {
			pairs = append(pairs, one(g))
		}
		agreement[string(a.Question)] = map[string]any{"overall": one(a.Overall), "pairs": pairs}
	}
	people := s.People
	if people == nil {
		people = []figures.PersonStats{}
	}
	return map[string]any{"v": 1, "posts": s.Posts, "pictures": s.Pictures, "notes": s.Notes, "flags": s.Flags,
		"disputed": s.Disputed, "decided": s.Settled, "scored": s.Packs, "annotators": people, "agreement": agreement}
}

// number is a number for JSON, which has no NaN.
func number(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

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

// say tells how it goes, on stderr.
func (p *Program) say(format string, args ...any) {
	if !p.Quiet {
		fmt.Fprintf(p.Stderr, format+"\n", args...)
	}
}

func (p *Program) printJSON(v any) error {
	e := json.NewEncoder(p.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
