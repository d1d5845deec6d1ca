package project_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
)

// told is a project whose posts people have judged and a model has scored, as the bytes of one file, and what it says.
func told(t *testing.T) ([]byte, string) {
	t.Helper()
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(12)...)
	if _, err := p.ScoreAll(t.Context(), "fake@1", &apptest.Fake{}, nil); err != nil {
		t.Fatal(err)
	}
	d := projecttest.NewDesk(t, p, desk.Options{})
	for i := range 12 {
		projecttest.Must(t, d.Note(t.Context(), fmt.Sprint("note ", i)))
		projecttest.Must(t, d.Label(t.Context(), app.Label(i%3).String()))
	}
	path := filepath.Join(t.TempDir(), "told"+project.Ext)
	projecttest.Must(t, p.Backup(t.Context(), path))
	data, err := os.ReadFile(path)
	projecttest.Must(t, err)
	return data, tells(t, path)
}

func tells(t *testing.T, path string) string {
	t.Helper()
	p, err := project.Open(t.Context(), path)
	if err != nil {
		return err.Error()
	}
	defer p.Close()
	scores, err := p.Scores.Of(t.Context(), "fake@1", true)
	text := fmt.Sprint(err)
	events, err := p.Log.Events(t.Context())
	text += fmt.Sprint(events, err)
	err = p.Posts.Each(t.Context(), func(i project.Item) error {
		s := scores[i.ID]
		text += fmt.Sprintln(i, s.Scores, s.Words, s.Picture, s.Incongruity, s.Irony, string(s.Prediction))
		return nil
	})
	return text + fmt.Sprint(err)
}

// Whatever byte of a post, a judgement or a score is flipped, the check says so or what the file says is what it was.
func TestFlippedBytesAreFound(t *testing.T) {
	data, want := told(t)
	rng := rand.New(rand.NewPCG(7, 7))
	var places []int
	for _, mark := range []string{"fake@1", "post number", "given"} { // every score, post and judgement, and anywhere beside
		for at := 0; ; {
			i := bytes.Index(data[at:], []byte(mark))
			if i < 0 {
				break
			}
			at += i + len(mark)
			for range 3 {
				places = append(places, max(0, min(at-100+rng.IntN(400), len(data)-1)))
			}
		}
	}
	rng.Shuffle(len(places), func(i, k int) { places[i], places[k] = places[k], places[i] })
	path, found := filepath.Join(t.TempDir(), "flipped"+project.Ext), 0
	for _, at := range places[:150] {
		flipped := bytes.Clone(data)
		flipped[at] ^= byte(1 << rng.IntN(8))
		for _, tail := range []string{"-wal", "-shm"} {
			os.Remove(path + tail) //nolint:errcheck // of the one before
		}
		projecttest.Must(t, os.WriteFile(path, flipped, 0o600))
		p, err := project.Open(t.Context(), path)
		if err != nil {
			found++
			continue
		}
		r, err := p.Check(t.Context(), false)
		projecttest.Must(t, err)
		p.Close()
		if len(r.Damage) > 0 {
			found++
		} else if tells(t, path) != want {
			t.Errorf("byte %d was flipped (%q): all is well, it says", at, data[max(0, at-20):min(len(data), at+20)])
		}
	}
	if found < 50 {
		t.Errorf("only %d flips were found: they hit nothing", found)
	}
}
