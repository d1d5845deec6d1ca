package app

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sync"

	"github.com/adrg/xdg"
)

// Settings are what a person chose and wants to find again. Unknown fields of a file are kept out, values out of range
// are brought back into it, so that no file can make the window unusable.
type Settings struct {
	Theme     string  `json:"theme"`      // "system", "light" or "dark"
	TextScale float64 `json:"text_scale"` // 0.8 to 2
	Language  string  `json:"language"`   // "" follows the system; else the code of a translation, as "de"
	Device    string  `json:"device"`     // "auto" or a Device.Name
	Pack      string  `json:"pack"`       // folder of the pack; "" is the default one
	Width     float32 `json:"width"`      // of the window, in device-independent pixels
	Height    float32 `json:"height"`
	Pane      string  `json:"pane"` // the one that was shown last

	Threshold   float64 `json:"threshold"`    // of the pull-apart gauge; 0: the pack's own
	Heat        bool    `json:"heat"`         // the picture's heat is shown
	HeatOpacity float64 `json:"heat_opacity"` // 0 to 1
	Attention   bool    `json:"attention"`    // heat shows attention, not contribution
	Details     string  `json:"details"`      // what carried the verdict is "open" or "closed"; "": open where there is room

	Packs []string `json:"packs,omitempty"` // folders of packs that were opened by hand, the latest last

	Recent []string `json:"recent,omitempty"` // files and projects that were opened, the latest first

	KeepHistory bool `json:"keep_history"` // the posts of the history are kept over restarts

	Split [2]float64 `json:"split"` // how much of Batch's room the row that is read takes beside the list and below it; 0: the usual part

	Columns []string `json:"columns,omitempty"` // that the list of a result shows; none: the usual ones

	Batch string `json:"batch"` // the batch pane's last job, as it writes it; "" for none

	Annotator string `json:"annotator"` // who labels
	Project   string `json:"project"`   // the labelling project that was open last
	Seen      bool   `json:"seen"`      // the first start is over
}

// DefaultSettings are those of the first start.
func DefaultSettings() Settings {
	return Settings{
		Theme: "system", TextScale: 1, Device: "auto", Width: 1200, Height: 800, Pane: "analyse",
		Heat: true, HeatOpacity: 0.6,
	}
}

// Tidy brings every value back into its range.
func (s *Settings) Tidy() {
	d := DefaultSettings()
	if s.Theme != "light" && s.Theme != "dark" {
		s.Theme = d.Theme
	}
	s.TextScale = within(s.TextScale, 0.8, 2, d.TextScale)
	s.Width = float32(within(float64(s.Width), 400, 8000, float64(d.Width)))
	s.Height = float32(within(float64(s.Height), 300, 8000, float64(d.Height)))
	s.HeatOpacity = within(s.HeatOpacity, 0, 1, d.HeatOpacity)
	s.Threshold = within(s.Threshold, 0, 1, 0)
	for i, part := range s.Split {
		s.Split[i] = within(part, 0.1, 0.9, 0)
	}
	if s.Details != "open" && s.Details != "closed" {
		s.Details = d.Details
	}
	if s.Device == "" {
		s.Device = d.Device
	}
	if s.Pane == "" {
		s.Pane = d.Pane
	}
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
	s.Columns = s.Columns[:min(len(s.Columns), maxColumns)]
	s.Packs = s.Packs[max(len(s.Packs)-maxPacks, 0):]
}

// Remember puts a file that was opened at the head of the recent ones.
func (s *Settings) Remember(path string) {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	recent := []string{path}
	for _, p := range s.Recent {
		if p != path && len(recent) < maxRecent {
			recent = append(recent, p)
		}
	}
	s.Recent = recent
}

// maxRecent is how many files that were opened are remembered.
const maxRecent = 12

// maxColumns is how many columns of a list are remembered.
const maxColumns = 32

// maxPacks is how many packs that were opened by hand are remembered.
const maxPacks = 20

// within is v, or other where v is outside of lo to hi or no number.
func within(v, lo, hi, other float64) float64 {
	if v >= lo && v <= hi {
		return v
	}
	return other
}

// Home is where Duotone keeps what is its own: DUOTONE_HOME, or the platform's places for settings (config), labels
// and the like (data) and logs (state).
type Home struct{ Config, Data, State string }

// FindHome reads DUOTONE_HOME anew at each call. It makes no folder.
func FindHome() Home {
	if dir := os.Getenv("DUOTONE_HOME"); dir != "" {
		return Home{Config: dir, Data: dir, State: dir}
	}
	return Home{
		Config: filepath.Join(xdg.ConfigHome, "duotone"),
		Data:   filepath.Join(xdg.DataHome, "duotone"),
		State:  filepath.Join(xdg.StateHome, "duotone"),
	}
}

// SettingsStore keeps the settings in a file. Its methods may be called from any goroutine; only Save touches the disk.
type SettingsStore struct {
	path   string
	mu     sync.Mutex
	now    Settings
	saving sync.Mutex
	saved  Settings // what the file holds
}

// OpenSettings reads settings.json in dir. It always gives a store that works: where the file can't be read, with the
// defaults, and the error says why. A damaged file is kept beside as settings.json.bad, so that nothing is lost.
func OpenSettings(dir string) (*SettingsStore, error) {
	s := &SettingsStore{path: filepath.Join(dir, "settings.json"), now: DefaultSettings(), saved: DefaultSettings()}
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, &Error{Op: "read settings", Path: s.path, Kind: KindMissing, Err: err,
			Hint: "The defaults are used."}
	}
	read := DefaultSettings()
	if err := json.Unmarshal(data, &read); err != nil {
		hint := "The defaults are used."
		if os.Rename(s.path, s.path+".bad") == nil {
			hint = "The defaults are used; the file is kept as settings.json.bad."
		}
		return s, &Error{Op: "read settings", Path: s.path, Kind: KindFormat, Err: err, Hint: hint}
	}
	s.saved = read
	read.Tidy()
	s.now = read
	return s, nil
}

// Get is a copy of the settings.
func (s *SettingsStore) Get() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Change changes the settings, and tells whether there is anything to save now.
func (s *SettingsStore) Change(change func(*Settings)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.now
	change(&next)
	next.Tidy()
	changed := !reflect.DeepEqual(next, s.now)
	s.now = next
	return changed
}

// Save writes the settings whole where the file does not hold them. Where that fails the change holds until the program
// ends.
func (s *SettingsStore) Save() error {
	s.saving.Lock()
	defer s.saving.Unlock()
	now := s.Get()
	if reflect.DeepEqual(now, s.saved) {
		return nil
	}
	data, err := json.MarshalIndent(now, "", "  ")
	if err != nil {
		return &Error{Op: "save settings", Path: s.path, Kind: KindInternal, Err: err}
	}
	err = os.MkdirAll(filepath.Dir(s.path), 0o700)
	if err == nil {
		err = WritePrivate(s.path, func(w io.Writer) error { _, err := w.Write(append(data, '\n')); return err })
	}
	if err != nil {
		return &Error{Op: "save settings", Path: s.path, Kind: KindDisk, Err: err,
			Hint: "Set DUOTONE_HOME to a folder that can be written to."}
	}
	s.saved = now
	return nil
}
