package errorcatcher

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
	"github.com/pastegen/pastegen/templates/values"
)

func standard() Options {
	return Options{FromAddress: "errors@localhost", SMTPServer: "localhost", XMLHTTPKey: "_"}
}

// secret is not in the source as it is, which the page shows.
func secret() string { return strings.ToLower("S3CRET") }

func failing(_ http.ResponseWriter, r *http.Request) {
	values.With(r.Context(), "paste.config", map[string]string{"both": "local", "site": "global", "smtp_password": secret()})
	panic("it failed")
}

func ask(filter func(http.Handler) http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	filter(http.HandlerFunc(failing)).ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	return w
}

func TestKeys(t *testing.T) {
	for name, c := range map[string]struct {
		change   func(o *Options)
		target   string
		has, not []string
	}{
		"production": {func(*Options) {}, "/", []string{"Server Error"}, []string{"it failed"}},
		"debug":      {func(o *Options) { o.Debug = true }, "/?_=x", []string{"it failed"}, []string{"<html"}},
		"settings": {func(o *Options) { o.Debug = true }, "/", []string{"it failed", "<th scope=\"row\">both</th><td>local</td>", "<td>global</td>", "********"},
			[]string{secret()}},
		"another key": {func(o *Options) { o.Debug, o.XMLHTTPKey = true, "ajax" }, "/?_=x", []string{"<html"}, nil},
		"message":     {func(o *Options) { o.ErrorMessage = "<i>Sorry</i>" }, "/", []string{"<i>Sorry</i>"}, []string{"it failed"}},
	} {
		o := standard()
		c.change(&o)
		filter, cleanup := New(o, slog.New(slog.DiscardHandler))
		w := ask(filter, c.target)
		for _, text := range c.has {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %q is not there: %s", name, text, w.Body)
			}
		}
		for _, text := range c.not {
			if strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %q is there", name, text)
			}
		}
		if err := cleanup(context.Background()); err != nil || w.Code != 500 {
			t.Error(w.Code, err)
		}
	}
}

func TestErrorLog(t *testing.T) {
	var file, log bytes.Buffer
	o := standard()
	o.ErrorLog, o.ShowExceptionsInWSGIErrors = &file, true
	filter, _ := New(o, slog.New(slog.NewTextHandler(&log, nil)))
	ask(filter, "/")
	if !strings.Contains(file.String(), "it failed") || !strings.Contains(log.String(), "stack=") {
		t.Errorf("%s\n%s", &file, &log)
	}
}

// TestMail has a mail server that hangs up at once: what is tested is that it
// is asked.
func TestMail(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	asked := make(chan string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, "220 test\r\n")
		line := make([]byte, 4)
		_, _ = io.ReadFull(conn, line)
		asked <- string(line)
	}()
	o := standard()
	o.ErrorEmail, o.SMTPServer = []string{"a@example.com"}, listener.Addr().String()
	var log bytes.Buffer
	filter, cleanup := New(o, slog.New(slog.NewTextHandler(&log, nil)))
	ask(filter, "/")
	if got := <-asked; got != "EHLO" {
		t.Error(got)
	}
	if err := cleanup(context.Background()); err != nil {
		t.Error(err)
	}
	log.Reset()
	if ask(filter, "/"); !strings.Contains(log.String(), "the server is shutting down") {
		t.Errorf("the log says of a mail after the end: %s", &log)
	}
}

// TestNoMail is of a filter without an address: nobody is to be told by mail,
// not even that there is no mail server.
func TestNoMail(t *testing.T) {
	var log bytes.Buffer
	filter, cleanup := New(standard(), slog.New(slog.NewTextHandler(&log, nil)))
	ask(filter, "/")
	if err := cleanup(context.Background()); err != nil {
		t.Error(err)
	}
	if strings.Count(log.String(), "level=ERROR") != 1 || !strings.Contains(log.String(), "it failed") {
		t.Errorf("the log is %s", &log)
	}
}

func TestMainOfWebError(t *testing.T) {
	for _, c := range []struct {
		interactive, debug, warns, shows bool
	}{{false, false, false, false}, {true, false, true, false}, {true, true, false, true}, {false, true, false, true}} {
		var log bytes.Buffer
		o := MainOptions{Interactive: c.interactive, Options: standard()}
		o.Debug = c.debug
		filter, _ := Main(o, slog.New(slog.NewTextHandler(&log, nil)))
		warned := strings.Contains(log.String(), "level=WARN")
		if w := ask(filter, "/"); warned != c.warns || strings.Contains(w.Body.String(), "it failed") != c.shows {
			t.Errorf("%+v: %s %s", c, &log, w.Body)
		}
	}
}

const ini = `[app:main]
use = call:oracle:make_app
filter-with = errors

[filter:errors]
use = egg:Paste#error_catcher
`

// TestAsPaste compares all but the words of the pages, which are other ones.
func TestAsPaste(t *testing.T) {
	for name, debug := range map[string]bool{"plain": false, "debug": true} {
		o := standard()
		o.Debug = debug
		keys := ""
		if debug {
			keys = "debug = true\n"
		}
		filter, _ := New(o, slog.New(slog.DiscardHandler))
		oracle.Compare(t, name, ini+keys, filter(oracle.App("app")), cases(), align)
	}
}

func align(got, want *oracle.Answer) {
	if got.Headers["Cache-Control"] == nil {
		return // it is no page of the filter
	}
	for _, a := range []*oracle.Answer{got, want} {
		for _, name := range []string{"Content-Length", "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy"} {
			delete(a.Headers, name)
		}
	}
	if contentType := got.Headers["Content-Type"]; len(contentType) == 1 {
		contentType[0] = strings.TrimSuffix(contentType[0], "; charset=utf-8")
	}
}

func cases() (all []oracle.Case) {
	fails := oracle.Order{Fail: "xyzzy"}
	fine := oracle.Order{Echo: true, Headers: [][2]string{{"Content-Type", "text/plain"}, {"Set-Cookie", "a=b"}}}
	sad := oracle.Order{Echo: true, Status: "500 Internal Server Error", Headers: [][2]string{{"Content-Type", "text/plain"}}}
	for _, order := range []oracle.Order{fails, fine, sad} {
		for _, request := range []string{"GET /", "HEAD /", "POST /x\nContent-Length: 2\n\nab", "GET /a?b=c", "GET /?_=1", "GET /\nAccept: text/html", "GET /\nAccept: */*"} {
			c := oracle.Case{Request: request, Answers: map[string]oracle.Order{"*": order}}
			if order.Fail != "" {
				c.Marks = []string{"xyzzy", "<html", "</html>"}
			}
			all = append(all, c)
		}
	}
	return append(all, oracle.Case{Request: "GET /\nAccept: application/json", Answers: map[string]oracle.Order{"*": fails}, Differs: "who wants no HTML gets text"})
}
