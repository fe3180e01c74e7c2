package beaker

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/sessions"
)

// visitor is what an app of these tests wants of a session, as an app has to
// say it.
type visitor interface {
	Get(key string) any
	Set(key string, value any)
	Remove(key string)
	Keys() []string
	Save()
	Delete()
	Invalidate()
	RegenerateID()
	ID() string
	IsNew() bool
	Created() time.Time
	LastAccessed() time.Time
	CSRFToken() string
}

func options(change ...func(*Options)) Options {
	o := defaults()
	o.Key, o.ValidateKey = "b", "vkey"
	for _, c := range change {
		c(&o)
	}
	return o
}

func inCookie(o *Options)  { o.Type = Cookie }
func encrypted(o *Options) { o.EncryptKey = "ekey" }
func withGCM(o *Options)   { o.EncryptKey, o.CryptoType = "ekey", Cryptography }
func signed(o *Options)    { o.Secret = "secret" }

// server keeps sessions for an app that does what it is told.
type server struct {
	http.Handler
	now  time.Time
	log  bytes.Buffer
	app  func(w http.ResponseWriter, s visitor)
	name string
}

var start = time.Unix(1700000000, 0)

func serve(t *testing.T, o Options) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	s := &server{now: start, name: fmt.Sprint(o.Type, o.EncryptKey, o.CryptoType)}
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	filter, err := New(ctx, Keys{Options: o}, log)
	if err != nil {
		t.Fatal(err)
	}
	inner := filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session := r.Context().Value(o.EnvironKey).(visitor)
		session.(*Session).manager.now = func() time.Time { return s.now }
		s.app(w, session)
	}))
	s.Handler = inner
	return s
}

// ask returns the answer to a request with these cookies, and the cookie that
// it sets.
func (s *server) ask(cookies string, app func(w http.ResponseWriter, s visitor)) (body, set string) {
	w := s.answer(cookies, app)
	set, _, _ = strings.Cut(w.Header().Get("Set-Cookie"), ";")
	return w.Body.String(), set
}

func (s *server) answer(cookies string, app func(w http.ResponseWriter, s visitor)) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/", nil)
	if cookies != "" {
		r.Header.Set("Cookie", cookies)
	}
	w := httptest.NewRecorder()
	s.app = app
	s.ServeHTTP(w, r)
	return w
}

// add is an app that counts.
func add(w http.ResponseWriter, s visitor) {
	n, _ := s.Get("n").(int)
	s.Set("n", n+1)
	fmt.Fprint(w, n+1)
}

func show(w http.ResponseWriter, s visitor) { fmt.Fprint(w, s.Get("n"), s.IsNew()) }

func nothing(http.ResponseWriter, visitor) {}

// all are servers of all kinds, which behave alike.
func all(t *testing.T) []*server {
	folder := func(o *Options) { o.DataDir = filepath.Join(t.TempDir(), "x") }
	servers := []*server{
		serve(t, options()),
		serve(t, options(signed)),
		serve(t, options(signed, encrypted, folder)),
		serve(t, options(withGCM, func(o *Options) { o.Type = Memory })),
		serve(t, options(folder)),
		serve(t, options(inCookie)),
		serve(t, options(inCookie, encrypted)),
		serve(t, options(inCookie, withGCM)),
		serve(t, options(func(o *Options) { o.Type, o.DB = Database, openFake(t) })),
		serve(t, options(func(o *Options) { o.Timeout = time.Hour })),
	}
	if os.Getenv("PASTEGEN_ORACLE") == "1" { // with Debian's memcached
		url := memcachedServer(t)
		servers = append(servers,
			serve(t, options(func(o *Options) { o.Type, o.URL = Memcached, url })),
			serve(t, options(signed, encrypted, func(o *Options) { o.Type, o.URL, o.Timeout = Memcached, url, time.Hour })))
	}
	return servers
}

