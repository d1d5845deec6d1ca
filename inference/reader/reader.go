package reader

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"unicode/utf8"

	"duotone/app"
	"duotone/inference/ocr"
	"duotone/inference/pack"
	"duotone/inference/session"

	"golang.org/x/sync/errgroup"
)

// ReaderFile is the manifest of a reader's folder: models/PACK.md, "The reader".
const ReaderFile = "reader.json"

const (
	readerFormat   = 1
	maxReaderGraph = 128 << 20
	maxReaderFiles = 16
)

// readerManifest is reader.json.
type readerManifest struct {
	Format      int                      `json:"format"`
	Name        string                   `json:"name"`
	Version     string                   `json:"version"`
	Licence     string                   `json:"licence"`
	Description string                   `json:"description"`
	Files       map[string]pack.FileSpec `json:"files"`
	Find        findSpec                 `json:"find"`
	Read        readSpec                 `json:"read"`
}

// findSpec is the graph that finds lines.
type findSpec struct {
	File         string    `json:"file"`
	Mean         []float64 `json:"mean"` // of B, G, R in 0 to 1
	Std          []float64 `json:"std"`
	Threshold    float64   `json:"threshold"`
	BoxThreshold float64   `json:"box_threshold"`
	Unclip       float64   `json:"unclip"`
}

// readSpec is the graph that reads a line.
type readSpec struct {
	File       string    `json:"file"`
	Letters    string    `json:"letters"`
	Height     int       `json:"height"`
	Mean       []float64 `json:"mean"`
	Std        []float64 `json:"std"`
	Confidence float64   `json:"confidence"` // a line with less is none
}

func (f findSpec) rules() ocr.Rules {
	return ocr.Rules{Threshold: f.Threshold, Sure: f.BoxThreshold, Unclip: f.Unclip}
}

// graphs are what the contract says of the two.
func (m *readerManifest) graphs(letters int) (find, read pack.GraphSpec) {
	tensor := func(name string, shape ...int64) []pack.TensorSpec {
		return []pack.TensorSpec{{Name: name, Type: "float32", Shape: shape}}
	}
	return pack.GraphSpec{File: m.Find.File, Inputs: tensor("pixels", -1, 3, -1, -1), Outputs: tensor("map", -1, 1, -1, -1)},
		pack.GraphSpec{File: m.Read.File, Inputs: tensor("line", -1, 3, int64(m.Read.Height), -1), Outputs: tensor("letters", -1, -1, int64(letters))}
}

