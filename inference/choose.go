package inference

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// goldenTolerance is how far a device's logits may be from the pack's own, as models/PACK.md says.
const goldenTolerance = 0.05

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
	if err := e.prove(ctx, cpu); err != nil {
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
	return e.chooseGPU(ctx, cpu, wanted, device)
}

func (e *engine) cpuNote() string {
	return fmt.Sprintf("%s, %d cores, %v", runtime.GOARCH, e.cores, session.ProductsProved)
}

// chooseGPU takes the fastest device that gives the golden post's scores. With auto the CPU is one of them.
func (e *engine) chooseGPU(ctx context.Context, cpu *graphs, wanted []string, device string) error {
	best, bestTime := (*graphs)(nil), time.Duration(math.MaxInt64)
	var took time.Duration
	var why []string
	for _, name := range wanted {
		g, t, err := e.tryInTime(ctx, name, device == session.Auto)
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
			d.Note = fmt.Sprintf("%.1f ms for the golden post", ms(t))
			if t < bestTime {
				best, bestTime, g = g, t, best
			}
			if g != nil {
				e.reject(g)
			}
		}
		e.info.Devices = append(e.info.Devices, d)
	}
	if device == session.Auto && best != nil {
		var err error
		if took, err = e.race(ctx, cpu); err != nil {
			return err
		}
		if took <= bestTime {
			why = append(why, fmt.Sprintf("not %s (slower: %.1f ms, the CPU %.1f ms)", best.device, ms(bestTime), ms(took)))
			e.reject(best)
			best = nil
		}
	}
	if best == nil {
		e.info.DeviceNote = "cpu: " + strings.Join(why, ", ")
		return nil
	}
	e.gpu.Store(best)
	e.info.Device = best.device
	e.info.DeviceNote = best.device + ": agrees with the CPU"
	if device == session.Auto {
		e.info.DeviceNote += fmt.Sprintf(" and is faster (%.1f ms, the CPU %.1f ms)", ms(bestTime), ms(took))
	}
	if len(why) > 0 {
		e.info.DeviceNote += "; " + strings.Join(why, ", ")
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// trialTime is how long a device that nobody asked for may take to prove itself, its shaders' compilation included. A
// software renderer takes minutes.
const trialTime = 4 * time.Second

func (e *engine) tryInTime(ctx context.Context, name string, hurry bool) (*graphs, time.Duration, error) {
	if !hurry {
		return e.tryDevice(ctx, name)
	}
	limited, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	g, t, err := e.tryDevice(limited, name)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("it did not score the golden post within %v", trialTime)
	}
	return g, t, err
}

// tryDevice loads the pack on a GPU, compares the golden post, and takes the time.
func (e *engine) tryDevice(ctx context.Context, name string) (*graphs, time.Duration, error) {
	if err := session.Probe(name); err != nil {
		return nil, 0, err
	}
	g, err := e.load(session.Options{Threads: e.cores, Device: name})
	if err != nil {
		return nil, 0, err
	}
	t, err := e.proveDevice(ctx, g)
	if err != nil {
		e.reject(g)
		return nil, 0, err
	}
	return g, t, nil
}

// proveDevice gives a device's time for the golden post, once its scores are those of the CPU.
func (e *engine) proveDevice(ctx context.Context, g *graphs) (time.Duration, error) {
	if err := e.agrees(ctx, g); err != nil {
		return 0, err
	}
	if err := e.findRows(ctx, g); err != nil {
		return 0, err
	}
	return e.race(ctx, g)
}

// golden is the pack's golden post with a grey picture, which has no golden answer but serves to compare devices.
func (e *engine) golden(ctx context.Context, g *graphs) (*encoded, error) {
	r := new(reading)
	r.ids, r.at, r.cutFrom = e.pack.Words.Read(e.pack.Manifest.Golden.Text)
	var err error
	if r.states, err = g.encodeText(ctx, r.ids); err != nil {
		return nil, err
	}
	patches, err := g.encodeImage(ctx, make([]float32, e.pixels.Len()))
	return &encoded{text: r, patches: patches}, err
}

// The views of the self-check: all that a balance needs.
var goldenViews = []view{{words: true, hidden: -1}, {words: true, picture: true, hidden: -1}, {picture: true, hidden: -1}, {hidden: -1}}