func TestCounting(t *testing.T) {
	for _, s := range all(t) {
		w := s.answer("", add)
		line := w.Header().Get("Set-Cookie")
		if w.Body.String() != "1" || !strings.HasPrefix(line, "b=") || !strings.HasSuffix(line, "; Path=/; HttpOnly; SameSite=Lax") {
			t.Fatalf("%s: %s %s %s", s.name, w.Body, line, &s.log)
		}
		set, _, _ := strings.Cut(line, ";")
		for i := 2; i < 4; i++ {
			body, again := s.ask("x=y; b=bad; "+set, add)
			if body != fmt.Sprint(i) {
				t.Fatalf("%s: %s, not %d; %s", s.name, body, i, &s.log)
			}
			if inCookie := strings.HasPrefix(s.name, "cookie"); (again != "") != inCookie {
				t.Errorf("%s: sets %q", s.name, again)
			}
			if again != "" {
				set = again
			}
		}
		if body, _ := s.ask("", show); body != "<nil> true" {
			t.Errorf("%s: another client has %s", s.name, body)
		}
	}
}

func TestNothingIsSetForNothing(t *testing.T) {
	for _, s := range all(t) {
		for name, app := range map[string]func(http.ResponseWriter, visitor){"not used": nothing, "looked at": show} {
			if w := s.answer("", app); len(w.Header()["Set-Cookie"]) != 0 {
				t.Errorf("%s, %s: %q", s.name, name, w.Header())
			}
		}
		if _, set := s.ask("", func(_ http.ResponseWriter, s visitor) { s.Save() }); set == "" {
			t.Errorf("%s: Save does not save", s.name)
		}
	}
	if _, set := serve(t, options(func(o *Options) { o.Auto = true })).ask("", show); set == "" {
		t.Error("auto does not save")
	}
}

func TestIDs(t *testing.T) {
	for _, s := range all(t) {
		_, first := s.ask("", func(w http.ResponseWriter, s visitor) { s.Set("n", 1); s.Set("login", false) })
		_, second := s.ask(first, func(_ http.ResponseWriter, s visitor) {
			id := s.ID()
			s.RegenerateID()
			if s.ID() == id || s.IsNew() || !slices.Equal(s.Keys(), []string{"login", "n"}) {
				t.Error(s.ID(), id, s.IsNew(), s.Keys())
			}
		})
		if body, _ := s.ask(second, show); body != "1 false" {
			t.Errorf("%s: after RegenerateID: %s", s.name, body)
		}
		_, third := s.ask(second, func(_ http.ResponseWriter, s visitor) {
			s.Invalidate()
			if !s.IsNew() || s.Keys() != nil {
				t.Error(s.IsNew(), s.Keys())
			}
			s.Set("n", 2)
		})
		if body, _ := s.ask(third, show); body != "2 false" {
			t.Errorf("%s: after Invalidate: %s", s.name, body)
		}
		w := s.answer(third, func(_ http.ResponseWriter, s visitor) { s.Delete() })
		if got := w.Header().Get("Set-Cookie"); got != "b=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" {
			t.Errorf("%s: %s", s.name, got)
		}
		if strings.HasPrefix(s.name, "cookie") {
			continue // what a client has, it has
		}
		for i, old := range []string{first, second, third} {
			if body, _ := s.ask(old, show); body != "<nil> true" {
				t.Errorf("%s: the old id %d is good: %s", s.name, i, body)
			}
		}
	}
}

func TestRemove(t *testing.T) {
	for _, s := range all(t) {
		_, set := s.ask("", func(_ http.ResponseWriter, s visitor) { s.Set("n", 1); s.Set("m", 2); s.Remove("n") })
		if body, _ := s.ask(set, func(w http.ResponseWriter, s visitor) { fmt.Fprint(w, s.Keys()) }); body != "[m]" {
			t.Errorf("%s: %s", s.name, body)
		}
	}
}

func TestIDsOfOthers(t *testing.T) {
	for _, s := range all(t) {
		_, good := s.ask("", add)
		for _, id := range []string{"0123456789abcdef0123456789abcdef", "../../x", "", good[2:] + "0", good[2 : len(good)-1], strings.ToUpper(good[2:])} {
			_, set := s.ask("b="+id, add)
			if set == "b="+id || set == "" {
				t.Errorf("%s: %q is given %q", s.name, id, set)
			}
		}
	}
}

