package similar

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"

	"duotone/app"
)

// Part is one modality of a post as a pack represents it: a direction, so its length means nothing. nil: the post has none.
type Part []int8

// Vectors are a post's parts.
type Vectors struct{ Words, Picture Part }

// NewPart brings numbers to a byte each. Numbers that are none are an error, and so are all zeros, which point nowhere.
func NewPart(x []float32) (Part, error) {
	most := float32(0)
	for _, v := range x {
		if a := float32(math.Abs(float64(v))); !(a <= math.MaxFloat32) { // NaN too
			return nil, errors.New("the pack's representation holds what is no number")
		} else if a > most {
			most = a
		}
	}
	if most == 0 {
		return nil, errors.New("the pack's representation is empty")
	}
	if len(x) > app.MaxHeadSize {
		return nil, errors.New("the pack's representation is too long")
	}
	p := make(Part, len(x))
	for i, v := range x {
		p[i] = int8(math.Round(float64(v) / float64(most) * 127))
	}
	return p, nil
}

// Bytes are the parts as they are kept: the two lengths, the numbers, and a CRC-32 of all that.
func (v Vectors) Bytes() []byte {
	raw := make([]byte, 0, 12+len(v.Words)+len(v.Picture))
	raw = binary.LittleEndian.AppendUint32(raw, uint32(len(v.Words)))
	raw = binary.LittleEndian.AppendUint32(raw, uint32(len(v.Picture)))
	for _, p := range []Part{v.Words, v.Picture} {
		for _, x := range p {
			raw = append(raw, byte(x))
		}
	}
	return binary.LittleEndian.AppendUint32(raw, crc32.ChecksumIEEE(raw))
}

// Parse reads what Bytes wrote; false: it is damaged.
func Parse(raw []byte) (Vectors, bool) {
	if len(raw) < 12 {
		return Vectors{}, false
	}
	words, picture := uint64(binary.LittleEndian.Uint32(raw)), uint64(binary.LittleEndian.Uint32(raw[4:]))
	body, sum := raw[:len(raw)-4], binary.LittleEndian.Uint32(raw[len(raw)-4:])
	if 8+words+picture != uint64(len(body)) || crc32.ChecksumIEEE(body) != sum {
		return Vectors{}, false
	}
	part := func(raw []byte) Part {
		if len(raw) == 0 {
			return nil
		}
		p := make(Part, len(raw))
		for i, b := range raw {
			p[i] = int8(b)
		}
		return p
	}
	return Vectors{part(body[8 : 8+words]), part(body[8+words:])}, true
}
