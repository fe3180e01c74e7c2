package triggers

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"
	"testing"
)

// TestFIFOOfOthers cannot be opened. Root, who may, is somebody else for it.
func TestFIFOOfOthers(t *testing.T) {
	t.Chdir(t.TempDir()) // the path to it is closed to others
	if err := syscall.Mkfifo("fifo", 0); err != nil {
		t.Fatal(err)
	}
	ended := make(chan bool)
	go func() {
		defer close(ended)
		runtime.LockOSThread() // for good: the thread ends with the goroutine
		if err := syscall.Setfsuid(65534); err != nil {
			t.Error(err)
		} else if f, err := OpenFIFO("fifo"); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%v (%v)", f, err)
		}
	}()
	<-ended
}
