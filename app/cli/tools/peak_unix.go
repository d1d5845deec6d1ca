//go:build unix

package tools

import (
	"runtime"
	"syscall"
)

// peakMemory is the largest resident size of this process in bytes; 0 if it is not known.
func peakMemory() int64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(use.Maxrss)
	}
	return int64(use.Maxrss) << 10 // kilobytes elsewhere
}
