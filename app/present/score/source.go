package score

import (
	"context"
	"path/filepath"
	"sync"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// reader reads posts of a result's rows.
type reader struct {
	in     *table.Input // the result was made of, nil: that is not known
	result string
	engine app.Engine // nil: there is none
	info   app.Info

	once   sync.Once
	load   *table.Loader
	failed error
}

// loader finds pictures: where the input's are, or from the result's folder.
func (r *reader) loader() (*table.Loader, error) {
	r.once.Do(func() {
		in := r.in
		if in == nil {
			in = &table.Input{Path: r.result, Options: source.Options{Pictures: filepath.Dir(r.result)}}
		}
		r.load, r.failed = table.NewLoader(in, picture.DefaultLimits)
	})
	return r.load, r.failed
}

// picture reads the picture that a row names.
func (r *reader) picture(ctx context.Context, ref string) (*app.Picture, error) {
	load, err := r.loader()
	if err != nil {
		return nil, err
	}
	return load.Load(ctx, ref)
}

// post is a row's post, whole, with its picture. Where that can't be read the post has none.
func (r *reader) post(ctx context.Context, row batch.Verdict) (app.Post, error) {
	post := app.Post{ID: row.ID, Text: row.Text}
	if row.Cut {
		if err := batch.Whole(ctx, r.result, []int64{row.Row}, func(whole batch.Verdict) error {
			post.Text = whole.Text
			return nil
		}); err != nil {
			return post, err
		}
	}
	if row.Image == "" {
		return post, nil
	}
	var err error
	post.Picture, err = r.picture(ctx, row.Image)
	return post, err
}
