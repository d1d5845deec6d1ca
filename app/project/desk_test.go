package project

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
)

// clock is a time that passes only when it is told to.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { c.now = c.now.Add(2 * time.Second); return c.now }

func newDesk(t *testing.T, p *Project, opts DeskOptions) *Desk {
	t.Helper()
	if opts.Annotator == "" {
		opts.Annotator = "ana"
	}
	if opts.Now == nil {
		opts.Now = (&clock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}).Now
	}
	d, err := NewDesk(t.Context(), p, opts)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheWholeFlow(t *testing.T) {
	ctx := t.Context()
	p := newProject(t, DefaultSettings(), texts(5)...)
	d := newDesk(t, p, DeskOptions{})
	at := func(want string) {
		t.Helper()
		if got := d.View().Item.Text; got != want {
			t.Fatalf("shown is %q, want %q", got, want)
		}
	}
	at("post number 0")
	must(t, d.Flag(ctx, "sarcastic"))
	must(t, d.Note(ctx, "mind the tone"))
	must(t, d.Label(ctx, app.Negative.String()))
	at("post number 1")
	must(t, d.Later(ctx))
	must(t, d.Skip(ctx))
	at("post number 3")
	must(t, d.Label(ctx, app.Positive.String()))
	must(t, d.Label(ctx, app.Positive.String()))
	at("post number 1") // what was put off comes at the end
	if v := d.View(); v.Finished || v.Done != 3 || v.Skipped != 1 || v.Later != 1 || counts(v) != [3]int{1, 0, 2} {
		t.Fatalf("%+v", v)
	}
	must(t, d.Label(ctx, app.Neutral.String()))
	if v := d.View(); !v.Finished || v.Pace == 0 {
		t.Fatalf("finished %v, pace %v", v.Finished, v.Pace)
	}
	must(t, d.Undo(ctx))
	at("post number 1")
	if v := d.View(); v.Answer != "" || v.Finished {
		t.Fatal("the label is still there after the undo")
	}
	for range 20 { // to the beginning and no farther
		must(t, d.Undo(ctx))
	}
	at("post number 0")
	v := d.View()
	if v.Done+v.Skipped+v.Later != 0 || v.CanUndo || len(v.Flags) != 0 || v.Note != "" {
		t.Fatalf("not at the beginning: %+v", v)
	}
	for range 20 {
		must(t, d.Redo(ctx))
	}
	if v := d.View(); !v.Finished || v.CanRedo || counts(v) != [3]int{1, 1, 2} {
		t.Fatalf("not at the end: %+v", v)
	}
	if ok, err := d.Goto(ctx, ids(t, p)[0]); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if v := d.View(); v.Answer != "negative" || !slices.Equal(v.Flags, []string{"sarcastic"}) || v.Note != "mind the tone" {
		t.Fatalf("%+v", v)
	}
	// Another window sees all of it and goes on where this one is.
	again := newDesk(t, p, DeskOptions{})
	if v := again.View(); !v.Finished || counts(v) != [3]int{1, 1, 2} {
		t.Fatalf("%+v", v)
	}
	must(t, again.Undo(ctx))
	must(t, d.Undo(ctx)) // takes back what is now the last, not the same again
	if v := d.View(); counts(v) != [3]int{1, 0, 1} {
		t.Fatalf("%v", counts(v))
	}
}

func TestThreePassesHideTheOther(t *testing.T) {
	s := DefaultSettings()
	s.Scheme, s.Block = SchemeThree, 2
	p := newProject(t, s, "words alone have one pass")
	a, err := p.Posts.Adder(t.Context(), true)
	must(t, err)
	for i := range 3 {
		pic := &app.Picture{Name: fmt.Sprint(i), Data: []byte{byte(i)}, Format: "png", Width: 1, Height: 1, Sum: app.Sum{byte(i + 1)}}
		must(t, a.Add(Incoming{Post: app.Post{Text: fmt.Sprint("text ", i), Picture: pic}}))
	}
	must(t, a.Commit())
	text := map[app.PostID]string{}
	must(t, p.Posts.Each(t.Context(), func(i Item) error { text[i.ID] = i.Text; return nil }))
	d := newDesk(t, p, DeskOptions{})
	var seen []string
	for !d.View().Finished {
		v := d.View()
		if hidden := v.Item.Name + v.Item.Text; v.Slot.Question == codebook.Picture && hidden != "" || v.Slot.Question == codebook.Words && v.Item.Picture != nil {
			t.Errorf("the pass of the %s gives away %q and the picture %v", v.Slot.Question, hidden, v.Item.Picture)
		}
		if v.ShowWords != (v.Slot.Question != codebook.Picture) || v.ShowPicture != (v.Slot.Question != codebook.Words && v.Item.Picture != nil) {
			t.Errorf("%s shows words %v and picture %v", v.Slot.Question, v.ShowWords, v.ShowPicture)
		}
		seen = append(seen, string(v.Slot.Question)+":"+text[v.Slot.Post])
		must(t, d.Label(t.Context(), app.Neutral.String()))
	}
	want := []string{"words:text 0", "picture:text 0", "both:words alone have one pass", "both:text 0",
		"words:text 1", "words:text 2", "picture:text 1", "picture:text 2", "both:text 1", "both:text 2"}
	if !slices.Equal(seen, want) {
		t.Errorf("asked\n%q, want\n%q", seen, want)
	}
	events, err := p.Log.Events(t.Context())
	must(t, err)
	if e := events[0]; !e.Shown.Words || e.Shown.Picture || e.Took != 2*time.Second || e.Order != "given" {
		t.Errorf("the first judgement records %+v", e)
	}
}

