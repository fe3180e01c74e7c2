package errordocument

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/response"
)

// site is an app of several pages: each path has its own handler, others are
// not found.
type site map[string]http.HandlerFunc

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if page := s[r.URL.Path]; page != nil {
		page(w, r)
		return
	}
	http.Error(w, "app: not found", 404)
}

func filter(t *testing.T, pages map[int]string, app http.Handler) http.Handler {
	t.Helper()
	with, err := New(Options{pages}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return with(app)
}

func ask(h http.Handler, method, url string, lines ...string) (*http.Response, string) {
	r := httptest.NewRequest(method, url, strings.NewReader("a=b"))
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body, _ := io.ReadAll(w.Result().Body)
	return w.Result(), string(body)
}

func page(status int, text string, lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			w.Header().Add(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

func TestPages(t *testing.T) {
	pages := map[int]string{404: "/e/404", 403: "/e/403?code=403&a", 500: "/e/loop", 410: "/e/410", 409: "/e/409", 401: "/e/none", 405: "/e/405"}
	app := site{
		"/":      page(200, "home"),
		"/no":    page(403, "forbidden"),
		"/fail":  page(500, "failed"),
		"/gone":  page(410, "gone"),
		"/other": page(418, "teapot"),
		"/login": page(401, "who?", "WWW-Authenticate: Basic"),
		"/e/404": page(200, "page 404"),
		"/e/403": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "page 403 %s %s", r.URL.RawQuery, r.FormValue("code"))
		},
		"/e/loop": page(500, "loop"),
		"/e/410":  page(409, "chain"),
		"/e/409":  page(200, "page 409"),
		"/empty":  func(http.ResponseWriter, *http.Request) {},
	}
	h := filter(t, pages, app)
	for url, want := range map[string]string{
		"/":       "200 home",
		"/empty":  "200 ",
		"/other":  "418 teapot",
		"/x":      "404 page 404",
		"/x?y=z":  "404 page 404",
		"/no?c=d": "403 page 403 code=403&a 403",
		"/fail":   "500 Error: 500 Internal Server Error.  (Error page could not be fetched)",
		"/e/loop": "500 Error: 500 Internal Server Error.  (Error page could not be fetched)",
		"/gone":   "410 page 409",
		"/login":  "401 page 404", // whose page is not there
		"/e/404":  "200 page 404",
	} {
		answer, body := ask(h, "GET", url)
		if got := fmt.Sprintf("%d %s", answer.StatusCode, body); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
	if answer, _ := ask(h, "GET", "/login"); answer.Header.Get("WWW-Authenticate") != "Basic" {
		t.Error(answer.Header)
	}
}

// TestAPageForAnAnswerOfNothing has an app that only returns, which is a 200.
func TestAPageForAnAnswerOfNothing(t *testing.T) {
	empty := func(http.ResponseWriter, *http.Request) {}
	h := filter(t, map[int]string{200: "/e", 299: "/none"}, site{"/": empty, "/e": page(204, ""), "/x": page(299, "x"), "/none": empty})
	for url, want := range map[string]int{"/": 200, "/x": 299} {
		if answer, body := ask(h, "GET", url); answer.StatusCode != want || body != "" {
			t.Errorf("%s: %d %q", url, answer.StatusCode, body)
		}
	}
}

func TestHeaders(t *testing.T) {
	inner := filter(t, map[int]string{404: "/page", 410: "/missing"}, site{
		"/x":       page(404, "long text of the first answer", "Content-Type: a/b", "Content-Length: 29", `ETag: "a"`, "X-First: 1", "X-Both: 1", "Set-Cookie: a=1", "Vary: A"),
		"/y":       page(410, "gone", "Set-Cookie: y=1"),
		"/missing": page(404, "", "Set-Cookie: m=1", "X-Both: m"),
		"/page":    page(200, "<p>", "Content-Type: text/html", "X-Both: 2", "Set-Cookie: b=2", "Vary: B", "Last-Modified: x"),
	})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Outer", "o")
		w.Header().Set("Vary", "O")
		inner.ServeHTTP(w, r)
	})
	for url, want := range map[string]http.Header{
		"/x": {"Content-Type": {"text/html"}, "X-First": {"1"}, "X-Both": {"2"}, "Set-Cookie": {"a=1", "b=2"}, "Vary": {"O", "A", "B"}, "X-Outer": {"o"}, "Last-Modified": {"x"}},
		"/y": {"Content-Type": {"text/html"}, "X-Both": {"2"}, "Set-Cookie": {"y=1", "m=1", "b=2"}, "Vary": {"O", "B"}, "X-Outer": {"o"}, "Last-Modified": {"x"}},
	} {
		answer, body := ask(h, "GET", url)
		if fmt.Sprint(answer.Header) != fmt.Sprint(want) || body != "<p>" {
			t.Errorf("%s: %v, want %v; %q", url, answer.Header, want, body)
		}
	}
}

