package inference

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
	maxManifest  = 8 << 20
	maxCard      = 4 << 20
	maxTokenizer = 64 << 20
	maxGraph     = 2<<30 - 1 // what one protobuf file can hold
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
		return maxGraph
	case ".json":
		return maxTokenizer
	default:
		return maxCard
	}
}

// pack is a checked model pack, read into memory: what was hashed is what is loaded.
type pack struct {
	info      app.PackInfo
	dir       string    // where its files are: its own folder, or its base's
	head      *app.Head // nil: it stands by itself
	manifest  *manifest
	labels    [3]app.Label // what each class of the model means
	graphs    map[string][]byte
	words     *words.Reader
	patches   int  // N
	textDim   int  // Dt
	imageDim  int  // Di
	embedding int  // D; 0: it has none
	masks     bool // the fusion graph takes a patch_mask
}

// describePack is what the manifest of the pack in dir says, without a look at its other files. What is wrong with it is in Problems.
func describePack(dir string) app.PackInfo {
	info := app.PackInfo{Dir: dir}
	var p problems
	root, err := os.OpenRoot(dir)
	if err != nil {
		info.Problems = []error{err}
		return info
	}
	defer root.Close()
	data, err := readPlain(root, "pack.json", maxManifest)
	var m *manifest
	if err == nil {
		m, err = parseManifest(data)
	}
	if err != nil {
		info.Problems = []error{err}
		return info
	}
	info = m.describe(dir)
	m.check(&p)
	info.Problems = p
	return info
}

// openPack reads the pack in dir. All that is wrong with it is in problems; the pack is then nil but its description in
// info is as complete as it can be.
func openPack(dir string) (*pack, app.PackInfo) {
	info := app.PackInfo{Dir: dir}
	var p problems
	root, err := os.OpenRoot(dir)
	if err != nil {
		kind := app.KindPack
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			kind = app.KindMissing
		}
		info.Problems = []error{&app.Error{Op: "open pack", Path: dir, Kind: kind, Err: plainCause(err),
			Hint: "A pack is a folder with a pack.json in it."}}
		return nil, info
	}
	defer root.Close()
	data, err := readPlain(root, "pack.json", maxManifest)
	if err != nil {
		p.add("pack.json", "%w", err)
		info.Problems = p
		return nil, info
	}
	m, err := parseManifest(data)
	if err != nil {
		p.add("pack.json", "%w", err)
		info.Problems = p
		return nil, info
	}
	info = m.describe(dir)
	m.check(&p)
	info.Sum = sha256.Sum256(data)
	k := &pack{dir: dir, manifest: m, graphs: map[string][]byte{}}
	files, size := k.readFiles(root, &p)
	info.Bytes = int64(len(data)) + size
	info.Card = strings.ToValidUTF8(string(files["CARD.md"]), "\ufffd")
	k.readGraphs(files, &p)
	k.readTokenizer(files, &p)
	info.Problems = p
	if len(p) > 0 {
		return nil, info
	}
	for i := range k.labels {
		k.labels[i], _ = app.ParseLabel(m.ID2Label[strconv.Itoa(i)])
	}
	k.patches, k.textDim, k.imageDim, k.embedding = int(m.size("N")), int(m.size("Dt")), int(m.size("Di")), int(m.size("D"))
	info.Embedding = k.embedding
	k.info = info
	_, k.masks = tensor(m.Graphs["fusion"].Inputs, "patch_mask")
	return k, info
}

func (m *manifest) describe(dir string) app.PackInfo {
	info := app.PackInfo{Dir: dir, Name: m.Name, Version: m.Version, Licence: m.Licence, Description: m.Description,
		Format: m.Format, Languages: m.Languages, Meaning: m.tellsMeaning(), Thresholds: m.Thresholds}
	for _, f := range m.Figures {
		figure := f.Figure
		figure.Low, figure.High = f.Low, f.High
		info.Figures = append(info.Figures, figure)
	}
	return info
}

