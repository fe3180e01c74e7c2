package cascade

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

func answering(status int, text string, lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			w.Header().Add(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

func raising(v any) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) { panic(v) }
}

// cascadeOf makes a cascade of apps with the keys app0, app1 ...
func cascadeOf(t testing.TB, maxReplay int64, catch []int, apps ...http.HandlerFunc) http.Handler {
	t.Helper()
	o := Options{Catch: catch, MaxReplay: maxReplay, Apps: map[string]http.Handler{}}
	for i, app := range apps {
		o.Apps[fmt.Sprint("app", i)] = app
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestTheFirstAnswerThatIsNotCaught(t *testing.T) {
	missing := answering(404, "missing", "X-Missing: 1", "Set-Cookie: m=1")
	found := answering(200, "found", "X-Found: 1")
	empty := func(http.ResponseWriter, *http.Request) {}
	raised := raising(&oracle.StatusError{Code: 404})
	for name, c := range map[string]struct {
		apps  []http.HandlerFunc
		catch []int
		want  string
	}{
		"the first":            {[]http.HandlerFunc{found, missing}, []int{404}, "200 found map[X-Found:[1] X-Outer:[o]]"},
		"the second":           {[]http.HandlerFunc{missing, found, raising("x")}, []int{404}, "200 found map[X-Found:[1] X-Outer:[o]]"},
		"the last":             {[]http.HandlerFunc{missing, missing, found}, []int{404}, "200 found map[X-Found:[1] X-Outer:[o]]"},
		"the last is caught":   {[]http.HandlerFunc{answering(404, "x"), missing}, []int{404}, "404 missing map[Set-Cookie:[m=1] X-Missing:[1] X-Outer:[o]]"},
		"none":                 {[]http.HandlerFunc{missing}, []int{404}, "404 missing map[Set-Cookie:[m=1] X-Missing:[1] X-Outer:[o]]"},
		"empty":                {[]http.HandlerFunc{empty, found}, []int{404}, "200  map[X-Outer:[o]]"},
		"empty is caught":      {[]http.HandlerFunc{empty, found}, []int{200}, "200 found map[X-Found:[1] X-Outer:[o]]"},
		"another status":       {[]http.HandlerFunc{answering(403, "no"), found}, []int{404}, "403 no map[X-Outer:[o]]"},
		"several statuses":     {[]http.HandlerFunc{answering(403, "no"), answering(500, "x"), found}, []int{404, 403, 500}, "200 found map[X-Found:[1] X-Outer:[o]]"},
		"a panic with status":  {[]http.HandlerFunc{raised, found}, []int{404}, "200 found map[X-Found:[1] X-Outer:[o]]"},
		"a panic that wraps":   {[]http.HandlerFunc{raising(fmt.Errorf("x: %w", &oracle.StatusError{Code: 404})), found}, []int{404}, "200 found map[X-Found:[1] X-Outer:[o]]"},
		"a panic after a drop": {[]http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) { missing(w, r); raised(w, r) }, found}, []int{404}, "200 found map[X-Found:[1] X-Outer:[o]]"},
	} {
		w := httptest.NewRecorder()
		w.Header().Set("X-Outer", "o")
		cascadeOf(t, 0, c.catch, c.apps...).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		header := w.Result().Header
		if header.Del("Content-Type"); fmt.Sprintf("%d %s %v", w.Code, w.Body, header) != c.want {
			t.Errorf("%s: %d %s %v, want %s", name, w.Code, w.Body, header, c.want)
		}
	}
}

func TestOtherPanicsGoOn(t *testing.T) {
	found := answering(200, "found")
	for _, v := range []any{"x", http.ErrAbortHandler, errors.New("x"), &oracle.StatusError{Code: 500}} {
		for _, app := range []http.HandlerFunc{
			raising(v),
			func(w http.ResponseWriter, r *http.Request) { answering(404, "x")(w, r); panic(v) },
			func(w http.ResponseWriter, r *http.Request) { answering(200, "x")(w, r); panic(v) },
		} {
			func() {
				defer func() {
					if got := recover(); got != v {
						t.Errorf("%v became %v", v, got)
					}
				}()
				cascadeOf(t, 0, []int{404}, app, found).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
			}()
		}
	}
}

func TestKeysAreSortedAsTexts(t *testing.T) {
	var tried []string
	o := Options{Catch: []int{404}, Apps: map[string]http.Handler{}}
	for _, key := range []string{"app", "app2", "app10", "appB", "app_a"} {
		o.Apps[key] = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			tried = append(tried, key)
			w.WriteHeader(404)
		})
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if !slices.Equal(tried, []string{"app", "app10", "app2", "appB", "app_a"}) {
		t.Error(tried)
	}
}

