package similar

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/project"
)

// posts are words by which the fake engine tells them apart; every fourth has a picture.
func posts(t *testing.T, dir string, n int) (texts, pictures []string) {
	for i := range n {
		text, name := fmt.Sprintf("post %d about %s and %s", i, strings.Repeat("wind ", i%5), []string{"sun", "rain", "snow"}[i%3]), ""
		if i%4 == 0 {
			name = fmt.Sprintf("%d.png", i)
			must(t, os.WriteFile(filepath.Join(dir, name), apptest.PNG(uint64(i), 40, 30), 0o600))
		}
		texts, pictures = append(texts, text), append(pictures, name)
	}
	return texts, pictures
}

// aProject and aResult are the same posts.
func aProject(t *testing.T, n int) string {
	dir := t.TempDir()
	p, err := project.Create(t.Context(), filepath.Join(dir, "p.duotone"), project.DefaultSettings())
	must(t, err)
	defer p.Close()
	a, err := p.Posts.Adder(t.Context(), false)
	must(t, err)
	texts, pictures := posts(t, dir, n)
	for i, text := range texts {
		in := project.Incoming{Post: app.Post{ID: fmt.Sprint("p", i), Text: text}}
		if pictures[i] != "" {
			in.Path = filepath.Join(dir, pictures[i])
			raw, err := os.ReadFile(in.Path)
			must(t, err)
			in.Post.Picture = apptest.Picture(pictures[i], raw)
		}
		must(t, a.Add(in))
	}
	must(t, a.Commit())
	return p.Path()
}

func aResult(t *testing.T, n int) Result {
	dir := t.TempDir()
	texts, pictures := posts(t, dir, n)
	r := Result{Path: filepath.Join(dir, "scored.jsonl")}
	texts[7] = "" // a row of nothing, which no project has
	for i, text := range texts {
		r.Rows = append(r.Rows, batch.Verdict{Row: int64(i + 1), ID: fmt.Sprint("p", i), Text: text, Image: pictures[i]})
	}
	return r
}

// everySet opens both kinds of set anew at each call.
func everySet(t *testing.T, n int) map[string]func() Set {
	path, result := aProject(t, n), aResult(t, n)
	return map[string]func() Set{
		"project": func() Set {
			s, err := OpenProject(t.Context(), path)
			must(t, err)
			return s
		},
		"result": func() Set { set := OfResult(result); set.Allow(); return set },
	}
}

func maker(t *testing.T, e app.Engine) *Maker {
	m, err := NewMaker(t.Context(), e)
	must(t, err)
	return m
}

func TestWhatIsReadIsKept(t *testing.T) {
	e := &apptest.Fake{}
	for kind, open := range everySet(t, 30) {
		set := open()
		stock, err := Take(t.Context(), set, Name(e))
		must(t, err)
		if len(stock.Missing) != 30 {
			t.Errorf("%s: %d posts to begin with", kind, len(stock.Missing))
		}
		told := 0
		read, err := stock.Fill(t.Context(), set, maker(t, e), func(done, total int) { told = done })
		must(t, err)
		if read.Posts != 30 || read.Failed != 0 || told != 30 || len(stock.Missing) != 0 {
			t.Errorf("%s: %+v, told %d", kind, read, told)
		}
		must(t, set.Close())

		set = open()
		again, err := Take(t.Context(), set, Name(e))
		must(t, err)
		if len(again.Missing) != 0 {
			t.Errorf("%s: %v are missing once more", kind, again.Missing)
		}
		x, err := again.Index(t.Context(), set)
		must(t, err)
		at := again.Place("p8")
		hits, err := again.Find(t.Context(), x, Asked{At: at}, Both, 3)
		must(t, err)
		if at != 8 || len(hits) != 3 || hits[0].At == 8 || hits[0].Name != fmt.Sprint("p", hits[0].At) {
			t.Errorf("%s: post %d is like %+v", kind, at, hits)
		}
		// The same post from outside finds the one that it is.
		v, err := maker(t, e).Make(t.Context(), set.Post(t.Context(), 8))
		must(t, err)
		hits, err = again.Find(t.Context(), x, Asked{At: -1, Text: again.Refs[8].Text, Vectors: v, Picture: true}, Both, 1)
		must(t, err)
		if len(hits) != 1 || hits[0].At != 8 || !hits[0].Again || !hits[0].SamePicture {
			t.Errorf("%s: from outside it is like %+v", kind, hits)
		}
		other, err := Take(t.Context(), set, Name(&apptest.Fake{Pack: app.PackInfo{Name: "other", Sum: app.Sum{1}}}))
		must(t, err)
		if len(other.Missing) != 30 {
			t.Errorf("%s: another pack finds %d posts read", kind, 30-len(other.Missing))
		}
		must(t, set.Close())
	}
}

