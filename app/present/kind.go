package present

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Kind is what a file or folder is that was dropped or chosen, by its name; what is in it, is found out by whoever opens it.
type Kind int

// The kinds.
const (
	Unknown Kind = iota
	Picture
	Rows    // a table of posts, or a folder of them
	Project // of labelling
	Pack
	Result // of scoring: a table that the program wrote; KindOf can't tell it from Rows
)

var (
	pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".avif", ".pdf"}
	tableEndings   = []string{".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".xlsx", ".parquet", ".zip", ".gz"}
)

// KindOf tells what a path is. It asks the disk.
func KindOf(path string) Kind {
	ending := strings.ToLower(filepath.Ext(path))
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		if _, err := os.Stat(filepath.Join(path, "pack.json")); err == nil {
			return Pack
		}
		return Rows
	case ending == ".duotone":
		return Project
	case slices.Contains(pictureEndings, ending):
		return Picture
	case slices.Contains(tableEndings, ending):
		return Rows
	}
	return Unknown
}