func TestTimes(t *testing.T) {
	for _, o := range []Options{options(), options(inCookie)} {
		o.Timeout = time.Hour
		s := serve(t, o)
		_, set := s.ask("", add)
		touch := func(after time.Duration, want string) {
			t.Helper()
			s.now = s.now.Add(after)
			body, again := s.ask(set, func(w http.ResponseWriter, v visitor) {
				fmt.Fprint(w, v.Get("n"), v.Created().Sub(start).Round(time.Second), v.LastAccessed().Sub(s.now).Round(time.Second))
			})
			if again != "" {
				set = again
			}
			if body != want {
				t.Errorf("%s: %s, want %s", s.name, body, want)
			}
		}
		touch(time.Minute, "1 0s -1m0s")
		touch(time.Hour, "1 0s -1h0m0s")
		touch(time.Hour, "1 0s -1h0m0s")
		s.now = s.now.Add(time.Hour + time.Second)
		if body, set := s.ask(set, show); body != "<nil> true" || set != "" {
			t.Errorf("%s: after more than the timeout: %s %q", s.name, body, set)
		}
	}
	o := options()
	o.SaveAccessedTime = false
	s := serve(t, o)
	_, set := s.ask("", add)
	s.now = s.now.Add(time.Minute)
	s.ask(set, show)
	s.ask(set, func(_ http.ResponseWriter, v visitor) {
		if !v.LastAccessed().Equal(start) {
			t.Error("it was saved when it was only looked at:", v.LastAccessed())
		}
	})
}

func TestRotation(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	for _, change := range []func(o *Options, secrets string){
		func(o *Options, secrets string) { o.Secret, o.DataDir = secrets, dir },
		func(o *Options, secrets string) { o.Type, o.ValidateKey = Cookie, secrets },
		func(o *Options, secrets string) {
			o.Type, o.ValidateKey, o.EncryptKey, o.SaveAccessedTime = Cookie, secrets, secrets, false
		},
	} {
		at := func(secrets string) *server {
			o := options()
			change(&o, secrets)
			return serve(t, o)
		}
		_, old := at("old").ask("", add)
		both, only := at(" new old "), at("new")
		body, renewed := both.ask(old, show)
		if body != "1 false" || renewed == "" {
			t.Errorf("%s: the old secret: %s %q; %s", both.name, body, renewed, &both.log)
		}
		if body, _ := only.ask(renewed, show); body != "1 false" {
			t.Errorf("%s: it was not signed anew: %s", both.name, body)
		}
		if body, _ := only.ask(old, show); body != "<nil> true" {
			t.Errorf("%s: a secret of nobody is good: %s", both.name, body)
		}
	}
}

func TestAPageAboutErrorsShowsNothing(t *testing.T) {
	s := serve(t, options())
	body, _ := s.ask("", func(w http.ResponseWriter, s visitor) { s.Set("n", "private"); fmt.Fprintf(w, "%v %+v %s", s, s, s) })
	if want := "a session of Beaker"; body != want+" "+want+" "+want {
		t.Error(body)
	}
}

func TestCSRFToken(t *testing.T) {
	s := serve(t, options())
	token := func(w http.ResponseWriter, s visitor) { fmt.Fprint(w, s.CSRFToken()) }
	first, set := s.ask("", token)
	if again, _ := s.ask(set, token); len(first) < 26 || again != first {
		t.Error(first, again)
	}
	if other, _ := s.ask("", token); other == first {
		t.Error("two sessions have one token")
	}
}

func TestChangesAfterTheHeader(t *testing.T) {
	late := func(w http.ResponseWriter, s visitor) { w.WriteHeader(200); s.Set("n", 7) }
	s := serve(t, options())
	_, set := s.ask("", add)
	s.ask(set, late)
	if body, _ := s.ask(set, show); body != "7 false" || s.log.Len() != 0 {
		t.Error(body, &s.log)
	}
	for _, s := range []*server{serve(t, options()), serve(t, options(inCookie))} {
		if s.ask("", late); !strings.Contains(s.log.String(), "too late") {
			t.Errorf("%s: it is not said that this is too late", s.name)
		}
	}
	s = serve(t, options(inCookie))
	if s.ask("", func(w http.ResponseWriter, s visitor) { w.WriteHeader(200); s.Delete() }); !strings.Contains(s.log.String(), "too late") {
		t.Error("it is not said that this is too late for the end of the session")
	}
}

