package projects

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/codebook"
	"duotone/app/learn"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/exchange"
	"duotone/app/project/ledger"

	"github.com/spf13/cobra"
)

// heldHead is one head held against people's labels.
type heldHead struct {
	ref string
	*learn.Measured
	posts map[app.PostID]learn.Judged
	order []app.PostID
}

// evaluateHead holds a pack's head, and with --against a second one, against the labels of the question that it answers. Posts that a head
// was learned from are left out: of them it would only say how well it remembers.
func evaluateHead(p *program.Program, cmd *cobra.Command, path string, f evaluateFlags, final ledger.Final, head *app.HeadPack) (err error) {
	ctx := cmd.Context()
	heads, known := []*app.HeadPack{head}, learnedFrom(head)
	dirs := []string{p.Pack}
	if f.against != "" {
		other, err := learn.HeadIn(f.against)
		if err != nil {
			return err
		}
		if other == nil || other.Head.Question != head.Head.Question {
			return program.Usage(fmt.Errorf("--against names no pack with a head for the question %q", head.Head.Question))
		}
		heads, dirs = append(heads, other), append(dirs, f.against)
		for id := range learnedFrom(other) {
			known[id] = true
		}
	}
	l, err := openAnswered(p, cmd, path, f.in, head.Head)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.done()) }()
	said, err := learn.Read(ctx, l.proj, head.Head.Question, final)
	if err != nil {
		return err
	}
	var all []*heldHead
	for i, dir := range dirs {
		one, failed, err := holdHead(p, cmd, l.proj, dir, heads[i].Head, said, known)
		if err != nil {
			return err
		}
		l.bad = l.bad || failed
		all = append(all, one)
	}
	if err := tellHeads(p, all, f); err != nil {
		return err
	}
	if l.bad {
		return program.ErrRows
	}
	return ctx.Err()
}

func learnedFrom(h *app.HeadPack) map[app.PostID]bool {
	known := map[app.PostID]bool{}
	for _, id := range h.Learned.Posts {
		known[id] = true
	}
	return known
}

// openAnswered is openLabelled for answers to a head's question: a file's labels are its labels.
func openAnswered(p *program.Program, cmd *cobra.Command, path string, in exchange.ImportOptions, h *app.Head) (labelled, error) {
	ctx := cmd.Context()
	if strings.EqualFold(filepath.Ext(path), project.Ext) {
		return openLabelled(p, cmd, path, in)
	}
	proj, err := project.Scratch(ctx)
	if err != nil {
		return labelled{}, err
	}
	l := labelled{proj: proj, done: proj.Close}
	if _, _, err = proj.Replace(ctx, "evaluate", bookOf(h), false); err != nil {
		return labelled{}, errors.Join(err, l.done())
	}
	r, err := exchange.Import(ctx, proj, path, in)
	if err != nil {
		return labelled{}, errors.Join(err, l.done())
	}
	if l.bad = r.Failed+r.Strange > 0; l.bad || len(r.Left) > 0 {
		sayImported(p, path, r, false)
	}
	return l, nil
}

// bookOf is a codebook that asks a head's question.
func bookOf(h *app.Head) *codebook.Codebook {
	q := codebook.Question{ID: codebook.QuestionID(h.Question), Ask: h.QuestionTitle(), Of: codebook.Part(h.Asked), Kind: codebook.OneOf}
	switch h.Kind {
	case app.ManyOf:
		q.Kind = codebook.ManyOf
	case app.Scale:
		q.Kind = codebook.Scale
	}
	for i, id := range h.Labels {
		l := codebook.Label{ID: id, Name: h.LabelTitle(i)}
		if q.Kind == codebook.Scale {
			value := float64(i)
			l.Value = &value
		}
		q.Labels = append(q.Labels, l)
	}
	return &codebook.Codebook{Title: h.QuestionTitle(), Questions: []codebook.Question{q}}
}

