package learn

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"duotone/app"
)

// Earlier is the head that a new one would replace.
type Earlier struct{ pack *app.HeadPack }

// EarlierIn looks into the folder that a head is to be kept in: nil where there is none. A pack with a model is never replaced, a head
// for another question only by force.
func EarlierIn(dir string, q Question, force bool) (*Earlier, error) {
	if dir == "" {
		return nil, nil
	}
	data, err := manifest(dir)
	if errors.Is(err, fs.ErrNotExist) {
		entries, err := os.ReadDir(dir)
		if err == nil && len(entries) > 0 {
			return nil, app.Errorf(opLearn, dir, app.KindUsage, "Name a folder that is not there yet.", "the folder holds other files, and no pack")
		}
		return nil, nil
	}
	if err != nil {
		return nil, &app.Error{Op: opLearn, Path: dir, Kind: app.KindDisk, Err: err, Hint: "Name another folder."}
	}
	h, err := app.ParseHeadPack(data)
	switch {
	case err == nil && h == nil:
		return nil, app.Errorf(opLearn, dir, app.KindUsage, "Name another folder.", "the folder holds a pack with a model, which is not replaced")
	case force:
	case err != nil:
		return nil, app.Errorf(opLearn, dir, app.KindUsage, "Name another folder, or replace it with --force.", "the head that is there can't be read: %w", err)
	case h.Head.Question != q.Key || h.Head.Asked != q.Asked:
		return nil, app.Errorf(opLearn, dir, app.KindUsage, "Name another folder, or replace it with --force.",
			"the head that is there answers %q of the %s", h.Head.QuestionTitle(), h.Head.Asked)
	}
	if err != nil {
		return nil, nil //nolint:nilerr // forced
	}
	return &Earlier{h}, nil
}

// mostManifest is how large a pack.json may be: that of the largest head has 22 MB.
const mostManifest = 32 << 20

// manifest reads the pack.json of a folder, which may be anything.
func manifest(dir string) ([]byte, error) {
	path := filepath.Join(dir, "pack.json")
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > mostManifest {
		return nil, errors.New("pack.json is no file that can be read, or too large")
	}
	return os.ReadFile(path)
}

// HeadIn reads the head that a folder holds; nil where it holds a pack of another kind, or none.
func HeadIn(dir string) (*app.HeadPack, error) {
	if dir == "" {
		return nil, nil
	}
	data, err := manifest(dir)
	if err != nil {
		return nil, nil //nolint:nilerr // whoever opens it tells what is wrong
	}
	h, err := app.ParseHeadPack(data)
	if err != nil {
		return nil, &app.Error{Op: "read the head", Path: dir, Kind: app.KindPack, Err: err, Hint: "Learn it again."}
	}
	return h, nil
}

// Posts are those that it was learned from; nil where there is no earlier head.
func (e *Earlier) Posts() map[app.PostID]bool {
	if e == nil {
		return nil
	}
	all := map[app.PostID]bool{}
	for _, id := range e.pack.Learned.Posts {
		all[id] = true
	}
	return all
}

// next is the version after it: a whole number.
func (e *Earlier) next() string {
	if e == nil {
		return "1"
	}
	n, err := strconv.Atoi(e.pack.Version)
	if err != nil {
		return "1"
	}
	return strconv.Itoa(n + 1)
}

// Keep says how a head is kept as a pack.
type Keep struct {
	Dir, Name string // Name "" is that of the folder
	Base      app.PackInfo
	Final     string
	People    int
	Codebook  string // version; "" for the built-in one
	Options   Options
	Earlier   *Earlier
	Now       time.Time // zero is now
}

