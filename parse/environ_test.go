package parse

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
)

func TestVariables(t *testing.T) {
	const file = "testdata/env/app.ini"
	golden(t, "testdata/env/app.txt", render(t, problemsOf(file, nil)))

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

// TestResources shows resources beside the app in the drawings, but not in the
// JSON document, which holds what Paste makes of the file.
func TestResources(t *testing.T) {
	c, _ := Load("testdata/env/resources.ini", nil)
	roots, ds := c.Roots()
	golden(t, "testdata/env/resources.txt", render(t, ds))
	golden(t, "testdata/env/resources.tree", c.Tree(roots))
	golden(t, "testdata/env/resources.dot", c.DOT(roots))
	golden(t, "testdata/env/resources.mermaid", c.Mermaid(roots))
	golden(t, "testdata/env/resources.json", string(c.JSON()))
}

func TestSecrets(t *testing.T) {
	c, _ := Load("testdata/env/secrets.ini", nil)
	golden(t, "testdata/env/secrets.txt", render(t, c.Secrets()))
}

func TestLooksSecret(t *testing.T) {
	for key, want := range map[string]bool{
		"password": true, "DB_PASSWORD": true, "DB_PASS": true, "smtp_pwd": true, "PW": true, "dbPassword": true, "admin-token": true, "cookie.secret": true,
		"secret_key": true, "authKey": true, "creds.alice": true, "api_key": true,
		"key": false, "key_func": false, "token_url": false, "password_file": false, "secrets_dir": false,
		"sort_key": false, "pass_through": false, "compass": false, "primary_key": false, "keyword": false, "tokens": false, "users.password_min": false, "": false,
	} {
		if looksSecret(key) != want {
			t.Errorf("%q looks secret: %v", key, !want)
		}
	}
}

// TestSecretsOfTheCorpus shows what is taken for a secret in real files.
func TestSecretsOfTheCorpus(t *testing.T) {
	var found []string
	for _, path := range glob(t, "testdata/corpus/*.ini") {
		c, _ := Load(path, nil)
		for _, d := range c.Secrets() {
			found = append(found, filepath.Base(path)+": "+d.Message[:strings.Index(d.Message, " looks")]+": "+d.Span.Text()+"\n")
		}
	}
	golden(t, "testdata/env/corpus-secrets.txt", strings.Join(found, ""))
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