func TestCorruptSessions(t *testing.T) {
	for name, value := range map[string]string{
		"signature": "0123456789012345678901234567890123456789abc",
		"short":     "abc",
		"base64":    sign("vkey", "!"),
		"pickle":    sign("vkey", "gAJ9cQAu"),
		"zlib":      sign("vkey", "AAAA"),
	} {
		s := serve(t, options(inCookie))
		if body, _ := s.ask("b="+value, show); body != "<nil> true" || !strings.Contains(s.log.String(), "cannot be read") {
			t.Errorf("%s: %s, %s", name, body, &s.log)
		}
		if strings.Contains(s.log.String(), "data_serializer = json") != (name == "pickle") {
			t.Errorf("%s: %s", name, &s.log)
		}
		strict := serve(t, options(inCookie, func(o *Options) { o.InvalidateCorrupt = false }))
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: invalidate_corrupt = false", name)
				}
			}()
			strict.ask("b="+value, show)
		}()
	}
}

func TestTooLong(t *testing.T) {
	s := serve(t, options(inCookie, encrypted))
	text := sessions.NewID()
	for range 200 {
		text += sessions.NewID()
	}
	if _, set := s.ask("", func(_ http.ResponseWriter, s visitor) { s.Set("x", text) }); set != "" || !strings.Contains(s.log.String(), "too long") {
		t.Error(set, &s.log)
	}
	if _, set := s.ask("", func(_ http.ResponseWriter, s visitor) { s.Set("x", add) }); set != "" || !strings.Contains(s.log.String(), "cannot be saved") {
		t.Error(set, &s.log)
	}
}

func TestCookies(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"never": {func(o *Options) { o.CookieExpires.Never = true }, "; Path=/; Expires=Tue, 19 Jan 2038 03:14:07 GMT; HttpOnly; SameSite=Lax"},
		"after": {func(o *Options) { o.CookieExpires.After = time.Hour }, "; Path=/; Expires=Tue, 14 Nov 2023 23:13:20 GMT; HttpOnly; SameSite=Lax"},
		"all": {func(o *Options) {
			o.CookieDomain, o.CookiePath, o.Secure, o.HTTPOnly, o.SameSite = "example.com", "/x", true, false, http.SameSiteStrictMode
		}, "; Path=/x; Domain=example.com; Secure; SameSite=Strict"},
	} {
		s := serve(t, options(tt.change))
		if line := s.answer("", add).Header().Get("Set-Cookie"); !strings.HasSuffix(line, tt.want) {
			t.Errorf("%s: %s", name, line)
		}
	}
}

