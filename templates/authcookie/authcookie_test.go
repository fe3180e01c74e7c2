package authcookie

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/values"
)

var start = time.Unix(1700000000, 0).Truncate(time.Minute)

func options(change ...func(*Options)) Options {
	o := Options{CookieName: "c", Scanlist: []string{"REMOTE_USER", "REMOTE_SESSION"}, Secret: []string{"new", "old"}, Timeout: 30 * time.Minute, MaxLen: 4096}
	for _, c := range change {
		c(&o)
	}
	return o
}

var keys = []string{"REMOTE_USER", "AUTH_TYPE", "REMOTE_SESSION", "x"}

// ask returns what a filter answers at that time, and what it logs. The app
// behind it tells what it finds, after it has done something.
func ask(t *testing.T, o Options, now time.Time, r *http.Request, do ...http.HandlerFunc) (*httptest.ResponseRecorder, string) {
	t.Helper()
	var log bytes.Buffer
	filter, err := New(o, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	h := filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, d := range do {
			d(w, r)
		}
		for _, key := range keys {
			fmt.Fprint(w, auth.Value(r, key), "|")
		}
	}))
	h.(*handler).now = func() time.Time { return now }
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w, log.String()
}

func get(cookies ...string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header["Cookie"] = cookies
	return r
}

func set(w *httptest.ResponseRecorder) string {
	name, _, _ := strings.Cut(w.Header().Get("Set-Cookie"), "; ")
	return name
}

// login is a filter, or an app, that finds out who it is asked by.
func login(w http.ResponseWriter, r *http.Request) {
	r = auth.WithUser(r, "zöe=;", "form")
	values.With(r.Context(), "REMOTE_SESSION", "17")
}

// remember is an app that has things remembered.
func remember(pairs ...string) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(pairs); i += 2 {
			r.Context().Value("paste.auth.cookie").(func(key, value string))(pairs[i], pairs[i+1])
		}
	}
}

func TestLoginAndBack(t *testing.T) {
	w, _ := ask(t, options(), start, get(), login)
	if w.Body.String() != "||||" || !strings.HasSuffix(w.Header().Get("Set-Cookie"), "; Path=/; HttpOnly; SameSite=Lax") {
		t.Fatal(w.Body, w.Header())
	}
	zoe := set(w)
	if w, _ := ask(t, options(), start, get("c=bad; "+zoe)); w.Body.String() != "zöe=;|cookie|17||" || set(w) != "" {
		t.Error(w.Body, w.Header())
	}
	if w, _ := ask(t, options(), start.Add(29*time.Minute), get(zoe)); w.Body.String() != "zöe=;|cookie|17||" || set(w) == "" || set(w) == zoe {
		t.Error("it is not made anew after some time", w.Body, w.Header())
	}
	if w, _ := ask(t, options(), start.Add(30*time.Minute), get(zoe)); w.Body.String() != "||||" {
		t.Error("it is good after the timeout", w.Body)
	}
	if w, _ := ask(t, options(), start, auth.WithUser(get(zoe), "joe", "basic")); w.Body.String() != "joe|basic|17||" || set(w) == "" {
		t.Error("another user", w.Body, w.Header())
	}
	if w, _ := ask(t, options(), start, get()); len(w.Header()["Set-Cookie"]) != 0 {
		t.Error("there is nothing to remember", w.Header())
	}
}

func TestRemember(t *testing.T) {
	w, _ := ask(t, options(), start, get(), login, remember("x", "y", "REMOTE_USER", "ann"))
	ann := set(w)
	w, _ = ask(t, options(), start, get(ann))
	if w.Body.String() != "ann|cookie|17|y|" || set(w) != "" {
		t.Fatal(w.Body, w.Header())
	}
	w, _ = ask(t, options(), start, get(ann), remember("REMOTE_USER", ""))
	w, _ = ask(t, options(), start, get(set(w)))
	if w.Body.String() != "||17|y|" {
		t.Error("she is logged out and is", w.Body)
	}
	w, _ = ask(t, options(), start, get(ann), remember("REMOTE_USER", "", "x", "", "REMOTE_SESSION", ""))
	if got := w.Header().Get("Set-Cookie"); got != "c=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" {
		t.Error(got)
	}
}

