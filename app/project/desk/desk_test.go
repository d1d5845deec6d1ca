package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

func TestTheWholeFlow(t *testing.T) {
	ctx := t.Context()
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(5)...)
	d := projecttest.NewDesk(t, p, desk.Options{})
	at := func(want string) {
		t.Helper()
		if got := d.View().Item.Text; got != want {
			t.Fatalf("shown is %q, want %q", got, want)
		}
	}
	at("post number 0")
	projecttest.Must(t, d.Flag(ctx, "sarcastic"))
	projecttest.Must(t, d.Note(ctx, "mind the tone"))
	projecttest.Must(t, d.Label(ctx, app.Negative.String()))
	at("post number 1")
	projecttest.Must(t, d.Later(ctx))
	projecttest.Must(t, d.Skip(ctx))
	at("post number 3")
	projecttest.Must(t, d.Label(ctx, app.Positive.String()))
	projecttest.Must(t, d.Label(ctx, app.Positive.String()))
	at("post number 1") // what was put off comes at the end
	if v := d.View(); v.Finished || v.Done != 3 || v.Skipped != 1 || v.Later != 1 || counts(v) != [3]int{1, 0, 2} {
		t.Fatalf("%+v", v)
	}
	projecttest.Must(t, d.Label(ctx, app.Neutral.String()))
	if v := d.View(); !v.Finished || v.Pace == 0 {
		t.Fatalf("finished %v, pace %v", v.Finished, v.Pace)
	}
	projecttest.Must(t, d.Undo(ctx))
	at("post number 1")
	if v := d.View(); v.Answer != "" || v.Finished {
		t.Fatal("the label is still there after the undo")
	}
	for range 20 { // to the beginning and no farther
		projecttest.Must(t, d.Undo(ctx))
	}
	at("post number 0")
	v := d.View()
	if v.Done+v.Skipped+v.Later != 0 || v.CanUndo || len(v.Flags) != 0 || v.Note != "" {
		t.Fatalf("not at the beginning: %+v", v)
	}
	for range 20 {
		projecttest.Must(t, d.Redo(ctx))
	}
	if v := d.View(); !v.Finished || v.CanRedo || counts(v) != [3]int{1, 1, 2} {
		t.Fatalf("not at the end: %+v", v)
	}
	if ok, err := d.Goto(ctx, projecttest.IDs(t, p)[0]); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if v := d.View(); v.Answer != "negative" || !slices.Equal(v.Flags, []string{"sarcastic"}) || v.Note != "mind the tone" {
		t.Fatalf("%+v", v)
	}
	// Another window sees all of it and goes on where this one is.
	again := projecttest.NewDesk(t, p, desk.Options{})
	if v := again.View(); !v.Finished || counts(v) != [3]int{1, 1, 2} {
		t.Fatalf("%+v", v)
	}
	projecttest.Must(t, again.Undo(ctx))
	projecttest.Must(t, d.Undo(ctx)) // takes back what is now the last, not the same again
	if v := d.View(); counts(v) != [3]int{1, 0, 1} {
		t.Fatalf("%v", counts(v))
	}
}

func TestThreePassesHideTheOther(t *testing.T) {
	s := project.DefaultSettings()
	s.Scheme, s.Block = project.SchemeThree, 2
	p := projecttest.New(t, s, "words alone have one pass")
	a, err := p.Posts.Adder(t.Context(), true)
	projecttest.Must(t, err)
	for i := range 3 {
		pic := &app.Picture{Name: fmt.Sprint(i), Data: []byte{byte(i)}, Format: "png", Width: 1, Height: 1, Sum: app.Sum{byte(i + 1)}}
		projecttest.Must(t, a.Add(project.Incoming{Post: app.Post{Text: fmt.Sprint("text ", i), Picture: pic}}))
	}
	projecttest.Must(t, a.Commit())
	text := map[app.PostID]string{}
	projecttest.Must(t, p.Posts.Each(t.Context(), func(i project.Item) error { text[i.ID] = i.Text; return nil }))
	d := projecttest.NewDesk(t, p, desk.Options{})
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
		projecttest.Must(t, d.Label(t.Context(), app.Neutral.String()))
	}
	want := []string{"words:text 0", "picture:text 0", "both:words alone have one pass", "both:text 0",
		"words:text 1", "words:text 2", "picture:text 1", "picture:text 2", "both:text 1", "both:text 2"}
	if !slices.Equal(seen, want) {
		t.Errorf("asked\n%q, want\n%q", seen, want)
	}
	events, err := p.Log.Events(t.Context())
	projecttest.Must(t, err)
	if e := events[0]; !e.Shown.Words || e.Shown.Picture || e.Took != 2*time.Second || e.Order != "given" {
		t.Errorf("the first judgement records %+v", e)
	}
}

