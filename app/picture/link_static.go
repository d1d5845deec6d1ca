//go:build cgo && !noturbo && jpegstatic && linux

package picture

// For archives that run on several distributions: Debian's libjpeg.so.62 is called libjpeg.so.8 on Ubuntu.

// #cgo LDFLAGS: -l:libjpeg.a
import "C"
