package app

import (
	"errors"
	"io/fs"
	"os"
)

// MayWrite is the one rule about files that are there already, for every command and every dialog that writes one: a
// file of the person's is replaced only when they said so (force), and never one that the same command reads, nor what is
// no file. A name where nothing is may be written to. It is asked before the work begins, not after.
func MayWrite(op, path string, force bool, reads ...string) error {
	there, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &Error{Op: op, Path: path, Kind: KindDisk, Err: err, Hint: "Check that the folder exists and may be written to."}
	}
	if there.IsDir() {
		return Errorf(op, path, KindUsage, "Give the name of a file.", "this is a folder")
	}
	if followed, err := os.Stat(path); err == nil { // a link that leads nowhere is somebody's as well
		if !followed.Mode().IsRegular() {
			return Errorf(op, path, KindUsage, "Give the name of a file.", "this is not a file")
		}
		for _, name := range reads {
			if read, err := os.Stat(name); err == nil && os.SameFile(followed, read) {
				return Errorf(op, path, KindUsage, "Give another name.", "this file is read by the same command")
			}
		}
	}
	if !force {
		return Errorf(op, path, KindUsage, "Give another name, or replace it with --force.", "this file is there already")
	}
	return nil
}
