package pack

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// TestShippedPacksAreWhole: every pack of the tree is what its manifest says, to the last byte of its card.
func TestShippedPacksAreWhole(t *testing.T) {
	found, err := filepath.Glob("../../models/*/pack.json")
	if err != nil || len(found) < 2 {
		t.Fatalf("found %v, %v", found, err)
	}
	for _, manifest := range found {
		if _, info := Open(filepath.Dir(manifest)); len(info.Problems) > 0 {
			t.Errorf("%s: %v", filepath.Dir(manifest), info.Problems)
		}
	}
}

// TestShippedGraphsAreQuickToMultiply: no weight is a denormal number, which processors multiply ten times slower and which change no result. Training leaves
// them in channels that are dead; they took more than half of the time of the reader's first look.
func TestShippedGraphsAreQuickToMultiply(t *testing.T) {
	found, err := filepath.Glob("../../models/*/*.onnx")
	if err != nil || len(found) < 5 {
		t.Fatalf("found %v, %v", found, err)
	}
	for _, path := range found {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		weights, denormal := 0, 0
		err = fields(data, func(num protowire.Number, graph []byte, _ uint64) error {
			if num != ModelGraph || graph == nil {
				return nil
			}
			return fields(graph, func(num protowire.Number, tensor []byte, _ uint64) error {
				if num != GraphInitializer || tensor == nil {
					return nil
				}
				for _, w := range floatsOf(t, tensor) {
					if weights++; w != 0 && math.Abs(float64(w)) < 0x1p-126 {
						denormal++
					}
				}
				return nil
			})
		})
		if err != nil || weights == 0 || denormal > 0 {
			t.Errorf("%s: %d of %d weights are denormal (models/training/reader/folding.py, flush); %v", path, denormal, weights, err)
		}
	}
}

// floatsOf are the values of a float32 tensor; none of another.
func floatsOf(t *testing.T, tensor []byte) (values []float32) {
	const dataType, floatData, rawData, float = 2, 4, 9, 1
	kind := uint64(0)
	var raw []byte
	if err := fields(tensor, func(num protowire.Number, value []byte, n uint64) error {
		switch {
		case num == dataType && value == nil:
			kind = n
		case (num == rawData || num == floatData) && value != nil:
			raw = value
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if kind != float {
		return nil
	}
	for ; len(raw) >= 4; raw = raw[4:] {
		values = append(values, math.Float32frombits(binary.LittleEndian.Uint32(raw)))
	}
	return values
}
