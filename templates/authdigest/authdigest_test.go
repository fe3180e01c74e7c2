package authdigest

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
)

// realm has what is hard to read in a header; that of Paste's own
// test_auth_digest.py has a colon and a comma.
const realm = `tag:example.com,2005: the "back" room`

func options(change ...func(*Options)) Options {
	o := Options{Realm: realm, Algorithm: SHA256, NonceLifetime: 5 * time.Minute, MaxNonces: 3}
	o.AuthFunc = func(_ *http.Request, realm, user string) string {
		if user == "nobody" {
			return ""
		}
		return hashOf(o.Algorithm, user+":"+realm+":secret")
	}
	for _, c := range change {
		c(&o)
	}
	return o
}

func withMD5(o *Options) { o.Algorithm = MD5 }

func hashOf(a Algorithm, text string) string {
	if a == MD5 {
		return fmt.Sprintf("%x", md5.Sum([]byte(text)))
	}
	return fmt.Sprintf("%X", sha256.Sum256([]byte(text)))
}

// server is a filter whose clock can be set.
type server struct {
	http.Handler
	log bytes.Buffer
	now time.Time
}

func serve(t *testing.T, o Options) *server {
	t.Helper()
	s := &server{now: time.Now()}
	filter, err := New(o, slog.New(slog.NewTextHandler(&s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	h := filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, auth.User(r), "|", auth.Value(r, "AUTH_TYPE"))
	}))
	h.(*handler).now = func() time.Time { return s.now }
	s.Handler = h
	return s
}

// client is one that answers challenges.
type client struct {
	user, password, method, target, uri, nc string
	algorithm                               Algorithm
	params                                  map[string]string // what it says besides or instead; "-" leaves it out
}

func newClient() client {
	return client{"ann", "secret", "GET", "/a%20b?c=d", "/a%20b?c=d", "00000001", SHA256, nil}
}

// ask sends a request with an answer to that challenge.
func (c client) ask(s *server, challenge map[string]string) *httptest.ResponseRecorder {
	lower := func(a Algorithm, text string) string { return strings.ToLower(hashOf(a, text)) }
	a1 := lower(c.algorithm, c.user+":"+challenge["realm"]+":"+c.password)
	a2 := lower(c.algorithm, c.method+":"+c.uri)
	response := lower(c.algorithm, strings.Join([]string{a1, challenge["nonce"], c.nc, "cnonce", "auth", a2}, ":"))
	params := map[string]string{
		"username": auth.Quote(c.user), "realm": auth.Quote(challenge["realm"]), "nonce": auth.Quote(challenge["nonce"]), "uri": auth.Quote(c.uri),
		"algorithm": string(c.algorithm), "qop": "auth", "nc": c.nc, "cnonce": `"cnonce"`, "response": auth.Quote(response),
	}
	for name, value := range c.params {
		params[name] = value
	}
	var all []string
	for name, value := range params {
		if value != "-" {
			all = append(all, name+"="+value)
		}
	}
	r := httptest.NewRequest(c.method, c.target, nil)
	r.Header.Set("Authorization", "Digest "+strings.Join(all, ", "))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// challenge returns what a server says to one who says nothing.
func challenge(t *testing.T, s *server) map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	p := parse(w.Header().Get("WWW-Authenticate"))
	if w.Code != 401 || p["realm"] != realm || p["qop"] != "auth" || p["nonce"] == "" || p["charset"] != "UTF-8" || p["stale"] != "" {
		t.Fatal(w.Code, w.Header())
	}
	return p
}

func isStale(w *httptest.ResponseRecorder) bool {
	return w.Code == 401 && parse(w.Header().Get("WWW-Authenticate"))["stale"] == "true"
}

