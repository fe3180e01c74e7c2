package proxy

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

var quiet = slog.New(slog.DiscardHandler)

// upstream answers with the request that it gets.
func upstream(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/plain")
	h.Add("Set-Cookie", "a=b")
	h.Add("Set-Cookie", "c=d")
	h.Set("Keep-Alive", "timeout=5")
	h.Set("X-Up", "yes")
	if r.URL.Query().Has("status") {
		var status int
		fmt.Sscan(r.URL.Query().Get("status"), &status)
		w.WriteHeader(status)
	}
	fmt.Fprintf(w, "%s %s\n", r.Method, strings.TrimSuffix(r.RequestURI, "?"))
	for _, name := range []string{"X-A", "Cookie", "Content-Type", "X-Secret", "Authorization", "X-Forwarded-For", "Accept"} {
		if r.Header[name] != nil {
			fmt.Fprintf(w, "%s: %s\n", name, strings.Join(r.Header[name], ", "))
		}
	}
	body, err := io.ReadAll(r.Body)
	fmt.Fprintf(w, "%s %v", body, err)
}

// must returns the app, which was made without an error.
func must(t *testing.T) func(h http.Handler, err error) http.Handler {
	return func(h http.Handler, err error) http.Handler {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
}

// through returns an app that sends requests to a server of h, below path.
func through(t *testing.T, h http.HandlerFunc, path string, change func(o *Options)) (app http.Handler, at string) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	o := Options{Address: server.URL + path}
	if change != nil {
		change(&o)
	}
	return must(t)(New(o, quiet)), server.URL + path
}

func cases() (all []oracle.Case) {
	for _, request := range []string{
		"GET /", "GET /x/y?a=b&c=%20", "HEAD /x", "GET /a%20b", "GET /x?a;b", "POST /x\nContent-Type: text/plain\nContent-Length: 3\n\nabc",
		"PUT /x\nContent-Length: 0", "DELETE /x", "OPTIONS /x", "PATCH /x\nContent-Length: 1\n\n1", "GET /?status=404", "GET /?status=500", "GET /?status=304", "GET /?status=204",
		"GET /\nX-A: 1\nCookie: a=b; c=d\nAuthorization: Basic eA==\nAccept: text/html", "GET /\nX-Secret: s",
		"GET /\nX-Forwarded-For: 6.6.6.6", "POST /x\nTransfer-Encoding: chunked\n\n3\r\nabc\r\n0\r\n\r\n",
	} {
		all = append(all, oracle.Case{Request: request})
	}
	return append(all,
		oracle.Case{Request: "GET /x%C3%A9", Differs: "Paste takes bytes for characters"},
		oracle.Case{Request: "GET /a;b=c", Differs: "Paste escapes more than it must"},
		oracle.Case{Request: "GET /a%2Fb", Differs: "Paste loses how a path is escaped"},
		oracle.Case{Request: "GET /a/../b", Differs: "a path may lead out of the address"},
	)
}

func TestAsPaste(t *testing.T) {
	for name, path := range map[string]string{"root": "/", "below": "/sub/dir/", "file": "/sub/file", "bare": ""} {
		h, at := through(t, upstream, path, func(o *Options) {
			o.AllowedRequestMethods = []string{"get", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
			o.SuppressHTTPHeaders = []string{"x-secret", "accept-encoding"}
		})
		ini := "[app:main]\nuse = egg:Paste#proxy\naddress = " + at + "\nallowed_request_methods = get HEAD POST PUT PATCH DELETE\nsuppress_http_headers = x-secret accept-encoding\n"
		oracle.Compare(t, name, ini, h, cases(), align)
	}
}

// align takes out the words of errors, and what the package comment says of
// headers.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		if a.Headers["X-Up"] == nil {
			a.Headers, a.Body = nil, ""
		}
		delete(a.Headers, "Content-Length")
		if a.Status == http.StatusNotModified {
			delete(a.Headers, "Content-Type")
		}
	}
}

func TestTransparentAsPaste(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Host", r.Host)
		upstream(w, r)
	}))
	t.Cleanup(server.Close)
	host := server.Listener.Addr().String()
	h := must(t)(NewTransparent(TransparentOptions{ForceHost: host, ForceScheme: HTTP}, quiet))
	all := cases()
	all[len(all)-1].Differs = "" // it does not matter where there is no address to be left
	oracle.Compare(t, "transparent", "[app:main]\nuse = egg:Paste#transparent_proxy\nforce_host = "+host+"\n", h, all, align)
}

func get(h http.Handler, change func(r *http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "http://site.org/x", nil)
	r.URL.Scheme, r.URL.Host = "", ""
	change(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestWhatTheOtherServerIsTold(t *testing.T) {
	var got http.Header
	var host string
	h, at := through(t, func(_ http.ResponseWriter, r *http.Request) { got, host = r.Header, r.Host }, "/", nil)
	get(h, func(r *http.Request) {
		r.RemoteAddr, r.Pattern, r.URL.Scheme = "9.8.7.6:5", "/a b", "https"
		for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded"} {
			r.Header.Set(name, "evil")
		}
		r.Header.Set("Connection", "X-Hop")
		r.Header.Set("X-Hop", "1")
	})
	for name, want := range map[string]string{
		"X-Forwarded-For": "9.8.7.6", "X-Forwarded-Host": "site.org", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/a%20b", "Forwarded": "", "X-Hop": "", "User-Agent": "", "Accept-Encoding": "",
	} {
		if got.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Get(name), want)
		}
	}
	if "http://"+host+"/" != at {
		t.Errorf("Host is %q", host)
	}
}

