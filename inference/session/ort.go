package session

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"duotone/app"
	"duotone/inference/pack"

	ort "github.com/yalue/onnxruntime_go"
)

// RuntimeVersion is the version of ONNX Runtime that the build fetches.
const RuntimeVersion = "1.30.0"

// environment is the runtime of this process. It is started once and never stopped: sessions may outlive any engine.
var environment struct {
	sync.Mutex
	started bool
	library string
}

// libraryName is the runtime's file on this platform.
func libraryName() string {
	switch runtime.GOOS {
	case "windows":
		return "onnxruntime.dll"
	case "darwin":
		return "libonnxruntime.1.dylib"
	}
	return "libonnxruntime.so.1"
}

// cacheAtStart is the cache that the build filled: the window may send what the toolkit caches to another place.
var cacheAtStart = os.Getenv("XDG_CACHE_HOME")

// libraryPlaces are where the runtime may lie, the first choice first: what DUOTONE_ORT names (a file or a folder, and
// then nothing else), beside the binary, in the folder that the build fills.
func libraryPlaces() []string {
	if named := os.Getenv("DUOTONE_ORT"); named != "" {
		if info, err := os.Stat(named); err == nil && info.IsDir() {
			named = filepath.Join(named, libraryName())
		}
		return []string{named}
	}
	var places []string
	if folder := BinaryFolder(); folder != "" {
		places = append(places, filepath.Join(folder, libraryName()), filepath.Join(folder, "lib", libraryName()),
			filepath.Join(folder, "..", "lib", "duotone", libraryName()),
			filepath.Join(folder, "..", "Frameworks", libraryName())) // a bundle of macOS
	}
	cache := cacheAtStart
	if home, err := os.UserHomeDir(); cache == "" && err == nil {
		cache = filepath.Join(home, ".cache")
	}
	if cache != "" {
		places = append(places, filepath.Join(cache, "duotone", "onnxruntime-"+RuntimeVersion, libraryName()))
	}
	return places
}

// BinaryFolder is where the running program lies, links resolved; "" if that can't be told.
func BinaryFolder() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(exe); err == nil {
		exe = real
	}
	return filepath.Dir(exe)
}

// Start loads the runtime library, once for the process.
func Start() error {
	environment.Lock()
	defer environment.Unlock()
	if environment.started {
		return nil
	}
	const hint = "Put the library of ONNX Runtime beside the program, or name it in DUOTONE_ORT; `make setup` fetches it."
	var tried []string
	for _, place := range libraryPlaces() {
		path, err := filepath.Abs(place)
		if err != nil {
			continue
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			tried = append(tried, path)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				tried[len(tried)-1] += " (" + pack.PlainCause(err).Error() + ")"
			}
			continue
		}
		ort.SetSharedLibraryPath(path)
		if err := ort.InitializeEnvironment(ort.WithLogLevelFatal()); err != nil {
			hint := "The file is damaged or made for another system; Duotone needs ONNX Runtime 1.24 or later."
			if runtime.GOOS == "windows" {
				hint = "Install the Microsoft Visual C++ Redistributable (x64), which the library needs. If it is there already: " + hint
			}
			return &app.Error{Op: "load the runtime library", Path: path, Kind: app.KindRuntime, Err: err, Hint: hint}
		}
		_ = ort.DisableTelemetry() // Windows' event tracing; telemetry.go has switched off the rest
		environment.started, environment.library = true, path
		return nil
	}
	return app.Errorf("load the runtime library", "", app.KindRuntime, hint,
		"%s was not found; looked at %s", libraryName(), strings.Join(tried, ", "))
}

// LibraryPath is the library that was loaded, "" before.
func LibraryPath() string {
	environment.Lock()
	defer environment.Unlock()
	return environment.library
}

// Version is the version of the loaded runtime, "" before it is loaded.
func Version() string {
	environment.Lock()
	defer environment.Unlock()
	if !environment.started {
		return ""
	}
	return ort.GetVersion()
}