func TestSuggestions(t *testing.T) {
	for _, when := range []ledger.Suggestion{ledger.SuggestHidden, ledger.SuggestAfter, ledger.SuggestBefore} {
		s := project.DefaultSettings()
		s.Suggestion = when
		p := projecttest.New(t, s, projecttest.Texts(3)...)
		projecttest.Score(t, p, func(int) app.Scores { return app.Scores{0.8, 0.1, 0.1} })
		d := projecttest.NewDesk(t, p, desk.Options{})
		if got := d.View().Suggestion != nil; got != (when == ledger.SuggestBefore) {
			t.Errorf("%s: shown before judging: %v", when, got)
		}
		if err := d.Accept(t.Context()); (err == nil) != (when == ledger.SuggestBefore) {
			t.Errorf("%s: accept: %v", when, err)
		}
		projecttest.Must(t, d.Label(t.Context(), app.Neutral.String()))
		if last := d.View().Last; (last.Model != nil) != (when != ledger.SuggestHidden) {
			t.Errorf("%s: shown after judging: %v", when, last.Model)
		}
		events, err := p.Log.Events(t.Context())
		projecttest.Must(t, err)
		if e := events[0]; when == ledger.SuggestBefore && (!e.Shown.Accepted || e.Value != "negative" || e.Shown.Label != "negative") {
			t.Errorf("%+v", e)
		}
	}
}

// In the pass of the words the model says what it reads in the words alone: its label of the post would give the picture away.
func TestSuggestionsOfAPass(t *testing.T) {
	s := project.DefaultSettings()
	s.Scheme, s.Suggestion = project.SchemeThree, ledger.SuggestBefore
	p := projecttest.New(t, s)
	a, err := p.Posts.Adder(t.Context(), true)
	projecttest.Must(t, err)
	pic := &app.Picture{Name: "joy.png", Data: []byte{1}, Format: "png", Width: 1, Height: 1, Sum: app.Sum{1}}
	projecttest.Must(t, a.Add(project.Incoming{Post: app.Post{ID: "joy.png", Text: "how sad", Picture: pic}, Scores: []project.Score{{Pack: "m@1",
		Scores: app.Scores{0.1, 0.8, 0.1}, Words: &app.Scores{0.9, 0.1, 0}, Picture: &app.Scores{0, 0.1, 0.9}}}}))
	projecttest.Must(t, a.Commit())
	d := projecttest.NewDesk(t, p, desk.Options{})
	for _, want := range []app.Label{app.Negative, app.Positive, app.Neutral} {
		v := d.View()
		if v.Suggestion == nil || v.Suggestion.Label() != want {
			t.Errorf("%s: the model says %+v, want %s", v.Slot.Question, v.Suggestion, want)
		}
		projecttest.Must(t, d.Accept(t.Context()))
		if last := d.View().Last; v.Slot.Question == codebook.Picture && last.Text != "" {
			t.Errorf("the words %q are shown after the pass of the picture", last.Text)
		}
	}
	events, err := p.Log.Events(t.Context())
	projecttest.Must(t, err)
	for i, want := range []string{"negative", "positive", "neutral"} {
		if e := events[i]; e.Value != want || e.Shown.Label != want {
			t.Errorf("%s is recorded as %s after %s was seen", e.Question, e.Value, e.Shown.Label)
		}
	}
}

