package table

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

const maxTextFile = 4 << 20 // bytes of a .txt beside a picture

// folderColumns are the columns that a folder has.
var folderColumns = []source.Column{{Name: "id", Kind: source.TextColumn}, {Name: "file", Kind: source.TextColumn}, {Name: "text", Kind: source.TextColumn}}

// folderPost is a picture, the text file of the same name, or one of them.
type folderPost struct {
	id, picture, text string // picture and text are paths with slashes inside the folder
}

// pairUp makes posts of the files of a folder: a.jpg and a.txt are one post. Posts come in natural order: 2 before 10.
func pairUp(names []string) []folderPost {
	type pair struct{ pictures, texts []string }
	pairs := map[string]*pair{}
	for _, n := range names {
		ext := strings.ToLower(path.Ext(n))
		stem := norm.NFC.String(strings.TrimSuffix(n, path.Ext(n))) // one form: a picture from a Mac and a text from elsewhere are one post
		if ext != ".txt" && !plaintext.PictureExtensions[ext] {
			continue
		}
		p := pairs[stem]
		if p == nil {
			p = &pair{}
			pairs[stem] = p
		}
		if ext == ".txt" {
			p.texts = append(p.texts, n)
		} else {
			p.pictures = append(p.pictures, n)
		}
	}
	var posts []folderPost
	for stem, p := range pairs {
		sort.Strings(p.pictures)
		sort.Strings(p.texts)
		text := ""
		if len(p.texts) > 0 {
			text = p.texts[0]
		}
		if len(p.pictures) == 0 {
			posts = append(posts, folderPost{id: stem, text: text})
		}
		for _, name := range p.pictures {
			id := stem
			if len(p.pictures) > 1 {
				id = name
			}
			posts = append(posts, folderPost{id: id, picture: name, text: text})
		}
		for _, more := range p.texts[min(1, len(p.texts)):] {
			posts = append(posts, folderPost{id: more, text: more})
		}
	}
	sort.Slice(posts, func(i, j int) bool {
		a, b := posts[i].id+"\x00"+posts[i].picture, posts[j].id+"\x00"+posts[j].picture
		if naturalLess(a, b) != naturalLess(b, a) {
			return naturalLess(a, b)
		}
		return a < b
	})
	return posts
}

