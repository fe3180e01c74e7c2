//go:build unix

package static

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWhatIsNoFile(t *testing.T) {
	root := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(root, "pipe"), 0o666); err != nil {
		t.Skip(err)
	}
	if w := get(New(Options{DocumentRoot: root}, slog.Default()), "/pipe"); w.Code != http.StatusNotFound {
		t.Errorf("a pipe: %d", w.Code)
	}
}
