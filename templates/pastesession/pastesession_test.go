package pastesession

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// server keeps sessions for an app that does what it is told.
type server struct {
	http.Handler
	dir string
	log bytes.Buffer
	do  func(w http.ResponseWriter, session func() map[string]any)
}

func serve(t *testing.T, dir string) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	s := &server{dir: dir}
	o := Options{SessionExpiration: 12 * time.Hour, Expiration: 48 * time.Hour, CookieName: "_SID_", SessionFilePath: dir}
	filter, err := New(ctx, o, slog.New(slog.NewTextHandler(&s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	s.Handler = filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.do(w, r.Context().Value("paste.session.factory").(func() map[string]any))
	}))
	return s
}

// ask returns the answer to a request with these cookies, and the cookie that
// is set.
func (s *server) ask(cookies string, do func(w http.ResponseWriter, session func() map[string]any)) (*httptest.ResponseRecorder, string) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", cookies)
	w := httptest.NewRecorder()
	s.do = do
	s.ServeHTTP(w, r)
	set, _, _ := strings.Cut(w.Header().Get("Set-Cookie"), ";")
	return w, set
}

// add is an app that counts.
func add(w http.ResponseWriter, session func() map[string]any) {
	n, _ := session()["n"].(int)
	session()["n"] = n + 1
	fmt.Fprint(w, n+1)
}

func show(w http.ResponseWriter, session func() map[string]any) { fmt.Fprint(w, session()) }

func (s *server) files() []string {
	names, _ := filepath.Glob(s.dir + "/*")
	return names
}

func TestCounting(t *testing.T) {
	s := serve(t, t.TempDir())
	w, sid := s.ask("", add)
	line := w.Header().Get("Set-Cookie")
	if w.Body.String() != "1" || !strings.HasPrefix(sid, "_SID_=") || len(sid) != 38 || !strings.HasSuffix(line, "; HttpOnly; SameSite=Lax") {
		t.Fatal(w.Body, line)
	}
	expires := w.Result().Cookies()[0].Expires
	if left := time.Until(expires); left < 11*time.Hour || left > 13*time.Hour {
		t.Error(expires)
	}
	for i := 2; i < 4; i++ {
		if w, set := s.ask("x=y; "+sid, add); w.Body.String() != fmt.Sprint(i) || set != "" {
			t.Error(w.Body, set)
		}
	}
	other := serve(t, s.dir) // after a new start
	if w, _ := other.ask(sid, show); w.Body.String() != "map[n:3]" {
		t.Error(w.Body)
	}
	if len(s.files()) != 1 || strings.Contains(s.files()[0], sid[6:]) {
		t.Error(s.files())
	}
	if s.log.Len() != 0 {
		t.Errorf("the log is %s", &s.log)
	}
}

func TestNothingIsKeptOfNothing(t *testing.T) {
	s := serve(t, t.TempDir())
	for name, do := range map[string]func(http.ResponseWriter, func() map[string]any){
		"not asked for": func(http.ResponseWriter, func() map[string]any) {},
		"empty":         show,
	} {
		if w, set := s.ask("", do); set != "" || len(s.files()) != 0 || w.Code != 200 {
			t.Errorf("%s: %q, %q", name, set, s.files())
		}
	}
	if s.log.Len() != 0 {
		t.Errorf("the log is %s", &s.log)
	}
}

func TestClearing(t *testing.T) {
	s := serve(t, t.TempDir())
	_, sid := s.ask("", add)
	s.ask(sid, func(_ http.ResponseWriter, session func() map[string]any) { clear(session()) })
	if len(s.files()) != 0 {
		t.Error(s.files())
	}
	if w, set := s.ask(sid, add); w.Body.String() != "1" || set == sid || set == "" {
		t.Error(w.Body, set)
	}
}