// readFiles reads and verifies every listed file whose name is plain, and keeps those that are needed. size is that of all the
// files that are as they should be.
func (k *pack) readFiles(root *os.Root, p *problems) (files map[string][]byte, size int64) {
	files = map[string][]byte{}
	if len(k.manifest.Files) > maxFiles || k.manifest.bytes() > maxPack {
		return files, 0
	}
	needed := map[string]bool{"CARD.md": true, k.manifest.Text.Tokenizer: true}
	for _, g := range k.manifest.Graphs {
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
	for _, name := range sortedKeys(k.manifest.Files) {
		spec := k.manifest.Files[name]
		if plainName(name) != "" || spec.Bytes < 0 || spec.Bytes > sizeLimit(name) {
			continue // reported already
		}
		f := &file{name: name}
		all = append(all, f)
		group.Go(func() error {
			f.data, f.err = spec.read(root, name)
			return nil
		})
	}
	_ = group.Wait()
	for _, f := range all {
		if f.err != nil {
			p.add(f.name, "%w", f.err)
			continue
		}
		size += int64(len(f.data))
		if needed[f.name] {
			files[f.name] = f.data
		}
	}
	return files, size
}

// read reads a file and holds it against what pack.json says of it.
func (s fileSpec) read(root *os.Root, name string) ([]byte, error) {
	data, err := readPlain(root, name, s.Bytes)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) != s.Bytes {
		return nil, fmt.Errorf("it has %d bytes and pack.json says %d", len(data), s.Bytes)
	}
	if got := hashOf(sha256.Sum256(data)); got != s.SHA256 {
		return nil, fmt.Errorf("its SHA-256 is %s and pack.json says %.64s: the file was changed or damaged", got, s.SHA256)
	}
	return data, nil
}

// readPlain reads a regular file of at most limit bytes. Links are refused, whatever they point to, and so is everything
// that would block (a pipe) or never end (a device).
func readPlain(root *os.Root, name string, limit int64) ([]byte, error) {
	before, err := root.Lstat(name)
	if err != nil {
		return nil, plainCause(err)
	}
	if !before.Mode().IsRegular() {
		return nil, errors.New("it is not a plain file (links are not followed)")
	}
	if before.Size() > limit {
		return nil, fmt.Errorf("it has %d bytes where at most %d are expected", before.Size(), limit)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, plainCause(err)
	}
	defer f.Close()
	after, err := f.Stat()
	if err != nil {
		return nil, plainCause(err)
	}
	if !os.SameFile(before, after) {
		return nil, errors.New("it was replaced while it was being opened")
	}
	var b bytes.Buffer
	b.Grow(int(before.Size()) + bytes.MinRead)
	if _, err := io.Copy(&b, io.LimitReader(f, limit+1)); err != nil {
		return nil, plainCause(err)
	}
	if int64(b.Len()) > limit {
		return nil, fmt.Errorf("it grew over %d bytes while it was being read", limit)
	}
	return b.Bytes(), nil
}

// plainCause is a file error without the path, which the message has already.
func plainCause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func (k *pack) readGraphs(files map[string][]byte, p *problems) {
	for _, name := range graphNames {
		spec, ok := k.manifest.Graphs[name]
		data, read := files[spec.File]
		if !ok || !read {
			continue // reported already
		}
		g, err := readONNX(data)
		if err != nil {
			p.add(spec.File, "%w", err)
			continue
		}
		spec.checkAgainst(p, spec.File, g)
		k.graphs[name] = data
	}
}

func (k *pack) readTokenizer(files map[string][]byte, p *problems) {
	spec := k.manifest.Text
	data, ok := files[spec.Tokenizer]
	if !ok {
		return // reported already
	}
	v, err := words.ParseVocabulary(data)
	if err != nil {
		p.add(spec.Tokenizer, "%w", err)
		return
	}
	if err := v.Suits(spec); err != nil {
		p.add(spec.Tokenizer, "%w", err)
		return
	}
	k.words = words.NewReader(v, spec)
}

// problem is one error that tells all that is wrong with a pack, or nil.
func packError(info app.PackInfo) error {
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
