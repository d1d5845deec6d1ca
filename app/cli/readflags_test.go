package cli

import (
	"strings"
	"testing"

	"duotone/app/cli/program"
)

// What reads a table can be told all of how it is to be read, by the same flags.
func TestWhateverReadsATableHasTheSameFlags(t *testing.T) {
	all := root(&program.Program{})
	for _, path := range []string{"score", "project import", "evaluate"} {
		c, _, err := all.Find(strings.Fields(path))
		if err != nil || c == all {
			t.Fatalf("there is no command %q: %v", path, err)
		}
		for _, name := range []string{"text-column", "image-column", "id-column", "pictures", "encoding", "delimiter", "quote", "header", "sheet", "skip-rows", "comment"} {
			if c.Flags().Lookup(name) == nil {
				t.Errorf("duotone %s has no --%s", path, name)
			}
		}
	}
}
