package label_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/present/presenttest"
	"duotone/app/project"
	"duotone/app/project/assign"
	"duotone/app/project/ledger"
	"duotone/app/project/report"
)

// ended waits until long work that was asked for has ended.
func (s *stand) ended(what string) *label.State {
	s.t.Helper()
	turn := s.Back() // what was asked before it is under way when it is done
	return s.until(what, func(st *label.State) bool { return st.Turn >= turn && st.Work == nil })
}

// said tells whether a message holds a text.
func (s *stand) said(text string) bool {
	for _, m := range s.messages() {
		if strings.Contains(fmt.Sprint(m.Text, " ", m.Hint, " ", m.Err), text) {
			return true
		}
	}
	return false
}

// A lab's work in the pane: an answer becomes known, whoever answers it learns whether that was right, the posts are shared out, drawn
// and marked, and the report is written in another language.
func TestTheWorkOfATeam(t *testing.T) {
	path := presenttest.Project(t, 12, func(s *project.Settings) { s.Gold = project.GoldPractice })
	s := newStand(t, nil)
	st := s.open(path)
	first := st.View.Item.ID
	s.after(s.KnowThis())
	if !s.said("has no answer of yours") {
		t.Errorf("an answer that there is not is known: %v", s.messages())
	}
	s.after(s.Label("positive"))
	s.after(s.Goto(first))
	s.after(s.KnowThis())
	s.Annotate("Ben")
	s.until("Ben", func(st *label.State) bool { return st.View.Annotator == "Ben" })
	s.after(s.Goto(first))
	if st = s.after(s.Label("negative")); st.View.Last == nil || st.View.Last.Known != "positive" || st.View.Last.Right {
		t.Errorf("in practice it says %+v", st.View.Last)
	}
	s.Team()
	st = s.until("the team", func(st *label.State) bool { return st.Team != nil && st.Work == nil })
	if team := st.Team; team.Known != 1 || team.Posts != 12 || len(team.Progress) != 2 || team.Progress[1].Annotator != "Ben" || len(team.Findings) != 1 {
		t.Errorf("the team is %+v", team)
	}
	s.Share(assign.Share{People: []string{"Ana", "Ben", "Cleo"}, Overlap: 0.25, Seed: 1})
	s.until("shared out", func(*label.State) bool { return s.said("posts-Cleo.duotone") })
	st = s.ended("shared out")
	if n := st.View.Settings.Targets["Cleo"]; n < 4 || n > 8 { // the known one beside a third of eleven, with the shared ones
		t.Errorf("the targets are %v", st.View.Settings.Targets)
	}
	for _, who := range []string{"Ana", "Ben", "Cleo"} {
		part, err := project.Open(t.Context(), filepath.Join(filepath.Dir(path), "posts-"+who+".duotone"))
		if err != nil {
			t.Fatal(err)
		}
		events, err := part.Log.Events(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Act == ledger.ActLabel && e.Annotator != who {
				t.Errorf("%s's part has an answer of %s", who, e.Annotator)
			}
		}
		part.Close()
	}
	s.Share(assign.Share{People: []string{"Dora", "Ana"}, Seed: 1})
	s.until("a refusal", func(*label.State) bool { return s.said("is there already") })
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "posts-Dora.duotone")); err == nil {
		t.Error("half of a refused share is left")
	}
	drawn := filepath.Join(filepath.Dir(path), "drawn.duotone")
	s.ended("the refusal")
	s.Sample(assign.Draw{Posts: 5, By: "random", Seed: 1}, drawn, true)
	s.until("drawn", func(*label.State) bool { return s.said("5 posts are in") })
	s.ended("drawn")
	s.MarkCopies()
	s.until("marked", func(*label.State) bool { return s.said("near cop") })
	s.ended("marked")
	page, tables := filepath.Join(filepath.Dir(path), "a.html"), filepath.Join(filepath.Dir(path), "tables")
	s.Report(page, false, report.Options{Language: "de", Say: func(s app.Sentence) string {
		return s.In(map[string]string{"People": "Personen", "negative": "negativ"})
	}})
	s.until("the page", func(*label.State) bool { return s.said("The report is") })
	s.ended("the page")
	s.Report(tables, true, report.Options{Nameless: true})
	s.until("the tables", func(*label.State) bool { return s.said("The tables are") })
	raw, err := os.ReadFile(page)
	if text := string(raw); err != nil || !strings.Contains(text, `<html lang="de">`) || !strings.Contains(text, "<h2>Personen</h2>") || !strings.Contains(text, "Ben: negativ") {
		t.Errorf("the page is not in German: %v", err)
	}
	if raw, err = os.ReadFile(filepath.Join(tables, "people.csv")); err != nil || strings.Contains(string(raw), "Ben") {
		t.Errorf("the tables name people: %s, %v", raw, err)
	}
	s.ended("the tables")
	s.Known(ledger.Final{}, true)
	s.until("none is known", func(*label.State) bool { return s.said("1 known answers of 1 posts") })
}

