package assign

import (
	"context"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"
)

// Marked is what came of looking for near copies.
type Marked struct {
	Groups, Posts int // near copies of one another
	Changed       int // posts whose group is another one than before
	Unread        int // pictures that could not be read: their posts are copies of nothing
}

// Mark finds near copies in a project and writes down which belong together.
func Mark(ctx context.Context, p *project.Project) (m Marked, err error) {
	var posts []Post
	refs := map[string]project.PictureRef{}
	err = p.Posts.Each(ctx, func(i project.Item) error {
		one := Post{ID: i.ID, Text: i.Text}
		if i.Picture != nil {
			one.Picture, refs[i.Picture.Sum] = i.Picture.Sum, *i.Picture
		}
		posts = append(posts, one)
		return nil
	})
	if err != nil {
		return m, err
	}
	found, err := Copies(ctx, posts, func(sum string) (uint64, bool) {
		x, err := fingerprint(ctx, p, refs[sum])
		if err != nil {
			m.Unread++
		}
		return x, err == nil
	})
	if err != nil {
		return m, err
	}
	groups, count := map[app.PostID]string{}, map[string]int{}
	for id, first := range found {
		groups[id] = string(first)[:min(12, len(first))]
		count[groups[id]]++
	}
	m.Groups, m.Posts = len(count), len(groups)
	m.Changed, err = p.SetCopies(ctx, copiesBy, groups)
	return m, err
}

// Unmark forgets which posts belong together, and returns of how many.
func Unmark(ctx context.Context, p *project.Project) (int, error) {
	return p.SetCopies(ctx, copiesBy, nil)
}

// copiesBy is who writes down near copies, as a post's history has it.
const copiesBy = "copies"

func fingerprint(ctx context.Context, p *project.Project, ref project.PictureRef) (uint64, error) {
	pic, err := p.Pictures.Read(ctx, ref)
	if err != nil {
		return 0, err
	}
	m, err := picture.Thumbnail(ctx, pic, 72)
	if err != nil {
		return 0, err
	}
	return Fingerprint(m), nil
}
