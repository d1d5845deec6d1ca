package label

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duotone/app/apptest"
	"duotone/app/codebook"
	"duotone/app/present/label"
	"duotone/app/project"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// The form of a share reads what is typed, tells what comes of it, and refuses what can't be done.
func TestTheShareFormTellsWhatComesOfIt(t *testing.T) {
	s := newStand(t, nil)
	f := s.pane.team.newShareForm(func() {})
	f.people.SetText("Ana, Ben ,Cleo")
	f.overlap.SetText("50 %")
	got := f.share()
	if len(got.People) != 3 || got.People[1] != "Ben" || got.Overlap != 0.5 || !got.Embed || got.Each != 0 {
		t.Errorf("it shares %+v", got)
	}
	told := ""
	for _, item := range f.Items {
		if l, ok := item.Widget.(*widget.Label); ok && strings.HasPrefix(l.Text, "About") {
			told = l.Text
		}
	}
	if told != "About 4 posts a person; 3 posts go to several." {
		t.Errorf("it tells %q", told)
	}
	for _, bad := range [][2]string{{"Ana", "15"}, {"Ana, Ana", "15"}, {"Ana, Ben", "150"}, {"Ana, Ben", "some"}} {
		f.people.SetText(bad[0])
		f.overlap.SetText(bad[1])
		if f.check() == nil {
			t.Errorf("%v is taken", bad)
		}
	}
	f.people.SetText("Ana, Ben")
	f.overlap.SetText("15")
	f.each.SetSelectedIndex(2)
	if f.check() == nil {
		t.Error("three of two people share a post")
	}
}

// Targets are typed beside each person's progress; somebody new may be among them.
func TestTargetsAreKept(t *testing.T) {
	s := newStand(t, func(v *project.Settings) { v.Targets = map[string]int{"Ben": 3} })
	s.pane.team.ask()
	s.draws("the team", func(st *label.State) bool { return st.Team != nil && st.Work == nil })
	s.types("12") // the first of them
	s.press(fyne.KeyReturn)
	st := s.draws("kept", func(st *label.State) bool { return st.View.Settings.Targets["Ben"] == 123 })
	if len(st.View.Settings.Targets) != 1 {
		t.Errorf("the targets are %v", st.View.Settings.Targets)
	}
	if name, n := newTarget("Ana Maria 20"); name != "Ana Maria" || n != 20 {
		t.Errorf("%q, %d", name, n)
	}
}

// When a session is as long as the project wants it the post is covered, keys judge nothing, and who goes on is left alone as long again.
func TestALongSessionPauses(t *testing.T) {
	s := newStand(t, nil)
	p := s.pane.pause
	v := s.State().View
	v.Settings.Session, v.Session = 30, 30*time.Minute
	p.draw(&v)
	if !p.box.Visible() || s.w.Canvas().Focused() != p.on {
		t.Fatal("nothing pauses")
	}
	s.types("1")
	s.pane.onRune('1')
	if s.State().View.Done != 0 {
		t.Error("a key judges behind the pause")
	}
	s.pane.state.View.Session = v.Session
	s.press(fyne.KeyReturn)
	if p.box.Visible() || s.w.Canvas().Focused() != s.pane.stage {
		t.Error("it does not go on")
	}
	for minutes, due := range map[int]bool{45: false, 60: true, 5: false} { // 5: another session
		p.past = 30 * time.Minute
		v.Session = time.Duration(minutes) * time.Minute
		if p.draw(&v); p.box.Visible() != due {
			t.Errorf("after %d minutes: %v", minutes, !due)
		}
	}
}

