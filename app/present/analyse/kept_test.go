package analyse_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/app/present/presenttest"
)

// again begins a sitting whose history is kept in a file, as a window that is opened again does.
func again(t *testing.T, file string, samples ...analyse.Sample) *sitting {
	t.Helper()
	s := &sitting{t: t}
	set := presenttest.Settings(t)
	set.Change(func(s *app.Settings) { s.KeepHistory = true })
	s.Presenter = analyse.New(analyse.Options{Settings: set, Wait: 5 * time.Millisecond, Settle: time.Hour, History: file, Samples: samples}, nil)
	t.Cleanup(s.Close)
	s.Use(ready(&apptest.Fake{}))
	return s
}

func jpeg(t *testing.T, name string, seed uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, apptest.JPEG(seed, 80, 60), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func entered(n int) func(*analyse.State) bool {
	return func(st *analyse.State) bool { return len(st.History) == n }
}

func TestTheHistoryIsKeptOverRestarts(t *testing.T) {
	file, photo := filepath.Join(t.TempDir(), "sub", "history.json"), jpeg(t, "beach.jpg", 3)
	s := again(t, file)
	s.SetText("a good day")
	s.settled("a good day")
	s.Name("  The\tgood\none ")
	s.Open(app.Post{})
	s.SetText("bad \xff bytes")
	s.settled("bad \xff bytes")
	s.Open(app.Post{})
	s.SetText("lovely weather")
	s.OpenPicture(photo)
	s.until("a picture", func(st *analyse.State) bool { return st.Post.Picture != nil && st.Settled() })
	s.Close() // with a post that has not been entered yet

	data, err := os.ReadFile(file)
	if err != nil || bytes.Contains(data, apptest.JPEG(3, 80, 60)[100:130]) {
		t.Fatalf("%v, or the picture was copied", err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}

	s = again(t, file)
	st := s.until("three posts and the small picture", func(st *analyse.State) bool { return len(st.History) == 3 && st.History[2].Thumb != nil })
	if e := st.History[0]; e.Name != "The good one" || e.Post.Text != "a good day" || !e.Known || e.Label != app.Positive {
		t.Errorf("%+v", e)
	}
	if st.History[1].Post.Text != "bad \xff bytes" || st.At != 3 {
		t.Errorf("%q at %d", st.History[1].Post.Text, st.At)
	}
	s.Jump(2)
	st = s.settled("lovely weather")
	if st.Post.Picture == nil || st.Post.Picture.Path != photo || st.At != 2 || len(st.History) != 3 {
		t.Errorf("%+v at %d of %d", st.Post.Picture, st.At, len(st.History))
	}
	// What is written on is the same post, under the same name.
	s.Jump(0)
	s.settled("a good day")
	s.SetText("a good day at last")
	s.settled("a good day at last")
	s.Close()
	st = again(t, file).until("three posts", entered(3))
	if e := st.History[0]; e.Name != "The good one" || e.Post.Text != "a good day at last" {
		t.Errorf("%+v", e)
	}
}

func TestAPictureThatWentAwayIsTold(t *testing.T) {
	file, gone, other := filepath.Join(t.TempDir(), "history.json"), jpeg(t, "gone.jpg", 3), jpeg(t, "other.jpg", 4)
	s := again(t, file)
	for text, path := range map[string]string{"gone words": gone, "other words": other} {
		s.Open(app.Post{})
		s.SetText(text)
		s.OpenPicture(path)
		s.until(text, func(st *analyse.State) bool { return st.Post.Text == text && st.Post.Picture != nil && st.Settled() })
	}
	s.Close()
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, apptest.JPEG(5, 80, 60), 0o600); err != nil {
		t.Fatal(err)
	}
	s = again(t, file)
	st := s.until("both", entered(2))
	for i, e := range st.History {
		want := "there is no such file"
		if e.Post.Text == "other words" {
			want = "another picture now"
		}
		s.Jump(i)
		st := s.until(want, func(st *analyse.State) bool {
			return st.Post.Text == e.Post.Text && st.Message != nil && strings.Contains(fmt.Sprint(st.Message.Text, st.Message.Err), want)
		})
		if (st.Post.Picture != nil) != (e.Post.Text == "other words") {
			t.Errorf("%s has the picture %v", e.Post.Text, st.Post.Picture)
		}
		if st.History[i].Away == nil {
			t.Errorf("the entry of %s has lost its picture", e.Post.Text)
		}
	}
}

func TestWhatIsForgottenIsGone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.json")
	s := again(t, file)
	s.SetText("a secret")
	s.settled("a secret")
	s.Name("kept")
	s.until("entered", entered(1))
	s.Close()
	s = again(t, file)
	s.until("kept", entered(1))
	for _, name := range []string{".1.partial", ".bad"} {
		if err := os.WriteFile(file+name, []byte("a secret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.SetText("another secret")
	s.Forget()
	s.until("forgotten", func(st *analyse.State) bool {
		return len(st.History) == 0 && st.Post.Text == "" && st.Message != nil && strings.Contains(st.Message.Text.String(), "forgotten")
	})
	if names, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); len(names) != 0 {
		t.Errorf("left: %q", names)
	}
	s.Close()
	if data, _ := os.ReadFile(file); bytes.Contains(data, []byte("secret")) {
		t.Errorf("it came back: %s", data)
	}
	// Who doesn't want it kept any more has no file.
	s = again(t, file)
	s.SetText("more")
	s.settled("more")
	s.KeepHistory(false)
	s.until("told", func(st *analyse.State) bool { return st.Message != nil })
	s.Close()
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is there: %v", err)
	}
}

func TestHostileHistories(t *testing.T) {
	long := strings.Repeat("x", analyse.MaxText+1)
	sum := strings.Repeat("ab", 32)
	for name, content := range map[string]string{
		"no JSON": "\x00\x01", "an array": "[]", "no version": `{"posts":[]}`, "deep": strings.Repeat("[", 100_000), "empty": "", "half": `{"version":1,"posts":[{"text":"a`,
		"long words":   `{"version":1,"posts":[{"text":"` + long + `"}]}`,
		"many posts":   `{"version":1,"posts":[` + strings.TrimSuffix(strings.Repeat(`{"text":"a"},`, 1001), ",") + `]}`,
		"no post":      `{"version":1,"posts":[{}]}`,
		"relative":     `{"version":1,"posts":[{"picture":{"name":"a","path":"a.jpg","sha256":"` + sum + `"}}]}`,
		"a zero byte":  `{"version":1,"posts":[{"picture":{"name":"a","path":"/a\u0000.jpg","sha256":"` + sum + `"}}]}`,
		"no hash":      `{"version":1,"posts":[{"picture":{"name":"a","path":"/a.jpg","sha256":"zz"}}]}`,
		"a wild score": `{"version":1,"posts":[{"text":"a","label":"positive","score":1e9}]}`,
		"no label":     `{"version":1,"posts":[{"text":"a","label":"great"}]}`,
		"large":        `{"version":1,"posts":[]}` + strings.Repeat(" ", 17<<20),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "history.json")
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s := again(t, file)
			st := s.until("a complaint", func(st *analyse.State) bool { return st.Message != nil })
			if len(st.History) != 0 || st.Message.Kind != app.MessageError {
				t.Errorf("%d posts, %+v", len(st.History), st.Message)
			}
			s.SetText("still here")
			s.settled("still here")
			s.Close()
			if kept, err := os.ReadFile(file + ".bad"); err != nil || string(kept) != content {
				t.Errorf("the damaged file was lost: %v", err)
			}
			again(t, file).until("the new post", entered(1))
		})
	}
	for name, make := range map[string]func(string) error{
		"a folder": func(p string) error { return os.Mkdir(p, 0o700) },
		"a later version": func(p string) error {
			return os.WriteFile(p, []byte(`{"version":2,"posts":[{"shape":"unknown"}]}`), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "history.json")
			if err := make(file); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(file)
			s := again(t, file)
			s.until("a complaint", func(st *analyse.State) bool { return st.Message != nil })
			s.SetText("not kept")
			s.settled("not kept")
			s.Close()
			if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
				t.Error("it was written over")
			}
		})
	}
}

