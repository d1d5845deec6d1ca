package measure

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"slices"

	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
)

// Found is what was measured, whole.
type Found struct {
	People  []string             // who labelled
	Packs   []string             // that have scored the project
	All     []figures.Evaluation // of the pack, and of the one that it is held against
	Cases   [][]figures.Case     // likewise
	Test    measure.Test         // of the two against each other
	Both    int                  // posts that both have scored
	Missing int                  // labelled posts without scores
	Plot    image.Image          // calibration, dark on white; nil: there is nothing to plot
	Stats   figures.Stats
}

// question is what is to be measured.
type question struct {
	path          string
	final         ledger.Final
	first, second string
	translate     func(string) string
}

// answer reads a project and works out all that the pane shows.
func (q question) answer(ctx context.Context) (*Found, error) {
	p, err := project.OpenToRead(ctx, q.path)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	found := &Found{}
	if found.Stats, err = figures.Of(ctx, p); err != nil {
		return nil, err
	}
	found.name()
	first := q.first
	if _, ok := found.Stats.Packs[first]; !ok {
		first = found.most()
	}
	for i, pack := range []string{first, q.second} {
		if _, ok := found.Stats.Packs[pack]; !ok || i == 1 && pack == first {
			continue
		}
		cases, missing, err := figures.Cases(ctx, p, q.final, pack)
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found.All, found.Cases = append(found.All, figures.Evaluate(pack, cases)), append(found.Cases, cases)
		found.Missing = max(found.Missing, missing)
	}
	if len(found.All) == 2 {
		found.Test, found.Both = figures.Compare(found.Cases[0], found.Cases[1])
	}
	return found, found.draw(q.translate)
}

// name lists people and packs.
func (f *Found) name() {
	seen := map[string]bool{}
	for _, one := range f.Stats.People {
		if !seen[one.Annotator] {
			seen[one.Annotator] = true
			f.People = append(f.People, one.Annotator)
		}
	}
	for name := range f.Stats.Packs {
		f.Packs = append(f.Packs, name)
	}
	slices.Sort(f.Packs)
}

// most is the pack with the most scores, the first by name of several; "": there is none.
func (f *Found) most() (most string) {
	for _, name := range f.Packs {
		if most == "" || f.Stats.Packs[name] > f.Stats.Packs[most] {
			most = name
		}
	}
	return most
}

func (f *Found) draw(translate func(string) string) error {
	if len(f.All) == 0 || f.All[0].Metrics.N == 0 {
		return nil
	}
	var b bytes.Buffer
	if err := measure.PlotReliability(&b, "png", f.All[0].Pack, f.All[0].Calibration, translate); err != nil {
		return err
	}
	plot, err := png.Decode(&b)
	f.Plot = plot
	return err
}

func (f *Found) save(folder string) error {
	for i, e := range f.All {
		prefix, more := "", []figures.Table(nil)
		if i == 1 {
			prefix = "second-"
			more = append(more, figures.ComparisonTable(f.All[0].Pack, e.Pack, f.Test, f.Both))
		}
		if err := e.Write(folder, prefix, f.Cases[i], more...); err != nil {
			return err
		}
	}
	return nil
}
