// Package inference opens model packs and runs them in ONNX Runtime.
//
// Scoring many posts: call Score with a few hundred of them at a time. It runs them on as many goroutines as the machine
// has cores, each taking a post from its file's bytes to its scores on sessions of one thread. That is the fastest way on
// a CPU. Calling Score with one post from many goroutines comes close: only one of the calls gets all cores, the others
// run on one thread each.
package inference

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"duotone/app"
	"duotone/app/bylanguage"
	"duotone/inference/pack"
	"duotone/inference/session"

	"github.com/adrg/xdg"
)

// DefaultPack is the name of the pack that is chosen where several are found.
const DefaultPack = "duotone-small"

// Opener finds and opens packs. It implements app.Opener.
type Opener struct{ dirs []string }

// NewOpener looks for packs in dirs (each a pack, or a folder of packs), then beside the binary, in the source tree that
// the binary was built in, in DUOTONE_HOME/models and in the data folders of the platform.
func NewOpener(dirs ...string) *Opener { return &Opener{dirs: dirs} }

// places are the folders that may hold packs.
func (o *Opener) places() []string {
	places := slices.Clone(o.dirs)
	if folder := session.BinaryFolder(); folder != "" {
		places = append(places, filepath.Join(folder, "models"), filepath.Join(folder, "..", "models"),
			filepath.Join(folder, "..", "share", "duotone", "models"), filepath.Join(folder, "..", "lib", "duotone", "models"),
			filepath.Join(folder, "..", "Resources", "models")) // a bundle of macOS
	}
	if home := os.Getenv("DUOTONE_HOME"); home != "" {
		return append(places, filepath.Join(home, "models"))
	}
	for _, data := range append([]string{xdg.DataHome}, xdg.DataDirs...) {
		places = append(places, filepath.Join(data, "duotone", "models"))
	}
	return places
}

// folders are the folders with a pack.json in them, each once, in the order of the places.
func (o *Opener) folders() []string {
	var found []string
	var seen []os.FileInfo
	add := func(dir string) {
		if _, err := os.Stat(filepath.Join(dir, "pack.json")); err != nil {
			return
		}
		info, err := os.Stat(dir)
		if err != nil || slices.ContainsFunc(seen, func(s os.FileInfo) bool { return os.SameFile(s, info) }) {
			return
		}
		seen = append(seen, info)
		found = append(found, filepath.Clean(dir))
	}
	for _, place := range o.places() {
		add(place)
		entries, err := os.ReadDir(place)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			add(filepath.Join(place, entry.Name()))
		}
	}
	return found
}

// Packs lists the packs found, the default one first: one that was named, then DefaultPack, then the first sound one.
func (o *Opener) Packs() []app.PackInfo {
	var packs []app.PackInfo
	for _, dir := range o.folders() {
		_, info := o.read(dir)
		packs = append(packs, info)
	}
	rank := func(p app.PackInfo) int {
		switch {
		case o.named(p.Dir):
			return 0
		case len(p.Problems) > 0:
			return 4
		case p.Name == DefaultPack:
			return 1
		case p.Head != nil: // it answers one question more, which nobody has asked
			return 3
		}
		return 2
	}
	slices.SortStableFunc(packs, func(a, b app.PackInfo) int { return rank(a) - rank(b) })
	return packs
}

// read reads the pack in dir, or the head in dir and the pack that it was learned on.
func (o *Opener) read(dir string) (*pack.Pack, app.PackInfo) {
	if k, info, is := o.openHead(dir); is {
		return k, info
	}
	return pack.Open(dir)
}

// named tells whether a folder is one of those the opener was made with.
func (o *Opener) named(dir string) bool {
	return slices.ContainsFunc(o.dirs, func(d string) bool { return filepath.Clean(d) == dir })
}

