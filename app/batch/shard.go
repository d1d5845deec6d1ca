package batch

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"duotone/app"
)

// Shard is one of several parts of an input, for several machines. The zero value is all of it.
type Shard struct {
	I, N int // the I-th of N, from 1
}

// ParseShard reads "2/8".
func ParseShard(s string) (Shard, error) {
	if s == "" {
		return Shard{}, nil
	}
	a, b, ok := strings.Cut(s, "/")
	i, err1 := strconv.Atoi(a)
	n, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil || n < 1 || i < 1 || i > n {
		return Shard{}, app.Errorf("choose shard", s, app.KindUsage, "Give it as i/n with i from 1 to n: --shard 2/8.", "that is no part of a whole")
	}
	return Shard{i, n}, nil
}

// String is "2/8", or "" for all.
func (s Shard) String() string {
	if s.N == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.I, s.N)
}

// has tells whether a row belongs to the part: by the FNV-1a hash of its id, so that posts of one id stay together
// whatever the order of the rows.
func (s Shard) has(id string) bool {
	if s.N <= 1 {
		return true
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	x := h.Sum64()
	x ^= x >> 32 // FNV's low bits alone follow the last letter closely
	return int(x%uint64(s.N)) == s.I-1
}
