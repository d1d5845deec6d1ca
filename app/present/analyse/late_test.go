package analyse_test

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/app/present/presenttest"
)

// An entry whose picture takes long to be made ready is the one that is shown afterwards, though posts of another window have come before it.
func TestAnEntryIsFoundWhereverItHasGone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.json")
	var hold atomic.Pointer[chan struct{}]
	set := presenttest.Settings(t)
	set.Change(func(s *app.Settings) { s.KeepHistory = true })
	s := &sitting{t: t}
	s.Presenter = analyse.New(analyse.Options{Settings: set, Wait: 5 * time.Millisecond, Settle: time.Hour, History: file, Ready: func(m image.Image) image.Image {
		if wait := hold.Load(); wait != nil {
			<-*wait
		}
		return m
	}}, nil)
	t.Cleanup(s.Close)
	s.Use(ready(&apptest.Fake{}))
	s.SetText("the first words")
	s.settled("the first words")
	s.Open(app.Post{Text: "with a picture", Picture: apptest.Drawn(3, 64, 48)})
	s.settled("with a picture")
	s.Open(app.Post{})
	s.until("both are entered", entered(2))

	other := again(t, file)
	other.SetText("of another window")
	other.settled("of another window")
	other.Close()

	s.Jump(0)
	s.settled("the first words")
	wait := make(chan struct{})
	hold.Store(&wait)
	s.Jump(1)
	s.until("it is made ready", func(st *analyse.State) bool { return st.Loading })
	s.Name("so that the history is kept")
	s.until("the other one's post", entered(3))
	close(wait)
	st := s.settled("with a picture")
	if at := st.At; at >= len(st.History) || st.History[at].Post.Text != "with a picture" {
		t.Errorf("shown is entry %d of %d", at, len(st.History))
	}
}

// What is being erased is not read back: the history is forgotten, and kept anew at once.
func TestWhatIsBeingErasedIsNotReadBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.json")
	s := again(t, file)
	s.SetText("a secret")
	s.settled("a secret")
	s.Close()
	for i := range 3000 { // which are erased first, so that it takes a while
		if err := os.WriteFile(fmt.Sprint(file, ".", i, ".partial"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = again(t, file)
	s.until("it is read", entered(1))
	s.Forget()
	s.KeepHistory(false)
	s.KeepHistory(true)
	s.Close()
	if n := len(s.State().History); n != 0 {
		t.Errorf("%d posts are back", n)
	}
	if data, err := os.ReadFile(file); err == nil && slices.Contains([]byte(string(data)), 's') && len(data) > 40 {
		t.Errorf("the file has %s", data)
	}
}

// slowLetters reads one word when it is let go of; a reading that is given up says so only then.
type slowLetters struct {
	began chan struct{}
	goOn  chan struct{}
}

func (l *slowLetters) ReadPicture(ctx context.Context, _ *app.Picture) ([]app.PictureWord, error) {
	l.began <- struct{}{}
	<-l.goOn
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return []app.PictureWord{{Text: "read", Confidence: 1}}, nil
}

// A post that is shown again while the words in its picture are being read has them read: the end of the first reading is not that of the second.
func TestAPictureThatIsShownAgainIsRead(t *testing.T) {
	reader := &slowLetters{make(chan struct{}), make(chan struct{})}
	s := sit(t, nil, analyse.Options{Reader: reader})
	post := app.Post{Text: "words", Picture: apptest.Drawn(3, 64, 48)}
	s.Open(post)
	<-reader.began
	s.Open(post)
	<-reader.began
	reader.goOn <- struct{}{} // one of the two
	s.Tell(app.Message{Kind: app.MessageInfo, Text: app.Say("first")})
	s.until("told", func(st *analyse.State) bool { return st.Message != nil })
	reader.goOn <- struct{}{}
	s.until("the words", func(st *analyse.State) bool { return slices.Equal(texts(st.Lettering.Words), []string{"read"}) })
}

// What a person says the picture reads stands, though the reader comes to its end later.
func TestACorrectionStandsThoughThePictureIsBeingRead(t *testing.T) {
	reader := &slowLetters{make(chan struct{}), make(chan struct{})}
	s := sit(t, nil, analyse.Options{Reader: reader})
	s.Open(app.Post{Text: "words", Picture: apptest.Drawn(3, 64, 48)})
	<-reader.began
	s.CorrectLettering([]string{"mine"})
	st := s.until("corrected", func(st *analyse.State) bool { return len(st.Lettering.Words) == 1 })
	if st.Lettering.Reading {
		t.Error("it is still said to be read")
	}
	reader.goOn <- struct{}{}
	s.Close()
	if got := texts(s.State().Lettering.Words); !slices.Equal(got, []string{"mine"}) {
		t.Errorf("the words are %v", got)
	}
}

// A picture that another program is slow to hand over doesn't come into a post that was opened meanwhile.
func TestALatePasteComesIntoNoOtherPost(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	asked, given := make(chan struct{}), make(chan struct{})
	s.Paste(func() ([]byte, error) {
		close(asked)
		<-given
		return apptest.JPEG(3, 40, 30), nil
	})
	<-asked
	other := apptest.Drawn(5, 64, 48)
	s.Open(app.Post{Text: "another post", Picture: other})
	s.settled("another post")
	close(given)
	for i := range 20 {
		text := fmt.Sprint("another post ", i)
		s.SetText(text)
		if st := s.settled(text); st.Post.Picture != other {
			t.Fatalf("its picture is %q", st.Post.Picture.Name)
		}
	}
}
