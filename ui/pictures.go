package ui

import (
	"context"
	"image"

	"duotone/app"
	"duotone/app/picture"
	"duotone/ui/kit/heat"
)

// pictureReader gives the session pictures by way of package picture, with its limits.
type pictureReader struct {
	ready bool // previews are made ready for the screen; drawn off-screen, Fyne's own slow scaling looks better
}

func (pictureReader) Read(ctx context.Context, path string) (*app.Picture, error) {
	return picture.Read(ctx, path, picture.Limits{})
}

func (pictureReader) New(name string, data []byte) (*app.Picture, error) {
	return picture.New(name, data, picture.Limits{})
}

func (r pictureReader) Preview(ctx context.Context, p *app.Picture, side int) (image.Image, error) {
	m, err := picture.Thumbnail(ctx, p, side)
	if err != nil || !r.ready {
		return m, err
	}
	return heat.NewPhoto(m), nil
}
