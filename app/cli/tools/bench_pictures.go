package tools

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"

	"duotone/app"

	"golang.org/x/sync/errgroup"
)

// benchPictures draws pictures with about as much detail as photographs have, and writes them as JPEG files.
func benchPictures(ctx context.Context, folder string, n, w, h int) ([]string, error) {
	files := make([]string, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i := range files {
		files[i] = filepath.Join(folder, fmt.Sprintf("%04d.jpg", i))
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := writeJPEG(files[i], drawBench(uint64(i), w, h)); err != nil {
				return &app.Error{Op: "write pictures", Path: files[i], Kind: app.KindDisk, Err: err}
			}
			return nil
		})
	}
	return files, group.Wait()
}

func writeJPEG(path string, im image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	err = jpeg.Encode(out, im, &jpeg.Options{Quality: 85})
	if err == nil {
		err = out.Flush()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// drawBench draws a gradient with discs of colour and some grain.
func drawBench(seed uint64, w, h int) image.Image {
	rnd := rand.New(rand.NewPCG(seed, 7))
	type disc struct{ x, y, r, red, green, blue int }
	discs := make([]disc, 24)
	for i := range discs {
		discs[i] = disc{rnd.IntN(w), rnd.IntN(h), 1 + rnd.IntN(1+min(w, h)/5), rnd.IntN(256), rnd.IntN(256), rnd.IntN(256)}
	}
	im := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			red, green, blue := 255*x/w, 255*y/h, 255-255*x/w
			for _, d := range discs {
				if dx, dy := x-d.x, y-d.y; dx*dx+dy*dy < d.r*d.r {
					red, green, blue = (red+2*d.red)/3, (green+2*d.green)/3, (blue+2*d.blue)/3
				}
			}
			grain := int(rnd.Uint32()&15) - 8
			clip := func(v int) uint8 { return uint8(min(max(v+grain, 0), 255)) }
			im.SetRGBA(x, y, color.RGBA{clip(red), clip(green), clip(blue), 255})
		}
	}
	return im
}
