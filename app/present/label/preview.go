package label

import (
	"context"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/exchange"
)

// Preview is what an import would do.
type Preview struct {
	Paths []string
	Files []PreviewFile
}

// PreviewFile is what an import of one file would do; of several each is taken by itself.
type PreviewFile struct {
	Path string
	exchange.Imported
}

// Preview works out what an import would do, and keeps nothing. It is in State.Preview when it is done.
func (p *Presenter) Preview(paths []string) {
	p.long(app.Say("Looking at what would be imported…"), func(ctx context.Context, open *project.Project, m meter) (app.Sentence, error) {
		seen := &Preview{Paths: paths}
		for _, path := range paths {
			r, err := exchange.Import(ctx, open, path, exchange.ImportOptions{DryRun: true, Progress: func(rows int) { m(rows, 0) }})
			if err != nil {
				return app.Sentence{}, err
			}
			seen.Files = append(seen.Files, PreviewFile{path, r})
		}
		p.Do(func(c *core) { c.state.Preview = seen })
		return app.Sentence{}, nil
	})
}
