// Package pipelines tests long pipelines of parts in orders in which files have
// them: what an app can do alone, it can do behind all of them.
package pipelines

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/authcookie"
	"github.com/pastegen/pastegen/templates/cascade"
	"github.com/pastegen/pastegen/templates/catcherrors"
	"github.com/pastegen/pastegen/templates/config"
	"github.com/pastegen/pastegen/templates/correlationid"
	"github.com/pastegen/pastegen/templates/cors"
	"github.com/pastegen/pastegen/templates/errorcatcher"
	"github.com/pastegen/pastegen/templates/errordocument"
	"github.com/pastegen/pastegen/templates/gzip"
	"github.com/pastegen/pastegen/templates/httpexceptions"
	"github.com/pastegen/pastegen/templates/internal/oracle"
	"github.com/pastegen/pastegen/templates/pastesession"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/prefix"
	"github.com/pastegen/pastegen/templates/recursive"
	"github.com/pastegen/pastegen/templates/registry"
	"github.com/pastegen/pastegen/templates/requestid"
	"github.com/pastegen/pastegen/templates/sizelimit"
	"github.com/pastegen/pastegen/templates/translogger"
)

const largeSize = 20 << 20

type filter = func(http.Handler) http.Handler

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// must returns a filter that was made without an error.
func must(t *testing.T) func(f filter, err error) filter {
	return func(f filter, err error) filter {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}

// pipelines returns three pipelines of ten parts each, from the outermost on.
func pipelines(t *testing.T) map[string][]filter {
	local := peers.Set{}
	if err := local.UnmarshalText([]byte(peers.Local)); err != nil {
		t.Fatal(err)
	}
	zip := gzip.New(gzip.Options{CompressLevel: 6, MinSize: 256})
	log := translogger.New(translogger.Options{LoggingLevel: 20, TrustedProxy: local}, quiet())
	errors, _ := errorcatcher.New(errorcatcher.Options{XMLHTTPKey: "_"}, quiet())
	proxy := prefix.New(prefix.Options{Prefix: "/p", TranslateForwardedServer: true, TrustedProxy: local}, quiet())
	pages := must(t)(errordocument.New(errordocument.Options{Pages: map[int]string{404: "/page", 403: "/page"}}, quiet()))
	exceptions := httpexceptions.New(httpexceptions.Options{}, quiet())
	forward := recursive.New(quiet())
	settings := config.New(map[string]string{"a": "b"}, nil)
	session := must(t)(pastesession.New(context.Background(), pastesession.Options{SessionExpiration: time.Hour, Expiration: time.Hour, CookieName: "_SID_", SessionFilePath: t.TempDir()}, quiet()))
	cookie := must(t)(authcookie.New(authcookie.Options{CookieName: "auth", Scanlist: []string{"REMOTE_USER"}, Secret: []string{"0123456789abcdef"}, Timeout: time.Hour, MaxLen: 4096}, quiet()))
	id := requestid.New(requestid.Options{})
	correlation := correlationid.New(correlationid.Options{})
	origin := must(t)(cors.New(cors.Options{AllowedOrigin: []string{"http://a.example"}, MaxAge: 1, AllowMethods: []string{"GET"}}, quiet()))
	limit := must(t)(sizelimit.New(sizelimit.Options{MaxRequestBodySize: 2 * largeSize}))
	caught := catcherrors.New(catcherrors.Options{}, quiet())
	tried := func(next http.Handler) http.Handler {
		h, err := cascade.New(cascade.Options{Catch: []int{404}, MaxReplay: 2 * largeSize, Apps: map[string]http.Handler{"app1": http.NotFoundHandler(), "app2": next}})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	return map[string][]filter{
		"a site":           {errors, log, proxy, zip, registry.New(), settings, session, cookie, pages, exceptions, tried},
		"an API":           {id, log, proxy, origin, correlation, caught, limit, exceptions, zip, settings},
		"the other way on": {zip, forward, pages, exceptions, tried, cookie, errors, settings, proxy, log},
	}
}

// app does all that servers of net/http can do.
func app(file string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "the page") })
	mux.HandleFunc("/stream", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Trailer", "X-Sum")
		for i := range 3 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			if err := http.NewResponseController(w).Flush(); err != nil {
				panic(err)
			}
			time.Sleep(10 * time.Millisecond)
		}
		w.Header().Set("X-Sum", "3")
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	mux.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.New()
		n, err := io.Copy(sum, r.Body)
		fmt.Fprintf(w, "%d %x %v", n, sum.Sum(nil), err)
	})
	mux.HandleFunc("/fail", func(http.ResponseWriter, *http.Request) { panic("it failed") })
	mux.HandleFunc("/raise", func(http.ResponseWriter, *http.Request) { panic(&oracle.StatusError{Code: 403, Detail: "no"}) })
	mux.HandleFunc("/hints", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		io.WriteString(w, "hinted")
	})
	mux.HandleFunc("/hijack", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 299 Mine\r\nContent-Length: 2\r\n\r\nme")
	})
	return mux
}

