package whoconfig

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/auth"
)

// good is a file; users has ann:secret.
const good = `
# a comment
[plugin:basic]
use = repoze.who.plugins.basicauth:make_plugin
realm = back room

[plugin:tickets]
use = repoze.who.plugins.auth_tkt:make_plugin
secret: sosecret
cookie_name = oatmeal
secure = False
include_ip = no
timeout = 3600
reissue_time = 60

[plugin:users]
use = repoze.who.plugins.htpasswd:make_plugin
filename = %(here)s/users
check_fn = repoze.who.plugins.htpasswd:crypt_check

[plugin:login]
use = repoze.who.plugins.redirector:make_plugin
login_url = /login?x=100%%25
came_from_param = came_from

[general]
request_classifier = repoze.who.classifiers:default_request_classifier
remote_user_key = REMOTE_USER

[identifiers]
plugins =
    tickets
    basic

[authenticators]
plugins = tickets users

[challengers]
plugins = login;browser basic
`

// folder has such a file, and one with users.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"who.ini": text, "users": "ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n", "secret": " from a file\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "who.ini")
}

// serve returns what an app behind the filter answers, which says 401 if it
// does not know the user.
func serve(t *testing.T, text string) http.Handler {
	t.Helper()
	filter, err := New(Options{ConfigFile: folder(t, text)}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user := auth.User(r)
		http.SetCookie(w, &http.Cookie{Name: "app", Value: "1"})
		w.Header().Set("X-App", "1")
		if user == "" && r.URL.Path != "/open" {
			http.Error(w, "who?", http.StatusUnauthorized)
			return
		}
		if r.URL.Path == "/in" {
			if err := r.Context().Value("paste.auth_tkt.set_user").(func(string, []string, string) error)("zoe", nil, ""); err != nil {
				t.Error(err)
			}
		}
		fmt.Fprint(w, "hello ", user, " ", auth.Value(r, "AUTH_TYPE"))
	}))
}

func ask(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const annsHeader = "Basic YW5uOnNlY3JldA=="

func TestUsers(t *testing.T) {
	h := serve(t, good)
	if w := ask(h, "GET", "/open"); w.Body.String() != "hello  " {
		t.Error(w.Body)
	}
	if w := ask(h, "GET", "/", "Authorization", annsHeader); w.Body.String() != "hello ann basic" {
		t.Error(w.Code, w.Body)
	}
	if w := ask(h, "GET", "/", "Authorization", "Basic YW5uOndyb25n"); w.Code != 302 {
		t.Error(w.Code, w.Body)
	}
	w := ask(h, "GET", "/in", "Authorization", annsHeader)
	ticket, _, _ := strings.Cut(w.Header()["Set-Cookie"][0], ";")
	if !strings.HasPrefix(ticket, "oatmeal=") {
		ticket, _, _ = strings.Cut(w.Header()["Set-Cookie"][1], ";")
	}
	if w := ask(h, "GET", "/", "Cookie", ticket); w.Body.String() != "hello zoe cookie" {
		t.Error(ticket, w.Code, w.Body)
	}
}

func TestChallenges(t *testing.T) {
	h := serve(t, good)
	w := ask(h, "GET", "/page?a=b")
	if got := w.Header().Get("Location"); w.Code != 302 || got != "/login?came_from=%2Fpage%3Fa%3Db&x=100%25" {
		t.Error(w.Code, got)
	}
	if w.Header().Get("X-App") != "" || w.Header().Get("Set-Cookie") != "app=1" || strings.Contains(w.Body.String(), "who?") {
		t.Error("something of the app's answer is left, or its cookie is not:", w.Header(), w.Body)
	}
	for _, w := range []*httptest.ResponseRecorder{
		ask(h, "PROPFIND", "/"), ask(h, "GET", "/", "User-Agent", "WebDrive 1"), ask(h, "POST", "/", "Content-Type", "Text/XML; charset=utf-8"),
	} {
		if got := w.Header().Get("WWW-Authenticate"); w.Code != 401 || got != `Basic realm="back room", charset="UTF-8"` {
			t.Error(w.Code, got)
		}
	}
	none := serve(t, strings.Replace(good, "plugins = login;browser basic", "plugins =", 1))
	if w := ask(none, "GET", "/"); w.Code != 401 || w.Body.String() != "who?\n" || w.Header().Get("X-App") != "1" {
		t.Error(w.Code, w.Body)
	}
}

func TestASecretInAFile(t *testing.T) {
	serve(t, strings.Replace(good, "secret: sosecret", "secretfile = %(here)s/secret", 1))
}

func TestWhatIsNoFile(t *testing.T) {
	for old, want := range map[string]string{
		"[general]":                              "[general\nx",
		"[identifiers]":                          "[identifier]",
		"[authenticators]":                       "[general]",
		"realm = back room":                      "realm = \x01",
		"realm = back room\n":                    "realms = back room\n",
		"plugins.basicauth:":                     "plugins.sql:",
		"secret: sosecret":                       "",
		"timeout = 3600":                         "timeout = an hour",
		"reissue_time = 60":                      "reissue_time = 7200",
		"secure = False":                         "secretfile = %(here)s/nothing",
		"%(here)s/users":                         "%(there)s/users",
		"(here)s/users":                          "users",
		"%(here)s/users\n":                       "%(here)s/nobody\n",
		"htpasswd:crypt_check":                   "htpasswd:plain_check",
		"check_fn":                               "check",
		"login_url = /login?x=100%%25":           "login_url = :",
		"login_url = /login?x=100%%25\n":         "login_url =\n",
		"came_from_param":                        "reason_param",
		"classifiers:default_request_classifier": "classifiers:mine",
		"remote_user_key = REMOTE_USER":          "remote_user_key = USER",
		"    tickets\n    basic":                 "    tickets\n    login",
		"plugins = tickets users":                "plugins = users",
		"plugins = tickets users\n":              "plugins = tickets basic\n",
		"plugins = login;browser basic":          "plugins = users",
		"plugins = login;browser basic\n":        "plugins = nobody\n",
		"\n# a comment":                          "\nx = y",
		"[challengers]\n":                        "[mdproviders]\n",
		"[plugin:basic]\n":                       "[plugin:basic]\nnonsense\n",
	} {
		text := strings.Replace(good, old, want, 1)
		if text == good {
			t.Fatalf("%q is not there", old)
		}
		if _, err := New(Options{ConfigFile: folder(t, text)}, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("with %q for %q it is taken", want, old)
		}
	}
	if _, err := New(Options{ConfigFile: "/nonexistent"}, nil); err == nil {
		t.Error("there is no file")
	}
}

func TestErrorsSayWhere(t *testing.T) {
	text := strings.Replace(good, "realm = back room", "colour = red", 1)
	_, err := New(Options{ConfigFile: folder(t, text)}, slog.New(slog.DiscardHandler))
	if err == nil || !strings.HasSuffix(err.Error(), "who.ini: line 4: [plugin:basic]: colour has no effect here") {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(good)
	f.Add("[a]\nb\n c")
	f.Add("[plugin:x]\nuse = %")
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "file") {
			return // nor is what it may name
		}
		_, _ = read(text, "/nonexistent", log)
	})
}
