package serve

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/fcgi"
	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/scgi"
	"github.com/pastegen/pastegen/templates/uwsgi"
	"github.com/pastegen/pastegen/templates/wire"
)

// shown is what is shown of apps, a line for each sample that is not 0.
func shown(apps ...*appServer) string {
	var b strings.Builder
	s := &serving{apps: apps, life: &life{}}
	s.samples(func(string, string, string) {}, func(name string, value float64, labels ...string) {
		if value != 0 {
			fmt.Fprintln(&b, name, labels, value)
		}
	})
	return b.String()
}

func TestMeasures(t *testing.T) {
	settings := Server{TLS: certs.Options{Cert: certs.SelfMade}, Plain: []string{"127.0.0.1:0"}, Limits: Limits{Line: 100, Fields: 5, Body: 5, Request: time.Second}}
	a, addrs, _ := served(t, settings, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/late" {
			<-r.Context().Done()
		}
		_, _ = io.Copy(io.Discard, r.Body)
	})
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		"GET /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		"GET /" + strings.Repeat("a", 100) + " HTTP/1.1\r\nHost: h\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: h\r\n" + strings.Repeat("A: b\r\n", 9) + "\r\n",
		"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabcdef",
		"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n",
	} {
		exchangeOf(t, addrs[1], request)
	}
	exchangeOf(t, addrs[0], "this is not TLS\r\n\r\n")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13, tls.VersionTLS13} {
		c, err := tls.Dial("tcp", addrs[0], &tls.Config{InsecureSkipVerify: true, MaxVersion: version})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		_, _ = io.Copy(io.Discard, c)
		c.Close()
	}
	const want = `server_connections_accepted_total [app x] 10
server_requests_refused_total [app x code 413] 2
server_requests_refused_total [app x code 414] 1
server_requests_refused_total [app x code 431] 1
server_requests_late_total [app x] 1
server_tls_handshakes_total [app x version 1.2] 1
server_tls_handshakes_total [app x version 1.3] 2
server_tls_handshake_errors_total [app x] 1
`
	awaitNobody(a)
	if got := shown(a); got != want {
		t.Errorf("%s", got)
	}
	if got, twice := shown(a, a), strings.Replace(want, "[app x] 10\n", "[app x] 20\n", 1); !strings.HasPrefix(got, twice[:strings.Index(twice, "20\n")+3]) {
		t.Errorf("of two servers for an app: %s", got)
	}
}

// awaitNobody waits until all clients have left.
func awaitNobody(a *appServer) {
	open := func() (n int64) {
		for _, l := range a.held() {
			n += l.Open()
		}
		return n
	}
	for deadline := time.Now().Add(20 * time.Second); open() > 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
}

// gatewayServer serves h by a protocol for web servers at a unix socket.
func gatewayServer(t *testing.T, protocol gateway.Protocol, limits Limits, h http.HandlerFunc) (a *appServer, path string) {
	t.Helper()
	path = socketPath(t)
	app := App{Name: "x", Serve: gateway.Server{Addr: "unix:" + path, Protocol: protocol}.Serve, Addrs: []string{"unix:" + path}, settings: Server{Limits: limits}}
	a = newAppServer(slog.New(slog.DiscardHandler), app, h, nil)
	if !a.parse() || !a.listen(nil, nil) {
		t.Fatal("it does not listen")
	}
	a.start(make(chan bool), nil)
	a.own.await(t.Context())
	t.Cleanup(func() { a.stop(context.Background()) })
	return a, path
}

