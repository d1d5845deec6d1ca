package project

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
)

// Queue lays out the questions to an annotator.
type Queue struct{ *file }

// Order is the order in which posts come up.
type Order string

// The orders. Those after OrderRandom need a model's scores.
const (
	OrderGiven     Order = "given"
	OrderRandom    Order = "random"
	OrderEntropy   Order = "uncertain"    // the highest entropy of the scores first
	OrderMargin    Order = "margin"       // the smallest distance of the two best scores first
	OrderApart     Order = "pull-apart"   // the highest incongruity first
	OrderSarcastic Order = "sarcastic"    // the meaning that lies farthest from what is said first
	OrderDisagree  Order = "disagreement" // posts whose labels are not the model's first, the surest model first
	OrderDiverse   Order = "diverse"      // k-centre greedy on the fused representation
)

// Orders lists all orders.
var Orders = []Order{OrderGiven, OrderRandom, OrderEntropy, OrderMargin, OrderApart, OrderSarcastic, OrderDisagree, OrderDiverse}

func joinOrders() string {
	names := make([]string, len(Orders))
	for i, o := range Orders {
		names[i] = string(o)
	}
	return strings.Join(names, ", ")
}

// NeedsModel tells whether an order goes by a model's scores.
func (o Order) NeedsModel() bool { return o != OrderGiven && o != OrderRandom }

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

// material is what an order goes by. It is read beside the log, which takes as long.
type material struct {
	stubs   []Stub
	scores  map[app.PostID]Score
	vectors map[app.PostID][]float32
	answers map[app.PostID]HeadAnswer // of a pack with a head
}

func (q Queue) material(ctx context.Context, s Settings, pack string) (m material, err error) {
	if m.stubs, err = Posts(q).stubs(ctx); err != nil {
		return m, err
	}
	switch {
	case s.Order == OrderDiverse:
		m.vectors, err = Scores(q).embeddings(ctx, pack)
	case s.Order == OrderSarcastic:
		m.scores, err = Scores(q).Meanings(ctx, pack)
	case s.Order.NeedsModel():
		if m.scores, err = Scores(q).Of(ctx, pack, false); err != nil {
			return m, err
		}
		if asks, failed := Scores(q).asks(ctx, pack); failed != nil || asks != "" && s.Order.byHead() {
			if err = failed; err == nil {
				m.answers, err = Scores(q).Answers(ctx, pack)
			}
		}
	}
	return m, err
}

// sorted puts stubs in the project's order. Posts without a score come after those with one, as given.
func (q Queue) sorted(ctx context.Context, m material, s Settings, l *Ledger) ([]Stub, error) {
	switch s.Order {
	case OrderGiven, "":
		return m.stubs, nil
	case OrderRandom:
		return byKey(m.stubs, func(id app.PostID) (float64, bool) { return lot(s.Seed, id), true }), nil
	case OrderDiverse:
		return q.diverse(ctx, m, s.Seed)
	}
	if len(m.scores) == 0 {
		return nil, app.Errorf("order the posts", q.path, app.KindInput,
			"Let a model score the project first: Score in the Label pane, or duotone project score FILE.",
			"the order %q needs a model's scores, and there are none", s.Order)
	}
	if s.Order == OrderSarcastic && !anyMeant(m.scores) {
		return nil, app.Errorf("order the posts", q.path, app.KindInput, "Score the project with a pack that tells it, or choose another order.",
			"the order %q needs to know what is meant, and the pack that scored the posts doesn't tell", s.Order)
	}
	if len(m.answers) > 0 {
		return byKey(m.stubs, func(id app.PostID) (float64, bool) {
			a, ok := m.answers[id]
			if ok && s.Order == OrderDisagree {
				return a.dissent(l, id)
			}
			return -a.Unsure(), ok
		}), nil
	}
	return byKey(m.stubs, func(id app.PostID) (float64, bool) {
		score, ok := m.scores[id]
		if !ok {
			return 0, false
		}
		switch s.Order {
		case OrderEntropy:
			return -Entropy(score.Scores), true
		case OrderMargin:
			return Margin(score.Scores), true
		case OrderApart:
			return -score.Incongruity, true
		case OrderSarcastic:
			return -score.turn(), score.Meant != nil
		default:
			return dissent(l, id, score)
		}
	}), nil
}

// byHead tells whether an order goes by the answers of a pack's head, where it has one.
func (o Order) byHead() bool { return o == OrderEntropy || o == OrderMargin || o == OrderDisagree }