// Two windows at once keep the posts of both.
func TestTwoWindowsKeepTheirPosts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.json")
	one, two := again(t, file), again(t, file)
	one.SetText("of the one")
	one.settled("of the one")
	two.SetText("of the other")
	two.settled("of the other")
	one.Close()
	two.Close()
	again(t, file).until("both", entered(2))
}

func TestNamedPostsStayLongest(t *testing.T) {
	s := sit(t, nil, analyse.Options{})
	s.SetText("the first of all")
	s.settled("the first of all")
	s.Name("first")
	for i := range 120 {
		s.Open(app.Post{Text: fmt.Sprint("number ", i)})
	}
	st := s.until("all", func(st *analyse.State) bool { return st.Post.Text == "number 119" && len(st.History) == 100 })
	if st.History[0].Name != "first" || st.History[1].Post.Text == "number 0" {
		t.Errorf("the oldest are %+v and %+v", st.History[0], st.History[1].Post)
	}
}

func TestSamplesAreNotKeptUnlessNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.json")
	samples := []analyse.Sample{{Text: "one good"}, {Text: "two bad", Name: "a.jpg", Picture: apptest.JPEG(1, 40, 30)}}
	s := again(t, file, samples...)
	s.Example(0)
	s.settled("one good")
	s.Example(1)
	s.settled("two bad")
	s.Name("mine")
	s.until("both", func(st *analyse.State) bool { return len(st.History) == 2 && st.History[1].Name == "mine" })
	s.Close()
	s = again(t, file, samples...)
	s.until("one", entered(1))
	s.Jump(0)
	if st := s.settled("two bad"); st.Post.Picture == nil {
		t.Error("the sample has lost its picture")
	}
}
