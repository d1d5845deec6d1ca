package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// toolkit is ", Fyne VERSION", or nothing where the build does not tell.
func toolkit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if d.Path == "fyne.io/fyne/v2" {
				return ", Fyne " + d.Version
			}
		}
	}
	return ""
}

// display says where a window would open, as the desktop's environment tells it.
func display() string {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return "on the system's own display"
	}
	var all []string
	for _, name := range []string{"WAYLAND_DISPLAY", "DISPLAY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP"} {
		if v := os.Getenv(name); v != "" {
			all = append(all, name+"="+v)
		}
	}
	if len(all) == 0 {
		return "but there is no display"
	}
	return strings.Join(all, " ")
}

// systemName is ", NAME, kernel RELEASE" as far as the system's files tell.
func systemName() string {
	var name string
	for _, path := range []string{"/etc/os-release", "/usr/lib/os-release"} {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(data)) {
			if v, ok := strings.CutPrefix(strings.TrimSpace(line), "PRETTY_NAME="); ok {
				name = ", " + strings.Trim(v, `"'`)
			}
		}
		break
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		name += ", kernel " + strings.TrimSpace(string(release))
	}
	return name
}

// said is the first of these variables that is set.
func said(names ...string) string {
	for _, name := range names {
		if v := os.Getenv(name); v != "" {
			return name + "=" + v
		}
	}
	return "not set"
}
