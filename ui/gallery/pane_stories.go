package gallery

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"duotone/app/present/measure"
	"duotone/app/present/score"
	"duotone/app/present/similar"
	"duotone/app/project"
)

// paneStory is a named state of a pane other than Analyse.
type paneStory struct {
	pane, name string
	set        func(context.Context, *scene) error
}

func paneStories() []paneStory {
	var list []paneStory
	for _, name := range slices.Sorted(maps.Keys(labelStates)) {
		list = append(list, paneStory{"label", name, labelStory(labelStates[name].scheme, labelStates[name].review)})
	}
	return append(list,
		paneStory{"batch", "batch-ready", batchStory(0)}, paneStory{"batch", "batch-results", batchStory(1)}, paneStory{"batch", "batch-report", batchStory(2)},
		paneStory{"batch", "batch-similar", similarStory(similar.Batch, batchStory(1))}, paneStory{"label", "labelling-similar", similarStory(similar.Label, labelStory(project.SchemeSingle, false))},
		paneStory{"learn", "learned", learnStory},
		paneStory{"measure", "measure-people", measureStory(func(ctx context.Context, f *scene) (string, string, error) {
			p, dir, err := sampleProject(ctx, f.Samples, project.SchemeSingle)
			if err != nil {
				return "", dir, err
			}
			return p.Path(), dir, p.Close()
		})},
		paneStory{"measure", "measure-model", measureStory(func(ctx context.Context, f *scene) (string, string, error) {
			return madeProject(ctx, f.Samples, f.Analyse.State().Engine.Engine)
		})})
}

// batchStory opens a table of made posts and, for its results and charts, scores it.
func batchStory(tab int) func(context.Context, *scene) error {
	return func(ctx context.Context, f *scene) error {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		path, err := writeMade(f.Samples)
		f.made = append(f.made, filepath.Dir(path))
		if err != nil {
			return err
		}
		f.Score.Open(path)
		_, err = f.Score.Wait(ctx, func(st *score.State) bool { return st.Phase == score.PhaseReady && st.Engine })
		if err == nil && tab > 0 {
			f.Draw()
			f.Score.Run(score.Suggested(path), score.Wanted{Replace: true})
			_, err = f.Score.Wait(ctx, func(st *score.State) bool {
				return st.Phase == score.PhaseDone && st.Chosen == st.Turn && st.Report != nil
			})
		}
		f.Draw()
		f.Pane().(interface{ Show(tab int) }).Show(tab)
		return err
	}
}

// similarStory shows what is like the post of another story.
func similarStory(at similar.Place, story func(context.Context, *scene) error) func(context.Context, *scene) error {
	return func(ctx context.Context, f *scene) error {
		if err := story(ctx, f); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		f.Pane().(interface{ OpenSimilar() }).OpenSimilar()
		_, err := f.Similar.Wait(ctx, func(st *similar.State) bool {
			hits := st.Panels[at].Hits
			lacks := func(h similar.Hit) bool { return h.Picture != "" && h.Thumb == nil }
			return !st.Panels[at].Busy && len(hits) > 1 && !slices.ContainsFunc(hits[:min(similar.First, len(hits))], lacks)
		})
		f.Draw()
		return err
	}
}

// measureStory measures a project that is made for it, in a folder of its own.
func measureStory(made func(context.Context, *scene) (path, dir string, err error)) func(context.Context, *scene) error {
	return func(ctx context.Context, f *scene) error {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		path, dir, err := made(ctx, f)
		f.made = append(f.made, dir)
		if err != nil {
			return err
		}
		f.Measure.Open(path)
		_, err = f.Measure.Wait(ctx, func(st *measure.State) bool { return st.Found != nil && !st.Busy })
		f.Draw()
		return err
	}
}