// holdHead scores what is not scored yet, and measures.
func holdHead(p *program.Program, cmd *cobra.Command, proj *project.Project, dir string, h *app.Head, said *learn.Said, known map[app.PostID]bool) (*heldHead, bool, error) {
	ctx := cmd.Context()
	engine, err := p.OpenPack(ctx, dir)
	if err != nil {
		return nil, false, err
	}
	defer engine.Close()
	one := &heldHead{ref: engine.Info().Pack.Ref(), posts: map[app.PostID]learn.Judged{}}
	r, err := scoreProject(p, cmd, proj, app.Held(engine))
	if err != nil {
		return nil, false, err
	}
	answers, err := proj.Scores.Answers(ctx, one.ref)
	if err != nil {
		return nil, false, err
	}
	q := learn.QuestionOf(h)
	left, err := one.gather(ctx, proj, q, said, answers, known)
	if err != nil {
		return nil, false, err
	}
	for _, why := range left.told() {
		p.Say("%s: %s", one.ref, why)
	}
	if len(one.order) == 0 {
		return nil, false, app.Errorf("evaluate", proj.Path(), app.KindInput,
			"Label other posts; the figures of the ones that it was learned from are in its card: duotone packs show.",
			"there is no labelled post that %s was not learned from", one.ref)
	}
	var all []learn.Judged
	for _, id := range one.order {
		all = append(all, one.posts[id])
	}
	one.Measured = learn.Measure(q, all)
	return one, r.Failed > 0, nil
}

// leftOut counts posts that can't be judged.
type leftOut struct{ learned, strange, unscored int }

func (l leftOut) told() (all []string) {
	for _, why := range []struct {
		n    int
		text string
	}{{l.learned, "%d labelled posts were learned from and are left out"}, {l.strange, "%d posts have a label that the head doesn't know and are left out"},
		{l.unscored, "%d labelled posts could not be answered and are left out"}} {
		if why.n > 0 {
			all = append(all, fmt.Sprintf(why.text, why.n))
		}
	}
	return all
}

// gather pairs people's answers with the head's, in the order as given.
func (o *heldHead) gather(ctx context.Context, proj *project.Project, q learn.Question, said *learn.Said, answers map[app.PostID]project.HeadAnswer, known map[app.PostID]bool) (leftOut, error) {
	var left leftOut
	at := map[string]int{}
	for c, id := range q.Labels {
		at[id] = c
	}
	err := proj.Posts.Each(ctx, func(i project.Item) error {
		labels, ok := said.Answers[i.ID]
		if !ok {
			return nil
		}
		answer, scored := answers[i.ID]
		j := learn.Judged{Labels: []int{}, Scores: make([]float64, len(q.Labels)), Like: learn.LikenessOf(i, q.Asked)}
		strange := false
		for _, c := range labels {
			to, same := at[said.Labels[c]]
			if strange = strange || !same; same {
				j.Labels = append(j.Labels, to)
			}
		}
		switch {
		case known[i.ID]:
			left.learned++
			return nil
		case strange:
			left.strange++
			return nil
		case !scored:
			left.unscored++
			return nil
		}
		for c, id := range q.Labels {
			j.Scores[c] = answer.Scores[id]
		}
		o.posts[i.ID], o.order = j, append(o.order, i.ID)
		return nil
	})
	return left, err
}

// tellHeads writes figures, and of two heads whether they differ.
func tellHeads(p *program.Program, all []*heldHead, f evaluateFlags) error {
	var test measure.Test
	both := len(all) == 2 && len(all[0].order) == len(all[1].order)
	if both {
		test = all[0].Against(all[1].Measured)
	}
	if f.out != "" {
		for i, one := range all {
			if err := one.write(f.out, []string{"", "second-"}[i]); err != nil {
				return err
			}
		}
		p.Say("tables are in %s", f.out)
	}
	if f.asJSON {
		out := map[string]any{"v": 1}
		var packs []any
		for _, one := range all {
			packs = append(packs, map[string]any{"pack": one.ref, "answer": one.Report()})
		}
		out["packs"] = packs
		if both {
			out["mcnemar"] = map[string]any{"n": all[0].Posts, "only_first": test.OnlyA, "only_second": test.OnlyB, "p_exact": number(test.Exact)}
		}
		return p.PrintJSON(out)
	}
	for _, one := range all {
		fmt.Fprintf(p.Stdout, "%s, %d posts that it was not learned from\n%s\n", one.ref, one.Posts, one.Text())
	}
	if both {
		fmt.Fprintf(p.Stdout, "McNemar on %d posts: only %s right %d, only %s right %d, exact p %.4g\n", all[0].Posts, all[0].ref, test.OnlyA, all[1].ref, test.OnlyB, test.Exact)
	}
	return nil
}
