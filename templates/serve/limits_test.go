package serve

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/peers"
)

// served serves h as settings say, and returns the server, where it is, and
// what it logs.
func served(t *testing.T, settings Server, h http.HandlerFunc) (a *appServer, addrs []string, log *logBuffer) {
	t.Helper()
	log = new(logBuffer)
	if settings.Addrs == nil {
		settings.Addrs = []string{"127.0.0.1:0"}
	}
	a = newAppServer(slog.New(slog.NewTextHandler(log, nil)), App{Name: "x", Addrs: settings.Addrs, settings: settings}, h, nil)
	if !a.parse() || !a.listen(nil, nil) {
		t.Fatalf("it does not listen: %s", log)
	}
	done := make(chan struct{})
	a.start(make(chan bool), done)
	t.Cleanup(func() {
		close(done)
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		a.stop(ctx)
	})
	for _, l := range a.listeners {
		addrs = append(addrs, l.Addr().String())
	}
	return a, addrs, log
}

// exchangeOf sends raw text and returns all that comes back until the
// connection ends.
func exchangeOf(t *testing.T, addr, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		t.Logf("%q: %v", text, err)
	}
	return string(answer)
}

func TestRequestLimits(t *testing.T) {
	limits := Limits{Line: 40, Fields: 3, Field: 20, Body: 5}
	read := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var tooLarge *http.MaxBytesError
		if err != nil && !errors.As(err, &tooLarge) {
			t.Errorf("reading fails with %v", err)
		}
		w.Header().Set("X-App", "yes")
		fmt.Fprintf(w, "%s", body)
	}
	_, addrs, _ := served(t, Server{Limits: limits}, read)
	const end = "Host: h\r\nConnection: close\r\n\r\n"
	for _, tt := range []struct{ request, status string }{
		{"GET / HTTP/1.1\r\n" + end, "200 OK"},
		{"GET /" + strings.Repeat("x", 26) + " HTTP/1.1\r\n" + end, "200 OK"},
		{"GET /" + strings.Repeat("x", 27) + " HTTP/1.1\r\n" + end, "414 Request URI Too Long"},
		{"GET / HTTP/1.1\r\nA: b\r\n" + end, "200 OK"},
		{"GET / HTTP/1.1\r\nA: b\r\nA: c\r\n" + end, "431 Request Header Fields Too Large"},
		{"GET / HTTP/1.1\r\nA: " + strings.Repeat("x", 15) + "\r\n" + end, "200 OK"},
		{"GET / HTTP/1.1\r\nA: " + strings.Repeat("x", 16) + "\r\n" + end, "431 Request Header Fields Too Large"},
		{"POST / HTTP/1.1\r\nContent-Length: 5\r\n" + end + "12345", "200 OK"},
		{"POST / HTTP/1.1\r\nContent-Length: 6\r\n" + end + "123456", "413 Request Entity Too Large"},
	} {
		if answer := exchangeOf(t, addrs[0], tt.request); !strings.HasPrefix(answer, "HTTP/1.1 "+tt.status+"\r\n") {
			t.Errorf("%q is answered with %q", tt.request, answer)
		}
	}
	chunked := "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n3\r\nabc\r\n"
	got := exchangeOf(t, addrs[0], strings.Replace(chunked, "A: b", "Connection: close", 1)+"2\r\nde\r\n0\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 200 OK") || !strings.HasSuffix(got, "abcde") {
		t.Errorf("a body that just fits is answered with %q", got)
	}
	got = exchangeOf(t, addrs[0], chunked+"3\r\ndef\r\n0\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 413 ") || strings.Contains(got, "X-App") || strings.Contains(got, "abc") {
		t.Errorf("a body that does not fit is answered with %q", got)
	}
}

