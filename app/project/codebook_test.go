package project

import (
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
)

func set(t *testing.T, p *Project, name string) Recoded {
	t.Helper()
	b, err := codebook.Template(name)
	must(t, err)
	_, done, err := p.Replace(t.Context(), "ana", b, false)
	must(t, err)
	return done
}

// One question after the other is put, words alone before the whole, and a post is done when all are answered.
func TestEveryQuestionOfTheCodebookIsAsked(t *testing.T) {
	ctx := t.Context()
	p := newProject(t, DefaultSettings(), "words alone")
	a, err := p.Posts.Adder(ctx, true)
	must(t, err)
	must(t, a.Add(Incoming{Post: app.Post{ID: "both", Text: "words and picture", Picture: apptest.Drawn(1, 30, 20)}}))
	must(t, a.Commit())
	set(t, p, "offensive")
	d := newDesk(t, p, DeskOptions{})
	v := d.View()
	if v.Total != 6 || v.Posts != 2 || v.Builtin || v.Question.ID != "offensive_words" || v.ShowPicture || v.Item.Name != "" {
		t.Fatalf("%d questions about %d posts, the first is %+v", v.Total, v.Posts, v.Question)
	}
	must(t, d.Label(ctx, "no"))
	if v = d.View(); v.Question.ID != "offensive_picture" || v.ShowWords || v.Item.Text != "" {
		t.Fatalf("%+v shows %q", v.Question, v.Item.Text)
	}
	must(t, d.Label(ctx, "yes"))
	if v = d.View(); v.Question.ID != "offensive" || v.Item.Text != "words alone" || v.DonePosts != 0 {
		t.Fatalf("%+v, %d done", v.Question, v.DonePosts)
	}
	must(t, d.Label(ctx, "no"))
	must(t, d.Give(ctx)) // of target: none
	if v = d.View(); v.Item.Text != "words and picture" || v.DonePosts != 1 || v.Answered["target"] != 1 || v.Asked["target"] != 2 {
		t.Fatalf("%+v", v)
	}
	must(t, d.Label(ctx, "yes"))
	must(t, d.Label(ctx, "group"))
	must(t, d.Label(ctx, "person"))
	if v = d.View(); v.Answer != "person;group" || !v.Chosen || v.Done != 5 {
		t.Fatalf("chosen is %q, %d are done", v.Answer, v.Done)
	}
	must(t, d.Label(ctx, "group"))
	must(t, d.Give(ctx))
	if v = d.View(); !v.Finished || v.DonePosts != 2 || v.Labels["target"]["person"] != 1 || v.Labels["target"]["group"] != 0 {
		t.Fatalf("%+v", v)
	}
	must(t, d.Undo(ctx))
	if v = d.View(); v.DonePosts != 1 || v.Question.ID != "target" || v.Answer != "" || v.Finished {
		t.Errorf("after undo %q to %s, %d done", v.Answer, v.Question.ID, v.DonePosts)
	}
	if err := d.Label(ctx, "nobody"); err == nil || app.KindOf(err) != app.KindUsage {
		t.Errorf("a label that there is not: %v", err)
	}
	l, err := p.Log.Ledger(ctx)
	must(t, err)
	if answer, _, ok := l.Answer("ana", ids(t, p)[0], "target", 0); !ok || answer != codebook.None {
		t.Errorf("none of them is %q", answer)
	}
	if r, err := p.Check(ctx, true); err != nil || len(r.Damage)+len(r.Loose) > 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// meaning lists what everybody answered, as it reads today.
func meaning(t *testing.T, p *Project, id codebook.QuestionID) string {
	t.Helper()
	all, err := p.Answers(t.Context(), id)
	must(t, err)
	var b strings.Builder
	for _, a := range all {
		for _, s := range a.Said {
			b.WriteString(s.Annotator + "=" + string(s.Answer) + " ")
		}
	}
	return strings.TrimSpace(b.String())
}

func TestAChangedCodebookLosesNoJudgement(t *testing.T) {
	ctx := t.Context()
	p := newProject(t, DefaultSettings(), texts(5)...)
	must(t, newDesk(t, p, DeskOptions{}).Label(ctx, "positive"))
	if done := set(t, p, "stance"); done.Version != 2 || len(done.Told) != 1 || !strings.Contains(done.Told[0], "both is not asked any more") {
		t.Errorf("%+v", done)
	}
	d := newDesk(t, p, DeskOptions{})
	for _, label := range []string{"for", "against", "neither", "off-topic", "against"} {
		must(t, d.Label(ctx, label))
	}
	recode := func(want string, change func(*codebook.Codebook) (*codebook.Codebook, []codebook.Move, error)) Recoded {
		t.Helper()
		before, err := p.Log.Events(ctx)
		must(t, err)
		if _, _, err := p.Recode(ctx, "ben", true, change); err != nil {
			t.Fatal(err)
		}
		if now, err := p.Log.Events(ctx); err != nil || len(now) != len(before) {
			t.Fatalf("a trial was kept: %v", err)
		}
		_, done, err := p.Recode(ctx, "ben", false, change)
		must(t, err)
		if got := meaning(t, p, "stance"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		now, err := p.Log.Events(ctx)
		must(t, err)
		if len(now) != len(before)+1 || !slices.Equal(before, now[:len(before)]) {
			t.Error("an event was changed")
		}
		return done
	}
	recode("ana=favour ana=against ana=neither ana=off-topic ana=against", func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
		return b.Rename("stance", "for", "favour")
	})
	recode("ana=favour ana=against ana=none ana=none ana=against", func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
		return b.Merge("stance", []string{"neither", "off-topic"}, "none")
	})
	if v := d.View(); v.Question.ID != "stance" || !v.Finished {
		t.Errorf("%+v", v)
	}
	done := recode("ana=favour ana=none ana=none", func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
		return b.Split("stance", "against", "against-cost", "against-noise")
	})
	if done.Open != 2 {
		t.Errorf("%d answers are open again, want 2", done.Open)
	}
	// A desk that was open all the time takes the new codebook up with the next command, and asks the split posts again.
	must(t, d.Flag(ctx, "unclear"))
	if v := d.View(); v.Done != 3 || v.Item.Text != "post number 1" || len(v.Question.Offered()) != 4 {
		t.Fatalf("%d done, shown is %q with %d labels", v.Done, v.Item.Text, len(v.Question.Offered()))
	}
	if err := d.Label(ctx, "against"); err == nil {
		t.Error("a label that was split was taken")
	}
	must(t, d.Label(ctx, "against-noise"))
	recode("ana=favour ana=against-noise ana=none ana=none", func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
		return b.Retire("stance", "against-noise")
	})
	if err := newDesk(t, p, DeskOptions{}).Label(ctx, "against-noise"); err == nil || app.HintOf(err) == "" {
		t.Errorf("a label that was retired was taken: %v", err)
	}
	if got := meaning(t, p, codebook.Both); got != "ana=positive" {
		t.Errorf("the sentiment of before is %q", got)
	}
	if r, err := p.Check(ctx, true); err != nil || len(r.Damage)+len(r.Loose) > 0 {
		t.Errorf("%+v %v", r, err)
	}
	saved := filepath.Join(t.TempDir(), "saved"+Ext)
	if r, err := Rescue(ctx, p.Path(), saved); err != nil || len(r.Damage) > 0 {
		t.Fatalf("%+v %v", r, err)
	}
	again, err := Open(ctx, saved)
	must(t, err)
	defer again.Close()
	if got := meaning(t, again, "stance"); got != "ana=favour ana=against-noise ana=none ana=none" {
		t.Errorf("after a rescue: %s", got)
	}
}

