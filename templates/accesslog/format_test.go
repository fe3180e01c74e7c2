package accesslog

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pastegen/pastegen/templates/values"
)

// request returns an entry with something for every field.
func request() *Entry {
	r := httptest.NewRequest("GET", "http://shop.example:8080/caf%C3%A9/a%0Ab?x=1&y=%22", nil)
	r.RequestURI = "/caf%C3%A9/a%0Ab?x=1&y=%22"
	r.RemoteAddr = "192.0.2.7:4711"
	r.SetBasicAuth("ann", "secret")
	r.Header.Set("User-Agent", `curl "7"`)
	r.Header.Set("Referer", "http://x/\n")
	r.Header["X-Two"] = []string{"1", "2"}
	r.Header.Set("Cookie", "id=42")
	ctx := context.WithValue(r.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9})
	begin := time.Date(2026, 11, 5, 7, 8, 9, 123456789, time.FixedZone("", 7200))
	e := &Entry{
		Request: r.WithContext(ctx), Begin: begin, Took: 2*time.Second + 3456789*time.Nanosecond, Status: 404, Bytes: 12,
		Answer: answer{"Content-Type": {"text/plain"}, "Etag": {`"e"`}},
	}
	e.notes = &values.Notes{Context: e.Request.Context()}
	return e
}

// answer is one that is a header.
type answer http.Header

func (a answer) Header() http.Header { return http.Header(a) }

func parse(t testing.TB, text string) Format {
	t.Helper()
	var f Format
	if err := f.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return f
}

const combinedLine = `192.0.2.7 - ann [05/Nov/2026:07:08:09 +0200] "GET /caf%C3%A9/a%0Ab?x=1&y=%22 HTTP/1.1" 404 12 "http://x/\x0a" "curl \"7\""`

func TestFormats(t *testing.T) {
	pid := strconv.Itoa(os.Getpid())
	for format, want := range map[string]string{
		"":         combinedLine,
		"combined": combinedLine,
		`%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`:       combinedLine,
		`%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"`: combinedLine,
		"common":         `192.0.2.7 - ann [05/Nov/2026:07:08:09 +0200] "GET /caf%C3%A9/a%0Ab?x=1&y=%22 HTTP/1.1" 404 12`,
		"vhost_combined": "shop.example:8080 " + combinedLine,
		// gunicorn
		"%(m)s %(U)s|%(q)s|%(H)s":                                    `GET /café/a\x0ab|x=1&y=%22|HTTP/1.1`,
		"%(B)s %(b)s %(T)s %(D)s %(M)s %(L)s":                        "12 12 2 2003456 2003 2.003456",
		"%(B)5d|%(B)-5d|%(B)05d|%(B)+d|%(T)i|%(D)u|%(B).4d|%(B)+06d": "   12|12   |00012|+12|2|2003456|0012|+00012",
		"%(s)6s|%(s)-6s|%(m).2s|%%":                                  "   404|404   |GE|%",
		"%(p)s":                                                      "<" + pid + ">",
		"%({x-TWO}i)s %({none}i)s %({ETAG}o)s %({host}i)s":           `1, 2 - \"e\" shop.example:8080`,
		"%({REMOTE_ADDR}e)s %({http_x_two}e)s %({raw_uri}e)s %({x}e)s %({wsgi.url_scheme}e)s %({server_port}e)s": "192.0.2.7 1, 2 /caf%C3%A9/a%0Ab?x=1&y=%22 - http 9",
		// Apache
		"%a %A %p %{local}p %{remote}p %v %V %P":           "192.0.2.7 127.0.0.1 8080 9 4711 shop.example shop.example " + pid,
		"%q%U %m %H %D %T %{ms}T %{us}T %B %O":             `?x=1&y=%22/café/a\x0ab GET HTTP/1.1 2003456 2 2003 2003456 12 12`,
		"%{%Y-%m-%d}t %{sec}t %{msec_frac}t %{usec_frac}t": "2026-11-05 1793855289 123 123456",
		"%{end:sec}t %{begin:usec}t":                       "1793855291 1793855289123456",
		"%{id}C %{other}C %{REMOTE_ADDR}e":                 "42 - 192.0.2.7",
		"%404{X-Two}i %200,304{X-Two}i %!404s %!200s":      "1, 2 - - 404",
		"%h\\t%%": "192.0.2.7\t%",
		// uWSGI
		`%(addr) - %(user) [%(ltime)] "%(method) %(uri) %(proto)" %(status) %(size) "%(referer)" "%(uagent)"`:     combinedLine,
		"%(host) %(micros) %(msecs) %(secs) %(time) %(epoch) %(tmsecs) %(cl) %(headers) %(var.HTTP_X_TWO) %(pid)": "shop.example:8080 2003456 2003 2.003456 1793855289 1793855289 1793855289123 0 2 1, 2 " + pid,
		"%(ctime)s": "Thu Nov  5 07:08:09 2026s",
	} {
		f := parse(t, format)
		if got := string(f.append([]byte("> "), request())); got != "> "+want+"\n" {
			t.Errorf("%s is\n%swant\n> %s", format, got, want)
		}
	}
}

