package parts

import (
	"regexp"
	"strings"
	"testing"
)

func TestInstead(t *testing.T) {
	for name, want := range map[string]string{
		"fanstatic#fanstatic": "serve your files", "Fanstatic#publisher": "serve your files", "paste#openid": "OpenID Connect", "Paste#gzip": "",
		"weberror#formatter": "a page of its own", "WebError#x": "egg:Paste#evalerror", "pyramid-debugtoolbar": "egg:Paste#profile", "shop#main": "", "fanstatics#x": "",
	} {
		dist, entry, _ := strings.Cut(name, "#")
		if got := Instead(dist, entry); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestInsteadNamesParts wants what hints name to be built in, and what they are
// for not to be.
func TestInsteadNamesParts(t *testing.T) {
	c := Builtin("")
	names := regexp.MustCompile(`egg:[\w.]+#\w+`)
	for line := range strings.Lines(instead) {
		name, hint, ok := strings.Cut(line, "\t")
		if !ok && !strings.HasPrefix(line, "#") {
			t.Errorf("no hint: %q", line)
		}
		if _, found := c.Find("egg:" + name); found {
			t.Errorf("%s is built in", name)
		}
		for _, egg := range names.FindAllString(hint, -1) {
			if _, found := c.Find(egg); !found && egg != "egg:Paste#urlmap" {
				t.Errorf("%s: there is no %s", name, egg)
			}
		}
	}
}
