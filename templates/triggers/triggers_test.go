package triggers

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "touch")
	done, calls := make(chan struct{}), make(chan bool, 10)
	go touched(path, stampOf(path), time.Millisecond, done, func() { calls <- true })
	await := func(what string) {
		t.Helper()
		select {
		case <-calls:
		case <-time.After(10 * time.Second):
			t.Fatal(what)
		}
	}
	write := func(at time.Time) {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write(time.Unix(1, 0))
	await("it was made")
	for len(calls) > 0 {
		<-calls // between the two steps of write
	}
	if err := os.Chtimes(path, time.Unix(2, 0), time.Unix(2, 0)); err != nil {
		t.Fatal(err)
	}
	await("it was touched")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond)
	if len(calls) > 0 {
		t.Error("it was removed")
	}
	close(done)
}

func TestFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	f, err := OpenFIFO(path)
	if err != nil {
		t.Fatal(err)
	}
	letters, ended := make(chan byte, 10), make(chan bool)
	go func() {
		f.Run(func(letter byte) { letters <- letter })
		close(ended)
	}()
	for _, text := range []string{"r", "w\n", " q"} { // each by a writer of its own
		if err := os.WriteFile(path, []byte(text), 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range "rwq" {
		select {
		case letter := <-letters:
			if rune(letter) != want {
				t.Errorf("%c, want %c", letter, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no %c", want)
		}
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	<-ended
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("it is left behind")
	}
}

func TestFIFOThatIsNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dangling := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dangling+"x", dangling); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, filepath.Join(path, "x"), dangling} {
		if f, err := OpenFIFO(path); err == nil {
			t.Error(f)
		}
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