// The columns of the import stand beside the post when they are asked for, and follow it.
func TestColumnsStandBesideThePost(t *testing.T) {
	s := newStand(t, nil)
	csv := filepath.Join(t.TempDir(), "more.csv")
	if err := os.WriteFile(csv, []byte("text,author\na post of its own,@ana\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if !s.pane.Drop([]string{csv}) {
		t.Fatal("it takes nothing")
	}
	st := s.draws("what would be imported", func(st *label.State) bool { return st.Preview != nil && st.Work == nil })
	if st.Preview.Files[0].Posts != 1 || st.View.Posts != 6 {
		t.Errorf("it imports unasked, or not what it says: %+v", st.Preview)
	}
	s.Import([]string{csv})
	st = s.draws("imported", func(st *label.State) bool { return st.View.Posts == 7 && st.Work == nil })
	kit.CloseTop(s.w)
	s.pane.focus()
	s.types("i")
	text := func() string {
		var all []string
		for _, o := range s.pane.columns.list.Objects {
			collect(o, &all)
		}
		return strings.Join(all, " ")
	}
	if !s.pane.columns.box.Visible() || !strings.Contains(text(), "Nothing else came along") {
		t.Errorf("the columns of the first post: %q", text())
	}
	for st.View.Item.Text != "a post of its own" {
		at := st.View.At
		s.Forward()
		st = s.draws("the next", func(st *label.State) bool { return st.View.At > at })
	}
	if text() != "author @ana" {
		t.Errorf("its columns are %q", text())
	}
	s.types("i")
	if s.pane.columns.box.Visible() {
		t.Error("they can't be folded away")
	}
}

func collect(o fyne.CanvasObject, all *[]string) {
	switch o := o.(type) {
	case *words.Paragraph:
		*all = append(*all, o.Spoken())
	case *widget.Label:
		*all = append(*all, o.Text)
	case *fyne.Container:
		for _, c := range o.Objects {
			collect(c, all)
		}
	}
}

// In the editor labels are merged, split, moved and taken out, and examples are written, with the post that is shown among them.
func TestLabelsAreMergedSplitAndExplainedInTheEditor(t *testing.T) {
	s := newStand(t, nil)
	book := s.State().View.Codebook.Clone()
	book.Questions = append(book.Questions, codebook.NewQuestion("For or against?", codebook.OneOf, codebook.OfPost, nil))
	q := &book.Questions[1]
	q.Labels[0].Name, q.Labels[1].Name = "for", "against"
	q.AddLabel("neither")
	s.UseCodebook(book)
	st := s.draws("it is asked", func(st *label.State) bool { return len(st.View.Codebook.Asked()) == 2 })
	e := s.pane.projects.newEditor(st.View.Codebook)
	e.form.Show("The codebook", 820)
	names := func() string {
		var all []string
		for _, l := range e.book.Questions[1].Labels {
			all = append(all, l.Name)
		}
		return strings.Join(all, " ")
	}
	menu := func(k, at int) {
		t.Helper()
		item := e.labelMenu(1, k)[at]
		if item.Disabled {
			t.Fatalf("%s is grey", item.Label)
		}
		item.Action()
	}
	menu(2, 2) // up
	if names() != "for neither against" {
		t.Errorf("moved up: %s", names())
	}
	menu(0, 1) // split
	s.types("for it all")
	s.press(fyne.KeyReturn)
	if names() != "for for it all neither against" {
		t.Errorf("split: %s", names())
	}
	menu(1, 0) // merged into the first
	s.press(fyne.KeyReturn)
	menu(1, 3) // taken out
	if names() != "for against" || len(e.book.Questions[1].Labels[0].Was) != 1 {
		t.Errorf("merged and taken out: %s, %+v", names(), e.book.Questions[1].Labels)
	}
	for _, item := range e.labelMenu(0, 0) {
		if !item.Disabled {
			t.Errorf("a sentiment can be changed: %s", item.Label)
		}
	}
	colour := ""
	e.onColour("#123456", func(hex string) { colour = hex })
	s.press(fyne.KeyTab)
	for _, o := range test.LaidOutObjects(s.w.Canvas().Overlays().Top()) {
		if one, ok := o.(*swatch); ok && one.tip == palette[3] {
			test.Tap(one)
		}
	}
	s.w.Canvas().Focus(nil)
	for _, o := range test.LaidOutObjects(s.w.Canvas().Overlays().Top()) {
		if entry, ok := o.(*kit.FormEntry); ok {
			s.w.Canvas().Focus(entry)
		}
	}
	s.press(fyne.KeyReturn)
	if colour != palette[3] {
		t.Errorf("the colour is %q", colour)
	}
	x := e.newExamples(1, 0)
	x.form.Show("Examples", 640)
	x.addPost()
	x.add(codebook.Example{})
	if len(x.all) != 2 || !strings.HasPrefix(x.all[0].Text, "a post with the number") {
		t.Errorf("the examples are %+v", x.all)
	}
	file := filepath.Join(filepath.Dir(st.Path), "e.jpg")
	if err := os.WriteFile(file, apptest.JPEG(1, 30, 20), 0o600); err != nil {
		t.Fatal(err)
	}
	x.pick(x.all[0], file)
	s.draws("the picture", func(st *label.State) bool { return len(st.Picked) == 1 })
	if x.all[0].Picture != "e.jpg" || e.pictures["e.jpg"] == nil {
		t.Errorf("the example is %+v", x.all[0])
	}
	for _, o := range test.LaidOutObjects(x.box) {
		if entry, ok := o.(*kit.FormEntry); ok {
			s.w.Canvas().Focus(entry)
			break
		}
	}
	x.pick(x.all[0], file+"x")
	s.draws("a refusal", func(st *label.State) bool { return len(st.Picked) == 2 })
	if !x.said.Visible() || x.all[0].Picture != "e.jpg" {
		t.Error("what can't be read is not told, or takes the place of what could")
	}
	s.picksTwoAtOnce(x, filepath.Dir(st.Path))
}

// picksTwoAtOnce has two pictures read at once, while an example before them is taken out.
func (s *stand) picksTwoAtOnce(x *examples, dir string) {
	s.t.Helper()
	second := filepath.Join(dir, "f.jpg")
	if err := os.WriteFile(second, apptest.JPEG(2, 30, 20), 0o600); err != nil {
		s.t.Fatal(err)
	}
	x.add(codebook.Example{Text: "two"})
	x.pick(x.all[1], filepath.Join(dir, "e.jpg"))
	x.pick(x.all[2], second)
	x.all = x.all[1:]
	s.draws("both", func(st *label.State) bool { return len(st.Picked) == 4 })
	if x.all[0].Picture != "e.jpg" || x.all[1].Picture != "f.jpg" {
		s.t.Errorf("the examples are %+v and %+v", x.all[0], x.all[1])
	}
}

// What an import does not take, and what is to be done about a row, is told in the language and the words of the window, which has no flags.
func TestAPreviewSpeaksTheWindowsWords(t *testing.T) {
	defer func() { _ = speech.Use("en") }()
	dir := t.TempDir()
	files := map[string]string{
		"posts.csv":   "Exported on Monday\ntext,label\na new post,positive\nanother,meh\n",
		"studio.json": `[{"id":1,"data":{"text":"a third"},"annotations":[{"result":[{"from_name":"stars","to_name":"text","type":"rating","value":{"rating":3}}]}]}]`,
	}
	var paths []string
	for name, text := range files {
		paths = append(paths, filepath.Join(dir, name))
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for language, wants := range map[string][]string{
		"en": {"Say below what “meh” means", "Duotone does not ask this", "1 line above the header"},
		"de": {"Sagen Sie unten, was „meh“ bedeutet", "das fragt Duotone nicht", "1 Zeile über den Spaltennamen"},
		"fr": {"Dites plus bas ce que « meh » veut dire", "Duotone ne demande pas cela", "1 ligne au-dessus des noms"},
	} {
		t.Run(language, func(t *testing.T) {
			if err := speech.Use(language); err != nil {
				t.Fatal(err)
			}
			s := newStand(t, nil)
			s.Preview(paths)
			s.draws("it is shown", func(st *label.State) bool { return st.Preview != nil && st.Work == nil })
			_, content := kit.TopDialog(s.w)
			if content == nil {
				t.Fatal("nothing is shown")
			}
			said := kit.Spoken(content)
			for _, want := range wants {
				if !strings.Contains(said, want) {
					t.Errorf("it does not say %q:\n%s", want, said)
				}
			}
			if strings.Contains(said, " --") || strings.Contains(said, "duotone ") {
				t.Errorf("it names what only a command has:\n%s", said)
			}
		})
	}
}
