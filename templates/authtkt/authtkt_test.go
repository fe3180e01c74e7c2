package authtkt

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/values"
)

var start = time.Unix(1700000000, 0)

func options(change ...func(*Options)) Options {
	o := Options{Secret: []string{"new", "old"}, CookieName: "tkt", DigestAlgo: SHA256, HTTPOnly: true}
	for _, c := range change {
		c(&o)
	}
	return o
}

// ask returns what a filter answers at that time. The app behind it tells who
// it was asked by, after it has done something.
func ask(t *testing.T, o Options, now time.Time, r *http.Request, do ...http.HandlerFunc) *httptest.ResponseRecorder {
	t.Helper()
	filter, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, d := range do {
			d(w, r)
		}
		fmt.Fprintf(w, "%s|%s|%s|%s", auth.User(r), auth.Value(r, "REMOTE_USER_TOKENS"), auth.Value(r, "REMOTE_USER_DATA"), auth.Value(r, "AUTH_TYPE"))
	}))
	h.(*handler).now = func() time.Time { return now }
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(path string, cookies ...string) *http.Request {
	r := httptest.NewRequest("GET", path, nil)
	r.RemoteAddr = "192.0.2.1:1234"
	r.Header["Cookie"] = cookies
	return r
}

// setUser is an app that logs a user in.
func setUser(t *testing.T, user, data string, tokens ...string) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		set := r.Context().Value("paste.auth_tkt.set_user").(func(string, []string, string) error)
		if err := set(user, tokens, data); err != nil {
			t.Error(err)
		}
	}
}

func logout(_ http.ResponseWriter, r *http.Request) {
	r.Context().Value("paste.auth_tkt.logout_user").(func())()
}

// pair is the name=value of a Set-Cookie.
func pair(w *httptest.ResponseRecorder) string {
	name, _, _ := strings.Cut(w.Header().Get("Set-Cookie"), "; ")
	return name
}

func TestLoginAndBack(t *testing.T) {
	w := ask(t, options(), start, get("/"), setUser(t, "Jörg!", "some; data, é!", "a", "b"))
	if w.Body.String() != "|||" || len(w.Header()["Set-Cookie"]) != 1 ||
		!strings.HasSuffix(w.Header().Get("Set-Cookie"), "; Path=/; HttpOnly; SameSite=Lax") {
		t.Fatal(w.Body, w.Header())
	}
	w = ask(t, options(), start.Add(1e6*time.Hour), get("/", "tkt=bad; "+pair(w)))
	if w.Body.String() != "Jörg!|a,b|some; data, é!|cookie" || w.Header()["Set-Cookie"] != nil {
		t.Fatal(w.Body, w.Header())
	}
}

func TestTokensAreAdded(t *testing.T) {
	for tokens, want := range map[string]string{"": "x", "a,b": "x,a,b"} {
		w := ask(t, options(), start, get("/"), setUser(t, "ann", "", strings.FieldsFunc(tokens, func(c rune) bool { return c == ',' })...))
		r := get("/", pair(w))
		r = r.WithContext(values.With(r.Context(), "REMOTE_USER_TOKENS", "x"))
		if w := ask(t, options(), start, r); w.Body.String() != "ann|"+want+"||cookie" {
			t.Error(w.Body)
		}
	}
}

func TestAddresses(t *testing.T) {
	withIP := options(func(o *Options) { o.IncludeIP = true })
	for _, tt := range []struct {
		o      Options
		addr   string
		wanted bool
	}{
		{options(), "198.51.100.7:1", true},
		{withIP, "192.0.2.1:99", true},
		{withIP, "[::ffff:192.0.2.1]:99", true},
		{withIP, "192.0.2.2:99", false},
		{withIP, "[2001:db8::1]:99", false},
		{withIP, "@", false},
	} {
		r := get("/", pair(ask(t, tt.o, start, get("/"), setUser(t, "ann", ""))))
		r.RemoteAddr = tt.addr
		if got := ask(t, tt.o, start, r).Body.String(); strings.HasPrefix(got, "ann|") != tt.wanted {
			t.Errorf("%s: %s", tt.addr, got)
		}
	}
}

