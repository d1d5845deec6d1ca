package label

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/present/presenttest"
	"duotone/app/project"
	"duotone/app/project/assign"
	"duotone/app/project/exchange"
	"duotone/ui/kit"
	"duotone/ui/kit/winkey"
	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// stand is a pane in a window that is drawn when the test says so.
type stand struct {
	*label.Presenter
	t     *testing.T
	pane  *Pane
	w     fyne.Window
	menus int // how often the menu has changed
}

// newStand has a project open whose posts Ana labels; change may be nil.
func newStand(t *testing.T, change func(*project.Settings)) *stand {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, 1))
	s := &stand{t: t, w: test.NewTempWindow(t, nil)}
	s.Presenter = label.New(label.Options{Settings: presenttest.Settings(t), Reader: presenttest.NoReader(), Tell: func(m app.Message) { t.Logf("it says %v", m) }}, nil)
	t.Cleanup(s.Close)
	s.pane = New(s.w, s.Presenter, nil, func() { s.menus++ })
	s.w.SetContent(s.pane.Content())
	s.w.Resize(fyne.NewSize(1000, 700))
	if !s.pane.welcome.Visible() || s.pane.work.Visible() || !s.pane.Menu()[2].Disabled {
		t.Error("without a project the pane does not say what to do")
	}
	s.Open(presenttest.Project(t, 6, change), "Ana")
	s.draws("it is open", func(st *label.State) bool { return st.Open() && (st.Picture != nil || !st.View.ShowPicture) })
	return s
}

// draws draws the first state that is as wanted.
func (s *stand) draws(what string, ok func(*label.State) bool) *label.State {
	s.t.Helper()
	st := presenttest.Until(s.t, s.Wait, what, ok)
	s.pane.Draw(st)
	return st
}

