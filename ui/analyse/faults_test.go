package analyse

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
)

// The words of another post are read from their beginning, wherever those of the post before were left.
func TestAnotherPostsWordsBeginAtTheTop(t *testing.T) {
	long := strings.Repeat("many good words that take more rows than there is room for ", 30)
	s := typed(t, &apptest.Fake{}, long)
	a := s.pane
	s.w.Resize(fyne.NewSize(1000, 700))
	a.words.ScrollToBottom()
	if a.words.Offset.Y == 0 {
		t.Fatal("there is nothing to scroll")
	}
	s.Open(app.Post{Text: long + "and others"})
	s.draws("another post", func(st *analyse.State) bool { return strings.HasSuffix(st.Post.Text, "others") && st.Settled() })
	if a.words.Offset.Y != 0 {
		t.Errorf("they are scrolled by %v", a.words.Offset.Y)
	}
}

// What is copied tells which post it is of, and all that the window says of it.
func TestACopyHasThePostAndTheIrony(t *testing.T) {
	s := first(t)
	var copied struct {
		ID, Text, Label string
		Image           *string
		Irony           *float64
		WhatIf          *app.WhatIf `json:"what_if"`
	}
	read := func() {
		t.Helper()
		data, err := analyse.ResultJSON(s.State())
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &copied); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
	}
	read()
	post := s.State().Post
	if copied.ID != string(post.ContentID()) || copied.Text != post.Text || copied.Image == nil || *copied.Image != post.Picture.Name || copied.Irony == nil ||
		copied.Label != s.State().Prediction.Label.String() || copied.WhatIf != nil {
		t.Errorf("copied is %+v", copied)
	}
	if text := resultText(s.State()); !strings.Contains(text, "The words sound") {
		t.Errorf("no irony in %q", text)
	}
	s.NoPicture(true)
	s.draws("without the picture", func(st *analyse.State) bool { return st.Post.WhatIf.NoPicture && st.Settled() })
	if read(); copied.WhatIf == nil || !copied.WhatIf.NoPicture {
		t.Errorf("what was taken away is not told: %+v", copied)
	}
}

// German and French have a comma where English has a point, in each number of a result.
func TestNumbersAreOfTheLanguage(t *testing.T) {
	first(t) // which speaks English
	defer func() {
		if err := speech.Use("en"); err != nil {
			t.Error(err)
		}
	}()
	points := map[string]string{"en": "0.50−0.250.00", "de": "0,50−0,250,00", "fr": "0,50−0,250,00"}
	for _, code := range speech.Languages {
		if err := speech.Use(code); err != nil {
			t.Fatal(err)
		}
		if got := paint.Fraction(0.5) + paint.Signed(-0.25) + paint.Signed(0); got != points[code] {
			t.Errorf("%s: it is %q, want %q", code, got, points[code])
		}
	}
}

// What is said of the verdict stays in the window of its smallest promised size: nothing scrolls at 1280 by 800, and the details are what a person
// left them as.
func TestNothingScrollsInAUsualWindow(t *testing.T) {
	s := first(t)
	a := s.pane
	s.w.Resize(fyne.NewSize(1280, 800-120)) // without menus, tabs and the status line
	if need, room := a.inner.MinSize().Height, a.scroll.Size().Height; need > room {
		t.Errorf("it needs %v and has %v", need, room)
	}
	if a.details.Open() {
		t.Error("the details are open where there is no room to spare")
	}
	s.w.Resize(fyne.NewSize(1920, 1080-120))
	if !a.details.Open() {
		t.Error("a large window is left empty")
	}
	a.details.Head.OnTapped()
	s.draws("closed", func(st *analyse.State) bool { return st.Details == "closed" })
	s.w.Resize(fyne.NewSize(1900, 1080-120))
	if a.details.Open() {
		t.Error("what a person closed has opened by itself")
	}
}

// In no language and at no width does a headline reach into the bars below it.
func TestTheHeadlineHasRoom(t *testing.T) {
	s := typed(t, &apptest.Fake{}, sarcastic)
	for _, language := range append(slices.Clone(speech.Languages[1:]), "en") {
		if err := speech.Use(language); err != nil {
			t.Fatal(err)
		}
		for _, width := range []float32{640, 1000, 1200, 1280, 1920} {
			st := *s.State()
			p := *st.Prediction
			p.Label, p.Scores, p.Meant = app.Positive, app.Scores{0, 0, 1}, &app.Opinion{Label: app.Negative, Scores: app.Scores{1, 0, 0}}
			p.Words, p.Picture, p.Incongruity = &app.Opinion{Label: p.Label}, &app.Opinion{}, st.Threshold
			st.Prediction = &p
			other := New(s.pane.app, s.w, s.Presenter, nil, nil, nil)
			s.w.SetContent(other.Content())
			s.w.Resize(fyne.NewSize(width, 700))
			other.Draw(&st)
			s.w.Resize(fyne.NewSize(width, 701))
			h := other.head
			const padding = 8 // of a label, above and below its text
			if end, room := h.Why.Position().Y+h.Why.MinSize().Height-padding, h.Content.Size().Height; h.Tag.Text == "" || end > room+1 {
				t.Errorf("%s at %v: %q ends at %v of %v", language, width, h.Label.Text, end, room)
			}
		}
	}
}
