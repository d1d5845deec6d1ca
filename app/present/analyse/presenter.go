// Package analyse decides what the Analyse pane does: it reads the post, has it scored and explained, keeps the history
// and takes parts away to see what changes. The pane draws its states and sends it commands.
//
// Beyond the contract of package present:
//
//   - The last request wins. Each change of the post raises the generation; a result of an earlier one is shown only as
//     Stale, and only when just the words have changed. What is being read is given up for the next.
//   - There is one run of the engine at a time. A new one cancels it and begins when it has returned.
//   - A result that is not of the post on the screen is marked Stale and stays until the new one is there.
package analyse

import (
	"context"
	"image"
	"io"
	"path/filepath"
	"time"

	"duotone/app"
	"duotone/app/present"
)

// MaxText is how many bytes of words are taken. It is a hundred times what a model reads, and keeps every layout
// and every tokenizer run short whatever is pasted.
const MaxText = 20_000

// Sample is a post that shows what Duotone does.
type Sample struct {
	Title   string // a few words, English; a key for translation
	Story   string // one sentence: what to see and what to try, English; a key for translation
	Text    string
	Name    string // of the picture; empty: none
	Picture []byte // encoded
}

// Reader reads the words in pictures, as app.PictureReader does.
type Reader interface {
	ReadPicture(ctx context.Context, p *app.Picture) ([]app.PictureWord, error)
}

// Options are what a presenter works with. Settings are needed.
type Options struct {
	Settings *present.Settings
	Samples  []Sample
	History  string                        // the file that the history is kept in where Settings say so; "": it is not kept
	Reader   Reader                        // reads the words in pictures; nil: they are not read, and nothing is said of them
	Ready    func(image.Image) image.Image // makes a preview ready for the screen, beside the loop; nil: as it is
	// Wait is how long at most typing must pause before a post is scored (less where scoring is quick, see pause), and WaitMost
	// how long it is put off while typing goes on. Zero: 80 ms and 400 ms.
	Wait, WaitMost time.Duration
	// Slow is how long scoring may take before it is said to be slow. Zero: 300 ms.
	Slow time.Duration
	// Settle is how long a post must stay before it enters the history. Zero: 1.5 s.
	Settle time.Duration
	// Preview is the longer side of the picture on the screen, in pixels. Zero: 1400.
	Preview int
}

// Presenter is one sitting at the Analyse pane, without the pane. It has a method for each thing that a person can ask for.
type Presenter struct {
	present.Loop[core, State]
	options Options
}

// New starts a presenter; watch may be nil. It has no engine until Use gives it one.
func New(options Options, watch func(*State)) *Presenter {
	p := &Presenter{options: options.filled()}
	p.Loop.Start(newCore(p), (*core).snapshot, watch)
	p.Do(func(c *core) { c.keeping.recall() })
	return p
}

// Close keeps the history where that is wanted, and ends the presenter as the package present says.
func (p *Presenter) Close() {
	p.Do(func(c *core) { c.keeping.keepLast() })
	p.Loop.Close()
}

func (o Options) filled() Options {
	def := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&o.Wait, 80*time.Millisecond)
	def(&o.WaitMost, 400*time.Millisecond)
	def(&o.Slow, 300*time.Millisecond)
	def(&o.Settle, 1500*time.Millisecond)
	if o.Preview <= 0 {
		o.Preview = 1400
	}
	return o
}

// Use takes over what is known of the engine. The one before is let go of: it may be closed at once.
func (p *Presenter) Use(e app.EngineState) {
	p.Do(func(c *core) { c.use(e) })
}

// Tell shows a message.
func (p *Presenter) Tell(m app.Message) { p.Do(func(c *core) { c.say(m) }) }

// Fail shows an error as a message: what happened and what to do. A cancel is silence.
func (p *Presenter) Fail(err error) { p.Do(func(c *core) { c.fail(app.PlaceWindow, err) }) }

// Dismiss takes the message away.
func (p *Presenter) Dismiss() { p.Do(func(c *core) { c.state.Message = nil }) }

// Folder is where the last file lay that was opened; "" where there was none.
func (p *Presenter) Folder() string {
	if recent := p.options.Settings.Get().Recent; len(recent) > 0 {
		return filepath.Dir(recent[0])
	}
	return ""
}

// Samples are the posts that Example knows.
func (p *Presenter) Samples() []Sample { return p.options.Samples }

// SetHeat shows the picture's heat or takes it away.
func (p *Presenter) SetHeat(on bool) { p.look(func(s *app.Settings) { s.Heat = on }) }

// SetStrength says how strongly heat covers the picture, 0 to 1.
func (p *Presenter) SetStrength(v float64) { p.look(func(s *app.Settings) { s.HeatOpacity = v }) }

// SetAttention has the heat show attention, or contribution.
func (p *Presenter) SetAttention(on bool) { p.look(func(s *app.Settings) { s.Attention = on }) }

// SetDetails opens or closes what carried the verdict, and remembers it.
func (p *Presenter) SetDetails(open bool) {
	p.look(func(s *app.Settings) {
		s.Details = "closed"
		if open {
			s.Details = "open"
		}
	})
}

// look changes how things are shown, and remembers it.
func (p *Presenter) look(change func(*app.Settings)) {
	p.Do(func(c *core) {
		p.options.Settings.Change(change)
		c.look()
	})
}

// Save writes a picture of the result.
func (p *Presenter) Save(path string, png []byte) {
	p.Do(func(*core) {
		p.Work(func(context.Context) func(*core) {
			out := app.Out{Path: path}
			err := out.Write(func(w io.Writer) error { _, err := w.Write(png); return err })
			return func(c *core) {
				if err != nil {
					c.fail(app.PlaceWindow, err)
					return
				}
				c.say(app.Message{Kind: app.MessageInfo, Text: app.Say("Saved as {{.File}}.").With("File", filepath.Base(path))})
			}
		})
	})
}

// SetThreshold moves the dividing line of the pull-apart gauge, and remembers it; 0 takes the pack's own again.
func (p *Presenter) SetThreshold(v float64) {
	p.Do(func(c *core) {
		c.state.ThresholdSet = v > 0
		c.state.Threshold = min(max(v, 0), 1)
		c.limit()
		p.options.Settings.Change(func(s *app.Settings) { s.Threshold = v })
	})
}
