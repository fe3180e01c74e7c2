package waitforit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// limit is for apps that are to be late, and ample for those that are not to be.
const (
	limit = 30 * time.Millisecond
	ample = 10 * time.Second
)

// serving returns a server of app behind the filter, and what is logged. The
// time limit is short if o has none.
func serving(t *testing.T, o Options, app http.HandlerFunc) (*httptest.Server, *http.Client, *locked) {
	t.Helper()
	if o.PollTime = 2 * time.Second; o.TimeLimit == 0 {
		o.TimeLimit = limit
	}
	log := new(locked)
	filter, err := New(context.Background(), o, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(filter(app))
	t.Cleanup(server.Close)
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return server, client, log
}

// locked is a log for several goroutines.
type locked struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// get returns an answer and its body.
func get(t *testing.T, client *http.Client, method, url string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestFastAppsAnswerThemselves(t *testing.T) {
	server, client, _ := serving(t, Options{TimeLimit: ample}, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-A", "b")
		w.WriteHeader(202)
		fmt.Fprintf(w, "%s %s", r.Method, body)
	})
	answer, err := client.Post(server.URL, "text/plain", strings.NewReader("sent"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); answer.StatusCode != 202 || string(body) != "POST sent" || answer.Header.Get("X-A") != "b" {
		t.Errorf("%d %q %v", answer.StatusCode, body, answer.Header)
	}
	if answer, _ := get(t, client, "GET", server.URL+"/x?"+idKey+"=old&a=b"); answer.StatusCode != 301 || answer.Header.Get("Location") != "/x?a=b" {
		t.Errorf("an id that nobody knows: %d %v", answer.StatusCode, answer.Header)
	}
}

// TestSlowApp goes the way of a browser.
func TestSlowApp(t *testing.T) {
	reported, release := make(chan bool), make(chan bool)
	server, client, _ := serving(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		progress := r.Context().Value("waitforit.progress").(interface {
			Report(percent float64, message string)
			Synchronous()
		})
		progress.Report(41.6, "step <2>")
		close(reported)
		body, _ := io.ReadAll(r.Body)
		<-release
		if r.Context().Err() != nil {
			t.Error("the app was told to end")
		}
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(201)
		fmt.Fprintf(w, "done %s %s", r.Method, body)
	})
	answer, err := client.Post(server.URL+"/slow?a=b", "text/plain", strings.NewReader("sent"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	<-reported
	page := answer.Header.Get("Location")
	if answer.StatusCode != http.StatusSeeOther || !strings.HasPrefix(page, "/slow?a=b&"+idKey+"=") {
		t.Fatalf("%d to %q", answer.StatusCode, page)
	}
	answer, body := get(t, client, "GET", server.URL+page)
	for _, text := range []string{`<meta http-equiv="refresh" content="2">`, `value="42"`, "step &lt;2&gt;", "Please wait"} {
		if !strings.Contains(body, text) || answer.StatusCode != 200 || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("no %q: %d %v %s", text, answer.StatusCode, answer.Header, body)
		}
	}
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	statusURL := server.URL + "/.waitforit/status.json?" + idKey + "=" + u.Query().Get(idKey)
	var told struct {
		Done     bool
		Progress struct {
			Percent float64
			Message string
		}
	}
	if _, body = get(t, client, "GET", statusURL); json.Unmarshal([]byte(body), &told) != nil || told.Done || told.Progress.Percent != 41.6 || told.Progress.Message != "step <2>" {
		t.Errorf("%s", body)
	}
	close(release)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if _, body = get(t, client, "GET", statusURL); strings.Contains(body, `"done":true`) {
			break
		}
	}
	if answer, body := get(t, client, "HEAD", server.URL+page); answer.StatusCode != 200 || body != "" {
		t.Errorf("HEAD: %d", answer.StatusCode)
	}
	if answer, body := get(t, client, "GET", server.URL+page); answer.StatusCode != 201 || body != "done POST sent" || answer.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("%d %q %v", answer.StatusCode, body, answer.Header)
	}
	if answer, _ := get(t, client, "GET", server.URL+page); answer.StatusCode != 301 || answer.Header.Get("Location") != "/slow?a=b" {
		t.Errorf("the second time: %d %v", answer.StatusCode, answer.Header)
	}
	if answer, _ := get(t, client, "GET", server.URL+"/.waitforit/status.json"); answer.StatusCode != 400 {
		t.Errorf("status without an id: %d", answer.StatusCode)
	}
}

// statuses are those that a client gets.
type statuses struct {
	http.ResponseWriter
	all []int
}

func (s *statuses) WriteHeader(status int) { s.all = append(s.all, status) }

// TestInformationalAnswers are for clients that wait, before the answer.
func TestInformationalAnswers(t *testing.T) {
	j := func(client http.ResponseWriter) *job {
		return &job{client: client, header: http.Header{}, begun: make(chan struct{}), done: make(chan struct{})}
	}
	client := &statuses{ResponseWriter: httptest.NewRecorder()}
	waits, gone := writer{j(client)}, writer{j(nil)}
	for _, status := range []int{103, 200, 103} {
		waits.WriteHeader(status)
	}
	if !slices.Equal(client.all, []int{103, 200}) {
		t.Error(client.all)
	}
	if gone.WriteHeader(103); gone.status != 0 {
		t.Error(gone.status)
	}
	if gone.WriteHeader(101); gone.status != 101 {
		t.Error(gone.status)
	}
}

