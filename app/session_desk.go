package app

import (
	"context"
	"errors"
	"time"
)

// desk is what the session's loop owns. Only the loop touches it; nothing in state that has been published is changed
// in place.
type desk struct {
	s     *Session
	state State

	// Scoring. There is one run at a time; the next begins when it has let go.
	generation uint64 // of the post and the label to explain: rises with each change
	shown      uint64 // of Prediction
	running    *run
	due        *time.Timer // the next run
	dueBy      time.Time   // it is not put off beyond this
	wanted     bool        // a run is to begin as soon as nothing runs
	plain      *plainScore

	// Reading. The latest load wins.
	load *load

	// Opening. The latest opening wins.
	opening *opening
	inUse   struct{ pack, device string } // as they were asked for

	settle   *time.Timer
	draft    draft
	messages uint64
	quiet    *time.Timer // takes the message away
	explain  Label
}

// plainScore is the prediction of a post with nothing taken away, kept so that a what-if has something to compare with.
type plainScore struct {
	id         PostID
	engine     Engine
	prediction *Prediction
}

// opening is a pack on its way into use.
type opening struct {
	cancel context.CancelFunc
	done   func() // what to do when it is in use; may be nil
}

func newDesk(s *Session) *desk {
	d := &desk{s: s}
	d.state.Follow, d.state.Sample = true, -1
	d.state.Tokens.CutFrom = -1
	d.draft.at = -1
	d.state.Threshold, d.state.ThresholdSet = s.options.Threshold, s.options.Threshold > 0
	if !d.state.ThresholdSet {
		d.state.Threshold = 0.5
	}
	return d
}

// snapshot is the state to publish.
func (d *desk) snapshot() *State {
	d.state.Seq++
	copied := d.state
	return &copied
}

// leave ends what the loop owns; what runs in the background ends by the session's context.
func (d *desk) leave() {
	for _, t := range []*time.Timer{d.due, d.settle, d.quiet} {
		if t != nil {
			t.Stop()
		}
	}
}

// OpenPack opens another pack and keeps the post. Where that fails the pack before stays in use.
func (s *Session) OpenPack(dir string) {
	s.do(func(d *desk) { d.open(dir, d.s.options.Device) })
}

// ChoosePack opens another pack as OpenPack does, and calls done on another goroutine once it is in use: what can't be
// opened, or was overtaken, is not to be remembered as chosen.
func (s *Session) ChoosePack(dir string, done func()) {
	s.do(func(d *desk) {
		d.open(dir, d.s.options.Device)
		d.opening.done = done
	})
}

// SetDevice opens the same pack on another device.
func (s *Session) SetDevice(device string) { s.ChooseDevice(device, nil) }

// ChooseDevice opens the same pack on another device as SetDevice does, and calls done on another goroutine once it is in
// use there; done may be nil. Where the device can't be used the one before stays.
func (s *Session) ChooseDevice(device string, done func()) {
	s.do(func(d *desk) {
		d.open(d.s.options.Pack, device)
		d.opening.done = done
	})
}

func (d *desk) open(dir, device string) {
	if d.opening != nil {
		d.opening.cancel()
	}
	d.s.options.Pack, d.s.options.Device = dir, device
	ctx, cancel := context.WithCancel(d.s.ctx)
	o := &opening{cancel: cancel}
	d.opening = o
	d.state.Engine.Phase, d.state.Engine.Opening = PhaseOpening, dir
	d.s.start(func() {
		defer cancel()
		engine, err := d.s.options.Opener.Open(ctx, dir, device)
		if err == nil {
			d.s.keep(engine)
		}
		d.s.do(func(d *desk) { d.opened(o, engine, err) })
	})
}