func score(t *testing.T, p *Project, f func(i int) app.Scores) {
	t.Helper()
	var all []Score
	for i, id := range ids(t, p) {
		all = append(all, Score{Post: id, Pack: "m@1", Scores: f(i), Incongruity: float64(i%7) / 7})
	}
	must(t, p.Scores.Set(t.Context(), all))
}

// meant says for some posts that they mean otherwise than they say, each less than the one before; of one more it can't be told.
func meant(t *testing.T, p *Project, which ...int) {
	t.Helper()
	var all []Score
	for i, id := range ids(t, p) {
		says := app.Scores{0.1, 0.1, 0.8}
		out := app.Prediction{Pack: "m@1", Label: app.Positive, Scores: says, Meant: &app.Opinion{Label: app.Positive, Scores: says}}
		if at := slices.Index(which, i); at >= 0 {
			x := 0.2 * float64(at)
			out.Meant = &app.Opinion{Label: app.Negative, Scores: app.Scores{0.9 - x, 0.1, x}}
		}
		s, err := ScoreOf(id, out)
		must(t, err)
		all = append(all, s)
	}
	must(t, p.Scores.Set(t.Context(), all))
}

func TestOrders(t *testing.T) {
	s := DefaultSettings()
	p := newProject(t, s, texts(30)...)
	score(t, p, func(i int) app.Scores { x := float64(i) / 60; return app.Scores{x, 1 - x, 0} })
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	queue := func(o Order, repeat int) []Slot {
		t.Helper()
		s.Order, s.Repeat = o, repeat
		q, name, err := p.Queue.Slots(t.Context(), s, "m@1", l)
		must(t, err)
		if !strings.HasPrefix(name, string(o)) {
			t.Errorf("the order is recorded as %q", name)
		}
		return q
	}
	given := ids(t, p)
	if q := queue(OrderEntropy, 0); q[0].Post != given[29] || q[29].Post != given[0] {
		t.Error("the most uncertain does not come first")
	}
	if q := queue(OrderMargin, 0); q[0].Post != given[29] {
		t.Error("the smallest margin does not come first")
	}
	if q := queue(OrderApart, 0); q[0].Post != given[6] {
		t.Error("the most incongruous does not come first")
	}
	if _, _, err := p.Queue.Slots(t.Context(), Settings{Order: OrderSarcastic}, "m@1", l); app.HintOf(err) == "" || app.KindOf(err) != app.KindInput {
		t.Errorf("sarcastic ones first, by a pack that doesn't tell the meaning: %v", err)
	}
	meant(t, p, 3, 17, 8)
	if q := queue(OrderSarcastic, 0); q[0].Post != given[3] || q[1].Post != given[17] || q[2].Post != given[8] || q[3].Post != given[0] {
		t.Error("what means the farthest from what it says does not come first, or the rest are not as given")
	}
	one, two := queue(OrderRandom, 0), queue(OrderRandom, 0)
	s.Seed = 2
	if other := queue(OrderRandom, 0); !reflect.DeepEqual(one, two) || reflect.DeepEqual(one, other) {
		t.Error("a seed does not settle the order")
	}
	q := queue(OrderGiven, 5)
	first := map[app.PostID]int{}
	again := 0
	for i, slot := range q {
		if slot.Round == 0 {
			first[slot.Post] = i
		} else if at, seen := first[slot.Post]; !seen || i-at <= 5 {
			if i < len(q)-1 {
				t.Errorf("asked again after %d posts", i-at)
			}
		}
		again += slot.Round
	}
	if again != 6 || len(q) != 36 {
		t.Errorf("%d of 30 asked again with one in 5", again)
	}
	if _, _, err := p.Queue.Slots(t.Context(), func() Settings { s.Order = OrderEntropy; return s }(), "nobody@1", l); app.HintOf(err) == "" {
		t.Errorf("an order without scores: %v", err)
	}
	d := newDesk(t, p, DeskOptions{})
	must(t, d.Label(t.Context(), app.Positive.String())) // the model is surest of neutral here
	l, err = p.Log.Ledger(t.Context())
	must(t, err)
	if q := queue(OrderDisagree, 0); q[0].Post != given[0] {
		t.Error("the post whose label is not the model's does not come first")
	}
	vectors := map[app.PostID][]float32{}
	for i, id := range given[:20] {
		vectors[id] = []float32{float32(i / 10), float32(i % 10 / 9)} // four heaps
	}
	must(t, p.Scores.SetEmbeddings(t.Context(), "m@1", vectors))
	heaps := map[string]bool{}
	for _, slot := range queue(OrderDiverse, 0)[:4] {
		heaps[fmt.Sprint(vectors[slot.Post])] = true
	}
	if len(heaps) != 4 {
		t.Errorf("the first four posts come from %d of 4 heaps", len(heaps))
	}
}

