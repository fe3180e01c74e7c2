package gateway

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/intake"
	"github.com/pastegen/pastegen/templates/values"
)

// requestOf makes a request of pairs of variables beside REQUEST_METHOD and
// SERVER_PROTOCOL.
func requestOf(t *testing.T, body string, pairs ...string) (*http.Request, error) {
	t.Helper()
	v := map[string]string{"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1"}
	for i := 0; i < len(pairs); i += 2 {
		AddVariable(v, pairs[i], pairs[i+1])
	}
	r, err := NewRequest(context.Background(), v, strings.NewReader(body), nil)
	if err == nil {
		if b, ok := r.Body.(*intake.Body); ok {
			t.Cleanup(b.Release)
		}
	}
	return r, err
}

// TestPathWithoutPathInfo has what web servers send that send no PATH_INFO.
func TestPathWithoutPathInfo(t *testing.T) {
	for name, tt := range map[string]struct {
		pairs []string
		want  string // SCRIPT_NAME, PATH_INFO, its escaped form
	}{
		"nginx, with an app's place":       {[]string{"SCRIPT_NAME", "/app", "REQUEST_URI", "/app/a/b?q"}, `"/app" "/a/b" ""`},
		"nginx, at the place itself":       {[]string{"SCRIPT_NAME", "/app", "REQUEST_URI", "/app"}, `"/app" "" ""`},
		"nginx, with a slash":              {[]string{"SCRIPT_NAME", "/app/", "REQUEST_URI", "/app/"}, `"/app" "/" ""`},
		"nginx, its parameters and place":  {[]string{"SCRIPT_NAME", "/app/x", "DOCUMENT_URI", "/app/x", "REQUEST_URI", "/app/x", "SCRIPT_NAME", "/app"}, `"/app" "/x" ""`},
		"nginx, escaped":                   {[]string{"SCRIPT_NAME", "/a p", "REQUEST_URI", "/a%20p/x%2Fy"}, `"/a p" "/x/y" "/x%2Fy"`},
		"nginx, escaped in another way":    {[]string{"SCRIPT_NAME", "/ap", "REQUEST_URI", "/%61p/x%2Fy"}, `"/ap" "/x/y" ""`},
		"nginx, at the place, said again":  {[]string{"SCRIPT_NAME", "/app", "DOCUMENT_URI", "/app", "REQUEST_URI", "/app", "SCRIPT_NAME", "/app"}, `"/app" "" ""`},
		"nginx, SCGI, at the place":        {[]string{"SCGI", "1", "SCRIPT_NAME", "/app", "DOCUMENT_URI", "/app", "REQUEST_URI", "/app"}, `"/app" "" ""`},
		"nginx, SCGI, as it comes":         {[]string{"SCGI", "1", "DOCUMENT_URI", "/a/b", "REQUEST_URI", "/a/b"}, `"" "/a/b" ""`},
		"nginx, as it comes":               {[]string{"SCRIPT_NAME", "/a/b", "DOCUMENT_URI", "/a/b", "REQUEST_URI", "/a/b?q"}, `"" "/a/b" ""`},
		"nginx, as it comes, two slashes":  {[]string{"SCRIPT_NAME", "/a/b", "DOCUMENT_URI", "/a/b", "REQUEST_URI", "/a//b"}, `"" "/a/b" ""`},
		"nginx, as it comes, escaped":      {[]string{"SCRIPT_NAME", "/a/b", "DOCUMENT_URI", "/a/b", "REQUEST_URI", "/a%2Fb"}, `"" "/a/b" "/a%2Fb"`},
		"nginx, rewritten":                 {[]string{"SCRIPT_NAME", "/new", "DOCUMENT_URI", "/new", "REQUEST_URI", "/old"}, `"" "/new" ""`},
		"Apache, SetHandler":               {[]string{"SCRIPT_NAME", "/app/x", "REQUEST_URI", "/app/x"}, `"/app/x" "" ""`},
		"lighttpd, at the place itself":    {[]string{"SCRIPT_NAME", "/app", "REQUEST_URI", "/app?q"}, `"/app" "" ""`},
		"a script that was rewritten to":   {[]string{"SCRIPT_NAME", "/app.fcgi", "REQUEST_URI", "/pretty"}, `"/app.fcgi" "" ""`},
		"a place that is only a beginning": {[]string{"SCRIPT_NAME", "/app", "REQUEST_URI", "/apple"}, `"/app" "" ""`},
		"no SCRIPT_NAME":                   {[]string{"REQUEST_URI", "/a/b?q"}, `"" "/a/b" ""`},
		"an empty SCRIPT_NAME":             {[]string{"SCRIPT_NAME", "", "REQUEST_URI", "/a"}, `"" "/a" ""`},
		"a URL":                            {[]string{"SCRIPT_NAME", "/a", "REQUEST_URI", "http://h/a/b"}, `"/a" "/b" ""`},
		"nothing but the name":             {[]string{"SCRIPT_NAME", "/a"}, `"/a" "" ""`},
		"an empty PATH_INFO":               {[]string{"SCRIPT_NAME", "/a", "PATH_INFO", "", "REQUEST_URI", "/a/b"}, `"/a" "" ""`},
	} {
		r, err := requestOf(t, "", tt.pairs...)
		if err != nil {
			t.Fatal(name, err)
		}
		if got := fmt.Sprintf("%q %q %q", r.Pattern, r.URL.Path, r.URL.RawPath); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestHeader(t *testing.T) {
	r, err := requestOf(t, "", "CONTENT_TYPE", "a/b", "HTTP_CONTENT_TYPE", "a/b", "HTTP_CONTENT_LENGTH", "7", "HTTP_X_FORWARDED_FOR", "1.2.3.4",
		"HTTP_HOST", "h", "HTTP_HOST", "h", "HTTP_TRANSFER_ENCODING", "identity", "HTTP_ACCEPT", "a", "HTTP_ACCEPT", "b", "CONTENT_LENGTH", "0")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(r.Header); got != "map[Accept:[a, b] Content-Length:[0] Content-Type:[a/b] X-Forwarded-For:[1.2.3.4]]" || r.Host != "h" || r.Body != http.NoBody {
		t.Errorf("%s %s", got, r.Host)
	}
	for want, pairs := range map[string][]string{
		"a/b": {"HTTP_CONTENT_TYPE", "a/b"}, "c/d": {"HTTP_CONTENT_TYPE", "a/b", "CONTENT_TYPE", "c/d"}, "e/f": {"CONTENT_TYPE", "", "HTTP_CONTENT_TYPE", "e/f"},
	} {
		r, err := requestOf(t, "", pairs...)
		if err != nil || strings.Join(r.Header["Content-Type"], "|") != want {
			t.Errorf("%v (%v), want %s", r.Header, err, want)
		}
	}
}

func TestRequestsThatAreNone(t *testing.T) {
	for want, pairs := range map[string][]string{
		"there is no REQUEST_METHOD":                     {"REQUEST_METHOD", ""},
		`bad REQUEST_METHOD "GE T"`:                      {"REQUEST_METHOD", "GE T"},
		`bad REQUEST_METHOD "GET\r\nX: y"`:               {"REQUEST_METHOD", "GET\r\nX: y"},
		`bad REQUEST_METHOD "GÄT"`:                       {"REQUEST_METHOD", "GÄT"},
		`invalid SERVER_PROTOCOL "FTP"`:                  {"SERVER_PROTOCOL", "FTP"},
		`bad CONTENT_LENGTH "5, 6"`:                      {"CONTENT_LENGTH", "5", "CONTENT_LENGTH", "6"},
		`bad CONTENT_LENGTH "0, 6"`:                      {"CONTENT_LENGTH", "0", "CONTENT_LENGTH", "6"},
		`bad CONTENT_LENGTH "-1"`:                        {"CONTENT_LENGTH", "-1"},
		`bad CONTENT_LENGTH "+1"`:                        {"CONTENT_LENGTH", "+1"},
		`bad CONTENT_LENGTH " 1"`:                        {"CONTENT_LENGTH", " 1"},
		`bad CONTENT_LENGTH "0x1"`:                       {"CONTENT_LENGTH", "0x1"},
		`bad CONTENT_LENGTH "9223372036854775808"`:       {"CONTENT_LENGTH", "9223372036854775808"},
		`bad HTTP_HOST "a, b"`:                           {"HTTP_HOST", "a", "HTTP_HOST", "b"},
		`bad HTTP_HOST "a/b"`:                            {"HTTP_HOST", "a/b"},
		`bad variable "HTTP_X Y"`:                        {"HTTP_X Y", "1"},
		`bad variable "HTTP_"`:                           {"HTTP_", "1"},
		"a line end in the value of HTTP_X":              {"HTTP_X", "a\r\nY: b"},
		`failed to parse REQUEST_URI into a URL: "a b"`:  {"REQUEST_URI", "a b"},
		`failed to parse REQUEST_URI into a URL: "/%zz"`: {"REQUEST_URI", "/%zz"},
		"REQUEST_URI: the target of the request is neither a path nor a URL with a host": {"REQUEST_URI", "https:/admin"},
	} {
		if _, err := requestOf(t, "body", pairs...); fmt.Sprint(err) != want {
			t.Errorf("%q: %v, want %s", pairs, err, want)
		}
	}
	for _, pairs := range [][]string{
		{"CONTENT_LENGTH", "4", "CONTENT_LENGTH", "4"}, {"SERVER_PROTOCOL", "HTTP/2"}, {"SERVER_PROTOCOL", "HTTP/2.0"}, {"SERVER_PROTOCOL", "HTTP/3.0"},
		{"SERVER_PROTOCOL", ""}, {"SERVER_PROTOCOL", "INCLUDED"}, {"REQUEST_METHOD", "M-SEARCH"}, {"HTTP_HOST", "[::1]:80"}, {"HTTP_HOST", ""},
	} {
		if _, err := requestOf(t, "body", pairs...); err != nil {
			t.Errorf("%q: %v", pairs, err)
		}
	}
}

func TestScheme(t *testing.T) {
	for value, want := range map[string]bool{"on": true, "ON": true, "1": true, "yes": true, "off": false, "": false, "0": false} {
		r, err := requestOf(t, "", "HTTPS", value, "REQUEST_URI", "https://h/")
		if err != nil || (r.TLS != nil) != want || r.URL.Scheme != "" {
			t.Errorf("%q: %v %v", value, r.TLS, err)
		}
	}
}

func TestBodyThatIsTooShort(t *testing.T) {
	r, err := requestOf(t, "abc", "CONTENT_LENGTH", "5")
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(r.Body); string(body) != "abc" || err != io.ErrUnexpectedEOF {
		t.Errorf("%q %v", body, err)
	}
}

func TestVariablesAreValues(t *testing.T) {
	r, err := requestOf(t, "", "REMOTE_USER", "joe", "AUTH_TYPE", "Basic", "HTTP_X", "1")
	if err != nil {
		t.Fatal(err)
	}
	user, _ := values.Get[string](r.Context(), "REMOTE_USER")
	if user != "joe" || r.Context().Value("AUTH_TYPE") != "Basic" || r.Context().Value("HTTP_X") != nil {
		t.Error(user, r.Context().Value("AUTH_TYPE"), r.Context().Value("HTTP_X"))
	}
}

func FuzzNewRequest(f *testing.F) {
	f.Add("SCRIPT_NAME", "/a", "REQUEST_URI", "/a/b", "HTTP_X", "y")
	f.Add("DOCUMENT_URI", "/a", "SCRIPT_NAME", "/a", "CONTENT_LENGTH", "1")
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2, k3, v3 string) {
		r, err := requestOf(t, "body", k1, v1, k2, v2, k3, v3)
		if err != nil {
			return
		}
		if r.URL.Scheme != "" || r.URL.Host != "" || r.Method == "" || r.ContentLength < -1 {
			t.Errorf("%#v", r)
		}
		for name, values := range r.Header {
			if len(values) != 1 || strings.ContainsAny(name+values[0], "\r\n") {
				t.Errorf("%q: %q", name, values)
			}
		}
	})
}
