package auth

import (
	"context"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

func TestUser(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	if got := User(r); got != "" {
		t.Errorf("nobody is %q", got)
	}
	gateway := context.WithValue(r.Context(), struct{ WSGI string }{"environ"}, map[string]any{"REMOTE_USER": "zoe"})
	r = r.WithContext(gateway)
	if got := User(r); got != "zoe" {
		t.Errorf("the gateway's zoe is %q", got)
	}
	r = WithUser(r, "joe", "basic")
	if got := User(r); got != "joe" || Value(r, "AUTH_TYPE") != "basic" || r.Context().Value("REMOTE_USER") != "joe" {
		t.Errorf("joe is %q, %q", got, Value(r, "AUTH_TYPE"))
	}
	r = r.WithContext(values.With(r.Context(), "REMOTE_USER", ""))
	if got := User(r); got != "" {
		t.Errorf("joe was logged out and is %q", got)
	}
}

func TestRefuse(t *testing.T) {
	w := httptest.NewRecorder()
	Refuse(w, "Basic realm=a", "Digest realm=a")
	if w.Code != 401 || !slices.Equal(w.Header()["Www-Authenticate"], []string{"Basic realm=a", "Digest realm=a"}) ||
		w.Header().Get("Cache-Control") != "no-store" {
		t.Error(w.Code, w.Header())
	}
}

func TestQuote(t *testing.T) {
	if got := Quote(`a "b" \`); got != `"a \"b\" \\"` {
		t.Error(got)
	}
}

func TestCheckRealm(t *testing.T) {
	for realm, ok := range map[string]bool{"": true, "back room é": true, "a\nb": false, "a\x7f": false} {
		if err := CheckRealm(realm); (err == nil) != ok {
			t.Errorf("%q: %v", realm, err)
		}
	}
}
