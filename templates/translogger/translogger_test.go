package translogger

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/values"
)

func standard(t testing.TB) Options {
	t.Helper()
	o := Options{LoggerName: "wsgi", LoggingLevel: info, SetupConsoleHandler: true, SetLoggerLevel: debug}
	if err := o.TrustedProxy.UnmarshalText([]byte(peers.Local)); err != nil {
		t.Fatal(err)
	}
	return o
}

func formatted(t testing.TB, text string) Options {
	t.Helper()
	o := standard(t)
	if err := o.Format.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return o
}

// lineOf returns what is logged of a request.
func lineOf(o Options, r *http.Request, app http.HandlerFunc) string {
	var console bytes.Buffer
	h := newLogger(o, slog.New(slog.DiscardHandler), &console).filter(app)
	func() {
		defer func() { _ = recover() }()
		h.ServeHTTP(httptest.NewRecorder(), r)
	}()
	return console.String()
}

func request1(lines ...string) *http.Request {
	r := httptest.NewRequest("GET", "/a%20b?c=d", nil)
	r.RemoteAddr = "10.0.0.1:99"
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	return r
}

func answers(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

func TestTheCombinedFormat(t *testing.T) {
	line := lineOf(standard(t), request1("Referer: http://x/", "User-Agent: Mo/1 (z)"), answers(404, "text"))
	at := strings.Index(line, "[")
	if at < 0 {
		t.Fatal(line)
	}
	begin, err := time.Parse("[02/Jan/2006:15:04:05 -0700]", line[at:strings.Index(line, "]")+1])
	if err != nil || time.Since(begin).Abs() > time.Minute {
		t.Error(begin, err)
	}
	line = line[:at] + line[strings.Index(line, "]")+2:]
	if line != `10.0.0.1 - - "GET /a%20b?c=d HTTP/1.1" 404 4 "http://x/" "Mo/1 (z)"`+"\n" {
		t.Error(line)
	}
}

func TestFields(t *testing.T) {
	withUser := func(w http.ResponseWriter, r *http.Request) {
		values.With(r.Context(), "REMOTE_USER", "joe")
	}
	hijack := func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			conn.Close()
		}
	}
	known := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(200)
	}
	mounted := request1()
	mounted.Pattern = "/m:n"
	repeated := request1("Referer: a", "Referer: b")
	head := request1()
	head.Method = "HEAD"
	v6 := request1()
	v6.RemoteAddr = "[::1]:5"
	socket := request1()
	socket.RemoteAddr = "@"
	proxied := request1("X-Forwarded-For: 6.6.6.6, 9.8.7.6")
	proxied.RemoteAddr = "127.0.0.1:5"
	for _, c := range []struct {
		format string
		r      *http.Request
		app    http.HandlerFunc
		want   string
	}{
		{"%(REMOTE_ADDR)s", request1(), answers(200, ""), "10.0.0.1"},
		{"%(REMOTE_ADDR)s", v6, answers(200, ""), "::1"},
		{"%(REMOTE_ADDR)s", socket, answers(200, ""), "@"},
		{"%(REMOTE_ADDR)s", request1("X-Forwarded-For: 9.8.7.6"), answers(200, ""), "10.0.0.1"},
		{"%(REMOTE_ADDR)s", proxied, answers(200, ""), "9.8.7.6"},
		{"%(REMOTE_USER)s", request1(), answers(200, ""), "-"},
		{"%(REMOTE_USER)s", request1(), withUser, "joe"},
		{"%(REMOTE_USER)s", request1().WithContext(values.With(request1().Context(), "REMOTE_USER", "ann")), answers(200, ""), "ann"},
		{"%(REQUEST_URI)s", mounted, answers(200, ""), "/m%3An/a%20b?c=d"},
		{"%(HTTP_REFERER)s", repeated, answers(200, ""), "a, b"},
		{"%(HTTP_REFERER)s", request1(), answers(200, ""), "-"},
		{"%(HTTP_REFERER)s", request1("Referer: "), answers(200, ""), ""},
		{"%(HTTP_HOST)s", request1(), answers(200, ""), "example.com"},
		{"%(status)s %(bytes)s", request1(), func(http.ResponseWriter, *http.Request) {}, "200 -"},
		{"%(status)s %(bytes)s", request1(), answers(204, ""), "204 -"},
		{"%(status)s %(bytes)s", request1(), known, "200 1000"},
		{"%(status)s %(bytes)s", head, known, "200 1000"},
		{"%(status)s %(bytes)s", head, answers(200, "text"), "200 -"},
		{"%(status)s %(bytes)s", request1(), func(http.ResponseWriter, *http.Request) { panic("x") }, "500 -"},
		{"%(status)s %(bytes)s", request1(), func(w http.ResponseWriter, _ *http.Request) { answers(201, "abc")(w, nil); panic("x") }, "201 3"},
		{"%(status)s", request1(), hijack, "200"}, // the recorder cannot
		{"100%% %(status)s%%", request1(), answers(200, ""), "100% 200%"},
		{"", request1(), nil, "10.0.0.1 - - ["},
		{"[%(status)6s|%(status)-6s|%(status)06s|%(status).2s|%(status)5.1ls|%(status)1s]", request1(), answers(404, ""), "[   404|404   |   404|40|    4|404]"},
	} {
		line := lineOf(formatted(t, c.format), c.r, c.app)
		got, ended := strings.CutSuffix(line, "\n")
		if !ended || got != c.want && (c.format != "" || !strings.HasPrefix(got, c.want)) {
			t.Errorf("%s: %q, want %q", c.format, line, c.want)
		}
	}
	line := lineOf(formatted(t, "%(duration)s"), request1(), func(http.ResponseWriter, *http.Request) { time.Sleep(30 * time.Millisecond) })
	if line < "0.03" || line > "5" {
		t.Error(line)
	}
}

