package project

import (
	"context"
	"encoding/json"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/sound"
	"duotone/app/project/store"
)

// Scores are what models said of the posts, by pack, with the representations that they made of them.
type Scores struct{ file *store.File }

// Score is what a model said of one post.
type Score struct {
	Post           app.PostID
	Pack           string
	Scores         app.Scores
	Words, Picture *app.Scores // nil: the post has none
	Meant          *app.Scores // nil: the pack doesn't tell, or it was not asked for
	Incongruity    float64
	Irony          float64
	Prediction     json.RawMessage // app.Prediction as JSON, as the engine said it; may be nil
	Given          codebook.Answer // what its head answers to the question that is asked; "": its sentiment is what counts
	Sure           float64         // how sure the head is of Given; 0 for many labels
}

// Suggests is what a model would answer to the question that is asked.
func (s *Score) Suggests() codebook.Answer {
	if s.Given != "" {
		return s.Given
	}
	return codebook.SentimentAnswer(s.Label())
}

// Turn is app.Prediction's.
func (s Score) Turn() float64 {
	p := app.Prediction{Scores: s.Scores}
	if s.Meant != nil {
		p.Meant = &app.Opinion{Label: s.Meant.Top(), Scores: *s.Meant}
	}
	return p.Turn()
}

// meantIn is what a prediction of version 2 says is meant, nil where it doesn't tell.
func meantIn(prediction json.RawMessage) *app.Scores {
	var p struct {
		Meant *struct{ Scores map[string]float64 }
	}
	if json.Unmarshal(prediction, &p) != nil || p.Meant == nil {
		return nil
	}
	var s app.Scores
	for _, l := range app.Labels {
		s[l] = p.Meant.Scores[l.String()]
	}
	return &s
}

// Label is the model's label.
func (s Score) Label() app.Label { return s.Scores.Top() }

// ScoreOf keeps a prediction of a post. A failed one can't be kept.
func ScoreOf(id app.PostID, p app.Prediction) (Score, error) {
	if p.Err != nil {
		return Score{}, p.Err
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return Score{}, err
	}
	s := Score{Post: id, Pack: p.Pack, Scores: p.Scores, Incongruity: p.Incongruity, Irony: p.Irony, Prediction: raw}
	if p.Words != nil {
		s.Words = &p.Words.Scores
	}
	if p.Picture != nil {
		s.Picture = &p.Picture.Scores
	}
	if p.Meant != nil {
		s.Meant = &p.Meant.Scores
	}
	return s, nil
}

// Set stores scores; newer ones of the same pack replace older ones.
func (sc Scores) Set(ctx context.Context, scores []Score) error {
	if len(scores) == 0 {
		return nil
	}
	a, err := Posts(sc).Adder(ctx, false)
	if err != nil {
		return err
	}
	defer a.Cancel()
	for _, s := range scores {
		if _, err := s.insert(ctx, a); err != nil {
			return store.Explain(store.OpWrite, sc.file.Path, err)
		}
	}
	return a.Commit()
}

func (s Score) insert(ctx context.Context, tx execer) (int, error) {
	part := func(x *app.Scores) string {
		if x == nil {
			return ""
		}
		raw, _ := json.Marshal(*x) // three finite numbers
		return string(raw)
	}
	row := []any{string(s.Post), s.Pack, s.Scores[0], s.Scores[1], s.Scores[2], part(s.Words), part(s.Picture), s.Incongruity,
		s.Irony, string(s.Prediction)}
	r, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO score ("+sound.ScoreColumns+", sum) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
		append(row, sound.Sum(row))...)
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	return int(n), err
}

// Packs lists the packs whose scores are kept, by name, with the number of posts each.
func (sc Scores) Packs(ctx context.Context) (map[string]int, error) {
	rows, err := sc.file.DB.QueryContext(ctx, "SELECT pack, count(*) FROM score GROUP BY pack")
	if err != nil {
		return nil, store.Explain(store.OpRead, sc.file.Path, err)
	}
	defer rows.Close()
	all := map[string]int{}
	for rows.Next() {
		var pack string
		var n int
		if err := rows.Scan(&pack, &n); err != nil {
			return nil, store.Explain(store.OpRead, sc.file.Path, err)
		}
		all[pack] = n
	}
	return all, store.Explain(store.OpRead, sc.file.Path, rows.Err())
}

