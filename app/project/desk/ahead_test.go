package desk

import (
	"image"
	"path/filepath"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/project"
)

// The processor belongs to the post that is being drawn: the next ones wait a moment, unless its own picture is missing.
func TestDecodingAheadWaitsForTheDrawing(t *testing.T) {
	p, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "p"+project.Ext), project.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	a, err := p.Posts.Adder(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		post := app.Post{ID: string(rune('a' + i)), Text: "words", Picture: apptest.Drawn(uint64(i), 60, 40)}
		if err := a.Add(project.Incoming{Post: post}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Commit(); err != nil {
		t.Fatal(err)
	}
	var items []project.Item
	if err := p.Posts.Each(t.Context(), func(i project.Item) error { items = append(items, i); return nil }); err != nil {
		t.Fatal(err)
	}
	ready := make(chan string, 10)
	ahead := NewAhead(p, Room{Beside: image.Pt(30, 30), Alone: image.Pt(50, 50)}, func(sum string) { ready <- sum })
	t.Cleanup(ahead.Close)
	ahead.Want(items[:1], false)
	if sum := <-ready; sum != items[0].Picture.Sum {
		t.Fatal("another picture")
	}
	if d, ok := ahead.Get(items[0].Picture.Sum); !ok || d.Image.Rect.Dx() != 30 {
		t.Errorf("a picture beside words is %v", d.Image.Rect)
	}
	ahead.mu.Lock()
	ahead.wanted = []want{{PictureRef: *items[0].Picture, box: ahead.room.Beside}, {PictureRef: *items[1].Picture, box: ahead.room.Beside}}
	ahead.shown, ahead.rest = 1, time.Now().Add(time.Hour)
	ahead.mu.Unlock()
	if ref, _, ok := ahead.next(); ok {
		t.Errorf("%s is begun while a post is drawn", ref.Name)
	}
	ahead.Want(items[1:], false) // its picture is not there: nothing waits
	for range 2 {
		<-ready
	}
	ahead.Want(items, true)
	for _, i := range items {
		for d, ok := ahead.Get(i.Picture.Sum); !ok || d.Image.Rect.Dx() != 50; d, ok = ahead.Get(i.Picture.Sum) {
			<-ready
		}
	}
}
