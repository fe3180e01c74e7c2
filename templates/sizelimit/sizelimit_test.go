package sizelimit

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

func newFilter(t *testing.T, limit int64) func(http.Handler) http.Handler {
	t.Helper()
	f, err := New(Options{MaxRequestBodySize: limit})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAsOsloMiddleware(t *testing.T) {
	echo := map[string]oracle.Order{"*": {Echo: true}}
	ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = f\n\n[filter:f]\nuse = egg:oslo.middleware#sizelimit\nmax_request_body_size = 5\n"
	oracle.Compare(t, "sizelimit", ini, newFilter(t, 5)(oracle.App("app")), []oracle.Case{
		{Request: "GET /", Answers: echo},
		{Request: "POST /\nContent-Length: 0", Answers: echo},
		{Request: "POST /\nContent-Length: 5\n\nabcde", Answers: echo},
		{Request: "POST /\nContent-Length: 6\n\nabcdef", Answers: echo},
		{Request: "PUT /\nContent-Length: 6\n\nabcdef", Answers: echo},
		{Request: "POST /\nTransfer-Encoding: chunked\n\n3\r\nabc\r\n0\r\n\r\n", Answers: echo},
		{Request: "POST /\nTransfer-Encoding: chunked\n\n6\r\nabcdef\r\n0\r\n\r\n", Answers: echo},
	}, func(got, want *oracle.Answer) {
		if got.Status == http.StatusRequestEntityTooLarge && want.Status == got.Status {
			got.Headers, want.Headers, got.Body, want.Body = nil, nil, "", "" // the page has other words
		}
	})
}

func TestNegativeLimit(t *testing.T) {
	if _, err := New(Options{MaxRequestBodySize: -1}); err == nil || (Options{}).Validate() != nil {
		t.Error("less than nothing is allowed")
	}
}

// post sends a body of unknown length through the filter to app.
func post(t *testing.T, app http.HandlerFunc, body string) (*http.Response, string) {
	t.Helper()
	server := httptest.NewServer(newFilter(t, 5)(app))
	defer server.Close()
	answer, err := http.Post(server.URL, "text/plain", io.MultiReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		text = append(text, err.Error()...)
	}
	return answer, string(text)
}

func TestUnknownLength(t *testing.T) {
	readAll := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-App", "yes")
		if text, err := io.ReadAll(r.Body); err == nil {
			_, _ = w.Write(text)
		} else if tooLarge := new(http.MaxBytesError); !errors.As(err, &tooLarge) || tooLarge.Limit != 5 {
			t.Errorf("the error is %v", err)
		} else {
			http.Error(w, "bad", http.StatusBadRequest)
		}
	}
	if answer, text := post(t, readAll, "abcde"); answer.StatusCode != 200 || text != "abcde" || answer.Header.Get("X-App") == "" {
		t.Errorf("within the limit: %d %q", answer.StatusCode, text)
	}
	answer, text := post(t, readAll, "abcdef")
	if answer.StatusCode != 413 || !strings.Contains(text, "too large") || strings.Contains(text, "bad") || answer.Header.Get("X-App") != "" || !answer.Close {
		t.Errorf("above the limit: %d %q %v", answer.StatusCode, text, answer.Header)
	}
	silent := func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
	if answer, _ := post(t, silent, "abcdef"); answer.StatusCode != 413 {
		t.Errorf("an app that says nothing: %d", answer.StatusCode)
	}
	early := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "begun")
		_ = http.NewResponseController(w).Flush()
		_, _ = io.Copy(io.Discard, r.Body)
	}
	if answer, text := post(t, early, "abcdef"); answer.StatusCode != 200 || text != "begun" {
		t.Errorf("an answer that has begun: %d %q", answer.StatusCode, text)
	}
	unread := func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "unread") }
	if answer, text := post(t, unread, "abcdef"); answer.StatusCode != 200 || text != "unread" {
		t.Errorf("a body that is not read: %d %q", answer.StatusCode, text)
	}
}

func TestPanics(t *testing.T) {
	for name, app := range map[string]http.HandlerFunc{
		"the error": func(_ http.ResponseWriter, r *http.Request) {
			if _, err := io.ReadAll(r.Body); err != nil {
				panic(err)
			}
		},
		"another error": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadAll(r.Body)
			panic("other")
		},
	} {
		r := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader("abcdef")))
		r.ContentLength = -1
		w := httptest.NewRecorder()
		panicked := func() (v any) {
			defer func() { v = recover() }()
			newFilter(t, 5)(app).ServeHTTP(w, r)
			return nil
		}()
		if name == "the error" && (panicked != nil || w.Code != 413) || name == "another error" && panicked != "other" {
			t.Errorf("%s: panics with %v, status %d", name, panicked, w.Code)
		}
	}
}

// TestPanicAfterTheAnswerHasBegun has the error of a body that is too large,
// when it is too late to say so.
func TestPanicAfterTheAnswerHasBegun(t *testing.T) {
	r := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader("abcdef")))
	r.ContentLength = -1
	defer func() {
		if tooLarge := new(http.MaxBytesError); !errors.As(recover().(error), &tooLarge) {
			t.Error("the panic is lost")
		}
	}()
	newFilter(t, 5)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "begun")
		if _, err := io.ReadAll(r.Body); err != nil {
			panic(err)
		}
	})).ServeHTTP(httptest.NewRecorder(), r)
}