// MostScored is the pack with the most scores, "" where there are none.
func (sc Scores) MostScored(ctx context.Context) (string, error) {
	packs, err := sc.Packs(ctx)
	most := ""
	for _, name := range sortedKeys(packs) {
		if packs[name] > packs[most] {
			most = name
		}
	}
	return most, err
}

// Of reads the scores of one pack. Without whole, only the post's own are read: Words, Picture, Meant and Prediction
// are left out.
func (sc Scores) Of(ctx context.Context, pack string, whole bool) (map[app.PostID]Score, error) {
	columns := "'', '', ''"
	if whole {
		columns = "words, picture, prediction"
	}
	all := map[app.PostID]Score{}
	err := sc.each(ctx, pack, columns, "", nil, func(s Score) { all[s.Post] = s })
	return all, err
}

// Meanings reads the scores of one pack with what is meant, which is kept in their predictions; Words, Picture and Prediction are left out.
func (sc Scores) Meanings(ctx context.Context, pack string) (map[app.PostID]Score, error) {
	all := map[app.PostID]Score{}
	err := sc.each(ctx, pack, "'', '', prediction", "", nil, func(s Score) {
		s.Prediction = nil
		all[s.Post] = s
	})
	return all, err
}

// One reads one post's score, nil where there is none.
func (sc Scores) One(ctx context.Context, id app.PostID, pack string) (*Score, error) {
	var found *Score
	err := sc.each(ctx, pack, "words, picture, prediction", " AND post = ?", []any{string(id)}, func(s Score) { found = &s })
	return found, err
}

func (sc Scores) each(ctx context.Context, pack, columns, where string, args []any, each func(Score)) error {
	rows, err := sc.file.DB.QueryContext(ctx, "SELECT post, neg, neu, pos, incongruity, irony, "+columns+" FROM score WHERE pack = ?"+where,
		append([]any{pack}, args...)...)
	if err != nil {
		return store.Explain(store.OpRead, sc.file.Path, err)
	}
	defer rows.Close()
	for rows.Next() {
		s := Score{Pack: pack}
		var words, picture, raw string
		if err := rows.Scan(&s.Post, &s.Scores[0], &s.Scores[1], &s.Scores[2], &s.Incongruity, &s.Irony, &words, &picture, &raw); err != nil {
			return store.Explain(store.OpRead, sc.file.Path, err)
		}
		if words != "" && json.Unmarshal([]byte(words), &s.Words) != nil || picture != "" && json.Unmarshal([]byte(picture), &s.Picture) != nil {
			return app.Errorf(store.OpRead, sc.file.Path, app.KindFormat, store.DamageHint, "the scores of post %s can't be read", s.Post)
		}
		if raw != "" {
			s.Prediction = json.RawMessage(raw)
			s.Meant = meantIn(s.Prediction)
		}
		each(s)
	}
	return store.Explain(store.OpRead, sc.file.Path, rows.Err())
}

// Unscored lists the posts that a pack has not scored, in the order as given.
func (sc Scores) Unscored(ctx context.Context, pack string) ([]app.PostID, error) {
	rows, err := sc.file.DB.QueryContext(ctx, `SELECT id FROM post
		WHERE NOT EXISTS (SELECT 1 FROM score WHERE score.post = post.id AND score.pack = ?) ORDER BY pos, id`, pack)
	if err != nil {
		return nil, store.Explain(store.OpRead, sc.file.Path, err)
	}
	defer rows.Close()
	var all []app.PostID
	for rows.Next() {
		var id app.PostID
		if err := rows.Scan(&id); err != nil {
			return nil, store.Explain(store.OpRead, sc.file.Path, err)
		}
		all = append(all, id)
	}
	return all, store.Explain(store.OpRead, sc.file.Path, rows.Err())
}
