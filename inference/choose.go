package inference

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// goldenTolerance is how far a device's logits may be from the pack's own, as models/PACK.md says.
const goldenTolerance = 0.05

// trial proves a pack that is being opened by its golden post, first on the CPU and then on GPUs.
type trial struct {
	*engine
	cpu *graphs
}

// choose proves the pack on the CPU and decides where to run.
func (e *engine) choose(ctx context.Context, device string) error {
	if device == "" {
		device = session.Auto
	}
	if device != session.Auto && device != session.CPU && !slices.Contains(session.GPUs, device) {
		return app.Errorf("open the device", device, app.KindUsage,
			"Devices are auto, cpu, "+strings.Join(session.GPUs, ", ")+".", "there is no such device")
	}
	cpu, err := e.single()
	if err != nil {
		return err
	}
	t := &trial{e, cpu}
	if err := t.prove(ctx); err != nil {
		return err
	}
	e.info.Devices = []app.Device{{Name: session.CPU, Usable: true, Note: e.cpuNote()}}
	e.info.DeviceNote = "cpu: asked for"
	if device == session.CPU {
		return nil
	}
	wanted := session.GPUs
	if device != session.Auto {
		wanted = []string{device}
	}
	return t.chooseGPU(ctx, wanted, device)
}

// chooseGPU takes the fastest device that gives the golden post's scores. With auto the CPU is one of them.
func (t *trial) chooseGPU(ctx context.Context, wanted []string, device string) error {
	best, bestTime := (*graphs)(nil), time.Duration(math.MaxInt64)
	var took time.Duration
	var why []string
	for _, name := range wanted {
		g, one, err := t.tryInTime(ctx, name, device == session.Auto)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d := app.Device{Name: name, Usable: err == nil}
		if err != nil {
			d.Note = oneLine(err)
			if !session.OfOtherSystem(name) { // nobody expects those here
				why = append(why, "not "+name+" ("+d.Note+")")
			}
			if device != session.Auto {
				return &app.Error{Op: "open the device", Path: name, Kind: app.KindDevice, Err: err, Hint: deviceHint(name)}
			}
		} else {
			d.Note = fmt.Sprintf("%.1f ms for the golden post", ms(one))
			if one < bestTime {
				best, bestTime, g = g, one, best
			}
			if g != nil {
				t.reject(g)
			}
		}
		t.info.Devices = append(t.info.Devices, d)
	}
	if device == session.Auto && best != nil {
		var err error
		if took, err = t.race(ctx, t.cpu); err != nil {
			return err
		}
		if took <= bestTime {
			why = append(why, fmt.Sprintf("not %s (slower: %.1f ms, the CPU %.1f ms)", best.device, ms(bestTime), ms(took)))
			t.reject(best)
			best = nil
		}
	}
	if best == nil {
		t.info.DeviceNote = "cpu: " + strings.Join(why, ", ")
		return nil
	}
	t.gpu.Store(best)
	t.info.Device = best.device
	t.info.DeviceNote = best.device + ": agrees with the CPU"
	if device == session.Auto {
		t.info.DeviceNote += fmt.Sprintf(" and is faster (%.1f ms, the CPU %.1f ms)", ms(bestTime), ms(took))
	}
	if len(why) > 0 {
		t.info.DeviceNote += "; " + strings.Join(why, ", ")
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// trialTime is how long a device that nobody asked for may take to prove itself, its shaders' compilation included. A
// software renderer takes minutes.
const trialTime = 4 * time.Second

func (t *trial) tryInTime(ctx context.Context, name string, hurry bool) (*graphs, time.Duration, error) {
	if !hurry {
		return t.tryDevice(ctx, name)
	}
	limited, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	g, took, err := t.tryDevice(limited, name)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("it did not score the golden post within %v", trialTime)
	}
	return g, took, err
}

// tryDevice loads the pack on a GPU, compares the golden post, and takes the time.
func (t *trial) tryDevice(ctx context.Context, name string) (*graphs, time.Duration, error) {
	if err := session.Probe(name); err != nil {
		return nil, 0, err
	}
	g, err := t.load(session.Options{Threads: t.cores, Device: name})
	if err != nil {
		return nil, 0, err
	}
	took, err := t.proveDevice(ctx, g)
	if err != nil {
		t.reject(g)
		return nil, 0, err
	}
	return g, took, nil
}

// proveDevice gives a device's time for the golden post, once its scores are those of the CPU.
func (t *trial) proveDevice(ctx context.Context, g *graphs) (time.Duration, error) {
	if err := t.agrees(ctx, g); err != nil {
		return 0, err
	}
	if err := t.findRows(ctx, g); err != nil {
		return 0, err
	}
	return t.race(ctx, g)
}

// golden is the pack's golden post with a grey picture, which has no golden answer but serves to compare devices.
func (t *trial) golden(ctx context.Context, g *graphs) (*encoded, error) {
	r := new(reading)
	r.ids, r.at, r.cutFrom = t.pack.Words.Read(t.pack.Manifest.Golden.Text)
	var err error
	if r.states, err = g.encodeText(ctx, r.ids); err != nil {
		return nil, err
	}
	patches, err := g.encodeImage(ctx, make([]float32, t.pixels.Len()))
	return &encoded{text: r, patches: patches}, err
}

// The views of the self-check: all that a balance needs.
var goldenViews = []view{{words: true, hidden: -1}, {words: true, picture: true, hidden: -1}, {picture: true, hidden: -1}, {hidden: -1}}

// prove checks that the CPU gives the golden logits, learns the prior, and finds out whether the rows of one fusion call
// disturb each other (a graph with one dynamic scale for the whole batch would).
func (t *trial) prove(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, proofTime)
	defer cancel()
	err := t.proveBy(limited)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return app.Errorf("open pack", t.pack.Info.Dir, app.KindPack, "Get the pack again, or choose another one.",
			"it did not score its golden post within %v", proofTime)
	}
	if err != nil && ctx.Err() == nil && app.KindOf(err) == app.KindInternal { // the runtime's own words
		return &app.Error{Op: "open pack", Path: t.pack.Info.Dir, Kind: app.KindPack, Err: fmt.Errorf("its golden post can't be scored: %w", err),
			Hint: "Get the pack again, or choose another one."}
	}
	return err
}