func TestHijackedIs101(t *testing.T) {
	var console bytes.Buffer
	done := make(chan struct{})
	h := newLogger(formatted(t, "%(status)s"), slog.New(slog.DiscardHandler), &console).filter(
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			conn.Close()
		}))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		h.ServeHTTP(w, r)
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-done
	if console.String() != "101\n" {
		t.Error(console.String())
	}
}

// TestNobodyForgesALine has clients that send what would end a field or a line.
func TestNobodyForgesALine(t *testing.T) {
	for text, want := range map[string]string{
		"a\" 200 1 \"b":       `a\" 200 1 \"b`,
		"a\nb\r\tc":           `a\x0ab\x0d\x09c`,
		"\x1b[2J":             `\x1b[2J`,
		"a\\x0a":              `a\\x0a`,
		"\xff\xc3":            `\xff\xc3`,
		"\u202ex\u2028\u0085": `\xe2\x80\xaex\xe2\x80\xa8\xc2\x85`,
		"żółw \ufffd":         "żółw \ufffd",
	} {
		r := request1()
		r.Header["User-Agent"] = []string{text}
		r.Header["Referer"] = []string{text}
		r.URL.RawQuery = text
		line := lineOf(formatted(t, `"%(HTTP_USER_AGENT)s" "%(HTTP_REFERER)s" "%(REQUEST_URI)s" "%(REMOTE_USER)s"`), r,
			func(_ http.ResponseWriter, r *http.Request) { values.With(r.Context(), "REMOTE_USER", text) })
		if line != `"`+want+`" "`+want+`" "/a%20b?`+want+`" "`+want+"\"\n" {
			t.Errorf("%q: %s", text, line)
		}
	}
}

func TestLevels(t *testing.T) {
	for text, want := range map[string]Level{
		"DEBUG": 10, "info": 20, "WARN": 30, "WARNING": 30, "ERROR": 40, "critical": 50, "FATAL": 50, "NOTSET": 0, "15": 15, " INFO ": 20,
		"-1": -1, "LOUD": -1, "": -1,
	} {
		var l Level
		if err := l.UnmarshalText([]byte(text)); (err != nil) != (want < 0) || err == nil && l != want {
			t.Errorf("%q: %d, %v", text, l, err)
		}
	}
	for level, want := range map[Level]slog.Level{10: slog.LevelDebug, 20: slog.LevelInfo, 30: slog.LevelWarn, 40: slog.LevelError, 50: 12} {
		if level.slog() != want {
			t.Errorf("%d is %v", level, level.slog())
		}
	}
	for _, c := range []struct {
		level, set Level
		console    bool
		written    bool
	}{
		{20, 10, true, true}, {20, 20, true, true}, {20, 30, true, false}, {5, 0, true, false}, {5, 0, false, true}, {20, 30, false, false},
	} {
		var console, program bytes.Buffer
		o := formatted(t, "%(status)s")
		o.LoggingLevel, o.SetLoggerLevel, o.SetupConsoleHandler = c.level, c.set, c.console
		log := slog.New(slog.NewTextHandler(&program, &slog.HandlerOptions{Level: slog.Level(-100)}))
		newLogger(o, log, &console).filter(answers(200, "")).ServeHTTP(httptest.NewRecorder(), request1())
		if (console.Len() > 0) != (c.written && c.console) || strings.Contains(program.String(), "msg=200 logger=wsgi\n") != (c.written && !c.console) {
			t.Errorf("%+v: %q on the console, %q in the log", c, &console, &program)
		}
	}
}

func TestNew(t *testing.T) {
	o := standard(t)
	o.SetupConsoleHandler = false
	var program bytes.Buffer
	New(o, slog.New(slog.NewTextHandler(&program, nil)))(answers(200, "x")).ServeHTTP(httptest.NewRecorder(), request1())
	if !strings.Contains(program.String(), "level=INFO") || !strings.Contains(program.String(), `\"GET /a%20b?c=d HTTP/1.1\" 200 1`) {
		t.Error(program.String())
	}
}

func BenchmarkCombined(b *testing.B) {
	h := newLogger(standard(b), slog.New(slog.DiscardHandler), io.Discard).filter(answers(200, "text"))
	r := request1("User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36")
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for b.Loop() {
		w.Body.Reset()
		h.ServeHTTP(w, r)
	}
}