// TestHeadersBehindWebServers has variables that are larger than they may be:
// the connection ends without an answer, as in uWSGI.
func TestHeadersBehindWebServers(t *testing.T) {
	for _, size := range []int{900, 1100} {
		variables := []string{"CONTENT_LENGTH", "0", "SCGI", "1", "REQUEST_METHOD", "GET", "PATH_INFO", "/", "SERVER_PROTOCOL", "HTTP/1.1", "A", strings.Repeat("x", 100)}
		for rest := size - 225; rest > 0; rest -= 100 {
			variables = append(variables, "B"+fmt.Sprint(rest), strings.Repeat("x", 100-len(fmt.Sprint(rest))-3))
		}
		for name, tt := range map[string]struct {
			protocol gateway.Protocol
			request  []byte
		}{
			"SCGI":    {scgi.Protocol, scgiRequest(variables, "")},
			"uwsgi":   {uwsgi.Protocol, uwsgiRequest(variables, "")},
			"FastCGI": {fcgi.Protocol, fcgiRequest(variables, "")},
		} {
			_, path := gatewayServer(t, tt.protocol, Limits{Header: 1000}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
			answer := toldBy(t, path, tt.request)
			if answered := bytes.Contains(answer, []byte("hello")); answered != (size < 1000) || !answered && len(answer) > 0 {
				t.Errorf("%s, %d bytes: %q", name, size, answer)
			}
		}
	}
}

// toldBy is what comes back for a request at a unix socket.
func toldBy(t *testing.T, path string, request []byte) []byte {
	t.Helper()
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := c.Write(request); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(c) // which a reset may end
	return answer
}

// TestConnectionsBehindWebServers: one that holds its connection makes room for
// another, and one that is answered does not.
func TestConnectionsBehindWebServers(t *testing.T) {
	begun, let := make(chan bool, 1), make(chan bool)
	a, path := gatewayServer(t, scgi.Protocol, Limits{Connections: 1}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			begun <- true
			<-let
		}
		fmt.Fprint(w, "hello")
	})
	silent, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	variables := []string{"CONTENT_LENGTH", "0", "SCGI", "1", "REQUEST_METHOD", "GET", "PATH_INFO", "/slow", "SERVER_PROTOCOL", "HTTP/1.1"}
	answers := make(chan []byte)
	go func() { answers <- toldBy(t, path, scgiRequest(variables, "")) }()
	<-begun
	variables[7] = "/"
	go func() { answers <- toldBy(t, path, scgiRequest(variables, "")) }()
	select {
	case answer := <-answers:
		t.Errorf("beside one that is answered: %q", answer)
	case <-time.After(50 * time.Millisecond):
	}
	close(let)
	for range 2 {
		if answer := <-answers; !bytes.Contains(answer, []byte("hello")) {
			t.Errorf("%q", answer)
		}
	}
	awaitNobody(a)
	const want = "server_connections_accepted_total [app x] 3\nserver_connections_ended_total [app x] 1\n"
	if got := shown(a); got != want {
		t.Error(got)
	}
}

// TestLimitsBehindWebServers has requests by protocols for web servers, with
// bodies that are too large.
func TestLimitsBehindWebServers(t *testing.T) {
	variables := []string{"CONTENT_LENGTH", "6", "SCGI", "1", "REQUEST_METHOD", "POST", "PATH_INFO", "/", "SERVER_PROTOCOL", "HTTP/1.1"}
	for name, tt := range map[string]struct {
		protocol gateway.Protocol
		request  []byte
	}{
		"SCGI":    {scgi.Protocol, scgiRequest(variables, "abcdef")},
		"uwsgi":   {uwsgi.Protocol, uwsgiRequest(variables, "abcdef")},
		"FastCGI": {fcgi.Protocol, fcgiRequest(variables, "abcdef")},
	} {
		path := socketPath(t)
		app := App{Name: "x", Serve: gateway.Server{Addr: "unix:" + path, Protocol: tt.protocol}.Serve, Addrs: []string{"unix:" + path}, settings: Server{Limits: Limits{Body: 5}}}
		a := newAppServer(slog.New(slog.DiscardHandler), app, http.NotFoundHandler(), nil)
		a.start(make(chan bool), nil)
		a.own.await(t.Context())
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(patience))
		if _, err := c.Write(tt.request); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(c)
		if err != nil || !bytes.Contains(answer, []byte(" 413 Request Entity Too Large\r\n")) {
			t.Errorf("%s: %q, %v", name, answer, err)
		}
		c.Close()
		awaitNobody(a)
		if got := shown(a); got != "server_connections_accepted_total [app x] 1\nserver_requests_refused_total [app x code 413] 1\n" {
			t.Errorf("%s: %s", name, got)
		}
		a.stop(t.Context())
	}
}