func TestTextsThatAreNoFormats(t *testing.T) {
	for format, want := range map[string]string{
		"json ":      "",
		"combine":    "is no format",
		"%(h)":       "does not show a text",
		"%(h)d":      "does not show a text",
		"%(h)9999s":  "does not show a text",
		"%(x)s":      "is no field",
		"%({x)s":     "is no field",
		"%({x}z)s":   "is no field",
		"%({}i)s":    "is no field",
		"%(h)s %h":   "neither %% nor a field",
		"%(h)s %":    "neither %% nor a field",
		"%(core)":    "is not known here",
		"%x":         "is no directive",
		"%é":         "%é is no directive",
		"50%":        "names no field",
		"%{x":        "no closing brace",
		"%i":         "needs a name",
		"%{}o":       "needs a name",
		"%{x}m":      "takes no {x}",
		"%{min}T":    "in no unit",
		"%{inner}p":  "is no port",
		"%{tid}P":    "shows nothing",
		"%{%Q}t":     "%Q in the time format",
		"%99999{A}i": "is no status",
	} {
		var f Format
		err := f.UnmarshalText([]byte(format))
		if want == "" && err == nil {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", format, err, want)
		}
	}
}

func TestUserOfAFilter(t *testing.T) {
	e := request()
	values.With(e.notes, "REMOTE_USER", "bob\n")
	values.With(e.notes, "shop.id", "7")
	for text, want := range map[string]string{
		"%(u)s %({shop.id}e)s %({remote_user}e)s": `bob\x0a 7 bob\x0a`,
		"%(user)":     `bob\x0a`,
		"%u":          `bob\x0a`,
		"%{shop.id}e": "7",
	} {
		f := parse(t, text)
		if got := string(f.append(nil, e)); got != want+"\n" || !f.values {
			t.Errorf("%s: %q, values of filters: %v", text, got, f.values)
		}
	}
}

func TestOddRequests(t *testing.T) {
	e := &Entry{Request: &http.Request{Method: "OPTIONS", RequestURI: "*", Proto: "HTTP/1.0", RemoteAddr: "@", URL: httptest.NewRequest("GET", "/", nil).URL, ContentLength: -1}}
	for format, want := range map[string]string{
		"common":                              `- - - [01/Jan/0001:00:00:00 +0000] "OPTIONS * HTTP/1.0" 0 -`,
		"%(h)s %(f)s %(a)s %(b)s":             "- - - 0",
		"%v %p %q %{local}p %A %a %{remote}p": "- 80  - - - -",
		"%(cl) %(host)":                       "- -",
	} {
		f := parse(t, format)
		e.notes = &values.Notes{Context: e.Request.Context()}
		if got := string(f.append(nil, e)); got != want+"\n" {
			t.Errorf("%s is %q, want %q", format, got, want)
		}
	}
	e.Request.RemoteAddr = "[2001:db8::1]:80"
	f := parse(t, "%h")
	if got := string(f.append(nil, e)); got != "2001:db8::1\n" {
		t.Error(got)
	}
}