func TestGoodAnswers(t *testing.T) {
	for name, c := range map[string]func(*client){
		"plain":  func(*client) {},
		"quoted": func(c *client) { c.user = `Jörg "the" \` },
		"extended": func(c *client) {
			c.user = "Jörg"
			c.params = map[string]string{"username": "-", "username*": "UTF-8''J%c3%B6rg"}
		},
		"quoted qop":     func(c *client) { c.params = map[string]string{"qop": `"auth"`, "opaque": `""`} },
		"POST":           func(c *client) { c.method = "POST" },
		"small letters":  func(c *client) { c.params = map[string]string{"algorithm": "sha-256"} },
		"absolute":       func(c *client) { c.target, c.uri = "http://x.example/a", "http://x.example/a" },
		"escaped though": func(c *client) { c.target, c.uri = "/a%2Db?c", "/a-b?c" },
	} {
		s := serve(t, options())
		cl := newClient()
		c(&cl)
		if w := cl.ask(s, challenge(t, s)); w.Code != 200 || w.Body.String() != cl.user+"|digest" {
			t.Errorf("%s: %d %s %v", name, w.Code, w.Body, w.Header())
		}
	}
}

func TestMD5(t *testing.T) {
	s := serve(t, options(withMD5))
	c := newClient()
	c.algorithm = MD5
	ch := challenge(t, s)
	if ch["algorithm"] != "MD5" {
		t.Error(ch)
	}
	if w := c.ask(s, ch); w.Body.String() != "ann|digest" {
		t.Error(w.Code, w.Body)
	}
	c.params, c.nc = map[string]string{"algorithm": "-"}, "00000002"
	if w := c.ask(s, ch); w.Body.String() != "ann|digest" {
		t.Error("without an algorithm it is MD5:", w.Code, w.Body)
	}
	c = newClient()
	if w := c.ask(s, ch); w.Code != 401 {
		t.Error("another algorithm is taken")
	}
}

// TestOtherHash: who keeps the hashes of Paste, which are MD5, is told why nobody
// gets in.
func TestOtherHash(t *testing.T) {
	s := serve(t, options(func(o *Options) {
		o.AuthFunc = func(_ *http.Request, realm, user string) string { return hashOf(MD5, user+":"+realm+":secret") }
	}))
	if w := newClient().ask(s, challenge(t, s)); w.Code != http.StatusUnauthorized {
		t.Error(w.Code)
	}
	if !strings.Contains(s.log.String(), "no hash of the algorithm") || !strings.Contains(s.log.String(), "algorithm=SHA-256 digits=32 want=64") {
		t.Error(s.log.String())
	}
}

func TestBadAnswers(t *testing.T) {
	for name, c := range map[string]func(*client){
		"password":      func(c *client) { c.password = "Secret" },
		"unknown":       func(c *client) { c.user = "nobody" },
		"no name":       func(c *client) { c.user = "" },
		"other address": func(c *client) { c.target = "/a%20b?c=e" },
		"part of it":    func(c *client) { c.uri = "/a" },
		"no address":    func(c *client) { c.uri = "" },
		"realm":         func(c *client) { c.params = map[string]string{"realm": `"x"`} },
		"qop":           func(c *client) { c.params = map[string]string{"qop": "auth-int"} },
		"no qop":        func(c *client) { c.params = map[string]string{"qop": "-"} },
		"no algorithm":  func(c *client) { c.params = map[string]string{"algorithm": "-"} },
		"no nc":         func(c *client) { c.params = map[string]string{"nc": "-"} },
		"no cnonce":     func(c *client) { c.params = map[string]string{"cnonce": `""`} },
		"method":        func(c *client) { c.params = map[string]string{"response": `"` + strings.Repeat("0", 64) + `"`} },
		"nc not hex":    func(c *client) { c.nc = "0000000x" },
		"nc too short":  func(c *client) { c.nc = "1" },
		"ill-formed":    func(c *client) { c.params = map[string]string{"x": `"`} },
	} {
		s := serve(t, options())
		cl := newClient()
		c(&cl)
		if w := cl.ask(s, challenge(t, s)); w.Code != 401 || isStale(w) {
			t.Errorf("%s: %d %s %v", name, w.Code, w.Body, w.Header())
		}
	}
}

// TestAUserWhoIsNot has a client that takes the hash of nobody for empty.
func TestAUserWhoIsNot(t *testing.T) {
	s := serve(t, options())
	ch := challenge(t, s)
	h := s.Handler.(*handler)
	c := newClient()
	c.user = "nobody"
	response := h.hash("", ch["nonce"], c.nc, "cnonce", "auth", h.hash(c.method, c.uri))
	c.params = map[string]string{"response": auth.Quote(response)}
	if w := c.ask(s, ch); w.Code != 401 {
		t.Error(w.Code, w.Body)
	}
}

func TestCountsAreUsedOnce(t *testing.T) {
	s := serve(t, options())
	ch := challenge(t, s)
	for _, tt := range []struct {
		count int
		good  bool
	}{{1, true}, {1, false}, {3, true}, {2, true}, {2, false}, {3, false}, {66, true}, {3, false}, {4, true}, {65, true}, {66, false}, {0, false}, {4294967295, true}, {100, false}} {
		c := newClient()
		c.nc = fmt.Sprintf("%08x", tt.count)
		if w := c.ask(s, ch); (w.Code == 200) != tt.good || isStale(w) == tt.good {
			t.Errorf("count %d: %d", tt.count, w.Code)
		}
	}
}

func TestNoncesGetOld(t *testing.T) {
	s := serve(t, options())
	ch := challenge(t, s)
	s.now = s.now.Add(5*time.Minute - 1)
	if w := newClient().ask(s, ch); w.Code != 200 {
		t.Error(w.Code)
	}
	s.now = s.now.Add(2)
	c := newClient()
	c.nc = "00000002"
	if w := c.ask(s, ch); !isStale(w) {
		t.Error("an old nonce is good", w.Code, w.Header())
	}
	if n := len(s.Handler.(*handler).kept.used); n != 0 {
		t.Errorf("%d are kept", n)
	}
	other := challenge(t, serve(t, options()))
	if w := newClient().ask(s, other); !isStale(w) {
		t.Error("the nonce of another server is good", w.Code)
	}
}

func TestFewNoncesAreKept(t *testing.T) {
	s := serve(t, options())
	var all []map[string]string
	for range 5 {
		s.now = s.now.Add(time.Second)
		all = append(all, challenge(t, s))
	}
	for _, i := range []int{3, 0, 2} { // not in order
		if w := newClient().ask(s, all[i]); w.Code != 200 {
			t.Error(i, w.Code)
		}
	}
	if w := newClient().ask(s, all[4]); w.Code != 200 {
		t.Error("a fourth is not good:", w.Code)
	}
	kept := s.Handler.(*handler).kept
	if len(kept.used) != 3 || kept.order.Len() != 3 {
		t.Error(len(kept.used), kept.order.Len())
	}
	for i := range all {
		c := newClient()
		c.nc = "00000002"
		if w := c.ask(s, all[i]); (w.Code == 200) != (i >= 2) { // 1 is older than all that are kept and finds no room
			t.Errorf("nonce %d, count 2: %d", i, w.Code)
		}
	}
}

func TestAProxysPrefix(t *testing.T) {
	s := serve(t, options())
	ch := challenge(t, s)
	c := newClient()
	c.uri = "/app/a%20b?c=d"
	if w := c.ask(s, ch); w.Code != 401 {
		t.Error("a prefix that nobody knows is taken")
	}
	inner := s.Handler
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Pattern = "/app"
		inner.ServeHTTP(w, r)
	})
	if w := c.ask(s, ch); w.Code != 200 {
		t.Error(w.Code)
	}
}

