package inference

import (
	"runtime"
	"syscall"
)

// unhurriedNice is how far unhurried work steps back: a tenth of the time of what competes with it.
const unhurriedNice = 10

// stepBack lowers the priority of the calling goroutine's thread. The goroutine keeps the thread for good and takes it along when it
// ends, as only root may raise a priority again.
func stepBack() {
	runtime.LockOSThread()
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), unhurriedNice) // of this thread alone, on Linux
}
