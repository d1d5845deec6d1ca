package learn

import (
	"context"
	"fmt"

	"duotone/app"
	"duotone/app/project"
)

// Said is what people said of the posts of a project about one question.
type Said struct {
	Question
	Answers  map[app.PostID][]int // by Question.Labels; posts without an answer are not in it
	Open     int                  // posts whose people differ, so that they have no final answer
	People   int                  // who answered
	Codebook string               // version of the codebook; "" for the built-in question
}

// Read reads what people said of a project's posts about one of its questions.
func Read(ctx context.Context, p *project.Project, question string, asked app.Asked, final project.Final) (*Said, error) {
	if question != "sentiment" {
		return nil, app.Errorf(opLearn, p.Path(), app.KindUsage, "Its question is sentiment.", "the project has no question %q", question)
	}
	if asked != app.AskedOfPost && asked != app.AskedOfWords && asked != app.AskedOfPicture {
		return nil, app.Errorf(opLearn, p.Path(), app.KindUsage, "It is post, words or picture.", "sentiment is asked of no %q", asked)
	}
	return Sentiment(ctx, p, asked, final)
}

// Sentiment reads the built-in question of a project, of the posts or of the words or the picture alone.
func Sentiment(ctx context.Context, p *project.Project, asked app.Asked, final project.Final) (*Said, error) {
	pass := map[app.Asked]project.Pass{app.AskedOfPost: project.PassBoth, app.AskedOfWords: project.PassWords, app.AskedOfPicture: project.PassPicture}[asked]
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	s := &Said{Question: Question{Key: "sentiment", Kind: app.OneOf, Asked: asked}, Answers: map[app.PostID][]int{}}
	for _, label := range app.Labels {
		s.Labels = append(s.Labels, label.String())
	}
	people := map[string]bool{}
	for _, post := range l.Touched() {
		for _, one := range l.Said(post, pass) {
			people[one.Annotator] = true
		}
		if label, ok := final.Label(l, post, pass); ok {
			s.Answers[post] = []int{int(label)}
		} else if len(l.Said(post, pass)) > 0 {
			s.Open++
		}
	}
	s.People = len(people)
	return s, nil
}

// Gathered is what Gather found on its way.
type Gathered struct {
	Embedded int   // posts that the pack read now; the others were stored
	Unread   int   // answered posts that it could not read
	First    error // why the first of these
}

// embedChunk is how many posts the pack reads at a time: enough for all cores, few enough that a cancel loses little.
const embedChunk = 64

// Gather makes a task of what people said: it has the pack read the posts that it has not read before, and stores what it made of them
// in the project. progress is told how many of the posts are there; it may be nil.
func Gather(ctx context.Context, p *project.Project, s *Said, engine app.Engine, progress func(done, total int)) (*Task, Gathered, error) {
	var g Gathered
	info := engine.Info().Pack
	if info.Embedding == 0 {
		return nil, g, app.Errorf(opLearn, info.Dir, app.KindPack, "Choose another pack with --pack; duotone packs check says what each has.",
			"the pack %s gives no embedding of posts, so nothing can be learned on it", info.Ref())
	}
	maker := Maker(info, s.Asked)
	stored, err := p.Scores.Whole(ctx, maker, func(id app.PostID) bool { _, ok := s.Answers[id]; return ok })
	if err != nil {
		return nil, g, err
	}
	var items []project.Item
	err = p.Posts.Each(ctx, func(i project.Item) error {
		if _, ok := s.Answers[i.ID]; ok {
			items = append(items, i)
		}
		return nil
	})
	if err != nil {
		return nil, g, err
	}
	var missing []project.Item
	for _, i := range items {
		if _, ok := stored[i.ID]; !ok {
			missing = append(missing, i)
		}
	}
	done := len(items) - len(missing)
	for len(missing) > 0 {
		chunk := missing[:min(embedChunk, len(missing))]
		missing = missing[len(chunk):]
		if err := embed(ctx, p, engine, s.Asked, maker, chunk, stored, &g); err != nil {
			return nil, g, err
		}
		if done += len(chunk); progress != nil {
			progress(done, len(items))
		}
	}
	t := &Task{Question: s.Question}
	own := ownLabels(s.Question)
	for _, i := range items {
		w, ok := stored[i.ID]
		if !ok {
			continue
		}
		e := Example{Post: i.ID, X: w.Vector, Labels: s.Answers[i.ID], Own: own[w.Said], Like: likeness(i, s.Asked)}
		t.Examples = append(t.Examples, e)
	}
	return t, g, nil
}

// Maker names what made an embedding: the pack by its hash, and what of a post it looked at.
func Maker(info app.PackInfo, asked app.Asked) string { return fmt.Sprintf("%s:%s", info.Sum, asked) }

// embed has the pack read posts and stores what it made of them.
func embed(ctx context.Context, p *project.Project, engine app.Scorer, asked app.Asked, maker string, items []project.Item, stored map[app.PostID]project.Whole, g *Gathered) error {
	posts := make([]app.Post, len(items))
	for k, i := range items {
		posts[k] = asked.Of(p.Pictures.Post(ctx, i))
	}
	predictions, err := engine.Score(app.WithEmbedding(ctx), posts...)
	if err != nil {
		return err
	}
	fresh := map[app.PostID]project.Whole{}
	for k, pr := range predictions {
		if pr.Err != nil {
			if g.Unread++; g.First == nil {
				g.First = pr.Err
			}
			continue
		}
		fresh[items[k].ID] = project.Whole{Vector: pr.Embedding, Said: pr.Label}
		stored[items[k].ID] = fresh[items[k].ID]
		g.Embedded++
	}
	if len(fresh) == 0 {
		return nil
	}
	return p.Scores.SetWhole(context.WithoutCancel(ctx), maker, fresh)
}

func likeness(i project.Item, asked app.Asked) Likeness {
	l := Likeness{Words: i.Text}
	if i.Picture != nil {
		l.Picture = i.Picture.Sum
	}
	switch asked {
	case app.AskedOfWords:
		l.Picture = ""
	case app.AskedOfPicture:
		l.Words = ""
	}
	return l
}

// ownLabels says which of a question's labels are the pack's own three; −1 where one is not among them.
func ownLabels(q Question) (at [3]int) {
	for _, l := range app.Labels {
		at[l] = -1
		for c, name := range q.Labels {
			if name == l.String() {
				at[l] = c
			}
		}
	}
	return at
}
