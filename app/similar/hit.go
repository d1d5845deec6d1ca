package similar

import (
	"context"
	"slices"
	"strings"

	"duotone/app"
)

// Hit is a post that was found, as people look at it.
type Hit struct {
	Ref
	At          int // its place in Stock.Refs
	Like        float64
	Degree      Degree
	SameWords   bool // but for white space and case
	SamePicture bool
	Again       bool // it is the post once more: all that the two have is the same
}

// Asked is the post whose like are looked for.
type Asked struct {
	At      int // its place in Stock.Refs; −1: it is not among them
	Text    string
	Vectors Vectors // of a post that is not among them
	Picture bool    // it has one
}

// samePicture is how alike pictures are from which on they are one picture: saved anew, or made smaller.
const samePicture = 0.97

// Find finds the posts that are most like one, the likest first. The post itself is left out, and of one that is not among those of the set
// nothing is: what is the same says so.
func (s *Stock) Find(ctx context.Context, x *Index, a Asked, by By, most int) ([]Hit, error) {
	var near []Near
	var err error
	if a.At >= 0 {
		a.Text, a.Picture = s.Refs[a.At].Text, s.Refs[a.At].Picture != ""
		near, err = x.Like(ctx, a.At, by, most)
	} else {
		near, err = x.LikeOther(ctx, a.Vectors, by, most)
	}
	hits := make([]Hit, 0, len(near))
	for _, n := range near {
		h := Hit{Ref: s.Refs[n.At], At: n.At, Like: n.Like, Degree: x.Degree(by, n)}
		alike := folded(h.Text) == folded(beginning(a.Text))
		h.SameWords = alike && h.Text != ""
		h.SamePicture = a.Picture && h.Picture != "" && (a.At >= 0 && h.Picture == s.Refs[a.At].Picture || by != Words && n.Pict >= samePicture)
		h.Again = alike && (h.SamePicture || !a.Picture && h.Picture == "")
		hits = append(hits, h)
	}
	return hits, err
}

func folded(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// Place is where a post stands by its name: the caller's own, that of its content, or the beginning of that; −1: it is not there.
func (s *Stock) Place(name string) int {
	if at := slices.IndexFunc(s.Refs, func(r Ref) bool { return r.Name == name || string(r.ID) == name }); at >= 0 {
		return at
	}
	if len(name) < 6 {
		return -1
	}
	return slices.IndexFunc(s.Refs, func(r Ref) bool { return strings.HasPrefix(string(r.ID), name) })
}

// Of is where a post stands by its content; −1: it is not there. It needs the words alone where the post has no picture.
func (s *Stock) Of(id app.PostID) int {
	return slices.IndexFunc(s.Refs, func(r Ref) bool { return r.ID == id })
}