func TestRotation(t *testing.T) {
	old := options(func(o *Options) { o.Secret = []string{"old"} })
	w := ask(t, old, start, get("/"), setUser(t, "ann", "d", "a"))
	w = ask(t, options(), start, get("/", pair(w)))
	if w.Body.String() != "ann|a|d|cookie" || pair(w) == "" {
		t.Fatal("a ticket of the old secret:", w.Body, w.Header())
	}
	renewed := pair(w)
	if w := ask(t, old, start, get("/", renewed)); w.Body.String() != "|||" {
		t.Error("it was not signed anew:", w.Body)
	}
	w = ask(t, options(), start, get("/", renewed))
	if w.Body.String() != "ann|a|d|cookie" || pair(w) != "" {
		t.Error("a ticket of the new secret:", w.Body, w.Header())
	}
}

func TestTimes(t *testing.T) {
	o := options(func(o *Options) { o.Timeout, o.ReissueTime, o.MaxAge = time.Hour, time.Minute, 2*time.Hour })
	w := ask(t, o, start, get("/"), setUser(t, "ann", ""))
	if !strings.Contains(w.Header().Get("Set-Cookie"), "; Max-Age=7200; ") {
		t.Error(w.Header())
	}
	for after, want := range map[time.Duration]string{0: "ann", time.Minute: "ann", 61 * time.Second: "ann, again", time.Hour: "ann, again", 3601 * time.Second: ""} {
		w := ask(t, o, start.Add(after), get("/", pair(w)))
		got, _, _ := strings.Cut(w.Body.String(), "|")
		if made := pair(w); made != "" {
			got += ", again"
			if w := ask(t, o, start.Add(after+time.Hour), get("/", made)); !strings.HasPrefix(w.Body.String(), "ann|") {
				t.Errorf("a ticket replaced after %s is not good for another hour", after)
			}
		}
		if got != want {
			t.Errorf("after %s: %q, want %q", after, got, want)
		}
	}
}

func TestLogout(t *testing.T) {
	o := options(func(o *Options) { o.LogoutPath = "/bye" })
	in := pair(ask(t, o, start, get("/"), setUser(t, "ann", "")))
	if w := ask(t, o, start, get("/else", in)); pair(w) != "" {
		t.Error("another page logs out:", w.Header())
	}
	r := get("/bye?x=y", in)
	r.Host = "www.example.com:8080"
	for _, w := range []*httptest.ResponseRecorder{
		ask(t, o, start, r),
		ask(t, o, start, func() *http.Request { r := get("/else", in); r.Host = "www.example.com"; return r }(), logout),
	} {
		const common = "; Max-Age=0; HttpOnly; SameSite=Lax"
		if got := strings.Join(w.Header()["Set-Cookie"], "|"); got != "tkt=; Path=/"+common+"|tkt=; Path=/; Domain=www.example.com"+common {
			t.Error(got)
		}
		if w.Body.String() != "ann|||cookie" {
			t.Error(w.Body)
		}
	}
}

func TestDomains(t *testing.T) {
	o := options(func(o *Options) { o.WildcardCookie, o.Secure = true, true })
	for host, domain := range map[string]string{
		"example.com": "example.com", "a.b.example:80": "a.b.example", "AZ-az.09": "AZ-az.09",
		"localhost": "", "192.0.2.1:80": "", "[::1]:80": "", "": "", ".x": "", "x.": "", "a;b.c": "", "a_b.c": "", "[.c": "", "{.c": "", "é.c": "", "/.c": "", "a.b\r\nX:y": "",
	} {
		r := get("/")
		r.Host = host
		if got := domainOf(r); got != domain {
			t.Errorf("%q: the domain %q", host, got)
		}
		if domain != "" {
			domain = "Domain=" + domain + "; "
		}
		w := ask(t, o, start, r, setUser(t, "ann", ""))
		if got := w.Header().Get("Set-Cookie"); !strings.HasSuffix(got, "; Path=/; "+domain+"HttpOnly; Secure; SameSite=Lax") {
			t.Errorf("%q: %s", host, got)
		}
	}
}

