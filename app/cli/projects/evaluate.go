package projects

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/codebook"
	"duotone/app/learn"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/exchange"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

type evaluateFlags struct {
	final, out, against, names string
	asJSON                     bool
	in                         exchange.ImportOptions
}

func evaluateCommand(p *program.Program) *cobra.Command {
	var f evaluateFlags
	c := &cobra.Command{
		Use: "evaluate FILE", Short: "The model against people's labels", Args: cobra.ExactArgs(1),
		Long: "Holds the model against the labels of a project, or of any file with labels that duotone project import reads: " +
			"accuracy, F1, each class, confusion, calibration, and slices by intensity and by how words and picture go " +
			"together. Where the pack tells what is meant, that is held against the same labels as well. Posts that the model has not scored yet are scored first; a project keeps the scores. With --against a " +
			"second pack is held against the same labels, and McNemar's test says whether the two differ.\n\nA pack with a head is held against " +
			"the answers to the question that it was learned for, on posts that it was not learned from.",
		Example: "  duotone evaluate tweets.duotone -o figures\n  duotone evaluate test.csv --label-column gold --json",
		RunE:    func(cmd *cobra.Command, args []string) error { return runEvaluate(p, cmd, args[0], f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.final, "final", "adjudication", "adjudication (decided, else all agree), majority, or annotator=NAME")
	fs.StringVarP(&f.out, "out", "o", "", "a folder for tables (CSV) and plots (PNG and SVG)")
	fs.StringVar(&f.against, "against", "", "the folder of a second pack")
	fs.BoolVar(&f.asJSON, "json", false, "as JSON")
	fs.StringVar(&f.in.LabelColumn, "label-column", "", "the column with the label, where FILE is no project")
	fs.StringVar(&f.names, "labels", "", "what labels are called in FILE, as 0=negative,1=neutral,2=positive")
	program.ReadFlags(c, &f.in.Input)
	return c
}

// labelled is what a model is held against.
type labelled struct {
	proj *project.Project
	gold []figures.Gold // the labels of a file, by row; nil: the project's
	bad  bool           // something of it could not be read
	done func() error
}

// judged is one pack held against the labels: what is said, and what is meant.
type judged struct {
	figures.Evaluation
	cases []figures.Case
	meant *figures.Evaluation // nil: the pack doesn't tell
	told  []figures.Case      // those that it told the meaning of
}

func runEvaluate(p *program.Program, cmd *cobra.Command, path string, f evaluateFlags) (err error) {
	ctx := cmd.Context()
	final, err := ledger.ParseFinal(f.final)
	if err == nil {
		f.in.Names, err = exchange.ParseLabelNames(f.names)
	}
	if err != nil {
		return program.Usage(err)
	}
	if head, err := learn.HeadIn(p.Pack); err != nil || head != nil {
		if err != nil {
			return err
		}
		return evaluateHead(p, cmd, path, f, final, head)
	}
	l, err := openLabelled(p, cmd, path, f.in)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.done()) }()
	bad := l.bad
	var all []judged
	packs := []string{p.Pack}
	if f.against != "" {
		packs = append(packs, f.against)
	}
	for _, dir := range packs {
		j, failed, err := holdAgainst(p, cmd, l, dir, final)
		if err != nil {
			return err
		}
		bad = bad || failed
		all = append(all, j)
	}
	if all[0].Metrics.N == 0 {
		return app.Errorf("evaluate", path, app.KindInput,
			"Label posts first, or choose another way to the final label with --final majority or --final annotator=NAME.",
			"no post has both a final label and scores")
	}
	var more []figures.Table
	var test measure.Test
	n := 0
	if len(all) == 2 {
		test, n = figures.Compare(all[0].cases, all[1].cases)
		more = append(more, figures.ComparisonTable(all[0].Pack, all[1].Pack, test, n))
	}
	if f.out != "" {
		for i, j := range all {
			prefix := ""
			if i == 1 {
				prefix = "second-"
			}
			if err := j.Write(f.out, prefix, j.cases, more...); err != nil {
				return err
			}
			if j.meant != nil {
				if err := j.meant.Write(f.out, prefix+"meant-", j.told); err != nil {
					return err
				}
			}
			more = nil
		}
		p.Say("tables and plots are in %s", f.out)
	}
	if f.asJSON {
		err = p.PrintJSON(evaluationJSON(all, test, n))
	} else {
		printEvaluation(p, all, test, n)
	}
	if err == nil && bad {
		return program.ErrRows
	}
	return ctx.Err()
}

// openLabelled opens a project, or makes one for the moment of a file with labels.
func openLabelled(p *program.Program, cmd *cobra.Command, path string, in exchange.ImportOptions) (l labelled, err error) {
	ctx := cmd.Context()
	if strings.EqualFold(filepath.Ext(path), project.Ext) {
		proj, err := project.OpenToRead(ctx, path)
		if err != nil {
			return labelled{}, err
		}
		return labelled{proj: proj, done: proj.Close}, nil
	}
	if l.proj, err = project.Scratch(ctx); err != nil {
		return labelled{}, err
	}
	l.done = l.proj.Close
	plain := true
	in.Gold = func(id app.PostID, labels map[codebook.QuestionID]app.Label, people int) {
		plain = plain && people <= 1
		l.gold = append(l.gold, figures.Gold{Post: id, Labels: labels})
	}
	r, err := exchange.Import(ctx, l.proj, path, in)
	if err != nil {
		return labelled{}, errors.Join(err, l.done())
	}
	if l.bad = r.Failed+r.Strange > 0; plain {
		r.Left = nil // every row counts, whatever another one with the same post says
		if r.Duplicates > 0 {
			p.Say("%s: %d rows of %d posts; every row counts", path, r.Rows-r.Failed, r.Posts)
		}
	} else {
		l.gold = nil
	}
	if l.bad || len(r.Left) > 0 {
		sayImported(p, path, r, false)
	}
	return l, nil
}

