package exchange

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/wsgi"
)

// client is a client that says what it likes.
type client struct {
	t *testing.T
	net.Conn
	in *bufio.Reader
}

func connect(t *testing.T, url string) client {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return client{t, c, bufio.NewReader(c)}
}

// ask sends a request, as far as the server takes it, and returns the status
// and the body of the answer.
func (c client) ask(request string) (int, string, error) {
	go io.WriteString(c.Conn, request)
	return c.answer()
}

func (c client) answer() (int, string, error) {
	response, body, err := c.whole()
	if err != nil && response == nil {
		return 0, "", err
	}
	return response.StatusCode, body, err
}

// whole returns all of an answer; nil for one without a header.
func (c client) whole() (*http.Response, string, error) {
	response, err := http.ReadResponse(c.in, &http.Request{Method: "POST"})
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, string(body), err
}

// bodies are request heads and bodies of a size, in the ways that HTTP has.
func bodies(size int) map[string]string {
	body := strings.Repeat("x", size)
	return map[string]string{
		"length":  fmt.Sprintf("Content-Length: %d\r\n\r\n%s", size, body),
		"chunked": fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", size, body),
	}
}

// earlyAnswers are apps that do not read all of a body, and what they answer.
func earlyAnswers() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"early":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) },
		"nothing": func(http.ResponseWriter, *http.Request) {},
		"empty":   func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "0") },
		"204":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
		"large":   func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("y", 100_000)) },
		"partly": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadFull(r.Body, make([]byte, 2))
			http.Error(w, "enough", http.StatusRequestEntityTooLarge)
		},
		"closed": func(w http.ResponseWriter, r *http.Request) { r.Body.Close(); fmt.Fprint(w, "closed") },
		"limited": func(w http.ResponseWriter, r *http.Request) {
			_, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1))
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		},
		"flushed": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "one")
			w.(http.Flusher).Flush()
			fmt.Fprint(w, "two")
		},
		"duplex": func(w http.ResponseWriter, _ *http.Request) { duplex(w); http.Error(w, "no", http.StatusUnauthorized) },
		"duplex flushed": func(w http.ResponseWriter, _ *http.Request) {
			duplex(w)
			w.(http.Flusher).Flush()
			fmt.Fprint(w, "two")
		},
		"wsgi": wsgi.Handler(func(_ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
			start("401 Unauthorized", nil, nil)
			return slices.Values([][]byte{[]byte("no")})
		}).ServeHTTP,
		"panic": func(http.ResponseWriter, *http.Request) { panic("x") },
	}
}

// together runs tests that mostly wait, all at the same time.
func together(t *testing.T, tests map[string]func(*testing.T)) {
	t.Helper()
	var running sync.WaitGroup
	for name, test := range tests {
		running.Add(1)
		go func() {
			defer running.Done()
			t.Run(name, test)
		}()
	}
	running.Wait()
}

func duplex(w http.ResponseWriter) { _ = http.NewResponseController(w).EnableFullDuplex() }

// TestUnreadBodies has several requests on a connection, to apps that answer
// before they have read the body.
func TestUnreadBodies(t *testing.T) {
	for name, app := range earlyAnswers() {
		t.Run(name, func(t *testing.T) {
			url, log := serve(t, app)
			for _, size := range []int{1, 3, 300, 5_000, 200_000, 300_000, 2_000_000} {
				for kind, body := range bodies(size) {
					c := connect(t, url)
					for i := range 3 {
						if _, _, err := c.ask("POST / HTTP/1.1\r\nHost: x\r\n" + body); err != nil {
							t.Fatalf("%s of %d bytes, request %d: %v\n%s", kind, size, i, err, log)
						}
					}
				}
			}
			if strings.Contains(log.String(), "http: panic serving") {
				t.Error(log)
			}
		})
	}
}

// TestConnectionsThatClose has clients of HTTP/1.0, as nginx is one, which send
// all before they look.
func TestConnectionsThatClose(t *testing.T) {
	for name, app := range earlyAnswers() {
		if strings.HasPrefix(name, "duplex") {
			continue // an app that asks for that reads as it likes
		}
		url, _ := serve(t, app)
		for _, size := range []int{3, 300_000, 20_000_000} {
			for _, version := range []string{"HTTP/1.0", "HTTP/1.1\r\nConnection: close"} {
				c := connect(t, url)
				if _, err := io.WriteString(c, "POST / "+version+"\r\nHost: x\r\n"+bodies(size)["length"]); err != nil {
					t.Fatalf("%s, %s, %d bytes: %v", name, version, size, err)
				}
				if _, _, err := c.answer(); err != nil {
					t.Errorf("%s, %s, %d bytes: %v", name, version, size, err)
				}
			}
		}
	}
}

