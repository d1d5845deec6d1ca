package app

import (
	"errors"
	"io/fs"
	"os"
)

// The causes for which OpenRegular refuses what is there.
var (
	ErrFolder  = errors.New("this is a folder")
	ErrSpecial = errors.New("this is not a file but a device, pipe or socket")
)

// OpenRegular opens a file for reading that is one: opening or reading a pipe or a device could wait for ever, or act. The error is
// ErrFolder, ErrSpecial, or the system's.
func OpenRegular(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if err := regular(info); err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err = f.Stat() // it may have been exchanged meanwhile
	if err == nil {
		err = regular(info)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

func regular(info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return ErrFolder
	}
	return ErrSpecial
}
