package find

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// small is a project of six posts with some work on them.
func small(t *testing.T) (*project.Project, []app.PostID) {
	t.Helper()
	p, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "p.duotone"), project.DefaultSettings())
	must(t, err)
	t.Cleanup(func() { p.Close() })
	a, err := p.Posts.Adder(t.Context(), false)
	must(t, err)
	for i, text := range []string{"Wind OFF shore", "wind and sun", "Größe zählt: ÉTÉ", "see https://wind.org/x", "42", "nothing"} {
		must(t, a.Add(project.Incoming{Post: app.Post{ID: fmt.Sprint("p", i), Text: text}, Columns: map[string]string{"Topic": []string{"Energy", "weather"}[i%2]}}))
	}
	must(t, a.Commit())
	var ids []app.PostID
	must(t, p.Posts.Each(t.Context(), func(i project.Item) error { ids = append(ids, i.ID); return nil }))
	say := func(who string, act ledger.Act, post int, value string) ledger.Event {
		return ledger.Event{Annotator: who, Act: act, Post: ids[post], Question: codebook.Both, Value: value}
	}
	_, err = p.Log.Append(t.Context(), say("Ana", ledger.ActLabel, 0, "positive"), say("ben", ledger.ActLabel, 0, "negative"), say("Ana", ledger.ActLabel, 1, "negative"),
		say("ben", ledger.ActSkip, 2, ""), say("ben", ledger.ActNote, 4, "Is this IRONY?"), say("Ana", ledger.ActFlag, 4, "unclear"), say("lead", ledger.ActGold, 5, "neutral"))
	must(t, err)
	return p, ids
}

