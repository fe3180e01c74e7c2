//go:build !linux

package logs

import (
	"errors"
	"os"
)

// captureTo would make a file the standard output and error of the process.
func captureTo(*os.File) error {
	return errors.New("what is written to the standard output and error can be captured on Linux only")
}
