package projects

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"duotone/app/cli/program"
	"duotone/app/codebook"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/figures"
	"duotone/app/project/report"

	"github.com/spf13/cobra"
)

func projectStats(p *program.Program) *cobra.Command {
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
					return p.PrintJSON(statsJSON(s))
				}
				printStats(p, s)
				return nil
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func printStats(p *program.Program, s figures.Stats) {
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
