package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"

	"golang.org/x/image/webp"
)

// webpFile is a WebP's outer structure.
type webpFile struct {
	animated bool
	canvas   image.Point // where animated
	exif     []byte
	first    image.Point // where the first frame lies
	frame    []byte      // the first frame as a WebP of its own
}

// splitWebP reads the chunks of a WebP file. golang.org/x/image/webp does not know animations; their first frame is made
// into a still picture for it.
func splitWebP(data []byte) (w webpFile, err error) {
	for rest := data[min(12, len(data)):]; len(rest) >= 8; {
		kind, body, next := webpChunk(rest)
		if body == nil {
			break
		}
		switch {
		case kind == "VP8X" && len(body) >= 10:
			w.animated = body[0]&2 != 0
			w.canvas = image.Pt(1+int(u24(body[4:])), 1+int(u24(body[7:])))
		case kind == "EXIF" && w.exif == nil:
			w.exif = body
		case kind == "ANMF" && w.frame == nil && len(body) >= 16:
			w.first = image.Pt(2*int(u24(body)), 2*int(u24(body[3:])))
			if w.frame, err = stillWebP(body[16:], u24(body[6:]), u24(body[9:])); err != nil {
				return w, err
			}
		}
		rest = next
	}
	if w.animated && w.frame == nil {
		return w, errors.New("its animation has no frame, or ends before it")
	}
	return w, nil
}

// webpChunk splits the first chunk off; body is nil where it is cut short.
func webpChunk(data []byte) (kind string, body, next []byte) {
	n := int64(binary.LittleEndian.Uint32(data[4:]))
	if n > int64(len(data)-8) {
		return "", nil, nil
	}
	end := min(8+n+n&1, int64(len(data)))
	return string(data[:4]), data[8 : 8+n : 8+n], data[end:]
}

func u24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// stillWebP makes a file of an animation's frame. w1 and h1 are its width and height, each less one.
func stillWebP(chunks []byte, w1, h1 uint32) ([]byte, error) {
	var alpha, picture []byte
	for rest := chunks; len(rest) >= 8; {
		kind, body, next := webpChunk(rest)
		if body == nil {
			break
		}
		switch whole := rest[:len(rest)-len(next)]; kind {
		case "ALPH":
			alpha = whole
		case "VP8 ", "VP8L":
			picture = whole
		}
		rest = next
	}
	if picture == nil {
		return nil, errors.New("the first frame of its animation is cut short")
	}
	var out bytes.Buffer
	out.WriteString("RIFF\x00\x00\x00\x00WEBP")
	if alpha != nil {
		out.WriteString("VP8X\x0a\x00\x00\x00\x10\x00\x00\x00")
		out.Write([]byte{byte(w1), byte(w1 >> 8), byte(w1 >> 16), byte(h1), byte(h1 >> 8), byte(h1 >> 16)})
		out.Write(alpha)
	}
	out.Write(picture)
	b := out.Bytes()
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b, nil
}

// decodeWebP decodes a still picture or the first frame of an animation, for which canvas is the whole size and offset
// where the frame lies.
func decodeWebP(src *source, data []byte) (m image.Image, offset, canvas image.Point, err error) {
	w, err := splitWebP(data)
	if err != nil {
		return nil, offset, canvas, err
	}
	if !w.animated {
		m, err = webp.Decode(src)
		return m, offset, canvas, err
	}
	// The frame says its own size, which nobody has checked yet.
	cfg, err := webp.DecodeConfig(bytes.NewReader(w.frame))
	if err != nil {
		return nil, offset, canvas, err
	}
	if w.first.X+cfg.Width > w.canvas.X || w.first.Y+cfg.Height > w.canvas.Y {
		return nil, offset, canvas, errors.New("a frame is larger than the picture")
	}
	m, err = webp.Decode(bytes.NewReader(w.frame))
	return m, w.first, w.canvas, err
}
