package behind

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/values"
)

func set(t testing.TB, text string) (s peers.Set) {
	t.Helper()
	if err := s.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

// seen sends a request with header lines "Name: value" to o's handler, and
// returns what the app sees and the status.
func seen(t testing.TB, o Options, log *bytes.Buffer, from, target string, lines ...string) string {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	r.RemoteAddr, r.Host = from, "site.org"
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	before := r.Header.Clone()
	var text string
	w := httptest.NewRecorder()
	New(o, slog.New(slog.NewTextHandler(log, nil)), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var left []string
		for _, name := range append(Known(), scriptName) {
			if r.Header[name] != nil {
				left = append(left, name)
			}
		}
		name, _ := values.Get[string](r.Context(), "SERVER_NAME")
		port, _ := values.Get[string](r.Context(), "SERVER_PORT")
		scheme, _ := values.Get[string](r.Context(), "wsgi.url_scheme")
		text = fmt.Sprintf("%s %s://%s %s|%s %s:%s %v", r.RemoteAddr, scheme, r.Host, r.Pattern, r.URL.EscapedPath(), name, port, left)
		if scheme != r.URL.Scheme {
			text += " and the scheme is " + r.URL.Scheme
		}
	})).ServeHTTP(w, r)
	if fmt.Sprint(before) != fmt.Sprint(r.Header) || r.URL.Path != strings.SplitN(r.RequestURI, "?", 2)[0] && r.URL.RawPath == "" {
		t.Errorf("the request outside has changed: %v %v", r.Header, r.URL)
	}
	if w.Code != http.StatusOK {
		return fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String()))
	}
	return text
}

