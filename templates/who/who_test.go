package who

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pastegen/pastegen/templates/auth"
)

func TestRules(t *testing.T) {
	on, off := Options{Enabled: true}, Options{}
	isAnn := func(r *http.Request) bool { return auth.User(r) == "ann" }
	for _, tt := range []struct {
		name   string
		filter func(http.Handler) http.Handler
		user   string
		want   int
	}{
		{"authenticated", Authenticated(on), "", 401},
		{"authenticated", Authenticated(on), "zoe", 200},
		{"authenticated, off", Authenticated(off), "", 200},
		{"predicate", Predicate(PredicateOptions{on, isAnn}), "", 401},
		{"predicate", Predicate(PredicateOptions{on, isAnn}), "zoe", 401},
		{"predicate", Predicate(PredicateOptions{on, isAnn}), "ann", 200},
		{"predicate, off", Predicate(PredicateOptions{off, isAnn}), "zoe", 200},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		if tt.user != "" {
			r = auth.WithUser(r, tt.user, "basic")
		}
		w := httptest.NewRecorder()
		tt.filter(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "in") })).ServeHTTP(w, r)
		if w.Code != tt.want || (w.Body.String() == "in") != (tt.want == 200) {
			t.Errorf("%s, user %q: %d %s", tt.name, tt.user, w.Code, w.Body)
		}
	}
}
