package desk_test

import (
	"testing"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
)

// Time in which nobody touches anything counts for a minute at most, and reading on counts as touching.
func TestIdleTimeIsCutOff(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one", "two", "three")
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	pass := func(by time.Duration) { now = now.Add(by) }
	d := projecttest.NewDesk(t, p, desk.Options{Now: func() time.Time { return now }})
	took := func() time.Duration {
		t.Helper()
		projecttest.Must(t, d.Label(t.Context(), "positive"))
		events, err := p.Log.Events(t.Context())
		projecttest.Must(t, err)
		return events[len(events)-1].Took
	}
	pass(time.Hour)
	if got := took(); got != desk.Idle {
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
	projecttest.Must(t, err)
	set.Session = 2
	projecttest.Must(t, p.SetSettings(t.Context(), set))
	projecttest.Must(t, d.Reload(t.Context()))
	if v := d.View(); !v.Break || v.Session != 150*time.Second {
		t.Errorf("session %v, break %v", v.Session, v.Break)
	}
	for who, want := range map[string]time.Duration{d.View().Annotator: 150 * time.Second, "somebody else": 0} { // who goes over to what is to be decided goes on
		next := projecttest.NewDesk(t, p, desk.Options{Annotator: who, Now: func() time.Time { return now }, Review: true, After: d})
		if got := next.View().Session; got != want {
			t.Errorf("at the next desk of %s: session %v, want %v", who, got, want)
		}
	}
	pass(desk.Rest)
	projecttest.Must(t, d.Reload(t.Context()))
	if v := d.View(); v.Break || v.Session != 0 {
		t.Errorf("after a rest: session %v, break %v", v.Session, v.Break)
	}
}

// In practice the known answer is told after one's own, else never.
func TestPracticeTellsTheKnownAnswer(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one", "two")
	posts := projecttest.IDs(t, p)
	_, err := p.SetGold(t.Context(), "lead", map[app.PostID]map[codebook.QuestionID]codebook.Answer{posts[0]: {codebook.Both: "negative"}})
	projecttest.Must(t, err)
	for _, way := range []project.GoldWay{project.GoldSilent, project.GoldPractice} {
		set, err := p.Settings(t.Context())
		projecttest.Must(t, err)
		set.Gold = way
		projecttest.Must(t, p.SetSettings(t.Context(), set))
		d := projecttest.NewDesk(t, p, desk.Options{Annotator: "who is " + string(way)})
		projecttest.Must(t, d.Label(t.Context(), "positive"))
		last := d.View().Last
		if want := map[project.GoldWay]string{project.GoldPractice: "negative"}[way]; last.Known != want || last.Right {
			t.Errorf("%s: %+v", way, last)
		}
		projecttest.Must(t, d.Label(t.Context(), "positive"))
		if last := d.View().Last; last.Known != "" {
			t.Errorf("%s, nothing is known: %+v", way, last)
		}
	}
}

// Whoever decides blindly sees letters, which are not the same people's from post to post.
func TestBlindReview(t *testing.T) {
	texts := projecttest.Texts(12) // enough that chance does not do it
	p := projecttest.New(t, project.DefaultSettings(), texts...)
	for who, label := range map[string]string{"ana": "positive", "ben": "negative"} {
		d := projecttest.NewDesk(t, p, desk.Options{Annotator: who})
		for range texts {
			projecttest.Must(t, d.Label(t.Context(), label))
		}
	}
	set, err := p.Settings(t.Context())
	projecttest.Must(t, err)
	set.Blind = true
	projecttest.Must(t, p.SetSettings(t.Context(), set))
	d := projecttest.NewDesk(t, p, desk.Options{Annotator: "judge", Review: true})
	first := map[codebook.Answer]int{}
	for range texts {
		said := d.View().Said
		if len(said) != 2 || said[0].Annotator != "A" || said[1].Annotator != "B" || said[0].Event.Annotator != "" || said[0].Event.Took != 0 {
			t.Fatalf("%+v", said)
		}
		first[said[0].Answer]++
		projecttest.Must(t, d.Forward(t.Context()))
	}
	if first["positive"] == 0 || first["negative"] == 0 {
		t.Errorf("A is always the same person: %v", first)
	}
}

// A near copy is judged once: what was said of it is proposed for the rest, and taken by one key.
func TestNearCopiesAreProposed(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), "one", "another", "one again")
	posts := projecttest.IDs(t, p)
	groups := map[app.PostID]string{posts[0]: "g", posts[2]: "g"}
	if n, err := p.SetCopies(t.Context(), "lead", groups); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := p.SetCopies(t.Context(), "lead", groups); n != 0 || err != nil {
		t.Fatal("again:", n, err)
	}
	d := projecttest.NewDesk(t, p, desk.Options{})
	if v := d.View(); v.Copied != "" {
		t.Errorf("nothing was said yet: %q", v.Copied)
	}
	projecttest.Must(t, d.Label(t.Context(), "negative"))
	if v := d.View(); v.Copied != "" || v.Item.Text != "another" {
		t.Errorf("another post: %q", v.Copied)
	}
	projecttest.Must(t, d.Label(t.Context(), "positive"))
	if v := d.View(); v.Copied != "negative" {
		t.Errorf("a copy: %q", v.Copied)
	}
	projecttest.Must(t, d.Accept(t.Context()))
	l, err := p.Log.Ledger(t.Context())
	projecttest.Must(t, err)
	if a, e, ok := l.Answer("ana", posts[2], codebook.Both, 0); !ok || a != "negative" || !e.Shown.Accepted {
		t.Errorf("%q %+v", a, e)
	}
}

// Many posts are answered at once and taken back at once; what came before stays.
func TestManyAreLabelledTogether(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(6)...)
	posts := projecttest.IDs(t, p)
	d := projecttest.NewDesk(t, p, desk.Options{})
	projecttest.Must(t, d.Label(t.Context(), "positive"))
	done := func() (n int) {
		l, err := p.Log.Ledger(t.Context())
		projecttest.Must(t, err)
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
	projecttest.Must(t, d.Undo(t.Context()))
	if done() != 2 || d.View().Done != 3 {
		t.Errorf("after one undo %d are left, %d done", done(), d.View().Done)
	}
	projecttest.Must(t, d.Redo(t.Context()))
	if done() != 4 {
		t.Errorf("after one redo %d", done())
	}
	for range 3 {
		projecttest.Must(t, d.Undo(t.Context()))
	}
	if done() != 0 || d.View().Done != 0 || d.View().CanUndo {
		t.Errorf("in the end %d, %+v", done(), d.View())
	}
	if _, err := d.LabelAll(t.Context(), posts, "nothing"); err == nil {
		t.Error("a label that is none was taken")
	}
}