func TestBehind(t *testing.T) {
	all := Known()[1:]
	for _, tt := range []struct {
		name string
		o    Options
		from string
		at   string
		send []string
		want string
	}{
		{"nothing to do", Options{}, "1.1.1.1:1", "/x", []string{"X-Forwarded-For: 9.9.9.9"}, "1.1.1.1:1 ://site.org |/x : [X-Forwarded-For]"},
		{"believed", Options{Trusted: set(t, "1.1.1.1"), Count: 1, Headers: all}, "1.1.1.1:1", "/x",
			[]string{"X-Forwarded-For: 9.9.9.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: h.org"}, "9.9.9.9:0 https://h.org |/x h.org:443 [X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto]"},
		{"not believed", Options{Trusted: set(t, "1.1.1.1"), Count: 1, Headers: all, Clear: true}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-For: 9.9.9.9", "Forwarded: for=9.9.9.9"}, "1.1.1.2:1 ://site.org |/x : []"},
		{"not cleared", Options{Trusted: set(t, "1.1.1.1"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-For: 9.9.9.9"}, "1.1.1.2:1 ://site.org |/x : [X-Forwarded-For]"},
		{"only what is listed", Options{Trusted: set(t, "*"), Count: 1, Headers: []string{"X-Forwarded-Proto"}, Clear: true}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-For: 9.9.9.9", "X-Forwarded-Proto: HTTPS"}, "1.1.1.2:1 https://site.org |/x :443 [X-Forwarded-Proto]"},
		{"the last of a list", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-For: 6.6.6.6, 9.9.9.9", "X-Forwarded-Host: evil.org, h.org"}, "9.9.9.9:0 ://h.org |/x h.org: [X-Forwarded-For X-Forwarded-Host]"},
		{"the one before", Options{Trusted: set(t, "*"), Count: 2, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-For: 6.6.6.6, 9.9.9.9, 8.8.8.8"}, "9.9.9.9:0 ://site.org |/x : [X-Forwarded-For]"},
		{"as many as are trusted", Options{Trusted: set(t, "1.1.1.0/24"), Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-For: 6.6.6.6, 9.9.9.9, 1.1.1.9", "X-Forwarded-Proto: http, https, http"}, "9.9.9.9:0 https://site.org |/x :443 [X-Forwarded-For X-Forwarded-Proto]"},
		{"port", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Host: h.org", "X-Forwarded-Port: 8443", "X-Forwarded-Proto: https"}, "1.1.1.2:1 https://h.org:8443 |/x h.org:8443 [X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Port]"},
		{"port in the host", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Host: h.org:81", "X-Forwarded-Port: 8443"}, "1.1.1.2:1 ://h.org:81 |/x h.org:81 [X-Forwarded-Host X-Forwarded-Port]"},
		{"IPv6", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{`X-Forwarded-For: "[2001:db8::1]:80"`}, "[2001:db8::1]:80 ://site.org |/x : [X-Forwarded-For]"},
		{"no address", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-For: unknown", "X-Forwarded-Host: a/b"}, "1.1.1.2:1 ://site.org |/x : [X-Forwarded-For X-Forwarded-Host]"},
		{"two schemes", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Proto: https, http"}, "400 Header X-Forwarded-Proto malformed."},
		{"a bad scheme", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Proto: gopher"}, "400 Header X-Forwarded-Proto malformed."},
		{"Forwarded", Options{Trusted: set(t, "*"), Count: 2, Headers: []string{"Forwarded"}, Clear: true}, "1.1.1.2:1", "/x",
			[]string{`Forwarded: for=6.6.6.6;host=evil.org, For="[2001:db8::1]";host="h.org:8443";proto=https`, "Forwarded: for=192.0.2.1;host=inner:8080", "X-Forwarded-For: 6.6.6.6"},
			"[2001:db8::1]:0 https://h.org:8443 |/x h.org:8443 [Forwarded]"},
		{"all, and no Forwarded", Options{Trusted: set(t, "*"), Count: 1, Headers: Known()}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Proto: https"}, "1.1.1.2:1 https://site.org |/x :443 [X-Forwarded-Proto]"},
		{"all, and Forwarded", Options{Trusted: set(t, "*"), Count: 1, Headers: Known(), Clear: true}, "1.1.1.2:1", "/x",
			[]string{"Forwarded: for=9.9.9.9", "X-Forwarded-Proto: https"}, "9.9.9.9:0 ://site.org |/x : [Forwarded]"},
		{"all but Forwarded, which comes", Options{Trusted: set(t, "*"), Count: 1, Headers: all}, "1.1.1.2:1", "/x",
			[]string{"Forwarded: for=9.9.9.9", "X-Forwarded-Proto: https"}, "1.1.1.2:1 https://site.org |/x :443 [Forwarded X-Forwarded-Proto]"},
		{"a comma in quotes", Options{Trusted: set(t, "*"), Count: 1, Headers: []string{"Forwarded"}}, "1.1.1.2:1", "/x",
			[]string{`Forwarded: for="a, for=9.9.9.9"`}, "1.1.1.2:1 ://site.org |/x : [Forwarded]"},
		{"no pairs", Options{Trusted: set(t, "*"), Count: 1, Headers: []string{"Forwarded"}}, "1.1.1.2:1", "/x",
			[]string{"Forwarded: for"}, "400 Header Forwarded malformed."},
		{"white space", Options{Trusted: set(t, "*"), Count: 1, Headers: []string{"Forwarded"}}, "1.1.1.2:1", "/x",
			[]string{"Forwarded: for = 1.2.3.4"}, "400 Header Forwarded malformed."},
		{"https by a value", Options{Trusted: set(t, "*"), Secure: []Secure{{"X-FORWARDED-SSL", "on"}}}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Ssl: on"}, "1.1.1.2:1 https://site.org |/x :443 []"},
		{"not https", Options{Trusted: set(t, "*"), Secure: []Secure{{"X-FORWARDED-SSL", "on"}}}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Ssl: off"}, "1.1.1.2:1 http://site.org |/x :80 []"},
		{"a claim of https", Options{Trusted: set(t, "1.1.1.1"), Secure: []Secure{{"X-FORWARDED-SSL", "on"}}}, "1.1.1.2:1", "/x",
			[]string{"X-Forwarded-Ssl: on"}, "1.1.1.2:1 ://site.org |/x : []"},
		{"values that do not agree", Options{Trusted: set(t, "*"), Secure: []Secure{{"X-A", "on"}, {"X-B", "ssl"}}}, "1.1.1.2:1", "/x",
			[]string{"X-A: on", "X-B: none"}, "400 Header X-B malformed."},
		{"SCRIPT_NAME", Options{Trusted: set(t, "1.1.1.1"), ScriptName: true}, "1.1.1.1:1", "/app/x", []string{"SCRIPT_NAME: /app/"}, "1.1.1.1:1 ://site.org /app|/x : [Script_name]"},
		{"a claim of SCRIPT_NAME", Options{Trusted: set(t, "1.1.1.1"), ScriptName: true}, "1.1.1.2:1", "/app/x", []string{"SCRIPT_NAME: /app"}, "1.1.1.2:1 ://site.org |/app/x : []"},
		{"a prefix that is another host", Options{Trusted: set(t, "*"), ScriptName: true}, "1.1.1.2:1", "/app/x", []string{"SCRIPT_NAME: //evil.org"}, "1.1.1.2:1 ://site.org |/app/x : [Script_name]"},
		{"a scheme", Options{Scheme: "https"}, "1.1.1.2:1", "/x", nil, "1.1.1.2:1 https://site.org |/x : []"},
		{"a prefix", Options{Prefix: "/a b"}, "1.1.1.2:1", "/a%20b/c%2Fd", nil, "1.1.1.2:1 ://site.org /a b|/c%2Fd : []"},
		{"the prefix alone", Options{Prefix: "/a"}, "1.1.1.2:1", "/a", nil, "1.1.1.2:1 ://site.org /a| : []"},
		{"another prefix", Options{Prefix: "/a"}, "1.1.1.2:1", "/ab", nil, "1.1.1.2:1 ://site.org /a|/ab : []"},
		{"a name", Options{Name: "n"}, "1.1.1.2:1", "/x", nil, "1.1.1.2:1 ://site.org |/x n: []"},
		{"a unix socket", Options{Trusted: set(t, "127.0.0.1"), Count: 1, Headers: all}, "@", "/x", []string{"X-Forwarded-For: 9.9.9.9"}, "9.9.9.9:0 ://site.org |/x : [X-Forwarded-For]"},
	} {
		var log bytes.Buffer
		if got := seen(t, tt.o, &log, tt.from, tt.at, tt.send...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if strings.HasPrefix(tt.want, "400") != strings.Contains(log.String(), "level=WARN") {
			t.Errorf("%s: the log is %q", tt.name, &log)
		}
	}
}

func TestRemovedHeadersAreTold(t *testing.T) {
	var log bytes.Buffer
	o := Options{Trusted: set(t, "*"), Count: 1, Headers: []string{"X-Forwarded-For"}, Clear: true, Log: true}
	seen(t, o, &log, "1.1.1.2:1", "/", "X-Forwarded-For: 9.9.9.9", "X-Forwarded-Proto: https")
	if !strings.Contains(log.String(), "headers=X-Forwarded-Proto sender=1.1.1.2:1") {
		t.Errorf("the log is %q", &log)
	}
}

func TestNothingIsAddedInVain(t *testing.T) {
	h := http.NewServeMux()
	if got := New(Options{Secure: []Secure{{"A", "b"}}, Headers: Known()}, nil, h); got != http.Handler(h) {
		t.Errorf("it is a %T", got)
	}
}

func FuzzForwarded(f *testing.F) {
	f.Add(`for="[::1]:1";host="a\"b", ;;by=_x`, "https")
	f.Fuzz(func(t *testing.T, forwarded, proto string) {
		o := Options{Trusted: peers.Set{All: true}, Headers: Known()}
		r := httptest.NewRequest("GET", "/", nil)
		for name, value := range map[string]string{"Forwarded": forwarded, "X-Forwarded-Proto": proto, "X-Forwarded-For": forwarded, "X-Forwarded-Host": forwarded} {
			r.Header[name] = []string{value}
		}
		for _, count := range []int{0, 1, 3} {
			o.Count = count
			New(o, slog.New(slog.DiscardHandler), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.URL.Scheme != "" && r.URL.Scheme != "http" && r.URL.Scheme != "https" || strings.ContainsAny(r.Host, "/ \r\n") {
					t.Errorf("%q %q: scheme %q, host %q", forwarded, proto, r.URL.Scheme, r.Host)
				}
			})).ServeHTTP(httptest.NewRecorder(), r)
		}
	})
}
