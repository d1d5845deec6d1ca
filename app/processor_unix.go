//go:build unix

package app

import (
	"syscall"
	"time"
)

// ProcessorTime is the time that all threads of this process have run, in the kernel too; 0 if it is not known.
func ProcessorTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
