package pack

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/inference/words"

	"golang.org/x/sync/errgroup"
)

// What a pack may ask for, so that a hostile one can't fill the memory. The largest expected size (BERT-base and ResNet-50 in
// float32) fits several times over.
const (
	MaxManifest  = 8 << 20
	maxCard      = 4 << 20
	maxTokenizer = 64 << 20
	MaxGraph     = 2<<30 - 1 // what one protobuf file can hold
	maxFiles     = 64
	maxPack      = 4 << 30
	maxTokens    = 8192
	maxSide      = 2048 // pixels of the model's input
	maxGrid      = 64
	maxDim       = 1 << 16
)

func sizeLimit(name string) int64 {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".onnx":
		return MaxGraph
	case ".json":
		return maxTokenizer
	default:
		return maxCard
	}
}

// Pack is a checked model pack, read into memory: what was hashed is what is loaded.
type Pack struct {
	Info      app.PackInfo
	Dir       string    // where its files are: its own folder, or its base's
	Head      *app.Head // nil: it stands by itself
	Manifest  *Manifest
	Labels    [3]app.Label // what each class of the model means
	Graphs    map[string][]byte
	Words     *words.Reader
	Patches   int  // N
	TextDim   int  // Dt
	ImageDim  int  // Di
	Embedding int  // D; 0: it has none
	Masks     bool // the fusion graph takes a patch_mask
}

// Describe is what the manifest of the pack in dir says, without a look at its other files. What is wrong with it is in Problems.
func Describe(dir string) app.PackInfo {
	info := app.PackInfo{Dir: dir}
	var p Problems
	root, err := os.OpenRoot(dir)
	if err != nil {
		info.Problems = []error{err}
		return info
	}
	defer root.Close()
	data, err := ReadPlain(root, "pack.json", MaxManifest)
	var m *Manifest
	if err == nil {
		m, err = ParseManifest(data)
	}
	if err != nil {
		info.Problems = []error{err}
		return info
	}
	info = m.Describe(dir)
	m.Check(&p)
	info.Problems = p
	return info
}

// Open reads the pack in dir. All that is wrong with it is in problems; the pack is then nil but its description in
// info is as complete as it can be.
func Open(dir string) (*Pack, app.PackInfo) {
	info := app.PackInfo{Dir: dir}
	var p Problems
	root, err := os.OpenRoot(dir)
	if err != nil {
		kind := app.KindPack
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			kind = app.KindMissing
		}
		info.Problems = []error{&app.Error{Op: "open pack", Path: dir, Kind: kind, Err: PlainCause(err),
			Hint: "A pack is a folder with a pack.json in it."}}
		return nil, info
	}
	defer root.Close()
	data, err := ReadPlain(root, "pack.json", MaxManifest)
	if err != nil {
		p.Add("pack.json", "%w", err)
		info.Problems = p
		return nil, info
	}
	m, err := ParseManifest(data)
	if err != nil {
		p.Add("pack.json", "%w", err)
		info.Problems = p
		return nil, info
	}
	info = m.Describe(dir)
	m.Check(&p)
	info.Sum = sha256.Sum256(data)
	k := &Pack{Dir: dir, Manifest: m, Graphs: map[string][]byte{}}
	files, size := k.readFiles(root, &p)
	info.Bytes = int64(len(data)) + size
	info.Card = strings.ToValidUTF8(string(files["CARD.md"]), "\ufffd")
	k.readGraphs(files, &p)
	k.readTokenizer(files, &p)
	info.Problems = p
	if len(p) > 0 {
		return nil, info
	}
	for i := range k.Labels {
		k.Labels[i], _ = app.ParseLabel(m.ID2Label[strconv.Itoa(i)])
	}
	k.Patches, k.TextDim, k.ImageDim, k.Embedding = int(m.Size("N")), int(m.Size("Dt")), int(m.Size("Di")), int(m.Size("D"))
	info.Embedding = k.Embedding
	k.Info = info
	_, k.Masks = tensor(m.Graphs["fusion"].Inputs, "patch_mask")
	return k, info
}

// Describe is what the manifest says, for people.
func (m *Manifest) Describe(dir string) app.PackInfo {
	info := app.PackInfo{Dir: dir, Name: m.Name, Version: m.Version, Licence: m.Licence, Description: m.Description,
		Format: m.Format, Languages: m.Languages, Meaning: m.TellsMeaning(), Thresholds: m.Thresholds}
	for _, f := range m.Figures {
		figure := f.Figure
		figure.Low, figure.High = f.Low, f.High
		info.Figures = append(info.Figures, figure)
	}
	return info
}