func TestACancelKeepsWhatIsDone(t *testing.T) {
	e := &apptest.Fake{}
	for kind, open := range everySet(t, 200) {
		set := open()
		stock, err := Take(t.Context(), set, Name(e))
		must(t, err)
		ctx, stop := context.WithCancel(t.Context())
		read, err := stock.Fill(ctx, set, maker(t, e), func(done, _ int) {
			if done == 100 {
				stop()
			}
		})
		if !errors.Is(err, context.Canceled) || read.Posts < 64 || read.Posts == 200 {
			t.Errorf("%s: %+v, %v", kind, read, err)
		}
		must(t, set.Close())
		set = open()
		again, err := Take(t.Context(), set, Name(e))
		must(t, err)
		if len(again.Missing) != 200-read.Posts || len(stock.Missing) != len(again.Missing) {
			t.Errorf("%s: %d are missing after %d were read", kind, len(again.Missing), read.Posts)
		}
		must(t, set.Close())
	}
}

func TestAPostThatCantBeReadStaysMissing(t *testing.T) {
	e := &apptest.Fake{}
	r := aResult(t, 12)
	must(t, os.Remove(filepath.Join(filepath.Dir(r.Path), "4.png")))
	set := OfResult(r)
	stock, err := Take(t.Context(), set, Name(e))
	must(t, err)
	read, err := stock.Fill(t.Context(), set, maker(t, e), nil)
	must(t, err)
	if read.Posts != 11 || read.Failed != 1 || app.KindOf(read.First) != app.KindMissing || !slices.Equal(stock.Missing, []int{4}) {
		t.Errorf("%+v, missing %v", read, stock.Missing)
	}
	must(t, set.Close())
}

func TestAnErasedPostLeavesNoVectors(t *testing.T) {
	e := &apptest.Fake{}
	path := aProject(t, 20)
	set, err := OpenProject(t.Context(), path)
	must(t, err)
	stock, err := Take(t.Context(), set, Name(e))
	must(t, err)
	_, err = stock.Fill(t.Context(), set, maker(t, e), nil)
	must(t, err)
	var gone []byte
	must(t, set.Kept(t.Context(), Name(e), func(id app.PostID, v Vectors) {
		if id == stock.Refs[8].ID {
			gone = v.Bytes()
		}
	}))
	must(t, set.Close())
	holds := func() bool {
		raw, err := os.ReadFile(path)
		must(t, err)
		return bytes.Contains(raw, gone)
	}
	p, err := project.Open(t.Context(), path)
	must(t, err)
	defer p.Close()
	_, err = p.Erase(t.Context()) // of nothing: all is brought into the file
	must(t, err)
	if !holds() {
		t.Fatal("the vectors are nowhere to be found")
	}
	items, err := p.Posts.Find(t.Context(), "p8")
	must(t, err)
	_, err = p.Erase(t.Context(), items...)
	must(t, err)
	if holds() {
		t.Error("the vectors of an erased post are in the file")
	}
}

// Vectors are nobody else's: neither a merge nor a share of the work takes them along. What is edited is read anew.
func TestVectorsStayWhereTheyAre(t *testing.T) {
	e := &apptest.Fake{}
	path := aProject(t, 20)
	set, err := OpenProject(t.Context(), path)
	must(t, err)
	stock, err := Take(t.Context(), set, Name(e))
	must(t, err)
	_, err = stock.Fill(t.Context(), set, maker(t, e), nil)
	must(t, err)
	must(t, set.Close())
	kept := func(path string) int {
		set, err := OpenProject(t.Context(), path)
		must(t, err)
		defer set.Close()
		n := 0
		must(t, set.Kept(t.Context(), Name(e), func(app.PostID, Vectors) { n++ }))
		return n
	}
	if kept(path) != 20 {
		t.Fatalf("%d are kept", kept(path))
	}
	p, err := project.Open(t.Context(), path)
	must(t, err)
	var ids []app.PostID
	for _, r := range stock.Refs[:5] {
		ids = append(ids, r.ID)
	}
	share, merged := filepath.Join(t.TempDir(), "share.duotone"), filepath.Join(t.TempDir(), "merged.duotone")
	_, err = p.Extract(t.Context(), share, project.Extraction{Posts: ids})
	must(t, err)
	problems, err := p.Check(t.Context(), true)
	must(t, err)
	must(t, p.Close())
	q, err := project.Create(t.Context(), merged, project.DefaultSettings())
	must(t, err)
	_, err = q.Merge(t.Context(), path)
	must(t, err)
	must(t, q.Close())
	if kept(share) != 0 || kept(merged) != 0 || len(problems.Damage) > 0 {
		t.Errorf("a share has %d, a merge %d; %v", kept(share), kept(merged), problems)
	}
}

