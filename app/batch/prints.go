package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

// pictureChain is a running hash over the size and time of each picture that rows name. A run that goes on makes it anew
// for the rows that are done, so that a picture which was replaced meanwhile is noticed before anything is appended. The
// pictures themselves are not read for it: 100,000 of them would take minutes.
type pictureChain string

func (c *pictureChain) add(print string) {
	sum := sha256.Sum256([]byte(string(*c) + "\x00" + print))
	*c = pictureChain(hex.EncodeToString(sum[:]))
}

// print tells which file a row's picture is, as it lies on the disk now. What stands in the row itself (a data: URI) is
// part of the row's own hash.
func (l *Loader) print(m Mapping, row Row) string {
	if row.Err != nil {
		return ""
	}
	exact, err := m.image(row)
	ref := strings.TrimSpace(exact)
	if err != nil || ref == "" || noPath(ref) && !l.isThere(exact) || isAddress(ref) {
		return ""
	}
	if l.archive != "" {
		return statPrint(l.archive)
	}
	tries := append(l.places(exact), l.places(strings.TrimPrefix(ref, "file://"))...)
	for _, at := range tries {
		if p := statPrint(at); p != "" {
			return p
		}
		if z, _, ok := splitZIP(at); ok {
			return statPrint(z)
		}
	}
	return "missing"
}

func statPrint(path string) string {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}
