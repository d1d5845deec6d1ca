package inference

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"duotone/app"
	"duotone/app/picture"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// TestProductsChangeNoScore: whichever way of multiplying 8-bit numbers is forced, the samples' scores are the same to the last
// bit, and where the fast way overflows it is not taken.
func TestProductsChangeNoScore(t *testing.T) {
	posts := samplePosts(t)
	want := scoredBy(t, session.ProductsExact, posts)
	for _, way := range []session.Products{session.ProductsProved, session.ProductsFast} {
		if way == session.ProductsFast && !session.FastIsExact() {
			t.Log("the fast way overflows on this processor, and is not taken: ", session.ProductsProved)
			continue
		}
		for i, got := range scoredBy(t, way, posts) {
			if got.Scores != want[i].Scores || got.Balance != want[i].Balance || got.Incongruity != want[i].Incongruity || got.Irony != want[i].Irony {
				t.Errorf("%s, by %v: %v, and the exact way %v", posts[i].ID, way, got.Scores, want[i].Scores)
			}
		}
	}
}

// scoredBy scores posts with all graphs loaded for one way.
func scoredBy(t *testing.T, way session.Products, posts []app.Post) []app.Prediction {
	t.Helper()
	e := open(t, shippedPack)
	again, _ := pack.Open(shippedPack) // an open engine has let go of the files
	e.pack.Graphs = again.Graphs
	g, err := e.load(session.Options{Threads: 1, Device: session.CPU, Products: way})
	if err != nil {
		t.Fatal(err)
	}
	e.bulk = func() (*graphs, error) { return g, nil }
	e.single = e.bulk
	got, err := e.Score(t.Context(), posts...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range got {
		if p.Err != nil {
			t.Fatal(p.Err)
		}
	}
	return got
}

// TestOlderProcessor runs this package's tests of scores as if the processor had no VNNI: the fast way is found to overflow, and the
// scores are those of any processor.
func TestOlderProcessor(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("only Linux on amd64 can hide what a processor can do")
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("there is no C compiler")
	}
	older := filepath.Join(t.TempDir(), "older-processor")
	if out, err := exec.Command(cc, "-O1", "-o", older, filepath.Join("..", ".ci", "older-processor.c")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), older, self, "-test.run", "^(TestScoresAreThoseOfAnyProcessor|TestProductsChangeNoScore|TestFastOverflows)$", "-test.v")
	cmd.Env = append(os.Environ(), "DUOTONE_TEST_OLDER=1")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 77 {
		t.Skip("the kernel or the processor can't hide anything here")
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestFastOverflows is a part of TestOlderProcessor.
func TestFastOverflows(t *testing.T) {
	if os.Getenv("DUOTONE_TEST_OLDER") == "" {
		t.Skip("for TestOlderProcessor")
	}
	if err := session.Start(); err != nil {
		t.Fatal(err)
	}
	if session.FastIsExact() || !session.ProductsProved.Exact(nil) {
		t.Error("the fast way passes for exact on a processor where it overflows")
	}
}

// samplePosts are the posts of the sample line-up.
func samplePosts(t testing.TB) []app.Post {
	t.Helper()
	folder := filepath.Join("..", "assets", "samples")
	data, err := os.ReadFile(filepath.Join(folder, "posts.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var posts []app.Post
	for line := range bytes.Lines(data) {
		var s struct{ ID, Text, Image string }
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		post := app.Post{ID: s.ID, Text: s.Text}
		if s.Image != "" {
			if post.Picture, err = picture.Read(t.Context(), filepath.Join(folder, s.Image), picture.Limits{}); err != nil {
				t.Fatal(err)
			}
		}
		posts = append(posts, post)
	}
	return posts
}
