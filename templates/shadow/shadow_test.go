package shadow

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/values"
)

// logBuffer is a log that several goroutines write to.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// await waits until the log has a text.
func (b *logBuffer) await(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(b.String(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the log lacks %q:\n%s", text, b)
		}
	}
}

// newShadow returns one that logs into a buffer.
func newShadow(t *testing.T, c Config) (*Shadow, *logBuffer) {
	t.Helper()
	log := &logBuffer{}
	c.Log = slog.New(slog.NewTextHandler(log, nil))
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s, log
}

// outcomeOf waits until there are n outcomes, and returns the counts.
func outcomeOf(t *testing.T, s *Shadow, n int) Stats {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		all := s.Stats()
		sum := all[0].Same + all[0].Different
		for _, skipped := range all[0].Skipped {
			sum += skipped
		}
		if sum >= n {
			return all[0]
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d: %+v", sum, n, all)
		}
	}
}

// answering is a handler that answers with this.
func answering(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Add(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestApps(t *testing.T) {
	text := []string{"Content-Type", "text/plain"}
	with := func(more ...string) []string { return append(text[:2:2], more...) }
	for name, c := range map[string]struct {
		method     string
		one, other http.HandlerFunc
		want       string // in the log; empty: they are the same
	}{
		"same":                     {"GET", answering(200, "x", text...), answering(200, "x", text...), ""},
		"status":                   {"GET", answering(200, "x", text...), answering(404, "x", text...), "status: 200 in Go, 404 in Python"},
		"header":                   {"GET", answering(200, "x", with("X-A", "1")...), answering(200, "x", text...), `header X-A: \"1\" in Go, none in Python`},
		"header only in the other": {"GET", answering(200, "x", text...), answering(200, "x", with("X-A", "1")...), `header X-A: none in Go, \"1\" in Python`},
		"a list in two":            {"GET", answering(200, "x", with("Vary", "A", "Vary", "B")...), answering(200, "x", with("Vary", "A, B")...), ""},
		"spaces around values":     {"GET", answering(200, "x", with("X-A", " 1", "Set-Cookie", " a=b")...), answering(200, "x", with("X-A", "1 ", "Set-Cookie", "a=b")...), ""},
		"date":                     {"GET", answering(200, "x", with("Date", "1")...), answering(200, "x", with("Date", "2")...), ""},
		"length told":              {"GET", answering(200, "xy", with("Content-Length", "2")...), answering(200, "xy", text...), ""},
		"length other":             {"GET", answering(200, "xy", text...), answering(200, "xy", with("Content-Length", "2")...), ""},
		"type guessed":             {"GET", answering(200, "hello"), answering(200, "hello", "Content-Type", "text/plain; charset=utf-8"), ""},
		"body":                     {"GET", answering(200, "one\ntwo three", text...), answering(200, "one\ntwo four", text...), `body from byte 8: \"two three\" in Go, \"two four\" in Python`},
		"shorter":                  {"GET", answering(200, "abc", text...), answering(200, "ab", text...), `body from byte 2: \"abc\" in Go, the end in Python`},
		"no body":                  {"HEAD", answering(200, "abc", text...), answering(200, "", text...), ""},
		"not modified":             {"GET", answering(304, ""), answering(304, ""), ""},
		"cookie":                   {"GET", answering(200, "", "Set-Cookie", "sid=s3cr3t; Path=/"), answering(200, "", "Set-Cookie", "sid=0ther; Path=/"), `header Set-Cookie: \"sid=********; Path=/\" in Go`},
		"token":                    {"GET", answering(200, "", "X-Auth-Token", "s3cr3t"), answering(200, ""), `header X-Auth-Token: \"********\" in Go`},
		"secret in body":           {"GET", answering(200, `{"password": "s3cr3t"}`), answering(200, `{"password": "0ther"}`), "body from byte"},
		"panic":                    {"GET", func(http.ResponseWriter, *http.Request) { panic("oops") }, answering(200, "x"), "outcome: a panic in Go, status 200 in Python"},
		"other panics":             {"GET", answering(200, "x"), func(http.ResponseWriter, *http.Request) { panic("oops") }, "outcome: status 200 in Go, a panic: oops in Python"},
		"both panic":               {"GET", func(http.ResponseWriter, *http.Request) { panic("a") }, func(http.ResponseWriter, *http.Request) { panic("b") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, log := newShadow(t, Config{})
			h := s.App("app:x", Go, c.one, c.other)
			func() {
				defer func() { _ = recover() }()
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(c.method, "/p?token=s3cr3t", nil))
			}()
			got := outcomeOf(t, s, 1)
			if got.Same != 1 && c.want == "" || got.Different != 1 && c.want != "" {
				t.Errorf("%+v\n%s", got, log)
			}
			log.await(t, c.want)
			if strings.Contains(log.String(), "s3cr3t") || strings.Contains(log.String(), "0ther") {
				t.Error(log)
			}
		})
	}
}

// TestWhoseAnswer has the client get that of its side, whatever the other does.
func TestWhoseAnswer(t *testing.T) {
	for side, want := range map[Side]string{Go: "go", Python: "python"} {
		s, log := newShadow(t, Config{})
		h := s.App("app:x", side, answering(200, "go"), answering(200, "python"))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Body.String() != want {
			t.Error(side, w.Body)
		}
		outcomeOf(t, s, 1)
		log.await(t, `\"go\" in Go, \"python\" in Python`)
	}
}

// tagged is a filter that sets a header of the answer and a key of environ.
func tagged(header, user string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Tag", header)
			next.ServeHTTP(w, r.WithContext(values.With(r.Context(), "REMOTE_USER", user)))
		})
	}
}