// TestSmallHeaders wants small limits to be kept to the byte, where net/http has 4
// KB to spare.
func TestSmallHeaders(t *testing.T) {
	const request = "GET /a?b HTTP/1.1\r\nHost: h\r\nX-A: abc\r\nX-A: d\r\nConnection: close\r\n\r\n"
	for limit, status := range map[int]string{len(request): "200 OK", len(request) - 1: "431 Request Header Fields Too Large", smallHeader + 1: "200 OK"} {
		a, addrs, _ := served(t, Server{Limits: Limits{Header: limit}}, func(http.ResponseWriter, *http.Request) {})
		if answer := exchangeOf(t, addrs[0], request); !strings.HasPrefix(answer, "HTTP/1.1 "+status+"\r\n") {
			t.Errorf("%d: %q", limit, answer)
		}
		if counted := a.outer.Limits.Header; counted != limit && limit <= smallHeader || counted != 0 && limit > smallHeader {
			t.Errorf("%d: up to %d bytes are counted", limit, counted)
		}
	}
}

// TestBodyTooLargeForAStream has an app that has begun its answer when the body
// turns out too large.
func TestBodyTooLargeForAStream(t *testing.T) {
	_, addrs, _ := served(t, Server{Limits: Limits{Body: 5}}, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		_, _ = io.WriteString(w, "begun ")
		_ = http.NewResponseController(w).Flush()
		_, err := io.Copy(w, r.Body)
		var tooLarge *http.MaxBytesError
		if !errors.As(err, &tooLarge) || tooLarge.Limit != 5 {
			t.Errorf("reading ends with %v", err)
		}
	})
	got := exchangeOf(t, addrs[0], "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n")
	if strings.HasPrefix(got, "HTTP/1.1 413") {
		t.Errorf("the answer is %q", got)
	}
}

func TestConnectionLimit(t *testing.T) {
	_, addrs, _ := served(t, Server{Limits: Limits{Connections: 1}}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
	ask := func(c net.Conn) (string, error) {
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			return "", err
		}
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return "", err
		}
		body, err := io.ReadAll(r.Body)
		return string(body), err
	}
	first, err := net.Dial("tcp", addrs[0])
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ask(first); got != "hello" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	second, err := net.Dial("tcp", addrs[0])
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	_ = second.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if got, err := ask(second); err == nil {
		t.Errorf("beside another connection the answer is %q", got)
	}
	first.Close()
	_ = second.SetReadDeadline(time.Now().Add(10 * time.Second))
	r, err := http.ReadResponse(bufio.NewReader(second), nil)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("when the other one has ended: %v", err)
	}
}

func TestRequestTime(t *testing.T) {
	_, addrs, log := served(t, Server{Limits: Limits{Request: time.Second}}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/begun" {
			fmt.Fprint(w, "begun")
			_ = http.NewResponseController(w).Flush()
		}
		whereTheAppIs(r)
	})
	got := exchangeOf(t, addrs[0], "GET /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 503 ") {
		t.Errorf("the answer is %q", got)
	}
	if text := log.String(); !strings.Contains(text, "the app takes too long") || !strings.Contains(text, "app=x") || !strings.Contains(text, "whereTheAppIs") || !strings.Contains(text, "path=/late") {
		t.Errorf("the log is %s", text)
	}
	got = exchangeOf(t, addrs[0], "GET /begun HTTP/1.1\r\nHost: h\r\n\r\n")
	if !strings.Contains(got, "begun") || strings.HasSuffix(got, "0\r\n\r\n") {
		t.Errorf("the stream is %q", got)
	}
}

func whereTheAppIs(r *http.Request) { <-r.Context().Done() }

