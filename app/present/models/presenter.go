// Package models decides what the Models pane does: which packs there are, which one is in use and on what device. It
// owns the engine, and tells those who use it.
package models

import (
	"context"
	"path/filepath"
	"sync"

	"duotone/app"
	"duotone/app/present"
)

// State is everything the Models pane shows. It is immutable.
type State struct {
	Seq      uint64 // counts the states
	Engine   app.EngineState
	Packs    []app.PackInfo // all that were found, then those that were opened by hand; before Looked, the one in use
	Chosen   int            // of Packs: the one that is looked at; -1: there is none
	Looked   bool           // Packs have been looked for
	Checking bool           // the self-check is running
	Held     bool           // one pack was chosen, which reads all posts, whatever their language
	Device   string         // as it was asked for: "auto" or a Device.Name
}

// InUse tells whether a pack is the one in use.
func (s *State) InUse(p app.PackInfo) bool {
	return s.Engine.Loaded && p.Dir != "" && s.Engine.Info.Pack.Dir == p.Dir
}

// Devices are those that can be asked for: the best there is, those that can be used, and the one that was asked for
// before.
func (s *State) Devices() []string {
	names := []string{"auto"}
	for _, d := range s.Engine.Info.Devices {
		if d.Usable || d.Name == s.Device {
			names = append(names, d.Name)
		}
	}
	return names
}

// Options are what a presenter works with. All but Pack and Device are needed.
type Options struct {
	Opener   app.Opener
	Settings *present.Settings
	Pack     string // folder of the pack to open; "" is the default one
	Device   string // "" is "auto"
	// Changed is told what is known of the engine, and Tell gets messages. Both are called on the loop and return at once.
	Changed func(app.EngineState)
	Tell    func(app.Message)
}

// Presenter is the Models pane without the pane, and the owner of the engine.
type Presenter struct {
	present.Loop[core, State]
	options Options
	closing sync.Once
}

// core is what the loop owns.
type core struct {
	p       *Presenter
	state   State
	chosen  string   // the folder of the pack that is looked at; "": the one in use, or else the first
	looking bool     // for packs
	stale   bool     // what is found will be old already
	opening *opening // the latest wins
	inUse   asked
	chooses asked // what is open or being opened
}

// asked is a pack on a device, as they were asked for.
type asked struct{ pack, device string }

// opening is a pack on its way into use.
type opening struct {
	cancel   context.CancelFunc
	remember func(app.Info) // once it is in use; may be nil
}

// New starts a presenter and opens its pack; watch may be nil.
func New(options Options, watch func(*State)) *Presenter {
	if options.Device == "" {
		options.Device = "auto"
	}
	p := &Presenter{options: options}
	p.Loop.Start(&core{p: p}, (*core).snapshot, watch)
	p.Do(func(c *core) { c.open(asked{options.Pack, options.Device}, nil) })
	return p
}

func (c *core) snapshot(number uint64) *State {
	copied := c.state
	copied.Seq, copied.Chosen, copied.Device, copied.Held = number, c.choice(), c.chooses.device, c.chooses.pack != ""
	return &copied
}

// Close ends what is opened and closes the engine, which waits for those who still use it.
func (p *Presenter) Close() {
	p.Loop.Close()
	p.closing.Do(func() {
		if e := p.State().Engine.Engine; e != nil {
			e.Close() //nolint:errcheck // there is nobody left to be told
		}
	})
}

// Rest has the engine let go of what only makes the next posts quicker. It may be called from any goroutine.
func (p *Presenter) Rest() {
	if r, ok := p.State().Engine.Engine.(app.Rester); ok {
		r.Rest()
	}
}

// Use opens another pack on the device in use. Once it is in use it is remembered, and stays in the list.
func (p *Presenter) Use(dir string) { p.Do(func(c *core) { c.use(dir) }) }

// Folder is the one that the pack in use lies in.
func (p *Presenter) Folder() string {
	if e := p.State().Engine; e.Loaded && e.Info.Pack.Dir != "" {
		return filepath.Dir(e.Info.Pack.Dir)
	}
	return "."
}

