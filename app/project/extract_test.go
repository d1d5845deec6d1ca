package project

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/codebook"
)

// A part of a project holds its own posts and its own person's work, and merging it back brings the new work and nothing else.
func TestAPartGoesOutAndComesBack(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one", "two", "three", "four")
	posts := ids(t, p)
	for _, who := range []string{"ana", "ben"} {
		d := newDesk(t, p, DeskOptions{Annotator: who})
		must(t, d.Label(t.Context(), "positive"))
	}
	_, err := p.SetGold(t.Context(), "lead", map[app.PostID]map[codebook.QuestionID]codebook.Answer{posts[1]: {codebook.Both: "negative"}, posts[3]: {codebook.Both: "neutral"}})
	must(t, err)
	path := filepath.Join(t.TempDir(), "ana.duotone")
	_, err = p.Extract(t.Context(), path, Extraction{Posts: []app.PostID{posts[0], posts[1]}, People: []string{"ana"}, Change: func(s *Settings) { s.Order = OrderRandom }})
	must(t, err)
	part, err := Open(t.Context(), path)
	must(t, err)
	defer part.Close()
	if r, err := part.Check(t.Context(), true); err != nil || len(r.Damage)+len(r.Loose) > 0 || r.Posts != 2 || r.Events != 2 {
		t.Errorf("%+v %v", r, err)
	}
	l, err := part.Log.Ledger(t.Context())
	must(t, err)
	if !slices.Equal(l.Annotators(), []string{"ana"}) {
		t.Errorf("people: %v", l.Annotators())
	}
	if a, ok := l.Gold(posts[1], codebook.Both); !ok || a != "negative" {
		t.Errorf("gold: %q", a)
	}
	d := newDesk(t, part, DeskOptions{Annotator: "ana"})
	must(t, d.Label(t.Context(), "neutral"))
	_, err = p.Merge(t.Context(), path)
	must(t, err)
	m, err := p.Merge(t.Context(), path)
	must(t, err)
	set, err := p.Settings(t.Context())
	must(t, err)
	if n, _ := p.Posts.Count(t.Context()); n != 4 || m.Events != 0 || set.Order != OrderGiven {
		t.Errorf("%d posts, %+v, %+v", n, m, set)
	}
	s, err := p.Stats(t.Context())
	must(t, err)
	for _, one := range s.People {
		if one.Annotator == "ana" && (one.Labelled != 2 || one.Golden != 1 || one.Right != 0) {
			t.Errorf("%+v", one)
		}
	}
}

// Nothing of the others is in the bytes of a part.
func TestAPartHoldsNothingOfTheRest(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one", "unheard-of")
	posts := ids(t, p)
	d := newDesk(t, p, DeskOptions{Annotator: "benedict"})
	must(t, d.Note(t.Context(), "whispered"))
	path := filepath.Join(t.TempDir(), "ana.duotone")
	_, err := p.Extract(t.Context(), path, Extraction{Posts: posts[:1], People: []string{"ana"}})
	must(t, err)
	data, err := os.ReadFile(path)
	must(t, err)
	for _, word := range []string{"unheard-of", "benedict", "whispered"} {
		if strings.Contains(string(data), word) {
			t.Errorf("%q is in the part", word)
		}
	}
}

// Time in which nobody touches anything counts for a minute at most, and reading on counts as touching.
func TestIdleTimeIsCutOff(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one", "two", "three")
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	pass := func(by time.Duration) { now = now.Add(by) }
	d := newDesk(t, p, DeskOptions{Now: func() time.Time { return now }})
	took := func() time.Duration {
		t.Helper()
		must(t, d.Label(t.Context(), "positive"))
		events, err := p.Log.Events(t.Context())
		must(t, err)
		return events[len(events)-1].Took
	}
	pass(time.Hour)
	if got := took(); got != Idle {
		t.Errorf("an hour away: %v", got)
	}
	for range 3 {
		pass(50 * time.Second)
		d.Active()
	}
	if got := took(); got != 150*time.Second {
		t.Errorf("read for long: %v", got)
	}
	set, err := p.Settings(t.Context())
	must(t, err)
	set.Session = 2
	must(t, p.SetSettings(t.Context(), set))
	must(t, d.Reload(t.Context()))
	if v := d.View(); !v.Break || v.Session != 150*time.Second {
		t.Errorf("session %v, break %v", v.Session, v.Break)
	}
	pass(Rest)
	must(t, d.Reload(t.Context()))
	if v := d.View(); v.Break || v.Session != 0 {
		t.Errorf("after a rest: session %v, break %v", v.Session, v.Break)
	}
}