func TestSuggestions(t *testing.T) {
	for _, when := range []Suggestion{SuggestHidden, SuggestAfter, SuggestBefore} {
		s := DefaultSettings()
		s.Suggestion = when
		p := newProject(t, s, texts(3)...)
		score(t, p, func(int) app.Scores { return app.Scores{0.8, 0.1, 0.1} })
		d := newDesk(t, p, DeskOptions{})
		if got := d.View().Suggestion != nil; got != (when == SuggestBefore) {
			t.Errorf("%s: shown before judging: %v", when, got)
		}
		if err := d.Accept(t.Context()); (err == nil) != (when == SuggestBefore) {
			t.Errorf("%s: accept: %v", when, err)
		}
		must(t, d.Label(t.Context(), app.Neutral.String()))
		if last := d.View().Last; (last.Model != nil) != (when != SuggestHidden) {
			t.Errorf("%s: shown after judging: %v", when, last.Model)
		}
		events, err := p.Log.Events(t.Context())
		must(t, err)
		if e := events[0]; when == SuggestBefore && (!e.Shown.Accepted || e.Value != "negative" || e.Shown.Label != "negative") {
			t.Errorf("%+v", e)
		}
	}
}

// In the pass of the words the model says what it reads in the words alone: its label of the post would give the picture away.
func TestSuggestionsOfAPass(t *testing.T) {
	s := DefaultSettings()
	s.Scheme, s.Suggestion = SchemeThree, SuggestBefore
	p := newProject(t, s)
	a, err := p.Posts.Adder(t.Context(), true)
	must(t, err)
	pic := &app.Picture{Name: "joy.png", Data: []byte{1}, Format: "png", Width: 1, Height: 1, Sum: app.Sum{1}}
	must(t, a.Add(Incoming{Post: app.Post{ID: "joy.png", Text: "how sad", Picture: pic}, Scores: []Score{{Pack: "m@1",
		Scores: app.Scores{0.1, 0.8, 0.1}, Words: &app.Scores{0.9, 0.1, 0}, Picture: &app.Scores{0, 0.1, 0.9}}}}))
	must(t, a.Commit())
	d := newDesk(t, p, DeskOptions{})
	for _, want := range []app.Label{app.Negative, app.Positive, app.Neutral} {
		v := d.View()
		if v.Suggestion == nil || v.Suggestion.Label() != want {
			t.Errorf("%s: the model says %+v, want %s", v.Slot.Question, v.Suggestion, want)
		}
		must(t, d.Accept(t.Context()))
		if last := d.View().Last; v.Slot.Question == codebook.Picture && last.Text != "" {
			t.Errorf("the words %q are shown after the pass of the picture", last.Text)
		}
	}
	events, err := p.Log.Events(t.Context())
	must(t, err)
	for i, want := range []string{"negative", "positive", "neutral"} {
		if e := events[i]; e.Value != want || e.Shown.Label != want {
			t.Errorf("%s is recorded as %s after %s was seen", e.Question, e.Value, e.Shown.Label)
		}
	}
}

