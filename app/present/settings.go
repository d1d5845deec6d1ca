package present

import (
	"context"
	"time"

	"duotone/app"
)

// stay is how long settings must stay as they are before they are written down: a slider that is dragged is written once.
const stay = 300 * time.Millisecond

// Settings are what a person chose, for the window. A change holds at once, and is written down beside whoever made it.
type Settings struct {
	store *app.SettingsStore
	fail  func(error)
	loop  Loop[saver, struct{}]
}

// saver is what writes: once at a time.
type saver struct {
	due           *time.Timer
	saving, again bool
}

// KeepSettings begins to keep the settings of a store; fail is told why they could not be written.
func KeepSettings(store *app.SettingsStore, fail func(error)) *Settings {
	s := &Settings{store: store, fail: fail}
	s.loop.Start(&saver{}, func(*saver, uint64) *struct{} { return nil }, nil)
	return s
}

// Get is a copy of the settings as they are now.
func (s *Settings) Get() app.Settings { return s.store.Get() }

// Change changes the settings.
func (s *Settings) Change(change func(*app.Settings)) {
	if !s.store.Change(change) {
		return
	}
	s.loop.Do(func(c *saver) {
		if c.due != nil {
			c.due.Stop()
		}
		c.due = s.loop.After(stay, s.save)
	})
}

func (s *Settings) save(c *saver) {
	if c.again = c.saving; c.again {
		return
	}
	c.saving = true
	s.loop.Work(func(context.Context) func(*saver) {
		err := s.store.Save()
		return func(c *saver) {
			c.saving = false
			if err != nil {
				s.fail(err)
			}
			if c.again {
				s.save(c)
			}
		}
	})
}

// Close writes down what is not yet, and returns when it is.
func (s *Settings) Close() error {
	s.loop.Close()
	return s.store.Save()
}