// parseReader reads reader.json and finds all that is wrong within it.
func parseReader(data []byte, p *pack.Problems) *readerManifest {
	bad := func(format string, args ...any) { p.Add(ReaderFile, format, args...) }
	m := new(readerManifest)
	if !utf8.Valid(data) {
		bad("it is not valid UTF-8")
		return nil
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(m); err != nil {
		bad("it does not have the form it should have: %w", err)
		return nil
	}
	if twice := pack.TwiceNamed(data); twice != "" {
		bad("%.80q is there twice, and readers would differ on which counts", twice)
	}
	if m.Format != readerFormat {
		bad("its format version is %d and this program knows %d", m.Format, readerFormat)
	}
	if !pack.NameForm.MatchString(m.Name) || !pack.NameForm.MatchString(m.Version) {
		bad("name %.80q and version %.80q must be letters, digits, dots and dashes, at most 64", m.Name, m.Version)
	}
	if len(m.Files) > maxReaderFiles {
		bad("files lists %d files, more than %d", len(m.Files), maxReaderFiles)
	}
	for _, name := range pack.SortedKeys(m.Files) {
		f := m.Files[name]
		if why := pack.PlainName(name); why != "" {
			bad("files: %.80q: %s", name, why)
		}
		if !pack.HashForm.MatchString(f.SHA256) || f.Bytes < 0 || f.Bytes > maxReaderGraph {
			bad("files: %.80q has no SHA-256 in lower-case hexadecimal, or not 0 to %d bytes", name, maxReaderGraph)
		}
	}
	for what, file := range map[string]string{"find.file": m.Find.File, "read.file": m.Read.File, "read.letters": m.Read.Letters} {
		if _, ok := m.Files[file]; !ok {
			bad("%s: %.80q is not listed in files", what, file)
		}
	}
	m.checkNumbers(bad)
	return m
}

func (m *readerManifest) checkNumbers(bad func(string, ...any)) {
	for what, values := range map[string][2][]float64{"find": {m.Find.Mean, m.Find.Std}, "read": {m.Read.Mean, m.Read.Std}} {
		if len(values[0]) != 3 || len(values[1]) != 3 {
			bad("%s: mean and std must have three numbers each", what)
			continue
		}
		for c := range 3 {
			if mean, std := values[0][c], values[1][c]; math.Abs(mean) > 1e3 || !(std > 1e-6 && std < 1e6) {
				bad("%s: mean %v and std %v must be small numbers, std over 0", what, mean, std)
			}
		}
	}
	for what, v := range map[string]float64{"find.threshold": m.Find.Threshold, "find.box_threshold": m.Find.BoxThreshold, "read.confidence": m.Read.Confidence} {
		if !(v >= 0 && v <= 1) {
			bad("%s is %v and must be 0 to 1", what, v)
		}
	}
	if !(m.Find.Unclip >= 0 && m.Find.Unclip <= 8) {
		bad("find.unclip is %v and must be 0 to 8", m.Find.Unclip)
	}
	if m.Read.Height < 8 || m.Read.Height > 256 {
		bad("read.height is %d and must be 8 to 256", m.Read.Height)
	}
}

// readerPack is a checked reader, in memory.
type readerPack struct {
	manifest   *readerManifest
	alphabet   ocr.Alphabet
	find, read []byte
}

// openReaderPack reads the reader in dir, or tells all that is wrong with it.
func openReaderPack(dir string) (*readerPack, error) {
	var p pack.Problems
	fail := func() error {
		return &app.Error{Op: "open the reader", Path: dir, Kind: app.KindPack, Err: errors.Join(p...),
			Hint: "Get the reader again; posts are scored without it."}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &app.Error{Op: "open the reader", Path: dir, Kind: app.KindMissing, Err: pack.PlainCause(err)}
	}
	defer root.Close()
	data, err := pack.ReadPlain(root, ReaderFile, pack.MaxManifest)
	if err != nil {
		p.Add(ReaderFile, "%w", err)
		return nil, fail()
	}
	m := parseReader(data, &p)
	if len(p) > 0 {
		return nil, fail()
	}
	files := map[string][]byte{}
	for _, name := range pack.SortedKeys(m.Files) {
		if files[name], err = m.Files[name].Read(root, name); err != nil {
			p.Add(name, "%w", err)
		}
	}
	if len(p) > 0 {
		return nil, fail()
	}
	k := &readerPack{manifest: m, find: files[m.Find.File], read: files[m.Read.File]}
	if k.alphabet, err = ocr.ParseAlphabet(files[m.Read.Letters]); err != nil {
		p.Add(m.Read.Letters, "%w", err)
	}
	find, read := m.graphs(len(k.alphabet))
	for _, g := range []struct {
		spec pack.GraphSpec
		data []byte
	}{{find, k.find}, {read, k.read}} {
		if onnx, err := pack.ReadONNX(g.data); err != nil {
			p.Add(g.spec.File, "%w", err)
		} else {
			g.spec.CheckAgainst(&p, g.spec.File, onnx)
		}
	}
	if len(p) > 0 {
		return nil, fail()
	}
	return k, nil
}

// Open opens the reader in a folder. Where it stays open (app.Resident) it keeps little memory: its largest pictures take 290 MB.
func Open(ctx context.Context, dir string) (*Reader, error) {
	k, err := openReaderPack(dir)
	if err != nil {
		return nil, err
	}
	if err := session.Start(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &Reader{pack: k, cores: runtime.NumCPU(), look: usualLook}
	find, read := k.manifest.graphs(len(k.alphabet))
	keeps := !app.IsResident(ctx)
	var group errgroup.Group
	group.Go(func() (err error) {
		r.find, err = session.New("finding", k.find, find, session.Options{Threads: r.cores, Device: session.CPU, Keeps: keeps})
		return err
	})
	group.Go(func() (err error) {
		r.read, err = session.New("reading", k.read, read, session.Options{Threads: 1, Device: session.CPU, Keeps: keeps})
		return err
	})
	if err := group.Wait(); err != nil {
		r.find.Close()
		r.read.Close()
		return nil, &app.Error{Op: "open the reader", Path: dir, Kind: app.KindRuntime, Err: fmt.Errorf("its graphs: %w", err),
			Hint: "The runtime can't run this reader's graphs; try a newer runtime library or another reader."}
	}
	k.find, k.read = nil, nil
	r.findValues, r.readValues = byteValues(k.manifest.Find.Mean, k.manifest.Find.Std), byteValues(k.manifest.Read.Mean, k.manifest.Read.Std)
	return r, nil
}

// byteValues are what the bytes of B, G and R become in a tensor.
func byteValues(mean, std []float64) (values [3][256]float32) {
	for c := range 3 {
		for v := range 256 {
			values[c][v] = float32((float64(v)/255 - mean[c]) / std[c])
		}
	}
	return values
}
