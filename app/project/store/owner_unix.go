//go:build unix

package store

import (
	"fmt"
	"os"
	"os/user"
	"syscall"
)

// owner names the user whose file it is.
func owner(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return "another user"
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "another user"
	}
	id := fmt.Sprint(stat.Uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "user " + id
}