// Who decides sees no names, on request those of one post, and of the next none again.
func TestNamesAreShownOnRequest(t *testing.T) {
	path := presenttest.Project(t, 3, func(s *project.Settings) { s.Blind = true })
	p, err := project.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var events []ledger.Event
	if err := p.Posts.Each(t.Context(), func(i project.Item) error {
		for who, answer := range map[string]string{"Ana": "positive", "Ben": "negative"} {
			events = append(events, ledger.Event{Annotator: who, Act: ledger.ActLabel, Post: i.ID, Question: codebook.Both, Value: answer})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Log.Append(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	p.Close()
	s := newStand(t, nil)
	s.open(path)
	s.Review(true)
	st := s.until("the review", func(st *label.State) bool { return st.View.Review })
	named := func(st *label.State) bool {
		for _, said := range st.View.Said {
			if said.Annotator == "Ana" {
				return true
			}
		}
		return false
	}
	if named(st) || !st.View.Blind || len(st.View.Said) != 2 {
		t.Errorf("names are shown unasked: %+v", st.View.Said)
	}
	if st = s.after(s.Names()); !named(st) || st.View.Blind {
		t.Errorf("the names don't come: %+v", st.View.Said)
	}
	if st = s.after(s.Label("positive")); named(st) || !st.View.Blind {
		t.Errorf("the next post has names: %+v", st.View.Said)
	}
}

// A picture for an example is named where it lies in the project's folder, and copied there from elsewhere; what can't be read is told. A
// post that is erased takes the copy along.
func TestExamplesHavePictures(t *testing.T) {
	path := presenttest.Project(t, 3, nil)
	s := newStand(t, nil)
	st := s.open(path)
	read := func(source string) func(label.Picked) bool {
		return func(p label.Picked) bool { return p.Source == source }
	}
	pick := func(source string) label.Picked {
		t.Helper()
		s.PickExample(source)
		all := s.until("it was read", func(st *label.State) bool { return slices.ContainsFunc(st.Picked, read(source)) }).Picked
		return all[slices.IndexFunc(all, read(source))]
	}
	inside, outside := filepath.Join(filepath.Dir(path), "sub", "a.jpg"), filepath.Join(t.TempDir(), "b.jpg")
	if err := os.MkdirAll(filepath.Dir(inside), 0o700); err != nil {
		t.Fatal(err)
	}
	drawn := apptest.Drawn(0, 64, 48) // as the first post has it
	for file, data := range map[string][]byte{inside: apptest.JPEG(9, 40, 30), outside: drawn.Data} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := pick(inside); got.Err != nil || got.Name != "sub/a.jpg" || got.Picture == nil {
		t.Errorf("one in the folder is %+v", got)
	}
	got := pick(outside)
	copied := filepath.Join(filepath.Dir(path), filepath.FromSlash(got.Name))
	if raw, err := os.ReadFile(copied); got.Err != nil || !strings.HasPrefix(got.Name, "posts-examples/") || err != nil || string(raw) != string(drawn.Data) {
		t.Errorf("one from elsewhere is %+v, %v", got, err)
	}
	if got := pick(outside + "x"); got.Err == nil {
		t.Error("what is not there is taken")
	}
	book := st.View.Codebook.Clone()
	book.Questions[0].Labels[0].Examples = []codebook.Example{{Text: "words of somebody else", Picture: got.Name}, {Text: "another"}}
	if st = s.after(s.UseCodebook(book)); len(st.View.Codebook.Questions[0].Labels[0].Examples) != 2 {
		t.Fatalf("the examples are %+v", st.View.Codebook.Questions[0].Labels[0].Examples)
	}
	s.until("its picture", func(st *label.State) bool { return st.Examples[got.Name] != nil })
	first := st.View.Item.ID
	s.Erase(first)
	s.until("it is erased", func(st *label.State) bool { return st.View.Posts == 2 && s.said("The post is erased") })
	if st = s.ended("the erasure"); len(st.View.Codebook.Questions[0].Labels[0].Examples) != 1 {
		t.Errorf("the example stays: %+v", st.View.Codebook.Questions[0].Labels[0].Examples)
	}
	if _, err := os.Stat(copied); err == nil {
		t.Error("the picture's copy stays")
	}
}
