package listen

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

// socketPath returns a path that is short enough for a socket.
func socketPath(t *testing.T) string {
	dir, err := os.MkdirTemp("", "listen")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

func TestListenOnUnixSocket(t *testing.T) {
	path := socketPath(t)
	first, err := On("unix:" + path)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := On("unix:" + path); err == nil {
		second.Close()
		t.Error("a socket that is in use was taken over")
	}
	first.(*net.UnixListener).SetUnlinkOnClose(false)
	first.Close()
	if _, err := os.Lstat(path); err != nil {
		t.Fatal("there is no stale socket:", err)
	}
	third, err := On("unix:" + path)
	if err != nil {
		t.Fatal("a stale socket is in the way:", err)
	}
	third.Close()
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Error("the socket is left behind:", err)
	}
}

func TestListenRemovesNothingButSockets(t *testing.T) {
	path := socketPath(t)
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if listener, err := On("unix:" + path); err == nil {
		listener.Close()
		t.Error("listens on a file")
	}
	if text, err := os.ReadFile(path); string(text) != "precious" {
		t.Errorf("the file is %q, %v", text, err)
	}
}

func TestListenRefusesOtherAddresses(t *testing.T) {
	for _, addr := range []string{"8080", "localhost", "http://localhost:80/", "127.0.0.1:99999"} {
		listener, err := On(addr)
		if err == nil {
			t.Errorf("%q: listens on %v", addr, listener.Addr())
			listener.Close()
		}
	}
}
