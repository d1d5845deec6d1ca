//go:build cgo && !noturbo && (linux || turbo)

package picture

import "testing"

// TestScaleFastNarrow is TestScaleFast as on a machine without AVX-512.
func TestScaleFastNarrow(t *testing.T) {
	if level < 2 {
		t.Skip("TestScaleFast has done that")
	}
	defer func() { level = 2 }()
	level = 1
	TestScaleFast(t)
}