func TestWhoWaits(t *testing.T) {
	slow := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sync" {
			r.Context().Value("waitforit.progress").(interface{ Synchronous() }).Synchronous()
		}
		time.Sleep(2 * limit)
		_, _ = io.WriteString(w, "at last")
	}
	server, client, _ := serving(t, Options{}, slow)
	for target, accept := range map[string]string{"/json": "application/json", "/sync": "text/html", "/image": "image/*"} {
		r, err := http.NewRequest("GET", server.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", accept)
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(answer.Body); answer.StatusCode != 200 || string(body) != "at last" {
			t.Errorf("%s: %d %q", target, answer.StatusCode, body)
		}
		answer.Body.Close()
	}
}

// TestBegunAnswersStream has an app that begins in time and goes on for longer.
func TestBegunAnswersStream(t *testing.T) {
	const later = 500 * time.Millisecond
	read := make(chan bool)
	server, client, _ := serving(t, Options{TimeLimit: later}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "a")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-read
		time.Sleep(later + limit)
		_, _ = io.WriteString(w, "b")
	})
	answer, err := client.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if n, err := answer.Body.Read(make([]byte, 1)); n != 1 {
		t.Fatal(err)
	}
	close(read)
	if rest, err := io.ReadAll(answer.Body); string(rest) != "b" {
		t.Errorf("%q (%v)", rest, err)
	}
}

// TestPanics has apps that panic before and after the time limit, with what
// other filters know and with what they do not.
func TestPanics(t *testing.T) {
	for name, tt := range map[string]struct {
		value  any
		limit  time.Duration
		after  time.Duration
		logged bool
	}{
		"at once": {"oops", ample, 0, true}, "late": {"oops", limit, 2 * limit, true}, "raised": {raised{}, ample, 0, false}, "aborted": {http.ErrAbortHandler, ample, 0, false},
	} {
		log := new(locked)
		filter, err := New(context.Background(), Options{TimeLimit: tt.limit, PollTime: time.Second}, slog.New(slog.NewTextHandler(log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		h := filter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			time.Sleep(tt.after)
			panic(tt.value)
		}))
		v, w := recovered(h, "/")
		for deadline := time.Now().Add(20 * time.Second); v == nil && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
			v, _ = recovered(h, w.Header().Get("Location"))
		}
		if v != tt.value || strings.Contains(log.String(), "waitforit_test.go") != tt.logged {
			t.Errorf("%s: panics with %v, the log says %q", name, v, log.String())
		}
	}
}

type raised struct{}

func (raised) StatusCode() int { return 404 }

func recovered(h http.Handler, target string) (v any, w *httptest.ResponseRecorder) {
	w = httptest.NewRecorder()
	defer func() { v = recover() }()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	return nil, w
}

func TestTheAppEndsWithTheClientOrTheServer(t *testing.T) {
	server, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	filter, err := New(server, Options{TimeLimit: limit, PollTime: time.Second}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h := filter(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		ended <- r.Context().Err()
	}))
	client, leave := context.WithCancel(context.Background())
	leave()
	go h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(client))
	if err := <-ended; err != context.Canceled {
		t.Error(err)
	}
	client, leave = context.WithCancel(context.Background())
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(client))
	leave() // the client is at the page, and the app goes on
	select {
	case <-ended:
		t.Error("the app has ended with a client that does not wait")
	case <-time.After(limit):
	}
	stop()
	<-ended
}

func TestAnswersExpire(t *testing.T) {
	f := &filter{jobs: jobs{byID: map[string]*job{}}}
	released := make(chan bool)
	j := &job{cancel: func() { close(released) }, done: make(chan struct{})}
	id := f.jobs.add(j)
	go f.jobs.expire(id, j, time.Millisecond)
	select {
	case <-released:
		t.Error("a job is dropped before it is done")
	case <-time.After(20 * time.Millisecond):
	}
	close(j.done)
	<-released
	if f.jobs.get(id) != nil {
		t.Error("it is still there")
	}
}

func TestPage(t *testing.T) {
	seen := make(chan bool)
	server, client, _ := serving(t, Options{Page: map[string]string{
		"option message": "<b>patience</b>", "option css": "b { color: red }", "option  extra_css": "i { color: blue }", "option css_link": "/a.css?b&c",
	}}, func(http.ResponseWriter, *http.Request) { <-seen })
	answer, _ := get(t, client, "GET", server.URL)
	_, body := get(t, client, "GET", server.URL+answer.Header.Get("Location"))
	close(seen)
	for _, text := range []string{"<b>patience</b>", "b { color: red }", "i { color: blue }", `href="/a.css?b&amp;c"`} {
		if !strings.Contains(body, text) {
			t.Errorf("no %q in %s", text, body)
		}
	}
	if strings.Contains(body, "Please wait&hellip;") || strings.Contains(body, "<progress") {
		t.Errorf("%s", body)
	}
	if _, err := New(context.Background(), Options{Page: map[string]string{"option color": "x"}}, slog.Default()); err == nil {
		t.Error("a part that is not there is taken")
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	filter, err := New(context.Background(), Options{TimeLimit: limit}, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	for want, body := range map[int]io.Reader{413: http.MaxBytesReader(nil, io.NopCloser(strings.NewReader("0123456789")), 5), 400: broken{}} {
		w := httptest.NewRecorder()
		filter(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("POST", "/", body))
		if w.Code != want {
			t.Errorf("%d, want %d", w.Code, want)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("broken") }
