package lint

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestHandlersThatAreWell(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"nothing": func(http.ResponseWriter, *http.Request) {},
		"text":    func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "a"); _, _ = io.WriteString(w, "b") },
		"length": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "2")
			w.WriteHeader(103)
			w.WriteHeader(404)
			w.(http.Flusher).Flush()
			_, _ = io.Copy(w, strings.NewReader("ab"))
		},
		"100, 199 and 999": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(100)
			w.WriteHeader(199)
			w.WriteHeader(999)
		},
		"HEAD": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "2") },
		"304": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "2")
			w.WriteHeader(304)
		},
		"204": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204); _, _ = w.Write(nil) },
		"trailers": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Trailer", "x-a, X-B")
			fmt.Fprint(w, "a")
			w.Header().Set("X-A", "1")
			w.Header().Set(http.TrailerPrefix+"X-C", "1")
		},
		"hijack": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			conn.Close()
		},
	} {
		server, errorLog := serve(h)
		method := map[bool]string{true: "HEAD", false: "GET"}[name == "HEAD"]
		r, _ := http.NewRequest(method, server.URL, nil)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else {
			if _, err := io.ReadAll(response.Body); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			response.Body.Close()
		}
		server.Close()
		if errorLog.String() != "" {
			t.Errorf("%s: the log is %q", name, errorLog)
		}
	}
}

func serve(h http.HandlerFunc) (*httptest.Server, *logged) {
	errorLog := &logged{}
	server := httptest.NewUnstartedServer(HTTP(h))
	server.Config.ErrorLog = log.New(errorLog, "", 0)
	server.Start()
	return server, errorLog
}

// logged is a log for two goroutines.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// adding is a server's writer that adds to the handler's header map, as that of
// net/http/cgi does.
type adding struct{ http.ResponseWriter }

func (a adding) WriteHeader(code int) {
	a.Header().Set("By-WriteHeader", "1")
	a.ResponseWriter.WriteHeader(code)
}

func (a adding) Write(p []byte) (int, error) {
	a.Header().Set("By-Write", "1")
	return a.ResponseWriter.Write(p)
}

func (a adding) Flush() { a.Header().Set("By-Flush", "1") }

// TestHeadersOfTheServer has all ways in which a server comes to add to a
// header that the handler has made final.
func TestHeadersOfTheServer(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"WriteHeader": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) },
		"Write":       func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")) },
		"all": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			_, _ = io.WriteString(w, "x")
			_, _ = io.Copy(w, strings.NewReader("y"))
		},
	} {
		func() {
			defer func() {
				if v := recover(); v != nil {
					t.Errorf("%s: %v", name, v)
				}
			}()
			HTTP(h).ServeHTTP(adding{httptest.NewRecorder()}, httptest.NewRequest("GET", "/", nil))
		}()
	}
}