func TestFilters(t *testing.T) {
	twice := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			next.ServeHTTP(w, r)
		})
	}
	deny := func(http.Handler) http.Handler { return answering(401, "no") }
	later := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Tag", "a")
			next.ServeHTTP(w, r)
		})
	}
	for name, c := range map[string]struct {
		one, other func(http.Handler) http.Handler
		config     Config
		want       Stats
		log        string
	}{
		"same":                      {tagged("a", "u"), tagged("a", "u"), Config{}, Stats{Same: 1}, ""},
		"header":                    {tagged("a", "u"), tagged("b", "u"), Config{}, Stats{Different: 1}, `header X-Tag: \"a\" in Go, \"b\" in Python`},
		"other request":             {tagged("a", "u"), tagged("a", "v"), Config{}, Stats{Skipped: map[string]int{otherRequest: 1}}, `REMOTE_USER: \"u\" in Go, \"v\" in Python`},
		"ignored":                   {tagged("a", "u"), tagged("b", "v"), Config{Ignore: []string{"x-tag", "REMOTE_USER"}}, Stats{Same: 1}, ""},
		"the client's asks nothing": {deny, tagged("a", "u"), Config{}, Stats{Skipped: map[string]int{otherRequest: 1}}, "Go asks nothing below"},
		"the other asks nothing":    {tagged("a", "u"), deny, Config{}, Stats{Different: 1}, "status: 200 in Go, 401 in Python"},
		"twice":                     {twice, twice, Config{}, Stats{Same: 1}, ""},
		"large":                     {later, later, Config{BodyLimit: 3}, Stats{Skipped: map[string]int{large: 1}}, "6 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			s, log := newShadow(t, c.config)
			asked := 0
			app := func(w http.ResponseWriter, r *http.Request) {
				asked++
				w.Header().Add("Vary", "Below")
				w.Header().Set("X-Below", "1")
				_, _ = io.WriteString(w, "answer")
			}
			above := func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Vary", "Above")
					w.Header().Set("X-Above", "1")
					next.ServeHTTP(w, r)
				})
			}
			h := above(s.Filter("filter:x", Go, c.one, c.other)(http.HandlerFunc(app)))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", "/p", nil))
			if got := w.Header()["Vary"]; len(got) != 2 && asked > 0 {
				t.Error(got)
			}
			got := outcomeOf(t, s, 1)
			c.want.Section = "filter:x"
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v\n%s", got, c.want, log)
			}
			log.await(t, c.log)
			if want := map[bool]int{true: 2, false: 1}[name == "twice"]; asked > want {
				t.Errorf("what is below was asked %d times", asked)
			}
		})
	}
}

// TestGoneAfterwards has the client go when it has read all of the answer, which its
// handler has not returned from: that is compared.
func TestGoneAfterwards(t *testing.T) {
	s, _ := newShadow(t, Config{})
	ctx, leave := context.WithCancel(t.Context())
	inGo := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1")
		_, _ = w.Write([]byte("x")) // to a recorder
		leave()
	}
	inPython := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1")
		_, _ = w.Write([]byte("x")) // to nobody
	}
	h := s.App("app:x", Go, http.HandlerFunc(inGo), http.HandlerFunc(inPython))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
	if got := outcomeOf(t, s, 1); got.Same != 1 {
		t.Errorf("%+v", got)
	}
}

