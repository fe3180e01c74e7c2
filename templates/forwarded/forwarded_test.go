package forwarded

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
	"github.com/pastegen/pastegen/templates/peers"
)

func set(t testing.TB, text string) (s peers.Set) {
	t.Helper()
	if err := s.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	quoted  = "values in quotes are unquoted, and ports of clients left out"
	lists   = "a list is read item by item"
	invalid = "what is no address, host, scheme or path is left out"
)

func TestAsOsloMiddleware(t *testing.T) {
	var cases []oracle.Case
	for _, c := range [][2]string{
		{"X-Other: 1"}, {"X-Forwarded-Proto: https"}, {"X-Forwarded-Host: h.org"}, {"X-Forwarded-Host: h.org:8080"}, {"X-Forwarded-For: 9.8.7.6"},
		{"X-Forwarded-For: 2001:db8::1"}, {"X-Forwarded-Proto: https\nX-Forwarded-Host: h.org\nX-Forwarded-For: 9.8.7.6\nX-Forwarded-Prefix: /p"},
		{"X-Forwarded-Prefix: /p"}, {"X-Forwarded-Prefix: /p/q"}, {"Forwarded: for=9.8.7.6;proto=https;host=h.org"}, {"Forwarded: For=9.8.7.6"},
		{"Forwarded: proto=https, proto=http"}, {"Forwarded: for=1.1.1.1, for=2.2.2.2;by=3.3.3.3"}, {"Forwarded: host=h.org:81; proto=https"},
		{"Forwarded: proto=https\nX-Forwarded-Host: h.org"}, {"Forwarded: by=1.1.1.1"}, {"Forwarded: for=1.2.3.4\nX-Forwarded-Prefix: /p"},
		{`Forwarded: for="1.2.3.4"`, quoted}, {`Forwarded: for="[2001:db8::1]:80"`, quoted}, {"Forwarded: for=1.2.3.4:80", quoted},
		{"X-Forwarded-For: 1.1.1.1, 2.2.2.2", lists}, {"X-Forwarded-Proto: https, http", lists}, {"X-Forwarded-Host: a.org, b.org", lists},
		{"X-Forwarded-For: unknown", invalid}, {"Forwarded: for=_hidden", invalid}, {"X-Forwarded-Proto: ftp", invalid},
		{"X-Forwarded-Host: a/b", invalid}, {"X-Forwarded-Prefix: p", invalid}, {"X-Forwarded-Prefix: //evil.org", invalid}, {"X-Forwarded-Prefix: /p/", invalid},
	} {
		cases = append(cases, oracle.Case{Request: "GET /x?a=b\n" + c[0], Differs: c[1], Answers: map[string]oracle.Order{"*": {Echo: true}}})
	}
	for _, name := range []string{"on", "off"} {
		on := name == "on"
		if !on {
			for i := range cases {
				cases[i].Differs = ""
			}
		}
		o := Options{EnableProxyHeadersParsing: on, TrustedProxy: set(t, "*")}
		ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = f\n\n[filter:f]\nuse = egg:oslo.middleware#http_proxy_to_wsgi\nenable_proxy_headers_parsing = " + fmt.Sprint(on) + "\n"
		oracle.Compare(t, name, ini, New(o, slog.New(slog.DiscardHandler))(oracle.App("app")), cases, nil)
	}
}

func TestSSLAsOsloMiddleware(t *testing.T) {
	var cases []oracle.Case
	for _, line := range []string{"X-Other: 1", "X-Forwarded-Proto: https", "X-Scheme: https", "X-Scheme: http"} {
		cases = append(cases, oracle.Case{Request: "GET /\n" + line, Answers: map[string]oracle.Order{"*": {Echo: true}}})
	}
	for _, name := range []string{"X-Forwarded-Proto", "x_scheme"} {
		h := NewSSL(SSLOptions{SecureProxySSLHeader: name, TrustedProxy: set(t, peers.Local)}, slog.Default())(oracle.App("app"))
		ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = f\n\n[filter:f]\nuse = egg:oslo.middleware#ssl\nsecure_proxy_ssl_header = " + name + "\n"
		oracle.Compare(t, "ssl-"+name, ini, h, cases, nil)
	}
}

