package beaker

import (
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// memcachedServer starts one and returns its address.
func memcachedServer(t *testing.T) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	cmd := exec.Command("memcached", "-u", "root", "-s", socket)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("unix", socket); err == nil {
			conn.Close()
			break
		}
	}
	return "unix:" + socket
}

// TestNobodyThere has sessions in a server that is down: the app goes on without.
func TestNobodyThere(t *testing.T) {
	s := serve(t, options(func(o *Options) { o.Type, o.URL = Memcached, "127.0.0.1:1" }))
	body, set := s.ask("b=0123456789abcdef0123456789abcdef", add)
	if body != "1" || set != "" || s.log.Len() == 0 {
		t.Error(body, set, &s.log)
	}
	if s.ask(`b="0123456789abcdef\015\012flush_all"`, show); strings.Contains(s.log.String(), "flush_all") {
		t.Error("what a client has made up goes to the server:", &s.log)
	}
}