func scgiRequest(variables []string, body string) []byte {
	text := strings.Join(variables, "\x00") + "\x00"
	return []byte(fmt.Sprintf("%d:%s,%s", len(text), text, body))
}

func uwsgiRequest(variables []string, body string) []byte {
	var packet []byte
	for _, text := range variables {
		packet = append(binary.LittleEndian.AppendUint16(packet, uint16(len(text))), text...)
	}
	return append(append(append([]byte{0}, binary.LittleEndian.AppendUint16(nil, uint16(len(packet)))...), append([]byte{0}, packet...)...), body...)
}

// fcgiRequest is one of FastCGI whose connection ends with the answer.
func fcgiRequest(variables []string, body string) (all []byte) {
	record := func(kind byte, content []byte) {
		all = append(all, 1, kind, 0, 1, byte(len(content)>>8), byte(len(content)), 0, 0)
		all = append(all, content...)
	}
	var params []byte
	for i := 0; i < len(variables); i += 2 {
		params = append(append(append(params, byte(len(variables[i])), byte(len(variables[i+1]))), variables[i]...), variables[i+1]...)
	}
	record(1, []byte{0, 1, 0, 0, 0, 0, 0, 0})
	record(4, params)
	record(4, nil)
	record(5, []byte(body))
	record(5, nil)
	return all
}

// TestOwnServerIsTold which limits there are.
func TestOwnServerIsTold(t *testing.T) {
	limits := Limits{BodyStall: 7 * time.Second, BodyRate: 8, Shutdown: 9 * time.Second}
	a := newAppServer(slog.New(slog.DiscardHandler), App{Name: "x", settings: Server{Limits: limits}}, http.NotFoundHandler(), nil)
	ctx := a.own.context(t.Context())
	if ctx.Value("pastegen.grace") != 9*time.Second || ctx.Value("pastegen.room") != a.outer.Room || a.outer.Room.Stall != 7*time.Second || a.outer.Room.Rate != 8 {
		t.Errorf("%v %+v", ctx.Value("pastegen.grace"), a.outer.Room)
	}
}

// TestManyHandshakesThatFail has more lines than anybody reads.
func TestManyHandshakesThatFail(t *testing.T) {
	var text bytes.Buffer
	var failed atomic.Int64
	l := &watchedLines{Writer: &text, failed: &failed}
	const line = "http: TLS handshake error from 192.0.2.1:5: EOF\n"
	for range 3 * handshakeLines {
		fmt.Fprint(l, line)
	}
	fmt.Fprint(l, "http: Accept error: x\n")
	if want := strings.Repeat(line, handshakeLines) + "http: Accept error: x\n"; text.String() != want || failed.Load() != 3*handshakeLines {
		t.Errorf("%d failed, and it tells\n%s", failed.Load(), &text)
	}
	text.Reset()
	l.since = l.since.Add(-handshakeWhile)
	fmt.Fprint(l, line)
	if want := fmt.Sprintf("http: TLS handshake errors: %d more were not told%s", 2*handshakeLines, line); text.String() != want {
		t.Errorf("then it tells\n%s", &text)
	}
	text.Reset()
	l.since = l.since.Add(-handshakeWhile)
	if fmt.Fprint(l, line); text.String() != line {
		t.Errorf("at last it tells\n%s", &text)
	}
}

// TestWaitingClients has clients that nobody accepts, and then nobody who listens.
func TestWaitingClients(t *testing.T) {
	all, err := listen.Open(listen.Address{Host: "127.0.0.1", Port: "0"}, listen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, most := listen.Queue(all[0]); most == 0 {
		t.Skip("this system does not tell")
	}
	c, err := net.Dial("tcp", all[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	a := &appServer{listeners: []*listener{{Listener: wire.New(all[0], wire.Options{})}}}
	a.own.of = a
	done := make(chan struct{})
	a.tellWaiting(func(clients int) {
		if clients != 1 {
			t.Errorf("%d clients wait, want 1", clients)
		}
		close(done)
	}, done)
	listen.CloseAll(all)
	a.tellWaiting(func(clients int) { t.Errorf("%d clients wait for nobody", clients) }, nil)
}