// seen sends a request from an address through a filter and returns what the
// app sees.
func seen(h func(http.Handler) http.Handler, from string, headers ...string) string {
	r := httptest.NewRequest("GET", "http://site.org/x", nil)
	r.RemoteAddr, r.URL.Scheme = from, ""
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	var text string
	h(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text = fmt.Sprintf("%s %s %s %s%s", r.RemoteAddr, r.URL.Scheme, r.Host, r.Pattern, r.URL.Path)
	})).ServeHTTP(httptest.NewRecorder(), r)
	return text
}

func TestTrust(t *testing.T) {
	for _, tt := range []struct {
		trusted, from string
		headers       []string
		want          string
	}{
		{"10.0.0.1", "10.0.0.1:5", []string{"Forwarded", "for=9.8.7.6;proto=https;host=h.org"}, "9.8.7.6:0 https h.org /x"},
		{"10.0.0.1", "10.0.0.2:5", []string{"Forwarded", "for=9.8.7.6;proto=https;host=h.org"}, "10.0.0.2:5  site.org /x"},
		{"10.0.0.1", "10.0.0.2:5", []string{"X-Forwarded-For", "9.8.7.6", "X-Forwarded-Prefix", "/p"}, "10.0.0.2:5  site.org /x"},
		{"10.0.0.1", "10.0.0.1:5", []string{"X-Forwarded-For", "6.6.6.6, 9.8.7.6", "X-Forwarded-Host", "evil.org, h.org", "X-Forwarded-Prefix", "/evil, /p"}, "9.8.7.6:0  h.org /p/x"},
		{"10.0.0.1", "10.0.0.1:5", []string{"Forwarded", "for=6.6.6.6;host=evil.org, for=9.8.7.6;host=h.org"}, "9.8.7.6:0  h.org /x"},
		{"10.0.0.1", "10.0.0.1:5", []string{"Forwarded", "for=6.6.6.6", "Forwarded", "for=9.8.7.6"}, "9.8.7.6:0  site.org /x"},
		{"10.0.0.0/8", "10.0.0.1:5", []string{"Forwarded", "for=6.6.6.6;host=evil.org, for=9.8.7.6;host=h.org, for=10.0.0.2;host=inner"}, "9.8.7.6:0  h.org /x"},
		{"10.0.0.0/8", "10.0.0.1:5", []string{"Forwarded", `for="6.6.6.6, 10.1.1.1";host=evil.org, for=10.0.0.2;host=h.org`}, "10.0.0.2:0  h.org /x"},
		{"10.0.0.0/8", "10.0.0.1:5", []string{"Forwarded", `for="open, for=9.8.7.6;host=h.org`}, "10.0.0.1:5  site.org /x"},
		{"10.0.0.0/8", "10.0.0.1:5", []string{"Forwarded", "for=unknown;host=h.org"}, "10.0.0.1:5  h.org /x"},
		{"*", "10.0.0.1:5", []string{"Forwarded", "for=6.6.6.6;host=a.org, for=9.8.7.6;host=h.org"}, "6.6.6.6:0  a.org /x"},
		{"127.0.0.0/8 ::1", "@", []string{"Forwarded", "for=9.8.7.6"}, "9.8.7.6:0  site.org /x"},
		{"", "10.0.0.1:5", []string{"Forwarded", "for=9.8.7.6"}, "10.0.0.1:5  site.org /x"},
	} {
		h := New(Options{EnableProxyHeadersParsing: true, TrustedProxy: set(t, tt.trusted)}, slog.New(slog.DiscardHandler))
		if got := seen(h, tt.from, tt.headers...); got != tt.want {
			t.Errorf("%q from %s, %q: %q, want %q", tt.trusted, tt.from, tt.headers, got, tt.want)
		}
	}
}

