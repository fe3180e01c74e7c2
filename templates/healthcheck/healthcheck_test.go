package healthcheck

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

var quiet = slog.New(slog.DiscardHandler)

func app(t *testing.T, o Options) http.Handler {
	t.Helper()
	h, err := New(AppOptions{Options: o}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func touch(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func cases() (all []oracle.Case) {
	for _, request := range []string{
		"GET /", "GET /any/path", "HEAD /", "POST /\nContent-Length: 1\n\nx", "OPTIONS /", "GET /\nAccept: text/html", "GET /\nAccept: application/json",
		"GET /\nAccept: */*", "GET /\nAccept: application/json;q=0.5, text/html;q=0.4", "GET /\nAccept: image/png", "GET /\nAccept: text/*",
		"GET /\nAccept: application/*, text/plain;q=0.1", "GET /\nAccept: text/html;q=0, */*;q=0.1", "GET /\nAccept: nonsense", "GET /\nAccept: TEXT/HTML",
		"GET /\nAccept: text/html\nAccept: text/plain", "GET /\nAccept: text/html; q=0.3, text/plain; q=0.2",
	} {
		all = append(all, oracle.Case{Request: request})
	}
	return all
}

func TestAsOsloMiddleware(t *testing.T) {
	there, missing := touch(t, "there"), "/nonexistent/file"
	for name, tt := range map[string]struct {
		keys string
		o    Options
	}{
		"up":   {"backends = disable_by_file\ndisable_by_file_path = " + missing, Options{Backends: []Backend{DisableByFile}, DisableByFilePath: missing}},
		"down": {"backends = disable_by_file\ndisable_by_file_path = " + there, Options{Backends: []Backend{DisableByFile}, DisableByFilePath: there}},
		"two": {"backends = disable_by_file, disable_by_files_ports\ndisable_by_file_path = " + there + "\ndisable_by_file_paths = 1:" + missing + ",\n  2:" + there,
			Options{Backends: []Backend{DisableByFile, DisableByFilesPorts}, DisableByFilePath: there, DisableByFilePaths: []string{"1:" + missing, "2:" + there}}},
	} {
		oracle.Compare(t, name, "[app:main]\nuse = egg:oslo.middleware#healthcheck\n"+tt.keys+"\n", app(t, tt.o), cases(), align)
	}
}

// align takes out how pages of HTML are written.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		if mediaType := a.Headers["Content-Type"]; mediaType != nil && strings.HasPrefix(mediaType[0], "text/html") {
			delete(a.Headers, "Content-Length")
			a.Body = fmt.Sprint(strings.Contains(a.Body, "DISABLED BY FILE"), strings.Contains(a.Body, "OK"))
		}
	}
}

// TestOldFilter compares the form as a filter, which oslo.middleware 5 still has.
func TestOldFilter(t *testing.T) {
	o := FilterOptions{Options: Options{Backends: []Backend{DisableByFile}}, Path: "/health"}
	f, err := NewFilter(o, quiet)
	if err != nil {
		t.Fatal(err)
	}
	var cases []oracle.Case
	for _, request := range []string{"GET /health", "HEAD /health", "POST /health", "GET /health/", "GET /", "GET /healthcheck", "GET /health?x=1", "GET /%68ealth"} {
		cases = append(cases, oracle.Case{Request: request, Answers: map[string]oracle.Order{"*": {Body: "the app"}}})
	}
	ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = f\n\n[filter:f]\nuse = egg:oslo.middleware#healthcheck\npath = /health\nbackends = disable_by_file\n"
	oracle.Compare(t, "filter", ini, f(oracle.App("app")), cases, nil)
}

func ask(h http.Handler, change func(r *http.Request)) (int, string) {
	r := httptest.NewRequest("GET", "/healthcheck", nil)
	change(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func same(*http.Request) {}

func TestBackends(t *testing.T) {
	there := touch(t, "there")
	for _, tt := range []struct {
		o      Options
		status int
		body   string
	}{
		{Options{}, 200, "OK"},
		{Options{Backends: []Backend{DisableByFile}}, 200, "OK"},
		{Options{Backends: []Backend{EnableByFiles}}, 200, "OK"},
		{Options{Backends: []Backend{EnableByFiles}, EnableByFilePaths: []string{there}}, 200, "OK"},
		{Options{Backends: []Backend{EnableByFiles}, EnableByFilePaths: []string{there, there + "x"}}, 503, "FILE PATH MISSING"},
		{Options{Backends: []Backend{DisableByFilesPorts}, DisableByFilePaths: []string{" 80:" + there + "\n"}}, 503, "DISABLED BY FILE"},
		{Options{Backends: []Backend{DisableByFilesPorts}, DisableByFilePaths: []string{"81:" + there}}, 200, "OK"},
		{Options{Backends: []Backend{DisableByFilesPorts}, DisableByFilePaths: []string{"80:" + there, "80:" + there + "x"}}, 200, "OK"},
		{Options{Backends: []Backend{DisableByFilesPorts, DisableByFile}, DisableByFilePath: there}, 503, "OK\nDISABLED BY FILE"},
	} {
		status, body := ask(app(t, tt.o), func(r *http.Request) {
			*r = *r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(&net.TCPAddr{Port: 80})))
		})
		if status != tt.status || body != tt.body {
			t.Errorf("%+v: %d %q", tt.o, status, body)
		}
	}
	if _, err := New(AppOptions{Options: Options{Backends: []Backend{DisableByFile, EnableByFiles}}}, quiet); err == nil {
		t.Error("backends that exclude each other are taken")
	}
}

