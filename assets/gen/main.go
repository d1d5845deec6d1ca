// Command gen draws icon.png from icon.svg.
//
//	go run ./assets/gen -i assets/icon.svg -o assets/icon.png
package main

import (
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

func main() {
	in, out := flag.String("i", "icon.svg", "the drawing"), flag.String("o", "icon.png", "the picture to write")
	size := flag.Int("size", 512, "its side in pixels")
	flag.Parse()
	if err := draw(*in, *out, *size); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func draw(in, out string, size int) error {
	icon, err := oksvg.ReadIcon(in)
	if err != nil {
		return err
	}
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.SetTarget(0, 0, float64(size), float64(size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, img, img.Bounds())), 1)
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
