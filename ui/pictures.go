package ui

import (
	"context"
	"image"

	"duotone/app"
	"duotone/app/picture"
)

// pictureReader gives the session pictures by way of package picture, with its limits.
type pictureReader struct{}

func (pictureReader) Read(ctx context.Context, path string) (*app.Picture, error) {
	return picture.Read(ctx, path, picture.Limits{})
}

func (pictureReader) New(name string, data []byte) (*app.Picture, error) {
	return picture.New(name, data, picture.Limits{})
}

func (pictureReader) Preview(ctx context.Context, p *app.Picture, side int) (image.Image, error) {
	return picture.Thumbnail(ctx, p, side)
}
