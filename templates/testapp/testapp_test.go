package testapp

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

func TestSimpleAsPaste(t *testing.T) {
	oracle.Compare(t, "test", "[app:main]\nuse = egg:Paste#test\n", New(), []oracle.Case{
		{Request: "GET /"}, {Request: "HEAD /any/path?x=1"}, {Request: "POST /\nContent-Length: 1\n\nx"}, {Request: "DELETE /"},
	}, nil)
}

// slow returns the app without delays.
func slow(t *testing.T, o SlowOptions, log io.Writer) http.Handler {
	t.Helper()
	h, err := NewSlow(o, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestSlowAsPaste leaves uploads out, whose answer fails in Python 3.
func TestSlowAsPaste(t *testing.T) {
	oracle.Compare(t, "test_slow", "[app:main]\nuse = egg:Paste#test_slow\ndelay = 0\n", slow(t, SlowOptions{ChunkSize: 4096}, io.Discard), []oracle.Case{
		{Request: "GET /"}, {Request: "HEAD /"}, {Request: "GET /x?y=z"},
	}, nil)
}

func TestSlowUpload(t *testing.T) {
	var log bytes.Buffer
	h := slow(t, SlowOptions{ChunkSize: 4, Delay: time.Millisecond, Progress: true}, &log)
	for body, unknown := range map[string]bool{"0123456789": false, "01234567": true} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		if unknown {
			r.ContentLength = -1
		}
		w := httptest.NewRecorder()
		start := time.Now()
		h.ServeHTTP(w, r)
		if want := map[bool]string{false: "<html><body>10 bytes</body></html>", true: "<html><body>8 bytes</body></html>"}[unknown]; w.Body.String() != want || time.Since(start) < 2*time.Millisecond {
			t.Errorf("%q: %q after %v", body, w.Body, time.Since(start))
		}
	}
	if !strings.Contains(log.String(), "read=4 of=10") {
		t.Errorf("the log says %q", log.String())
	}
	r := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader("0"), broken{}))
	r.ContentLength = 5
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != 400 {
		t.Errorf("a body that breaks off: %d", w.Code)
	}
	if _, err := NewSlow(SlowOptions{}, slog.Default()); err == nil {
		t.Error("chunks of nothing are taken")
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestShow(t *testing.T) {
	for _, text := range []bool{false, true} {
		r := httptest.NewRequest("GET", "/?<b>", nil)
		r.Header.Set("X-A", "<i>")
		w := httptest.NewRecorder()
		NewShow(ShowOptions{Text: text}).ServeHTTP(w, r)
		want := "<tr><th scope=\"row\">HTTP_X_A</th><td><code>&lt;i&gt;</code></td></tr>\n"
		if text {
			want = "\nHTTP_X_A: <i>\n"
		}
		if !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "<b>") == !text {
			t.Errorf("text %v: %s", text, w.Body)
		}
		if !panics(NewShow(ShowOptions{Text: text}), "/?error=true") {
			t.Error("it does not fail when it should")
		}
	}
}

func panics(h http.Handler, target string) (panicked bool) {
	defer func() { panicked = recover() != nil }()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", target, nil))
	return false
}

func debugCases() (all []oracle.Case) {
	for _, request := range []string{
		"GET /", "HEAD /a", "GET /a%20b?x=y&z", "POST /form.html\nContent-Length: 0", "GET /?status=404%20Not%20Found", "GET /?status=204%20No%20Content",
		"GET /?status=304%20Not%20Modified", "GET /?header-x-mine=1&header-content-language=de", "POST /\nContent-Type: text/plain\nContent-Length: 3\n\nabc",
		"POST /?status=201%20Created\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 7\n\na=b&c=d", "PUT /\nX-A: 1\nx-b: 2\nCookie: a=b\nContent-Length: 1\n\nx",
	} {
		all = append(all, oracle.Case{Request: request})
	}
	return append(all, oracle.Case{Request: "GET /form.html", Differs: "fails in Python 3, as the form is no bytes"})
}

