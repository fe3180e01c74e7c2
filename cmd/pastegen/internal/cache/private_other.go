//go:build !unix

package cache

import "io/fs"

// isPrivate reports whether nobody else can put anything into the folder: each
// user has a folder for temporary files of their own.
func isPrivate(info fs.FileInfo) bool { return info.IsDir() }