// Array is a tensor: either ints or floats, row-major.
type Array struct {
	Shape  []int64
	Ints   []int64
	Floats []float32
}

// Ints is a tensor of whole numbers.
func Ints(data []int64, shape ...int64) Array { return Array{Shape: shape, Ints: data} }

// Floats is a tensor of float32.
func Floats(data []float32, shape ...int64) Array { return Array{Shape: shape, Floats: data} }

// Room is an output of a known shape.
func Room(shape ...int64) Array {
	n := int64(1)
	for _, d := range shape {
		n *= d
	}
	return Array{Shape: shape, Floats: make([]float32, n)}
}

func (a Array) value() (ort.Value, error) {
	if a.Ints != nil {
		return ort.NewTensor(ort.NewShape(a.Shape...), a.Ints)
	}
	return ort.NewTensor(ort.NewShape(a.Shape...), a.Floats)
}

// Session is one graph, loaded. Goroutines may share it.
type Session struct {
	name    string // of the graph
	device  string
	session *ort.DynamicAdvancedSession
	Inputs  []string
	Broken  func() error // nil but in tests: a failure in place of a run
}

// Options is how a graph is run.
type Options struct {
	Threads  int      // on the CPU, within one run; 1: a run stays on the goroutine that asks for it
	Device   string   // "cpu" or the name of a GPU provider
	Products Products // of 8-bit numbers, on the CPU
	Plain    bool     // with the runtime's own settings
	Spins    bool     // its threads wait for each other awake, and sleep when no run is under way: quicker where the machine has little else to do
	Keeps    bool     // on the CPU: what a run needed is kept for the next one, for good; where that is hundreds of megabytes, it saves up to a sixth of the time
}

// New loads a graph.
func New(name string, onnx []byte, spec pack.GraphSpec, o Options) (*Session, error) {
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	err = errors.Join(
		options.SetIntraOpNumThreads(o.Threads),
		options.SetInterOpNumThreads(1),
		options.SetLogSeverityLevel(ort.LoggingLevelFatal),
	)
	if !o.Plain {
		spinning := "0" // waiting threads must not burn the cores that decode the next picture
		if o.Spins {
			spinning = "1"
			err = errors.Join(err, options.AddSessionConfigEntry("session.force_spinning_stop", "1"))
		}
		err = errors.Join(err, options.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning))
		if o.Products.Exact(onnx) {
			err = errors.Join(err, options.AddSessionConfigEntry("session.x64quantprecision", "1"))
		}
	}
	if !o.Plain && !o.Keeps && o.Device == CPU {
		err = errors.Join(err, options.SetCpuMemArena(false), options.SetMemPattern(false))
	}
	if err != nil {
		return nil, err
	}
	if o.Device != CPU {
		if err := Provide(options, o.Device); err != nil {
			return nil, err
		}
	}
	s := &Session{name: name, device: o.Device}
	for _, t := range spec.Inputs {
		s.Inputs = append(s.Inputs, t.Name)
	}
	var outputs []string
	for _, t := range spec.Outputs {
		outputs = append(outputs, t.Name)
	}
	if o.Device != CPU {
		gpuTurn.Lock()
		defer gpuTurn.Unlock()
	}
	s.session, err = ort.NewDynamicAdvancedSessionWithONNXData(onnx, s.Inputs, outputs, options)
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime %s can't load the %s graph, which was made for ONNX %s; it says: %w", ort.GetVersion(), name, pack.MadeFor(onnx), plainer(err))
	}
	return s, nil
}

// where is the place in the runtime's own code that begins its messages: a file, a line and a function of C++.
var where = regexp.MustCompile(`(Error creating C session: )?/\S+\.(cc|h):\d+ .*?\) `)

// plainer is an error of the runtime without the places in its code.
func plainer(err error) error { return errors.New(where.ReplaceAllString(err.Error(), "")) }

