package python

import (
	"testing"

	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
)

// TestImportHint has modules that miss others with what to do about it.
func TestImportHint(t *testing.T) {
	for _, tt := range []struct {
		module string
		f      record.Failure
		want   string
	}{
		{"site.web", record.Failure{Text: "SystemExit: no settings"}, "what it needs before it is imported can come from env, cwd or init of [pastegen:python]"},
		{"site.web", record.Failure{Text: "SyntaxError: invalid syntax"}, ""},
		{"site.web", record.Failure{Missing: "redis"}, `it needs "redis": install that for "py"`},
		{"site.web", record.Failure{Missing: "site.we"}, `it needs "site.we": install that for "py"`},
		{"site", record.Failure{Missing: "site"}, `install it for "py", or name the folder that it is in: path = FOLDER in [pastegen:python]`},
		{"site.web", record.Failure{Missing: "site", Names: []string{"sites"}}, `did you mean "sites"?`},
		{"site.web", record.Failure{Missing: "site.web", Names: []string{"site.webs", "site.x"}}, `did you mean "site.webs"?`},
		{"site.web", record.Failure{Missing: "site.web", Names: []string{"site.auth", "site.x"}}, `the package "site" has auth, x`},
		{"site.web", record.Failure{Missing: "site.web"}, `the package "site" has no modules`},
	} {
		if got := importHint(tt.module, tt.f, "py"); got != tt.want {
			t.Errorf("%s without %+v: %s, want %s", tt.module, tt.f, got, tt.want)
		}
	}
}

func TestListed(t *testing.T) {
	names := []string{"a.1", "a.2", "3", "4", "5", "6", "7", "8", "9"}
	for n, want := range map[int]string{0: "", 2: "1, 2", 8: "1, 2, 3, 4, 5, 6, 7, 8", 9: "1, 2, 3, 4, 5, 6, 7, 8 and others"} {
		if got := listed(names[:n], "a."); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestHasOriginal has references with whether Python may have what they mean.
func TestHasOriginal(t *testing.T) {
	c, _ := load(t, "[app:x]\nuse = call:m:f\n")
	for use, want := range map[string]bool{
		"call:site.auth:make": true, "egg:Paste#test": true, "egg:Site": true, "call:pastegens:x": true,
		"call:./site:New": false, "call:example.com/site:New": false, "egg:pastegen#wsgi": false, "egg:PasteGen#wsgi": false, "call:pastegen.wsgi:app": false,
	} {
		n, ds := c.Resolve(parse.AppType, use)
		if ds.HasErrors() {
			t.Fatal(ds)
		}
		if got := hasOriginal(parse.FactoryOf(n)); got != want {
			t.Errorf("%s has an original: %v", use, got)
		}
	}
	if hasOriginal(nil) {
		t.Error("nothing has an original")
	}
}
