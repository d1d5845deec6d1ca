package ui

import (
	"context"
	"image"
	"image/png"
	"io"

	"duotone/app"
	"duotone/app/picture"
	"duotone/ui/analyse"
	"duotone/ui/kit/speech"
)

// WriteReport draws one explained post to a PNG file, for `duotone explain --png`, in the language of the window. It needs no display.
// threshold is the incongruity from which words and picture pull apart, as the pack has it.
func WriteReport(ctx context.Context, out app.Out, post app.Post, p app.Prediction, a app.Attribution, threshold float64) error {
	r := analyse.Report{Post: post, Prediction: &p, Attribution: &a, Answer: -1, Threshold: threshold}
	if post.Picture != nil {
		preview, err := picture.Thumbnail(ctx, post.Picture, 900)
		if err != nil {
			return err
		}
		r.Preview = preview
	}
	settings, _ := app.OpenSettings(app.FindHome().Config) // the defaults where they cannot be read
	if err := speech.Use(settings.Get().Language); err != nil {
		return err
	}
	offScreen("")
	return writePNG(out, analyse.DrawReport(r))
}

// writePNG writes a picture whole or not at all.
func writePNG(out app.Out, m image.Image) error {
	return out.Write(func(w io.Writer) error { return png.Encode(w, m) })
}
