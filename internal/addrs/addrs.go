// Package addrs has addresses for the programs that tests start, which cannot
// be asked where they listen.
package addrs

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// Ports from first on are those that no system gives to who asks for any: a
// connection that another test makes would take one of those away before the
// program listens. Linux has them from 32768 on, others from 16000 on.
const (
	first = 10000
	count = 6000
)

// Free returns an address of 127.0.0.1. Nobody listens at its port, on no
// address of the machine, and no other test gets it before t has ended.
func Free(t testing.TB) string {
	t.Helper()
	begin := rand.IntN(count)
	for i := range count {
		if addr, ok := take(t, first+(begin+i)%count); ok {
			return addr
		}
	}
	t.Fatal("there is no free port")
	return ""
}

// take marks a port as the test's by a socket of that name, which has no file
// and is gone with its process, and reports whether it is free.
func take(t testing.TB, port int) (addr string, ok bool) {
	mark, err := net.Listen("unix", fmt.Sprintf("@pastegen-port-%d", port))
	if err != nil {
		return "", false
	}
	listener, err := net.Listen("tcp", fmt.Sprintf(":%d", port))
	if err != nil {
		mark.Close()
		return "", false
	}
	listener.Close()
	t.Cleanup(func() { mark.Close() })
	return fmt.Sprintf("127.0.0.1:%d", port), true
}
