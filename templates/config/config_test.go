package config

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

func TestTheAppGetsACopy(t *testing.T) {
	global, local := map[string]string{"a": "global", "b": "global"}, map[string]string{"b": "local", "c": "local"}
	want := map[string]string{"a": "global", "b": "local", "c": "local"}
	h := New(global, local)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got, ok := r.Context().Value("paste.config").(map[string]string)
		if !ok || !maps.Equal(got, want) {
			t.Errorf("%v", got)
		}
		got["a"] = "changed"
	}))
	for range 2 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	if global["b"] != "global" || len(global) != 2 || len(local) != 2 {
		t.Error(global, local)
	}
	New(nil, nil)(http.NotFoundHandler())
	New(nil, local)(http.NotFoundHandler())
}

// TestNested is test_request_config_multi of Paste's test_config.py: what is
// nearer to the app counts for it.
func TestNested(t *testing.T) {
	var seen []string
	look := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			settings, _ := r.Context().Value("paste.config").(map[string]string)
			seen = append(seen, settings["a"]+settings["b"])
			next.ServeHTTP(w, r)
		})
	}
	h := New(nil, map[string]string{"a": "outer", "b": "!"})(look(New(nil, map[string]string{"a": "inner"})(look(http.NotFoundHandler()))))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if !slices.Equal(seen, []string{"outer!", "inner"}) {
		t.Error(seen)
	}
}

func TestAsPaste(t *testing.T) {
	for name, use := range map[string]string{"paste": "Paste", "pastedeploy": "PasteDeploy"} {
		ini := "[DEFAULT]\nadmin = me@example.com\nshared = default\n\n[app:main]\nuse = call:oracle:make_app\nfilter-with = config\n\n" +
			"[filter:config]\nuse = egg:" + use + "#config\nset shared = local\nown = 1\n"
		global, local := map[string]string{"admin": "me@example.com", "shared": "local"}, map[string]string{"own": "1"}
		var cases []oracle.Case
		for _, request := range []string{"GET /", "HEAD /", "POST /x\nContent-Length: 2\n\nab", "GET /a/b?c"} {
			cases = append(cases, oracle.Case{Request: request, Answers: map[string]oracle.Order{"*": {Echo: true}}})
		}
		oracle.Compare(t, name, ini, New(global, local)(oracle.App("app")), cases, nil)
	}
}
