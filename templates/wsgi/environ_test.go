package wsgi

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEnviron(t *testing.T) {
	for _, tt := range []struct {
		request string
		want    map[string]any // nil for a key that must not be there
	}{
		{"GET / HTTP/1.1\nHost: a.com", map[string]any{
			"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1",
			"HTTP_HOST": "a.com", "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "127.0.0.1", "GATEWAY_INTERFACE": "CGI/1.1",
			"wsgi.url_scheme": "http", "wsgi.version": [2]int{1, 0}, "wsgi.multithread": true, "wsgi.multiprocess": false,
			"wsgi.run_once": false, "wsgi.input_terminated": true,
			"CONTENT_TYPE": nil, "CONTENT_LENGTH": nil, "HTTPS": nil, "HTTP_CONTENT_TYPE": nil, "HTTP_CONTENT_LENGTH": nil,
		}},
		{"POST /a%20b/%E9/%C3%A9?x=%41&y=+ HTTP/1.1\nHost: a.com:80\nContent-Type: a/b\nContent-Length: 3\n\nabc", map[string]any{
			"REQUEST_METHOD": "POST", "PATH_INFO": "/a b/\xe9/é", "REQUEST_URI": "/a%20b/%E9/%C3%A9?x=%41&y=+", "RAW_URI": "/a%20b/%E9/%C3%A9?x=%41&y=+", "QUERY_STRING": "x=%41&y=+", "HTTP_HOST": "a.com:80",
			"CONTENT_TYPE": "a/b", "CONTENT_LENGTH": "3", "HTTP_TRANSFER_ENCODING": nil, "HTTP_CONTENT_TYPE": nil, "HTTP_CONTENT_LENGTH": nil,
		}},
		{"POST / HTTP/1.1\nHost: a\nContent-Length: 0", map[string]any{"CONTENT_LENGTH": "0"}},
		{"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0\r\n\r\n", map[string]any{"CONTENT_LENGTH": nil, "HTTP_TRANSFER_ENCODING": "chunked"}},
		{"GET http://b.com/x?y HTTP/1.1\nHost: a", map[string]any{"PATH_INFO": "/x", "REQUEST_URI": "http://b.com/x?y", "HTTP_HOST": "b.com", "wsgi.url_scheme": "http"}},
		{"GET https://b.com/x?y HTTP/1.1\nHost: a", map[string]any{"wsgi.url_scheme": "http", "HTTPS": nil}},
		{"GET https:/x HTTP/1.1\nHost: a", map[string]any{"wsgi.url_scheme": "http", "HTTPS": nil, "PATH_INFO": "/x"}},
		{"GET HTTPS:/x HTTP/1.1\nHost: a", map[string]any{"wsgi.url_scheme": "http", "HTTPS": nil}},
		{"GET / HTTP/1.0", map[string]any{"SERVER_PROTOCOL": "HTTP/1.0", "HTTP_HOST": nil}},
		{"BREW //a//b HTTP/1.1\nHost: a", map[string]any{"REQUEST_METHOD": "BREW", "PATH_INFO": "//a//b"}},
		{"GET / HTTP/1.1\nHost: a\nX-Foo-Bar: 1\nx-foo-bar: 2\nAccept: a\nCookie: a=1\nCookie: b=2\nX_Foo_Bar: evil\nProxy: evil", map[string]any{
			"HTTP_X_FOO_BAR": "1, 2", "HTTP_ACCEPT": "a", "HTTP_COOKIE": "a=1; b=2", "HTTP_PROXY": nil,
		}},
	} {
		var environ map[string]any
		addr, _ := serve(t, Handler(func(e map[string]any, start startFunc) iter.Seq[[]byte] {
			environ = e
			start("200 OK", text, nil)
			return yields("x")
		}))
		if _, _, err := ask(t, addr, strings.Replace(tt.request, "\n", "\nConnection: close\n", 1)); err != nil {
			t.Fatal(err)
		}
		for key, want := range tt.want {
			if got := environ[key]; got != want {
				t.Errorf("%s: %s is %#v, want %#v", tt.request, key, got, want)
			}
		}
		_, port, _ := net.SplitHostPort(addr)
		if environ["SERVER_PORT"] != port || environ["REMOTE_PORT"] == "" {
			t.Errorf("ports %q and %q", environ["SERVER_PORT"], environ["REMOTE_PORT"])
		}
	}
}

func TestScriptName(t *testing.T) {
	for pattern, want := range map[string]string{
		"": "", "/": "", "/a": "/a", "/a/b": "/a/b", "/a/": "", "GET /a": "", "a.com/": "", "/{x}": "", "GET /{$}": "",
	} {
		r := httptest.NewRequest("GET", "/rest", nil)
		r.Pattern = pattern
		if got := environOf(r)["SCRIPT_NAME"]; got != want {
			t.Errorf("%q became %q, want %q", pattern, got, want)
		}
	}
	r := httptest.NewRequest("GET", "/rest", nil)
	r.Pattern, r.URL.Path = "/whole", ""
	if e := environOf(r); e["SCRIPT_NAME"] != "/whole" || e["PATH_INFO"] != "" {
		t.Errorf("%q %q", e["SCRIPT_NAME"], e["PATH_INFO"])
	}
}

