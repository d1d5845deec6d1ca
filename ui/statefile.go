package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"duotone/app"

	"fyne.io/fyne/v2"

	analysis "duotone/app/present/analyse"
	"duotone/ui/kit"
)

// StateFileEnv names the environment variable with the path of a file that the window keeps its state in, for tests that
// drive a real window. It is written anew, as a whole, after each state that has been drawn.
const StateFileEnv = "DUOTONE_STATE_FILE"

// stateFile writes what is shown, and where, as JSON. nil writes nothing.
type stateFile struct {
	path   string
	themed float64   // ms that the last change of theme or text size took; touched on the UI thread alone
	waits  []float64 // how long the UI thread took to answer, in ms, the latest last; touched on it alone
}

func newStateFile() *stateFile {
	if path := os.Getenv(StateFileEnv); path != "" {
		return &stateFile{path: path}
	}
	return nil
}

// keep writes the file anew from time to time, as sizes and themes change without a new state.
func (s *stateFile) keep(f *frame) {
	if s == nil {
		return
	}
	go func() {
		for range time.Tick(7 * time.Millisecond) {
			asked := time.Now() // not the tick's own time, which has waited for the answer before
			answered := make(chan struct{})
			fyne.Do(func() {
				s.waits = append(s.waits, float64(time.Since(asked).Microseconds())/1000)
				if len(s.waits) > 600 {
					s.waits = s.waits[len(s.waits)-600:]
				}
				close(answered)
			})
			<-answered
		}
	}()
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			fyne.Do(func() {
				if !f.closed {
					s.write(f, f.session.State())
				}
			})
		}
	}()
}

// timed notes how long a change of theme took.
func (s *stateFile) timed(began time.Time) {
	if s != nil {
		s.themed = float64(time.Since(began).Microseconds()) / 1000
	}
}

// box is a place in the window in pixels.
type box struct{ X, Y, W, H float32 }

// shownState is the content of the file. Fields are only ever added.
type shownState struct {
	Seq        uint64          `json:"seq"`
	Pane       string          `json:"pane"`
	Text       string          `json:"text"`
	Picture    string          `json:"picture"`
	Label      string          `json:"label"`
	Scores     *app.Scores     `json:"scores"`
	Before     *app.Scores     `json:"before"`
	Stale      bool            `json:"stale"`
	Busy       bool            `json:"busy"`
	Loading    bool            `json:"loading"`
	Explained  bool            `json:"explained"`
	Struck     int             `json:"struck"`
	Covered    []app.Rect      `json:"covered"`
	Message    string          `json:"message"`
	Problem    string          `json:"problem"`
	Phase      app.Phase       `json:"phase"`
	Dialog     bool            `json:"dialog"` // a dialog or a menu lies over the window
	Pack       string          `json:"pack"`
	History    int             `json:"history"`
	Theme      string          `json:"theme"`
	Themed     float64         `json:"themed"` // ms that the last change of theme or text size kept the UI thread
	Width      float32         `json:"width"`
	Height     float32         `json:"height"`
	Places     map[string]box  `json:"places"`
	Prediction *app.Prediction `json:"prediction"`
	Waits      []float64       `json:"waits"` // ms until the UI thread answered, a frame at most where it is in time
	Shows      any             `json:"shows"` // what the pane itself says of what it shows
	Similar    []likesShown    `json:"similar"`
}

func (s *stateFile) write(f *frame, st *analysis.State) {
	if s == nil {
		return
	}
	c := f.window.Canvas()
	out := shownState{
		Seq: st.Seq, Pane: f.names[f.at], Text: st.Post.Text, Stale: st.Stale, Busy: st.Busy, Loading: st.Loading,
		Explained: st.Attribution != nil && !st.AttrStale, Struck: len(st.Post.WhatIf.Struck),
		Covered: st.Post.WhatIf.Covered, Phase: st.Engine.Phase, History: len(st.History), Prediction: st.Prediction,
		Theme: f.settings.Get().Theme, Themed: s.themed, Width: c.Size().Width * c.Scale(), Height: c.Size().Height * c.Scale(),
		Places: map[string]box{}, Waits: s.waits, Dialog: kit.Covered(f.window),
	}
	if st.Post.Picture != nil {
		out.Picture = st.Post.Picture.Name
	}
	if p := st.Prediction; p != nil {
		out.Label, out.Scores = p.Label.String(), &p.Scores
	}
	if st.Before != nil {
		out.Before = &st.Before.Scores
	}
	if p, ok := f.panes[f.at].(interface{ Shows() any }); ok {
		out.Shows = p.Shows()
	}
	out.Similar = likesOf(f.similar.State())
	if st.Message != nil {
		out.Message = st.Message.Text.String()
	}
	if st.Problem != nil {
		out.Problem = st.Problem.Error()
	}
	if st.Engine.Loaded {
		out.Pack = st.Engine.Info.Pack.Ref()
	}
	f.places(out.Places, c.Scale())
	data, err := json.Marshal(out)
	if err != nil {
		f.log.Error("state file", "error", err)
		return
	}
	temporary := filepath.Join(filepath.Dir(s.path), ".state."+filepath.Base(s.path))
	if err := os.WriteFile(temporary, data, 0o600); err == nil {
		err = os.Rename(temporary, s.path)
		if err != nil {
			f.log.Error("state file", "error", err)
		}
	}
}

// places notes where the parts of the Analyse pane are, and those of the one that is shown, in pixels of the window.
func (f *frame) places(into map[string]box, scale float32) {
	at := func(o fyne.CanvasObject) fyne.Position {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	}
	put := func(name string, at fyne.Position, size fyne.Size) {
		into[name] = box{at.X * scale, at.Y * scale, size.Width * scale, size.Height * scale}
	}
	parts, photo, size := f.analyse.Places()
	for name, o := range parts {
		put(name, at(o), o.Size())
	}
	put("window", fyne.Position{}, f.window.Canvas().Size())
	put("photo", at(parts["picture"]).Add(photo), size)
	if p, ok := f.panes[f.at].(interface {
		Places() map[string]fyne.CanvasObject
	}); ok {
		for name, o := range p.Places() {
			put(name, at(o), o.Size())
		}
	}
}