func TestAKnownUserPasses(t *testing.T) {
	w := httptest.NewRecorder()
	serve(t, options()).ServeHTTP(w, auth.WithUser(httptest.NewRequest("GET", "/", nil), "joe", "form"))
	if w.Body.String() != "joe|form" {
		t.Error(w.Body)
	}
}

// TestExampleOfTheRFC is 3.9.1 of RFC 7616.
func TestExampleOfTheRFC(t *testing.T) {
	for algorithm, want := range map[Algorithm]string{
		SHA256: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
		MD5:    "8ca523f5e9506fed4657c9700eebdbec",
	} {
		h := &handler{Options: Options{Realm: "http-auth@example.org", Algorithm: algorithm}}
		h.AuthFunc = func(_ *http.Request, realm, user string) string { return h.hash(user, realm, "Circle of Life") }
		r := httptest.NewRequest("GET", "/dir/index.html", nil)
		r.Header.Set("Authorization", fmt.Sprintf(`Digest username="Mufasa",
			realm="http-auth@example.org", uri="/dir/index.html", algorithm=%s,
			nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
			cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="%s",
			opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`, algorithm, want))
		r.Header.Set("Authorization", strings.NewReplacer("\n", "", "\t", " ").Replace(r.Header.Get("Authorization")))
		c, ok := h.credentials(r)
		if !ok || !h.proves(r, c) {
			t.Errorf("%s: %v, %+v", algorithm, ok, c)
		}
	}
}