func TestScheme(t *testing.T) {
	secure := httptest.NewRequest("GET", "/", nil)
	secure.TLS = &tls.ConnectionState{}
	proxied := httptest.NewRequest("GET", "/", nil)
	proxied.URL.Scheme = "https"
	for name, r := range map[string]*http.Request{"TLS": secure, "a filter": proxied} {
		if e := environOf(r); e["wsgi.url_scheme"] != "https" || e["HTTPS"] != "on" || e["SERVER_PORT"] != "443" {
			t.Errorf("%s: %v %v %v", name, e["wsgi.url_scheme"], e["HTTPS"], e["SERVER_PORT"])
		}
	}
	secure.URL.Scheme = "http"
	if e := environOf(secure); e["wsgi.url_scheme"] != "http" || e["HTTPS"] != nil {
		t.Errorf("%v", e["wsgi.url_scheme"])
	}
}

func TestServerAndClientAddress(t *testing.T) {
	for _, tt := range []struct {
		local                    net.Addr
		host, remote             string
		name, port, addr, source any
	}{
		{&net.TCPAddr{IP: net.IPv4(1, 2, 3, 4), Port: 8080}, "evil.com", "5.6.7.8:99", "1.2.3.4", "8080", "5.6.7.8", "99"},
		{&net.TCPAddr{IP: net.IPv6loopback, Port: 1}, "", "[::2]:99", "::1", "1", "::2", "99"},
		{&net.UnixAddr{Name: "/x"}, "a.com:81", "@", "a.com", "81", "", nil},
		{&net.UnixAddr{Name: "/x"}, "a.com", "", "a.com", "80", "", nil},
		{nil, "[::1]:81", "", "::1", "81", "", nil},
		{nil, "", "", "localhost", "80", "", nil},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host, r.RemoteAddr = tt.host, tt.remote
		e := environOf(r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, tt.local)))
		if e["SERVER_NAME"] != tt.name || e["SERVER_PORT"] != tt.port || e["REMOTE_ADDR"] != tt.addr || e["REMOTE_PORT"] != tt.source {
			t.Errorf("%+v: %v %v %v %v", tt, e["SERVER_NAME"], e["SERVER_PORT"], e["REMOTE_ADDR"], e["REMOTE_PORT"])
		}
	}
}

// TestTargetOfAnother has a gateway that has told it, and a request without one.
func TestTargetOfAnother(t *testing.T) {
	r := httptest.NewRequest("GET", "/a%2Fb", nil)
	r = r.WithContext(context.WithValue(r.Context(), struct{ WSGI string }{"environ"}, map[string]any{"REQUEST_URI": "/site/a%2Fb"}))
	if e := environOf(r); e["REQUEST_URI"] != "/site/a%2Fb" || e["RAW_URI"] != "/a%2Fb" {
		t.Errorf("%v %v", e["REQUEST_URI"], e["RAW_URI"])
	}
	r = httptest.NewRequest("GET", "/", nil)
	r.RequestURI = ""
	if _, there := environOf(r)["REQUEST_URI"]; there {
		t.Error("a target that nobody has sent")
	}
}

func TestManyHeaders(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	for i := range 100 {
		r.Header.Set(fmt.Sprintf("X-%d", i), fmt.Sprint(i))
	}
	e := environOf(r)
	for i := range 100 {
		if got := e[fmt.Sprintf("HTTP_X_%d", i)]; got != fmt.Sprint(i) {
			t.Errorf("header %d is %v", i, got)
		}
	}
}

// TestEnvironIsTheApps has an app that changes its environ and keeps it.
func TestEnvironIsTheApps(t *testing.T) {
	first := environOf(httptest.NewRequest("GET", "/first", nil))
	first["wsgi.run_once"], first["mine"] = true, 1
	second := environOf(httptest.NewRequest("GET", "/second", nil))
	if first["PATH_INFO"] != "/first" || second["wsgi.run_once"] != false || second["mine"] != nil {
		t.Errorf("%v %v", first, second)
	}
}

func TestRequestAndContextAreReachable(t *testing.T) {
	type key struct{}
	r := httptest.NewRequest("GET", "/", nil)
	r = r.WithContext(context.WithValue(r.Context(), key{}, "value"))
	e := environOf(r)
	if got := e["net/http.request"].(*http.Request); got != r || got.Context().Value(key{}) != "value" {
		t.Error("another request")
	}
	if err := e["net/http.controller"].(*http.ResponseController).Flush(); err != nil {
		t.Error(err)
	}
}

