package watchthreads

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// waiting is a function to be found in the list.
func waiting(until chan struct{}) { <-until }

func TestGoroutinesAreListed(t *testing.T) {
	until := make(chan struct{})
	defer close(until)
	for range 3 {
		go waiting(until)
	}
	found := regexp.MustCompile(`(?s)<h2>3</h2>\n<pre>[^<]*watchthreads\.waiting\n    [^<\n]*watchthreads_test\.go:\d+\n`)
	var body string
	for range 100 { // until they have begun
		w := httptest.NewRecorder()
		New(Options{}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if body = w.Body.String(); found.MatchString(body) {
			if strings.Contains(body, "<h1>0 ") || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%v %s", w.Header(), body)
			}
			return
		}
	}
	t.Errorf("%s", body)
}

func TestParseGroup(t *testing.T) {
	for text, want := range map[string]group{
		"2 @ 0x1 0x2\n#\t0x1\tmain.f+0x5\t/a.go:7\n#\t0x2\tmain.(*T).g[...]+0x1\t/b.go:8": {2, "main.f\n    /a.go:7\nmain.(*T).g[...]\n    /b.go:8\n"},
		"goroutine profile: total 4\n1 @ 0x1\n# labels: {\"a\":\"b\"}":                    {1, ""},
	} {
		if got, ok := parseGroup(text); !ok || got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
	if _, ok := parseGroup("nonsense"); ok {
		t.Error("nonsense is a group")
	}
}