func TestCopiesWithTheirOwnCodebooksMergeInAnyOrder(t *testing.T) {
	ctx := t.Context()
	p := newProject(t, DefaultSettings(), texts(4)...)
	set(t, p, "stance")
	paths := []string{filepath.Join(t.TempDir(), "ana"+Ext), filepath.Join(t.TempDir(), "ben"+Ext)}
	copies := make([]*Project, 2)
	for i, path := range paths {
		must(t, p.Backup(ctx, path))
		var err error
		copies[i], err = Open(ctx, path)
		must(t, err)
		defer copies[i].Close()
		name := []string{"ana", "ben"}[i]
		must(t, newDesk(t, copies[i], DeskOptions{Annotator: name}).Label(ctx, "for"))
		_, _, err = copies[i].Recode(ctx, name, false, func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
			return b.Rename("stance", []string{"for", "against"}[i], []string{"pro", "contra"}[i])
		})
		must(t, err)
	}
	must(t, newDesk(t, copies[1], DeskOptions{Annotator: "ben"}).Label(ctx, "contra"))
	for i := range copies {
		m, err := copies[i].Merge(ctx, paths[1-i])
		must(t, err)
		if m.Codebooks != 1 {
			t.Errorf("a change of the codebook that does not hold is not told: %+v", m)
		}
	}
	if a, b := content(t, copies[0]), content(t, copies[1]); a != b {
		t.Errorf("they differ:\n%s\n%s", a, b)
	}
	h, err := copies[0].Codebooks(ctx)
	must(t, err)
	if lost := h.Lost(); len(lost) != 1 {
		t.Errorf("%d changes are told as lost", len(lost))
	}
	// Whichever holds, the answers under it read as they do in its codebook, and those that it has no word for are asked again.
	if x, y := meaning(t, copies[0], "stance"), meaning(t, copies[1], "stance"); x != y || x == "" {
		t.Errorf("%s and %s", x, y)
	}
}

