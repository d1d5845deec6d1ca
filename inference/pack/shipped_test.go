package pack

import (
	"path/filepath"
	"testing"
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