func TestOptions(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"timeout":       func(o *Options) { o.Timeout, o.SaveAccessedTime = time.Hour, false },
		"nonce":         func(o *Options) { o.EncryptNonceBits = 7 },
		"no nonce":      func(o *Options) { o.EncryptNonceBits = 0 },
		"encrypt only":  func(o *Options) { o.EncryptKey, o.ValidateKey = "a", "" },
		"cookie name":   func(o *Options) { o.Key = "a b" },
		"no validate":   func(o *Options) { o.Type, o.ValidateKey = Cookie, "" },
		"no folder":     func(o *Options) { o.Type = File },
		"bad folder":    func(o *Options) { o.DataDir = "/dev/null/x" },
		"url":           func(o *Options) { o.Type, o.DB, o.URL = Database, openFake(t), "sqlite:///x" },
		"no servers":    func(o *Options) { o.Type = Memcached },
		"no database":   func(o *Options) { o.Type = Database },
		"table":         func(o *Options) { o.Type, o.DB, o.TableName = Database, openFake(t), "a; DROP TABLE b" },
		"fails":         func(o *Options) { o.Type, o.DB, o.TableName = Database, openFake(t), "refused" },
		"schema failed": func(o *Options) { o.Type, o.DB, o.SchemaName = Database, openFake(t), "a-b" },
	} {
		if _, err := New(context.Background(), Keys{Options: options(change)}, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestDefaults compares what the tags say with what the code thinks they do.
func TestDefaults(t *testing.T) {
	want := map[string]string{}
	all := reflect.TypeFor[Options]()
	for i := range all.NumField() {
		options, value, has := strings.Cut(all.Field(i).Tag.Get("paste"), ",default=")
		if key, _, _ := strings.Cut(options, ","); has && value != "false" {
			want[key] = value
		}
	}
	got := map[string]string{}
	values := reflect.ValueOf(defaults())
	for i := range all.NumField() {
		if v := values.Field(i); !v.IsZero() {
			key, _, _ := strings.Cut(all.Field(i).Tag.Get("paste"), ",")
			got[key] = fmt.Sprint(v)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, but the tags say %v", got, want)
	}
}

func TestPrefixes(t *testing.T) {
	prefixed := options(signed)
	ignored := defaults()
	ignored.CacheDir, ignored.LockDir = "x", "y"
	other := defaults()
	other.Timeout = time.Hour
	for name, tt := range map[string]struct {
		bare   Options
		beaker Prefixed
		want   string
	}{
		"without": {options(), Prefixed{}, ""},
		"with":    {defaults(), Prefixed{&prefixed}, "secret"},
		"ignored": {ignored, Prefixed{&prefixed}, "secret"},
		"both":    {other, Prefixed{&prefixed}, "!"},
	} {
		o, err := choose(tt.bare, tt.beaker)
		if got := o.Secret; (err != nil) != (tt.want == "!") || err == nil && got != tt.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestTexts(t *testing.T) {
	var e Expires
	for text, want := range map[string]string{
		"true": "{false 0s}", " Yes": "{false 0s}", "1": "{false 0s}", "False": "{true 0s}", "0": "{true 0s}", "3600": "{false 1h0m0s}",
		"": "!", "never": "!", "-1": "!", "99999999999": "!",
	} {
		got := "!"
		if err := e.UnmarshalText([]byte(text)); err == nil {
			got = fmt.Sprint(e)
		}
		if got != want {
			t.Errorf("cookie_expires = %s: %s", text, got)
		}
	}
	for text, ok := range map[Type]bool{"cookie": true, "file": true, "memory": true, "ext:memcached": true, "ext:database": true, "": true,
		"dbm": false, "ext:sqla": false, "ext:redis": false, "x": false} {
		if err := text.check(); (err == nil) != ok {
			t.Errorf("type = %s: %v", text, err)
		}
	}
	for text, want := range map[Serializer]string{"": "", "json": "", "pickle": "say data_serializer = json", "yaml": "is json"} {
		o := options()
		o.DataSerializer = text
		if err := o.check(); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("data_serializer = %s: %v", text, err)
		}
	}
}

func FuzzCookie(f *testing.F) {
	sealers := []sealer{{nil, 16, false}, {[]string{"ekey"}, 16, false}, {[]string{"ekey"}, 6, true}}
	for _, s := range sealers {
		text, err := s.seal(map[string]any{"a": 1}, "vkey")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, "key", "value")
		f.Add(sign("vkey", text), "", "")
	}
	f.Add("ab", "", "")
	f.Fuzz(func(t *testing.T, text, key, value string) {
		if got, i := unsign([]string{"vkey"}, text); i >= 0 && sign("vkey", got) != text {
			t.Errorf("%q is signed", text)
		}
		in, _ := sessions.Decode([]byte(`{"a": 1}`))
		in[strings.ToValidUTF8(key, "?")] = strings.ToValidUTF8(value, "?")
		for _, s := range sealers {
			_, _ = s.open(text, "vkey")
			sealed, err := s.seal(in, "vkey")
			if err != nil {
				t.Fatal(err)
			}
			if out, err := s.open(sealed, "vkey"); err != nil || fmt.Sprint(out) != fmt.Sprint(in) {
				t.Errorf("%v came back as %v, %v", in, out, err)
			}
		}
	})
}
