package python

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestClientsThatGoAway has many of them, and none that stays is harmed. All
// bodies are closed, all threads are free again, and nothing has become more.
// $PASTEGEN_FAULTS says how many there are.
func TestClientsThatGoAway(t *testing.T) {
	count := 200
	if n, err := strconv.Atoi(os.Getenv("PASTEGEN_FAULTS")); err == nil {
		count = n
	}
	w, log, h := faultApp(t, Config{Threads: 3})
	server := httptest.NewServer(h)
	defer server.Close()
	before, files := w.current()[0], openFiles(t, w.current()[0].pid())
	own := openFiles(t, os.Getpid())
	var group sync.WaitGroup
	clients := make(chan int)
	for range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := range clients {
				if err := goAway(server.Listener.Addr().String(), i); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	for i := range count {
		clients <- i
		if i%50 == 0 {
			if status, _ := fetch(server.URL + "/pid"); status != 200 {
				t.Error(status)
			}
		}
	}
	close(clients)
	group.Wait()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		_, text := fetch(server.URL + "/counts")
		if begun, closed, _ := strings.Cut(text, " "); begun == closed && begun != "0" {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("of so many bodies so many are closed: %s", text)
		}
	}
	answers := make(chan string)
	for range 3 {
		go func() {
			_, body := fetch(server.URL + "/meet")
			answers <- body
		}()
	}
	for range 3 {
		if got := <-answers; got != "met" {
			t.Error("a thread is not free:", got)
		}
	}
	if after := w.current()[0]; after != before || strings.Contains(log.String(), "has ended") {
		t.Error("the worker has ended")
	} else if now := openFiles(t, after.pid()); now > files {
		t.Errorf("the worker has %d open files, and had %d", now, files)
	}
	server.CloseClientConnections()
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(10 * time.Second); openFiles(t, os.Getpid()) > own+8; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("there are %d open files, and were %d", openFiles(t, os.Getpid()), own)
		}
	}
}

// goAway is a client that asks, and reads no answer or a part of it.
func goAway(addr string, i int) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	if i%5 == 4 { // before all is sent
		_, err = io.WriteString(c, "POST /pid HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nbegun")
		return err
	}
	path := []string{"/endless", "/pid", "/unfinished"}[i%3]
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path); err != nil {
		return err
	}
	if i%2 == 0 {
		_, err = io.ReadFull(c, make([]byte, 50))
	}
	return err
}

// openFiles is how many files a process has open.
func openFiles(t *testing.T, pid int) int {
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Skip("the system does not tell: ", err)
	}
	return len(files)
}