func TestAdjudication(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(3)...)
	for who, ls := range map[string][]app.Label{"ana": {0, 1, 2}, "ben": {0, 2, 2}, "cleo": {0, 2, 1}} {
		d := projecttest.NewDesk(t, p, desk.Options{Annotator: who})
		for _, l := range ls {
			projecttest.Must(t, d.Label(t.Context(), l.String()))
		}
	}
	d := projecttest.NewDesk(t, p, desk.Options{Annotator: "dora", Review: true})
	v := d.View()
	if v.Total != 2 || len(v.Said) != 3 || v.Said[0].Annotator != "ana" || v.Item.Text != "post number 1" {
		t.Fatalf("%+v", v)
	}
	projecttest.Must(t, d.Label(t.Context(), app.Negative.String()))
	l, err := p.Log.Ledger(t.Context())
	projecttest.Must(t, err)
	post := projecttest.IDs(t, p)
	for _, c := range []struct {
		by   string
		want []string
	}{
		{"adjudication", []string{"negative", "negative", "-"}},
		{"majority", []string{"negative", "positive", "positive"}},
		{"annotator=ana", []string{"negative", "neutral", "positive"}},
	} {
		f, err := ledger.ParseFinal(c.by)
		projecttest.Must(t, err)
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
	projecttest.Must(t, d.Undo(t.Context()))
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
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(40)...)
	rng := rand.New(rand.NewPCG(4, 2))
	var acknowledged []string
	for range 20 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWhileLabelling$")
		cmd.Env = append(os.Environ(), "DUOTONE_TEST_LABEL="+p.Path())
		out, err := cmd.StdoutPipe()
		projecttest.Must(t, err)
		projecttest.Must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for n := 1 + rng.IntN(30); n > 0 && lines.Scan(); n-- {
			acknowledged = append(acknowledged, lines.Text())
		}
		projecttest.Must(t, cmd.Process.Kill())
		for lines.Scan() { // what was said before the kill reached it counts as well
			acknowledged = append(acknowledged, lines.Text())
		}
		cmd.Wait() //nolint:errcheck // it was killed
	}
	q, err := project.Open(t.Context(), p.Path())
	projecttest.Must(t, err)
	defer q.Close()
	events, err := q.Log.Events(t.Context())
	projecttest.Must(t, err)
	there := map[string]bool{}
	for _, e := range events {
		there[said(e)] = true
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
func said(e ledger.Event) string {
	return fmt.Sprintf("done %s %s %s %s.", e.Act, e.Post, e.Value, e.At.Format(time.RFC3339Nano))
}

func labelForever(path string) {
	ctx := context.Background()
	p, err := project.Open(ctx, path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	d, err := desk.New(ctx, p, desk.Options{Annotator: "ana", Now: func() time.Time { now = now.Add(time.Millisecond); return now }})
	for i := 0; err == nil; i++ {
		v := d.View()
		label := app.Labels[i%3]
		if i%7 == 6 {
			err = d.Undo(ctx)
			continue
		}
		if err = d.Label(ctx, label.String()); err == nil {
			e := ledger.Event{Act: ledger.ActLabel, Post: v.Slot.Post, Value: label.String()}
			if judged, at, ok := d.Ledger().Answer("ana", v.Slot.Post, codebook.Both, 0); ok && judged == codebook.SentimentAnswer(label) {
				e.At = at.At
				fmt.Println(said(e))
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// A post that was put off is not asked again before it was answered, and one that was left out never.
func TestOnlyAnsweredPostsAreAskedAgain(t *testing.T) {
	s := project.DefaultSettings()
	s.Repeat = 2
	p := projecttest.New(t, s, projecttest.Texts(8)...)
	d := projecttest.NewDesk(t, p, desk.Options{})
	skipped, answered, put := map[app.PostID]bool{}, map[app.PostID]bool{}, 0
	for i := 0; !d.View().Finished; i++ {
		v := d.View()
		if v.Slot.Round == 1 && !answered[v.Slot.Post] {
			t.Fatalf("%s is asked again and was never answered", v.Item.Name)
		}
		switch {
		case v.Slot.Round == 0 && v.Standing == "" && i%3 == 1:
			projecttest.Must(t, d.Skip(t.Context()))
			skipped[v.Slot.Post] = true
		case v.Slot.Round == 0 && v.Standing == "" && i%3 == 2:
			projecttest.Must(t, d.Later(t.Context()))
			put++
		default:
			projecttest.Must(t, d.Label(t.Context(), app.Neutral.String()))
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
	s := project.DefaultSettings()
	s.Scheme, s.Block = project.SchemeThree, 1
	p := projecttest.New(t, s)
	a, err := p.Posts.Adder(t.Context(), true)
	projecttest.Must(t, err)
	projecttest.Must(t, a.Add(project.Incoming{Post: app.Post{ID: "a", Text: "words", Picture: apptest.Drawn(1, 30, 20)}}))
	projecttest.Must(t, a.Commit())
	d := projecttest.NewDesk(t, p, desk.Options{})
	for i, pass := range []codebook.QuestionID{codebook.Words, codebook.Picture, codebook.Both} {
		v := d.View()
		if v.Slot.Question != pass || v.Note != "" {
			t.Fatalf("pass %s shows the note %q", v.Slot.Question, v.Note)
		}
		if want := []int{0, 0, 2}[i]; len(v.Flags) != want {
			t.Errorf("pass %s shows the flags %q", pass, v.Flags)
		}
		projecttest.Must(t, d.Note(t.Context(), "of "+string(pass)))
		if pass != codebook.Both {
			projecttest.Must(t, d.Flag(t.Context(), []string{"sarcastic", "unclear"}[i]))
			if v := d.View(); len(v.Flags) != 1 || v.Note != "of "+string(pass) {
				t.Errorf("pass %s shows %q and the note %q", pass, v.Flags, v.Note)
			}
		}
		projecttest.Must(t, d.Label(t.Context(), app.Neutral.String()))
	}
	l, err := p.Log.Ledger(t.Context())
	projecttest.Must(t, err)
	id := projecttest.IDs(t, p)[0]
	if note, flags := l.Note("ana", id), l.Flags("ana", id); note != "of words\nof picture\nof both" || len(flags) != 2 {
		t.Errorf("the note is %q, the flags are %q", note, flags)
	}
}

// counts are the annotator's answers about the whole post so far: negative, neutral, positive.
func counts(v desk.View) (n [3]int) {
	for i, l := range app.Labels {
		n[i] = v.Labels[codebook.Both][l.String()]
	}
	return n
}
