package batch

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"duotone/app/table/source"
)

// pictureChain is a running hash over the size and time of each picture that rows name. A run that goes on makes it anew
// for the rows that are done, so that a picture which was replaced meanwhile is noticed before anything is appended. The
// pictures themselves are not read for it: 100,000 of them would take minutes.
type pictureChain string

func (c *pictureChain) add(print string) {
	sum := sha256.Sum256([]byte(string(*c) + "\x00" + print))
	*c = pictureChain(hex.EncodeToString(sum[:]))
}

// rowChain is a running hash of the rows read, which notices an input that is not the one a resumed run began with even
// where it can't be hashed beforehand (a pipe).
type rowChain [sha256.Size]byte

func (c *rowChain) add(r source.Row) {
	h := sha256.New()
	h.Write(c[:])
	var n [8]byte
	part := func(s []byte) {
		binary.LittleEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write(s)
	}
	part(r.Object)
	part([]byte(r.Raw))
	for _, v := range r.Cells {
		part([]byte(v.Text))
	}
	h.Sum(c[:0])
}