func (s *stand) press(names ...fyne.KeyName) {
	s.t.Helper()
	for _, name := range names {
		at := s.w.Canvas().Focused()
		if at == nil {
			s.t.Fatalf("%s: nothing has the keyboard", name)
		}
		if name == fyne.KeySpace {
			at.TypedRune(' ')
		}
		at.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func (s *stand) types(text string) {
	for _, r := range text {
		s.w.Canvas().Focused().TypedRune(r)
	}
}

func done(n int) func(*label.State) bool {
	return func(st *label.State) bool { return st.View.Done == n }
}

// The menu offers what an open project can do as soon as one is open.
func TestTheMenuFollowsTheProject(t *testing.T) {
	s := newStand(t, nil)
	if s.menus != 1 || slices.ContainsFunc(s.pane.Menu(), func(m *fyne.MenuItem) bool { return m.Disabled }) {
		t.Errorf("the menu has changed %d times, and is grey with a project open", s.menus)
	}
	if s.w.Canvas().Focused() != s.pane.stage {
		t.Errorf("the keyboard is with %T", s.w.Canvas().Focused())
	}
}

func TestAJudgementIsDrawnWithItsKey(t *testing.T) {
	s := newStand(t, nil)
	p := s.pane
	if p.stage.screen == nil || !p.stage.scroll.Visible() || !p.stage.picture.Visible() || !strings.Contains(p.title.Text, "post 1 of 6") {
		t.Errorf("the title is %q", p.title.Text)
	}
	s.press(fyne.KeyF2)
	s.draws("a flag", func(st *label.State) bool { return len(st.View.Flags) == 1 })
	if !p.checks[s.State().View.Flags[0]].Checked {
		t.Error("the flag is not shown")
	}
	s.types("n")
	if s.w.Canvas().Focused() != p.noteText {
		t.Fatalf("the keyboard is with %T", s.w.Canvas().Focused())
	}
	s.types("odd one")
	s.press(fyne.KeyEscape)
	s.types("3")
	st := s.draws("judged", done(1))
	if p.noteText.Text != "" || p.undo.Disabled() || !p.redo.Disabled() || st.View.Labels[codebook.Both]["positive"] != 1 {
		t.Errorf("the next post begins with the note %q", p.noteText.Text)
	}
	s.types("b")
	s.draws("back", func(st *label.State) bool { return st.View.At == 0 })
	if p.noteText.Text != "odd one" || p.answers.buttons["positive"].Importance != 1 {
		t.Errorf("the note is %q, and what was said is not marked", p.noteText.Text)
	}
	s.types("++")
	s.draws("in full size", func(st *label.State) bool { return st.Full != nil })
	if !p.stage.zoomed() || p.stage.full == nil {
		t.Error("it is not zoomed into")
	}
	s.types("0")
	s.Import([]string{filepath.Join(t.TempDir(), "gone.csv")})
	s.draws("work", func(st *label.State) bool { return st.Work != nil || st.Settled > 1 })
	s.draws("its end", func(st *label.State) bool { return st.Work == nil })
	if p.workRow.Visible() {
		t.Error("work is shown after its end")
	}
}

// Three passes ask several times about a post.
func TestQuestionsAreNamedAsWhatTheyAre(t *testing.T) {
	s := newStand(t, func(v *project.Settings) { v.Scheme, v.Repeat = project.SchemeThree, 0 })
	if got := s.pane.title.Text; !strings.Contains(got, "question 1 of 18 about 6 posts") {
		t.Errorf("the title is %q", got)
	}
	s.Review(true)
	s.draws("the review", func(st *label.State) bool { return st.View.Review })
	if !s.pane.review.Checked || !strings.Contains(s.pane.question.Text, "Nobody disagrees") {
		t.Errorf("it asks %q", s.pane.question.Text)
	}
}

// dialogs are those that the pane opens.
func (s *stand) dialogs() map[string]func() {
	open := map[string]func(){"keys": s.pane.showKeys}
	plain := []string{"Back up", "Let the model score the posts", "Find near copies", "Take my answer as known", "People and progress…"}
	items := s.pane.Menu()
	for _, item := range items {
		if item.ChildMenu != nil {
			items = append(items, item.ChildMenu.Items...)
		}
	}
	for _, item := range items {
		if item.Action != nil && !slices.Contains(plain, item.Label) { // those open nothing, or only when what they show is there
			open[item.Label] = item.Action
		}
	}
	open["people"] = func() {
		s.pane.team.form(&label.Team{Posts: 6, Progress: []assign.Progress{{Annotator: "Ana", Posts: 2, Target: 6}}, Findings: []app.Sentence{app.Verbatim("They agree.")}}).Show("People", 600)
	}
	return open
}

// Every dialog is left by Escape, whichever of its controls has the keyboard, and gives it back to the post.
func TestEscapeLeavesEveryDialog(t *testing.T) {
	s := newStand(t, nil)
	c := s.w.Canvas()
	for name, do := range s.dialogs() {
		do()
		var chain []fyne.Focusable
		for at := c.Focused(); at != nil; at = c.Focused() {
			if len(chain) > 0 && at == chain[0] {
				break
			}
			if chain = append(chain, at); len(chain) > 40 {
				t.Fatalf("%s: Tab leads nowhere", name)
			}
			c.FocusNext()
		}
		kit.CloseTop(s.w)
		for i := range chain {
			s.pane.focus()
			do()
			for range i {
				c.FocusNext()
			}
			s.press(fyne.KeyEscape)
			if kit.Covered(s.w) {
				t.Errorf("%s: Escape is not heard by control %d, %T", name, i, chain[i])
				kit.CloseTop(s.w)
			}
			if c.Focused() != s.pane.stage {
				t.Errorf("%s: the keyboard is with %T afterwards", name, c.Focused())
			}
		}
		if len(chain) == 0 {
			t.Errorf("%s: nothing in it takes the keyboard", name)
		}
	}
}

func TestFormsAreConfirmedByEnter(t *testing.T) {
	s := newStand(t, nil)
	before := s.State().View.Settings
	form := func(keys string) {
		s.pane.projects.showSettings()
		s.press(fyne.KeyRight) // the other scheme
		for range 5 {
			s.w.Canvas().FocusNext()
		}
		s.press(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
		s.types(keys)
		s.w.Canvas().FocusNext()
		s.press(fyne.KeyReturn)
	}
	form("ss")
	if !kit.Covered(s.w) {
		t.Fatal("two keys for three labels were taken")
	}
	kit.CloseTop(s.w)
	form("sjk") // s skips
	if !kit.Covered(s.w) {
		t.Fatal("a key that is in use was taken")
	}
	kit.CloseTop(s.w)
	form("jkö")
	if kit.Covered(s.w) {
		t.Fatal("the form is still there")
	}
	st := s.draws("the settings", func(st *label.State) bool { return st.View.Settings.Scheme != before.Scheme })
	if st.View.Settings.Keys["positive"] != "ö" || !strings.HasPrefix(s.pane.answers.buttons["positive"].Text, "ö") {
		t.Errorf("%+v", st.View.Settings)
	}
}

// Keys are heard by the post wherever Tab has led, and one that is held down counts once.
func TestKeysAreHeardBesideTheStage(t *testing.T) {
	s := newStand(t, nil)
	l, c := s.pane, s.w.Canvas()
	judged := 0
	for _, at := range []fyne.Focusable{l.undo, l.review, l.order, l.answers.buttons["negative"]} {
		for _, name := range []string{"1", "Escape"} {
			c.Focus(at)
			switch name {
			case "1":
				judged++
				at.TypedRune('1')
				l.stage.TypedRune('1')
				l.stage.TypedRune('1')
			case "Escape":
				s.press(fyne.KeyEscape)
			}
			turn := s.NextOpen()
			if st := s.draws("all is done", func(st *label.State) bool { return st.Turn >= turn }); st.View.Done != judged {
				t.Errorf("%T, %s: %d are judged, want %d", at, name, st.View.Done, judged)
			}
			if c.Focused() != l.stage {
				t.Errorf("%T, %s: the keyboard is with %T", at, name, c.Focused())
			}
			l.stage.KeyUp(&fyne.KeyEvent{Name: fyne.Key1})
		}
	}
}

// What is chosen for an export is what is written.
func TestExportIsTheOneThatWasChosen(t *testing.T) {
	s := newStand(t, nil)
	s.Label(app.Positive.String())
	st := s.draws("judged", done(1))
	open, err := project.OpenToRead(t.Context(), st.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	for _, c := range []struct{ format, ext, holds string }{
		{"CSV", ".csv", "positive"}, {"JSON lines", ".jsonl", `"label":"positive"`}, {"Label Studio", ".json", `"annotations"`},
		{"Excel (XLSX)", ".xlsx", "PK"}, {"Parquet", ".parquet", "PAR1"}, {"TSV", ".tsv", "id\ttext\t"},
		{"doccano", ".doccano.jsonl", `"Comments"`}, {"Hugging Face imagefolder", "", `"file_name"`},
	} {
		base := filepath.Join(t.TempDir(), "labels")
		e := newExportForm(s.w, st.View.Annotators, nil)
		if o := e.options(); o.Final.By != "adjudication" || !o.Scores || o.Format != exchange.FormatCSV {
			t.Errorf("at first: %+v", o)
		}
		e.final.SetSelected("Ana")
		e.format.SetSelected(c.format)
		if e.name() != "labels"+c.ext {
			t.Errorf("%s: the name is %s", c.format, e.name())
		}
		e.scores.SetChecked(false) // nothing has scored this project
		r, err := exchange.Export(t.Context(), open, base+c.ext, e.options())
		if err != nil || r.Labelled == 0 || r.Labelled == r.Posts {
			t.Fatalf("%s: %+v, %v", c.format, r, err)
		}
		got := base + c.ext
		if c.ext == "" {
			got = filepath.Join(got, "metadata.jsonl")
		}
		data, err := os.ReadFile(got)
		if err != nil || !strings.Contains(string(data), c.holds) {
			t.Errorf("%s: %v: %.300s", c.format, err, data)
		}
	}
}

// The keys are those of the question that is asked: several labels are chosen and given by Enter, one answers at once.
func TestTheCodebooksQuestionsAreAnsweredByKeys(t *testing.T) {
	s := newStand(t, nil)
	book, err := codebook.Template("emotions")
	if err != nil {
		t.Fatal(err)
	}
	stance, err := codebook.Template("stance")
	if err != nil {
		t.Fatal(err)
	}
	book.Questions = append(book.Questions, stance.Questions...)
	text, err := book.TOML()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "book.toml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s.SetCodebook(path)
	s.draws("the questions", func(st *label.State) bool { return !st.View.Builtin && st.View.Question.ID == "emotions" })
	if len(s.pane.answers.buttons) != 6 || !s.pane.guide.box.Visible() || s.pane.spread.Visible() || !s.pane.counts.Visible() {
		t.Errorf("%d buttons, the guide is seen: %v", len(s.pane.answers.buttons), s.pane.guide.box.Visible())
	}
	s.types("41")
	s.draws("two are chosen", func(st *label.State) bool { return st.View.Answer == "anger;joy" && st.View.Chosen })
	if s.pane.answers.buttons["joy"].Importance != 1 || s.pane.answers.buttons["fear"].Importance == 1 {
		t.Error("what is chosen is not marked")
	}
	s.press(fyne.KeyReturn)
	s.draws("the next question", func(st *label.State) bool { return st.View.Question.ID == "stance" && st.View.Done == 1 })
	if len(s.pane.answers.buttons) != 4 || s.pane.answers.give != nil {
		t.Errorf("%d buttons", len(s.pane.answers.buttons))
	}
	s.press(fyne.KeyReturn) // answers nothing where one label is wanted
	s.types("2")
	s.draws("the post is done", func(st *label.State) bool { return st.View.DonePosts == 1 && st.View.Labels["stance"]["against"] == 1 })
	s.press(fyne.KeyF1)
	if s.pane.guide.box.Visible() {
		t.Error("F1 does not fold the guide away")
	}
	s.SetCodebook(filepath.Join(t.TempDir(), "none.toml"))
	turn := s.NextOpen()
	if st := s.draws("nothing has changed", func(st *label.State) bool { return st.Turn >= turn }); len(st.View.Codebook.Asked()) != 2 {
		t.Errorf("it asks %+v", st.View.Codebook.Asked())
	}
}

// A list beside the stage finds posts, shows the one that is chosen, and labels several at once, which one undo takes back.
func TestPostsAreFoundAndLabelledTogether(t *testing.T) {
	s := newStand(t, nil)
	p := s.pane
	s.types("/")
	if s.w.Canvas().Focused() != p.finder.entry || !p.finder.box.Visible() {
		t.Fatalf("the keyboard is with %T", s.w.Canvas().Focused())
	}
	s.draws("all are found", func(st *label.State) bool { return st.Found != nil && len(st.Found.Hits) == 6 })
	s.types("number 4")
	s.draws("one is found", func(st *label.State) bool {
		return st.Found != nil && st.Found.Query == "number 4" && len(st.Found.Hits) == 1
	})
	s.press(fyne.KeyReturn)
	s.draws("it is shown", func(st *label.State) bool { return st.View.Item.Name == "p4" })
	if s.w.Canvas().Focused() != p.stage {
		t.Errorf("the keyboard is with %T", s.w.Canvas().Focused())
	}
	p.finder.entry.SetText("a post is:open")
	s.draws("the open ones", func(st *label.State) bool {
		return st.Found != nil && st.Found.Query == "a post is:open" && len(st.Found.Hits) == 6
	})
	if !p.finder.labels.Disabled() {
		t.Error("nothing is chosen, and can be labelled")
	}
	p.finder.onAll(true)
	p.finder.chosen = map[app.PostID]bool{p.finder.found.Hits[1].Post: true, p.finder.found.Hits[3].Post: true}
	p.finder.tell()
	p.finder.labels.SetSelectedIndex(2)
	st := s.draws("labelled, and the list follows", func(st *label.State) bool { return st.View.Done == 2 && len(st.Found.Hits) == 4 })
	if st.View.Labels[codebook.Both]["positive"] != 2 || len(p.finder.chosen) != 0 || !strings.Contains(p.finder.said.Text, "4 posts found") {
		t.Errorf("%v, %q", st.View.Labels, p.finder.said.Text)
	}
	p.onUndo()
	s.draws("taken back together", func(st *label.State) bool { return st.View.Done == 0 && len(st.Found.Hits) == 6 })
	p.finder.entry.SetText("is:good")
	s.draws("a query that can't be", func(st *label.State) bool { return st.Found != nil && st.Found.Err != nil })
	if !strings.Contains(p.finder.said.Text, "is:good") {
		t.Errorf("it says %q", p.finder.said.Text)
	}
	s.w.Canvas().Focus(p.finder.entry)
	s.press(fyne.KeyEscape)
	s.draws("put away", func(st *label.State) bool { return st.Found == nil })
	if p.finder.box.Visible() || s.w.Canvas().Focused() != p.stage {
		t.Error("the list stays")
	}
}

// An import is shown as a table before anything is kept, with what is not taken and why; the post that is shown stays.
func TestAnImportIsShownFirst(t *testing.T) {
	s := newStand(t, nil)
	s.types("3")
	s.draws("judged", done(1))
	file := filepath.Join(t.TempDir(), "posts.csv")
	if err := os.WriteFile(file, []byte("text,label\na new post,positive\nanother,meh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Preview([]string{file})
	st := s.draws("it is shown", func(st *label.State) bool { return st.Preview != nil && st.Work == nil })
	if f := st.Preview.Files[0]; f.Posts != 2 || f.Events != 1 || f.Strange != 1 {
		t.Errorf("%+v", f)
	}
	top := s.w.Canvas().Overlays().Top()
	if top == nil || st.View.Total != 6 || st.View.At != 1 {
		t.Fatalf("no table, or %d posts at %d", st.View.Total, st.View.At)
	}
	s.press(fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn) // “meh” is: left out, negative, neutral
	s.draws("it is imported", func(st *label.State) bool { return st.View.Total == 8 && st.View.Done == 1 })
	s.Team()
	st = s.draws("who said what", func(st *label.State) bool { return st.Team != nil && st.Work == nil })
	if p := st.Team.Progress; len(p) != 2 || p[1].Annotator != "import" || p[1].Answers != 2 {
		t.Errorf("what the label means is not heeded: %+v", p)
	}
}

// What was ever done with a post is told on request, with what came along in its file.
func TestAboutThisPost(t *testing.T) {
	s := newStand(t, nil)
	s.types("3")
	s.draws("judged", done(1))
	s.types("u")
	s.draws("undone", done(0))
	s.pane.projects.onHistory()
	st := s.draws("it is told", func(st *label.State) bool { return st.History != nil })
	if len(st.History.Lines) != 1 || !st.History.Lines[0].Undone || s.w.Canvas().Overlays().Top() == nil {
		t.Errorf("%+v", st.History)
	}
	if text := historyText(st.History.Lines[0]); !strings.Contains(text, "Ana answered positive") || !strings.Contains(text, "taken back") {
		t.Error(text)
	}
}

// While posts are labelled, the keys of the window's menu work as in every other pane.
func TestTheWindowsShortcutsAreHeardWhileLabelling(t *testing.T) {
	s := newStand(t, nil)
	var heard []string
	winkey.Shortcut = func(c fyne.Shortcut) bool { heard = append(heard, c.ShortcutName()); return true }
	t.Cleanup(func() { winkey.Shortcut = nil })
	third := &desktop.CustomShortcut{KeyName: fyne.Key3, Modifier: fyne.KeyModifierControl}
	s.pane.stage.TypedShortcut(third)
	s.pane.stage.TypedShortcut(&fyne.ShortcutUndo{})
	if len(heard) != 1 || heard[0] != third.ShortcutName() {
		t.Errorf("the window heard %q", heard)
	}
}

// The codebook is changed in the window: a label gets another name and key, a question is added, and what was judged stays.
func TestTheCodebookIsChangedInTheWindow(t *testing.T) {
	s := newStand(t, nil)
	s.types("3")
	s.draws("judged", done(1))
	e := s.pane.projects.newEditor(s.State().View.Codebook)
	e.form.Show("The codebook", 760)
	var entries []*kit.FormEntry
	var selects []*kit.FormSelect
	look := func() {
		entries, selects = nil, nil
		for _, o := range test.LaidOutObjects(e.box) {
			switch o := o.(type) {
			case *kit.FormEntry:
				entries = append(entries, o)
			case *kit.FormSelect:
				selects = append(selects, o)
			}
		}
	}
	look()
	find := func(text string) *kit.FormEntry {
		t.Helper()
		at := slices.IndexFunc(entries, func(e *kit.FormEntry) bool { return e.Text == text })
		if at < 0 {
			t.Fatalf("nothing says %q", text)
		}
		return entries[at]
	}
	find("positive").SetText("Glad")
	find("3").SetText("x")
	selects[len(selects)-1].SetSelectedIndex(0) // another question, one of several labels
	look()
	find("What is it?").SetText("For or against?")
	find("label-1").SetText("For")
	e.add(1)
	if len(e.book.Questions) != 2 || len(e.book.Questions[1].Labels) != 3 {
		t.Fatalf("%+v", e.book)
	}
	if err := e.book.Check(); err != nil {
		t.Fatal(err)
	}
	s.UseCodebook(e.book)
	st := s.draws("it is asked", func(st *label.State) bool { return len(st.View.Codebook.Asked()) == 2 })
	q, _ := st.View.Codebook.Question(codebook.Both)
	if l, ok := q.LabelOf("x"); !ok || l.Name != "Glad" || l.ID != "positive" || st.View.Labels[codebook.Both]["positive"] != 1 {
		t.Errorf("%+v, %v", q, st.View.Labels)
	}
	settled := st.Settled
	same := s.pane.projects.newEditor(st.View.Codebook)
	turn := s.UseCodebook(same.book)
	st = s.draws("nothing is changed", func(st *label.State) bool { return st.Turn >= turn && st.Settled > settled })
	if _, done, err := codebookOf(t, st.Path); err != nil || done != 1 {
		t.Errorf("%d revisions, %v", done, err)
	}
}

// codebookOf counts the revisions of a project's codebook.
func codebookOf(t *testing.T, path string) (*codebook.Codebook, int, error) {
	t.Helper()
	p, err := project.OpenToRead(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	h, err := p.Codebooks(t.Context())
	if err != nil {
		return nil, 0, err
	}
	book, _ := h.Today()
	return book, len(h.Revisions()), nil
}