// UseChosen opens the pack that is looked at.
func (p *Presenter) UseChosen() {
	p.Do(func(c *core) {
		if at := c.choice(); at >= 0 {
			c.use(c.state.Packs[at].Dir)
		}
	})
}

func (c *core) use(dir string) {
	c.open(asked{dir, c.chooses.device}, func(in app.Info) {
		c.p.options.Settings.Change(func(s *app.Settings) {
			s.Pack = dir
			s.Packs = withPack(s.Packs, in.Pack.Dir)
		})
	})
}

// UseAll opens the default pack, with the others for posts in other languages, and forgets the pack that was chosen.
func (p *Presenter) UseAll() { p.Do(func(c *core) { c.use("") }) }

// Again tries to open the pack of the settings once more.
func (p *Presenter) Again() {
	p.Do(func(c *core) { c.open(asked{p.options.Settings.Get().Pack, c.chooses.device}, nil) })
}

// SetDevice opens the pack in use on another device. Once it is in use there, the device is remembered; where it can't be
// used the one before stays.
func (p *Presenter) SetDevice(device string) {
	p.Do(func(c *core) {
		c.open(asked{c.chooses.pack, device}, func(app.Info) {
			p.options.Settings.Change(func(s *app.Settings) { s.Device = device })
		})
	})
}

// open opens a pack beside the loop. Where that fails the pack before stays in use.
func (c *core) open(want asked, remember func(app.Info)) {
	if before := c.opening; before != nil {
		before.cancel()
		remember = both(before.remember, remember) // what it was to bring is brought by this one
	}
	o := &opening{remember: remember}
	c.opening, c.chooses = o, want
	c.state.Engine.Phase, c.state.Engine.Opening = app.PhaseOpening, want.pack
	c.tell()
	opener := c.p.options.Opener
	o.cancel = c.p.Work(func(ctx context.Context) func(*core) {
		engine, err := opener.Open(app.Resident(ctx), want.pack, want.device)
		return func(c *core) { c.opened(o, engine, err) }
	})
}

// both remembers what two openings were to bring, the later one last. One that brings nothing of the person's keeps nothing of the one before.
func both(before, now func(app.Info)) func(app.Info) {
	if before == nil || now == nil {
		return now
	}
	return func(in app.Info) { before(in); now(in) }
}

// opened takes an engine into use.
func (c *core) opened(o *opening, engine app.Engine, err error) {
	if c.opening != o {
		c.release(engine)
		return
	}
	c.opening = nil
	e := &c.state.Engine
	e.Opening = ""
	if err != nil {
		c.notOpened(err)
		return
	}
	c.release(e.Engine)
	c.inUse = c.chooses
	*e = app.EngineState{Phase: app.PhaseReady, Engine: engine, Loaded: true, Info: engine.Info()}
	if o.remember != nil {
		o.remember(e.Info)
	}
	c.chosen = ""
	c.tell()
	if c.state.Looked || c.looking {
		c.look()
	} else { // to look for packs is to read all of them: that waits until somebody wants to see them
		c.state.Packs = []app.PackInfo{e.Info.Pack}
	}
}

func (c *core) notOpened(err error) {
	e := &c.state.Engine
	e.Phase, e.Err = app.PhaseFailed, err
	m, failed := app.ErrorMessage(err)
	if !failed {
		e.Err = nil
	}
	if e.Loaded {
		// Another device is asked of the pack in use from now on, not of the one that failed.
		c.chooses = c.inUse
		e.Phase = app.PhaseReady
		if failed {
			c.p.options.Tell(m)
		}
	}
	c.tell()
}

// release closes an engine, which waits until those who use it have let go.
func (c *core) release(engine app.Engine) {
	if engine != nil {
		c.p.Work(func(context.Context) func(*core) {
			engine.Close() //nolint:errcheck // another one is in use already
			return nil
		})
	}
}

func (c *core) tell() { c.p.options.Changed(c.state.Engine) }
