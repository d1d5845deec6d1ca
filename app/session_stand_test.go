package app_test

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
)

// opener opens fakes; what it opens is set by the test.
type opener struct {
	mu         sync.Mutex
	engines    map[string]app.Engine
	fail       map[string]error
	failDevice map[string]error
	opened     []string
	slow       time.Duration
}

func (o *opener) Packs() []app.PackInfo                { return nil }
func (o *opener) Check(dir string) app.PackInfo        { return app.PackInfo{Dir: dir} }
func (o *opener) Devices(context.Context) []app.Device { return nil }

func (o *opener) Open(ctx context.Context, dir, device string) (app.Engine, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(o.slow):
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.opened = append(o.opened, dir+"|"+device)
	if err := cmp.Or(o.fail[dir], o.failDevice[device]); err != nil {
		return nil, err
	}
	if e := o.engines[dir]; e != nil {
		return e, nil
	}
	return &apptest.Fake{}, nil
}

// pictures reads "seed" paths as drawn pictures.
type pictures struct{ delay time.Duration }

func (p pictures) Read(ctx context.Context, path string) (*app.Picture, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(p.delay):
	}
	var seed uint64
	if _, err := fmt.Sscanf(path, "seed%d", &seed); err != nil {
		return nil, app.Errorf("open picture", path, app.KindPicture, "Save it as PNG.", "no picture")
	}
	return apptest.Drawn(seed, 64, 48), nil
}

func (p pictures) New(name string, data []byte) (*app.Picture, error) {
	if len(data) < 100 {
		return nil, app.Errorf("open picture", name, app.KindPicture, "Save it as PNG.", "no picture")
	}
	return apptest.Picture(name, data), nil
}

func (p pictures) Preview(ctx context.Context, pic *app.Picture, side int) (image.Image, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return image.NewNRGBA(image.Rect(0, 0, pic.Width, pic.Height)), nil
}

// sitting is a session under test with the states that its watcher saw.
type sitting struct {
	*app.Session
	t    *testing.T
	mu   sync.Mutex
	seen []*app.State
}

func sit(t *testing.T, o *opener, options app.SessionOptions) *sitting {
	t.Helper()
	if o == nil {
		o = &opener{}
	}
	options.Opener = o
	if options.Pictures == nil {
		options.Pictures = pictures{}
	}
	if options.Wait == 0 {
		options.Wait = 5 * time.Millisecond
	}
	if options.Settle == 0 {
		options.Settle = time.Hour
	}
	s := &sitting{t: t}
	s.Session = app.NewSession(options, func(st *app.State) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.seen = append(s.seen, st)
	})
	t.Cleanup(s.Close)
	return s
}

// until waits for a state, with a deadline.
func (s *sitting) until(what string, ok func(*app.State) bool) *app.State {
	s.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if st := s.State(); ok(st) {
			return st
		}
		time.Sleep(time.Millisecond)
	}
	st := s.State()
	s.t.Fatalf("never came: %s\nstate: text %q, %+v", what, st.Post.Text, st)
	return nil
}

// settled waits until all is computed.
func (s *sitting) settled(text string) *app.State {
	s.t.Helper()
	return s.until("a result for "+text, func(st *app.State) bool {
		return st.Post.Text == text && !st.Busy && !st.Loading && st.Verdict() != nil && st.Attribution != nil && !st.AttrStale
	})
}