func TestWhatIsFound(t *testing.T) {
	p, ids := small(t)
	x, err := Open(t.Context(), p)
	must(t, err)
	for query, want := range map[string]string{
		"": "p0 p1 p2 p3 p4 p5", "WIND": "p0 p1 p3", "wind -sun": "p0 p3", `"off shore"`: "p0", `"shore off"`: "", "grosse": "", "große": "p2", "grosze": "", "ete": "p2", "ÉTÉ": "p2",
		"https://wind.org/x": "p3", "irony": "p4", "note:irony": "p4", "note:irony by:ana": "", "flag:unclear": "p4", "label:positive": "p0", "label:negative": "p0 p1",
		"label:negative by:ana": "p1", "both:negative by:BEN": "p0", "-label:negative wind": "p3", "topic:energy": "p0 p2 p4", "topic:weather wind": "p1 p3", "p4": "p4", "name:p4": "p4",
		"is:disputed": "p0", "is:done": "p0 p1", "is:open": "p2 p3 p4 p5", "is:skipped": "p2", "is:known": "p5", "is:decided": "", "is:copy": "", "has:picture": "", "has:words": "p0 p1 p2 p3 p4 p5",
		"has:note": "p4", "by:ben": "p0 p2 p4", "#2": "p1", "#p3": "p3", "#" + string(ids[5]): "p5", "#" + string(ids[2][:8]): "p2", "#99": "", "#": "", "nowhere:x": "", "::": "", `"`: "p0 p1 p2 p3 p4 p5",
	} {
		q, err := Parse(query)
		must(t, err)
		var names []string
		for _, h := range x.Find(q, "ana") {
			if names = append(names, h.Name); ids[h.At] != h.Post {
				t.Errorf("%s is not at %d", h.Post, h.At)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: found %q, want %q", query, got, want)
		}
	}
	if _, err := Parse("is:good"); err == nil || app.HintOf(err) == "" {
		t.Errorf("is:good: %v", err)
	}
}

// Whatever is done meanwhile, a refreshed index finds what a new one finds.
func TestARefreshedIndexIsANewOne(t *testing.T) {
	p, ids := small(t)
	x, err := Open(t.Context(), p)
	must(t, err)
	rng := rand.New(rand.NewPCG(3, 4))
	queries := []string{"label:positive", "label:negative by:ana", "is:open", "is:disputed", "flag:unclear", "note:hm", "edited", "is:known", "topic:else", ""}
	for round := range 60 {
		e := ledger.Event{Annotator: []string{"Ana", "ben"}[rng.IntN(2)], Post: ids[rng.IntN(len(ids))], Question: codebook.Both}
		switch rng.IntN(7) {
		case 0:
			e.Act, e.Value = ledger.ActFlag, "unclear"
		case 1:
			e.Act, e.Value = ledger.ActNote, []string{"hm", ""}[rng.IntN(2)]
		case 2:
			e.Act, e.Target, e.Value = ledger.ActEdit, ledger.EditText, fmt.Sprint("edited ", round)
		case 3:
			e.Act, e.Value = ledger.ActGold, []string{"positive", ""}[rng.IntN(2)]
		case 4:
			l, err := p.Log.Ledger(t.Context())
			must(t, err)
			top, ok := l.ToUndo(e.Annotator)
			if !ok {
				continue
			}
			e.Act, e.Post, e.Target = ledger.ActUndo, top.Post, top.ID
		default:
			e.Act, e.Value = ledger.ActLabel, []string{"positive", "negative"}[rng.IntN(2)]
		}
		_, err := p.Log.Append(t.Context(), e)
		must(t, err)
		must(t, x.Refresh(t.Context()))
		fresh, err := Open(t.Context(), p)
		must(t, err)
		for _, text := range queries {
			q, err := Parse(text)
			must(t, err)
			if got, want := fmt.Sprint(x.Find(q, "ana")), fmt.Sprint(fresh.Find(q, "ana")); got != want {
				t.Fatalf("round %d, %+v, %s:\n%s, want\n%s", round, e, text, got, want)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c" -d`, "#1", "is:open by:x", `-"`, ":::", "x:\"", "\x80:\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s)
		if err == nil && strings.Contains(q.String(), "\x00\x00\x00\x00\x00") {
			t.Skip()
		}
	})
}

// As a lab has it: 20,000 posts, five annotators, 2,000 labels each.
func large(b *testing.B) *project.Project {
	p, err := project.Create(b.Context(), filepath.Join(b.TempDir(), "p.duotone"), project.DefaultSettings())
	must(b, err)
	b.Cleanup(func() { p.Close() })
	a, err := p.Posts.Adder(b.Context(), false)
	must(b, err)
	rng := rand.New(rand.NewPCG(5, 6))
	words := strings.Fields("the wind off shore is good bad ugly and yet we all like sun rain Größe élan 🙂 power plants near the sea which nobody wants to see from home")
	for i := range 20_000 {
		var text []string
		for range 25 {
			text = append(text, words[rng.IntN(len(words))])
		}
		must(b, a.Add(project.Incoming{Post: app.Post{ID: fmt.Sprint("p", i), Text: strings.Join(text, " ") + fmt.Sprint(" ", i)}, Columns: map[string]string{"topic": fmt.Sprint("t", i%9), "day": fmt.Sprint(i)}}))
	}
	must(b, a.Commit())
	var ids []app.PostID
	must(b, p.Posts.Each(b.Context(), func(i project.Item) error { ids = append(ids, i.ID); return nil }))
	var events []ledger.Event
	for k := range 5 {
		for i := range 2000 {
			events = append(events, ledger.Event{Annotator: fmt.Sprint("who", k), Act: ledger.ActLabel, Post: ids[(k*1500+i)%len(ids)], Question: codebook.Both,
				Value: []string{"negative", "neutral", "positive"}[rng.IntN(3)]})
		}
	}
	_, err = p.Log.Append(b.Context(), events...)
	must(b, err)
	return p
}

func BenchmarkFind(b *testing.B) {
	p := large(b)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_, err := Open(b.Context(), p)
			must(b, err)
		}
	})
	for _, text := range []string{"shore", `"power plants" -rain`, "label:positive by:who3", "is:disputed", "topic:t3 is:open", "nowhere"} {
		q, err := Parse(text)
		must(b, err)
		b.Run("first/"+text, func(b *testing.B) { // nobody has asked for judgements yet
			for b.Loop() {
				b.StopTimer()
				x, err := Open(b.Context(), p)
				must(b, err)
				b.StartTimer()
				x.Find(q, "who1")
			}
		})
		x, err := Open(b.Context(), p)
		must(b, err)
		b.Run("again/"+text, func(b *testing.B) {
			for b.Loop() {
				x.Find(q, "who1")
			}
		})
	}
}
