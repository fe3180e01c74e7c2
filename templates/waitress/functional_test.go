package waitress

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/serve"
)

// TestMain lets this binary be a server, with the app of waitress's functional
// tests that the environment names.
func TestMain(m *testing.M) {
	name := os.Getenv("WAITRESS_TEST_APP")
	if name == "" {
		os.Exit(m.Run())
	}
	o := Options{Listen: []address.Place{"127.0.0.1:0"}, Ident: "waitress", TrustedProxy: peers.Set{All: true}, TrustedProxyCount: "2",
		TrustedProxyHeaders: Headers{"X-Forwarded-For", "X-Forwarded-Proto"}}
	switch name {
	case "toolarge":
		o.MaxRequestHeaderSize, o.MaxRequestBodySize = "1000", "1000"
	case "traceback":
		o.ExposeTracebacks = true
	}
	os.Exit(serve.Main(nil, os.Stderr, serve.Program{Config: func() string { return "" }, Apps: []serve.App{{
		Name:   name,
		Server: func() (serve.Server, error) { return New(o) },
		Build: func(context.Context) (http.Handler, func(context.Context) error, error) {
			if h := wsgiHandler(name); h != nil {
				return h, nil, nil
			}
			return http.HandlerFunc(echo), nil, nil
		},
	}}}))
}

// echoed is what the app has been asked for.
type echoed struct {
	Length, Body, Client, Scheme, Forwarded string
}

func echo(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/before_start_response":
		panic("the app is broken")
	case "/sleepy":
		time.Sleep(200 * time.Millisecond)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "Bad Request: "+err.Error(), http.StatusBadRequest)
		return
	}
	text, err := json.Marshal(echoed{fmt.Sprint(len(body)), string(body), r.RemoteAddr, r.URL.Scheme, r.Header.Get("X-Forwarded-Port")})
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(text)
}

// apps are the servers that the cases need, each started once.
type apps struct {
	t     *testing.T
	addrs map[string]string
}

