package app

// Phase is how far an engine is.
type Phase string

// The phases.
const (
	PhaseOpening Phase = "opening"
	PhaseReady   Phase = "ready"
	PhaseFailed  Phase = "failed"
)

// EngineState is what is known of the engine.
type EngineState struct {
	Phase   Phase
	Engine  Engine // in use; nil: none. It may be closed at any time: calls then return ErrClosed
	Info    Info   // of the engine in use; zero while there is none
	Loaded  bool   // there is an engine in use (also while another one is being opened)
	Err     error  // why the last one could not be opened
	Opening string // the folder of the pack that is being opened; "": none, or the default one
}