func TestIDsOfOthers(t *testing.T) {
	s := serve(t, t.TempDir())
	for _, id := range []string{"0123456789abcdef0123456789abcdef", "../x", "", strings.Repeat("a", 5000)} {
		if _, set := s.ask("_SID_="+id, add); set == "_SID_="+id || set == "" {
			t.Errorf("%q is given %q", id, set)
		}
	}
	_, sid := s.ask("", add)
	if w, _ := s.ask("_SID_=old; "+sid, show); w.Body.String() != "map[n:1]" {
		t.Error("the second cookie is not looked at:", w.Body)
	}
}

func TestChangesAfterTheHeader(t *testing.T) {
	s := serve(t, t.TempDir())
	_, sid := s.ask("", func(w http.ResponseWriter, session func() map[string]any) {
		session()["a"] = 1
		w.WriteHeader(200)
		if len(s.files()) != 1 {
			t.Error("it is not saved when the answer begins")
		}
		session()["b"] = 2
	})
	if w, _ := s.ask(sid, show); w.Body.String() != "map[a:1 b:2]" {
		t.Error(w.Body)
	}
}

// TestValuesThatCannotBeSaved is of a change that no file can have: what was
// saved before stays.
func TestValuesThatCannotBeSaved(t *testing.T) {
	s := serve(t, t.TempDir())
	_, sid := s.ask("", func(w http.ResponseWriter, session func() map[string]any) {
		session()["a"] = 1
		w.WriteHeader(200)
		session()["b"] = make(chan int)
	})
	if !strings.Contains(s.log.String(), "a session cannot be saved") {
		t.Errorf("the log is %s", &s.log)
	}
	if w, _ := s.ask(sid, show); w.Body.String() != "map[a:1]" {
		t.Error(w.Body)
	}
}

func TestTooLateForACookie(t *testing.T) {
	s := serve(t, t.TempDir())
	_, set := s.ask("", func(w http.ResponseWriter, session func() map[string]any) { w.WriteHeader(200); add(w, session) })
	if set != "" || !strings.Contains(s.log.String(), "too late") {
		t.Error(set, &s.log)
	}
}

func TestASessionInUseStaysYoung(t *testing.T) {
	s := serve(t, t.TempDir())
	_, sid := s.ask("", add)
	old := time.Now().Add(-47 * time.Hour)
	_ = os.Chtimes(s.files()[0], old, old)
	s.ask(sid, show)
	if info, _ := os.Stat(s.files()[0]); time.Since(info.ModTime()) > time.Hour {
		t.Error("it is as old as before")
	}
	old = time.Now().Add(-49 * time.Hour)
	_ = os.Chtimes(s.files()[0], old, old)
	if w, _ := s.ask(sid, show); w.Body.String() != "map[]" {
		t.Error("it does not get old:", w.Body)
	}
}

func TestFailures(t *testing.T) {
	s := serve(t, t.TempDir())
	if _, set := s.ask("", func(_ http.ResponseWriter, session func() map[string]any) { session()["f"] = add }); set != "" || !strings.Contains(s.log.String(), "cannot be saved") {
		t.Error(set, &s.log)
	}
	_, sid := s.ask("", add)
	if err := os.WriteFile(s.files()[0], []byte("\x80\x04}q"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w, set := s.ask(sid, add); w.Body.String() != "1" || set == "" || !strings.Contains(s.log.String(), "cannot be read") {
		t.Error(w.Body, set, &s.log)
	}
}

func TestOptions(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	if _, err := New(context.Background(), Options{CookieName: "a b", SessionFilePath: t.TempDir()}, log); err == nil {
		t.Error("a cookie called a b")
	}
	if _, err := New(context.Background(), Options{CookieName: "a", SessionFilePath: "/dev/null/x"}, log); err == nil {
		t.Error("a folder in /dev/null")
	}
	dir := t.TempDir()
	filter, err := New(context.Background(), Options{CookieName: "a", SessionFilePath: dir, Chmod: 0o640}, log)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	filter(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		r.Context().Value("paste.session.factory").(func() map[string]any)()["a"] = 1
	})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	names, _ := filepath.Glob(dir + "/*")
	if info, err := os.Stat(names[0]); err != nil || info.Mode() != fs.FileMode(0o640) {
		t.Error(info, err)
	}
}
