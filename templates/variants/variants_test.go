package variants

import (
	"net/http"
	"strings"
	"testing"
)

type named string

func (named) ServeHTTP(http.ResponseWriter, *http.Request) {}

func TestVariants(t *testing.T) {
	apps := map[string]http.Handler{"noauth": named("open"), "keystone": named("guarded")}
	for variant, want := range map[string]named{"noauth": "open", "keystone": "guarded"} {
		if app, err := New(Options{variant, apps}); err != nil || app != want {
			t.Errorf("%s: %v, %v", variant, app, err)
		}
	}
	for _, variant := range []string{"", "Keystone"} {
		if app, err := New(Options{variant, apps}); app != nil || err == nil || !strings.Contains(err.Error(), "only: keystone, noauth") {
			t.Errorf("%q: %v, %v", variant, app, err)
		}
	}
	one := map[string]http.Handler{"only": named("x")}
	if _, err := New(Options{"x", one}); err == nil || !strings.Contains(err.Error(), `there is no variant "x", only: only`) {
		t.Error(err)
	}
	if _, err := New(Options{"x", nil}); err == nil || strings.Contains(err.Error(), "only:") {
		t.Error(err)
	}
}
