package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/project/exchange"
	"duotone/ui/kit"

	"fyne.io/fyne/v2"
)

func TestLabelPaneStates(t *testing.T) {
	f := stand(t, fakes{})
	for _, p := range f.panes {
		l, ok := p.(*label)
		if !ok {
			continue
		}
		for name, state := range labelStates {
			f.showNamed("label")
			if !l.SetState(name) || l.project == nil {
				t.Fatalf("%s: no project is shown", name)
			}
			f.window.Resize(fyne.NewSize(800, 600))
			end := l.flags.Position().X + l.flags.MinSize().Width
			if l.noteText.Position().X < end {
				t.Errorf("%s: the note begins at %v, the flags end at %v", name, l.noteText.Position().X, end)
			}
			if got := l.said.Visible(); got != state.review || l.review.Checked != state.review {
				t.Errorf("%s: who said what is shown: %v", name, got)
			}
			if l.view.ShowWords != l.stage.scroll.Visible() || l.view.ShowPicture != l.stage.picture.Visible() {
				t.Errorf("%s: the stage doesn't show what the view says", name)
			}
			l.closeProject()
			kit.RemoveFolder(l.temporary)
		}
		if l.SetState("nothing") {
			t.Error("a state that there isn't")
		}
	}
}

// labelling is a window whose Label pane has a project open.
func labelling(t *testing.T) (*frame, *label) {
	t.Helper()
	f := stand(t, fakes{})
	f.showNamed("label")
	l, ok := f.panes[f.at].(*label)
	if !ok || !l.SetState("labelling") {
		t.Fatal("no Label pane")
	}
	return f, l
}

// holdCommands keeps what is asked of the desk waiting: a window of the test runs no second thread.
func holdCommands(t *testing.T, l *label) {
	t.Helper()
	hold, held := make(chan struct{}), make(chan struct{})
	l.commands <- func(context.Context) { close(held); <-hold }
	<-held
	t.Cleanup(func() { close(hold) })
}

// A project that is named again while it is being opened, or when it is open, is not opened anew: keys that were pressed
// meanwhile would go to a desk that is gone.
func TestAProjectIsOpenedOnce(t *testing.T) {
	f, l := labelling(t)
	path := l.project.Path()
	l.deps.ChangeSettings(func(s *app.Settings) { s.Annotator, s.Project = "Ana", path })
	first := l.desk
	f.drop([]string{path})
	if len(l.commands) > 0 || l.opening != "" {
		t.Error("the open project is opened anew")
	}
	if l.desk != first {
		t.Error("another desk")
	}
	holdCommands(t, l)
	l.closeProject()
	l.Shown() // opens the last one
	f.drop([]string{path})
	if n := len(l.commands); n != 1 || l.opening != path {
		t.Errorf("%q is opened %d times", l.opening, n)
	}
	<-l.commands // a window of the test runs no second thread
}

func TestLabelDialogsOpen(t *testing.T) {
	f, l := labelling(t)
	asked := 0
	for _, item := range l.Menu() {
		if item.Label == "Back up" || item.Label == "Let the model score the posts" {
			continue
		}
		item.Action()
		if !kit.Covered(f.window) {
			t.Errorf("%s asks nothing", item.Label)
		}
		for kit.CloseTop(f.window) {
			asked++
		}
	}
	l.showKeys()
	if !kit.CloseTop(f.window) || asked < 8 {
		t.Errorf("%d dialogs", asked)
	}
}

// What is chosen for an export is what is written.
func TestExportIsTheOneThatWasChosen(t *testing.T) {
	_, l := labelling(t)
	if err := l.desk.Label(t.Context(), app.Positive); err != nil { // Ana's
		t.Fatal(err)
	}
	for _, c := range []struct{ format, ext, holds string }{
		{"CSV", ".csv", "positive"}, {"JSON lines", ".jsonl", `"label":"positive"`}, {"Label Studio", ".json", `"annotations"`},
		{"doccano", ".doccano.jsonl", `"Comments"`}, {"Hugging Face imagefolder", "", `"file_name"`},
	} {
		base := filepath.Join(t.TempDir(), "labels")
		e := newExportForm(l.deps.Window, base, l.desk.View().Annotators, nil)
		if o := e.options(); o.Final.By != "adjudication" || !o.Scores || o.Format != exchange.FormatCSV {
			t.Errorf("at first: %+v", o)
		}
		e.final.SetSelected("Ana")
		e.format.SetSelected(c.format)
		if e.name.Text != base+c.ext {
			t.Errorf("%s: the name is %s", c.format, e.name.Text)
		}
		e.scores.SetChecked(false) // nothing has scored this project
		r, err := exchange.Export(t.Context(), l.project, e.name.Text, e.options())
		if err != nil || r.Labelled == 0 || r.Labelled == r.Posts {
			t.Fatalf("%s: %+v, %v", c.format, r, err)
		}
		got := e.name.Text
		if c.ext == "" {
			got = filepath.Join(got, "metadata.jsonl")
		}
		data, err := os.ReadFile(got)
		if err != nil || !strings.Contains(string(data), c.holds) {
			t.Errorf("%s: %v: %.300s", c.format, err, data)
		}
	}
}