func TestAdjudication(t *testing.T) {
	p := newProject(t, DefaultSettings(), texts(3)...)
	for who, ls := range map[string][]app.Label{"ana": {0, 1, 2}, "ben": {0, 2, 2}, "cleo": {0, 2, 1}} {
		d := newDesk(t, p, DeskOptions{Annotator: who})
		for _, l := range ls {
			must(t, d.Label(t.Context(), l.String()))
		}
	}
	d := newDesk(t, p, DeskOptions{Annotator: "dora", Review: true})
	v := d.View()
	if v.Total != 2 || len(v.Said) != 3 || v.Said[0].Annotator != "ana" || v.Item.Text != "post number 1" {
		t.Fatalf("%+v", v)
	}
	must(t, d.Label(t.Context(), app.Negative.String()))
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	post := ids(t, p)
	for _, c := range []struct {
		by   string
		want []string
	}{
		{"adjudication", []string{"negative", "negative", "-"}},
		{"majority", []string{"negative", "positive", "positive"}},
		{"annotator=ana", []string{"negative", "neutral", "positive"}},
	} {
		f, err := ParseFinal(c.by)
		must(t, err)
		for i, want := range c.want {
			got := "-"
			if label, ok := f.Sentiment(l, post[i], codebook.Both); ok {
				got = label.String()
			}
			if got != want {
				t.Errorf("%s, post %d: %s, want %s", c.by, i, got, want)
			}
		}
	}
	must(t, d.Undo(t.Context()))
	if v := d.View(); v.Done != 0 || v.Total != 2 {
		t.Errorf("%d of %d decided after the undo", v.Done, v.Total)
	}
}

// TestKilledWhileLabelling kills a labelling process twenty times. Whatever it said was done is there.
func TestKilledWhileLabelling(t *testing.T) {
	if path := os.Getenv("DUOTONE_TEST_LABEL"); path != "" {
		labelForever(path)
		return
	}
	p := newProject(t, DefaultSettings(), texts(40)...)
	rng := rand.New(rand.NewPCG(4, 2))
	var acknowledged []string
	for range 20 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWhileLabelling$")
		cmd.Env = append(os.Environ(), "DUOTONE_TEST_LABEL="+p.Path())
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for n := 1 + rng.IntN(30); n > 0 && lines.Scan(); n-- {
			acknowledged = append(acknowledged, lines.Text())
		}
		must(t, cmd.Process.Kill())
		for lines.Scan() { // what was said before the kill reached it counts as well
			acknowledged = append(acknowledged, lines.Text())
		}
		cmd.Wait() //nolint:errcheck // it was killed
	}
	q, err := Open(t.Context(), p.Path())
	must(t, err)
	defer q.Close()
	events, err := q.Log.Events(t.Context())
	must(t, err)
	there := map[string]bool{}
	for _, e := range events {
		there[e.said()] = true
	}
	for _, line := range acknowledged {
		if strings.HasPrefix(line, "done ") && strings.HasSuffix(line, ".") && !there[line] {
			t.Errorf("lost: %s", line)
		}
	}
	if len(acknowledged) < 20 {
		t.Errorf("only %d judgements were acknowledged", len(acknowledged))
	}
	if r, err := q.Check(t.Context(), false); err != nil || len(r.Damage) > 0 {
		t.Errorf("%v %v", r.Damage, err)
	}
}

// said names an event by what was done, as labelForever acknowledges it.
func (e Event) said() string {
	return fmt.Sprintf("done %s %s %s %s.", e.Act, e.Post, e.Value, e.At.Format(time.RFC3339Nano))
}

