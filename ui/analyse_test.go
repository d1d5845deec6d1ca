package ui

import (
	"context"
	"encoding/json"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	analysis "duotone/app/present/analyse"

	uimodels "duotone/ui/models"
)

// fakes opens fakes.
type fakes struct{ noPack }

func (fakes) Open(context.Context, string, string) (app.Engine, error) { return &apptest.Fake{}, nil }

// stand makes a window without a display that is drawn when the test says so.
func stand(t testing.TB, o app.Opener) *frame {
	t.Helper()
	if err := speech.Use("en"); err != nil {
		t.Fatal(err)
	}
	settings, err := app.OpenSettings(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a := offScreen("light")
	w := a.NewWindow("Duotone")
	f := newFrame(frameOptions{app: a, window: w, settings: settings, opener: o, still: true})
	w.Resize(fyne.NewSize(1200, 800))
	t.Cleanup(f.close)
	return f
}

func (f *frame) show1(t *testing.T, ok func(*analysis.State) bool) *analyse {
	t.Helper()
	if err := f.await(context.Background(), ok); err != nil {
		t.Fatalf("%v: %+v", err, f.session.State())
	}
	f.draw(f.session.State())
	return f.analysePane()
}

func TestThePaneShowsWhatTheSessionKnows(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	a := f.show1(t, settled)
	if a.composer.Text() != f.deps.samples[0].Text || !a.picture.Visible() || a.well.Visible() {
		t.Errorf("text %q, picture %v", a.composer.Text(), a.picture.Visible())
	}
	if a.carried.Text == "" || strings.Contains(a.carried.Text, "{{") || a.pullSays.Text == "" || a.attention.Text == "" {
		t.Errorf("%q %q %q", a.carried.Text, a.pullSays.Text, a.attention.Text)
	}
	a.strip.OnToggle(0)
	f.show1(t, func(st *analysis.State) bool { return st.Before != nil && settled(st) })
	if a.whatIf.Text == "" || a.reset.Disabled() {
		t.Errorf("what if: %q", a.whatIf.Text)
	}
	test.Tap(a.reset)
	f.show1(t, func(st *analysis.State) bool { return st.Post.WhatIf.Empty() && settled(st) })
	if a.whatIf.Text != "" || !a.reset.Disabled() {
		t.Errorf("after reset: %q", a.whatIf.Text)
	}
	test.Tap(a.remove)
	f.show1(t, func(st *analysis.State) bool { return st.Post.Picture == nil && settled(st) })
	if !a.well.Visible() || a.picture.Visible() || !a.remove.Disabled() || a.attention.Text != "" {
		t.Error("the picture is still there")
	}
}

// TestSentencesHaveRoom: at no width is a sentence higher than the room that is kept for it.
func TestSentencesHaveRoom(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	a := f.show1(t, settled)
	for _, width := range []float32{620, 800, 1000, 1120, 1280, 1700} {
		f.window.Resize(fyne.NewSize(width, 760))
		for i := range f.deps.samples {
			for _, welcome := range []bool{false, true} {
				if welcome && i > 0 {
					continue
				}
				kit.SetLabel(a.story, a.storyOf(i, welcome))
				if need, room := a.story.MinSize().Height, a.story.Size().Height; need > room+1 {
					t.Errorf("at %v, %q needs %v and has %v", width, a.story.Text, need, room)
				}
			}
		}
		for _, l := range []*widget.Label{a.carried, a.pullSays, a.ironySays} {
			if need, room := l.MinSize().Height, l.Size().Height; need > room+1 {
				t.Errorf("at %v, %q needs %v and has %v", width, l.Text, need, room)
			}
		}
	}
}

func TestATypedPostIsScored(t *testing.T) {
	f := stand(t, fakes{})
	f.show1(t, func(st *analysis.State) bool { return st.Engine.Loaded })
	a := f.analysePane()
	a.composer.OnChanged("I love it")
	f.show1(t, func(st *analysis.State) bool { return st.Post.Text == "I love it" && settled(st) })
	a.onCopyText()
	if text := f.app.Clipboard().Content(); !strings.Contains(text, "I love it") || !strings.Contains(text, "positive") {
		t.Errorf("copied %q", text)
	}
	a.onCopyJSON()
	var v map[string]any
	if err := json.Unmarshal([]byte(f.app.Clipboard().Content()), &v); err != nil || v["label"] != "positive" {
		t.Errorf("copied %v, %v", v, err)
	}
	data, err := a.reportPNG(f.session.State())
	if err != nil || len(data) < 5000 {
		t.Errorf("a report of %d bytes, %v", len(data), err)
	}
	if name := reportName(f.session.State()); name != "duotone-i-love-it.png" {
		t.Errorf("called %q", name)
	}
}

func TestWithoutAPackTheWindowSaysWhatToDo(t *testing.T) {
	f := stand(t, noPack{})
	f.session.Start(0)
	a := f.show1(t, func(st *analysis.State) bool { return st.Post.Picture != nil && settled(st) })
	if !a.problem.Visible() || a.problemHint.Text == "" || a.bars.Visible() && a.right[0].Visible() {
		t.Error("nothing is said")
	}
	if !strings.Contains(f.diagnostics(), "no pack was found") || strings.Contains(f.diagnostics(), f.deps.samples[0].Text) {
		t.Errorf("diagnostics:\n%s", f.diagnostics())
	}
	f.showNamed("models")
	for _, s := range []string{"label", "analyse"} {
		f.showNamed(s)
	}
}

func TestEveryStoryCanBeDrawn(t *testing.T) {
	for language, size := range map[string][2]float32{"en": {1200, 800}, "de": {800, 600}} {
		m, err := drawShot(context.Background(), fakes{}, "", "auto", filepath.Join(t.TempDir(), "home"),
			shot{pane: "analyse", theme: "dark", lang: language, state: "what-if", width: size[0], height: size[1], scale: 1})
		if err != nil {
			t.Fatal(err)
		}
		if m.Bounds() != image.Rect(0, 0, int(size[0]), int(size[1])) {
			t.Errorf("%v", m.Bounds())
		}
	}
	if _, err := drawShot(context.Background(), fakes{}, "", "auto", t.TempDir(), shot{pane: "analyse", theme: "light", lang: "en", state: "nonsense", width: 800, height: 600}); app.KindOf(err) != app.KindUsage {
		t.Errorf("an unknown state: %v", err)
	}
}

func TestSettingsHoldAtOnce(t *testing.T) {
	f := stand(t, fakes{})
	f.setTheme("dark")
	if !f.isDark() {
		t.Error("not dark")
	}
	f.nextTheme()
	if f.settings.Get().Theme != "light" {
		t.Errorf("theme %q", f.settings.Get().Theme)
	}
	f.scaleText(0.5)
	if f.settings.Get().TextScale != 1.5 {
		t.Errorf("scale %v", f.settings.Get().TextScale)
	}
	f.showSettings()
	f.showKeys()
	f.showAbout()
	if f.drop(nil); f.closed {
		t.Error("closed")
	}
}

func TestHeatStaysBehindTheWordsThatAreStillThere(t *testing.T) {
	weight := weightsOf([]app.Span{{Start: 0, End: 1, Weight: 0.1}, {Start: 2, End: 6, Weight: 0.2}, {Start: 7, End: 10, Weight: 0.3}}, "A good day", "A very good day")
	for _, c := range []struct {
		start, end int
		want       float64
	}{{0, 1, 0.1}, {2, 6, 0}, {7, 11, 0.2}, {12, 15, 0.3}} {
		if got := weight(app.Span{Start: c.start, End: c.end}); got != c.want {
			t.Errorf("%d to %d: %v, want %v", c.start, c.end, got, c.want)
		}
	}
	weightsOf(nil, "a long text", "")(app.Span{})
}

func TestHeatOfOnePictureIsNeverLaidOverAnother(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	a := f.show1(t, settled)
	st := *f.session.State()
	if !a.picture.Heated() {
		t.Fatal("no heat to begin with")
	}
	st.AttrStale = true
	a.draw(&st)
	if !a.picture.Heated() {
		t.Error("the heat flickers while an explanation of the same picture is computed")
	}
	st.Post.Picture = apptest.Drawn(3, 40, 30)
	a.draw(&st)
	if a.picture.Heated() {
		t.Error("the heat of another picture")
	}
}

func TestDialogsOpenAndEscapeClosesThem(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	a := f.show1(t, settled)
	for name, open := range map[string]func(){
		"open": a.onOpen, "export": a.onExport, "pack": func() { uimodels.ChoosePack(f.window, f.models) },
		"settings": f.showSettings, "keys": f.showKeys, "about": f.showAbout,
	} {
		open()
		if !kit.Covered(f.window) {
			t.Errorf("%s: no dialog", name)
		}
		if kit.CloseTop(f.window); kit.Covered(f.window) {
			t.Errorf("%s: Escape leaves it there", name)
		}
	}
}