// readFiles reads and verifies every listed file whose name is plain, and keeps those that are needed. size is that of all the
// files that are as they should be.
func (k *Pack) readFiles(root *os.Root, p *Problems) (files map[string][]byte, size int64) {
	files = map[string][]byte{}
	if len(k.Manifest.Files) > maxFiles || k.Manifest.bytes() > maxPack {
		return files, 0
	}
	needed := map[string]bool{"CARD.md": true, k.Manifest.Text.Tokenizer: true}
	for _, g := range k.Manifest.Graphs {
		needed[g.File] = true
	}
	type file struct {
		name string
		data []byte
		err  error
	}
	var all []*file
	var group errgroup.Group // reading and hashing 44 MB is a fifth of the start
	group.SetLimit(runtime.NumCPU())
	for _, name := range SortedKeys(k.Manifest.Files) {
		spec := k.Manifest.Files[name]
		if PlainName(name) != "" || spec.Bytes < 0 || spec.Bytes > sizeLimit(name) {
			continue // reported already
		}
		f := &file{name: name}
		all = append(all, f)
		group.Go(func() error {
			f.data, f.err = spec.Read(root, name)
			return nil
		})
	}
	_ = group.Wait()
	for _, f := range all {
		if f.err != nil {
			p.Add(f.name, "%w", f.err)
			continue
		}
		size += int64(len(f.data))
		if needed[f.name] {
			files[f.name] = f.data
		}
	}
	return files, size
}

// ReadAgain reads one of the graphs of a pack whose files were forgotten, and verifies it once more.
func (k *Pack) ReadAgain(graph string) error {
	root, err := os.OpenRoot(k.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	file := k.Manifest.Graphs[graph].File
	data, err := k.Manifest.Files[file].Read(root, file)
	if err == nil {
		k.Graphs = map[string][]byte{graph: data}
	}
	return err
}

// Read reads a file and holds it against what pack.json says of it.
func (s FileSpec) Read(root *os.Root, name string) ([]byte, error) {
	data, err := ReadPlain(root, name, s.Bytes)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) != s.Bytes {
		return nil, fmt.Errorf("it has %d bytes and pack.json says %d", len(data), s.Bytes)
	}
	if got := HashOf(sha256.Sum256(data)); got != s.SHA256 {
		return nil, fmt.Errorf("its SHA-256 is %s and pack.json says %.64s: the file was changed or damaged", got, s.SHA256)
	}
	return data, nil
}

// ReadPlain reads a regular file of at most limit bytes. Links are refused, whatever they point to, and so is everything
// that would block (a pipe) or never end (a device).
func ReadPlain(root *os.Root, name string, limit int64) ([]byte, error) {
	before, err := root.Lstat(name)
	if err != nil {
		return nil, PlainCause(err)
	}
	if !before.Mode().IsRegular() {
		return nil, errors.New("it is not a plain file (links are not followed)")
	}
	if before.Size() > limit {
		return nil, fmt.Errorf("it has %d bytes where at most %d are expected", before.Size(), limit)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, PlainCause(err)
	}
	defer f.Close()
	after, err := f.Stat()
	if err != nil {
		return nil, PlainCause(err)
	}
	if !os.SameFile(before, after) {
		return nil, errors.New("it was replaced while it was being opened")
	}
	var b bytes.Buffer
	b.Grow(int(before.Size()) + bytes.MinRead)
	if _, err := io.Copy(&b, io.LimitReader(f, limit+1)); err != nil {
		return nil, PlainCause(err)
	}
	if int64(b.Len()) > limit {
		return nil, fmt.Errorf("it grew over %d bytes while it was being read", limit)
	}
	return b.Bytes(), nil
}

// PlainCause is a file error without the path, which the message has already.
func PlainCause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func (k *Pack) readGraphs(files map[string][]byte, p *Problems) {
	for _, name := range GraphNames {
		spec, ok := k.Manifest.Graphs[name]
		data, read := files[spec.File]
		if !ok || !read {
			continue // reported already
		}
		g, err := ReadONNX(data)
		if err != nil {
			p.Add(spec.File, "%w", err)
			continue
		}
		spec.CheckAgainst(p, spec.File, g)
		k.Graphs[name] = data
	}
}

func (k *Pack) readTokenizer(files map[string][]byte, p *Problems) {
	spec := k.Manifest.Text
	data, ok := files[spec.Tokenizer]
	if !ok {
		return // reported already
	}
	v, err := words.ParseVocabulary(data)
	if err != nil {
		p.Add(spec.Tokenizer, "%w", err)
		return
	}
	if err := v.Suits(spec); err != nil {
		p.Add(spec.Tokenizer, "%w", err)
		return
	}
	k.Words = words.NewReader(v, spec)
}

// Error is one error that tells all that is wrong with a pack, or nil.
func Error(info app.PackInfo) error {
	switch len(info.Problems) {
	case 0:
		return nil
	case 1:
		return &app.Error{Op: "open pack", Path: info.Dir, Kind: app.KindOf(info.Problems[0]), Err: info.Problems[0],
			Hint: "Get the pack again, or choose another one."}
	}
	return &app.Error{Op: "open pack", Path: info.Dir, Kind: app.KindPack, Err: errors.Join(info.Problems...),
		Hint: "Get the pack again, or choose another one."}
}
