//go:build !unix

package wire

// fileLimit is how many files the process may have open: nobody says.
func fileLimit() int { return 0 }

// tooManyFiles reports whether an error means that no more files can be opened:
// nobody knows.
func tooManyFiles(error) bool { return false }
