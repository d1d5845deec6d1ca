package analyse

import (
	"fmt"
	"testing"

	"duotone/app"
)

// A hundred photographs of a phone would fill the memory: those that lie in files are let go of first, the oldest of them, and no entry for it.
func TestPicturesThatLieInFilesAreLetGoOf(t *testing.T) {
	var history []Entry
	for i := range 40 {
		p := &app.Picture{Name: fmt.Sprint(i), Data: make([]byte, 3<<20)}
		if i%2 == 0 {
			p.Path = fmt.Sprintf("/photos/%d.jpg", i)
		}
		history = append(history, Entry{Post: app.Post{Picture: p}})
	}
	got, at := bounded(history, 2)
	if len(got) != 40 || at != 2 || got[2].Away != nil {
		t.Fatalf("%d entries, at %d", len(got), at)
	}
	for i, e := range got {
		switch inFile := i%2 == 0; {
		case !inFile && (e.Away != nil || e.Post.Picture == nil):
			t.Errorf("entry %d lost a picture that lies in no file", i)
		case inFile && i != at && e.Away == nil:
			t.Errorf("entry %d holds a picture that can be read again", i)
		case e.Away != nil && e.Away.Path != fmt.Sprintf("/photos/%d.jpg", i):
			t.Errorf("entry %d is to be read from %q", i, e.Away.Path)
		}
	}
	one, _ := bounded([]Entry{{Post: app.Post{Picture: &app.Picture{Path: "/photos/large.jpg", Data: make([]byte, 50<<20)}}}}, 0)
	if one[0].Away != nil {
		t.Error("the post that is shown lost its picture")
	}
}
