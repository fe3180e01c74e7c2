package python

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/own"
)

func load(t *testing.T, text string) (*parse.Config, own.Settings) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.ini")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, problems := parse.Load(path, nil)
	settings, more := own.Read(c)
	if problems.Add(more...); problems.HasErrors() {
		t.Fatal(problems)
	}
	return c, settings
}

// TestKeeps has words of keep, and for each the sections that stay because of it.
func TestKeeps(t *testing.T) {
	const sections = `
[app:egg]
use = egg:Paste#static
document_root = .
[app:other]
use = egg:Pa_ste#test
[app:module]
use = call:nova.api.auth:make
[app:near]
use = call:nova.apis:make
[app:go]
use = call:./nova.api.auth:make
`
	all := []string{"egg", "other", "module", "near", "go"}
	for word, want := range map[string][]string{
		"app:egg":                {"egg"},
		"egg:Paste":              {"egg"},
		"egg:pa-ste":             {"other"},
		"egg:Paste#static":       {"egg"},
		"egg:Paste#test":         nil,
		"Paste":                  {"egg"},
		"nova":                   {"module", "near"},
		"nova.api":               {"module"},
		"nova.api.auth":          {"module"},
		"nova.api.auth:make":     {"module"},
		"call:nova.apis:make":    {"near"},
		"nova.api.auth:other":    nil,
		"paste.urlparser":        {"egg"}, // what the egg's entry point is
		"app:nothing":            nil,
		"egg:Paste egg:pa_ste#x": {"egg"},
	} {
		c, settings := load(t, "[pastegen]\npython = p\n[pastegen:python]\nkeep = "+word+"\n"+sections)
		r := NewRules(c, settings, "")
		var got []string
		for _, name := range all {
			n, _ := c.Resolve(parse.AppType, name)
			if r.Keeps(n, parse.FactoryOf(n)) != "" {
				got = append(got, name)
			}
		}
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] || len(got) > 1 && got[1] != want[1] {
			t.Errorf("keep = %s: %q, want %q", word, got, want)
		}
		if idle := len(r.Idle()) > 0; idle != (len(want) == 0 || word == "egg:Paste egg:pa_ste#x") {
			t.Errorf("keep = %s: idle %v", word, idle)
		}
	}
}

func TestNoRules(t *testing.T) {
	c, settings := load(t, "[pastegen:python]\nkeep = app:main\n[app:main]\nuse = egg:Paste#test\n")
	n, _ := c.Resolve(parse.AppType, "main")
	f := parse.FactoryOf(n)
	r := NewRules(c, settings, "")
	if r != nil || r.Keeps(n, f) != "" || r.Takes(f, nil) || r.Idle() != nil {
		t.Error("without an interpreter nothing stays in Python")
	}
	if r := NewRules(c, settings, "python3"); r.Program != "python3" || r.Keeps(n, f) != "app:main" {
		t.Errorf("%+v", r)
	}
}

func TestCallable(t *testing.T) {
	for local, want := range map[string]int{
		"application = m:app":                 0,
		"application = a.b:make()":            0,
		"application = a.b:Site.make()":       0,
		"application = m":                     1,
		"application = m:app(1)":              1,
		"application =":                       1,
		"x = 1":                               2,
		"application = m:app\nthreads = many": 1,
	} {
		c, _ := load(t, "[app:main]\nuse = egg:pastegen#wsgi\n"+local+"\n")
		n, _ := c.Resolve(parse.AppType, "main")
		if got := Check(n); len(got) != want {
			t.Errorf("%q: %v, want %d", local, got, want)
		}
	}
}
