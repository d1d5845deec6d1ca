package words

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// unigram cuts words into the pieces whose scores add up to the most (Kudo 2018, "Subword Regularization"; Viterbi's algorithm over a trie).
// It is not changed once made.
type unigram struct {
	scores  []float64 // log-probability of each piece, by id
	unknown int32
	unseen  float64 // score of a character that no piece is
	longest int     // bytes of the longest piece
	spaces  string  // characters that are read as spaces

	// The trie: a node's edges are edge[n] to edge[n+1] of labels, and lead to the nodes from first[n] on.
	edge   []int32
	labels []byte
	piece  []int32 // the piece that ends at a node, −1: none
}

const (
	unknownPenalty = 10  // by which a character that is no piece is worse than the worst piece
	maxPiece       = 256 // bytes
	wordMark       = "▁" // stands for the space before a word
)

// newUnigram makes the trie of the pieces, whose ids are their places.
func newUnigram(pieces []string, scores []float64, unknown int32) (*unigram, error) {
	u := &unigram{scores: scores, unknown: unknown}
	u.unseen = slices.Min(scores) - unknownPenalty
	order := make([]int32, len(pieces))
	for i, p := range pieces {
		order[i] = int32(i)
		if p == "" || len(p) > maxPiece || !utf8.ValidString(p) {
			return nil, fmt.Errorf("the piece %d is empty, longer than %d bytes or not UTF-8", i, maxPiece)
		}
		u.longest = max(u.longest, len(p))
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(pieces[a], pieces[b]) })
	for i := 1; i < len(order); i++ {
		if pieces[order[i]] == pieces[order[i-1]] {
			return nil, fmt.Errorf("the piece %.40q is there twice", pieces[order[i]])
		}
	}
	// Level by level: a node is the sorted pieces that begin alike, and its children come one after another.
	type span struct{ low, high int32 }
	level := []span{{0, int32(len(order))}}
	for depth := 0; len(level) > 0; depth++ {
		var below []span
		for _, s := range level {
			ends := int32(-1)
			if first := pieces[order[s.low]]; len(first) == depth {
				ends = order[s.low]
				s.low++
			}
			u.piece = append(u.piece, ends)
			u.edge = append(u.edge, int32(len(u.labels)))
			for at := s.low; at < s.high; {
				c, from := pieces[order[at]][depth], at
				for at < s.high && pieces[order[at]][depth] == c {
					at++
				}
				u.labels = append(u.labels, c)
				below = append(below, span{from, at})
			}
		}
		level = below
	}
	u.edge = append(u.edge, int32(len(u.labels)))
	return u, nil
}

// child is the node that c leads to, or −1. As nodes are numbered level by level, the one that an edge leads to is the edge's number and one more.
func (u *unigram) child(node int32, c byte) int32 {
	from, to := u.edge[node], u.edge[node+1]
	if to-from == 1 {
		if u.labels[from] == c {
			return from + 1
		}
		return -1
	}
	i := bytes.IndexByte(u.labels[from:to], c)
	if i < 0 {
		return -1
	}
	return from + int32(i) + 1
}

// path is the best way to a place in a word: its score, where its last piece begins, and which that is. from −1: there is none.
type path struct {
	score float64
	from  int32
	piece int32
}

// lattice is the paths through one word, which may come in parts.
type lattice struct {
	paths []path // [bytes of the word + 1]
	at    int    // pieces that begin before here are entered
	cut   []bytePiece
	met   []int32
}

func (l *lattice) reset() {
	l.paths, l.at = append(l.paths[:0], path{from: 0}), 0
}

// enter adds the pieces that begin in word before limit.
func (u *unigram) enter(l *lattice, word []byte, limit int) {
	for len(l.paths) <= len(word) {
		l.paths = append(l.paths, path{from: -1})
	}
	for l.at < limit {
		start := l.at
		so := l.paths[start].score
		size := 1
		if word[start] >= utf8.RuneSelf {
			_, size = utf8.DecodeRune(word[start:])
		}
		whole, node := false, int32(0)
		for end := start; end < len(word); {
			if node = u.child(node, word[end]); node < 0 {
				break
			}
			end++
			if id := u.piece[node]; id >= 0 {
				if p, score := &l.paths[end], u.scores[id]+so; p.from < 0 || score > p.score {
					*p = path{score, int32(start), id}
				}
				whole = whole || end == start+size
			}
		}
		if !whole {
			if p, score := &l.paths[start+size], u.unseen+so; p.from < 0 || score > p.score {
				*p = path{score, int32(start), u.unknown}
			}
		}
		l.at += size
	}
}

// back gives the pieces of the best path to end, in order.
func (l *lattice) back(end int) []bytePiece {
	l.cut = l.cut[:0]
	for end > 0 {
		p := l.paths[end]
		l.cut = append(l.cut, bytePiece{p.piece, int(p.from), end})
		end = int(p.from)
	}
	slices.Reverse(l.cut)
	return l.cut
}

// settled is the last place that all paths go through which may still become the best, 0 if there is none.
func (l *lattice) settled() int {
	l.met = append(l.met[:0], make([]int32, l.at+1)...)
	ways := int32(0)
	for end := l.at; end < len(l.paths); end++ {
		if l.paths[end].from < 0 {
			continue
		}
		ways++
		for at := end; at > 0; {
			if at <= l.at {
				l.met[at]++
			}
			at = int(l.paths[at].from)
		}
	}
	for at := l.at; at > 0; at-- {
		if l.met[at] == ways {
			return at
		}
	}
	return 0
}

// drop forgets the first bytes of the word.
func (l *lattice) drop(n int) {
	l.paths = append(l.paths[:0], l.paths[n:]...)
	for i := range l.paths {
		if l.paths[i].from >= 0 {
			l.paths[i].from -= int32(n)
		}
	}
	l.paths[0].from = 0
	l.at -= n
}
