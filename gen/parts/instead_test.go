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

func TestInsteadOfKey(t *testing.T) {
	for key, want := range map[string]string{
		"egg:gunicorn#main preload": "preload_app", "egg:gunicorn#main access_logfile": "accesslog", "egg:gunicorn#main workers": "", "egg:waitress#main preload": "",
		"egg:pastegen#uwsgi route-run": "filter", "egg:pastegen#uwsgi add-header": "egg:pastegen#headers", "egg:pastegen#uwsgi nope": "",
	} {
		use, key, _ := strings.Cut(key, " ")
		if got := InsteadOfKey(use, key); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%s %s: %q", use, key, got)
		}
	}
}

// TestInsteadOfKeys wants each key once, and what hints name to be built in.
func TestInsteadOfKeys(t *testing.T) {
	c := Builtin("")
	names := regexp.MustCompile(`egg:[\w.]+#\w+`)
	seen := map[string]bool{}
	for line := range strings.Lines(insteadKeys) {
		all := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(all) != 3 {
			t.Fatalf("%q", line)
		}
		for _, key := range strings.Fields(all[1]) {
			if key = all[0] + " " + key; seen[key] {
				t.Errorf("%s is there twice", key)
			}
			seen[key] = true
		}
		for _, egg := range names.FindAllString(all[2], -1) {
			if _, found := c.Find(egg); !found && egg != "egg:Paste#urlmap" {
				t.Errorf("there is no %s", egg)
			}
		}
	}
	if len(seen) < 800 {
		t.Errorf("%d keys", len(seen))
	}
}