// Write writes the pack: its one file as a whole, so that a head that is there stays until then, and for people a copy of the card.
func (k Keep) Write(r *Result) error {
	if k.Now.IsZero() {
		k.Now = time.Now()
	}
	if k.Name == "" {
		abs, err := filepath.Abs(k.Dir)
		if err != nil {
			return &app.Error{Op: opLearn, Path: k.Dir, Kind: app.KindDisk, Err: err}
		}
		k.Name = plainName(filepath.Base(abs))
	}
	p := k.pack(r)
	data, err := p.JSON()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(k.Dir, 0o777); err != nil {
		return &app.Error{Op: opLearn, Path: k.Dir, Kind: app.KindDisk, Err: err, Hint: "Name a folder that may be written to."}
	}
	for _, file := range []struct {
		name string
		data []byte
	}{{"pack.json", data}, {"CARD.md", []byte(p.Card)}} {
		path := filepath.Join(k.Dir, file.name)
		if err := app.WriteWhole(path, func(w io.Writer) error { _, err := w.Write(file.data); return err }); err != nil {
			return &app.Error{Op: opLearn, Path: path, Kind: app.KindDisk, Err: err, Hint: "Free some room, or name another folder."}
		}
	}
	return nil
}

// plainName makes a pack's name of a folder's.
func plainName(s string) string {
	name := strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._+-", r)) {
			return r
		}
		return '-'
	}, s), "._+-")
	if name == "" {
		return "head"
	}
	return name[:min(len(name), 64)]
}

func (k Keep) pack(r *Result) *app.HeadPack {
	p := &app.HeadPack{Name: k.Name, Version: k.Earlier.next(), Licence: k.Base.Licence, BaseName: k.Base.Name, BaseVersion: k.Base.Version,
		Base: k.Base.Sum, Head: r.Head,
		Description: fmt.Sprintf("answers %q of a post's %s, learned from %d labelled posts on %s", r.Question.name(), part(r.Question.Asked), len(r.Examples), k.Base.Ref()),
		Learned: app.LearnedFrom{Codebook: k.Codebook, Labels: len(r.Examples), People: k.People, Date: k.Now.UTC().Format(time.DateOnly),
			Seed: k.Options.Seed, Plain: k.Options.Plain, Final: k.Final, Strength: r.Strength}}
	for _, e := range r.Examples {
		p.Learned.Posts = append(p.Learned.Posts, e.Post)
	}
	for _, f := range r.Figures() {
		p.Figures = append(p.Figures, app.Figure{Name: f.Name, Value: f.Value, Low: f.Low, High: f.High, N: f.N, Split: "cross-validated",
			Command: "duotone learn PROJECT --question " + r.Question.Key})
	}
	p.Card = k.card(p, r)
	return p
}

func part(a app.Asked) string {
	if a == app.AskedOfPost {
		return "words and picture"
	}
	return string(a)
}

// card is the pack's model card.
func (k Keep) card(p *app.HeadPack, r *Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s, version %s\n\n", p.Name, p.Version)
	fmt.Fprintf(&b, "A head that answers **%s** (%s) of a post's %s. It was learned on %s from %d posts that %s labelled, on %s, and needs the pack **%s@%s** with the SHA-256 `%s` of its pack.json.\n\n",
		r.Question.name(), kindWords[r.Question.Kind], part(r.Question.Asked), p.Learned.Date, len(r.Examples), people(k.People), "this computer",
		p.BaseName, p.BaseVersion, p.Base)
	if k.Codebook != "" {
		fmt.Fprintf(&b, "Version of the codebook: %s.\n\n", k.Codebook)
	}
	fmt.Fprintf(&b, "How several people's answers became one: %s. Seed %d. ", k.Final, k.Options.Seed)
	if k.Options.Plain {
		b.WriteString("Labels count as often as they are there.\n\n")
	} else {
		b.WriteString("A rare label counts more than it is there: as much as a common one where both have few posts, less the more there are.\n\n")
	}
	b.WriteString("## Figures\n\nOf posts that the model asked was not fitted on, in five folds; posts that are nearly the same are in one fold. Intervals are of 95 %, by drawing posts again.\n\n```\n")
	b.WriteString(Text(r, k.Base.Ref()))
	b.WriteString("```\n\n## Limits\n\nIt knows what its labelled posts show and nothing else: posts of another topic, time or language may be told worse than the figures say. " +
		"What its base pack reads wrong it builds on.\n\nThe file lists the hashes of the posts that it was learned from, so that a later round can be held against it; it has none of their words or pictures.\n")
	return b.String()
}

func people(n int) string {
	if n == 1 {
		return "one person"
	}
	return fmt.Sprint(n, " people")
}

var kindWords = map[app.QuestionKind]string{app.OneOf: "one of several labels", app.ManyOf: "any of several labels", app.Scale: "a step of a scale"}
