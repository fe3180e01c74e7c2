package prefix

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/field"
	"github.com/pastegen/pastegen/templates/peers"
)

func trusted(t testing.TB, text string) (p peers.Set) {
	t.Helper()
	if err := p.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return p
}

func port(text string) *Port { p := Port(text); return &p }

// standard are the options of a section with nothing but use.
func standard(t testing.TB) Options {
	return Options{TranslateForwardedServer: true, TrustedProxy: trusted(t, "127.0.0.0/8 ::1")}
}

// through returns the request that the app gets.
func through(o Options, r *http.Request) (seen *http.Request) {
	h := New(o, slog.New(slog.DiscardHandler))(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r }))
	h.ServeHTTP(nil, r)
	return seen
}

func get(url string, lines ...string) *http.Request {
	r := httptest.NewRequest("GET", url, nil)
	r.RemoteAddr = "127.0.0.1:4321"
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	return r
}

func TestPrefix(t *testing.T) {
	for _, c := range []struct{ prefix, url, path, raw string }{
		{"/p", "/p/x", "/x", ""},
		{"/p", "/p/", "/", ""},
		{"/p", "/p", "/", ""},
		{"/p", "/px", "/px", ""},
		{"/p", "/x", "/x", ""},
		{"/p", "/x/p/y", "/x/p/y", ""},
		{"/p/q", "/p/q/x?a=b", "/x", ""},
		{"/p/q", "/p/x", "/p/x", ""},
		{"/p.q", "/pxq/x", "/pxq/x", ""},
		{"", "/x", "/x", ""},
		{"/p", "/p/a%2Fb", "/a/b", "/a%2Fb"},
		{"/p", "/x/a%2Fb", "/x/a/b", "/x/a%2Fb"},
		{"/p", "/%70/a%2Fb", "/a/b", ""},
		{"/é", "/%C3%A9/a%2Fb", "/a/b", "/a%2Fb"},
		{"/é", "/é/x", "/x", ""},
	} {
		o := standard(t)
		o.Prefix = Path(c.prefix)
		r := get(c.url)
		before := fmt.Sprint(r.URL, r.Pattern)
		seen := through(o, r)
		if seen.URL.Path != c.path || seen.URL.RawPath != c.raw || seen.Pattern != c.prefix || seen.URL.RawQuery != r.URL.RawQuery {
			t.Errorf("%s behind %q: path %q, raw %q, pattern %q", c.url, c.prefix, seen.URL.Path, seen.URL.RawPath, seen.Pattern)
		}
		if after := fmt.Sprint(r.URL, r.Pattern); after != before {
			t.Errorf("the request itself has changed from %s to %s", before, after)
		}
	}
}

func TestAnOuterPrefixIsReplaced(t *testing.T) {
	r := get("/x")
	r.Pattern = "/outer"
	if seen := through(standard(t), r); seen.Pattern != "" || r.Pattern != "/outer" {
		t.Errorf("%q, %q", seen.Pattern, r.Pattern)
	}
}

