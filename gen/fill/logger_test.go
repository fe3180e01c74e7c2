package fill

import "testing"

func TestModuleName(t *testing.T) {
	for module, want := range map[string]string{
		"nova.api.auth":         "nova.api.auth",
		"./apps":                "apps",
		"../common/apps":        "common.apps",
		".":                     "",
		"net/http":              "net.http",
		"example.com/blog/apps": "blog.apps",
		"github.com/me/blog/v2": "me.blog.v2",
		"site":                  "site",
		"./example.com/apps":    "apps",
	} {
		if got := moduleName(module); got != want {
			t.Errorf("%s is %q, want %q", module, got, want)
		}
	}
}