// opened takes an engine into use.
func (d *desk) opened(o *opening, engine Engine, err error) {
	if d.opening != o {
		if engine != nil {
			d.s.start(func() { d.s.release(engine) })
		}
		return
	}
	d.opening = nil
	st := &d.state.Engine
	st.Opening = ""
	if err != nil {
		st.Err = err
		st.Phase = PhaseFailed
		if errors.Is(err, context.Canceled) {
			st.Err = nil
		}
		if st.Loaded {
			// Another device is asked of the pack in use from now on, not of the one that failed.
			d.s.options.Pack, d.s.options.Device = d.inUse.pack, d.inUse.device
			st.Phase = PhaseReady
			d.fail(PlaceWindow, err)
		}
		return
	}
	d.inUse.pack, d.inUse.device = d.s.options.Pack, d.s.options.Device
	if o.done != nil {
		d.s.start(o.done)
	}
	old := d.s.engine.Swap(&engineBox{engine})
	*st = EngineState{Phase: PhaseReady, Loaded: true, Info: engine.Info()}
	if !d.state.ThresholdSet {
		d.state.Threshold = st.Info.Pack.Thresholds.Incongruity
	}
	if old != nil {
		d.cancelRun()
		d.s.start(func() { d.s.release(old.Engine) })
	}
	d.count()
	d.changed(0)
}

// SetThreshold moves the dividing line of the pull-apart gauge; 0 takes the pack's own again.
func (s *Session) SetThreshold(v float64) {
	s.do(func(d *desk) {
		d.state.ThresholdSet = v > 0
		d.state.Threshold = min(max(v, 0), 1)
		if !d.state.ThresholdSet && d.state.Engine.Loaded {
			d.state.Threshold = d.state.Engine.Info.Pack.Thresholds.Incongruity
		}
	})
}

// Say shows a message.
func (s *Session) Say(kind MessageKind, text, hint Sentence) { s.SayAt(PlaceWindow, kind, text, hint) }

// SayAt shows a message where it belongs.
func (s *Session) SayAt(place Place, kind MessageKind, text, hint Sentence) {
	s.do(func(d *desk) { d.say(Message{Kind: kind, Place: place, Text: text, Hint: hint}) })
}

// Fail shows an error as a message: what happened and what to do. A cancel is silence.
func (s *Session) Fail(err error) { s.do(func(d *desk) { d.fail(PlaceWindow, err) }) }

// Dismiss takes the message away.
func (s *Session) Dismiss() { s.do(func(d *desk) { d.state.Message = nil }) }

func (d *desk) say(m Message) {
	d.messages++
	m.ID = d.messages
	d.state.Message = &m
	if d.quiet != nil {
		d.quiet.Stop()
	}
	d.quiet = d.s.after(m.Kind.Lifetime(), func(d *desk) {
		if d.state.Message != nil && d.state.Message.ID == m.ID {
			d.state.Message = nil
		}
	})
}

func (d *desk) fail(place Place, err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	d.say(Message{Kind: MessageError, Place: place, Text: ErrorSentence(err), Hint: Say(HintOf(err)), Err: err})
}

// ErrorSentence is what happened, for a person: the kind in plain words, and the error's own line.
func ErrorSentence(err error) Sentence {
	if s := KindSentence(KindOf(err)); s.Key != "" {
		return s
	}
	return Say("Something went wrong in Duotone: {{.Error}}").With("Error", err.Error())
}

// KindSentence is what an error of a kind is, for a person; empty for one inside Duotone.
func KindSentence(k Kind) Sentence {
	return Say(map[Kind]string{
		KindInput:    "There is nothing to score.",
		KindMissing:  "This file is not there or can't be read.",
		KindPicture:  "This picture can't be read.",
		KindTooLarge: "This picture is too large.",
		KindNetwork:  "This is an address; Duotone only reads files on this computer.",
		KindFormat:   "This file does not have the form it should have.",
		KindPack:     "This pack can't be opened.",
		KindRuntime:  "The runtime library is missing or failed.",
		KindDevice:   "This device can't be used.",
		KindDisk:     "Writing failed.",
		KindBusy:     "Somebody else is using it.",
	}[k])
}