func TestPathsThatLeave(t *testing.T) {
	h, _ := through(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.RequestURI) }, "/sub/", nil)
	for path, want := range map[string]string{
		"/../x": "400", "/a/../../x": "400", "/..": "400", `/..\x`: "400", "//evil.org/x": "/sub/evil.org/x", "/..x": "/sub/..x", "/http://evil.org/": "/sub/http://evil.org/", "": "/sub/",
	} {
		w := get(h, func(r *http.Request) { r.URL.Path = path })
		if got := w.Body.String(); got != want && !(want == "400" && w.Code == 400) {
			t.Errorf("%q: %d %q, want %s", path, w.Code, got, want)
		}
	}
}

func TestServerIsDown(t *testing.T) {
	var log bytes.Buffer
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	h := must(t)(New(Options{Address: gone.URL}, slog.New(slog.NewTextHandler(&log, nil))))
	if w := get(h, func(*http.Request) {}); w.Code != http.StatusBadGateway || strings.Contains(w.Body.String(), "refused") || !strings.Contains(log.String(), "refused") {
		t.Errorf("%d %q, the log says %q", w.Code, w.Body, log.String())
	}
	slow, _ := through(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "/", func(o *Options) { o.Timeout = 10 * time.Millisecond })
	if w := get(slow, func(*http.Request) {}); w.Code != http.StatusGatewayTimeout {
		t.Errorf("too slow: %d", w.Code)
	}
	broken, _ := through(t, func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, "/", nil)
	if w := get(broken, func(*http.Request) {}); w.Code != http.StatusBadGateway {
		t.Errorf("no answer: %d", w.Code)
	}
	log.Reset()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	get(h, func(r *http.Request) { *r = *r.WithContext(ctx) })
	if log.Len() > 0 {
		t.Errorf("a client that is gone: the log says %q", log.String())
	}
	limited, _ := through(t, upstream, "/", nil)
	w := get(limited, func(r *http.Request) {
		r.Method, r.Body, r.ContentLength = "POST", http.MaxBytesReader(nil, io.NopCloser(strings.NewReader("0123456789")), 5), -1
	})
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body that is too large: %d", w.Code)
	}
}

// TestStreaming has both directions open at a time: each chunk is answered
// before the next is sent.
func TestStreaming(t *testing.T) {
	h, _ := through(t, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		lines := bufio.NewReader(r.Body)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			fmt.Fprintf(w, "got %s", line)
			w.(http.Flusher).Flush()
		}
	}, "/", nil)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		h.ServeHTTP(w, r)
	}))
	defer front.Close()
	sent, body := net.Pipe()
	go fmt.Fprint(body, "a\n")
	answer, err := http.Post(front.URL, "text/plain", sent)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewReader(answer.Body)
	for _, want := range []string{"got a\n", "got b\n"} {
		if line, err := lines.ReadString('\n'); line != want {
			t.Fatalf("%q (%v), want %q", line, err, want)
		}
		go fmt.Fprint(body, "b\n")
	}
	body.Close()
}

func TestUpgrade(t *testing.T) {
	h, _ := through(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "echo")
		w.WriteHeader(http.StatusSwitchingProtocols)
		conn, both, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		line, _ := both.ReadString('\n')
		fmt.Fprintf(conn, "echo %s", line)
	}, "/", nil)
	front := httptest.NewServer(h)
	defer front.Close()
	conn, err := net.Dial("tcp", front.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	in := bufio.NewReader(conn)
	answer, err := http.ReadResponse(in, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%v (%v)", answer, err)
	}
	fmt.Fprint(conn, "hello\n")
	if line, err := in.ReadString('\n'); line != "echo hello\n" {
		t.Errorf("%q (%v)", line, err)
	}
}

func TestBadOptions(t *testing.T) {
	for _, text := range []string{"", "ftp://a/", "a.org/x", "http:///x", "/x", "http://:80/", "http://a b/"} {
		o := Options{Address: text}
		if _, err := New(o, quiet); err == nil || o.Validate() == nil {
			t.Errorf("%q is taken", text)
		}
	}
	for _, text := range []string{"", "http://a.org", "a.org/", "user@a.org", "a b", ":80"} {
		if _, err := NewTransparent(TransparentOptions{ForceHost: text}, quiet); err == nil {
			t.Errorf("%q is taken as a host", text)
		}
	}
	for _, text := range []string{"a.org", "a.org:80", "[::1]:80", "10.0.0.1"} {
		if err := (TransparentOptions{ForceHost: text}).Validate(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTransparentBelowAPrefix(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = fmt.Sprint(r.Host, " ", r.RequestURI, " ", r.Header.Get("X-Forwarded-For"), " ", r.Header.Get("X-Forwarded-Proto"))
	}))
	defer server.Close()
	h := must(t)(NewTransparent(TransparentOptions{ForceHost: server.Listener.Addr().String(), ForceScheme: HTTP}, quiet))
	get(h, func(r *http.Request) {
		r.Pattern, r.URL.Path, r.URL.RawPath = "/p q", "/a/b", "/a%2Fb"
		r.Header.Set("X-Forwarded-For", "6.6.6.6")
		r.Header.Set("X-Forwarded-Proto", "https")
	})
	if want := "site.org /p%20q/a%2Fb 6.6.6.6 https"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