func TestOptions(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"realm":    func(o *Options) { o.Realm = "\n" },
		"lifetime": func(o *Options) { o.NonceLifetime = 0 },
		"max":      func(o *Options) { o.MaxNonces = 0 },
	} {
		if _, err := New(options(change), slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestCurl has a client that others have written.
func TestCurl(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs curl")
	}
	for _, o := range []Options{options(), options(withMD5)} {
		server := httptest.NewServer(serve(t, o))
		defer server.Close()
		for password, want := range map[string]string{"secret": "ann|digest200", "wrong": "Unauthorized\n401"} {
			out, err := exec.Command("curl", "-s", "-w", "%{http_code}", "--digest", "-u", "ann:"+password, server.URL+"/a%20b?c=d").Output()
			if err != nil || string(out) != want {
				t.Errorf("%s: %s, %v", o.Algorithm, out, err)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for header, want := range map[string]string{
		`Digest a=b`:                 `map[a:b]`,
		`dIGEST  A = "b,\"c" ,, d=e`: `map[a:b,"c d:e]`,
		`Digest a="b"`:               `map[a:b]`,
		`Digest `:                    `map[]`,
		`Digest`:                     `map[]`,
		`Basic a=b`:                  ``,
		``:                           ``,
		`Digest a`:                   ``,
		`Digest a=`:                  ``,
		`Digest a=b c=d`:             ``,
		`Digest a="b"c`:              ``,
		`Digest a="b`:                ``,
		`Digest a="b\`:               ``,
		`Digest a=b, A=c`:            ``,
		`Digest =b`:                  ``,
		`Digest a b=c`:               ``,
	} {
		got := ""
		if p := parse(header); p != nil {
			got = fmt.Sprint(p)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "Digest ", `Digest a=b, c="d\"e"`, `Digest a="`, `Digest a="\`, "Digest é=é"} {
		f.Add(seed, "text")
	}
	f.Fuzz(func(t *testing.T, header, text string) {
		parse(header)
		if p := parse("Digest x=y,a=" + auth.Quote(text)); p["a"] != text {
			t.Errorf("%q is %q", text, p["a"])
		}
	})
}

func FuzzNonce(f *testing.F) {
	now := time.Now()
	n := newNonces(time.Minute, 2, now)
	f.Add("")
	f.Add(n.make(now))
	f.Fuzz(func(t *testing.T, nonce string) {
		if newNonces(time.Minute, 2, now).use(nonce, 1, now) {
			t.Errorf("the nonce %q of another server is good", nonce)
		}
	})
}
