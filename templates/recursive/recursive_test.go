package recursive

import (
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

// forward is what an app panics with.
type forward string

func (f forward) ForwardPath() string { return string(f) }
func (f forward) Error() string       { return "forward to " + string(f) }

func ask(t *testing.T, app http.HandlerFunc, method, target string) (status int, header http.Header, body string) {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader("a=b"))
	r.Pattern = "/mounted"
	r.Header.Set("If-None-Match", "*")
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	New(slog.New(slog.DiscardHandler))(app).ServeHTTP(w, r)
	return w.Code, w.Header(), w.Body.String()
}

func site(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/":
		old, _ := r.Context().Value("paste.recursive.old_path_info").([]string)
		script, _ := r.Context().Value("paste.recursive.script_name").(string)
		fmt.Fprint(w, r.Method, " ", r.URL.RawQuery, " ", script, old)
	case "/forward":
		_ = r.ParseForm()
		w.Header().Set("X-First", "1")
		response.Watch(w).Hook(response.HookFunc(func(w *response.Writer, _ int) { w.Header().Set("X-Hook", "1") }))
		panic(forward("/?x=y"))
	case "/twice":
		panic(fmt.Errorf("wrapped: %w", forward("/forward")))
	case "/circle":
		panic(forward("/circle2"))
	case "/circle2":
		panic(forward("/circle"))
	case "/include":
		include(w, r, "/?q=1")
	case "/include/include":
		include(w, r, "/include")
	case "/include/forward":
		include(w, r, "/forward")
	case "/include/itself":
		include(w, r, "/include/itself")
	case "/include/missing":
		include(w, r, "/missing")
	case "/late":
		fmt.Fprint(w, "x")
		w.Header().Set("X-Late", "1")
	case "/include/late":
		include(w, r, "/late")
	case "/include/relative":
		include(w, r, "missing")
	default:
		w.Header().Set("Content-Type", "text/x")
		w.WriteHeader(404)
		w.Header().Set("X-Late", "1")
	}
}

func include(w http.ResponseWriter, r *http.Request, path string) {
	include := r.Context().Value("paste.recursive.include").(func(string) (*http.Response, error))
	answer, err := include(path)
	if err != nil {
		fmt.Fprint(w, "error: ", err)
		return
	}
	body, _ := io.ReadAll(answer.Body)
	fmt.Fprintf(w, "[%s %v %s]", answer.Status, answer.Header, body)
}

func TestPaths(t *testing.T) {
	for target, want := range map[string]string{
		"/?a":               "200 POST a /mounted[]",
		"/forward":          "200 POST x=y /mounted[/forward]",
		"/twice":            "200 POST x=y /mounted[/twice /forward]",
		"/circle":           "500 Internal Server Error\n",
		"/include":          "200 [200 OK map[] GET q=1 /mounted[]]",
		"/include/include":  "200 [200 OK map[] [200 OK map[] GET q=1 /mounted[]]]",
		"/include/forward":  "200 [200 OK map[] GET x=y /mounted[/forward]]",
		"/include/itself":   "200 [200 OK map[] error: /include/itself includes itself]",
		"/include/missing":  "200 [404 Not Found map[Content-Type:[text/x]] ]",
		"/include/late":     "200 [200 OK map[] x]",
		"/include/relative": `200 error: the path "missing" does not begin with a slash`,
	} {
		status, header, body := ask(t, site, "POST", target)
		if got := fmt.Sprintf("%d %s", status, body); got != want && got != "500 "+want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
		if header.Get("X-First") != "" || header.Get("X-Hook") != "" {
			t.Errorf("%s: %v", target, header)
		}
	}
}

func TestCirclesAreLogged(t *testing.T) {
	for target, want := range map[string]int{"/circle": 1, "/forward": 0} {
		var log strings.Builder
		New(slog.New(slog.NewTextHandler(&log, nil)))(http.HandlerFunc(site)).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", target, nil))
		if strings.Count(log.String(), "level=ERROR") != want {
			t.Errorf("%s: the log is %q", target, log.String())
		}
	}
}

func TestOtherPanicsGoOn(t *testing.T) {
	for name, app := range map[string]http.HandlerFunc{
		"another":  func(http.ResponseWriter, *http.Request) { panic("x") },
		"relative": func(http.ResponseWriter, *http.Request) { panic(forward("x")) },
		"too late": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); panic(forward("/")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the panic has ended", name)
				}
			}()
			ask(t, app, "GET", "/")
		}()
	}
}

func TestTheRequestForAnInclude(t *testing.T) {
	var seen *http.Request
	ask(t, func(w http.ResponseWriter, r *http.Request) {
		if seen = r; r.URL.Path == "/x" {
			include(w, r, "/y")
		}
	}, "POST", "/x")
	if seen.Method != "GET" || seen.Pattern != "/mounted" || seen.ContentLength != 0 || len(seen.Header) != 1 || !slices.Equal(seen.Header["Accept"], []string{"text/html"}) {
		t.Errorf("%+v", seen)
	}
}