func labelForever(path string) {
	ctx := context.Background()
	p, err := Open(ctx, path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	d, err := NewDesk(ctx, p, DeskOptions{Annotator: "ana", Now: func() time.Time { now = now.Add(time.Millisecond); return now }})
	for i := 0; err == nil; i++ {
		v := d.View()
		label := app.Labels[i%3]
		if i%7 == 6 {
			err = d.Undo(ctx)
			continue
		}
		if err = d.Label(ctx, label.String()); err == nil {
			e := Event{Act: ActLabel, Post: v.Slot.Post, Value: label.String()}
			if judged, at, ok := d.line.ledger.Answer("ana", v.Slot.Post, codebook.Both, 0); ok && judged == codebook.SentimentAnswer(label) {
				e.At = at.At
				fmt.Println(e.said())
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func BenchmarkOpenAndReorder(b *testing.B) {
	path := filepath.Join(b.TempDir(), "big.duotone")
	p, err := Create(b.Context(), path, DefaultSettings())
	if err != nil {
		b.Fatal(err)
	}
	a, err := p.Posts.Adder(b.Context(), false)
	if err != nil {
		b.Fatal(err)
	}
	for i := range 100_000 {
		x := float64(i%997) / 2000
		err := a.Add(Incoming{Post: app.Post{Text: fmt.Sprint("a post with some words in it and a number ", i)},
			Scores: []Score{{Pack: "m@1", Scores: app.Scores{x, 1 - x, 0}}},
			Events: []Event{{ID: fmt.Sprint(i), Annotator: "ana", Act: ActLabel, Question: codebook.Both, Value: "neutral"}}})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := a.Commit(); err != nil {
		b.Fatal(err)
	}
	p.Close()
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			p, err := Open(b.Context(), path)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := NewDesk(b.Context(), p, DeskOptions{Annotator: "ben"}); err != nil {
				b.Fatal(err)
			}
			p.Close()
		}
	})
	b.Run("reorder", func(b *testing.B) {
		p, err := Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		defer p.Close()
		d, err := NewDesk(b.Context(), p, DeskOptions{Annotator: "ben"})
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			s := DefaultSettings()
			s.Order = []Order{OrderEntropy, OrderMargin}[i%2]
			if err := p.SetSettings(b.Context(), s); err != nil {
				b.Fatal(err)
			}
			if err := d.Reload(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("label", func(b *testing.B) {
		p, err := Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		defer p.Close()
		d, err := NewDesk(b.Context(), p, DeskOptions{Annotator: "ben"})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := d.Label(b.Context(), app.Neutral.String()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A post that was put off is not asked again before it was answered, and one that was left out never.
func TestOnlyAnsweredPostsAreAskedAgain(t *testing.T) {
	s := DefaultSettings()
	s.Repeat = 2
	p := newProject(t, s, texts(8)...)
	d := newDesk(t, p, DeskOptions{})
	skipped, answered, put := map[app.PostID]bool{}, map[app.PostID]bool{}, 0
	for i := 0; !d.View().Finished; i++ {
		v := d.View()
		if v.Slot.Round == 1 && !answered[v.Slot.Post] {
			t.Fatalf("%s is asked again and was never answered", v.Item.Name)
		}
		switch {
		case v.Slot.Round == 0 && v.Standing == "" && i%3 == 1:
			must(t, d.Skip(t.Context()))
			skipped[v.Slot.Post] = true
		case v.Slot.Round == 0 && v.Standing == "" && i%3 == 2:
			must(t, d.Later(t.Context()))
			put++
		default:
			must(t, d.Label(t.Context(), app.Neutral.String()))
			answered[v.Slot.Post] = true
		}
		if i > 100 {
			t.Fatal("there is no end")
		}
	}
	if len(skipped) == 0 || put == 0 || len(answered)+len(skipped) != 8 {
		t.Errorf("%d answered, %d left out, %d put off", len(answered), len(skipped), put)
	}
}

// What was noted in one pass is not read in the next, and all of it is exported.
func TestNotesAndFlagsDoNotGiveAwayTheOtherModality(t *testing.T) {
	s := DefaultSettings()
	s.Scheme, s.Block = SchemeThree, 1
	p := newProject(t, s)
	a, err := p.Posts.Adder(t.Context(), true)
	must(t, err)
	must(t, a.Add(Incoming{Post: app.Post{ID: "a", Text: "words", Picture: apptest.Drawn(1, 30, 20)}}))
	must(t, a.Commit())
	d := newDesk(t, p, DeskOptions{})
	for i, pass := range []codebook.QuestionID{codebook.Words, codebook.Picture, codebook.Both} {
		v := d.View()
		if v.Slot.Question != pass || v.Note != "" {
			t.Fatalf("pass %s shows the note %q", v.Slot.Question, v.Note)
		}
		if want := []int{0, 0, 2}[i]; len(v.Flags) != want {
			t.Errorf("pass %s shows the flags %q", pass, v.Flags)
		}
		must(t, d.Note(t.Context(), "of "+string(pass)))
		if pass != codebook.Both {
			must(t, d.Flag(t.Context(), []string{"sarcastic", "unclear"}[i]))
			if v := d.View(); len(v.Flags) != 1 || v.Note != "of "+string(pass) {
				t.Errorf("pass %s shows %q and the note %q", pass, v.Flags, v.Note)
			}
		}
		must(t, d.Label(t.Context(), app.Neutral.String()))
	}
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	id := ids(t, p)[0]
	if note, flags := l.Note("ana", id), l.Flags("ana", id); note != "of words\nof picture\nof both" || len(flags) != 2 {
		t.Errorf("the note is %q, the flags are %q", note, flags)
	}
}

// counts are the annotator's answers about the whole post so far: negative, neutral, positive.
func counts(v View) (n [3]int) {
	for i, l := range app.Labels {
		n[i] = v.Labels[codebook.Both][l.String()]
	}
	return n
}
