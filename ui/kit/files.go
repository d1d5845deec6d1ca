package kit

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2/lang"
)

// IsFree refuses the name of a file that is there, and none.
func IsFree(path string) error {
	if err := NeedsName(path); err != nil {
		return err
	}
	if _, err := os.Lstat(strings.TrimSpace(path)); err == nil {
		return errors.New(lang.L("This file is there already. Give another name."))
	}
	return nil
}

// FreeName is a path, or one beside it with a number, that there is nothing of yet: "posts.csv", "posts-2.csv".
func FreeName(path string) string {
	ext := filepath.Ext(path)
	base := strings.TrimSuffix(path, ext)
	for i := 2; ; i++ {
		if _, err := os.Lstat(path); err != nil {
			return path
		}
		path = base + "-" + strconv.Itoa(i) + ext
	}
}

// Taken tells whether there is something of this name already, and whether it is a folder.
func Taken(path string) (taken, folder bool) {
	info, err := os.Stat(path)
	return err == nil, err == nil && info.IsDir()
}

// NeedsName refuses an empty name.
func NeedsName(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New(lang.L("Give it a name."))
	}
	return nil
}

// RemoveFolder removes a temporary folder; "" is none.
func RemoveFolder(dir string) {
	if dir != "" {
		os.RemoveAll(dir) //nolint:errcheck // it lies among the system's temporary files
	}
}