// TestBodyIsThereAfterTheAnswerHasBegun has apps that read on.
func TestBodyIsThereAfterTheAnswerHasBegun(t *testing.T) {
	for name, begin := range map[string]func(w http.ResponseWriter, r *http.Request){
		"flush": func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush() },
		"write": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("y", 10_000)) },
		"partly read": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadFull(r.Body, make([]byte, 2))
			w.(http.Flusher).Flush()
			fmt.Fprint(w, "xx")
		},
	} {
		url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			begin(w, r)
			_, err := io.Copy(w, r.Body)
			fmt.Fprint(w, err)
		})
		for _, size := range []int{300, 200_000, 300_000, 3_000_000} {
			for kind, body := range bodies(size) {
				_, text, err := connect(t, url).ask("POST / HTTP/1.1\r\nHost: x\r\n" + body)
				if err != nil || strings.Count(text, "x") != size || !strings.HasSuffix(text, "<nil>") {
					t.Errorf("%s, %s of %d bytes: %d came back, %.20s (%v)", name, kind, size, strings.Count(text, "x"), text[max(0, len(text)-20):], err)
				}
			}
		}
	}
}

// TestBodyThatNeverComes has clients which wait for an answer that needs no body.
func TestBodyThatNeverComes(t *testing.T) {
	tests := map[string]func(*testing.T){}
	for name, app := range earlyAnswers() {
		if name == "partly" || name == "limited" {
			continue
		}
		for _, head := range []string{"Content-Length: 9", "Content-Length: 1000000", "Transfer-Encoding: chunked"} {
			tests[name+" "+head] = func(t *testing.T) {
				url, log := serve(t, app)
				c := connect(t, url)
				begun := time.Now()
				_, _ = io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\n"+head+"\r\n\r\n")
				response, _, err := c.whole()
				if err != nil || time.Since(begun) > 8*time.Second {
					t.Fatalf("%v after %v\n%s", err, time.Since(begun), log)
				}
				mayConverse := name == "duplex flushed" || name == "wsgi" && strings.HasSuffix(head, "chunked")
				if !response.Close && !mayConverse {
					t.Error("the answer does not say that it is the last")
				}
				if rest, err := io.ReadAll(c.in); err != nil || len(rest) > 0 {
					t.Errorf("the connection goes on with %q (%v)", rest, err)
				}
				if strings.Contains(log.String(), "http: panic serving") {
					t.Error(log)
				}
			}
		}
	}
	together(t, tests)
}

// TestRestOfABodyIsNoRequest has a client that hides a request in a body.
func TestRestOfABodyIsNoRequest(t *testing.T) {
	tests := map[string]func(*testing.T){}
	for name, app := range earlyAnswers() {
		tests[name] = func(t *testing.T) {
			served := make(chan string, 10)
			url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				served <- r.URL.Path
				app(w, r)
			})
			c := connect(t, url)
			_, _, _ = c.ask("POST /first HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nab")
			_, _ = io.WriteString(c, "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
			_, _ = io.ReadAll(c.in)
			if <-served; len(served) > 0 {
				t.Errorf("%s was served", <-served)
			}
		}
	}
	together(t, tests)
}