func (l labelled) cases(ctx context.Context, final ledger.Final, pack string) ([]figures.Case, int, error) {
	if l.gold != nil {
		return figures.CasesOf(ctx, l.proj, l.gold, pack)
	}
	return figures.Cases(ctx, l.proj, final, pack)
}

// holdAgainst scores what is not scored yet and evaluates.
func holdAgainst(p *program.Program, cmd *cobra.Command, l labelled, dir string, final ledger.Final) (judged, bool, error) {
	engine, err := p.OpenPack(cmd.Context(), dir)
	if err != nil {
		return judged{}, false, err
	}
	defer engine.Close()
	pack := engine.Info().Pack.Ref()
	r, err := scoreProject(p, cmd, l.proj, app.Held(engine))
	if err != nil {
		return judged{}, false, err
	}
	cases, unscored, err := l.cases(cmd.Context(), final, pack)
	if err != nil {
		return judged{}, false, err
	}
	if unscored > 0 {
		p.Say("%s: %d labelled posts could not be scored and are left out", pack, unscored)
	}
	j := judged{Evaluation: figures.Evaluate(pack, cases), cases: cases}
	j.meant, j.told = figures.EvaluateMeaning(pack, cases)
	return j, r.Failed > 0, nil
}

func printEvaluation(p *program.Program, all []judged, test measure.Test, n int) {
	for _, j := range all {
		if j.meant == nil {
			fmt.Fprintf(p.Stdout, "%s, %d posts\n", j.Pack, j.Metrics.N)
			printTables(p, j.Evaluation)
			continue
		}
		fmt.Fprintf(p.Stdout, "%s, %d posts, what is said\n", j.Pack, j.Metrics.N)
		printTables(p, j.Evaluation)
		fmt.Fprintf(p.Stdout, "%s, %d posts, what is meant\n", j.Pack, j.meant.Metrics.N)
		printTables(p, *j.meant)
	}
	if len(all) == 2 {
		fmt.Fprintf(p.Stdout, "McNemar on %d posts: only %s right %d, only %s right %d, exact p %.4g", n, all[0].Pack, test.OnlyA,
			all[1].Pack, test.OnlyB, test.Exact)
		if !math.IsNaN(test.Statistic) {
			fmt.Fprintf(p.Stdout, ", χ² %.3f (p %.4g)", test.Statistic, test.P)
		}
		fmt.Fprintln(p.Stdout)
	}
}

func printTables(p *program.Program, e figures.Evaluation) {
	for _, t := range e.Tables() {
		fmt.Fprintln(p.Stdout)
		w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
		for _, row := range t.Rows {
			for i, cell := range row {
				if x, err := strconv.ParseFloat(cell, 64); err == nil && strings.Contains(cell, ".") {
					row[i] = fmt.Sprintf("%.3f", x) // more than enough for the eye
				}
			}
			fmt.Fprintln(w, "  "+strings.Join(row, "\t"))
		}
		w.Flush()
	}
	fmt.Fprintln(p.Stdout)
}

func evaluationJSON(all []judged, test measure.Test, n int) map[string]any {
	var packs []any
	for _, j := range all {
		figures := figuresJSON(j.Evaluation)
		figures["pack"], figures["meant"] = j.Pack, nil
		if j.meant != nil {
			figures["meant"] = figuresJSON(*j.meant)
		}
		packs = append(packs, figures)
	}
	out := map[string]any{"v": 1, "packs": packs}
	if len(all) == 2 {
		out["mcnemar"] = map[string]any{"n": n, "only_first": test.OnlyA, "only_second": test.OnlyB, "p_exact": number(test.Exact),
			"chi2": number(test.Statistic), "p_chi2": number(test.P)}
	}
	return out
}

// figuresJSON are the figures of one question.
func figuresJSON(e figures.Evaluation) map[string]any {
	interval := func(i measure.Interval) map[string]any {
		return map[string]any{"value": number(i.Value), "low": number(i.Low), "high": number(i.High)}
	}
	classes, bins, slices := map[string]any{}, []any{}, []any{}
	for i, l := range app.Labels {
		classes[l.String()] = e.Metrics.Class[i]
	}
	for _, b := range e.Calibration.Bins {
		bins = append(bins, map[string]any{"low": b.Low, "high": b.High, "n": b.N, "confidence": number(b.Confidence), "accuracy": number(b.Accuracy)})
	}
	for _, s := range e.Slices {
		slices = append(slices, map[string]any{"by": s.Group, "slice": s.Name, "n": s.N, "accuracy": interval(s.Accuracy),
			"weighted_f1": number(s.WeightedF1), "macro_f1": number(s.MacroF1)})
	}
	return map[string]any{"n": e.Metrics.N, "accuracy": interval(e.Accuracy), "macro_f1": interval(e.MacroF1),
		"weighted_f1": interval(e.WeightedF1), "classes": classes, "confusion": e.Metrics.Confusion, "ece": number(e.Calibration.ECE),
		"mce": number(e.Calibration.MCE), "brier": number(e.Calibration.Brier), "reliability": bins, "slices": slices}
}
