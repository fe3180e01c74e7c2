package urlmap

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

func pass(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

func get(h http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	return w
}

func TestSample(t *testing.T) {
	sample := newSample(pass)
	for _, tt := range []struct{ target, want string }{
		{"/", `pub0 "" "/" "/"`},
		{"/x", `pub0 "" "/x" "/x"`},
		{"//x///y", `pub0 "" "/x/y" "/x/y"`},
		{"/V1", `pub1 "/V1" "" ""`},
		{"/V1/", `pub1 "/V1" "/" "/"`},
		{"//V1//x", `pub1 "/V1" "/x" "/x"`},
		{"/V1x", `pub0 "" "/V1x" "/V1x"`},
		{"/v1", `pub0 "" "/v1" "/v1"`},
		{"/v1/admin/x%2Fy", `admin "/v1/admin" "/x/y" "/x%2Fy"`},
		{"/v1/administrator", `pub0 "" "/v1/administrator" "/v1/administrator"`},
		{"/V1/../v1", `pub1 "/V1" "/../v1" "/../v1"`},
		{"/wiki/page/a", `page "/wiki/page" "/a" "/a"`},
		{"/wiki/page", `page "/wiki/page" "" ""`},
		{"/wiki//other", `missing "/wiki" "/other" "/other"`},
		{"/filtered/page/a", `page "/filtered/page" "/a" "/a"`},
		{"/filtered/other", `missing "/filtered" "/other" "/other"`},
	} {
		if got := get(sample, tt.target).Body.String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.target, got, tt.want)
		}
	}
}

func TestNothingMounted(t *testing.T) {
	m := newWiki(echo("page"), http.NotFoundHandler())
	for _, target := range []string{"/", "/secret", "//page2"} {
		w := get(m, target)
		if w.Code != http.StatusNotFound || w.Body.String() != "404 page not found\n" {
			t.Errorf("%s: %d %q", target, w.Code, w.Body)
		}
	}
}

func TestNotFoundAppOfTheOutermostMapSeesTheRequestAsItCame(t *testing.T) {
	m := newWiki(echo("page"), echo("missing"))
	if got, want := get(m, "//x").Body.String(), `missing "" "//x" "//x"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestPathThatIsNotRooted(t *testing.T) {
	m := newSample(pass)
	r := httptest.NewRequest("OPTIONS", "*", nil)
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	if w.Code != http.StatusNotFound {
		t.Errorf("OPTIONS * is answered by an app: %d %s", w.Code, w.Body)
	}
}

// TestEnclosingServeMux mounts the sample where a library's user may: the
// pattern there is not a prefix of ours.
func TestEnclosingServeMux(t *testing.T) {
	for _, pattern := range []string{"/", "GET /", "example.com/", "/{rest...}", "GET /{$}", "/V1/", "/V1/{x}"} {
		mux := http.NewServeMux()
		mux.Handle(pattern, newSample(pass))
		target, want := "/V1/x", `pub1 "/V1" "/x" "/x"`
		if pattern == "GET /{$}" {
			target, want = "/", `pub0 "GET /{$}" "/" "/"`
		}
		if got := get(mux, target).Body.String(); got != want {
			t.Errorf("below %q: %s, want %s", pattern, got, want)
		}
	}
}

func TestRequestStaysAsItIs(t *testing.T) {
	r := httptest.NewRequest("GET", "//wiki//page/%2F?q=1", nil)
	r.TLS = &tls.ConnectionState{}
	before, path := *r, *r.URL
	var inner *http.Request
	m := newWiki(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inner = r }), http.NotFoundHandler())
	newPub(nil, nil, nil, nil, m).ServeHTTP(httptest.NewRecorder(), r)
	if r.Pattern != before.Pattern || r.URL != before.URL || *r.URL != path {
		t.Errorf("the outer request has changed to %q %+v", r.Pattern, r.URL)
	}
	if inner.URL.RawQuery != "q=1" || inner.TLS != r.TLS || inner.Context() != r.Context() || inner.RequestURI != r.RequestURI {
		t.Errorf("the inner request has lost something: %+v", inner)
	}
	inner.URL.Path = "/changed"
	if *r.URL != path {
		t.Error("the URL is shared")
	}
}

func TestRequestThatNeedsNoShiftIsNotCopied(t *testing.T) {
	var inner *http.Request
	root := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inner = r })
	r := httptest.NewRequest("GET", "/x", nil)
	newPub(root, nil, nil, nil, nil).ServeHTTP(httptest.NewRecorder(), r)
	if inner != r {
		t.Error("the request was copied")
	}
}

// TestConcurrentRequests has a filter read the request while the inner map
// works on it, which the race detector watches.
func TestConcurrentRequests(t *testing.T) {
	filter := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var reading sync.WaitGroup
			reading.Add(1)
			go func() {
				defer reading.Done()
				if r.Pattern != "/filtered" || !strings.HasPrefix(r.URL.Path, "/page") {
					t.Errorf("the filter sees %q %q", r.Pattern, r.URL.Path)
				}
			}()
			http.TimeoutHandler(next, time.Minute, "").ServeHTTP(w, r)
			reading.Wait()
		})
	}
	sample := newSample(filter)
	var clients sync.WaitGroup
	for range 8 {
		clients.Add(1)
		go func() {
			defer clients.Done()
			for range 100 {
				if got, want := get(sample, "/filtered/page/x").Body.String(), `page "/filtered/page" "/x" "/x"`; got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}
		}()
	}
	clients.Wait()
}

func TestMatchAndShiftAllocateOnce(t *testing.T) {
	one := mountAtA(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	two := &Map{Match: func(*http.Request, string) (Mounted, int) { return one, len("/a") }}
	three := &Map{Match: func(*http.Request, string) (Mounted, int) { return two, len("/a") }}
	for depth, m := range []*Map{one, two, three} {
		r := httptest.NewRequest("GET", "/a/a/a/x", nil)
		if n := testing.AllocsPerRun(100, func() { m.ServeHTTP(nil, r) }); n != 1 {
			t.Errorf("%d allocations %d deep", int(n), depth+1)
		}
	}
}

func TestCollapse(t *testing.T) {
	for path, want := range map[string]string{
		"": "", "/": "/", "*": "*", "/a/b": "/a/b", "//": "/", "///": "/", "//a": "/a", "/a//b///c/": "/a/b/c/", "a//": "a/",
	} {
		if got := collapse(path); got != want {
			t.Errorf("collapse(%q) = %q, want %q", path, got, want)
		}
	}
}

func FuzzCollapse(f *testing.F) {
	slashes := regexp.MustCompile("//+") // norm_url_re of paste/urlmap.py
	f.Add("/a//b")
	f.Add("////")
	f.Fuzz(func(t *testing.T, path string) {
		if got, want := collapse(path), strings.Join(slashes.Split(path, -1), "/"); got != want {
			t.Errorf("collapse(%q) = %q, want %q", path, got, want)
		}
	})
}