// TestAllBytes is test_roundtrip of Paste's own test_auth_cookie.py.
func TestAllBytes(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	w, _ := ask(t, options(), start, get(), remember(string(all), string(all)))
	found := ""
	ask(t, options(), start, get(set(w)), func(_ http.ResponseWriter, r *http.Request) { found, _ = r.Context().Value(string(all)).(string) })
	if found != string(all) {
		t.Errorf("%q", found)
	}
}

func TestScanlist(t *testing.T) {
	o := options(func(o *Options) { o.Scanlist = []string{"x"} })
	w, _ := ask(t, o, start, get(), login, func(_ http.ResponseWriter, r *http.Request) { values.With(r.Context(), "x", "1") })
	if w, _ := ask(t, o, start, get(set(w))); w.Body.String() != "|||1|" {
		t.Error(w.Body)
	}
}

func TestRotation(t *testing.T) {
	old := options(func(o *Options) { o.Secret = []string{"old"} })
	w, _ := ask(t, old, start, get(), login)
	w, _ = ask(t, options(), start, get(set(w)))
	if w.Body.String() != "zöe=;|cookie|17||" || set(w) == "" {
		t.Fatal(w.Body, w.Header())
	}
	if w, _ := ask(t, old, start, get(set(w))); w.Body.String() != "||||" {
		t.Error("it was not signed anew")
	}
}

func TestWithoutASecret(t *testing.T) {
	none := options(func(o *Options) { o.Secret = nil })
	w, log := ask(t, none, start, get(), login)
	if !strings.Contains(log, "there is no secret") {
		t.Error(log)
	}
	if w, _ := ask(t, none, start, get(set(w))); w.Body.String() != "||||" {
		t.Error("two starts have the same secret")
	}
}

func TestMaxLen(t *testing.T) {
	o := options(func(o *Options) { o.MaxLen = 90 })
	w, log := ask(t, o, start, get(), remember("x", strings.Repeat("y", 50)))
	if len(w.Header()["Set-Cookie"]) != 0 || !strings.Contains(log, "too much to remember") {
		t.Error(w.Header(), log)
	}
	if w, _ := ask(t, o, start, get(), remember("x", "y")); set(w) == "" {
		t.Error(w.Header())
	}
}

func TestSecure(t *testing.T) {
	r := get()
	r.TLS = &tls.ConnectionState{}
	if w, _ := ask(t, options(), start, r, login); !strings.HasSuffix(w.Header().Get("Set-Cookie"), "; HttpOnly; Secure; SameSite=Lax") {
		t.Error(w.Header())
	}
}

func TestCookieName(t *testing.T) {
	if _, err := New(options(func(o *Options) { o.CookieName = "a b" }), slog.Default()); err == nil {
		t.Error("no error")
	}
}

func TestTheTimeIsSigned(t *testing.T) {
	s := signer{[]string{"s"}, time.Hour}
	value := s.sign([]pair{{"a", "b"}}, start)
	raw, err := coding().DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	raw[32] = '9'
	if _, good := s.open(coding().EncodeToString(raw), start); good {
		t.Error("it can be changed")
	}
	for n := range value {
		if _, good := s.open(value[:n], start); good {
			t.Errorf("%d characters of it are good", n)
		}
	}
	if _, good := s.open(s.sign(nil, start), start); !good {
		t.Error("one with nothing in it is not good")
	}
}

func FuzzSigner(f *testing.F) {
	s := signer{[]string{"s"}, time.Hour}
	f.Add(s.sign([]pair{{"a", "b"}}, start), "REMOTE_USER", "ann")
	f.Add("", `\x3b`, `\\x3d=;"`)
	f.Add("AAAA~", "", "")
	f.Fuzz(func(t *testing.T, value, key, text string) {
		s.open(value, start)
		pairs := []pair{{key, text}, {"x", "y"}}
		if got, good := s.open(s.sign(pairs, start), start); !good || !slices.Equal(got, pairs) {
			t.Errorf("%q came back as %q", pairs, got)
		}
		unpack(value)
	})
}