func TestJSON(t *testing.T) {
	f := parse(t, "json")
	f.logger = "waitress.access"
	line := f.append(nil, request())
	var got map[string]any
	if err := json.Unmarshal(line, &got); err != nil || bytes.Count(line, []byte("\n")) != 1 {
		t.Fatalf("%s %v", line, err)
	}
	for key, want := range map[string]any{
		"level": "INFO", "msg": "request", "logger": "waitress.access", "addr": "192.0.2.7", "user": "ann", "method": "GET", "status": 404.0, "bytes": 12.0,
		"uri": "/caf%C3%A9/a%0Ab?x=1&y=%22", "proto": "HTTP/1.1", "seconds": 2.003456, "referer": "http://x/\n", "agent": `curl "7"`, "host": "shop.example:8080",
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
}

// FuzzLine has a client that writes into a log.
func FuzzLine(f *testing.F) {
	f.Add("/a\n1.2.3.4", "agent\"", "ann\x1b[2J", "\u2028")
	f.Fuzz(func(t *testing.T, uri, header, user, value string) {
		e := request()
		e.Request.RequestURI, e.Request.Method, e.Request.Proto = uri, value, header
		e.Request.URL.Path, e.Request.URL.RawQuery, e.Request.Host, e.Request.RemoteAddr = uri, value, header, value
		e.Request.SetBasicAuth(user, "")
		e.Request.Header["User-Agent"] = []string{header, value}
		e.Answer.Header().Set("Etag", value)
		for _, format := range []string{
			`"%(h)s" "%(u)s" "%(r)s" "%(m)s" "%(U)s" "%(q)s" "%(H)s" "%(a)s" "%({user-agent}i)s" "%({etag}o)s" "%({http_host}e)s" "%({path_info}e)s"`,
			`"%h" "%u" "%r" "%m" "%U" "%q" "%H" "%{User-Agent}i" "%{ETag}o" "%v" "%p" "%{remote}p" "%{id}C"`,
			`"%(addr)" "%(user)" "%(uri)" "%(host)" "%(proto)" "%(uagent)" "%(method)" "%(var.QUERY_STRING)"`,
		} {
			form := parse(t, format)
			line := string(form.append(nil, e))
			body, ended := strings.CutSuffix(line, "\n")
			if !ended || strings.ContainsFunc(body, func(r rune) bool { return !unicode.IsPrint(r) && r != ' ' }) {
				t.Errorf("%q", line)
			}
			fields := 0
			for rest := body; rest != ""; fields++ {
				field, err := strconv.QuotedPrefix(rest)
				if err != nil {
					t.Fatalf("%q at %q", line, rest)
				}
				rest = strings.TrimPrefix(rest[len(field):], " ")
			}
			if fields != strings.Count(format, `"`)/2 {
				t.Errorf("%d fields in %q", fields, line)
			}
		}
		asJSON := parse(t, "json")
		if line := asJSON.append(nil, e); !json.Valid(line) || bytes.IndexByte(line, '\n') != len(line)-1 {
			t.Errorf("%q", line)
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, format := range []string{"combined", "%(h)5.3s", "%!200,304{a}i %{%H}t", "%(var.x) %(uri)"} {
		f.Add(format)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var format Format
		if format.UnmarshalText([]byte(text)) == nil {
			format.append(nil, request())
		}
	})
}

func BenchmarkLine(b *testing.B) {
	for _, name := range []string{"combined", "json"} {
		b.Run(name, func(b *testing.B) {
			f, e := parse(b, name), request()
			var line []byte
			b.ReportAllocs()
			for range b.N {
				line = f.append(line[:0], e)
			}
		})
	}
}
