package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/internal/golden"
)

func TestVariables(t *testing.T) {
	const file = "testdata/env/app.ini"
	golden.Check(t, "testdata/env/app.txt", render(t, problemsOf(file, nil)))

	c, _ := Load(file, nil)
	var names string
	for _, v := range c.Variables() {
		names += v.Key + "=" + v.Value.String()
		if v.Required {
			names += " required"
		}
		names += "; "
	}
	if want := "PORT=8080; DB_PASSWORD= required; DATA=$HERE/data; "; names != want {
		t.Errorf("variables %s, want %s", names, want)
	}
}

// TestVariableValues shows what stands for a variable, and that what Paste
// would find comes first: keys of the section, of [DEFAULT], and the
// launcher's.
func TestVariableValues(t *testing.T) {
	for _, tt := range []struct {
		app, key string
		set      []KeyValue
		want     string
		isConst  bool
	}{
		{"main", "port", nil, "${PORT}", false},
		{"main", "text", nil, "before ${PORT} and 100% after ${DB_PASSWORD}$HERE", false},
		{"main", "copy", nil, "${DB_PASSWORD}", false},
		{"main", "dsn", nil, "postgres://app:${DB_PASSWORD}@db/x", false},
		{"six", "port", nil, "9", true},
		{"main", "port", []KeyValue{{"PORT", "80"}}, "80", true},
		{"main", "copy", []KeyValue{{"DB_PASSWORD", "%(here)s"}}, "%(here)s", true},
	} {
		c, _ := Load("testdata/env/app.ini", append(tt.set, KeyValue{"PROT", ""}))
		n, ds := c.Resolve(AppType, tt.app)
		if ds.HasErrors() {
			t.Fatal(render(t, ds))
		}
		settings := append(n.Context().Local, n.Context().Global...)
		found := false
		for _, s := range settings {
			if s.Key == tt.key && !found {
				found = true
				if s.Value.String() != tt.want || s.Value.IsConst() != tt.isConst {
					t.Errorf("%s of %s with %v is %q, const %v; want %q", tt.key, tt.app, tt.set, s.Value, s.Value.IsConst(), tt.want)
				}
			}
		}
		if !found {
			t.Errorf("%s has no %s", tt.app, tt.key)
		}
	}
}

// TestVariablesOfIncludes: as the launcher's globals do, variables reach the
// files that are included.
func TestVariablesOfIncludes(t *testing.T) {
	c, _ := Load("testdata/env/including.ini", nil)
	n, ds := c.Resolve(AppType, "main")
	if len(ds) > 0 {
		t.Fatal(render(t, ds))
	}
	got := map[string]string{}
	for _, s := range append(n.Context().Global, n.Context().Local...) {
		got[s.Key] = s.Value.String()
	}
	for key, want := range map[string]string{"own": "${PORT}", "there": "${PORT}${PORT}", "default": "x${PORT}"} {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
}

// TestUndeclaredVariable: without [pastegen:env] a name is undefined, as in
// Paste.
func TestUndeclaredVariable(t *testing.T) {
	c, _ := Load("testdata/graph/undefined.ini", nil)
	if len(c.Variables()) != 0 {
		t.Error("variables", c.Variables())
	}
	if _, ds := c.Resolve(AppType, "main"); !ds.HasErrors() || ds[0].Severity != diag.Error {
		t.Error("no error")
	}
}

// TestEnvironmentHints: names that other programs give to variables of the
// environment lead to [pastegen:env], also where a key of the file is like them.
func TestEnvironmentHints(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"ENV_GREETING", `put "GREETING =" into [pastegen:env] and write "%(GREETING)s" here`},
		{"ENV_PORT", `[pastegen:env] has the variable "PORT": write "%(PORT)s" here`},
		{"env:HOME", `put "HOME =" into [pastegen:env] and write "%(HOME)s" here`},
		{"environ.HOME", `put "HOME =" into [pastegen:env] and write "%(HOME)s" here`},
		{"HOME", `put "HOME =" into [pastegen:env]`},
		{"ENV_OWM", `did you mean "ENV_OWN"?`},
		{"GREETINGS", `did you mean "greeting"?`},
		{"PROT", `did you mean "PORT"?`},
		{"env_name", `set "env_name" in the section, in [DEFAULT] or on the command line`},
		{"env:1", `set "env:1" in the section, in [DEFAULT] or on the command line`},
	} {
		path := filepath.Join(t.TempDir(), "app.ini")
		text := "[pastegen:env]\nPORT = 1\n[app:main]\nuse = call:x:y\ngreeting = hi\nENV_OWN = 1\nvalue = %(" + tt.name + ")s\n"
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		ds := problemsOf(path, nil)
		if len(ds) != 1 || ds[0].Code != CodeUndefined || !strings.HasSuffix(ds[0].Hint, tt.want) {
			t.Errorf("%%(%s)s: %s, want the hint %s", tt.name, render(t, ds), tt.want)
		}
	}
}
