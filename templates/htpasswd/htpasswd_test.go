package htpasswd

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var quiet = slog.New(slog.DiscardHandler)

// TestHashes has hashes that htpasswd, openssl and glibc have written.
func TestHashes(t *testing.T) {
	long, longer := strings.Repeat("a", 100), strings.Repeat("x", 70)
	for text, password := range map[string]string{
		"{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=":                                                                                      "secret",
		"$apr1$nh78UZ11$1YPDBR2OBJ6nsaN9EUHTt1":                                                                                  "secret",
		"$apr1$saltsalt$553eXAj/BD3irf9w9nutz/":                                                                                  "pässword",
		"$apr1$x$tMwYqBfQwi3FYAr0aJc8M/":                                                                                         "",
		"$apr1$abcdefgh$Gg.EmXkEpxWG6yUbQCULf/":                                                                                  long,
		"$5$saltsalt$rQBvFGQx3u6doxkk7cvWbhhnhS2qa1.FI.tt6NGFH66":                                                                "pässword",
		"$5$abcdefgh$kg.QqUYqMw/Wz/s7yUb1pF5ODo6FqYdRAXHt/FJ/Eh3":                                                                long,
		"$5$rounds=1234$salt$Wmg4z916IEmzueSGM6nAMfu1U2QfEnLkEX0e7ziwZcB":                                                        "secret",
		"$5$rounds=1000$a$olnHTBXTH8o0VaDgXkM7zsHlIf1QslH2sarf26bGbw6":                                                           longer,
		"$6$saltsalt$rVIyJtXnL0mXUCLepstXWqeOv9JVyd7nOH8wn0BvOU5lCiAviUJLxXZ5CkPgq6XNTHV22yG4mV0IO9gqPL5WQ.":                     "pässword",
		"$6$abcdefgh$kPOsPTJAJbuncQ2Oceadn.tu9Jpp2hYISWdp0lj2Xl3BHL3gVLAh8yF7UQS6Mg4uaZC9YCLuhxtod6PSFFJim1":                     long,
		"$6$rounds=1001$saltsaltsaltsalt$Ujg95KaOeL81h1S05LDbxFHiIoQDZoK53Jg/KCkBSb1oK7lKN9thdlfyE5uLuEu2FVZCtMoH3XtwrVLSZejtr.": "secret",
		"$6$rounds=1000$a$TYHz69CJEfsDnBlda4IC5MHAXcRL45BbcM5AsawVKKezeaatweLa/RJ4UjW2CKep3gv7nZt.61hHWEgqBxy7s1":                longer,
	} {
		h, err := parseHash(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !h.matches(password) || h.matches(password+"x") || h.matches("wrong") {
			t.Errorf("%s: %v for the password, %v for another", text, h.matches(password), h.matches(password+"x"))
		}
	}
}

func TestHashesThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"$2y$05$YEXIuQbhRAt.4BodrSpoiutk3bJhbnMDRiVoowmehvUkakwXbpND2": "bcrypt.CompareHashAndPassword",
		"$2b$05$x": "authfunc = users:Check", "Lojh0SBbqBhuk": "$apr1$, $5$, $6$ and {SHA}", "plain": "$apr1$", "": "$apr1$", "{SHA}": "broken", "{SHA}xx": "broken",
		"$apr1$": "broken", "$apr1$salt$short": "broken", "$apr1$saltsalts$553eXAj/BD3irf9w9nutz/": "broken", "$5$": "broken", "$5$a$b": "broken", "$6$a$b": "broken",
		"$5$rounds=x$a$b": "rounds=x", "$5$rounds=99999999$a$b": "rounds=99999999",
	} {
		if _, err := parseHash(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestParse(t *testing.T) {
	users, err := parse(strings.NewReader("# comment\n\n joe:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ= \njoe:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=\nzoë:$apr1$x$tMwYqBfQwi3FYAr0aJc8M/\n"))
	if err != nil || len(users) != 2 || !users["joe"].matches("secret") || !users["zoë"].matches("") {
		t.Errorf("%v (%v)", users, err)
	}
	for text, want := range map[string]string{"joe": "line 1 is not user:hash", "\n:x": "line 2 is not user:hash", "a:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nb:$2a$x": `line 2, user "b": the password is hashed with bcrypt`} {
		if _, err := parse(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// write writes a file with joe, whose password is secret.
func write(t *testing.T, file, text string) string {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const joe = "joe:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"

func ask(h http.Handler, authorization string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-User", "evil")
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const (
	good       = "Basic am9lOnNlY3JldA=="
	wrong      = "Basic am9lOndyb25n"
	stranger   = "Basic em9lOnNlY3JldA=="
	nonsense   = "Basic ???"
	bearer     = "Bearer x"
	emptyNames = "Basic Og=="
)

func TestFilters(t *testing.T) {
	file := write(t, filepath.Join(t.TempDir(), "users"), joe)
	plain, err := New(Options{File: file, Realm: `the "realm"`}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	oslo, err := NewOslo(OsloOptions{HTTPBasicAuthUserFile: file}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _ := r.Context().Value("REMOTE_USER").(string)
		_, _ = w.Write([]byte(user + " " + r.Header.Get("X-User") + " " + r.Header.Get("X-User-Name") + " " + r.Header.Get("Authorization")))
	})
	for _, authorization := range []string{"", wrong, stranger, nonsense, bearer, emptyNames, "Basic"} {
		w := ask(plain(app), authorization)
		if w.Code != 401 || w.Header().Get("WWW-Authenticate") != `Basic realm="the \"realm\"", charset="UTF-8"` {
			t.Errorf("%q: %d %v", authorization, w.Code, w.Header())
		}
		w = ask(oslo(app), authorization)
		var told struct{ Error struct{ Code int } }
		if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil || w.Code != 401 || told.Error.Code != 401 || w.Header().Get("Content-Type") != "application/json" || w.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%q: %d %v %s (%v)", authorization, w.Code, w.Header(), w.Body, err)
		}
	}
	if w := ask(plain(app), good); w.Code != 200 || w.Body.String() != "joe evil  "+good {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if w := ask(oslo(app), good); w.Code != 200 || w.Body.String() != "joe joe joe " {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestFileChanges(t *testing.T) {
	var log bytes.Buffer
	name := write(t, filepath.Join(t.TempDir(), "users"), joe)
	f, err := Open(name, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if !f.Check("joe", "secret") || f.Check("zoe", "secret") || f.Check("joe", "secret"+strings.Repeat("x", maxPassword)) {
		t.Error("joe is not known, or zoe is")
	}
	write(t, name, strings.Replace(joe, "joe", "zoe", 1))
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(name, later, later); err != nil {
		t.Fatal(err)
	}
	if f.Check("joe", "secret") || !f.Check("zoe", "secret") {
		t.Error("the change is not seen")
	}
	write(t, name, "zoe:$2y$broken\n")
	for range 2 {
		if !f.Check("zoe", "secret") {
			t.Error("a file that cannot be used locks everybody out")
		}
	}
	if strings.Count(log.String(), "level=ERROR") != 1 || !strings.Contains(log.String(), "line 1") {
		t.Errorf("the log says %q", log.String())
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if !f.Check("zoe", "secret") {
		t.Error("a file that is gone locks everybody out")
	}
}

// TestAFileThatHasJustGone is of one that is removed between looking and reading.
func TestAFileThatHasJustGone(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "users"), joe)
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := (&File{name: name, log: quiet}).read(info); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestFilesThatStopTheStart(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"bcrypt": "joe:$2y$x\n", "broken": "joe\n"} {
		if _, err := New(Options{File: write(t, filepath.Join(dir, name), text)}, quiet); err == nil || !strings.Contains(err.Error(), name+": line 1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewOslo(OsloOptions{HTTPBasicAuthUserFile: filepath.Join(dir, "none")}, quiet); err == nil {
		t.Error("a file that is not there is taken")
	}
	if _, err := New(Options{File: write(t, filepath.Join(dir, "users"), joe), Realm: "a\nb"}, quiet); err == nil {
		t.Error("a realm with a line end is taken")
	}
	empty, err := Open(write(t, filepath.Join(dir, "empty"), ""), quiet)
	if err != nil || empty.Check("", "") {
		t.Errorf("an empty file: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{joe, "a:$apr1$x$tMwYqBfQwi3FYAr0aJc8M/", "a:$5$rounds=1$x$y", "a:$6$$", "a:{SHA}===", "a:$2"} {
		f.Add(text, "secret")
	}
	f.Fuzz(func(t *testing.T, text, password string) {
		users, err := parse(strings.NewReader(text))
		if err != nil {
			return
		}
		for user, h := range users {
			if c, slow := h.(*shaCrypt); slow && c.rounds > defaultRounds {
				continue
			}
			if h.matches(password) && user == "" {
				t.Errorf("%q: nobody has a password", text)
			}
		}
	})
}
