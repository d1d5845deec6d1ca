//go:build e2e && linux

package e2e

import (
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// TestTypingWaits measures how long whatever wants the UI thread waits for it, asked every 7 ms, at rest and while somebody types beside
// a picture: the frames in between, drawn in software. It holds nobody to a time, as machines differ:
//
//	DUOTONE_MEASURE=1280x900 go test -count=1 -tags "migrated_fynedo e2e" ./ui/e2e -run TypingWaits -v
func TestTypingWaits(t *testing.T) {
	sizes := measuredSizes(t)
	shipped, err := filepath.Abs("../../models/duotone-small")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		s := raiseWith(t, shipped)
		w, h := strconv.Itoa(size[0]), strconv.Itoa(size[1])
		s.xdotool("windowsize", "--sync", strconv.Itoa(int(s.win)), w, h)
		s.until("the size", func(v *seen) bool { return int(v.Width) == size[0] && v.Explained })
		s.click("composer", 0.5, 0.5)
		s.xdotool("sleep", "5")
		told := func(when string) {
			all := slices.Sorted(slices.Values(s.read().Waits))
			at := func(share float64) float64 { return all[int(share*float64(len(all)-1))] }
			t.Logf("%sx%s, %s: median %.1f ms, 95 %% within %.0f, 99 %% within %.0f, slowest %.0f", w, h, when, at(0.5), at(0.95), at(0.99), at(1))
		}
		told("at rest")
		s.xdotool("key", "ctrl+End")
		s.xdotool("type", "--delay", "110", " and then the rain came down on all of us today")
		told("9 keys a second")
		s.closeWindow()
	}
}
