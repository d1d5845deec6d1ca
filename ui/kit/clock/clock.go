// Package clock waits for the kit, so that tests need not.
package clock

import (
	"time"

	"fyne.io/fyne/v2"
)

// After runs f on the UI thread when d is over, unless stopped before. A test puts its own clock here.
var After = func(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { t.Stop() }
}
