package profile

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func ask(t *testing.T, target string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	o := Options{Path: "/__profile__/", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
	filter, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", target, nil)
	r.RemoteAddr = "127.0.0.1:1"
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	filter(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "app") })).ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	for target, want := range map[string]string{
		"/__profile__":                     `<a href="/__profile__/heap?debug=1">heap</a>`,
		"/__profile__/":                    `<a href="/__profile__/profile?seconds=10">`,
		"/__profile__/goroutine?debug=2":   "goroutine ",
		"/__profile__/heap":                "\x1f\x8b",
		"/__profile__/profile?seconds=.01": "\x1f\x8b",
		"/__profile__/trace?seconds=.01":   "go 1.",
		"/__profile__/nothing":             "There is no such profile.",
		"/__profile__x":                    "app",
		"/":                                "app",
		"/x/__profile__":                   "app",
	} {
		w := ask(t, target)
		if !strings.Contains(w.Body.String(), want) || (w.Code != 200) != strings.HasSuffix(target, "nothing") {
			t.Errorf("%s: %d %.200q", target, w.Code, w.Body)
		}
		if isApp := want == "app"; isApp == (w.Header().Get("Cache-Control") == "no-store") {
			t.Errorf("%s: %v", target, w.Header())
		}
	}
}

func TestMounted(t *testing.T) {
	w := ask(t, "/__profile__", func(r *http.Request) { r.Pattern = "/mount" })
	if !bytes.Contains(w.Body.Bytes(), []byte(`href="/mount/__profile__/heap?debug=1"`)) {
		t.Error(w.Body)
	}
}

func TestWhoSeesThem(t *testing.T) {
	for addr, sees := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "[::ffff:127.0.0.1]:1": true, "10.0.0.1:1": false, "[::2]:1": false, "@": false, "": false,
	} {
		w := ask(t, "/__profile__", func(r *http.Request) { r.RemoteAddr = addr })
		if (w.Body.String() != "app") != sees {
			t.Errorf("%s: %v", addr, !sees)
		}
	}
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "X-Real-IP"} {
		if w := ask(t, "/__profile__", func(r *http.Request) { r.Header.Set(header, "10.0.0.1") }); w.Body.String() != "app" {
			t.Errorf("somebody behind a proxy sees them, in spite of %s", header)
		}
	}
}

func TestTwoAtATime(t *testing.T) {
	outer := httptest.NewRecorder()
	measure(outer, httptest.NewRequest("GET", "/?seconds=0.01", nil), func() error {
		if w := ask(t, "/__profile__/profile?seconds=.01"); w.Code != 200 {
			t.Error(w.Code)
		}
		return nil
	}, func() {})
	measure(outer, httptest.NewRequest("GET", "/?seconds=0.01", nil), func() error { return io.EOF }, func() { t.Error("it is stopped though it has not started") })
	if outer.Code != 409 {
		t.Error(outer.Code)
	}
}

func TestDuration(t *testing.T) {
	for seconds, want := range map[string]time.Duration{
		"": 10 * time.Second, "x": 10 * time.Second, "0": 10 * time.Second, "-1": 10 * time.Second, "NaN": 10 * time.Second, "Inf": 10 * time.Second,
		".5": time.Second / 2, "3600": time.Hour, "3600.1": 10 * time.Second,
	} {
		if got := duration(seconds); got != want {
			t.Errorf("%q: %v, want %v", seconds, got, want)
		}
	}
}

func TestPath(t *testing.T) {
	for _, path := range []string{"", "/", "x"} {
		if _, err := New(Options{Path: path}); err == nil {
			t.Errorf("%q: no error", path)
		}
	}
}