func TestHeadersOfOthersAreTakenAway(t *testing.T) {
	var log bytes.Buffer
	h := New(Options{EnableProxyHeadersParsing: true, TrustedProxy: set(t, peers.Local)}, slog.New(slog.NewTextHandler(&log, nil)))
	r := httptest.NewRequest("GET", "/", nil)
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix"} {
		r.Header.Set(name, "x")
	}
	for range 2 {
		h(http.HandlerFunc(func(_ http.ResponseWriter, inner *http.Request) {
			if len(inner.Header) != 0 || len(r.Header) != 5 {
				t.Errorf("the app sees %v, filters outside %v", inner.Header, r.Header)
			}
		})).ServeHTTP(nil, r)
	}
	if strings.Count(log.String(), "level=WARN") != 1 || !strings.Contains(log.String(), "sender="+r.RemoteAddr) {
		t.Errorf("the log says %q", log.String())
	}
}

func TestTrustInEverybodyWarns(t *testing.T) {
	var log bytes.Buffer
	New(Options{EnableProxyHeadersParsing: true, TrustedProxy: set(t, "*")}, slog.New(slog.NewTextHandler(&log, nil)))
	if !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("the log says %q", log.String())
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string][]element{
		"":                       nil,
		"for=a":                  {{from: "a"}},
		" FOR = a ; Host=\tb ":   {{from: "a", host: "b"}},
		`for="a;b,c"`:            {{from: "a;b,c"}},
		`for="a\"b\\";proto=x`:   {{from: `a"b\`, proto: "x"}},
		"for=a,for=b":            {{from: "a"}, {from: "b"}},
		"for=a,,;,for=b":         {{from: "a"}, {}, {}, {from: "b"}},
		"by=x;secret=y":          {{}},
		"for=":                   {{}},
		"for":                    nil,
		`for="a`:                 nil,
		`for="a\`:                nil,
		`for="a"b`:               nil,
		`for=a"b"`:               nil,
		`"for"=a`:                nil,
		`for=a, for="b, for=c`:   nil,
		"for=a=b":                {{from: "a=b"}},
		"for=2001:db8::1;host=h": {{from: "2001:db8::1", host: "h"}},
	} {
		if got := parse([]string{text}); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzForwarded has a client that sends anything, and a proxy that adds an
// element: the client is who the proxy says, or else nothing is believed.
func FuzzForwarded(f *testing.F) {
	for _, text := range []string{"", "for=6.6.6.6", `for="`, `for="\`, "for=6.6.6.6;host=evil.org,", `a="b",c`, ";;;", `host="x\",y"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h := New(Options{EnableProxyHeadersParsing: true, TrustedProxy: peers.Set{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}}}, slog.New(slog.DiscardHandler))
		got := seen(h, "10.0.0.1:5", "Forwarded", text+", for=9.8.7.6;host=h.org")
		if got != "9.8.7.6:0  h.org /x" && got != "10.0.0.1:5  site.org /x" {
			t.Errorf("%q: %q", text, got)
		}
	})
}

func TestCutPath(t *testing.T) {
	for _, tt := range []struct{ cut, path, raw, want string }{
		{"/a", "/a/b", "", "/b"},
		{"/a/", "/a/b", "", "/b"},
		{"/a", "/a", "", ""},
		{"/a", "/ab", "", "/ab"},
		{"/a", "/b/a", "", "/b/a"},
		{"/a", "/a/b/c", "/a/b%2Fc", "/b%2Fc"},
		{"/a", "/a/b", "/%61/b", "/b"},
		{"", "/a", "", "/a"},
	} {
		v := &view{url: url.URL{Path: tt.path, RawPath: tt.raw}}
		if v.cutPath(tt.cut); v.url.EscapedPath() != tt.want {
			t.Errorf("%+v: %s", tt, v.url.EscapedPath())
		}
	}
}