func TestTheRequestForAPage(t *testing.T) {
	var seen *http.Request
	h := filter(t, map[int]string{404: "/page?q=1"}, site{
		"/page": func(w http.ResponseWriter, r *http.Request) {
			seen = r
			if body, err := io.ReadAll(r.Body); len(body) > 0 || err != nil {
				t.Error("it has a body")
			}
		},
		"/x": func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			r.Pattern, r.Method, r.URL.RawPath = "GET /x", "LOST", "changed"
			w.WriteHeader(404)
		},
	})
	r := httptest.NewRequest("PUT", "/x?a=b", strings.NewReader("body"))
	r.Pattern = "/mounted"
	for _, name := range []string{"If-None-Match", "If-Modified-Since", "Range", "Accept"} {
		r.Header.Set(name, "kept")
	}
	h.ServeHTTP(httptest.NewRecorder(), r)
	if seen == nil || seen.Method != "PUT" || seen.Pattern != "/mounted" || seen.URL.String() != "/page?q=1" || seen.Form != nil || seen.ContentLength != 0 {
		t.Fatalf("%+v", seen)
	}
	if len(seen.Header) != 1 || seen.Header.Get("Accept") != "kept" || len(r.Header) != 4 {
		t.Error(seen.Header, r.Header)
	}
	if paths, _ := seen.Context().Value("paste.recursive.old_path_info").([]string); !slices.Equal(paths, []string{"/x"}) {
		t.Error(paths)
	}
}

func TestAPageThatWantsGet(t *testing.T) {
	var methods []string
	onlyGet := func(w http.ResponseWriter, r *http.Request) {
		methods = append(methods, r.Method)
		if r.Method != "GET" {
			w.Header().Set("Allow", "GET")
			http.Error(w, "only GET", http.StatusMethodNotAllowed)
			return
		}
		io.WriteString(w, "page")
	}
	h := filter(t, map[int]string{404: "/page"}, site{"/page": onlyGet, "/never": page(405, "never")})
	answer, body := ask(h, "POST", "/x")
	if answer.StatusCode != 404 || body != "page" || answer.Header.Get("Allow") != "" || fmt.Sprint(methods) != "[POST GET]" {
		t.Errorf("%d %q %v, asked by %v", answer.StatusCode, body, answer.Header, methods)
	}
	never := filter(t, map[int]string{404: "/never"}, site{"/never": page(405, "never")})
	if answer, body := ask(never, "POST", "/x"); answer.StatusCode != 404 || body != "never" {
		t.Errorf("%d %q", answer.StatusCode, body)
	}
	mapped := filter(t, map[int]string{404: "/page", 405: "/page2"}, site{"/page": page(405, "x"), "/page2": page(200, "page2")})
	if answer, body := ask(mapped, "POST", "/x"); answer.StatusCode != 404 || body != "page2" {
		t.Errorf("%d %q", answer.StatusCode, body)
	}
}

// TestHooksOfADroppedAnswer has a filter inside, whose hook must not run for
// the page.
func TestHooksOfADroppedAnswer(t *testing.T) {
	app := site{"/page": page(200, "page")}
	h := filter(t, map[int]string{404: "/page"}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := response.Watch(w)
		path := r.URL.Path
		watched.Hook(response.HookFunc(func(w *response.Writer, status int) {
			w.Header().Add("X-Hook", fmt.Sprint(path, status))
		}))
		app.ServeHTTP(watched, r)
		watched.Finish()
	}))
	answer, _ := ask(h, "GET", "/x")
	if got := answer.Header["X-Hook"]; !slices.Equal(got, []string{"/page200"}) {
		t.Error(got)
	}
}

func TestLoopsAreLogged(t *testing.T) {
	var log bytes.Buffer
	with, err := New(Options{map[int]string{404: "/page"}}, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := ask(with(site{}), "GET", "/x")
	if answer.StatusCode != 404 || answer.Header.Get("Content-Type") != "text/plain; charset=utf-8" || !strings.Contains(log.String(), "page=/page") {
		t.Errorf("%d %v %s", answer.StatusCode, answer.Header, &log)
	}
}

func TestOptions(t *testing.T) {
	for page, pages := range map[string]map[int]string{"ok": {404: "/x", 299: "/"}, "relative": {404: "x"}, "status": {99: "/x"}, "large": {1000: "/x"}, "empty": {404: ""}} {
		if _, err := New(Options{pages}, slog.New(slog.DiscardHandler)); (err == nil) != (page == "ok") {
			t.Errorf("%s: %v", page, err)
		}
	}
}

func TestStreamsAndPanicsPass(t *testing.T) {
	h := filter(t, map[int]string{404: "/page"}, site{
		"/stream": func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "a")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
		},
		"/panic": func(http.ResponseWriter, *http.Request) { panic("x") },
	})
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, httptest.NewRequest("GET", "/stream", nil)); !w.Flushed {
		t.Error("it is not flushed")
	}
	defer func() {
		if v := recover(); v != "x" {
			t.Error(v)
		}
	}()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/panic", nil))
}

func TestAllocations(t *testing.T) {
	h := filter(t, map[int]string{404: "/page"}, site{"/": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }})
	r := httptest.NewRequest("GET", "/", nil)
	w := httptest.NewRecorder()
	if n := testing.AllocsPerRun(100, func() { h.ServeHTTP(w, r) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
}