func TestForwarded(t *testing.T) {
	for name, c := range map[string]struct {
		trusted string
		peer    string
		lines   []string
		want    string // host, client, scheme, SERVER_NAME
	}{
		"nothing":                      {"127.0.0.1", "127.0.0.1:1", nil, "example.com 127.0.0.1:1 - -"},
		"all":                          {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-Server: s.org", "X-Forwarded-Host: h.org:81", "X-Forwarded-For: 9.8.7.6", "X-Forwarded-Proto: https"}, "h.org:81 9.8.7.6:0 https s.org"},
		"scheme before proto":          {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-Scheme: https", "X-Forwarded-Proto: http"}, "example.com 127.0.0.1:1 https -"},
		"server only":                  {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-Server: s.org:82"}, "s.org:82 127.0.0.1:1 - s.org"},
		"a stranger":                   {"127.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-Server: s.org", "X-Forwarded-Host: h.org", "X-Forwarded-For: 9.8.7.6", "X-Forwarded-Proto: https"}, "example.com 10.0.0.1:1 - -"},
		"everybody":                    {"*", "10.0.0.1:1", []string{"X-Forwarded-Host: a, b", "X-Forwarded-For: 1.1.1.1, 2.2.2.2", "X-Forwarded-Proto: https, http"}, "a 1.1.1.1:0 https -"},
		"nobody":                       {"", "127.0.0.1:1", []string{"X-Forwarded-Host: a"}, "example.com 127.0.0.1:1 - -"},
		"unix socket":                  {"127.0.0.1", "@", []string{"X-Forwarded-For: 9.8.7.6"}, "example.com 9.8.7.6:0 - -"},
		"unix socket, not trusted":     {"10.0.0.1", "@", []string{"X-Forwarded-For: 9.8.7.6"}, "example.com @ - -"},
		"IPv6":                         {"::1", "[::1]:1", []string{"X-Forwarded-For: 2001:db8::1"}, "example.com [2001:db8::1]:0 - -"},
		"IPv6 in brackets":             {"::1", "[::1]:1", []string{"X-Forwarded-For: [2001:db8::1]"}, "example.com [2001:db8::1]:0 - -"},
		"IPv6 with port":               {"::1", "[::1]:1", []string{"X-Forwarded-For: [2001:db8::1]:99"}, "example.com [2001:db8::1]:0 - -"},
		"IPv4 with port":               {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-For: 9.8.7.6:5"}, "example.com 9.8.7.6:0 - -"},
		"IPv4 in IPv6":                 {"10.0.0.0/8", "[::ffff:10.0.0.1]:1", []string{"X-Forwarded-For: ::ffff:9.8.7.6"}, "example.com 9.8.7.6:0 - -"},
		"made up before":               {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-For: 6.6.6.6, 9.8.7.6", "X-Forwarded-Host: evil, h.org"}, "h.org 9.8.7.6:0 - -"},
		"two proxies":                  {"127.0.0.1 10.0.0.0/8", "127.0.0.1:1", []string{"X-Forwarded-For: 6.6.6.6, 9.8.7.6, 10.1.1.1", "X-Forwarded-Host: evil, h.org, inner"}, "h.org 9.8.7.6:0 - -"},
		"two proxies, one name":        {"127.0.0.1 10.0.0.0/8", "127.0.0.1:1", []string{"X-Forwarded-For: 9.8.7.6, 10.1.1.1", "X-Forwarded-Host: h.org"}, "h.org 9.8.7.6:0 - -"},
		"only proxies":                 {"127.0.0.1 10.0.0.0/8", "127.0.0.1:1", []string{"X-Forwarded-For: 10.2.2.2, 10.1.1.1"}, "example.com 10.2.2.2:0 - -"},
		"several lines":                {"127.0.0.1 10.0.0.0/8", "127.0.0.1:1", []string{"X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 9.8.7.6", "X-Forwarded-For: 10.1.1.1"}, "example.com 9.8.7.6:0 - -"},
		"no address":                   {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-For: unknown"}, "example.com 127.0.0.1:1 - -"},
		"no address before a proxy":    {"127.0.0.1 10.0.0.0/8", "127.0.0.1:1", []string{"X-Forwarded-For: 9.8.7.6, unknown, 10.1.1.1"}, "example.com 10.1.1.1:0 - -"},
		"brackets that do not end":     {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-For: [::5"}, "example.com 127.0.0.1:1 - -"},
		"empty":                        {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-For: ", "X-Forwarded-Host: ", "X-Forwarded-Proto: "}, "example.com 127.0.0.1:1 - -"},
		"no host":                      {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-Host: a/b", "X-Forwarded-Server: <x>"}, "example.com 127.0.0.1:1 - -"},
		"no scheme":                    {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-Proto: javascript"}, "example.com 127.0.0.1:1 - -"},
		"capitals":                     {"127.0.0.1", "127.0.0.1:1", []string{"X-Forwarded-Proto: HTTPS"}, "example.com 127.0.0.1:1 https -"},
		"a network with a zone of its": {"fe80::/10", "[fe80::1%eth0]:1", []string{"X-Forwarded-For: 9.8.7.6"}, "example.com 9.8.7.6:0 - -"},
	} {
		r := get("/x", c.lines...)
		r.RemoteAddr = c.peer
		o := standard(t)
		o.TrustedProxy = trusted(t, c.trusted)
		seen := through(o, r)
		if got := shown(seen); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		for key := range seen.Header {
			t.Errorf("%s: the header %s is still there", name, key)
		}
		if len(r.Header) == 0 && len(c.lines) > 0 {
			t.Errorf("%s: the header of the request itself has changed", name)
		}
	}
}

// shown is what the app sees of a request.
func shown(r *http.Request) string {
	scheme, _ := r.Context().Value("wsgi.url_scheme").(string)
	if scheme != r.URL.Scheme {
		return "schemes " + scheme + " and " + r.URL.Scheme
	}
	name, _ := r.Context().Value("SERVER_NAME").(string)
	words := []string{r.Host, r.RemoteAddr, scheme, name}
	for i := range words {
		if words[i] == "" {
			words[i] = "-"
		}
	}
	return strings.Join(words, " ")
}

func TestNotTranslated(t *testing.T) {
	o := standard(t)
	o.TranslateForwardedServer = false
	r := get("/x", "X-Forwarded-Host: h.org")
	if seen := through(o, r); seen != r {
		t.Errorf("%+v", seen)
	}
	if r := get("/x"); through(standard(t), r) != r {
		t.Error("a request was copied with nothing to change")
	}
}

func TestForcePortAndScheme(t *testing.T) {
	for _, c := range []struct {
		force        *Port
		scheme       Scheme
		host         string
		forwarded    string
		wantHost     string
		port, wanted string
	}{
		{port("8000"), "", "a.org", "", "a.org:8000", "8000", ""},
		{port("8000"), "", "a.org:81", "", "a.org:8000", "8000", ""},
		{port("8000"), "", "[::1]:81", "", "[::1]:8000", "8000", ""},
		{port("8000"), "", "[::1]", "", "[::1]:8000", "8000", ""},
		{port("8000"), "", "", "", "", "8000", ""},
		{port("8000"), "", "a.org", "b.org:82", "b.org:8000", "8000", ""},
		{port(""), "", "a.org:81", "", "a.org", "80", ""},
		{port(""), HTTPS, "a.org:81", "", "a.org", "443", "https"},
		{nil, HTTPS, "a.org:81", "", "a.org:81", "", "https"},
		{nil, HTTP, "a.org", "", "a.org", "", "http"},
	} {
		o := standard(t)
		o.ForcePort, o.Scheme = c.force, c.scheme
		r := get("/x")
		if r.Host = c.host; c.forwarded != "" {
			r.Header.Set("X-Forwarded-Host", c.forwarded)
		}
		seen := through(o, r)
		gotPort, _ := seen.Context().Value("SERVER_PORT").(string)
		if seen.Host != c.wantHost || gotPort != c.port || seen.URL.Scheme != c.wanted || seen.URL.Path != "/x" {
			t.Errorf("%+v: host %q, port %q, scheme %q, %s", c, seen.Host, gotPort, seen.URL.Scheme, seen.URL.Path)
		}
	}
	o := standard(t)
	o.Scheme = HTTP
	if seen := through(o, get("/", "X-Forwarded-Proto: https")); seen.URL.Scheme != "http" {
		t.Error("scheme does not win")
	}
}

// TestAbsoluteURLs has a client that writes a scheme and a host into the
// request line.
func TestAbsoluteURLs(t *testing.T) {
	o := standard(t)
	o.Prefix, o.ForcePort = "/p", port("")
	r := get("https://evil.example/p/x")
	r.TLS = nil
	seen := through(o, r)
	if got, _ := seen.Context().Value("SERVER_PORT").(string); seen.URL.String() != "/x" || got != "80" || r.URL.Host != "evil.example" {
		t.Errorf("%s, port %s", seen.URL, got)
	}
}

func TestWarnings(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	o := standard(t)
	h := New(o, logger)(http.NotFoundHandler())
	if log.Len() > 0 {
		t.Errorf("it warns of nothing: %s", &log)
	}
	for range 3 {
		r := get("/", "X-Forwarded-For: 1.1.1.1")
		r.RemoteAddr = "10.0.0.9:1"
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if lines := strings.Count(log.String(), "\n"); lines != 1 || !strings.Contains(log.String(), "10.0.0.9") {
		t.Errorf("%s", &log)
	}
	log.Reset()
	o.Prefix = "/p # of ours"
	o.TrustedProxy.All = true
	New(o, logger)
	if lines := strings.Count(log.String(), "level=WARN"); lines != 2 {
		t.Errorf("%s", &log)
	}
}

func TestValues(t *testing.T) {
	var path Path
	for text, want := range map[string]string{"/": "", "": "", "/a": "/a", "/a//": "/a", "a": "error", "http://a": "error"} {
		if err := path.UnmarshalText([]byte(text)); (err != nil) != (want == "error") || err == nil && string(path) != want {
			t.Errorf("prefix %q: %q, %v", text, path, err)
		}
	}
	var number Port
	for text, fine := range map[string]bool{"": true, "80": true, "65535": true, "65536": false, "0": false, "http": false, "-1": false} {
		if err := number.UnmarshalText([]byte(text)); (err == nil) != fine || err == nil && string(number) != text {
			t.Errorf("port %q: %q, %v", text, number, err)
		}
	}
}

func FuzzForwarded(f *testing.F) {
	f.Add("1.2.3.4, [::1]:5", "a.org, b", "https")
	f.Add("unknown,,10.0.0.1", "[", ",")
	f.Fuzz(func(t *testing.T, client, host, proto string) {
		o := standard(t)
		o.TrustedProxy = trusted(t, "127.0.0.1 10.0.0.0/8")
		r := get("/")
		r.Header = http.Header{"X-Forwarded-For": {client}, "X-Forwarded-Host": {host}, "X-Forwarded-Proto": {proto}}
		seen := through(o, r)
		if _, err := netip.ParseAddrPort(seen.RemoteAddr); err != nil {
			t.Errorf("%q makes the address %q", client, seen.RemoteAddr)
		}
		if !field.IsPlainHost(seen.Host) || strings.ContainsAny(seen.Host, "/\\ \r\n<>\"@") {
			t.Errorf("%q makes the host %q", host, seen.Host)
		}
		if s := seen.URL.Scheme; s != "" && s != "http" && s != "https" {
			t.Errorf("%q makes the scheme %q", proto, s)
		}
	})
}

func BenchmarkNothingForwarded(b *testing.B) { benchmark(b, get("/p/x")) }
func BenchmarkForwarded(b *testing.B) {
	benchmark(b, get("/p/x", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Host: a.org", "X-Forwarded-Proto: https"))
}

func benchmark(b *testing.B, r *http.Request) {
	o := standard(b)
	o.Prefix = "/p"
	h := New(o, slog.New(slog.DiscardHandler))(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(nil, r)
	}
}
