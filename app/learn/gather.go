package learn

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Said is what people said of the posts of a project about one question.
type Said struct {
	Question
	Answers  map[app.PostID][]int // by Question.Labels; posts without an answer are not in it
	Open     int                  // posts whose people differ, so that they have no final answer
	Retired  int                  // posts whose answer is a label that is not offered any more
	People   int                  // who answered
	Codebook string               // version of the codebook; "" for the built-in one
}

// Read reads what people said of a project's posts about one of its questions; "" is the one that is of the whole post.
func Read(ctx context.Context, p *project.Project, question string, final ledger.Final) (*Said, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	book, _ := l.Codebook()
	id := codebook.QuestionID(question)
	if id == "" {
		id = book.Main()
	}
	q, ok := book.Question(id)
	if !ok {
		var names []string
		for _, q := range book.Questions {
			names = append(names, string(q.ID))
		}
		return nil, app.Errorf(opLearn, p.Path(), app.KindUsage, "It has "+strings.Join(names, ", ")+".", "the project has no question %q", question)
	}
	all, err := read(ctx, p, l, final, q)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// ReadAll reads what people said about each question that a project asks.
func ReadAll(ctx context.Context, p *project.Project, final ledger.Final) ([]*Said, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	book, _ := l.Codebook()
	return read(ctx, p, l, final, book.Asked()...)
}

func read(ctx context.Context, p *project.Project, l *ledger.Ledger, final ledger.Final, questions ...*codebook.Question) ([]*Said, error) {
	_, version := l.Codebook()
	all, who := make([]*Said, len(questions)), make([]map[string]bool, len(questions))
	for k, q := range questions {
		all[k], who[k] = &Said{Question: questionOf(q), Answers: map[app.PostID][]int{}, Codebook: version}, map[string]bool{}
	}
	err := p.Posts.Each(ctx, func(i project.Item) error {
		for k, q := range questions {
			said := l.Said(i.ID, q.ID)
			if len(said) == 0 {
				continue
			}
			for _, one := range said {
				who[k][one.Annotator] = true
			}
			if answer, ok := final.Answer(l, i.ID, q.ID); ok {
				all[k].put(i.ID, answer)
			} else {
				all[k].Open++
			}
		}
		return nil
	})
	for k := range all {
		all[k].People = len(who[k])
	}
	return all, err
}

// Counts are the posts that have each label.
func (s *Said) Counts() []int { return s.bare(Options{}).Counts() }

// Check tells why a head can't be learned from this, or nil, before anything of the posts is read.
func (s *Said) Check(o Options) error { return s.bare(o).Check() }

// bare is a task without embeddings.
func (s *Said) bare(o Options) *Task {
	t := &Task{Question: s.Question, Options: o}
	for id, labels := range s.Answers {
		t.Examples = append(t.Examples, Example{Post: id, Labels: labels})
	}
	return t
}

// Without is the same without some labels, by their keys, and the posts that have them; of ManyOf the posts stay.
func (s *Said) Without(labels ...string) *Said {
	t := s.bare(Options{})
	for _, l := range labels {
		if t.LeaveOut(l) != nil {
			continue // it has none of this name
		}
	}
	less := *s
	less.Question, less.Answers = t.Question, map[app.PostID][]int{}
	for _, e := range t.Examples {
		less.Answers[e.Post] = e.Labels
	}
	return &less
}

// Rare are the labels that have fewer posts than least, by their keys.
func (s *Said) Rare(least int) []string {
	var rare []string
	for c, n := range s.Counts() {
		if n < least {
			rare = append(rare, s.Labels[c])
		}
	}
	return rare
}

// questionOf is a codebook's question as a head answers it: sentiment is one of three, and retired labels are none any more.
func questionOf(q *codebook.Question) Question {
	out := Question{Key: string(q.ID), Title: q.Ask, Kind: app.OneOf, Asked: app.Asked(q.Of)}
	switch q.Kind {
	case codebook.ManyOf:
		out.Kind = app.ManyOf
	case codebook.Scale:
		out.Kind = app.Scale
	}
	labels := q.Offered()
	if q.Kind == codebook.Scale {
		slices.SortStableFunc(labels, func(a, b *codebook.Label) int {
			x, _ := q.Measured(a.ID)
			y, _ := q.Measured(b.ID)
			return cmp.Compare(x, y)
		})
	}
	for _, l := range labels {
		out.Labels, out.Titles = append(out.Labels, l.ID), append(out.Titles, l.Name)
	}
	return out
}

// put notes a final answer. One with a retired label is left out, but for ManyOf, where the others stay.
func (s *Said) put(post app.PostID, answer codebook.Answer) {
	labels := []int{}
	for _, id := range answer.IDs() {
		at := slices.Index(s.Labels, id)
		if at < 0 && s.Kind != app.ManyOf {
			s.Retired++
			return
		}
		if at >= 0 {
			labels = append(labels, at)
		}
	}
	s.Answers[post] = labels
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
	info := engine.Info().Pack.Root()
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
		e := Example{Post: i.ID, X: w.Vector, Labels: s.Answers[i.ID], Own: own[w.Said], Like: LikenessOf(i, s.Asked)}
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
		posts[k] = asked.Of(p.Pictures.ForModel(ctx, i))
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

// LikenessOf is what tells whether a post is nearly the same as another, for a question.
func LikenessOf(i project.Item, asked app.Asked) Likeness {
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
