package logs

import (
	"os"
	"syscall"
)

// captureTo makes a file the standard output and error of the process.
func captureTo(file *os.File) error {
	for _, stream := range []int{1, 2} {
		if err := syscall.Dup3(int(file.Fd()), stream, 0); err != nil {
			return err
		}
	}
	return nil
}
