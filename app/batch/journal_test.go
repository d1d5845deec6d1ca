package batch

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"duotone/app/table"
)

// TestJournalsOfOthers: a file that a kill of ours can't have left is not written over; what one can have left is begun anew.
func TestJournalsOfOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv.journal")
	j, err := createJournal(path, madeFrom{})
	if err != nil {
		t.Fatal(err)
	}
	j.close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if from, records, _, err := readJournal(path); err != nil || from != nil || records != nil {
			t.Fatalf("torn after %d bytes: %v, %v, %v", n, from, records, err)
		}
	}
	for _, other := range []string{"Dear diary,\n", "Dear diary", "\n", "12345678 {}\n", "\x00\x00\x00", string(whole[:9]) + "no\n"} {
		if err := os.WriteFile(path, []byte(other), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := readJournal(path); !errors.Is(err, errNoJournal) {
			t.Errorf("%q: %v", other, err)
		}
	}
}

// TestBeginningAgainLeavesNothingUnknown: what is left of an earlier run goes before its journal does, so that a kill between the two
// doesn't leave a file that the next run takes for somebody else's.
func TestBeginningAgainLeavesNothingUnknown(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	if err := os.WriteFile(out+".partial", []byte("id,label\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(out+".journal", 0o700); err != nil { // where no journal can be begun
		t.Fatal(err)
	}
	r := &run{job: Job{Out: out, In: &table.Input{}}}
	if err := r.start(false); err == nil {
		t.Fatal("a journal was begun in the place of a folder")
	}
	if exists(out + ".partial") {
		t.Error("the journal would have been begun while the earlier run's rows were there")
	}
}