func TestWhoMayAsk(t *testing.T) {
	networks := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
	from := func(addr string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = addr } }
	for addr, want := range map[string]int{"10.1.2.3:4": 200, "[2001:db8::1]:4": 200, "[::ffff:10.0.0.1]:4": 200, "11.0.0.1:4": 404, "@": 404, "": 404} {
		if status, _ := ask(app(t, Options{AllowedSourceRanges: networks}), from(addr)); status != want {
			t.Errorf("from %q: %d", addr, status)
		}
	}
	for _, name := range []string{"Forwarded", "X-Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"} {
		proxied := func(r *http.Request) { r.Header.Set(name, "x") }
		if status, _ := ask(app(t, Options{IgnoreProxiedRequests: true}), proxied); status != 404 {
			t.Errorf("with %s: %d", name, status)
		}
		if status, _ := ask(app(t, Options{}), proxied); status != 200 {
			t.Errorf("with %s, which is no matter: %d", name, status)
		}
	}
	f, err := NewFilter(FilterOptions{Options: Options{AllowedSourceRanges: networks}, Path: "/healthcheck"}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if status, body := ask(f(http.NotFoundHandler()), from("11.0.0.1:4")); status != 404 || !strings.Contains(body, "not found") {
		t.Errorf("the filter: %d %q", status, body)
	}
}

func TestFilterBelowAPrefix(t *testing.T) {
	f, err := NewFilter(FilterOptions{Path: "/v1/healthcheck"}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if status, body := ask(f(http.NotFoundHandler()), func(r *http.Request) { r.Pattern = "/v1" }); status != 200 || body != "OK" {
		t.Errorf("%d %q", status, body)
	}
	if status, _ := ask(f(http.NotFoundHandler()), same); status != 404 {
		t.Errorf("at another path: %d", status)
	}
}

// TestSwift has Swift's answers, whose Content-Type has no charset.
func TestSwift(t *testing.T) {
	there := touch(t, "there")
	for file, want := range map[string]string{"": "200 OK", there: "503 DISABLED BY FILE", there + "x": "200 OK"} {
		status, body := ask(NewSwift(SwiftOptions{DisablePath: file})(http.NotFoundHandler()), same)
		if got := fmt.Sprint(status, " ", body); got != want {
			t.Errorf("with %q: %q", file, got)
		}
	}
	w := httptest.NewRecorder()
	NewSwift(SwiftOptions{})(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/healthcheck", nil))
	if got := w.Header().Get("Content-Type"); got != "text/plain" {
		t.Errorf("Content-Type: %s", got)
	}
	if status, _ := ask(NewSwift(SwiftOptions{})(http.NotFoundHandler()), func(r *http.Request) { r.URL.Path = "/other" }); status != 404 {
		t.Errorf("another path: %d", status)
	}
}

func TestDetailed(t *testing.T) {
	there := touch(t, "<there>")
	h := app(t, Options{Detailed: true, Backends: []Backend{DisableByFile}, DisableByFilePath: there})
	_, body := ask(h, func(r *http.Request) { r.Header.Set("Accept", "application/json") })
	var told struct {
		Detailed  bool
		GoVersion string `json:"go_version"`
		Reasons   []map[string]string
		Threads   []string
	}
	if err := json.Unmarshal([]byte(body), &told); err != nil {
		t.Fatal(err)
	}
	if !told.Detailed || !strings.HasPrefix(told.GoVersion, "go") || len(told.Threads) < 2 || told.Reasons[0]["details"] != "Path '"+there+"' was found" {
		t.Errorf("%+v", told)
	}
	_, body = ask(h, func(r *http.Request) { r.Header.Set("Accept", "text/html") })
	if !strings.Contains(body, "&lt;there&gt;") || !strings.Contains(body, "goroutine") || strings.Contains(body, "<there>") {
		t.Errorf("%s", body)
	}
	if _, body = ask(app(t, Options{}), func(r *http.Request) { r.Header.Set("Accept", "text/html") }); strings.Contains(body, "goroutine") {
		t.Errorf("without being asked: %s", body)
	}
}

func TestPortFiles(t *testing.T) {
	files, err := portFiles([]string{"80:/a", " 81:/a:b\n"})
	if err != nil || len(files) != 2 || files[80] != "/a" || files[81] != "/a:b" {
		t.Errorf("%v (%v)", files, err)
	}
	for _, text := range []string{"80", "x:/a", "70000:/a", "80:", "-1:/a", ""} {
		if err := (Options{DisableByFilePaths: []string{text}}).Validate(); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestMisconfiguredBackendWarns(t *testing.T) {
	var log bytes.Buffer
	if _, err := New(AppOptions{Options: Options{Backends: []Backend{DisableByFile}}}, slog.New(slog.NewTextHandler(&log, nil))); err != nil || !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("%v, the log says %q", err, log.String())
	}
}

func FuzzPreferred(f *testing.F) {
	for _, text := range []string{"*/*", "text/html;q=0.5", "application/json;q=NaN", ",;=", "text/*;q"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		switch got := preferred([]string{text}); got {
		case "text/plain", "text/html", "application/json":
		default:
			t.Errorf("%q: %q", text, got)
		}
	})
}
