package wsgi

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestKnownKeys wants of each key that is written down what the rule makes of
// the name.
func TestKnownKeys(t *testing.T) {
	source, err := os.ReadFile("keys.go")
	if err != nil {
		t.Fatal(err)
	}
	known := regexp.MustCompile(`case "(.+)":\n\t\treturn "(HTTP_.+)"`).FindAllStringSubmatch(string(source), -1)
	if len(known) < 30 {
		t.Errorf("only %d keys", len(known))
	}
	for _, pair := range known {
		if want := "HTTP_" + strings.ToUpper(strings.ReplaceAll(pair[1], "-", "_")); pair[2] != want {
			t.Errorf("%s has the key %s, want %s", pair[1], pair[2], want)
		}
	}
	for name, want := range map[string]string{
		"X-Unheard-Of": "HTTP_X_UNHEARD_OF", "X_Y": "", "Content-Type": "CONTENT_TYPE", "Content-Length": "", "Host": "", "Proxy": "",
	} {
		if got := headerKey(name); got != want {
			t.Errorf("%s has the key %q, want %q", name, got, want)
		}
	}
}