func TestAnOldProjectHasTheBuiltInCodebook(t *testing.T) {
	ctx := t.Context()
	p := old(t)
	b, err := p.Codebook(ctx)
	must(t, err)
	if len(b.Questions) == 0 || b.Main() != codebook.Both {
		t.Fatalf("%+v", b)
	}
	said := meaning(t, p, codebook.Both)
	if strings.Count(said, "=") != 9 {
		t.Errorf("said is %s", said)
	}
	set(t, p, "stance")
	if now := meaning(t, p, codebook.Both); now != said || said == "" {
		t.Errorf("with another codebook it reads %s, before %s", now, said)
	}
	set(t, p, "sentiment") // and back
	d := newDesk(t, p, DeskOptions{Annotator: "ben"})
	if v := d.View(); v.Done != 3 || v.Question.ID != codebook.Both {
		t.Errorf("%d done of %s", v.Done, v.Question.ID)
	}
}

func TestStatisticsAndFinalAnswersGoByQuestion(t *testing.T) {
	ctx := t.Context()
	p := newProject(t, DefaultSettings(), texts(4)...)
	set(t, p, "emotions")
	for who, said := range map[string][]string{"ana": {"joy", "joy;fear", "anger", ""}, "ben": {"joy", "joy", "", "sadness"}, "cleo": {"joy", "fear", "anger", "joy"}} {
		d := newDesk(t, p, DeskOptions{Annotator: who})
		for _, labels := range said {
			for _, label := range codebook.Answer(labels).IDs() {
				must(t, d.Label(ctx, label))
			}
			must(t, d.Give(ctx))
		}
	}
	s, err := p.Stats(ctx)
	must(t, err)
	if len(s.People) != 3 || s.People[0].Question != "emotions" || !maps.Equal(s.People[0].Labels, map[string]int{"joy": 2, "fear": 1, "anger": 1, "(none)": 1}) {
		t.Errorf("%+v", s.People)
	}
	if len(s.Agreement) != 1 || s.Disputed != 3 {
		t.Fatalf("%+v", s)
	}
	if a := s.Agreement[0].Overall; a.Units != 4 || !(a.Masi.Value > 0 && a.Masi.Value < 1) || !math.IsNaN(a.Interval.Value) || len(s.Agreement[0].Pairs) != 3 {
		t.Errorf("%+v", a)
	}
	l, err := p.Log.Ledger(ctx)
	must(t, err)
	var got []string
	for _, post := range ids(t, p) {
		majority, _ := Final{By: "majority"}.Answer(l, post, "emotions")
		all, ok := Final{By: "adjudication"}.Answer(l, post, "emotions")
		got = append(got, string(majority)+map[bool]string{true: "/" + string(all)}[ok])
	}
	if want := []string{"joy/joy", "fear;joy", "anger", "(none)"}; !slices.Equal(got, want) {
		t.Errorf("got %q want %q", got, want)
	}
	set(t, p, "intensity")
	for who, said := range map[string][]string{"ana": {"-3", "0", "2"}, "ben": {"-3", "1", "3"}} {
		d := newDesk(t, p, DeskOptions{Annotator: who})
		for _, label := range said {
			must(t, d.Label(ctx, label))
		}
	}
	if s, err = p.Stats(ctx); err != nil || len(s.Agreement) != 2 {
		t.Fatalf("%+v %v", s.Agreement, err)
	}
	// With the values −3, 0, 2 and −3, 1, 3: D_o = (0 + 1 + 1)/3, D_e the mean over all pairs of the six.
	if a := s.Agreement[0].Overall; a.Units != 3 || !(a.Interval.Value > 0.9 && a.Interval.Value < 1) || !(a.Interval.Value > a.Nominal.Value) {
		t.Errorf("%s: %+v", s.Agreement[0].Question, a)
	}
}