// In practice the known answer is told after one's own, else never.
func TestPracticeTellsTheKnownAnswer(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one", "two")
	posts := ids(t, p)
	_, err := p.SetGold(t.Context(), "lead", map[app.PostID]map[codebook.QuestionID]codebook.Answer{posts[0]: {codebook.Both: "negative"}})
	must(t, err)
	for _, way := range []GoldWay{GoldSilent, GoldPractice} {
		set, err := p.Settings(t.Context())
		must(t, err)
		set.Gold = way
		must(t, p.SetSettings(t.Context(), set))
		d := newDesk(t, p, DeskOptions{Annotator: "who is " + string(way)})
		must(t, d.Label(t.Context(), "positive"))
		last := d.View().Last
		if want := map[GoldWay]string{GoldPractice: "negative"}[way]; last.Known != want || last.Right {
			t.Errorf("%s: %+v", way, last)
		}
		must(t, d.Label(t.Context(), "positive"))
		if last := d.View().Last; last.Known != "" {
			t.Errorf("%s, nothing is known: %+v", way, last)
		}
	}
}

// Whoever decides blindly sees letters, which are not the same people's from post to post.
func TestBlindReview(t *testing.T) {
	texts := texts(12) // enough that chance does not do it
	p := newProject(t, DefaultSettings(), texts...)
	for who, label := range map[string]string{"ana": "positive", "ben": "negative"} {
		d := newDesk(t, p, DeskOptions{Annotator: who})
		for range texts {
			must(t, d.Label(t.Context(), label))
		}
	}
	set, err := p.Settings(t.Context())
	must(t, err)
	set.Blind = true
	must(t, p.SetSettings(t.Context(), set))
	d := newDesk(t, p, DeskOptions{Annotator: "judge", Review: true})
	first := map[codebook.Answer]int{}
	for range texts {
		said := d.View().Said
		if len(said) != 2 || said[0].Annotator != "A" || said[1].Annotator != "B" || said[0].Event.Annotator != "" || said[0].Event.Took != 0 {
			t.Fatalf("%+v", said)
		}
		first[said[0].Answer]++
		must(t, d.Forward(t.Context()))
	}
	if first["positive"] == 0 || first["negative"] == 0 {
		t.Errorf("A is always the same person: %v", first)
	}
}

// A near copy is judged once: what was said of it is proposed for the rest, and taken by one key.
func TestNearCopiesAreProposed(t *testing.T) {
	p := newProject(t, DefaultSettings(), "one", "another", "one again")
	posts := ids(t, p)
	groups := map[app.PostID]string{posts[0]: "g", posts[2]: "g"}
	if n, err := p.SetCopies(t.Context(), "lead", groups); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := p.SetCopies(t.Context(), "lead", groups); n != 0 || err != nil {
		t.Fatal("again:", n, err)
	}
	d := newDesk(t, p, DeskOptions{})
	if v := d.View(); v.Copied != "" {
		t.Errorf("nothing was said yet: %q", v.Copied)
	}
	must(t, d.Label(t.Context(), "negative"))
	if v := d.View(); v.Copied != "" || v.Item.Text != "another" {
		t.Errorf("another post: %q", v.Copied)
	}
	must(t, d.Label(t.Context(), "positive"))
	if v := d.View(); v.Copied != "negative" {
		t.Errorf("a copy: %q", v.Copied)
	}
	must(t, d.Accept(t.Context()))
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	if a, e, ok := l.Answer("ana", posts[2], codebook.Both, 0); !ok || a != "negative" || !e.Shown.Accepted {
		t.Errorf("%q %+v", a, e)
	}
}

// Many posts are answered at once and taken back at once; what came before stays.
func TestManyAreLabelledTogether(t *testing.T) {
	p := newProject(t, DefaultSettings(), texts(6)...)
	posts := ids(t, p)
	d := newDesk(t, p, DeskOptions{})
	must(t, d.Label(t.Context(), "positive"))
	done := func() (n int) {
		l, err := p.Log.Ledger(t.Context())
		must(t, err)
		for _, post := range posts {
			if a, _, ok := l.Answer("ana", post, codebook.Both, 0); ok && a == "negative" {
				n++
			}
		}
		return n
	}
	for _, many := range [][]app.PostID{{posts[2], "gone", posts[4]}, {posts[5], posts[0]}} {
		if n, err := d.LabelAll(t.Context(), many, "negative"); err != nil || n != 2 {
			t.Fatal(n, err)
		}
	}
	if v := d.View(); done() != 4 || v.Done != 4 || v.Item.ID != posts[1] {
		t.Errorf("%d, %+v", done(), v.Done)
	}
	must(t, d.Undo(t.Context()))
	if done() != 2 || d.View().Done != 3 {
		t.Errorf("after one undo %d are left, %d done", done(), d.View().Done)
	}
	must(t, d.Redo(t.Context()))
	if done() != 4 {
		t.Errorf("after one redo %d", done())
	}
	for range 3 {
		must(t, d.Undo(t.Context()))
	}
	if done() != 0 || d.View().Done != 0 || d.View().CanUndo {
		t.Errorf("in the end %d, %+v", done(), d.View())
	}
	if _, err := d.LabelAll(t.Context(), posts, "nothing"); err == nil {
		t.Error("a label that is none was taken")
	}
}