// Check reports everything that is wrong with the pack in dir. Where the files are sound, it also runs the golden post.
func (o *Opener) Check(dir string) app.PackInfo {
	k, info := o.read(dir)
	if k == nil {
		return info
	}
	e, err := newEngine(context.Background(), k, session.CPU)
	if err != nil {
		if app.KindOf(err) != app.KindRuntime || session.Version() != "" { // a missing runtime is not the pack's fault
			info.Problems = append(info.Problems, err)
		}
		return info
	}
	_ = e.Close()
	return info
}

// Devices probes the CPU and every GPU provider.
func (o *Opener) Devices(context.Context) []app.Device {
	devices := []app.Device{{Name: session.CPU}}
	err := session.Start()
	if err != nil {
		devices[0].Note = err.Error()
	} else {
		devices[0].Usable, devices[0].Note = true, (&cpuSessions{cores: runtime.NumCPU()}).cpuNote()
	}
	for _, name := range session.GPUs {
		d := app.Device{Name: name}
		switch {
		case err != nil:
			d.Note = "the runtime library is missing"
		default:
			if err := session.Probe(name); err != nil {
				d.Note = oneLine(err) + ". " + deviceHint(name)
			} else {
				d.Usable, d.Note = true, "the runtime offers it"
			}
		}
		devices = append(devices, d)
	}
	return devices
}

// Open keeps app.Opener. Where dir is empty it takes the first of Packs that is sound; the others are opened when a post needs them.
func (o *Opener) Open(ctx context.Context, dir, device string) (app.Engine, error) {
	if dir != "" {
		return o.open(ctx, dir, device)
	}
	dir, err := o.standard()
	if err != nil {
		return nil, err
	}
	main, err := o.open(ctx, dir, device)
	if err != nil {
		return nil, err
	}
	var others []app.PackInfo
	for _, folder := range o.folders() {
		if folder != filepath.Clean(dir) {
			others = append(others, pack.Describe(folder))
		}
	}
	resident := app.IsResident(ctx)
	return bylanguage.New(main, others, func(ctx context.Context, dir string) (app.Engine, error) {
		if resident {
			ctx = app.Resident(ctx)
		}
		return o.open(ctx, dir, device)
	}), nil
}

func (o *Opener) open(ctx context.Context, dir, device string) (app.Engine, error) {
	var loading sync.WaitGroup
	loading.Go(func() { _ = session.Start() }) // while the pack is read; newEngine asks again, and hears what is wrong
	k, info := o.read(dir)
	loading.Wait()
	if k == nil {
		return nil, pack.Error(info)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e, err := newEngine(ctx, k, device)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// standard finds the default pack without reading more than it must.
func (o *Opener) standard() (string, error) {
	folders := o.folders()
	for _, dir := range folders {
		if o.named(dir) || filepath.Base(dir) == DefaultPack {
			return dir, nil
		}
	}
	for _, p := range o.Packs() {
		if len(p.Problems) == 0 {
			return p.Dir, nil
		}
	}
	if len(folders) > 0 {
		_, info := o.read(folders[0])
		return "", pack.Error(info)
	}
	return "", app.Errorf("open pack", "", app.KindPack,
		"Put a pack beside the program in models, in DUOTONE_HOME/models, or name one with --pack.", "no pack was found")
}

// OpenWords keeps app.WordOpener.
func (o *Opener) OpenWords(dir string) (app.WordReader, error) {
	if dir == "" {
		var err error
		if dir, err = o.standard(); err != nil {
			return nil, err
		}
	}
	k, info := o.read(dir)
	if k == nil {
		return nil, pack.Error(info)
	}
	return k.Words, nil
}

// Runtime keeps app.RuntimeTeller.
func (o *Opener) Runtime() (version, path string, err error) {
	if err := session.Start(); err != nil {
		return "", "", err
	}
	return session.Version(), session.LibraryPath(), nil
}

// Processor keeps app.RuntimeTeller.
func (o *Opener) Processor() string {
	if err := session.Start(); err != nil {
		return ""
	}
	return session.ProductsProved.String()
}
