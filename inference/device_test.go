package inference

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/inference/pack"
	"duotone/inference/session"

	ort "github.com/yalue/onnxruntime_go"
)

func devicePosts() []app.Post {
	return []app.Post{
		{ID: "both", Text: "What a lovely day at the beach", Picture: apptest.Drawn(1, 320, 240)},
		{ID: "words", Text: "The bus was late again"},
		{ID: "picture", Picture: apptest.Drawn(2, 200, 300)},
		{ID: "long", Text: strings.Repeat("so it goes, ", 60), Picture: apptest.Drawn(3, 64, 64)},
	}
}

// TestWebGPU runs where there is a Vulkan driver, a real one or SwiftShader (VK_ICD_FILENAMES).
func TestWebGPU(t *testing.T) {
	cpu := open(t, tinyPack)
	k, _ := pack.Open(tinyPack)
	gpu, err := newEngine(context.Background(), k, session.WebGPU)
	if app.KindOf(err) == app.KindDevice {
		t.Skip("there is no WebGPU here: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer gpu.Close()
	if gpu.Info().Device != session.WebGPU {
		t.Fatalf("device %q: %s", gpu.Info().Device, gpu.Info().DeviceNote)
	}
	want, err := cpu.Score(context.Background(), devicePosts()...)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 3 { // the provider itself does not stand two runs at once
		wg.Go(func() {
			got, err := gpu.Score(context.Background(), devicePosts()...)
			if err != nil {
				t.Error(err)
				return
			}
			for i, p := range got {
				if p.Err != nil || p.Device != session.WebGPU || len(p.Warnings) != len(want[i].Warnings) {
					t.Errorf("%s: on %s, %v, %v", p.ID, p.Device, p.Err, p.Warnings)
				}
				for l := range p.Scores {
					if d := math.Abs(p.Scores[l] - want[i].Scores[l]); d > 0.01 {
						t.Errorf("%s: score %d is %.4f away from the CPU's", p.ID, l, d)
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestFailingDeviceFallsBack: a device that fails in mid-work costs nothing but a notice.
func TestFailingDeviceFallsBack(t *testing.T) {
	e, cpu := open(t, tinyPack), open(t, tinyPack)
	again, _ := pack.Open(tinyPack) // an open engine has let go of the files
	e.pack.Graphs = again.Graphs
	broken, err := e.load(session.Options{Threads: 1, Device: session.CPU})
	if err != nil {
		t.Fatal(err)
	}
	broken.device = session.WebGPU
	broken.image, broken.text = broken.text, broken.image // every run of these fails
	e.gpu.Store(broken)
	posts := devicePosts()
	got, err := e.Score(context.Background(), posts...)
	if err != nil {
		t.Fatal(err)
	}
	want, err := cpu.Score(context.Background(), posts...)
	if err != nil {
		t.Fatal(err)
	}
	notices := 0
	for i, p := range got {
		if p.Err != nil || p.Scores != want[i].Scores || p.Device != session.CPU {
			t.Errorf("%s: %v, %v on %s", p.ID, p.Err, p.Scores, p.Device)
		}
		for _, n := range p.Warnings {
			if n.Code == app.WarningFallback {
				notices++
			}
		}
	}
	if notices == 0 {
		t.Error("nobody was told")
	}
	if !broken.text.Closed() || !broken.image.Closed() || !broken.fusion.Closed() || slices.Contains(e.loaded, broken) {
		t.Error("the device that failed is still open")
	}
	if info := e.Info(); info.Device != session.CPU || !strings.Contains(info.DeviceNote, "webgpu failed") {
		t.Errorf("Info says %s: %s", info.Device, info.DeviceNote)
	}
}

// cpuForGPU has the CPU work under the names of two GPUs.
func cpuForGPU(t *testing.T) {
	was := session.Provide
	session.Provide = func(o *ort.SessionOptions, device string) error {
		if device != session.WebGPU && device != session.CUDA {
			return errors.New("it is not there")
		}
		return nil
	}
	t.Cleanup(func() { session.Provide = was })
}

// TestRejectedDeviceIsClosed: of the devices that were tried, those alone stay open that are used.
func TestRejectedDeviceIsClosed(t *testing.T) {
	open(t, tinyPack)
	cpuForGPU(t)
	k, _ := pack.Open(tinyPack)
	e, err := newEngine(t.Context(), k, session.Auto)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	used := 1 // the CPU's
	if e.gpu.Load() != nil {
		used++
	}
	if len(e.loaded) != used || len(e.rejected) != 0 {
		t.Errorf("%d sets of sessions are open and %d are used: %s", len(e.loaded)+len(e.rejected), used, e.info.DeviceNote)
	}
}

// TestWrongDeviceIsClosed: a device that gives other scores than the pack says is not kept open.
func TestWrongDeviceIsClosed(t *testing.T) {
	e := open(t, tinyPack)
	cpuForGPU(t)
	again, _ := pack.Open(tinyPack)
	e.pack.Graphs = again.Graphs
	before := len(e.loaded)
	e.pack.Manifest.Golden.Logits = slices.Clone(e.pack.Manifest.Golden.Logits)
	e.pack.Manifest.Golden.Logits[0] += 1
	if _, _, err := (&trial{engine: e}).tryDevice(t.Context(), session.WebGPU); err == nil {
		t.Fatal("it was taken")
	}
	if len(e.loaded) != before || len(e.rejected) != 0 {
		t.Errorf("%d sets of sessions are open, %d before", len(e.loaded)+len(e.rejected), before)
	}
}

func TestUnknownDevice(t *testing.T) {
	open(t, tinyPack)
	k, _ := pack.Open(tinyPack)
	if _, err := newEngine(context.Background(), k, "abacus"); app.KindOf(err) != app.KindUsage {
		t.Errorf("got %v", err)
	}
}

// TestVulkanDriver: the runtime is not asked for a GPU where no driver could answer, as its libraries would complain on stderr.
func TestVulkanDriver(t *testing.T) {
	empty, full := t.TempDir(), t.TempDir()
	for _, name := range []string{"VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES"} {
		t.Setenv(name, "")
	}
	for _, name := range []string{"XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME", "XDG_DATA_DIRS"} {
		t.Setenv(name, empty)
	}
	if session.HasVulkanDriver() {
		t.Skip("there is one in /etc")
	}
	manifest := filepath.Join(full, "vulkan", "icd.d", "some.json")
	if err := os.MkdirAll(filepath.Dir(manifest), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, manifest, []byte("{}"))
	t.Setenv("XDG_DATA_DIRS", empty+":"+full)
	if !session.HasVulkanDriver() {
		t.Error("a manifest in a data folder is not seen")
	}
	t.Setenv("VK_ICD_FILENAMES", filepath.Join(empty, "none.json"))
	if session.HasVulkanDriver() {
		t.Error("what is named must be there, and nothing else counts then")
	}
	t.Setenv("VK_ICD_FILENAMES", manifest)
	if !session.HasVulkanDriver() {
		t.Error("the named manifest is not seen")
	}
}
