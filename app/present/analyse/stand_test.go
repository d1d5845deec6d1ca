package analyse_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/present/analyse"
	"duotone/app/present/presenttest"
)

// seed is a file with a drawn picture.
func seed(t *testing.T, n uint64) string {
	t.Helper()
	p := apptest.Drawn(n, 64, 48)
	path := filepath.Join(t.TempDir(), p.Name)
	if err := os.WriteFile(path, p.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ready is the state of an engine in use.
func ready(e app.Engine) app.EngineState {
	return app.EngineState{Phase: app.PhaseReady, Engine: e, Loaded: true, Info: e.Info()}
}

// sitting is a presenter under test with the states that its watcher saw.
type sitting struct {
	*analyse.Presenter
	t    *testing.T
	mu   sync.Mutex
	seen []*analyse.State
}

// sit begins a sitting; engine nil is the plain fake.
func sit(t *testing.T, engine app.Engine, options analyse.Options) *sitting {
	t.Helper()
	if engine == nil {
		engine = &apptest.Fake{}
	}
	if options.Wait == 0 {
		options.Wait = 5 * time.Millisecond
	}
	if options.Settle == 0 {
		options.Settle = time.Hour
	}
	options.Settings = presenttest.Settings(t)
	s := &sitting{t: t}
	s.Presenter = analyse.New(options, func(st *analyse.State) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.seen = append(s.seen, st)
	})
	t.Cleanup(s.Close)
	s.Use(ready(engine))
	return s
}

// until waits for a state, with a deadline.
func (s *sitting) until(what string, ok func(*analyse.State) bool) *analyse.State {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	st, err := s.Wait(ctx, ok)
	if err != nil {
		s.t.Fatalf("never came: %s: %v\nstate: text %q, %+v", what, err, st.Post.Text, st)
	}
	return st
}

// settled waits until all is computed.
func (s *sitting) settled(text string) *analyse.State {
	s.t.Helper()
	return s.until("a result for "+text, func(st *analyse.State) bool {
		return st.Post.Text == text && !st.Busy && !st.Loading && st.Verdict() != nil && st.Attribution != nil && !st.AttrStale
	})
}
