package cors

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

func standard() Options {
	return Options{
		AllowedOrigin: []string{"http://a.org"}, AllowCredentials: true, MaxAge: 3600,
		AllowMethods: []string{"OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "PATCH"},
	}
}

func filter(t *testing.T, o Options) func(http.Handler) http.Handler {
	t.Helper()
	f, err := New(o, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// cases ask for each answer of an app with each request.
func cases() (all []oracle.Case) {
	for _, order := range []oracle.Order{
		{Body: "ok", Headers: [][2]string{{"Content-Type", "text/plain"}}},
		{Body: "ok", Headers: [][2]string{{"Content-Type", "text/plain"}, {"Vary", "Accept"}}},
		{Status: "404 Not Found", Body: "none", Headers: [][2]string{{"Content-Type", "text/plain"}, {"X-App", "a"}}},
		{Status: "204 No Content"},
		{Body: "ok", Headers: [][2]string{{"Access-Control-Allow-Origin", "http://own.org"}, {"Content-Type", "text/plain"}}},
	} {
		for _, request := range []string{
			"GET /", "GET /\nOrigin: http://a.org", "GET /\nOrigin: http://b.org", "GET /\nOrigin: HTTP://A.ORG", "GET /\nOrigin: http://a.org/",
			"GET /\nOrigin: null", "HEAD /\nOrigin: http://a.org", "POST /\nOrigin: http://a.org\nContent-Length: 1\n\nx", "DELETE /\nOrigin: http://c.org:8080",
			"OPTIONS /", "OPTIONS /\nOrigin: http://a.org", "OPTIONS /\nAccess-Control-Request-Method: GET",
			"OPTIONS /\nOrigin: http://a.org\nAccess-Control-Request-Method: GET", "OPTIONS /\nOrigin: http://b.org\nAccess-Control-Request-Method: GET",
			"OPTIONS /\nOrigin: http://a.org\nAccess-Control-Request-Method: get", "OPTIONS /\nOrigin: http://a.org\nAccess-Control-Request-Method: LINK",
			"OPTIONS /\nOrigin: http://a.org\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: content-type, X-Mine",
			"OPTIONS /\nOrigin: http://a.org\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: Accept,,  Pragma ,",
			"OPTIONS /\nOrigin: http://a.org\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: X-Other",
			"OPTIONS /\nOrigin: http://a.org\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers:",
		} {
			all = append(all, oracle.Case{Request: request, Answers: map[string]oracle.Order{"*": order}})
		}
	}
	return all
}

func TestAsOsloMiddleware(t *testing.T) {
	for name, tt := range map[string]struct {
		keys string
		o    func(o *Options)
	}{
		"plain": {"allowed_origin = http://a.org", func(*Options) {}},
		"full": {"allowed_origin = http://a.org, http://c.org:8080\nallow_credentials = false\nexpose_headers = X-One,X-Two\nmax_age = 0\nallow_methods = GET, PUT\nallow_headers = X-Mine", func(o *Options) {
			*o = Options{AllowedOrigin: []string{"http://a.org", " http://c.org:8080"}, ExposeHeaders: []string{"X-One", "X-Two"}, AllowMethods: []string{"GET", "PUT"}, AllowHeaders: []string{"X-Mine"}}
		}},
		"all": {"allowed_origin = *", func(o *Options) { o.AllowedOrigin = []string{"*"} }},
	} {
		o := standard()
		tt.o(&o)
		ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = f\n\n[filter:f]\nuse = egg:oslo.middleware#cors\n" + tt.keys + "\n"
		oracle.Compare(t, name, ini, filter(t, o)(oracle.App("app")), cases(), align)
	}
}

// align takes out what the package comment says is different.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		if vary := a.Headers["Vary"]; vary != nil {
			a.Headers["Vary"] = []string{strings.ReplaceAll(strings.Join(vary, ","), " ", "")}
		}
		if a.Headers["Access-Control-Allow-Origin"] != nil && a.Headers["Access-Control-Allow-Origin"][0] == "*" {
			delete(a.Headers, "Access-Control-Allow-Credentials")
		}
	}
	if want.Headers["Access-Control-Allow-Methods"] != nil && want.Headers["Vary"][0] == "Origin" && strings.HasSuffix(strings.Join(got.Headers["Vary"], ""), ",Origin") {
		delete(got.Headers, "Vary")
		delete(want.Headers, "Vary")
	}
}

func TestAllOriginsWithoutCredentials(t *testing.T) {
	o := standard()
	o.AllowedOrigin = []string{"*"}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Origin", "http://any.org")
	w := httptest.NewRecorder()
	filter(t, o)(oracle.App("app")).ServeHTTP(w, r)
	if h := w.Header(); h.Get("Access-Control-Allow-Origin") != "*" || h["Access-Control-Allow-Credentials"] != nil {
		t.Errorf("%v", h)
	}
}

func TestNoOrigin(t *testing.T) {
	if _, err := New(Options{}, slog.Default()); err == nil || !strings.Contains(err.Error(), "allowed_origin") {
		t.Errorf("the error is %v", err)
	}
	var log bytes.Buffer
	f, err := New(Options{OsloConfigProject: "nova"}, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil || !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "oslo_config_project=nova") {
		t.Fatalf("%v, the log says %q", err, log.String())
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Origin", "http://a.org")
	w := httptest.NewRecorder()
	f(oracle.App("app")).ServeHTTP(w, r)
	if w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%v", w.Header())
	}
}

func TestOneHeader(t *testing.T) {
	o := standard()
	o.AllowedOrigin, o.AllowHeaders = []string{"http://a.org"}, []string{"X-A"}
	r := httptest.NewRequest("OPTIONS", "/", nil)
	r.Header.Set("Origin", "http://a.org")
	r.Header.Set("Access-Control-Request-Method", "GET")
	r.Header.Set("Access-Control-Request-Headers", "X-A")
	w := httptest.NewRecorder()
	filter(t, o)(http.NotFoundHandler()).ServeHTTP(w, r)
	if got := w.Header().Get("Access-Control-Allow-Headers"); got != "X-A" {
		t.Errorf("%q", got)
	}
}

func TestAnswerWithoutAnything(t *testing.T) {
	o := standard()
	o.AllowedOrigin = []string{"http://a.org"}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Origin", "http://a.org")
	w := httptest.NewRecorder()
	filter(t, o)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
	if got := w.Header().Get("Access-Control-Allow-Origin"); got != "http://a.org" {
		t.Errorf("%q", got)
	}
}