func TestKeepAliveOff(t *testing.T) {
	_, addrs, _ := served(t, Server{Limits: Limits{Idle: None}}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
	if got := exchangeOf(t, addrs[0], "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); !strings.Contains(got, "Connection: close") {
		t.Errorf("the answer is %q", got)
	}
}

// TestCiphersWithoutHTTP2 has ciphers that HTTP/2 cannot do with.
func TestCiphersWithoutHTTP2(t *testing.T) {
	settings := Server{TLS: certs.Options{Cert: certs.SelfMade, Ciphers: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384}}}
	_, addrs, log := served(t, settings, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) })
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	r, err := (&http.Client{Transport: transport}).Get("https://" + addrs[0])
	if err != nil {
		t.Fatalf("%v, the log: %s", err, log)
	}
	if body, _ := io.ReadAll(r.Body); string(body) != "HTTP/1.1" {
		t.Errorf("%q", body)
	}
}

func TestTLS(t *testing.T) {
	for _, http1 := range []bool{false, true} {
		settings := Server{Addrs: []string{"127.0.0.1:0"}, TLS: certs.Options{Cert: certs.SelfMade, HTTP1: http1}, Redirect: []string{"127.0.0.1:0"}}
		_, addrs, log := served(t, settings, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, r.Proto, " ", r.TLS != nil, " ", r.URL)
		})
		transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
		defer transport.CloseIdleConnections()
		r, err := (&http.Client{Transport: transport}).Get("http://" + addrs[1] + "/a%2Fb?c=d")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		want := "HTTP/2.0 true /a%2Fb?c=d"
		if http1 {
			want = "HTTP/1.1 true /a%2Fb?c=d"
		}
		if string(body) != want {
			t.Errorf("the answer is %q, want %q", body, want)
		}
		if !strings.Contains(log.String(), "url=https://"+addrs[0]) {
			t.Errorf("the log is %s", log)
		}
	}
}

// TestTLSSmallRequests keeps a connection open over several requests with
// bodies, and ends it in order.
func TestTLSSmallRequests(t *testing.T) {
	_, addrs, log := served(t, Server{TLS: certs.Options{Cert: certs.SelfMade, HTTP1: true}}, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s", body)
	})
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	defer transport.CloseIdleConnections()
	for range 3 {
		r, err := (&http.Client{Transport: transport}).Post("https://"+addrs[0], "text/plain", strings.NewReader("text"))
		if err != nil {
			t.Fatalf("%v, the log: %s", err, log)
		}
		if body, err := io.ReadAll(r.Body); string(body) != "text" || err != nil {
			t.Errorf("%q, %v", body, err)
		}
	}
}

func TestH2C(t *testing.T) {
	_, addrs, _ := served(t, Server{H2C: true}, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) })
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	for client, want := range map[*http.Client]string{{Transport: transport}: "HTTP/2.0", http.DefaultClient: "HTTP/1.1"} {
		r, err := client.Get("http://" + addrs[0])
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(r.Body); string(body) != want {
			t.Errorf("%q, want %q", body, want)
		}
	}
}

func TestProxies(t *testing.T) {
	trusted := peers.Set{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
	settings := Server{Proxies: behind.Options{Trusted: trusted, Headers: []string{"X-Forwarded-For"}}, ProxyProtocol: trusted}
	_, addrs, _ := served(t, settings, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.RemoteAddr) })
	got := exchangeOf(t, addrs[0], "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 9.8.7.6\r\nConnection: close\r\n\r\n")
	if !strings.HasSuffix(got, "\r\n9.8.7.6:0") {
		t.Errorf("by a header: %q", got)
	}
	got = exchangeOf(t, addrs[0], "PROXY TCP4 1.2.3.4 5.6.7.8 9 80\r\nGET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	if !strings.HasSuffix(got, "\r\n1.2.3.4:9") {
		t.Errorf("by the protocol: %q", got)
	}
}

func TestSettingsThatDoNotGoTogether(t *testing.T) {
	for _, s := range []Server{{Redirect: []string{":80"}}, {TLS: certs.Options{Key: "k"}}} {
		if s.check() == nil {
			t.Errorf("%+v is taken", s)
		}
	}
	if err := (Server{}).check(); err != nil {
		t.Error(err)
	}
}
