//go:build cgo && !noturbo && !(jpegstatic && linux) && (linux || turbo)

package picture

// #cgo pkg-config: libjpeg
import "C"