func TestTheFileBesideAResult(t *testing.T) {
	e := &apptest.Fake{}
	r := aResult(t, 40)
	fill := func() (missing int) {
		set := OfResult(r)
		set.Allow()
		stock, err := Take(t.Context(), set, Name(e))
		must(t, err)
		missing = len(stock.Missing)
		_, err = stock.Fill(t.Context(), set, maker(t, e), nil)
		must(t, err)
		must(t, set.Close())
		return missing
	}
	fill()
	whole, err := os.ReadFile(Beside(r.Path))
	must(t, err)

	// Cut off in the midst of a record, it loses that one; what is added then is found again.
	must(t, os.WriteFile(Beside(r.Path), whole[:len(whole)-5], 0o600))
	if n := fill(); n != 1 {
		t.Errorf("cut off, %d are missing", n)
	}
	if n := fill(); n != 0 {
		t.Errorf("filled up again, %d are missing", n)
	}
	// A flipped bit costs one post.
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-10] ^= 4
	must(t, os.WriteFile(Beside(r.Path), flipped, 0o600))
	if n := fill(); n != 1 {
		t.Errorf("with a flipped bit, %d are missing", n)
	}
	// A row that was taken out of the result is taken out of the file.
	gone := rowID(&r.Rows[3])
	r.Rows = slices.Delete(r.Rows, 3, 4)
	if n := fill(); n != 0 {
		t.Errorf("a row less, %d are missing", n)
	}
	after, err := os.ReadFile(Beside(r.Path))
	must(t, err)
	name := rawName(t, gone)
	if !bytes.Contains(whole, name) || bytes.Contains(after, name) || len(after) >= len(whole) {
		t.Errorf("the vectors of a row that is gone are still there: %d bytes of %d", len(after), len(whole))
	}
	if info, err := os.Stat(Beside(r.Path)); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	// Somebody else's file is left alone.
	must(t, os.WriteFile(Beside(r.Path), []byte("my notes\n"), 0o600))
	set := OfResult(r)
	stock, err := Take(t.Context(), set, Name(e))
	must(t, err)
	_, err = stock.Fill(t.Context(), set, maker(t, e), nil)
	if raw, _ := os.ReadFile(Beside(r.Path)); app.KindOf(err) != app.KindDisk || app.HintOf(err) == "" || string(raw) != "my notes\n" {
		t.Errorf("%v; the file holds %q", err, raw)
	}
}

// Nobody has agreed to a file beside the result: what is read is found all the same, and gone with the set.
func TestNoFileIsWrittenUnasked(t *testing.T) {
	e := &apptest.Fake{}
	r := aResult(t, 20)
	set := OfResult(r)
	stock, err := Take(t.Context(), set, Name(e))
	must(t, err)
	_, err = stock.Fill(t.Context(), set, maker(t, e), nil)
	must(t, err)
	x, err := stock.Index(t.Context(), set)
	must(t, err)
	if hits, err := stock.Find(t.Context(), x, Asked{At: 3}, Words, 5); err != nil || len(hits) != 5 {
		t.Errorf("found %v, %v", hits, err)
	}
	must(t, set.Close())
	if _, err := os.Stat(Beside(r.Path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file beside the result: %v", err)
	}
	set.Allow() // agreed to later, all of it is written
	must(t, set.Keep(t.Context(), Name(e), nil))
	must(t, set.Close())
	again, err := Take(t.Context(), OfResult(r), Name(e))
	must(t, err)
	if len(again.Missing) != 0 {
		t.Errorf("%d are missing", len(again.Missing))
	}
}

func rawName(t *testing.T, id app.PostID) []byte {
	var name []byte
	_, err := fmt.Sscanf(string(id), "%x", &name)
	must(t, err)
	return name
}
