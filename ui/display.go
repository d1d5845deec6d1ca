package ui

import (
	"fmt"
	"os"
	"runtime"

	"duotone/app"

	"github.com/go-gl/glfw/v3.4/glfw"
)

const noWindowHint = "The commands need no display: see duotone --help."

// probeDisplay finds out whether a window can be opened, as Fyne itself panics without a display and waits for ever
// without OpenGL. It opens a hidden window of its own and closes it again. It runs on the main thread.
func probeDisplay() (err error) {
	if runtime.GOOS != "windows" && runtime.GOOS != "darwin" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return app.Errorf("open the window", "", app.KindRuntime,
			"Start it from a desktop, or set DISPLAY. "+noWindowHint, "there is no display")
	}
	defer func() {
		if r := recover(); r != nil {
			err = app.Errorf("open the window", "", app.KindRuntime, noWindowHint, "%v", r)
		}
	}()
	if err := glfw.Init(); err != nil {
		return app.Errorf("open the window", "", app.KindRuntime,
			"Check DISPLAY, and that this user may use the display. "+noWindowHint, "the display can't be used: %w", err)
	}
	defer glfw.Terminate()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 0)
	w, err := glfw.CreateWindow(64, 64, "Duotone", nil, nil)
	if err != nil {
		return app.Errorf("open the window", "", app.KindRuntime,
			"Install a graphics driver with OpenGL 2 (on Linux: Mesa, libgl1-mesa-dri). "+noWindowHint,
			"OpenGL can't be used: %w", fmt.Errorf("%v", err))
	}
	w.Destroy()
	return nil
}