// TestExpectContinue has clients that wait before they send a body, which may
// never come behind an answer.
func TestExpectContinue(t *testing.T) {
	tests := map[string]func(*testing.T){}
	for name, app := range earlyAnswers() {
		if name == "partly" || name == "limited" {
			continue
		}
		for _, head := range []string{"Content-Length: 3", "Transfer-Encoding: chunked"} {
			tests[name+" "+head] = func(t *testing.T) {
				url, log := serve(t, app)
				c := connect(t, url)
				begun := time.Now()
				_, _ = io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\n"+head+"\r\nExpect: 100-continue\r\n\r\n")
				if response, _, err := c.whole(); err != nil || response.StatusCode == 100 || !response.Close || time.Since(begun) > 20*time.Second {
					t.Errorf("%v %v after %v", response, err, time.Since(begun))
				}
				if rest, err := io.ReadAll(c.in); err != nil || len(rest) > 0 || strings.Contains(log.String(), "http: panic serving") {
					t.Errorf("the connection goes on with %q (%v): %s", rest, err, log)
				}
			}
		}
	}
	together(t, tests)
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	const head = " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
	c := connect(t, url)
	if status, _, err := c.ask("POST /read" + head); status != 100 || err != nil {
		t.Errorf("%d %v", status, err)
	}
	if status, body, err := c.ask("abc"); status != 200 || body != "abc" || err != nil {
		t.Errorf("%d %q %v", status, body, err)
	}
}

// TestClientThatIsGoneIsNoticed has bodies that nobody reads, behind which the
// end of the client is.
func TestClientThatIsGoneIsNoticed(t *testing.T) {
	before := runtime.NumGoroutine()
	begun, gone := make(chan bool), make(chan error)
	url, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		begun <- true
		<-r.Context().Done()
		gone <- context.Cause(r.Context())
	})
	for _, size := range []int{3, 300_000, 20_000_000} {
		for kind, body := range bodies(size) {
			c := connect(t, url)
			go func() {
				_, _ = io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\n"+body)
				c.Close()
			}()
			<-begun
			select {
			case <-gone:
			case <-time.After(10 * time.Second):
				t.Fatalf("%s of %d bytes: not noticed", kind, size)
			}
		}
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before+3 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines are left", runtime.NumGoroutine()-before)
}

// TestUnwantedRequestIsAnswered has requests that net/http itself refuses, with
// more to come behind them.
func TestUnwantedRequestIsAnswered(t *testing.T) {
	url, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
	for request, want := range map[string]int{
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: none\r\n\r\n":         400,
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n":      501,
		"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 2<<20) + "": 431,
	} {
		c := connect(t, url)
		status, _, err := c.ask(request + strings.Repeat("x", 3_000_000))
		if status != want || err != nil {
			t.Errorf("%.50q: %d (%v), want %d", request, status, err, want)
		}
	}
}

func TestTargets(t *testing.T) {
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s %s %v", r.URL, r.RequestURI, r.Host, r.TLS != nil)
	})
	for target, want := range map[string]string{
		"/a?b":             "200 /a?b /a?b x false",
		"//a":              "200 //a //a x false",
		"http://y/a?b":     "200 /a?b /a?b y false",
		"https://y/admin":  "200 /admin /admin y false",
		"https:/admin":     "400 the target of the request is neither a path nor a URL with a host\n",
		"https:///admin":   "400 the target of the request is neither a path nor a URL with a host\n",
		"ftp://y/a":        "400 the target of the request is neither a path nor a URL with a host\n",
		"*":                "400 the target of the request is neither a path nor a URL with a host\n",
		"javascript:alert": "400 the target of the request is neither a path nor a URL with a host\n",
	} {
		status, body, err := connect(t, url).ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")
		if got := fmt.Sprint(status, " ", body); got != want || err != nil {
			t.Errorf("%s: %q (%v), want %q", target, got, err, want)
		}
	}
}

// TestDeadlineOfTheApp has an app that gives its clients little time.
func TestDeadlineOfTheApp(t *testing.T) {
	read := make(chan error, 1)
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
			t.Error(err)
		}
		_, err := io.ReadAll(r.Body)
		read <- err
	})
	c := connect(t, url)
	fmt.Fprint(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
	select {
	case err := <-read:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the app still reads")
	}
}

func TestHijackerGetsTheConnectionItself(t *testing.T) {
	url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		c, both, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		if _, ok := c.(*net.TCPConn); !ok {
			t.Errorf("it is a %T", c)
		}
		line, err := both.ReadString('\n')
		fmt.Fprintf(c, "HTTP/1.1 299 Mine\r\nContent-Length: 4\r\n\r\n%s%v", line[:2], err == nil)
	})
	c := connect(t, url)
	if status, body, err := c.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\nhi\n"); status != 299 || !strings.HasPrefix(body, "hi") || err != nil {
		t.Errorf("%d %q %v", status, body, err)
	}
}
