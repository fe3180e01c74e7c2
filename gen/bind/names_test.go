package bind

import "testing"

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"MyHome_USE": "myhomeuse", "max-age": "maxage", "cookie.name": "cookiename", "ÄÖ": "äö",
	} {
		if got := normal(in); got != want {
			t.Errorf("normal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWritten(t *testing.T) {
	for in, want := range map[string]string{
		"timeout": "timeout", "MaxAge": "max_age", "siteURL": "site_url", "HTTPServer": "http_server",
		"Cookie.Name": "cookie.name", "max_age": "max_age", "A": "a", "": "",
	} {
		if got := written(in); got != want {
			t.Errorf("written(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCutName(t *testing.T) {
	for _, c := range []struct {
		key, name, rest string
		ok              bool
	}{
		{"creds.alice", "creds", "alice", true},
		{"Basic_Creds.Alice.x", "basicCreds", "Alice.x", true},
		{"a.b.c", "AB", "c", true},
		{"creds", "creds", "", false},
		{"creds.", "creds", "", false},
		{"credsalice", "creds", "", false},
		{".x", "", "", false},
	} {
		rest, ok := cutName(c.key, c.name)
		if rest != c.rest || ok != c.ok {
			t.Errorf("cutName(%q, %q) = %q, %v", c.key, c.name, rest, ok)
		}
	}
}

func TestInternalParent(t *testing.T) {
	for in, want := range map[string]string{
		"/src/net/http/internal": "/src/net/http", "/a/internal/b/internal/c": "/a/internal/b", "/internal": "",
	} {
		if got, ok := internalParent(in); got != want || !ok {
			t.Errorf("internalParent(%q) = %q, %v", in, got, ok)
		}
	}
	if _, ok := internalParent("/a/internals/b"); ok {
		t.Error("internals is not internal")
	}
}

func TestPlainWhy(t *testing.T) {
	for in, want := range map[string]string{
		"package x is not in std (/usr/local/go/src/x)":                                             "package x is not in std",
		"no required module provides package a.b/c; to add it:":                                     "no required module provides package a.b/c",
		"found packages a (a.go) and b (b.go) in /home/me/x":                                        "found packages a (a.go) and b (b.go)",
		"go.mod file not found in current directory or any parent directory; see 'go help modules'": "go.mod file not found in current directory or any parent directory",
	} {
		if got := plainWhy(in); got != want {
			t.Errorf("plainWhy(%q) = %q", in, got)
		}
	}
}

func TestParseTag(t *testing.T) {
	for in, want := range map[string]tag{
		``:                              {},
		`json:"x"`:                      {},
		`paste:"a"`:                     {key: "a"},
		`paste:",required"`:             {required: true},
		`paste:"a,remain"`:              {key: "a", remain: true},
		`paste:",required,default=1,2"`: {required: true, hasDefault: true, value: "1,2"},
		`paste:"a,default="`:            {key: "a", hasDefault: true},
		`paste:"a,what"`:                {key: "a", unknown: "what"},
	} {
		if got := parseTag(in); got != want {
			t.Errorf("parseTag(%s) = %+v, want %+v", in, got, want)
		}
	}
}