// TestUnsafe has requests that change things be answered once.
func TestUnsafe(t *testing.T) {
	s, _ := newShadow(t, Config{})
	h := s.App("app:x", Go, answering(200, "x"), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Error(r.Method) }))
	upgrade := httptest.NewRequest("GET", "/", nil)
	upgrade.Header.Set("Upgrade", "websocket")
	for _, r := range []*http.Request{
		httptest.NewRequest("POST", "/", nil), httptest.NewRequest("DELETE", "/", nil),
		httptest.NewRequest("GET", "/", strings.NewReader("x")), upgrade,
	} {
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if got := s.Stats()[0]; got.Same+got.Different+len(got.Skipped) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestHanging has the other side hang: clients do not wait, and what comes
// beyond the places there are is not compared.
func TestHanging(t *testing.T) {
	s, _ := newShadow(t, Config{Queue: 2, Threads: 1, Timeout: 20 * time.Millisecond})
	release := make(chan struct{})
	h := s.App("app:x", Go, answering(200, "x"), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	for range 10 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	got := outcomeOf(t, s, 10)
	if got.Skipped[late] != 2 || got.Skipped[busy] != 8 {
		t.Errorf("%+v", got)
	}
	close(release)
	for deadline := time.Now().Add(10 * time.Second); len(s.slots) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("places are not free again")
		}
	}
}

// TestClientGone has nothing be compared that the client has not got.
func TestClientGone(t *testing.T) {
	s, _ := newShadow(t, Config{})
	ctx, cancel := context.WithCancel(context.Background())
	h := s.App("app:x", Go, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		cancel()
		panic(http.ErrAbortHandler)
	}), answering(200, "x"))
	func() {
		defer func() {
			if v := recover(); v != http.ErrAbortHandler {
				t.Error(v)
			}
		}()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
	}()
	if got := outcomeOf(t, s, 1); got.Skipped[gone] != 1 {
		t.Errorf("%+v", got)
	}
}

// TestShare compares about as many as it is to.
func TestShare(t *testing.T) {
	s, _ := newShadow(t, Config{Share: 0.5, Queue: 1000})
	h := s.App("app:x", Go, answering(200, "x"), answering(200, "x"))
	for range 400 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	if got := outcomeOf(t, s, 100); got.Same+got.Skipped[busy] > 300 {
		t.Errorf("%+v", got)
	}
}

// TestReport has a line for each request, and all are compared before the end.
func TestReport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report")
	t.Setenv("PASTE_SHADOW_REPORT", path)
	s, _ := newShadow(t, Config{Share: 0.001, Queue: 2, Threads: 1})
	h := s.App("app:x", Go, answering(200, "x"), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Path[1:])
	}))
	for _, p := range []string{"/x", "/y", "/x", "/x", "/z?password=p"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", p, nil))
	}
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var results []string
	for _, text := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil || l.Section != "app:x" || l.Method != "GET" {
			t.Error(text, err)
		}
		results = append(results, l.Path+" "+l.Result)
	}
	want := []string{"/x same", "/y different", "/x same", "/x same", "/z?password=******** different"}
	if !reflect.DeepEqual(results, want) {
		t.Error(results)
	}
}

// TestReportThatCannotBeWritten has a disk without room.
func TestReportThatCannotBeWritten(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip(err)
	}
	t.Setenv("PASTE_SHADOW_REPORT", full)
	s, _ := newShadow(t, Config{Queue: 2, Threads: 1})
	s.App("app:x", Go, answering(200, "x"), answering(200, "x")).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if err := s.Close(context.Background()); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Error(err)
	}
}

// TestSameIsToldOnce has a log not be flooded.
func TestSameIsToldOnce(t *testing.T) {
	s, log := newShadow(t, Config{Queue: 100})
	h := s.App("app:x", Go, answering(200, "x"), answering(404, "x"))
	for range 50 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	outcomeOf(t, s, 50)
	if n := strings.Count(log.String(), "differently"); n > 1 {
		t.Errorf("told %d times", n)
	}
}

// TestMetrics shows the counts where requests are measured.
func TestMetrics(t *testing.T) {
	s, _ := newShadow(t, Config{})
	h := s.App("app:x", Go, answering(200, "x"), answering(404, "x"))
	var sources fakeRegistry
	for range 2 {
		r := httptest.NewRequest("GET", "/", nil)
		h.ServeHTTP(httptest.NewRecorder(), r.WithContext(values.With(r.Context(), "pastegen.metrics", &sources)))
	}
	outcomeOf(t, s, 2)
	var text []string
	for _, source := range sources {
		source(func(string, string, string) {}, func(name string, value float64, labels ...string) {
			if value == 2 {
				text = append(text, name+" "+strings.Join(labels, " "))
			}
		})
	}
	if want := []string{"shadow_compared_total section app:x result different"}; !reflect.DeepEqual(text, want) {
		t.Error(text)
	}
}

type fakeRegistry []func(func(name, kind, help string), func(name string, value float64, labels ...string))

func (f *fakeRegistry) AddSource(s func(family func(name, kind, help string), sample func(name string, value float64, labels ...string))) {
	*f = append(*f, s)
}