// gpuTurn lets one goroutine at a time use a GPU: the WebGPU provider shares one context between all sessions and aborts
// the process when two of them run at once (seen with 1.30.0).
var gpuTurn sync.Mutex

// Run runs the graph into out, whose shapes are known. A cancelled context stops it; run returns only when the runtime has
// let go of all memory.
func (s *Session) Run(ctx context.Context, in, out []Array) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var values [2][]ort.Value
	defer func() {
		for _, v := range append(values[0], values[1]...) {
			v.Destroy()
		}
	}()
	for side, arrays := range [2][]Array{in, out} {
		for _, a := range arrays {
			v, err := a.value()
			if err != nil {
				return err
			}
			values[side] = append(values[side], v)
		}
	}
	options, err := ort.NewRunOptions()
	if err != nil {
		return err
	}
	defer options.Destroy()
	terminated := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(terminated)
		_ = options.Terminate()
	})
	if s.device != CPU {
		gpuTurn.Lock()
	}
	if s.Broken != nil {
		err = s.Broken()
	}
	if err == nil {
		err = s.session.RunWithOptions(values[0], values[1], options)
	}
	if s.device != CPU {
		gpuTurn.Unlock()
	}
	if !stop() {
		<-terminated // the options are still in use
	}
	if err != nil {
		if cancelled := ctx.Err(); cancelled != nil {
			return cancelled
		}
		return fmt.Errorf("run the %s graph: %w", s.name, err)
	}
	return nil
}

// Closed tells whether the graph was let go of.
func (s *Session) Closed() bool { return s == nil || s.session == nil }

// Close lets go of the graph. It may be called again.
func (s *Session) Close() {
	if s != nil && s.session != nil {
		if s.device != CPU {
			gpuTurn.Lock()
			defer gpuTurn.Unlock()
		}
		_ = s.session.Destroy()
		s.session = nil
	}
}

// appendProvider asks for a GPU. The runtime has no list of what it can do: one finds out by asking.
func appendProvider(o *ort.SessionOptions, device string) error {
	switch device {
	case CUDA:
		cuda, err := ort.NewCUDAProviderOptions()
		if err != nil {
			return err
		}
		defer cuda.Destroy()
		return o.AppendExecutionProviderCUDA(cuda)
	case DirectML:
		if OfOtherSystem(device) {
			return errors.New("DirectML is there on Windows alone")
		}
		// The runtime links to it late, at the first call: one that is missing, or an old Windows' own that lacks the call, may end
		// the program. So only one that somebody laid there is asked.
		if _, err := os.Stat(filepath.Join(filepath.Dir(environment.library), "DirectML.dll")); err != nil {
			return errors.New("DirectML.dll does not lie beside the runtime's library")
		}
		// DirectML wants both of these.
		return errors.Join(o.SetMemPattern(false), o.SetExecutionMode(ort.ExecutionModeSequential), o.AppendExecutionProviderDirectML(0))
	case CoreML:
		if OfOtherSystem(device) {
			return errors.New("CoreML is there on macOS alone")
		}
		return o.AppendExecutionProviderCoreMLV2(map[string]string{"ModelFormat": "MLProgram"})
	case WebGPU:
		if runtime.GOOS == "linux" { // the runtime would say these on stderr by itself
			if !HasVulkan() {
				return errors.New("there is no Vulkan on this system (libvulkan.so.1)")
			}
			if !HasVulkanDriver() {
				return errors.New("there is no Vulkan driver on this system (vulkan/icd.d)")
			}
		}
		return o.AppendExecutionProvider("WebGPU", map[string]string{})
	}
	return fmt.Errorf("there is no device %q", device)
}

// Probe tells whether a provider can be had at all.
func Probe(device string) error {
	o, err := ort.NewSessionOptions()
	if err != nil {
		return err
	}
	defer o.Destroy()
	return Provide(o, device)
}

// Provide is appendProvider; tests have no GPU and put something else here.
var Provide = appendProvider
