package analyse

import (
	"time"

	"duotone/app"
)

// core is what the loop owns, in parts that reach one another by it. Nothing in state that has been published is changed in place.
type core struct {
	p     *Presenter
	state State

	scoring  scoring
	pictures pictures
	history  history
	keeping  keeping

	messages uint64
	quiet    *time.Timer // takes the message away
}

func newCore(p *Presenter) *core {
	c := &core{p: p}
	c.scoring.core, c.pictures.core, c.history.core, c.keeping.core = c, c, c, c
	c.state.Follow, c.state.Sample = true, -1
	c.state.Answer, c.state.AnswerFollow, c.state.AttrAnswer = -1, true, -1
	c.state.Tokens.CutFrom = -1
	c.history.draft.at = -1
	c.state.Engine.Phase = app.PhaseOpening
	c.state.Threshold = p.options.Settings.Get().Threshold
	c.state.ThresholdSet = c.state.Threshold > 0
	c.limit()
	c.look()
	return c
}

// snapshot is the state to publish.
func (c *core) snapshot(number uint64) *State {
	copied := c.state
	copied.Seq = number
	return &copied
}

func (c *core) engine() app.Engine { return c.state.Engine.Engine }

// use takes another engine, or none, into use.
func (c *core) use(e app.EngineState) {
	other := e.Engine != c.engine()
	c.state.Engine = e
	if !other {
		return
	}
	c.scoring.cancelRun()
	c.state.Answer, c.state.AnswerFollow = -1, true
	switch head := e.Loaded && e.Info.Pack.Head != nil; {
	case head: // whoever opens a head wants its answers
		c.state.About = AboutAnswer
	case c.state.About == AboutAnswer:
		c.state.About = AboutLabel
	}
	c.limit()
	c.count()
	c.scoring.changed(0)
}

// limit is the threshold in force where the person set none.
func (c *core) limit() {
	switch {
	case c.state.ThresholdSet:
	case c.state.Engine.Loaded:
		c.state.Threshold = packOf(&c.state).Thresholds.Incongruity
	default:
		c.state.Threshold = 0.5
	}
}

// look takes over how things are to be shown.
func (c *core) look() {
	set := c.p.options.Settings.Get()
	c.state.Heat, c.state.Strength, c.state.Attention, c.state.Details = set.Heat, set.HeatOpacity, set.Attention, set.Details
}

func (c *core) say(m app.Message) {
	c.messages++
	m.ID = c.messages
	c.state.Message = &m
	stop(c.quiet)
	c.quiet = c.p.After(m.Kind.Lifetime(), func(c *core) {
		if c.state.Message != nil && c.state.Message.ID == m.ID {
			c.state.Message = nil
		}
	})
}

func (c *core) fail(place app.Place, err error) {
	if m, ok := app.ErrorMessage(err); ok {
		m.Place = place
		c.say(m)
	}
}

func stop(t *time.Timer) {
	if t != nil {
		t.Stop()
	}
}
