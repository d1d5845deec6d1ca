package queue

import (
	"cmp"
	"context"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Entropy is the Shannon entropy of scores in nats.
func Entropy(s app.Scores) float64 {
	h := 0.0
	for _, p := range s {
		if p > 0 {
			h -= p * math.Log(p)
		}
	}
	return h
}

// Margin is the distance between the best and the second score.
func Margin(s app.Scores) float64 {
	t := []float64{s[0], s[1], s[2]}
	slices.Sort(t)
	return t[2] - t[1]
}

// Material is what an order goes by. It is read beside the log, which takes as long.
type Material struct {
	Stubs   []project.Stub
	path    string // the project's
	scores  map[app.PostID]project.Score
	vectors map[app.PostID][]float32
	answers map[app.PostID]project.HeadAnswer // of a pack with a head
}

// Read reads what the order of the settings wants to know. pack names the scores of orders that need a model.
func Read(ctx context.Context, p *project.Project, s project.Settings, pack string) (m Material, err error) {
	m.path = p.Path()
	if m.Stubs, err = p.Posts.Stubs(ctx); err != nil {
		return m, err
	}
	switch {
	case s.Order == project.OrderDiverse:
		m.vectors, err = p.Scores.Embeddings(ctx, pack)
	case s.Order == project.OrderSarcastic:
		m.scores, err = p.Scores.Meanings(ctx, pack)
	case s.Order.NeedsModel():
		if m.scores, err = p.Scores.Of(ctx, pack, false); err != nil {
			return m, err
		}
		if asks, failed := p.Scores.Asks(ctx, pack); failed != nil || asks != "" && byHead(s.Order) {
			if err = failed; err == nil {
				m.answers, err = p.Scores.Answers(ctx, pack)
			}
		}
	}
	return m, err
}

// sorted puts stubs in the project's order. Posts without a score come after those with one, as given.
func (m Material) sorted(ctx context.Context, s project.Settings, l *ledger.Ledger) ([]project.Stub, error) {
	switch s.Order {
	case project.OrderGiven, "":
		return m.Stubs, nil
	case project.OrderRandom:
		return byKey(m.Stubs, func(id app.PostID) (float64, bool) { return Lot(s.Seed, id), true }), nil
	case project.OrderDiverse:
		return m.diverse(ctx, s.Seed)
	}
	if len(m.scores) == 0 {
		return nil, app.Errorf("order the posts", m.path, app.KindInput,
			"Let a model score the project first: Score in the Label pane, or duotone project score FILE.",
			"the order %q needs a model's scores, and there are none", s.Order)
	}
	if s.Order == project.OrderSarcastic && !anyMeant(m.scores) {
		return nil, app.Errorf("order the posts", m.path, app.KindInput, "Score the project with a pack that tells it, or choose another order.",
			"the order %q needs to know what is meant, and the pack that scored the posts doesn't tell", s.Order)
	}
	if len(m.answers) > 0 {
		return byKey(m.Stubs, func(id app.PostID) (float64, bool) {
			a, ok := m.answers[id]
			if ok && s.Order == project.OrderDisagree {
				return headDissent(a, l, id)
			}
			return -a.Unsure(), ok
		}), nil
	}
	return byKey(m.Stubs, func(id app.PostID) (float64, bool) {
		score, ok := m.scores[id]
		if !ok {
			return 0, false
		}
		switch s.Order {
		case project.OrderEntropy:
			return -Entropy(score.Scores), true
		case project.OrderMargin:
			return Margin(score.Scores), true
		case project.OrderApart:
			return -score.Incongruity, true
		case project.OrderSarcastic:
			return -score.Turn(), score.Meant != nil
		default:
			return dissent(l, id, score)
		}
	}), nil
}

// byHead tells whether an order goes by the answers of a pack's head, where it has one.
func byHead(o project.Order) bool {
	return o == project.OrderEntropy || o == project.OrderMargin || o == project.OrderDisagree
}

// headDissent is low where people's answers are not the head's: minus how sure the head is of its own, less of theirs.
func headDissent(a project.HeadAnswer, l *ledger.Ledger, id app.PostID) (float64, bool) {
	sure := func(labels []string) (sum float64) {
		for label, p := range a.Scores {
			if slices.Contains(labels, label) {
				sum += p
			} else if a.Kind == app.ManyOf {
				sum += 1 - p
			}
		}
		return sum
	}
	worst, any := 0.0, false
	for _, said := range l.Said(id, a.Question) {
		any = true
		worst = min(worst, sure(said.Answer.IDs())-sure(a.Labels))
	}
	return worst, any
}

// dissent is low where people's labels are not the model's: minus how sure the model is of its own, less of theirs.
func dissent(l *ledger.Ledger, id app.PostID, score project.Score) (float64, bool) {
	worst, any := 0.0, false
	for _, said := range l.Said(id, codebook.Both) {
		if label, ok := said.Answer.Sentiment(); ok {
			any = true
			worst = min(worst, score.Scores[label]-score.Scores[score.Label()])
		}
	}
	return worst, any
}

// byKey sorts by a key, those without one last; equals stay as they were.
func byKey(stubs []project.Stub, key func(app.PostID) (float64, bool)) []project.Stub {
	type keyed struct {
		stub project.Stub
		key  float64
		ok   bool
	}
	all := make([]keyed, len(stubs))
	for i, s := range stubs {
		k, ok := key(s.ID)
		all[i] = keyed{s, k, ok}
	}
	slices.SortStableFunc(all, func(a, b keyed) int {
		if a.ok != b.ok {
			if a.ok {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.key, b.key)
	})
	out := make([]project.Stub, len(all))
	for i, k := range all {
		out[i] = k.stub
	}
	return out
}

// Lot draws a post's place from the seed and its content: the same in every copy, and posts added later don't move others.
func Lot(seed int64, id app.PostID) float64 {
	h := fnv.New64a()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(seed))
	h.Write(b[:])
	h.Write([]byte(id))
	x := h.Sum64() // FNV's high bits are weak on short input: mix (SplitMix64)
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}

func anyMeant(scores map[app.PostID]project.Score) bool {
	for _, s := range scores {
		if s.Meant != nil {
			return true
		}
	}
	return false
}