func (a apps) addr(name string) string {
	a.t.Helper()
	if a.addrs[name] != "" {
		return a.addrs[name]
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "WAITRESS_TEST_APP="+name)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		a.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if found := regexp.MustCompile(`msg=listening .*addr=(\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			a.addrs[name] = found[1]
			return found[1]
		}
	}
	a.t.Fatal("the server does not listen")
	return ""
}

// answered are the answers to what is sent, each as "STATUS BODY", with "close"
// before those that end the connection. When the connection has ended, "end" is
// the last; it is "open" when nothing comes, for which want has patience only
// where that is wanted.
func answered(t *testing.T, addr, text string, want []string) []string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	go func() { _, _ = io.WriteString(c, text) }()
	in := bufio.NewReader(c)
	var all []string
	for {
		patience := 10 * time.Second
		if len(all) < len(want) && want[len(all)] == "open" {
			patience = 100 * time.Millisecond
		}
		_ = c.SetReadDeadline(time.Now().Add(patience))
		r, err := http.ReadResponse(in, nil)
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			return append(all, "end")
		case err != nil:
			return append(all, "open")
		}
		body, _ := io.ReadAll(r.Body)
		one := fmt.Sprint(r.StatusCode, " ", r.Header.Get("Server"), " ", string(bytes.TrimSpace(body)))
		if r.Close {
			one = "close " + one
		}
		all = append(all, one)
	}
}

const line32 = "This string has 32 characters.\r\n"

// TestFunctional has counterparts of waitress's functional tests
// (tests/test_functional.py) that are about HTTP. TestFunctionalOfWSGI has the
// others.
func TestFunctional(t *testing.T) {
	servers := apps{t, map[string]string{}}
	const head11, big = " HTTP/1.1\r\nHost: h\r\n", 1050
	tooLong := strings.Repeat("a", big)
	manyHeaders := "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n" + strings.Repeat("X-Random-Header: "+strings.Repeat("1", 83)+"\r\n", big/20) + "\r\n"
	chunks := "GET /" + head11 + "Transfer-Encoding: chunked\r\n\r\n"
	count := 0
	for _, tt := range []struct {
		app, names string // of the tests that the case is the counterpart of
		send       string
		want       []string // what each answer begins with
		differs    string   // why it is not as in waitress
	}{
		{"echo", "test_date_and_server test_send_empty_body test_multiple_requests_without_body", "GET / HTTP/1.0\r\nContent-Length: 0\r\n\r\n", []string{`close 200 waitress {"Length":"0","Body":""`, "end"}, ""},
		{"echo", "test_bad_host_header", "GET / HTTP/1.0\r\n Host: 0\r\n\r\n", []string{"close 400 ", "end"}, "Server is sent by apps' answers only, not by those of net/http"},
		{"echo", "test_send_with_body test_multiple_requests_with_body", "GET / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", []string{`close 200 waitress {"Length":"5","Body":"hello"`, "end"}, ""},
		{"echo", "test_without_crlf", "GET / HTTP/1.0\r\nConnection: close\r\nContent-Length: 18\r\n\r\nEcho\r\nthis\r\nplease", []string{`close 200 waitress {"Length":"18","Body":"Echo\r\nthis\r\nplease"`, "end"}, ""},
		{"echo", "test_large_body", "GET / HTTP/1.0\r\nContent-Length: 1024\r\n\r\n" + strings.Repeat(line32, 32), []string{`close 200 waitress {"Length":"1024"`, "end"}, ""},
		{"echo", "test_chunking_request_without_content", chunks + "0\r\n\r\n", []string{`200 waitress {"Length":"0"`, "open"}, ""},
		{"echo", "test_chunking_request_with_content", chunks + strings.Repeat("20\r\n"+line32+"\r\n", 12) + "0\r\n\r\n", []string{`200 waitress {"Length":"384"`, "open"}, ""},
		{"echo", "test_broken_chunked_encoding", chunks + "20\r\n" + line32 + "\r\ngarbage\r\n", []string{"close 400 waitress Bad Request", "end"}, ""},
		{"echo", "test_broken_chunked_encoding_invalid_hex", chunks + "0x20\r\n" + line32 + "\r\n", []string{"close 400 waitress Bad Request", "end"}, ""},
		{"echo", "test_broken_chunked_encoding_invalid_extension", chunks + "20;invalid=\r\n" + line32 + "\r\n0\r\n\r\n", []string{`200 waitress {"Length":"32"`, "open"}, "extensions of chunks are not looked at (RFC 9112, 7.1.1)"},
		{"echo", "test_broken_chunked_encoding_missing_chunk_end", chunks + "20\r\n" + line32 + "garbage\r\n", []string{"close 400 waitress Bad Request", "end"}, ""},
		{"echo", "test_keepalive_http_10", "GET / HTTP/1.0\r\nContent-Length: 4\r\n\r\ntext", []string{"close 200 waitress", "end"}, ""},
		{"echo", "test_keepalive_http10_explicit", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Length: 4\r\n\r\ntext", []string{"200 waitress", "open"}, ""},
		{"echo", "test_keepalive_http_11", "GET /" + head11 + "Content-Length: 4\r\n\r\ntext", []string{"200 waitress", "open"}, ""},
		{"echo", "test_keepalive_http11_explicit", "GET /" + head11 + "Connection: keep-alive\r\nContent-Length: 4\r\n\r\ntext", []string{"200 waitress", "open"}, ""},
		{"echo", "test_keepalive_http11_connclose", "GET /" + head11 + "Connection: close\r\nContent-Length: 4\r\n\r\ntext", []string{"close 200 waitress", "end"}, ""},
		{"echo", "test_proxy_headers", "GET / HTTP/1.0\r\nContent-Length: 0\r\nHost: www.google.com:8080\r\nX-Forwarded-For: 192.168.1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 5000\r\n\r\n",
			[]string{`close 200 waitress {"Length":"0","Body":"","Client":"192.168.1.1:0","Scheme":"https","Forwarded":""}`, "end"}, ""},
		{"echo", "test_pipelining", strings.Repeat("GET /"+head11+"Content-Length: 4\r\n\r\ntext", 24) + "GET /" + head11 + "Connection: close\r\n\r\n",
			append(repeated(`200 waitress {"Length":"4"`, 24), "close 200 waitress", "end"), ""},
		{"echo", "test_expect_continue", "GET /" + head11 + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\ntext", []string{"100 ", `200 waitress {"Length":"4"`, "open"}, ""},
		{"echo", "test_it", "GET /sleepy" + head11 + "Connection: close\r\n\r\n", []string{"close 200 waitress", "end"}, ""},
		{"toolarge", "test_request_headers_too_large_http11", manyHeaders, []string{"close 431 ", "end"}, "net/http allows 4 KB more than the limit for the first line"},
		{"toolarge", "test_request_body_too_large_with_wrong_cl_http10", "GET / HTTP/1.0\r\nContent-Length: 5\r\n\r\n" + tooLong, []string{"close 200 waitress", "end"}, ""},
		{"toolarge", "test_request_body_too_large_with_wrong_cl_http10_keepalive", "GET / HTTP/1.0\r\nContent-Length: 5\r\nConnection: Keep-Alive\r\n\r\n" + tooLong + "\r\n\r\n",
			[]string{"200 waitress", "close 400 ", "end"}, "what follows is a malformed request of less than the limit and 4 KB: status 400, not 431"},
		{"toolarge", "test_request_body_too_large_with_no_cl_http10", "GET / HTTP/1.0\r\n\r\n" + tooLong, []string{"close 200 waitress", "end"}, ""},
		{"toolarge", "test_request_body_too_large_with_no_cl_http10_keepalive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n" + tooLong + "\r\n\r\n", []string{"200 waitress", "close 400 ", "end"}, "as before"},
		{"toolarge", "test_request_body_too_large_with_wrong_cl_http11", "GET /" + head11 + "Content-Length: 5\r\n\r\n" + tooLong + "\r\n\r\n", []string{"200 waitress", "close 400 ", "end"}, "as before"},
		{"toolarge", "test_request_body_too_large_with_wrong_cl_http11_connclose", "GET /" + head11 + "Content-Length: 5\r\nConnection: close\r\n\r\n" + tooLong, []string{"close 200 waitress", "end"}, ""},
		{"toolarge", "test_request_body_too_large_with_no_cl_http11", "GET /" + head11 + "\r\n" + tooLong + "\r\n\r\n", []string{"200 waitress", "close 400 ", "end"}, "as before"},
		{"toolarge", "test_request_body_too_large_with_no_cl_http11_connclose", "GET /" + head11 + "Connection: close\r\n\r\n" + tooLong, []string{"close 200 waitress", "end"}, ""},
		{"toolarge", "test_request_body_too_large_chunked_encoding", chunks + strings.Repeat("20;\r\n"+line32+"\r\n", 40) + "0\r\n\r\n", []string{"close 413 waitress", "end"}, ""},
		{"echo", "test_before_start_response_http_10", "GET /before_start_response HTTP/1.0\r\n\r\n", []string{"close 500 waitress Internal Server Error", "end"}, ""},
		{"echo", "test_before_start_response_http_11", "GET /before_start_response" + head11 + "\r\n", []string{"500 waitress Internal Server Error", "open"}, "the connection stays: what was sent is known to its end"},
		{"echo", "test_before_start_response_http_11_close", "GET /before_start_response" + head11 + "Connection: close\r\n\r\n", []string{"close 500 waitress Internal Server Error", "end"}, ""},
		{"traceback", "test_expose_tracebacks_http_10", "GET /before_start_response HTTP/1.0\r\n\r\n", []string{"close 500 waitress Internal Server Error\n\nthe app is broken\n\n", "end"}, ""},
		{"traceback", "test_expose_tracebacks_http_11", "GET /before_start_response" + head11 + "\r\n", []string{"500 waitress Internal Server Error\n\nthe app is broken\n\n", "open"}, "as before"},
	} {
		count += len(strings.Fields(tt.names))
		got := answered(t, servers.addr(tt.app), tt.send, tt.want)
		fits := len(got) == len(tt.want)
		for i := range tt.want {
			fits = fits && strings.HasPrefix(got[i], tt.want[i])
		}
		if !fits {
			t.Errorf("%s: %.2000q, want %q", tt.names, got, tt.want)
		}
	}
	if count != 38 {
		t.Errorf("%d tests have counterparts here", count)
	}
}

func repeated(text string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = text
	}
	return all
}

// TestManyClients is test_many_clients.
func TestManyClients(t *testing.T) {
	addr := apps{t, map[string]string{}}.addr("echo")
	var all []*http.Response
	for range 50 {
		r, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get("http://" + addr + "/")
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	for _, r := range all {
		r.Body.Close()
	}
}