func TestDebugAsWebTest(t *testing.T) {
	ini := "[app:main]\nuse = egg:WebTest#debug\nform = <form>\n"
	oracle.Compare(t, "debug", ini, NewDebug(DebugOptions{Form: "<form>"}, slog.Default()), debugCases(), alignDebug)
	ini += "show_form = yes\n"
	oracle.Compare(t, "debug-form", ini, NewDebug(DebugOptions{Form: "<form>", ShowForm: true}, slog.Default()), []oracle.Case{
		{Request: "GET /"}, {Request: "POST /\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 11\n\na=b&c=d&a=e"},
		{Request: "POST /\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 7\n\na=%2B+x"},
		{Request: "GET /?header-x-mine=1&a=b"},
	}, alignDebug)
}

// alignDebug takes out of the variables what each server has of its own.
func alignDebug(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		delete(a.Headers, "Content-Length")
		if kind := a.Headers["Content-Type"]; kind != nil {
			kind[0], _, _ = strings.Cut(kind[0], ";")
		}
		lines := slices.DeleteFunc(strings.Split(a.Body, "\n"), func(line string) bool {
			name, _, isVariable := strings.Cut(line, ": ")
			switch name {
			case "REMOTE_PORT", "SERVER_PORT", "SERVER_SOFTWARE", "GATEWAY_INTERFACE", "REQUEST_SCHEME", "REQUEST_URI", "SERVER_NAME", "REMOTE_HOST", "HTTP_CONNECTION":
				return true
			}
			return isVariable && (strings.HasSuffix(line, ": ") || strings.Contains(name, ".") || strings.ToUpper(name) != name)
		})
		a.Body = strings.Join(lines, "\n")
	}
}

func TestForms(t *testing.T) {
	h := NewDebug(DebugOptions{ShowForm: true}, slog.Default())
	for _, tt := range []struct{ mediaType, body, want string }{
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--x--\r\n", "b=1\na=2\n"},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1", "400"},
		{"application/x-www-form-urlencoded", "b&a=%zz", "400"},
		{"application/x-www-form-urlencoded", "b&a=%61", "b=\na=a\n"},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(tt.body))
		r.Header.Set("Content-Type", tt.mediaType)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Body.String(); got != tt.want && !(tt.want == "400" && w.Code == 400) {
			t.Errorf("%q: %d %q", tt.body, w.Code, got)
		}
	}
}

func TestDebugForm(t *testing.T) {
	h := NewDebug(DebugOptions{Form: "<form>"}, slog.Default())
	for request, want := range map[string]bool{"GET /form.html": true, "POST /form.html": false, "GET /form": false} {
		method, target, _ := strings.Cut(request, " ")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, target, nil))
		if shown := w.Body.String() == "<form>"; shown != want {
			t.Errorf("%s: %q", request, w.Body)
		}
	}
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, httptest.NewRequest("HEAD", "/", nil)); w.Header().Get("Content-Length") != "" || w.Body.Len() > 0 {
		t.Errorf("HEAD: %v %q", w.Header(), w.Body)
	}
}

func TestDebugOrders(t *testing.T) {
	var log bytes.Buffer
	h := NewDebug(DebugOptions{}, slog.New(slog.NewTextHandler(&log, nil)))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/?errorlog=oops", nil))
	if !strings.Contains(log.String(), "msg=oops") {
		t.Errorf("the log says %q", log.String())
	}
	if !panics(h, "/?error") {
		t.Error("it does not fail when it should")
	}
	for text, want := range map[string]int{"": 200, "404 Not Found": 404, "x": 200, "100 Continue": 200, "1000 x": 200, "-1": 200, "500": 500} {
		if got := statusOf(text); got != want {
			t.Errorf("%q is %d", text, got)
		}
	}
}
