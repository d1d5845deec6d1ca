package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// jpegFile is what a JPEG's markers say.
type jpegFile struct {
	width, height int
	components    int
	progressive   bool
	scans         int
	orientation   orientation
	samples       int64 // samples of all components together
}

// scanJPEG walks through a JPEG's segments without decoding any of it.
func scanJPEG(data []byte) (j jpegFile, err error) {
	for at := 2; ; {
		skip := bytes.IndexByte(data[min(at, len(data)):], 0xff)
		if skip < 0 || at+skip+1 >= len(data) {
			break
		}
		at += skip + 1
		marker := data[at]
		switch {
		case marker == 0xff: // fill byte
			continue
		case marker == 0, marker == 1, marker >= 0xd0 && marker <= 0xd8: // entropy-coded data, TEM, RSTn, SOI
			at++
			continue
		case marker == 0xd9: // EOI
			return j.checked()
		}
		at++
		if at+2 > len(data) {
			break
		}
		n := int(binary.BigEndian.Uint16(data[at:]))
		if n < 2 || at+n > len(data) {
			break
		}
		if err := j.segment(marker, data[at+2:at+n]); err != nil {
			return j, err
		}
		at += n
	}
	return j.checked()
}

func (j jpegFile) checked() (jpegFile, error) {
	if j.components == 0 {
		return j, errors.New("it has no picture in it, or ends before it")
	}
	return j, nil
}

// segment takes note of one segment's content.
func (j *jpegFile) segment(marker byte, body []byte) error {
	switch {
	case marker == 0xda: // SOS
		j.scans++
	case marker == 0xe1 && j.orientation == 0 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
		j.orientation = exifOrientation(body)
	case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc: // SOFn
		return j.frame(marker, body)
	}
	return nil
}

// frame reads the frame header: dimensions and sampling.
func (j *jpegFile) frame(marker byte, body []byte) error {
	if len(body) < 6 || len(body) < 6+3*int(body[5]) {
		return errors.New("its frame header is cut short")
	}
	if j.components != 0 {
		return errors.New("it has two frame headers")
	}
	if body[0] != 8 {
		return fmt.Errorf("it has %d bits a sample, 8 are supported", body[0])
	}
	j.height, j.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	j.components = int(body[5])
	if n := j.components; n != 1 && n != 3 && n != 4 {
		return fmt.Errorf("it has %d colour components", n)
	}
	j.progressive = marker != 0xc0 && marker != 0xc1 && marker != 0xc9
	var hmax, vmax int64
	for c := range j.components {
		f := body[6+3*c+1]
		h, v := int64(f>>4), int64(f&15)
		if h < 1 || h > 4 || v < 1 || v > 4 {
			return errors.New("its sampling factors are wrong")
		}
		hmax, vmax = max(hmax, h), max(vmax, v)
	}
	for c := range j.components {
		f := body[6+3*c+1]
		j.samples += int64(j.width) * int64(j.height) * int64(f>>4) * int64(f&15) / (hmax * vmax)
	}
	return nil
}

// header gives the dimensions and costs: two bytes a coefficient where all of them are kept (progressive, or components
// in scans of their own), and in Go's decoder one byte a sample and, where these have to be converted at once (inks, and red, green and
// blue, which have no smaller planes), four a pixel. The result comes on top, by the size asked for.
func (j jpegFile) header() header {
	h := header{width: j.width, height: j.height, orientation: j.orientation, jpeg: j}
	if j.progressive || j.scans > 1 {
		h.memory = 2 * j.samples
	}
	if !Turbo {
		h.memory += j.inGo()
	}
	return h
}

// inGo is what Go's decoder needs for samples and pixels.
func (j jpegFile) inGo() int64 {
	pixels := int64(j.width) * int64(j.height)
	if j.components == 4 || j.samples == 3*pixels {
		return j.samples + 4*pixels
	}
	return j.samples
}
