package catcherrors

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
	"github.com/pastegen/pastegen/templates/response"
)

func TestAsOsloMiddleware(t *testing.T) {
	ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = f\n\n[filter:f]\nuse = egg:oslo.middleware#catch_errors\n"
	oracle.Compare(t, "catch_errors", ini, New(Options{}, slog.New(slog.DiscardHandler))(oracle.App("app")), []oracle.Case{
		{Request: "GET /", Answers: map[string]oracle.Order{"*": {Echo: true}}},
		{Request: "GET /", Answers: map[string]oracle.Order{"*": {Fail: "oops"}}},
		{Request: "HEAD /", Answers: map[string]oracle.Order{"*": {Fail: "oops"}}},
		{Request: "GET /", Answers: map[string]oracle.Order{"*": {Status: "503 Service Unavailable", Body: "busy"}}},
	}, func(got, want *oracle.Answer) {
		if got.Status == 500 && want.Status == 500 {
			got.Headers, want.Headers, got.Body, want.Body = nil, nil, "", "" // the page has other words
		}
	})
}

func TestPanic(t *testing.T) {
	var log bytes.Buffer
	h := New(Options{}, slog.New(slog.NewTextHandler(&log, nil)))(inner(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("Content-Length", "3")
		panic("the reason")
	}))
	r := httptest.NewRequest("GET", "/path?q=1", strings.NewReader("the body"))
	for _, name := range []string{"X-Auth-Token", "X-Service-Token", "Authorization", "Cookie"} {
		r.Header.Set(name, "the secret")
	}
	r.Header.Set("X-Other", "shown")
	w := httptest.NewRecorder()
	w.Header().Set("X-Outer", "kept")
	h.ServeHTTP(w, r)
	if w.Code != 500 || strings.Contains(w.Body.String(), "reason") || w.Header().Get("Set-Cookie") != "" || w.Header().Get("Content-Length") == "3" ||
		w.Header().Get("X-Outer") != "kept" || w.Header().Get("X-Inner") != "" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	for text, want := range map[string]bool{"the reason": true, "/path?q=1": true, "X-Other: shown": true, "X-Auth-Token: ********": true, "catcherrors_test.go": true, "the secret": false, "the body": false} {
		if strings.Contains(log.String(), text) != want {
			t.Errorf("%q is in the log: %v\n%s", text, !want, log.String())
		}
	}
}

// inner is a filter within, which adds to the header of its app's answers.
func inner(app http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := response.Watch(w)
		watched.Hook(response.HookFunc(func(w *response.Writer, _ int) { w.Header().Set("X-Inner", "set") }))
		app(watched, r)
		watched.Finish()
	})
}

func TestPanicAfterTheHeader(t *testing.T) {
	for name, app := range map[string]http.HandlerFunc{
		"begun": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "begun")
			_ = http.NewResponseController(w).Flush()
			panic("x")
		},
		"aborted": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		server := httptest.NewServer(New(Options{}, slog.New(slog.DiscardHandler))(app))
		answer, err := http.Get(server.URL)
		if err == nil {
			_, err = io.ReadAll(answer.Body)
			answer.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: the answer looks complete", name)
		}
		server.Close()
	}
}

func TestSwift(t *testing.T) {
	isID := regexp.MustCompile(`^tx[0-9a-f]{21}-[0-9a-f]{10}-here-more%0A$`)
	for _, fails := range []bool{false, true} {
		var id any
		h := NewSwift(SwiftOptions{TransIDSuffix: "-here"}, slog.New(slog.DiscardHandler))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id = r.Context().Value("swift.trans_id")
			if fails {
				panic("x")
			}
		}))
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("X-Trans-Id-Extra", "more\n")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		text, _ := id.(string)
		if !isID.MatchString(text) || w.Header().Get("X-Trans-Id") != text || w.Header().Get("X-Openstack-Request-Id") != text || (w.Code == 500) != fails || fails && w.Body.String() != "An error occurred\n" {
			t.Errorf("%q: %d %v %q", text, w.Code, w.Header(), w.Body)
		}
	}
	if id := transactionID("", strings.Repeat("x", 50)); len(id) != len("tx")+21+1+10+1+32 {
		t.Errorf("%q", id)
	}
}
