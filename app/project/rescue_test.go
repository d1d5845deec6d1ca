package project_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
)

// What is rescued of a damaged project is sound, and together with a backup it is the whole again.
func TestRescueAndBackupMakeTheWhole(t *testing.T) {
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(2000)...)
	d := projecttest.NewDesk(t, p, desk.Options{})
	for i := range 300 {
		if err := d.Label(t.Context(), app.Label(i%3).String()); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	backup := filepath.Join(dir, "backup.duotone")
	if err := p.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	want, err := p.Log.Events(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	garbled := bytes.Clone(sound)
	for _, word := range []string{`"words":true`, "post 17", `negative`} { // a judgement's JSON, a post's text, a label
		if at := bytes.LastIndex(garbled, []byte(word)); at >= 0 {
			garbled[at+2] ^= 0xff
		}
	}
	holed := bytes.Clone(sound)
	clear(holed[len(holed)/2 : len(holed)/2+3*4096])
	for name, data := range map[string][]byte{
		"cut": sound[:len(sound)*2/3], "garbled": garbled, "holed": holed,
	} {
		damaged, saved := filepath.Join(dir, name+project.Ext), filepath.Join(dir, name+"-saved"+project.Ext)
		if err := os.WriteFile(damaged, data, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := project.Rescue(t.Context(), damaged, saved)
		if err != nil || r.Posts < 200 || r.Posts+r.Events >= 2300 || len(r.Damage) == 0 {
			t.Errorf("%s: rescued %d posts and %d judgements and said %q: %v", name, r.Posts, r.Events, r.Damage, err)
			continue
		}
		q, err := project.Open(t.Context(), saved)
		if err != nil {
			t.Fatal(name, err)
		}
		defer q.Close()
		if r, err := q.Check(t.Context(), false); err != nil || len(r.Damage) > 0 {
			t.Errorf("%s: what was rescued is not sound: %q, %v", name, r.Damage, err)
		}
		if _, err := q.Merge(t.Context(), backup); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got, err := q.Log.Events(t.Context())
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: %d judgements, want %d: %v", name, len(got), len(want), err)
		}
		for i := range want {
			if got[i].ID != want[i].ID || got[i].Value != want[i].Value || got[i].Post != want[i].Post {
				t.Errorf("%s: judgement %d is %+v, want %+v", name, i, got[i], want[i])
			}
		}
		if r, err := q.Check(t.Context(), false); err != nil || r.Posts != 2000 || len(r.Damage)+len(r.Loose) > 0 {
			t.Errorf("%s: with the backup there are %d posts, %q %q, %v", name, r.Posts, r.Damage, r.Loose, err)
		}
	}
}
