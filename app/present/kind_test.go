package present

import (
	"os"
	"path/filepath"
	"testing"
)

func TestKindsOfWhatIsDropped(t *testing.T) {
	dir := t.TempDir()
	pack := filepath.Join(dir, "pack")
	if err := os.Mkdir(pack, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pack, "pack.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]Kind{
		dir: Rows, pack: Pack, "a.JPG": Picture, "posts.csv": Rows, "posts.parquet": Rows, "mine.duotone": Project, "readme": Unknown, "a.exe": Unknown,
	} {
		if got := KindOf(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}