// naturalLess compares runs of digits as numbers.
func naturalLess(a, b string) bool {
	for a != "" && b != "" {
		da, db := digits(a), digits(b)
		if da > 0 && db > 0 {
			na, nb := strings.TrimLeft(a[:da], "0"), strings.TrimLeft(b[:db], "0")
			if len(na) != len(nb) {
				return len(na) < len(nb)
			}
			if na != nb {
				return na < nb
			}
			a, b = a[da:], b[db:]
			continue
		}
		if a[0] != b[0] {
			return a[0] < b[0]
		}
		a, b = a[1:], b[1:]
	}
	return len(a) < len(b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func (in *Input) openFolder(ctx context.Context) error {
	in.Format = source.Folder
	h := sha256.New()
	var names []string
	out := source.LeftOut{}
	err := filepath.WalkDir(in.Path, func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if p == in.Path {
				return source.Missing(p, err)
			}
			in.note("unreadable", app.Say("the folder {{.path}} can't be read and was left out").With("path", p)) // a folder inside
			return nil
		}
		if p != in.Path && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		ext := strings.ToLower(filepath.Ext(d.Name()))
		if d.IsDir() {
			return nil
		}
		if ext != ".txt" && !plaintext.PictureExtensions[ext] {
			out[ext]++
			return nil
		}
		info, err := os.Stat(p)
		if err != nil || !info.Mode().IsRegular() {
			info, _ = d.Info() // a broken link is a post with an error
		}
		rel, err := filepath.Rel(in.Path, p)
		if err != nil {
			return err
		}
		names = append(names, filepath.ToSlash(rel))
		if info != nil {
			fmt.Fprintf(h, "%s\x00%d\x00%d\x00", rel, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	if err != nil {
		return err
	}
	posts := pairUp(names)
	if len(posts) == 0 {
		return app.Errorf("open input", in.Path, app.KindInput, "A folder has pictures, with a .txt of the same name beside each where there are words.",
			"there is no picture and no .txt in this folder")
	}
	in.Notes = append(in.Notes, out.Note(in.Path)...)
	in.Identity = hex.EncodeToString(h.Sum(nil))
	read := func(name string) ([]byte, error) {
		p := filepath.Join(in.Path, filepath.FromSlash(name))
		f, _, err := source.OpenFile(p)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readText(f, name)
	}
	return useFolder(in, posts, read)
}

func useFolder(in *Input, posts []folderPost, read func(string) ([]byte, error)) error {
	in.Total, in.Exact = int64(len(posts)), true
	in.open = func() (source.Source, error) {
		return &folderSource{posts: posts, read: read, encoding: in.Options.Encoding}, nil
	}
	in.Mapping = Mapping{ID: 0, Image: 1, Text: 2, IDName: "id", ImageName: "file", TextName: "text"}
	in.Columns = folderColumns
	src, err := in.open()
	if err != nil {
		return err
	}
	for len(in.Sample) < plaintext.SampleSize {
		r, err := src.Next()
		if err != nil {
			break
		}
		in.Sample = append(in.Sample, r)
	}
	return nil
}

// readText reads a text file within its limit.
func readText(r io.Reader, name string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTextFile+1))
	if err != nil {
		return nil, app.Errorf("read words", name, app.KindMissing, "Check that the file is whole.", "%w", err)
	}
	if len(data) > maxTextFile {
		return nil, app.Errorf("read words", name, app.KindTooLarge, "", "the text is longer than %d MB", maxTextFile>>20)
	}
	return data, nil
}

// folderSource gives the posts of a folder.
type folderSource struct {
	posts    []folderPost
	read     func(string) ([]byte, error)
	encoding string
	n        int
}

func (f *folderSource) Columns() []source.Column { return folderColumns }
func (f *folderSource) Close() error             { return nil }

func (f *folderSource) Next() (source.Row, error) {
	if f.n == len(f.posts) {
		return source.Row{}, io.EOF
	}
	p := f.posts[f.n]
	f.n++
	row := source.Row{N: int64(f.n), Cells: []source.Value{source.TextValue(source.Valid(p.id)), source.TextValue(p.picture), source.TextValue("")}}
	if p.text == "" {
		return row, nil
	}
	data, err := f.read(p.text)
	if err != nil {
		row.Err = err
		return row, nil
	}
	text, err := plaintext.Text(data, f.encoding)
	if err != nil {
		return row, err
	}
	row.Cells[2] = source.TextValue(text)
	return row, nil
}

// openZIP reads an archive as a folder.
func (in *Input) openZIP() error {
	a, err := openArchive(in.Path)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(a.files))
	out := source.LeftOut{}
	for n := range a.files {
		if base := path.Base(n); strings.HasPrefix(base, ".") || strings.HasPrefix(n, "__MACOSX/") {
			continue
		}
		if ext := strings.ToLower(path.Ext(n)); ext != ".txt" && !plaintext.PictureExtensions[ext] {
			out[ext]++
		}
		names = append(names, n)
	}
	in.Notes = append(append(in.Notes, a.notes...), out.Note(in.Path)...)
	posts := pairUp(names)
	if len(posts) == 0 {
		return app.Errorf("open input", in.Path, app.KindInput, "", "there is no picture and no .txt in this archive").
			Advise(app.Say("For a table with its pictures in a ZIP, give the table and --pictures {{.file}}.").With("file", filepath.Base(in.Path)))
	}
	in.Options.Pictures = in.Path
	return useFolder(in, posts, func(name string) ([]byte, error) { return a.read(name, maxTextFile) })
}