// prove checks that the CPU gives the golden logits, learns the prior, and finds out whether the rows of one fusion call
// disturb each other (a graph with one dynamic scale for the whole batch would).
func (e *engine) prove(ctx context.Context, cpu *graphs) error {
	limited, cancel := context.WithTimeout(ctx, proofTime)
	defer cancel()
	err := e.proveBy(limited, cpu)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return app.Errorf("open pack", e.pack.Info.Dir, app.KindPack, "Get the pack again, or choose another one.",
			"it did not score its golden post within %v", proofTime)
	}
	if err != nil && ctx.Err() == nil && app.KindOf(err) == app.KindInternal { // the runtime's own words
		return &app.Error{Op: "open pack", Path: e.pack.Info.Dir, Kind: app.KindPack, Err: fmt.Errorf("its golden post can't be scored: %w", err),
			Hint: "Get the pack again, or choose another one."}
	}
	return err
}

// proofTime is how long a pack may take for its golden post on the CPU. BERT-base with ResNet-50 takes half a second; a graph that
// goes round for ever must not hold the program.
const proofTime = time.Minute

func (e *engine) proveBy(ctx context.Context, cpu *graphs) error {
	x, err := e.golden(ctx, cpu)
	if err != nil {
		return err
	}
	var apart []answer
	for _, v := range goldenViews {
		a, err := cpu.fuse(ctx, x.states(), x.patches, v)
		if err != nil {
			return err
		}
		apart = append(apart, a[0])
	}
	if err := e.isGolden(apart[0]); err != nil {
		return &app.Error{Op: "open pack", Path: e.pack.Info.Dir, Kind: app.KindPack, Err: err,
			Hint: "The pack or the runtime library is not what it says; get both again."}
	}
	if err := e.keepsItsHeads(apart[0], apart[1], apart[2]); err != nil {
		return &app.Error{Op: "open pack", Path: e.pack.Info.Dir, Kind: app.KindPack, Err: err,
			Hint: "Get the pack again, or choose another one."}
	}
	e.prior = apart[3].both
	together, err := cpu.fuse(ctx, x.states(), x.patches, goldenViews...)
	if err != nil {
		return err
	}
	e.batches = true
	for i := range together {
		e.batches = e.batches && apartBy(apart[i], together[i]) < rowsTolerance
	}
	return nil
}

// keepsItsHeads holds a pack to its word that a post with one modality is judged by that modality's own head.
func (e *engine) keepsItsHeads(words, both, picture answer) error {
	if e.pack.Manifest.OneModality != pack.OwnHeads {
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

func (e *engine) isGolden(a answer) error {
	for class, label := range e.pack.Labels {
		want := e.pack.Manifest.Golden.Logits[class]
		if got := a.both[label]; math.Abs(got-want) > goldenTolerance {
			return fmt.Errorf("the golden post's logits are %.3f for %s, and pack.json says %.3f", got, label, want)
		}
		if !e.pack.Manifest.TellsMeaning() {
			continue
		}
		want = e.pack.Manifest.Golden.Meant[class]
		if got := a.meant[label]; math.Abs(got-want) > goldenTolerance {
			return fmt.Errorf("the golden post's meant_logits are %.3f for %s, and pack.json says %.3f", got, label, want)
		}
	}
	return nil
}

// agrees compares a device with the CPU on the golden post.
func (e *engine) agrees(ctx context.Context, g *graphs) error {
	x, err := e.golden(ctx, g)
	if err != nil {
		return err
	}
	a, err := g.fuse(ctx, x.states(), x.patches, goldenViews[0])
	if err != nil {
		return err
	}
	if err := e.isGolden(a[0]); err != nil {
		return err
	}
	cpu, err := e.single()
	if err != nil {
		return err
	}
	want, err := e.golden(ctx, cpu)
	if err != nil {
		return err
	}
	both := goldenViews[1]
	theirs, err := g.fuse(ctx, x.states(), x.patches, both)
	if err != nil {
		return err
	}
	ours, err := cpu.fuse(ctx, want.states(), want.patches, both)
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
func (e *engine) race(ctx context.Context, g *graphs) (time.Duration, error) {
	best := time.Duration(math.MaxInt64)
	for i := range 4 {
		start := time.Now()
		x, err := e.golden(ctx, g)
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
