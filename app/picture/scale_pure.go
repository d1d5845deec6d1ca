//go:build !cgo || noturbo || !(linux || turbo)

package picture

func scaleFast(*Raster, *scaler, []byte) bool { return false }
