package learn

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"duotone/app"
)

func kept(t *testing.T, dir string, earlier *Earlier) *app.HeadPack {
	t.Helper()
	r := mustLearn(t, made(app.OneOf, 200, 3, 0, 1))
	base := app.PackInfo{Name: "base", Version: "3", Sum: app.Sum{1, 2, 3}, Licence: "MIT"}
	if err := (Keep{Dir: dir, Base: base, Final: "majority", People: 2, Earlier: earlier}).Write(r); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "pack.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := app.ParseHeadPack(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p.Head, r.Head) {
		t.Error("another head was read than was written")
	}
	return p
}

// TestKept: what is written is read again, says what it rests on, and the next round knows of it.
func TestKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my topic")
	p := kept(t, dir, nil)
	if p.Name != "my-topic" || p.Version != "1" || p.BaseName != "base" || p.Base != (app.Sum{1, 2, 3}) || len(p.Learned.Posts) != 200 {
		t.Errorf("%+v", p.Learned)
	}
	for _, want := range []string{"base@3", p.Base.String(), "200 posts", "2 people", "macro F1"} {
		if !strings.Contains(p.Card, want) {
			t.Errorf("the card has no %q:\n%s", want, p.Card)
		}
	}
	earlier, err := EarlierIn(dir, Question{Key: "topic", Asked: app.AskedOfPost}, false)
	if err != nil || len(earlier.Posts()) != 200 {
		t.Fatal(err)
	}
	if p := kept(t, dir, earlier); p.Version != "2" {
		t.Errorf("the next version is %s", p.Version)
	}
}

// TestNothingElseIsReplaced: neither a pack with a model, nor other files, nor the head of another question.
func TestNothingElseIsReplaced(t *testing.T) {
	question := Question{Key: "topic", Asked: app.AskedOfPost}
	head := filepath.Join(t.TempDir(), "head")
	kept(t, head, nil)
	for name, content := range map[string]string{"pack.json": `{"format":2,"name":"x"}`, "letters.txt": "dear Ana"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := EarlierIn(dir, question, true); app.KindOf(err) != app.KindUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := EarlierIn(head, Question{Key: "mood", Asked: app.AskedOfPost}, false); app.KindOf(err) != app.KindUsage {
		t.Error(err)
	}
	if _, err := EarlierIn(head, Question{Key: "mood", Asked: app.AskedOfPost}, true); err != nil {
		t.Error(err)
	}
	if e, err := EarlierIn(filepath.Join(t.TempDir(), "new"), question, false); e != nil || err != nil {
		t.Error(e, err)
	}
}

// TestBrokenHeads: what was changed by hand is told, not believed.
func TestBrokenHeads(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "head")
	kept(t, dir, nil)
	data, err := os.ReadFile(filepath.Join(dir, "pack.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"size": 24`, `"size": 25`, "doesn't have 25 weights"}, {`"size": 24`, `"size": -1`, "-1 numbers"}, {`"kind": "one-of"`, `"kind": "any"`, "unknown kind"},
		{`"sha256": "0102`, `"sha256": "zz02`, "is none"}, {`"key": "label1"`, `"key": "label0"`, "name of its own"}, {`"format": 2`, `"format": 9`, "format version"},
		{`"asked": "post"`, `"asked": "sound"`, "no post has"}, {`"temperature": `, `"temperature": -`, "temperature"}, {`"base": {`, `"basis": {`, "both base and head"},
		{`"weights": "`, `"weights": "AADAfw==`, "weights"},
	} {
		changed := strings.Replace(string(data), c.old, c.new, 1)
		if changed == string(data) {
			t.Fatalf("there is no %s", c.old)
		}
		if _, err := app.ParseHeadPack([]byte(changed)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.new, err)
		}
	}
}
