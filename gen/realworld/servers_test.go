package realworld

import (
	"net"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// servers are the folders with programs that serve in a way of their own.
func servers() []string { return []string{"cgi", "listen"} }

// TestCGI has a web server run the program for each request.
func TestCGI(t *testing.T) {
	upToDate(t, "cgi")
	server := httptest.NewServer(&cgi.Handler{Path: build(t, "cgi"), Root: "/script"})
	defer server.Close()
	askAll(t, "cgi", server.URL)
}

// TestListen runs a program whose server is net/http's own, and knows nothing
// of an end.
func TestListen(t *testing.T) {
	upToDate(t, "listen")
	address := addrs.Free(t)
	cmd := exec.Command(build(t, "listen"))
	cmd.Env = append(os.Environ(), "ADDRESS="+address)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	waitFor(t, address)
	askAll(t, "listen", "http://"+address)
}

func askAll(t *testing.T, dir, url string) {
	t.Helper()
	file := filepath.Join(dir, "app.ini")
	for _, s := range sections(t, file) {
		for _, e := range s.exchanges {
			e.run(t, file, url)
		}
	}
}

func waitFor(t *testing.T, address string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return
		}
	}
	t.Fatalf("nothing listens on %s", address)
}