// proofTime is how long a pack may take for its golden post on the CPU. BERT-base with ResNet-50 takes half a second; a graph that
// goes round for ever must not hold the program.
const proofTime = time.Minute

func (t *trial) proveBy(ctx context.Context) error {
	x, err := t.golden(ctx, t.cpu)
	if err != nil {
		return err
	}
	var apart []answer
	for _, v := range goldenViews {
		a, err := t.cpu.fuse(ctx, x.states(), x.patches, v)
		if err != nil {
			return err
		}
		apart = append(apart, a[0])
	}
	if err := t.isGolden(apart[0]); err != nil {
		return &app.Error{Op: "open pack", Path: t.pack.Info.Dir, Kind: app.KindPack, Err: err,
			Hint: "The pack or the runtime library is not what it says; get both again."}
	}
	if err := t.keepsItsHeads(apart[0], apart[1], apart[2]); err != nil {
		return &app.Error{Op: "open pack", Path: t.pack.Info.Dir, Kind: app.KindPack, Err: err,
			Hint: "Get the pack again, or choose another one."}
	}
	t.prior = apart[3].both
	together, err := t.cpu.fuse(ctx, x.states(), x.patches, goldenViews...)
	if err != nil {
		return err
	}
	t.batches = true
	for i := range together {
		t.batches = t.batches && apartBy(apart[i], together[i]) < rowsTolerance
	}
	return nil
}

