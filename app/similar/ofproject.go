package similar

import (
	"context"
	"strings"

	"duotone/app"
	"duotone/app/project"
)

// ofProject is the posts of a project. Their vectors lie in its file, from which an erasure takes them with the post; a merge, a share of the
// work and an export carry none.
type ofProject struct {
	p     *project.Project
	items []project.Item
}

// OpenProject opens the posts of a project.
func OpenProject(ctx context.Context, path string) (Set, error) {
	p, err := project.OpenToRead(ctx, path)
	if err != nil {
		return nil, err
	}
	return &ofProject{p: p}, nil
}

// Refs keeps Set. What the posts say and mean is that of the pack that has scored the most of them.
func (s *ofProject) Refs(ctx context.Context) ([]Ref, error) {
	pack, err := s.p.Scores.MostScored(ctx)
	if err != nil {
		return nil, err
	}
	scores := map[app.PostID]project.Score{}
	if pack != "" {
		if scores, err = s.p.Scores.Meanings(ctx, pack); err != nil {
			return nil, err
		}
	}
	s.items = nil
	var refs []Ref
	err = s.p.Posts.Each(ctx, func(i project.Item) error {
		r := Ref{ID: i.ID, Name: i.Name, Text: beginning(i.Text)}
		if i.Picture != nil {
			r.Picture = i.Picture.Sum
		}
		if score, ok := scores[i.ID]; ok {
			says := score.Label()
			r.Says = &says
			if score.Meant != nil {
				means := score.Meant.Top()
				r.Means = &means
			}
		}
		i.Text, i.Columns = "", nil // it is read again when it is wanted
		s.items, refs = append(s.items, i), append(refs, r)
		return ctx.Err()
	})
	return refs, err
}

// mostText is how much of a post's words is held for a list of posts, in bytes.
const mostText = 400

func beginning(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= mostText {
		return text
	}
	at := mostText
	for at > 0 && text[at]&0xC0 == 0x80 {
		at--
	}
	return text[:at] + "…"
}

func (s *ofProject) Post(ctx context.Context, at int) app.Post {
	item, err := s.p.Posts.Item(ctx, s.items[at].ID)
	if err != nil {
		return app.Post{Err: err}
	}
	return s.p.Pictures.Post(ctx, item)
}

func (s *ofProject) Kept(ctx context.Context, name string, each func(app.PostID, Vectors)) error {
	return s.p.Scores.Alike(ctx, name, func(id app.PostID, raw []byte) {
		if v, ok := Parse(raw); ok {
			each(id, v)
		}
	})
}

func (s *ofProject) Keep(ctx context.Context, name string, all map[app.PostID]Vectors) error {
	raw := make(map[app.PostID][]byte, len(all))
	for id, v := range all {
		raw[id] = v.Bytes()
	}
	return s.p.Scores.SetAlike(ctx, name, raw)
}

// Allow keeps Set: the project's own file is enough.
func (s *ofProject) Allow() {}

func (s *ofProject) Close() error { return s.p.Close() }