func TestPipelines(t *testing.T) {
	file := filepath.Join(t.TempDir(), "large.txt")
	text := bytes.Repeat([]byte("0123456789abcde\n"), largeSize/16)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, filters := range pipelines(t) {
		if len(filters) < 10 {
			t.Errorf("%s: there are only %d parts", name, len(filters))
		}
		handler := app(file)
		for i := len(filters) - 1; i >= 0; i-- {
			handler = filters[i](handler)
		}
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(handler)
			defer server.Close()
			for _, accept := range []string{"", "gzip"} {
				c := &client{t, server, accept}
				c.answers()
				c.stream()
				c.large(text)
				c.hints()
			}
		})
	}
}

// client sends requests to a pipeline.
type client struct {
	*testing.T
	server *httptest.Server
	accept string
}

func (c *client) do(method, path string, body io.Reader) *http.Response {
	c.Helper()
	r, err := http.NewRequest(method, c.server.URL+"/p"+path, body)
	if err != nil {
		c.Fatal(err)
	}
	return c.send(r)
}

func (c *client) send(r *http.Request) *http.Response {
	c.Helper()
	transport := c.server.Client().Transport.(*http.Transport).Clone()
	transport.DisableCompression = c.accept == ""
	transport.DisableKeepAlives = true
	answer, err := transport.RoundTrip(r)
	if err != nil {
		c.Fatal(r.URL, err)
	}
	return answer
}

func (c *client) read(answer *http.Response) string {
	c.Helper()
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.Error(answer.Request.URL, err)
	}
	return string(text)
}

// answers looks at small answers, and those for what fails.
func (c *client) answers() {
	for path, want := range map[string]string{"/page": "200 the page", "/missing": "404 ", "/raise": "403 ", "/fail": "500 ", "/hijack": "299 me"} {
		answer := c.do("GET", path, nil)
		if got := fmt.Sprint(answer.StatusCode, " ", c.read(answer)); !strings.HasPrefix(got, want) || strings.Contains(got, "it failed") {
			c.Errorf("%s: %q, want %q", path, got, want)
		}
		if head := c.do("HEAD", path, nil); path != "/hijack" && head.StatusCode != answer.StatusCode {
			c.Errorf("HEAD %s: %d", path, head.StatusCode)
		}
	}
}

// stream looks whether what is flushed comes at once, and the trailer behind it.
func (c *client) stream() {
	answer := c.do("GET", "/stream", nil)
	first := make([]byte, len("data: 0\n\n"))
	if _, err := io.ReadFull(answer.Body, first); err != nil || string(first) != "data: 0\n\n" {
		c.Errorf("%q, %v", first, err)
	}
	if rest := c.read(answer); rest != "data: 1\n\ndata: 2\n\n" || answer.Trailer.Get("X-Sum") != "3" {
		c.Errorf("%q, trailer %v", rest, answer.Trailer)
	}
}

// large looks at large bodies in both directions, with a length and without,
// and at parts of a file.
func (c *client) large(text []byte) {
	if got := c.read(c.do("GET", "/large", nil)); got != string(text) {
		c.Errorf("%d bytes of %d came", len(got), len(text))
	}
	want := fmt.Sprintf("%d %x <nil>", len(text), sha256.Sum256(text))
	for _, body := range []io.Reader{bytes.NewReader(text), struct{ io.Reader }{bytes.NewReader(text)}} {
		if got := c.read(c.do("POST", "/upload", body)); got != want {
			c.Errorf("%s arrived, want %s", got, want)
		}
	}
	r, err := http.NewRequest("GET", c.server.URL+"/p/large", nil)
	if err != nil {
		c.Fatal(err)
	}
	r.Header.Set("Range", "bytes=3-5")
	if answer := c.send(r); answer.StatusCode != 206 || c.read(answer) != "345" {
		c.Errorf("a part: %d", answer.StatusCode)
	}
}

// hints looks at informational headers.
func (c *client) hints() {
	var links []string
	r, err := http.NewRequest("GET", c.server.URL+"/p/hints", nil)
	if err != nil {
		c.Fatal(err)
	}
	answer := c.send(r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(_ int, header textproto.MIMEHeader) error {
			links = append(links, header["Link"]...)
			return nil
		},
	})))
	if got := c.read(answer); got != "hinted" || len(links) != 1 {
		c.Errorf("%q, hints %v", got, links)
	}
}
