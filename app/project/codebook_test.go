package project_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
)

// One question after the other is put, words alone before the whole, and a post is done when all are answered.
func TestEveryQuestionOfTheCodebookIsAsked(t *testing.T) {
	ctx := t.Context()
	p := projecttest.New(t, project.DefaultSettings(), "words alone")
	a, err := p.Posts.Adder(ctx, true)
	projecttest.Must(t, err)
	projecttest.Must(t, a.Add(project.Incoming{Post: app.Post{ID: "both", Text: "words and picture", Picture: apptest.Drawn(1, 30, 20)}}))
	projecttest.Must(t, a.Commit())
	projecttest.Ask(t, p, "offensive")
	d := projecttest.NewDesk(t, p, desk.Options{})
	v := d.View()
	if v.Total != 6 || v.Posts != 2 || v.Builtin || v.Question.ID != "offensive_words" || v.ShowPicture || v.Item.Name != "" {
		t.Fatalf("%d questions about %d posts, the first is %+v", v.Total, v.Posts, v.Question)
	}
	projecttest.Must(t, d.Label(ctx, "no"))
	if v = d.View(); v.Question.ID != "offensive_picture" || v.ShowWords || v.Item.Text != "" {
		t.Fatalf("%+v shows %q", v.Question, v.Item.Text)
	}
	projecttest.Must(t, d.Label(ctx, "yes"))
	if v = d.View(); v.Question.ID != "offensive" || v.Item.Text != "words alone" || v.DonePosts != 0 {
		t.Fatalf("%+v, %d done", v.Question, v.DonePosts)
	}
	projecttest.Must(t, d.Label(ctx, "no"))
	projecttest.Must(t, d.Give(ctx)) // of target: none
	if v = d.View(); v.Item.Text != "words and picture" || v.DonePosts != 1 || v.Answered["target"] != 1 || v.Asked["target"] != 2 {
		t.Fatalf("%+v", v)
	}
	projecttest.Must(t, d.Label(ctx, "yes"))
	projecttest.Must(t, d.Label(ctx, "group"))
	projecttest.Must(t, d.Label(ctx, "person"))
	if v = d.View(); v.Answer != "person;group" || !v.Chosen || v.Done != 5 {
		t.Fatalf("chosen is %q, %d are done", v.Answer, v.Done)
	}
	projecttest.Must(t, d.Label(ctx, "group"))
	projecttest.Must(t, d.Give(ctx))
	if v = d.View(); !v.Finished || v.DonePosts != 2 || v.Labels["target"]["person"] != 1 || v.Labels["target"]["group"] != 0 {
		t.Fatalf("%+v", v)
	}
	projecttest.Must(t, d.Undo(ctx))
	if v = d.View(); v.DonePosts != 1 || v.Question.ID != "target" || v.Answer != "" || v.Finished {
		t.Errorf("after undo %q to %s, %d done", v.Answer, v.Question.ID, v.DonePosts)
	}
	if err := d.Label(ctx, "nobody"); err == nil || app.KindOf(err) != app.KindUsage {
		t.Errorf("a label that there is not: %v", err)
	}
	l, err := p.Log.Ledger(ctx)
	projecttest.Must(t, err)
	if answer, _, ok := l.Answer("ana", projecttest.IDs(t, p)[0], "target", 0); !ok || answer != codebook.None {
		t.Errorf("none of them is %q", answer)
	}
	if r, err := p.Check(ctx, true); err != nil || len(r.Damage)+len(r.Loose) > 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// meaning lists what everybody answered, as it reads today.
func meaning(t *testing.T, p *project.Project, id codebook.QuestionID) string {
	t.Helper()
	all, err := p.Answers(t.Context(), id)
	projecttest.Must(t, err)
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
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(5)...)
	projecttest.Must(t, projecttest.NewDesk(t, p, desk.Options{}).Label(ctx, "positive"))
	if done := projecttest.Ask(t, p, "stance"); done.Version != 2 || len(done.Told) != 1 || !strings.Contains(done.Told[0].String(), "both is not asked any more") {
		t.Errorf("%+v", done)
	}
	d := projecttest.NewDesk(t, p, desk.Options{})
	for _, label := range []string{"for", "against", "neither", "off-topic", "against"} {
		projecttest.Must(t, d.Label(ctx, label))
	}
	recode := func(want string, change func(*codebook.Codebook) (*codebook.Codebook, []codebook.Move, error)) project.Recoded {
		t.Helper()
		before, err := p.Log.Events(ctx)
		projecttest.Must(t, err)
		if _, _, err := p.Recode(ctx, "ben", true, change); err != nil {
			t.Fatal(err)
		}
		if now, err := p.Log.Events(ctx); err != nil || len(now) != len(before) {
			t.Fatalf("a trial was kept: %v", err)
		}
		_, done, err := p.Recode(ctx, "ben", false, change)
		projecttest.Must(t, err)
		if got := meaning(t, p, "stance"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		now, err := p.Log.Events(ctx)
		projecttest.Must(t, err)
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
	projecttest.Must(t, d.Flag(ctx, "unclear"))
	if v := d.View(); v.Done != 3 || v.Item.Text != "post number 1" || len(v.Question.Offered()) != 4 {
		t.Fatalf("%d done, shown is %q with %d labels", v.Done, v.Item.Text, len(v.Question.Offered()))
	}
	if err := d.Label(ctx, "against"); err == nil {
		t.Error("a label that was split was taken")
	}
	projecttest.Must(t, d.Label(ctx, "against-noise"))
	recode("ana=favour ana=against-noise ana=none ana=none", func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
		return b.Retire("stance", "against-noise")
	})
	if err := projecttest.NewDesk(t, p, desk.Options{}).Label(ctx, "against-noise"); err == nil || app.HintOf(err) == "" {
		t.Errorf("a label that was retired was taken: %v", err)
	}
	if got := meaning(t, p, codebook.Both); got != "ana=positive" {
		t.Errorf("the sentiment of before is %q", got)
	}
	if r, err := p.Check(ctx, true); err != nil || len(r.Damage)+len(r.Loose) > 0 {
		t.Errorf("%+v %v", r, err)
	}
	saved := filepath.Join(t.TempDir(), "saved"+project.Ext)
	if r, err := project.Rescue(ctx, p.Path(), saved); err != nil || len(r.Damage) > 0 {
		t.Fatalf("%+v %v", r, err)
	}
	again, err := project.Open(ctx, saved)
	projecttest.Must(t, err)
	defer again.Close()
	if got := meaning(t, again, "stance"); got != "ana=favour ana=against-noise ana=none ana=none" {
		t.Errorf("after a rescue: %s", got)
	}
}

func TestCopiesWithTheirOwnCodebooksMergeInAnyOrder(t *testing.T) {
	ctx := t.Context()
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(4)...)
	projecttest.Ask(t, p, "stance")
	paths := []string{filepath.Join(t.TempDir(), "ana"+project.Ext), filepath.Join(t.TempDir(), "ben"+project.Ext)}
	copies := make([]*project.Project, 2)
	for i, path := range paths {
		projecttest.Must(t, p.Backup(ctx, path))
		var err error
		copies[i], err = project.Open(ctx, path)
		projecttest.Must(t, err)
		defer copies[i].Close()
		name := []string{"ana", "ben"}[i]
		projecttest.Must(t, projecttest.NewDesk(t, copies[i], desk.Options{Annotator: name}).Label(ctx, "for"))
		_, _, err = copies[i].Recode(ctx, name, false, func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
			return b.Rename("stance", []string{"for", "against"}[i], []string{"pro", "contra"}[i])
		})
		projecttest.Must(t, err)
	}
	projecttest.Must(t, projecttest.NewDesk(t, copies[1], desk.Options{Annotator: "ben"}).Label(ctx, "contra"))
	for i := range copies {
		m, err := copies[i].Merge(ctx, paths[1-i])
		projecttest.Must(t, err)
		if m.Codebooks != 1 {
			t.Errorf("a change of the codebook that does not hold is not told: %+v", m)
		}
	}
	if a, b := content(t, copies[0]), content(t, copies[1]); a != b {
		t.Errorf("they differ:\n%s\n%s", a, b)
	}
	h, err := copies[0].Codebooks(ctx)
	projecttest.Must(t, err)
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
	projecttest.Must(t, err)
	if len(b.Questions) == 0 || b.Main() != codebook.Both {
		t.Fatalf("%+v", b)
	}
	said := meaning(t, p, codebook.Both)
	if strings.Count(said, "=") != 9 {
		t.Errorf("said is %s", said)
	}
	projecttest.Ask(t, p, "stance")
	if now := meaning(t, p, codebook.Both); now != said || said == "" {
		t.Errorf("with another codebook it reads %s, before %s", now, said)
	}
	projecttest.Ask(t, p, "sentiment") // and back
	d := projecttest.NewDesk(t, p, desk.Options{Annotator: "ben"})
	if v := d.View(); v.Done != 3 || v.Question.ID != codebook.Both {
		t.Errorf("%d done of %s", v.Done, v.Question.ID)
	}
}