func TestRememberLogin(t *testing.T) {
	o := options(func(o *Options) { o.RememberLogin = true })
	// login is a filter, or an app, that finds out who it is asked by.
	login := func(w http.ResponseWriter, r *http.Request) { auth.WithUser(r, "zoe", "form") }
	zoe := pair(ask(t, o, start, get("/"), login))
	if w := ask(t, o, start, get("/", zoe)); w.Body.String() != "zoe|||cookie" || pair(w) != "" {
		t.Error(w.Body, w.Header())
	}
	if w := ask(t, o, start, get("/", zoe), login); pair(w) != "" {
		t.Error("the same user gets a new ticket:", w.Header())
	}
	if w := ask(t, o, start, get("/"), login, setUser(t, "ann", "")); !strings.HasSuffix(pair(w), "ann!") {
		t.Error("the ticket that the app has asked for:", w.Header())
	}
	if w := ask(t, o, start, get("/"), login, logout); pair(w) != "tkt=" {
		t.Error("the app has logged out:", w.Header())
	}
	if w := ask(t, options(), start, get("/"), login); pair(w) != "" {
		t.Error("nobody has asked to remember:", w.Header())
	}
	known := auth.WithUser(get("/"), "joe", "basic")
	if w := ask(t, o, start, known); pair(w) != "" || w.Body.String() != "joe|||basic" {
		t.Error("who was known before needs no ticket:", w.Header())
	}
}