func TestViolations(t *testing.T) {
	for _, tt := range []struct {
		handler http.HandlerFunc
		want    string
	}{
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); w.WriteHeader(404) }, "WriteHeader(404) was called after WriteHeader(200), or after a Write"},
		{func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "x"); w.WriteHeader(404) }, "WriteHeader(404) was called after WriteHeader(200), or after a Write"},
		{func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush(); w.WriteHeader(404) }, "WriteHeader(404) was called after WriteHeader(200), or after a Write"},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(99) }, "WriteHeader was called with the status 99"},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(1000) }, "WriteHeader was called with the status 1000"},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(101); w.WriteHeader(200) }, "WriteHeader(200) was called after WriteHeader(101), or after a Write"},
		{func(w http.ResponseWriter, _ *http.Request) { // the recorder has no connection to hijack
			_, _, _ = w.(http.Hijacker).Hijack()
			fmt.Fprint(w, "x")
			w.WriteHeader(404)
		}, "WriteHeader(404) was called after WriteHeader(200), or after a Write"},
		{func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "0")
			fmt.Fprint(w, "x")
		}, "the body is longer than its Content-Length of 0"},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204); fmt.Fprint(w, "x") }, "an answer 204 has a body"},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304); _, _ = io.WriteString(w, "x") }, "an answer 304 has a body"},
		{func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1")
			fmt.Fprint(w, "xy")
		}, "the body is longer than its Content-Length of 1"},
		{func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "3")
			fmt.Fprint(w, "xy")
		}, "the body is 1 bytes shorter than its Content-Length"},
		{func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "x")
			w.WriteHeader(200)
		}, `the Content-Length is not a length: "x"`},
		{func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Length"] = []string{"1", "2"}
			w.WriteHeader(200)
		}, `there are several headers Content-Length: ["1" "2"]`},
		{func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "0")
			w.WriteHeader(204)
		}, "an answer 204 has a Content-Length"},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); w.Header().Set("X-A", "1") }, "the header was changed after it was sent: it is map[X-A:[1]], sent was map[]"},
		{func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "x")
			w.Header().Set("X-A", "1")
			fmt.Fprint(w, "y")
		}, "the header was changed after it was sent: it is map[Content-Type:[text/plain; charset=utf-8] X-A:[1]], sent was map[Content-Type:[text/plain; charset=utf-8]]"},
		{func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X A", "1"); w.WriteHeader(200) }, `bad name of a header: "X A"`},
		{func(w http.ResponseWriter, _ *http.Request) { w.Header()["x-a"] = []string{"1"}; w.WriteHeader(200) }, `header "x-a" is not in its canonical form "X-A", by which net/http looks for it`},
		{func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-A", "1\n2"); w.WriteHeader(200) }, `the value of header X-A has a line end: "1\n2"`},
	} {
		var got any
		func() {
			defer func() { got = recover() }()
			r := httptest.NewRequest("GET", "/p?secret", nil)
			r.URL.Path = "" // as a URL map leaves it
			HTTP(tt.handler).ServeHTTP(httptest.NewRecorder(), r)
		}()
		if fmt.Sprint(got) != "http lint: GET /p: "+tt.want {
			t.Errorf("%v, want %s", got, tt.want)
		}
	}
}

// TestViolationsAfterTheHandler has a goroutine that is left behind.
func TestViolationsAfterTheHandler(t *testing.T) {
	for want, late := range map[string]func(http.ResponseWriter){
		"Header":      func(w http.ResponseWriter) { w.Header().Set("X-A", "1") },
		"WriteHeader": func(w http.ResponseWriter) { w.WriteHeader(200) },
		"Write":       func(w http.ResponseWriter) { _, _ = w.Write([]byte("x")) },
		"WriteString": func(w http.ResponseWriter) { _, _ = w.(io.StringWriter).WriteString("x") },
		"ReadFrom":    func(w http.ResponseWriter) { _, _ = w.(io.ReaderFrom).ReadFrom(strings.NewReader("x")) },
		"Flush":       func(w http.ResponseWriter) { w.(http.Flusher).Flush() },
		"Hijack":      func(w http.ResponseWriter) { _, _, _ = w.(http.Hijacker).Hijack() },
	} {
		writers := make(chan http.ResponseWriter, 1)
		server, errorLog := serve(func(w http.ResponseWriter, _ *http.Request) { writers <- w })
		response, err := http.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		server.Close() // the handler has returned
		late(<-writers)
		if got := errorLog.String(); got != "http lint: GET /: "+want+" was called after the handler had returned\n" {
			t.Errorf("%s: the log is %q", want, got)
		}
	}
}

// slow is a writer that does not return before it may.
type slow struct {
	http.ResponseWriter
	entered, leave chan bool
}

func (s slow) Write(p []byte) (int, error) {
	s.entered <- true
	<-s.leave
	return len(p), nil
}

func TestTwoGoroutinesAtOnce(t *testing.T) {
	var errorLog logged
	below := slow{httptest.NewRecorder(), make(chan bool), make(chan bool)}
	w := &writer{ResponseWriter: below, request: httptest.NewRequest("GET", "/", nil), length: -1}
	before := log.Writer()
	log.SetOutput(&errorLog)
	defer log.SetOutput(before)
	go func() { _, _ = w.Write([]byte("x")) }()
	<-below.entered
	w.Header()
	close(below.leave)
	if !strings.Contains(errorLog.String(), "http lint: GET /: Header was called while another goroutine was in a method of the same http.ResponseWriter") {
		t.Errorf("the log is %q", &errorLog)
	}
}

func TestDeadlinesGoThrough(t *testing.T) {
	server, _ := serve(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, http.NewResponseController(w).EnableFullDuplex())
	})
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); string(body) != "<nil>" {
		t.Errorf("%s", body)
	}
}
