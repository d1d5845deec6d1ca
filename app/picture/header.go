package picture

import (
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// header is what can be known of a picture without decoding it.
type header struct {
	width, height int         // as stored
	orientation   orientation // how to turn it to look at it
	memory        int64       // what decoding all of it needs, in bytes
	jpeg          jpegFile    // what else is known of a JPEG
}

// probe reads a header. A decoder that panics is an error.
func probe(format string, data []byte) (h header, err error) {
	defer recovered(&err)
	if format == jpegFormat {
		j, err := scanJPEG(data)
		if err != nil {
			return header{}, err
		}
		return j.header(), nil
	}
	var cfg image.Config
	r := newSource(context.Background(), data)
	switch format {
	case pngFormat:
		if cfg, err = png.DecodeConfig(r); err == nil {
			h.orientation = exifOrientation(pngChunk(data, "eXIf"))
		}
	case gifFormat:
		cfg, err = gif.DecodeConfig(r)
	case webpFormat:
		var w webpFile
		if w, err = splitWebP(data); err != nil {
			return header{}, err
		}
		h.orientation = exifOrientation(w.exif)
		if w.animated {
			cfg = image.Config{Width: w.canvas.X, Height: w.canvas.Y, ColorModel: color.NRGBAModel}
		} else {
			cfg, err = webp.DecodeConfig(r)
		}
	case bmpFormat:
		cfg, err = bmp.DecodeConfig(r)
	case tiffFormat:
		if cfg, err = tiff.DecodeConfig(r); err == nil {
			h.orientation = exifOrientation(data)
			if err := checkTIFF(data, cfg); err != nil {
				return header{}, err
			}
		}
	default:
		err = fmt.Errorf("unknown format %q", format)
	}
	if err != nil {
		return header{}, r.explain(err)
	}
	h.width, h.height = cfg.Width, cfg.Height
	h.memory = int64(cfg.Width) * int64(cfg.Height) * bytesAPixel(cfg.ColorModel)
	return h, nil
}

// bytesAPixel is how much the standard decoders keep for one pixel.
func bytesAPixel(m color.Model) int64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.GrayModel, color.AlphaModel:
		return 1
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.YCbCrModel:
		return 3
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// checkTIFF refuses tiles that are far larger than the picture: a decoder makes room for one before it reads it.
func checkTIFF(data []byte, cfg image.Config) error {
	const tileWidth, tileLength = 322, 323
	for _, tag := range []uint16{tileWidth, tileLength} {
		v, ok := tiffValue(data, tag)
		if ok && v > uint32(max(cfg.Width, cfg.Height))+4096 {
			return fmt.Errorf("a tile of %d pixels a side in a picture of %d × %d", v, cfg.Width, cfg.Height)
		}
	}
	return nil
}

// pngChunk is the content of the first chunk of a kind, or nil.
func pngChunk(data []byte, kind string) []byte {
	for data = data[min(8, len(data)):]; len(data) >= 12; {
		n := int64(binary.BigEndian.Uint32(data))
		if n > int64(len(data)-12) {
			return nil
		}
		if string(data[4:8]) == kind {
			return data[8 : 8+n]
		}
		data = data[12+n:]
	}
	return nil
}

// recovered turns a decoder's panic into an error: hostile files must not end the program.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("the decoder gave up: %v", r)
	}
}