func TestOptions(t *testing.T) {
	apps := func(keys ...string) map[string]http.Handler {
		m := map[string]http.Handler{}
		for _, key := range keys {
			m[key] = http.NotFoundHandler()
		}
		return m
	}
	for want, o := range map[string]Options{
		"":           {Catch: []int{404, 500}, Apps: apps("app1", "application")},
		`"other"`:    {Apps: apps("app1", "other")},
		"no app":     {},
		"99 is not":  {Catch: []int{99}, Apps: apps("app1")},
		"600 is not": {Catch: []int{600}, Apps: apps("app1")},
	} {
		if _, err := New(o); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// reading reads so many bytes of the body, all for -1, and answers with the
// status and what it has read.
func reading(t *testing.T, n int64, status int, read *[]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var source io.Reader = r.Body
		if n >= 0 {
			source = io.LimitReader(source, n)
		}
		text, err := io.ReadAll(source)
		if err != nil {
			t.Error(err)
		}
		if err := r.Body.Close(); err != nil {
			t.Error(err)
		}
		*read = append(*read, string(text))
		w.WriteHeader(status)
	}
}

// TestBodiesAreReadAgain has apps that read bodies of many sizes partly or as a
// whole.
func TestBodiesAreReadAgain(t *testing.T) {
	for _, size := range []int{1, 100, inMemory - 1, inMemory, inMemory + 1, 100_000} {
		body := strings.Repeat("0123456789", size/10+1)[:size]
		for _, first := range []int64{0, 1, inMemory - 1, inMemory, inMemory + 1, -1} {
			for _, chunked := range []bool{false, true} {
				var read []string
				h := cascadeOf(t, 1<<20, []int{404}, reading(t, first, 404, &read), reading(t, first/2, 404, &read), reading(t, -1, 404, &read), reading(t, -1, 200, &read))
				status := post(t, h, body, chunked)
				if status != 200 || len(read) != 4 || read[2] != body || read[3] != body || !strings.HasPrefix(body, read[0]) || first == -1 && read[0] != body {
					t.Errorf("%d bytes, chunked %v, %d read first: status %d, %d reads", size, chunked, first, status, len(read))
				}
			}
		}
	}
	if left, _ := os.ReadDir(os.TempDir()); slices.ContainsFunc(left, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), "cascade-") }) {
		t.Error("temporary files are left")
	}
}

// post sends a body to a server of h, and returns the status.
func post(t *testing.T, h http.Handler, body string, chunked bool) int {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	var source io.Reader = strings.NewReader(body)
	if chunked {
		source = struct{ io.Reader }{source}
	}
	answer, err := http.Post(server.URL, "text/plain", source)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestBodiesThatAreTooLong(t *testing.T) {
	body := strings.Repeat("x", 10_000)
	for _, c := range []struct {
		limit   int64
		first   int64
		status  int
		chunked bool
		want    int
		reads   int
	}{
		{9_999, -1, 404, true, 413, 1},
		{10_000, -1, 404, true, 200, 2},
		{9_999, -1, 404, false, 200, 2},
		{9_999, -1, 200, true, 200, 1}, // its answer is final
		{9_999, 100, 404, true, 200, 2},
		{0, 0, 404, true, 200, 2},
		{0, 1, 404, true, 413, 1},
	} {
		var read []string
		h := cascadeOf(t, c.limit, []int{404}, reading(t, c.first, c.status, &read), reading(t, -1, 200, &read))
		status := post(t, h, body, c.chunked)
		if status != c.want || len(read) != c.reads || len(read) == 2 && read[1] != body {
			t.Errorf("%+v: status %d, %d reads", c, status, len(read))
		}
	}
}

func TestTemporaryFilesThatCannotBe(t *testing.T) {
	t.Setenv("TMPDIR", "/nowhere/at/all")
	var read []string
	h := cascadeOf(t, 1<<20, []int{404}, reading(t, -1, 404, &read), reading(t, -1, 200, &read))
	if status := post(t, h, strings.Repeat("x", inMemory), false); status != 200 {
		t.Errorf("status %d", status)
	}
	if status := post(t, h, strings.Repeat("x", inMemory+1), false); status != 500 {
		t.Errorf("status %d", status)
	}
}

func TestAnAppCannotReadAfterClose(t *testing.T) {
	h := cascadeOf(t, 0, []int{404}, func(w http.ResponseWriter, r *http.Request) {
		r.Body.Close()
		if n, err := r.Body.Read(make([]byte, 1)); n != 0 || err != http.ErrBodyReadAfterClose {
			t.Error(n, err)
		}
		w.WriteHeader(404)
	}, func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) })
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader("text")))
	if w.Body.String() != "text" {
		t.Error(w.Body)
	}
}

func TestAppsDoNotSeeEachOther(t *testing.T) {
	h := cascadeOf(t, 0, []int{404}, func(w http.ResponseWriter, r *http.Request) {
		r.Pattern, r.Method = "changed", "changed"
		w.WriteHeader(404)
	}, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Method+r.Pattern) })
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "GET" {
		t.Error(w.Body)
	}
}

func TestAnswersStream(t *testing.T) {
	w := httptest.NewRecorder()
	cascadeOf(t, 0, []int{404}, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "a")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	}, answering(200, "x")).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if !w.Flushed {
		t.Error("it is not flushed")
	}
}

func FuzzReplay(f *testing.F) {
	f.Add(uint16(5000), uint16(4096), uint16(7))
	f.Add(uint16(1), uint16(0), uint16(1))
	f.Fuzz(func(t *testing.T, size, first, step uint16) {
		body := strings.Repeat("0123456789", int(size)/10+1)[:size]
		r := httptest.NewRequest("POST", "/", struct{ io.Reader }{strings.NewReader(body)})
		b := newReplay(r, -1)
		defer b.close()
		for _, n := range []int64{int64(first), int64(first) * 2, int64(first) / 3, int64(size)} {
			got, err := io.ReadAll(io.LimitReader(b.request(r).Body, n))
			if err != nil || string(got) != body[:min(int64(size), n)] {
				t.Fatalf("%d of %d: %d bytes, %v", n, size, len(got), err)
			}
		}
		last := b.lastRequest(r).Body
		var got strings.Builder
		if _, err := io.CopyBuffer(struct{ io.Writer }{&got}, struct{ io.Reader }{last}, make([]byte, int(step)+1)); err != nil || got.String() != body {
			t.Fatal(got.Len(), err)
		}
	})
}

func BenchmarkSecond(b *testing.B) {
	h := cascadeOf(b, 0, []int{404}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) })
	w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}
