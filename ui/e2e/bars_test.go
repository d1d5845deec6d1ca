//go:build e2e && linux

package e2e

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"duotone/app/apptest"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// TestKeyToBarsAndDropToHeat measures, with the shipped pack, the time from a key in the words to new bars on the display, and from letting a
// picture of 1200 × 900 go over the window to its heat, as the X server has them. It holds nobody to a time, as machines differ:
//
//	DUOTONE_MEASURE=1280x900 go test -count=1 -tags "migrated_fynedo e2e" ./ui/e2e -run KeyToBars -v
func TestKeyToBarsAndDropToHeat(t *testing.T) {
	sizes := measuredSizes(t)
	shipped, err := filepath.Abs("../../models/duotone-small")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		s := raiseWith(t, shipped)
		if err := xtest.Init(s.x); err != nil {
			t.Fatal(err)
		}
		s.xdotool("windowsize", "--sync", strconv.Itoa(int(s.win)), strconv.Itoa(size[0]), strconv.Itoa(size[1]))
		s.until("the size", func(v *seen) bool { return int(v.Width) == size[0] && v.settled() })
		s.measureDrops(fmt.Sprintf("%d×%d", size[0], size[1]))
		s.measureBars(fmt.Sprintf("%d×%d", size[0], size[1]))
		s.closeWindow()
	}
}

// measureBars types letters, each after a rest, and tells how long the bars took. A letter that leaves the bars as they are tells nothing.
func (s *stage) measureBars(size string) {
	text := s.typed("well,").Text
	var pale, fresh []time.Duration
	for _, letter := range " what a day of joy and then a sad and ugly evening" {
		text += string(letter)
		code := s.keycode(letter)
		press := time.Now()
		s.fakeKey(xproto.KeyPress, code)
		s.fakeKey(xproto.KeyRelease, code)
		if changed, last := s.changes("bars", press, func(v *seen) bool { return v.Text == text && v.settled() }); last > 0 {
			pale, fresh = append(pale, changed), append(fresh, last)
		}
	}
	s.told(size+", a key to bars that are pale, as they are of the words before", pale)
	s.told(size+", a key to new bars", fresh)
}

func (s *stage) measureDrops(size string) {
	var heat []time.Duration
	s.drop("photo", s.file("before.jpg", apptest.JPEG(99, 1200, 900))) // the same shape as those that follow
	s.until("a picture", func(v *seen) bool { return v.Picture == "before.jpg" && v.settled() })
	for i := range 12 {
		name := fmt.Sprintf("%d.jpg", i)
		path := s.file(name, apptest.JPEG(uint64(i), 1200, 900))
		time.Sleep(300 * time.Millisecond) // what came before is done
		s.drop("photo", path)
		_, last := s.changes("photo", s.letGo, func(v *seen) bool { return v.Picture == name && v.settled() })
		heat = append(heat, last)
	}
	s.told(size+", letting a picture go to its heat", heat)
}

// changes watches a place until the window has said that it is settled and the place has been still for a while: when it changed
// first and last since a moment; 0: it never did.
func (s *stage) changes(place string, since time.Time, settled func(*seen) bool) (first, last time.Duration) {
	s.t.Helper()
	p := s.read().Places[place]
	look := func() []byte {
		r, err := xproto.GetImage(s.x, xproto.ImageFormatZPixmap, xproto.Drawable(s.win), int16(p.X), int16(p.Y), uint16(p.W), uint16(p.H), 0xffffffff).Reply()
		if err != nil {
			s.t.Fatal(err)
		}
		return r.Data
	}
	was, done, asked := look(), time.Time{}, since
	for done.IsZero() || time.Since(done) < 400*time.Millisecond {
		now := look()
		at := time.Since(since)
		if at > patience {
			s.shoot("failed")
			s.t.Fatalf("%s: the window never settled: %+v", place, s.read())
		}
		if !bytes.Equal(was, now) {
			was, last, done = now, at, time.Time{}
			if first == 0 {
				first = at
			}
		}
		if done.IsZero() && time.Since(asked) > 50*time.Millisecond { // reading what it says takes longer than looking
			asked = time.Now()
			if v := s.read(); v != nil && settled(v) {
				done = asked
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return first, last
}

func (s *stage) told(what string, took []time.Duration) {
	s.t.Helper()
	if len(took) < 10 {
		s.t.Fatalf("%s: only %d changes were seen", what, len(took))
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	s.t.Logf("%s: median %.0f ms, nine of ten within %.0f, slowest %.0f of %d", what, ms(took[len(took)/2]), ms(took[len(took)*9/10]), ms(took[len(took)-1]), len(took))
}
