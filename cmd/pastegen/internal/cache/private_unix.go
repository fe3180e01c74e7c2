//go:build unix

package cache

import (
	"io/fs"
	"os"
	"syscall"
)

// isPrivate reports whether nobody else can put anything into the folder.
func isPrivate(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.IsDir() && info.Mode().Perm()&0o077 == 0 && int(owner.Uid) == os.Getuid()
}
