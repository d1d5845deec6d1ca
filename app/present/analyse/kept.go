package analyse

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"duotone/app"
)

const (
	keptVersion  = 1
	maxKept      = 1000     // posts of a file; one of ours has maxHistory at most
	maxKeptBytes = 16 << 20 // of a file: maxHistory posts of MaxText bytes, all of them escaped, and some more
	maxTitle     = 80       // characters of a name
	maxPath      = 8192     // bytes of a path
)

// keptFile is the history as a file has it: words, names, verdicts, and where pictures lie.
type keptFile struct {
	Version int        `json:"version"`
	Posts   []keptPost `json:"posts"` // the oldest first
}

type keptPost struct {
	Name    string       `json:"name,omitempty"`
	Text    string       `json:"text,omitempty"`
	Bytes   []byte       `json:"bytes,omitempty"` // in place of Text where that is no UTF-8
	Picture *keptPicture `json:"picture,omitempty"`
	Label   string       `json:"label,omitempty"`
	Score   float64      `json:"score,omitempty"`
}

type keptPicture struct {
	Name string `json:"name"`
	Path string `json:"path,omitempty"`
	Sum  string `json:"sha256"`
}

// CleanTitle is a name that a person gives, on one line and short.
func CleanTitle(name string) string {
	name = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(name, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if r := []rune(name); len(r) > maxTitle {
		name = strings.TrimSpace(string(r[:maxTitle]))
	}
	return name
}

// encodeKept writes entries down. Left out are samples that nobody named, as they come with the program, and posts that would have nothing left:
// those of a picture alone that lies in no file.
func encodeKept(entries []Entry, samples []Sample) ([]byte, error) {
	known := map[app.PostID]bool{}
	for _, s := range samples {
		post := app.Post{Text: s.Text}
		if s.Name != "" {
			post.Picture = &app.Picture{Sum: sha256.Sum256(s.Picture)}
		}
		known[post.ContentID()] = true
	}
	file := keptFile{Version: keptVersion, Posts: []keptPost{}}
	for _, e := range entries {
		if known[e.id()] && e.Name == "" {
			continue
		}
		k := keptPost{Name: e.Name, Text: e.Post.Text}
		if !utf8.ValidString(k.Text) {
			k.Text, k.Bytes = "", []byte(e.Post.Text)
		}
		away := e.Away
		if p := e.Post.Picture; p != nil {
			away = &Away{Name: p.Name, Path: p.Path, Sum: p.Sum}
		}
		if away != nil {
			k.Picture = &keptPicture{Name: strings.ToValidUTF8(away.Name, "\uFFFD"), Sum: away.Sum.String()}
			if utf8.ValidString(away.Path) {
				k.Picture.Path = away.Path
			}
			if k.Picture.Path == "" && !e.Post.HasWords() && !known[e.id()] {
				continue
			}
		}
		if e.Known {
			k.Label, k.Score = e.Label.String(), e.Score
		}
		file.Posts = append(file.Posts, k)
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	err := out.Encode(file)
	return b.Bytes(), err
}

// errLater is a file of a version that is not known here.
var errLater = errors.New("a later version of Duotone wrote it")

// decodeKept reads what encodeKept wrote. A file that is anything else is refused as a whole, with the reason.
func decodeKept(data []byte) ([]Entry, error) {
	var file keptFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	switch {
	case file.Version > keptVersion:
		return nil, errLater
	case file.Version != keptVersion:
		return nil, fmt.Errorf("it has the version %d", file.Version)
	case len(file.Posts) > maxKept:
		return nil, fmt.Errorf("it has %d posts, over the limit of %d", len(file.Posts), maxKept)
	}
	entries := make([]Entry, 0, len(file.Posts))
	for i, k := range file.Posts {
		e, err := k.entry()
		if err != nil {
			return nil, fmt.Errorf("post %d: %w", i+1, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func (k *keptPost) entry() (e Entry, err error) {
	e = Entry{Post: app.Post{Text: k.Text}, Name: CleanTitle(k.Name)}
	if k.Text == "" {
		e.Post.Text = string(k.Bytes)
	}
	if len(e.Post.Text) > MaxText {
		return e, fmt.Errorf("its words have %d bytes, over the limit of %d", len(e.Post.Text), MaxText)
	}
	if p := k.Picture; p != nil {
		if e.Away, err = p.away(); err != nil {
			return e, err
		}
	}
	if e.Away == nil && !e.Post.HasWords() {
		return e, errors.New("it has neither words nor a picture")
	}
	if k.Label != "" {
		l, ok := app.ParseLabel(k.Label)
		if !ok || k.Score < 0 || k.Score > 1 {
			return e, errors.New("its verdict is none")
		}
		e.Label, e.Score, e.Known = l, k.Score, true
	}
	return e, nil
}

func (p *keptPicture) away() (*Away, error) {
	a := &Away{Name: p.Name, Path: p.Path}
	sum, err := hex.DecodeString(p.Sum)
	switch {
	case err != nil || len(sum) != len(a.Sum):
		return nil, errors.New("its picture has no hash")
	case len(p.Path) > maxPath || len(p.Name) > maxPath || strings.ContainsRune(p.Path, 0):
		return nil, errors.New("its picture has no sound path")
	case p.Path != "" && !filepath.IsAbs(p.Path):
		return nil, errors.New("its picture's path doesn't begin at the root")
	}
	copy(a.Sum[:], sum)
	return a, nil
}

// readKept reads the history's file; where there is none, nothing. A damaged one is put aside, so that nothing is lost; the error says so. held tells
// that a file is there that must not be written over.
func readKept(path string) (entries []Entry, data []byte, held bool, err error) {
	fail := func(hint string, err error) error {
		return &app.Error{Op: "read history", Path: path, Kind: app.KindFormat, Err: err, Hint: hint}
	}
	f, info, err := app.OpenRegular(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, false, nil
	case err != nil:
		return nil, nil, true, fail("Posts are not kept until it is gone.", err)
	}
	if info.Size() > maxKeptBytes {
		err = fmt.Errorf("it has %d MB, over the limit of %d", info.Size()>>20, maxKeptBytes>>20)
	} else {
		data, err = io.ReadAll(io.LimitReader(f, maxKeptBytes+1))
	}
	f.Close()
	if err == nil {
		entries, err = decodeKept(data)
	}
	switch {
	case err == nil:
		return entries, data, false, nil
	case errors.Is(err, errLater):
		return nil, nil, true, fail("Posts are not kept until it is gone.", err)
	case os.Rename(path, path+".bad") != nil:
		return nil, nil, true, fail("Posts are not kept until it is gone.", err)
	}
	return nil, nil, false, fail("The history begins anew; the file is kept beside as "+filepath.Base(path)+".bad.", err)
}

// writeKept writes the history's file whole, and for nobody else to read. Where another window wrote it since, its posts that are not known here are
// handed back, and stand in the file as well.
func writeKept(path string, entries []Entry, samples []Sample, last [sha256.Size]byte) (sum [sha256.Size]byte, others []Entry, err error) {
	theirs, data, held, err := readKept(path)
	if held {
		return last, nil, err
	}
	if data != nil && sha256.Sum256(data) != last {
		others = unknown(theirs, entries)
	}
	all, _ := bounded(append(others[:len(others):len(others)], entries...), len(others)+len(entries)-1)
	out, err := encodeKept(all, samples)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = app.WritePrivate(path, func(w io.Writer) error { _, err := w.Write(out); return err })
	}
	if err != nil {
		return last, others, &app.Error{Op: "keep history", Path: path, Kind: app.KindDisk, Err: err, Hint: "Make room, or set DUOTONE_HOME to a folder that can be written to."}
	}
	return sha256.Sum256(out), others, nil
}

// unknown are those of entries that are not among others.
func unknown(entries, others []Entry) (list []Entry) {
	have := map[app.PostID]bool{}
	for _, e := range others {
		have[e.id()] = true
	}
	for _, e := range entries {
		if id := e.id(); !have[id] {
			have[id] = true
			list = append(list, e)
		}
	}
	return list
}

// eraseKept takes the history's file away, and what lies beside it from before.
func eraseKept(path string) error {
	if path == "" {
		return nil
	}
	var failed error
	names, _ := filepath.Glob(globQuote(path) + ".*.partial")
	for _, name := range append(names, path, path+".bad") {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = &app.Error{Op: "erase history", Path: name, Kind: app.KindDisk, Err: err, Hint: "Remove the file yourself."}
		}
	}
	app.SyncDir(filepath.Dir(path))
	return failed
}

// globQuote lets a path stand for itself in a pattern.
func globQuote(path string) string {
	if filepath.Separator == '\\' {
		return path // there is no quoting; a name with [ would only match less
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}