func TestOuterEnviron(t *testing.T) {
	outer := map[string]any{
		"REMOTE_USER": "joe", "SERVER_NAME": "gate", "SERVER_PORT": "99", "wsgi.run_once": true, "paste.x": 1, "wsgi.errors": io.Discard,
		"HTTP_X": "old", "CONTENT_TYPE": "old", "PATH_INFO": "/old", "wsgi.input": "old", "wsgi.file_wrapper": "old",
	}
	r := httptest.NewRequest("GET", "/new", nil)
	e := environOf(r.WithContext(context.WithValue(r.Context(), struct{ WSGI string }{"environ"}, outer)))
	for _, key := range []string{"REMOTE_USER", "SERVER_NAME", "SERVER_PORT", "wsgi.run_once", "paste.x", "wsgi.errors"} {
		if e[key] != outer[key] {
			t.Errorf("%s is %v", key, e[key])
		}
	}
	for _, key := range []string{"HTTP_X", "CONTENT_TYPE"} {
		if e[key] != nil {
			t.Errorf("%s is %v", key, e[key])
		}
	}
	if _, ok := e["wsgi.input"].(*bufio.Reader); e["PATH_INFO"] != "/new" || !ok {
		t.Errorf("%v %T", e["PATH_INFO"], e["wsgi.input"])
	}
}

func TestErrorsGoToTheErrorLogOfTheServer(t *testing.T) {
	addr, errorLog := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		fmt.Fprintln(environ["wsgi.errors"].(io.Writer), "from the app")
		start("200 OK", text, nil)
		return yields()
	}))
	if _, _, err := ask(t, addr, get); err != nil || errorLog.String() != "from the app\n" {
		t.Errorf("%q %v", errorLog, err)
	}
}

// reading serves an app that answers with what read returns of its input, after
// all that it has left of it.
func reading(t *testing.T, read func(io.Reader) string) (addr string) {
	addr, _ = serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return yields(read(environ["wsgi.input"].(io.Reader)))
	}))
	return addr
}

func TestInput(t *testing.T) {
	const request = "POST / HTTP/1.1\nHost: x\nConnection: close\n"
	all := func(in io.Reader) string {
		text, err := io.ReadAll(in)
		return fmt.Sprintf("%q %v", text, err)
	}
	for _, tt := range []struct {
		request string
		read    func(io.Reader) string
		want    string
	}{
		{get, all, `"" <nil>`},
		{request + "Content-Length: 5\n\nabcdefgh", all, `"abcde" <nil>`},
		{request + "Transfer-Encoding: chunked\n\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", all, `"abcde" <nil>`},
		{request + "Content-Length: 5\n\nabcde", func(io.Reader) string { return "unread" }, "unread"},
		{request + "Content-Length: 1000000\n\nabcde", func(in io.Reader) string {
			buf := make([]byte, 3)
			n, err := io.ReadFull(in, buf)
			return fmt.Sprintf("%q %v", buf[:n], err)
		}, `"abc" <nil>`},
		{request + "Content-Length: 9\n\none\ntwo\n3", func(in io.Reader) string {
			first, err1 := in.(*bufio.Reader).ReadString('\n')
			again, err2 := bufio.NewReader(in).ReadString('\n') // the same reader, so that nothing is lost
			rest, err3 := io.ReadAll(in)
			return fmt.Sprintf("%q %q %q %v %v %v", first, again, rest, err1, err2, err3)
		}, `"one\n" "two\n" "3" <nil> <nil> <nil>`},
	} {
		_, body, err := ask(t, reading(t, tt.read), tt.request)
		if err != nil || body != tt.want {
			t.Errorf("%q: %s (%v), want %s", tt.request, body, err, tt.want)
		}
	}
}

// TestInputIsReadWhileTheAnswerIsWritten has an app that echoes more than
// net/http buffers, piece by piece.
func TestInputIsReadWhileTheAnswerIsWritten(t *testing.T) {
	addr, _ := serve(t, Handler(func(environ map[string]any, start startFunc) iter.Seq[[]byte] {
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			buf := make([]byte, 1000)
			for {
				n, err := environ["wsgi.input"].(io.Reader).Read(buf)
				if n > 0 && !yield(buf[:n]) || err != nil {
					return
				}
			}
		}
	}))
	in, out := io.Pipe()
	go func() {
		for range 1000 {
			if _, err := io.WriteString(out, strings.Repeat("x", 1000)); err != nil {
				break
			}
		}
		out.Close()
	}()
	response, err := http.Post("http://"+addr, "text/plain", in)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if n, err := io.Copy(io.Discard, response.Body); n != 1_000_000 || err != nil {
		t.Errorf("%d bytes came back (%v)", n, err)
	}
}

func TestExpectContinue(t *testing.T) {
	for _, reads := range []bool{true, false} {
		addr := reading(t, func(in io.Reader) string {
			if !reads {
				return "unread"
			}
			body, _ := io.ReadAll(in)
			return string(body)
		})
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
		in := bufio.NewReader(conn)
		line, err := in.ReadString('\n')
		if want := map[bool]string{true: "HTTP/1.1 100 Continue\r\n", false: "HTTP/1.1 200 OK\r\n"}[reads]; line != want || err != nil {
			t.Errorf("reads %v: the first line is %q (%v)", reads, line, err)
		}
		fmt.Fprint(conn, "abc")
		if rest, _ := io.ReadAll(in); reads && !strings.HasSuffix(string(rest), "\r\n\r\nabc") {
			t.Errorf("the answer is %q", rest)
		}
		conn.Close()
	}
}