// keepsItsHeads holds a pack to its word that a post with one modality is judged by that modality's own head.
func (t *trial) keepsItsHeads(words, both, picture answer) error {
	if t.pack.Manifest.OneModality != pack.OwnHeads {
		return nil
	}
	d := 0.0
	for i := range 3 {
		d = max(d, math.Abs(words.both[i]-both.words[i]), math.Abs(picture.both[i]-both.picture[i]))
	}
	if d > rowsTolerance {
		return fmt.Errorf("pack.json says that one modality is judged by its own head, and on the golden post that is %.3f away", d)
	}
	return nil
}

func (t *trial) isGolden(a answer) error {
	for class, label := range t.pack.Labels {
		want := t.pack.Manifest.Golden.Logits[class]
		if got := a.both[label]; math.Abs(got-want) > goldenTolerance {
			return fmt.Errorf("the golden post's logits are %.3f for %s, and pack.json says %.3f", got, label, want)
		}
		if !t.pack.Manifest.TellsMeaning() {
			continue
		}
		want = t.pack.Manifest.Golden.Meant[class]
		if got := a.meant[label]; math.Abs(got-want) > goldenTolerance {
			return fmt.Errorf("the golden post's meant_logits are %.3f for %s, and pack.json says %.3f", got, label, want)
		}
	}
	return nil
}

// agrees compares a device with the CPU on the golden post.
func (t *trial) agrees(ctx context.Context, g *graphs) error {
	x, err := t.golden(ctx, g)
	if err != nil {
		return err
	}
	a, err := g.fuse(ctx, x.states(), x.patches, goldenViews[0])
	if err != nil {
		return err
	}
	if err := t.isGolden(a[0]); err != nil {
		return err
	}
	want, err := t.golden(ctx, t.cpu)
	if err != nil {
		return err
	}
	both := goldenViews[1]
	theirs, err := g.fuse(ctx, x.states(), x.patches, both)
	if err != nil {
		return err
	}
	ours, err := t.cpu.fuse(ctx, want.states(), want.patches, both)
	if err != nil {
		return err
	}
	if d := apartBy(ours[0], theirs[0]); d > goldenTolerance {
		return fmt.Errorf("its logits are %.3f away from the CPU's on a post with a picture", d)
	}
	return nil
}

// apartBy is the largest difference between the logits of two answers.
func apartBy(a, b answer) float64 {
	d := max(math.Abs(a.incongruity-b.incongruity), math.Abs(a.irony-b.irony))
	for i := range 3 {
		d = max(d, math.Abs(a.both[i]-b.both[i]), math.Abs(a.words[i]-b.words[i]), math.Abs(a.picture[i]-b.picture[i]),
			math.Abs(a.meant[i]-b.meant[i]))
	}
	return d
}

// race is the best time of three for the golden post with a picture, once it is warm.
func (t *trial) race(ctx context.Context, g *graphs) (time.Duration, error) {
	best := time.Duration(math.MaxInt64)
	for i := range 4 {
		start := time.Now()
		x, err := t.golden(ctx, g)
		if err != nil {
			return 0, err
		}
		if _, err := g.fuse(ctx, x.states(), x.patches, goldenViews[1]); err != nil {
			return 0, err
		}
		if i > 0 {
			best = min(best, time.Since(start))
		}
	}
	return best, nil
}

// oneLine is an error in one line of readable length.
func oneLine(err error) string {
	var cause error = err
	for {
		next := errors.Unwrap(cause)
		if next == nil {
			break
		}
		cause = next
	}
	s := strings.Join(strings.Fields(cause.Error()), " ")
	if i := strings.LastIndex(s, " was false. "); i >= 0 { // the runtime's own file and function come before it
		s = s[i+len(" was false. "):]
	}
	if r := []rune(s); len(r) > 160 {
		s = string(r[:160]) + "…"
	}
	return s
}

func deviceHint(name string) string {
	switch name {
	case session.CUDA:
		return "CUDA needs an NVIDIA driver and a runtime library that was built with CUDA beside it; webgpu needs neither."
	case session.WebGPU:
		return "WebGPU needs a graphics driver for Vulkan, Direct3D 12 or Metal; --device cpu works everywhere."
	}
	return "--device cpu works everywhere."
}
