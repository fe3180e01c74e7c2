package serve

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestClientsThatGo are noticed while they are being answered.
func TestClientsThatGo(t *testing.T) {
	gone := make(chan error, 1)
	_, addrs, _ := served(t, Server{}, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
			gone <- context.Cause(r.Context())
		case <-time.After(10 * time.Second):
			gone <- nil
		}
	})
	c, err := net.Dial("tcp", addrs[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Millisecond)
	c.Close()
	if err := <-gone; err == nil {
		t.Error("nobody has noticed")
	}
}

// TestRequestsThatComeBeforeAnswers: the byte that was read is not lost.
func TestRequestsThatComeBeforeAnswers(t *testing.T) {
	_, addrs, _ := served(t, Server{}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			time.Sleep(100 * time.Millisecond)
		}
		_, _ = io.WriteString(w, r.URL.Path)
	})
	c, err := net.Dial("tcp", addrs[0])
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	paths := []string{"/slow", "/a", "/slow", "/slow", "/b"}
	for _, path := range paths {
		if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	in := bufio.NewReader(c)
	for _, path := range paths {
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r.Body); string(text) != path || err != nil {
			t.Errorf("%s: %q %v", path, text, err)
		}
	}
}

// TestSilentClientsMakeRoom has one seat, which clients hold that do nothing.
func TestSilentClientsMakeRoom(t *testing.T) {
	for _, before := range []string{"", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT"} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			a, addrs, _ := served(t, Server{Limits: Limits{Connections: 1}}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
			holder, err := net.Dial("tcp", addrs[0])
			if err != nil {
				t.Fatal(err)
			}
			defer holder.Close()
			if _, err := io.WriteString(holder, before); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(before, "\r\n\r\n") { // it is answered first
				if _, err := bufio.NewReader(holder).ReadString('\n'); err != nil {
					t.Fatal(err)
				}
			}
			if got := exchangeOf(t, addrs[0], "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); !strings.HasSuffix(got, "hello") {
				t.Errorf("beside %q the answer is %q", before, got)
			}
			if got := shown(a); !strings.Contains(got, "server_connections_ended_total [app x] 1\n") {
				t.Errorf("beside %q is counted: %s", before, got)
			}
		})
	}
}

// TestWhoWaitsGetsIn when the server stops: the connection was accepted.
func TestWhoWaitsGetsIn(t *testing.T) {
	begun, let := make(chan bool, 2), make(chan bool)
	a, addrs, _ := served(t, Server{Limits: Limits{Connections: 1}}, func(w http.ResponseWriter, _ *http.Request) {
		begun <- true
		<-let
		fmt.Fprint(w, "hello")
	})
	const request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	answers := make(chan string, 2)
	go func() { answers <- exchangeOf(t, addrs[0], request) }()
	<-begun
	go func() { answers <- exchangeOf(t, addrs[0], request) }()
	for a.connected() < 2 {
		time.Sleep(time.Millisecond)
	}
	a.listeners[0].Close()
	<-begun // beside the other one
	close(let)
	for range 2 {
		if got := <-answers; !strings.HasSuffix(got, "hello") {
			t.Errorf("the answer is %q", got)
		}
	}
}