// dissent is low where people's answers are not the head's: minus how sure the head is of its own, less of theirs.
func (a HeadAnswer) dissent(l *Ledger, id app.PostID) (float64, bool) {
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
func dissent(l *Ledger, id app.PostID, score Score) (float64, bool) {
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
func byKey(stubs []Stub, key func(app.PostID) (float64, bool)) []Stub {
	type keyed struct {
		stub Stub
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
	out := make([]Stub, len(all))
	for i, k := range all {
		out[i] = k.stub
	}
	return out
}

// lot draws a post's place from the seed and its content: the same in every copy, and posts added later don't move others.
func lot(seed int64, id app.PostID) float64 {
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

// Slot is one question to the annotator.
type Slot struct {
	Post     app.PostID
	Question codebook.QuestionID
	Round    int
}

// slots lays out the questions of a codebook. All of them about a post come one after the other; where some are asked of the
// words or the picture alone, blocks of posts go through one part after the other, so that what was seen of a post is forgotten
// before more of it is shown. After each group of s.Repeat questions an earlier one is asked again, never sooner than a
// group later.
func slots(stubs []Stub, s Settings, book *codebook.Codebook) []Slot {
	asked := book.Asked()
	out := make([]Slot, 0, len(stubs)*len(asked))
	block := max(len(stubs), 1)
	if book.Parted() && s.Block > 0 {
		block = s.Block
	}
	for posts := range slices.Chunk(stubs, block) {
		for _, part := range codebook.Parts {
			for _, stub := range posts {
				for _, q := range asked {
					if q.Of == part && book.Asks(q, stub.Words, stub.Picture) {
						out = append(out, Slot{Post: stub.ID, Question: q.ID})
					}
				}
			}
		}
	}
	if s.Repeat >= 2 {
		out = withRepeats(out, s.Repeat, s.Seed)
	}
	return out
}

// withRepeats draws one slot of every group of n and puts it after the next group.
func withRepeats(slots []Slot, n int, seed int64) []Slot {
	rng := rand.New(rand.NewPCG(uint64(seed), 0x64756f746f6e65))
	out := make([]Slot, 0, len(slots)+len(slots)/n+1)
	var waiting []Slot
	for part := range slices.Chunk(slots, n) {
		out = append(out, part...)
		out = append(out, waiting...)
		waiting = waiting[:0]
		if len(part) == n {
			again := part[rng.IntN(n)]
			again.Round = 1
			waiting = append(waiting, again)
		}
	}
	return append(out, waiting...)
}

// Slots lays out the questions for an annotator in the project's order, with the order's name as judgements record it.
// pack names the scores of orders that need a model.
func (q Queue) Slots(ctx context.Context, s Settings, pack string, l *Ledger) ([]Slot, string, error) {
	m, err := q.material(ctx, s, pack)
	if err != nil {
		return nil, "", err
	}
	book, err := on(q.file).Codebook(ctx)
	if err != nil {
		return nil, "", err
	}
	return q.lay(ctx, m, s, pack, l, book)
}

func (q Queue) lay(ctx context.Context, m material, s Settings, pack string, l *Ledger, book *codebook.Codebook) ([]Slot, string, error) {
	stubs, err := q.sorted(ctx, m, s, l)
	if err != nil {
		return nil, "", err
	}
	name := string(s.Order)
	if s.Order == OrderRandom || s.Order == OrderDiverse {
		name += fmt.Sprintf(" seed=%d", s.Seed)
	}
	if s.Order.NeedsModel() {
		name += " pack=" + pack
	}
	if s.Repeat > 0 {
		name += fmt.Sprintf(" repeat=%d", s.Repeat)
	}
	return slots(stubs, s, book), name, nil
}

// Posts are all posts in the order of the settings.
func (q Queue) Posts(ctx context.Context, s Settings, pack string, l *Ledger) ([]Stub, error) {
	m, err := q.material(ctx, s, pack)
	if err != nil {
		return nil, err
	}
	return q.sorted(ctx, m, s, l)
}

// Disputed lists the questions on which at least two annotators differ and nobody has decided yet, as given.
func (q Queue) Disputed(ctx context.Context, l *Ledger) ([]Slot, error) {
	stubs, err := Posts(q).stubs(ctx)
	return disputed(stubs, l), err
}

func disputed(stubs []Stub, l *Ledger) []Slot {
	var out []Slot
	book, _ := l.Codebook()
	asked := book.Asked()
	for _, stub := range stubs {
		for _, q := range asked {
			said := l.Said(stub.ID, q.ID)
			if len(said) < 2 || !slices.ContainsFunc(said[1:], func(o Said) bool { return o.Answer != said[0].Answer }) {
				continue
			}
			if _, _, settled := l.Adjudicated(stub.ID, q.ID); !settled {
				out = append(out, Slot{Post: stub.ID, Question: q.ID})
			}
		}
	}
	return out
}