func TestWhatNoTicketCanSay(t *testing.T) {
	w := ask(t, options(), start, get("/"), func(_ http.ResponseWriter, r *http.Request) {
		set := r.Context().Value("paste.auth_tkt.set_user").(func(string, []string, string) error)
		for name, err := range map[string]error{
			"no user":      set("", nil, ""),
			"zero in user": set("a\x00", nil, ""),
			"zero in data": set("a", nil, "\x00"),
			"comma":        set("a", []string{"a,b"}, ""),
			"empty token":  set("a", []string{""}, ""),
			"!":            set("a", []string{"a!"}, ""),
		} {
			if err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	})
	if pair(w) != "" {
		t.Error(w.Header())
	}
}

func TestOptions(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"no secret":   func(o *Options) { o.Secret = nil },
		"digest":      func(o *Options) { o.DigestAlgo = "sha1" },
		"cookie name": func(o *Options) { o.CookieName = "a b" },
		"reissue":     func(o *Options) { o.Timeout, o.ReissueTime = time.Second, time.Minute },
	} {
		if _, err := New(options(change)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestTicketsOfOthers has tickets that are nearly good.
func TestTicketsOfOthers(t *testing.T) {
	s := sealer{[]string{"secret"}, MD5}
	addr := netip.MustParseAddr("10.0.0.1")
	text, err := s.seal(ticket{"a", "b", "c", start}, addr)
	if err != nil {
		t.Fatal(err)
	}
	if got, secret := s.open(text, addr); secret != 0 || got != (ticket{"a", "b", "c", start}) {
		t.Fatal(got, secret)
	}
	for _, bad := range []string{
		"", "!", text[:32], text[:39], text[:40], text[:41], text[1:], text + "d", strings.ToUpper(text), strings.Replace(text, "a!", "A!", 1),
		strings.Replace(text, "!b!", "!", 1), strings.Replace(text, "!", "%21", 1), text[:32] + "g" + text[33:], text[:32] + "_" + text[33:],
		strings.Replace(text, "a!b!c", "a%00b!c!", 1), "0" + text[1:],
	} {
		if got, secret := s.open(bad, addr); secret != -1 {
			t.Errorf("%s is %v", bad, got)
		}
	}
}

// TestZeroBytes has a ticket of a server that lets zero bytes into its data,
// taken apart in another way.
func TestZeroBytes(t *testing.T) {
	s := sealer{[]string{"secret"}, MD5}
	addr := netip.MustParseAddr("10.0.0.1")
	digest := s.sign(ticket{"a", "b", "c\x00d", start}, addr, "secret")
	text := fmt.Sprintf("%s%08xa%%00b!c!d", digest, start.Unix())
	if got, secret := s.open(text, addr); secret != -1 {
		t.Errorf("%q is %v", text, got)
	}
}

func TestDataWithoutTokens(t *testing.T) {
	w := ask(t, options(), start, get("/"), setUser(t, "ann", "a!b"))
	if w := ask(t, options(), start, get("/", pair(w))); w.Body.String() != "ann||a!b|cookie" {
		t.Error(w.Body)
	}
}

// TestTicketsOfPastesOwnTests are those of its test_auth_tkt.py.
func TestTicketsOfPastesOwnTests(t *testing.T) {
	in := ticket{user: "username", tokens: "admin", made: time.Unix(1579782607, 0)}
	for digest, want := range map[Digest]string{
		MD5:    "731274bec45f6983c1f33bac8e8baf435e2991cfusername!admin!",
		SHA512: "09e72a63c57ca4cfeca5fa578646deb2b27f7a461d91ad9aa32b85c93ef6fa7744ac006eb3d9a71a36375b5ab50cbae072bb3042e2a59198b7f314900cba44235e2991cfusername!admin!",
	} {
		s := sealer{[]string{"shared_secret"}, digest}
		if got, err := s.seal(in, netip.IPv4Unspecified()); err != nil || got != want {
			t.Errorf("%s: %s, %v", digest, got, err)
		}
		for _, text := range []string{want, base64.StdEncoding.EncodeToString([]byte(want))} {
			if got, secret := s.open(text, netip.IPv4Unspecified()); secret != 0 || got != in {
				t.Errorf("%s: %v", text, got)
			}
		}
	}
}

func TestUnquote(t *testing.T) {
	for text, want := range map[string]string{"a%20b%41": "a bA", "%41%": "A%", "%4": "%4", "%zz": "%zz", "%%41": "%A"} {
		if got := unquote(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ user, data, want string }{
		{"ann", "", "ann"},
		{"YW5u", "userid_type:b64unicode", "ann"},
		{"YW5u", "x|userid_type:b64str|y", "ann"},
		{"YW5u", "", "YW5u"},
		{"Y!", "userid_type:b64unicode", "Y!"},
		{"17", "userid_type:int", "17"},
	} {
		if got := (ticket{user: tt.user, data: tt.data}).name(); got != tt.want {
			t.Errorf("%v: %q", tt, got)
		}
	}
}

func FuzzTicket(f *testing.F) {
	s := sealer{[]string{"secret"}, MD5}
	addr := netip.MustParseAddr("10.0.0.1")
	good, _ := s.seal(ticket{"a b", "x,y", "d!e", start}, addr)
	for _, seed := range []string{good, "", "!", "YQ==", good[:40], `"` + good + `"`} {
		f.Add(seed, "user", "tokens", "data", uint32(7))
	}
	f.Fuzz(func(t *testing.T, text, user, tokens, data string, seconds uint32) {
		if got, secret := s.open(text, addr); secret >= 0 && got.check() != nil {
			t.Errorf("%q is the ticket %v", text, got)
		}
		in := ticket{user, tokens, data, time.Unix(int64(seconds), 0)}
		sealed, err := s.seal(in, addr)
		if err != nil || strings.Trim(sealed, `"`) != sealed {
			return // quotes around a ticket are dropped
		}
		if got, secret := s.open(sealed, addr); secret != 0 || got != in {
			t.Errorf("%v came back as %v from %q", in, got, sealed)
		}
	})
}
