package kit

import (
	"time"

	"duotone/ui/kit/clock"
	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// spinnerDelay is how long work goes on before it is shown: what is faster would only flicker.
const spinnerDelay = 300 * time.Millisecond

// Spinner turns while something is computed, once that takes a while. Its room is always taken.
type Spinner struct {
	widget.BaseWidget
	activity *widget.Activity
	stop     func() // while it waits to be shown
	turn     int
	shown    bool
}

// NewSpinner makes one that stands still.
func NewSpinner() *Spinner {
	s := &Spinner{activity: widget.NewActivity()}
	s.activity.Hide()
	s.ExtendBaseWidget(s)
	return s
}

// Start lets it turn, 300 ms from now. A second call changes nothing.
func (s *Spinner) Start() {
	if s.stop != nil || s.shown {
		return
	}
	s.turn++
	turn := s.turn
	s.stop = clock.After(spinnerDelay, func() {
		if s.turn != turn {
			return
		}
		s.stop, s.shown = nil, true
		s.activity.Show()
		s.activity.Start()
	})
}

// Stop ends it at once.
func (s *Spinner) Stop() {
	s.turn++
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	if s.shown {
		s.shown = false
		s.activity.Stop()
		s.activity.Hide()
	}
}

// Turning tells whether it is seen.
func (s *Spinner) Turning() bool { return s.shown }

// CreateRenderer draws it.
func (s *Spinner) CreateRenderer() fyne.WidgetRenderer { return &spinnerRenderer{s} }

type spinnerRenderer struct{ s *Spinner }

func (r *spinnerRenderer) Destroy()                     { r.s.Stop() }
func (r *spinnerRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.s.activity} }
func (r *spinnerRenderer) MinSize() fyne.Size           { return r.s.activity.MinSize() }
func (r *spinnerRenderer) Refresh()                     { r.s.activity.Refresh() }
func (r *spinnerRenderer) Layout(size fyne.Size) {
	paint.Place(r.s.activity, 0, 0, size.Width, size.Height)
}
