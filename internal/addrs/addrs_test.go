package addrs

import (
	"net"
	"strings"
	"testing"
)

// TestFree has no address twice, nor one that somebody has, until the test has
// ended that got it.
func TestFree(t *testing.T) {
	seen := map[string]bool{}
	for range 50 {
		addr := Free(t)
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if seen[addr] {
			t.Errorf("%s is given twice", addr)
		}
		seen[addr] = true
	}
}

func TestTake(t *testing.T) {
	port := first
	var addr string
	t.Run("first", func(t *testing.T) {
		for ok := false; !ok; port++ {
			addr, ok = take(t, port)
		}
		if _, again := take(t, port-1); again {
			t.Errorf("%s is given to two", addr)
		}
	})
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := take(t, port-1); ok {
		t.Errorf("%s is given, where somebody listens", addr)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if again, ok := take(t, port-1); !ok || again != addr || !strings.HasPrefix(addr, "127.0.0.1:") {
		t.Errorf("%s is not given when the test has ended that had it: %q", addr, again)
	}
}
