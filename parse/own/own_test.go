package own

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/internal/golden"
)

func TestTable(t *testing.T) {
	c := load(t, `[DEFAULT]
base = example.com
d = 1
[pastegen:packages]
nova = %(base)s/nova
d = 2
bad = %(nothing)s
`)
	table, problems := Table(c, PackagesTable)
	if len(table) != 2 || table[0].Value != "example.com/nova" || table[1].Value != "2" {
		t.Errorf("%v", table)
	}
	if len(problems) != 1 || problems[0].Span.Position().Line != 7 || problems[0].Span.Text() != "%(nothing)s" {
		t.Errorf("%v", problems)
	}
	if table, problems := Table(c, "nothing"); table != nil || problems != nil {
		t.Errorf("of no section: %v, %v", table, problems)
	}
}

// load reads a file that has no errors.
func load(t *testing.T, text string) *parse.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.ini")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, problems := parse.Load(path, nil)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return c
}

func TestResources(t *testing.T) {
	c, _ := parse.Load("testdata/resources.ini", nil)
	_, ds := Resources(c)
	golden.Check(t, "testdata/resources.txt", render(t, ds))
}

func render(t *testing.T, l diag.List) string {
	t.Helper()
	var b bytes.Buffer
	if err := diag.WriteText(&b, l.Sorted(), diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestEveryCode demands an example for each kind of problem.
func TestEveryCode(t *testing.T) {
	met := map[string]bool{}
	for _, list := range []func(*parse.Config) diag.List{
		Secrets, Dollars, Idle,
		func(c *parse.Config) diag.List { _, ds := Resources(c); return ds },
		func(c *parse.Config) diag.List { _, ds := Read(c); return ds },
	} {
		for _, file := range []string{"resources", "secrets", "settings", "idle"} {
			c, _ := parse.Load("testdata/"+file+".ini", nil)
			c.Resolve(parse.AppType, "included")
			for _, d := range list(c) {
				met[d.Code.ID] = true
			}
		}
	}
	for _, c := range Codes() {
		if !met[c.ID] || c.Title == "" {
			t.Errorf("%s (%s): no file shows it, or it has no title", c.ID, c.Title)
		}
	}
}

func TestSettings(t *testing.T) {
	c, _ := parse.Load("testdata/settings.ini", nil)
	own, problems := Read(c)
	golden.Check(t, "testdata/settings.txt", render(t, problems))
	if len(own.Serve) != 2 || own.Serve[1].Text != "b=:2" || len(own.Imports) != 1 || own.Imports[0].Text != "example.com/x" || len(own.Python.Env) != 1 || len(own.Python.Tuning) > 0 {
		t.Errorf("%+v", own)
	}
}

func TestDollars(t *testing.T) {
	c, _ := parse.Load("testdata/settings.ini", nil)
	golden.Check(t, "testdata/dollars.txt", render(t, Dollars(c)))
}

func TestSecrets(t *testing.T) {
	c, _ := parse.Load("testdata/secrets.ini", nil)
	golden.Check(t, "testdata/secrets.txt", render(t, Secrets(c)))
}

// TestSecretsFound has entries of an app's section with the variable that is
// proposed for each, empty for what is no secret.
func TestSecretsFound(t *testing.T) {
	for entry, want := range map[string]string{
		"sqlalchemy.url = postgresql://joe:s3cret@db/x":   "SQLALCHEMY_PASSWORD",
		"mysql = u:pw@tcp(h)/db":                          "MYSQL_PASSWORD",
		"libpq = host=h password=pw":                      "LIBPQ_PASSWORD",
		"hook = https://h/x?token=abc":                    "HOOK_PASSWORD",
		"apikey = abc":                                    "X_APIKEY",
		"cookie_secrets = abc":                            "COOKIE_SECRETS",
		"authorization = Basic abc":                       "X_AUTHORIZATION",
		"set password1 = abc":                             "X_PASSWORD1",
		"PASSWORD = abc\nX_PASSWORD = %(PASSWORD)s":       "APP_X_PASSWORD",
		"password = 00000000":                             "",
		"pässword_token = abc":                            "SECRET",
		"db = postgres://%(user)s:s3cret@h/x\nuser = joe": "DB_PASSWORD",
		"sentry = https://0123456789abcdef0123@sentry/1":  "SENTRY_PASSWORD",
		"get x = pw":                                      "",
		"get password = pw":                               "",
		"validate_token = call:apps:Validate":             "",
		"url = postgres://joe:s3cret@h/x":                 "URL_PASSWORD",
		"db_main = postgres://joe:s3cret@h/x":             "DB_MAIN_PASSWORD",
		"set db_pw = abc":                                 "APP_DB_PW",
		"password = {{ placeholder }}":                    "",
		"password = {{placeholder}}x":                     "",
		"password = CHANGEME":                             "",
		"password = change-me-please":                     "",
		"password = <password>":                           "",
		"password = @PASSWORD@":                           "",
		"password = __PASSWORD__":                         "",
		"password = NOVA_PASS":                            "",
		"password = %%SERVICE_PASSWORD%%":                 "",
		"password = ********":                             "",
		"password = ${DB_PASSWORD}":                       "",
		"password = your password here":                   "",
		"db = postgres://joe:CHANGEME@h/x":                "",
		"db = postgres://joe:${PW}@h/x":                   "",
		"db = postgres://joe@h/x":                         "",
		"password = /run/secrets/db":                      "",
		"password =":                                      "",
		"use_password = true":                             "",
		"token_url = https://h/token":                     "",
	} {
		c := load(t, "[pastegen:env]\nDB_PW =\n[DEFAULT]\npw = %(DB_PW)s\n[app:x]\nuse = call:m:a\n"+entry+"\n")
		problems := Secrets(c)
		if want == "" {
			if len(problems) > 0 {
				t.Errorf("%s: %s", entry, render(t, problems))
			}
			continue
		}
		if len(problems) != 1 || !strings.Contains(problems[0].Hint, `"`+want+` ="`) {
			t.Errorf("%s: want the variable %s\n%s", entry, want, render(t, problems))
		}
		if text := render(t, problems); strings.Contains(text, "s3cret") || strings.Contains(text, "abc") {
			t.Errorf("%s: it is shown:\n%s", entry, text)
		}
	}
}

// TestSecretsElsewhere: in [pastegen:env], on the command line, in [DEFAULT]
// under another name, and in an included file.
func TestSecretsElsewhere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.ini")
	for name, text := range map[string]string{
		"app.ini": "[pastegen:env]\nDB_PASSWORD = s3cret1\nURL = http://joe:s3cret2@h\n[DEFAULT]\nhidden = s3cret3\ndeep = s3cret6\nouter = x%(inner)s\ninner = s3cret7\n" +
			"[app:main]\nuse = config:other.ini\npassword = %(hidden)s\ntoken = %(middle)s\nmiddle = %(deep)s\nsecret = %(outer)s\n[logger_root]\npassword = s3cret0\n",
		"other.ini": "[app:main]\nuse = call:m:a\ntoken = s3cret4\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c, problems := parse.Load(path, []parse.KeyValue{{Key: "given_token", Value: "s3cret5"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c.Resolve(parse.AppType, "main")
	var got []string
	for _, d := range Secrets(c).Sorted() {
		if strings.Contains(d.Hint, "] of "+path) != strings.HasSuffix(d.Span.Text(), "4") {
			t.Errorf("the hint for %q is %s", d.Span.Text(), d.Hint)
		}
		got = append(got, d.Message[:strings.Index(d.Message, ",")]+" "+d.Span.Text())
	}
	want := []string{
		`the value of "given_token" `,
		`the default of "DB_PASSWORD" looks like a secret s3cret1`,
		`the default of "URL" looks like a secret s3cret2`,
		`the value of "hidden" looks like a secret s3cret3`,
		`the value of "deep" looks like a secret s3cret6`,
		`the value of "inner" looks like a secret s3cret7`,
		`the value of "token" looks like a secret s3cret4`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestTagged: what is a secret because its taker says so is warned of where it is
// written, unless its name has that done already.
func TestTagged(t *testing.T) {
	c := load(t, "[pastegen:env]\nPIN = s3cret1\nDB_PASSWORD = s3cret2\nGIVEN =\n[app:main]\nuse = call:m:a\n"+
		"pin = s3cret3\nlate = %(PIN)s\nother = %(DB_PASSWORD)s\ngiven = %(GIVEN)s\npassword = s3cret4\nslot = CHANGEME\n")
	n, problems := c.Resolve(parse.AppType, "main")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	section := n.Context().Section
	for _, s := range n.Context().Local {
		want := map[string]string{"pin": "the value of \"pin\" at s3cret3", "late": "the default of \"PIN\" at s3cret1"}[s.Key]
		var got []string
		for _, d := range Tagged(c, section, s) {
			got = append(got, d.Message[:strings.Index(d.Message, " looks")]+" at "+d.Span.Text())
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %q, want %q", s.Key, got, want)
		}
	}
	if got := c.File.Section(parse.VariablesSection).Entry("PIN").Value.Whole().Shown(); strings.Contains(got, "s3cret") {
		t.Errorf("the default is shown: %s", got)
	}
}

// TestSecretsOfTheCorpus shows what is taken for a secret in real files.
func TestSecretsOfTheCorpus(t *testing.T) {
	var found []string
	for _, path := range golden.Glob(t, "../testdata/corpus/*.ini") {
		c, _ := parse.Load(path, nil)
		for _, d := range Secrets(c) {
			found = append(found, filepath.Base(path)+": "+d.Message[:strings.Index(d.Message, ", which")]+": "+d.Span.Text()+"\n")
		}
	}
	golden.Check(t, "testdata/corpus-secrets.txt", strings.Join(found, ""))
}

func TestPython(t *testing.T) {
	c := load(t, `[pastegen]
python = %(here)s/.venv/bin/python
[pastegen:python]
keep = filter:gzip nova.api
path = %(here)s/lib ../common
init = site.config:load other:Class.method
env =
    A = 1 2
    B=
cwd = run
`)
	own, problems := Read(c)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p := own.Python
	if p.Program != "./.venv/bin/python" || len(p.Keep) != 2 || p.Keep[1].Text != "nova.api" || len(p.Init) != 2 || p.Cwd != "run" {
		t.Errorf("%+v", p)
	}
	if want := []string{"./lib", "../common"}; !slices.Equal(p.Path, want) {
		t.Errorf("path %q, want %q", p.Path, want)
	}
	if want := []PythonVariable{{"A", "1 2"}, {"B", ""}}; !slices.Equal(p.Env, want) {
		t.Errorf("env %q, want %q", p.Env, want)
	}
}
