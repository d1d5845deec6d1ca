package session

import (
	"runtime"
	"syscall"
)

// UnhurriedNice is how far unhurried work steps back: a tenth of the time of what competes with it.
const UnhurriedNice = 10

// StepBack lowers the priority of the calling goroutine's thread. The goroutine keeps the thread for good and takes it along when it
// ends, as only root may raise a priority again.
func StepBack() {
	runtime.LockOSThread()
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), UnhurriedNice) // of this thread alone, on Linux
}
