package own

import (
	"bytes"
	"os"
	"path/filepath"
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

// load reads a file that has no problems.
func load(t *testing.T, text string) *parse.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.ini")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, problems := parse.Load(path, nil)
	if len(problems) > 0 {
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
		Secrets,
		func(c *parse.Config) diag.List { _, ds := Resources(c); return ds },
		func(c *parse.Config) diag.List { _, ds := Read(c); return ds },
	} {
		for _, file := range []string{"resources", "secrets", "settings"} {
			c, _ := parse.Load("testdata/"+file+".ini", nil)
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
	if len(own.Serve) != 2 || own.Serve[1].Text != "b=:2" || len(own.Imports) != 1 || own.Imports[0].Text != "example.com/x" {
		t.Errorf("%+v", own)
	}
}

func TestSecrets(t *testing.T) {
	c, _ := parse.Load("testdata/secrets.ini", nil)
	golden.Check(t, "testdata/secrets.txt", render(t, Secrets(c)))
}

// TestSecretsOfTheCorpus shows what is taken for a secret in real files.
func TestSecretsOfTheCorpus(t *testing.T) {
	var found []string
	for _, path := range golden.Glob(t, "../testdata/corpus/*.ini") {
		c, _ := parse.Load(path, nil)
		for _, d := range Secrets(c) {
			found = append(found, filepath.Base(path)+": "+d.Message[:strings.Index(d.Message, " looks")]+": "+d.Span.Text()+"\n")
		}
	}
	golden.Check(t, "testdata/corpus-secrets.txt", strings.Join(found, ""))
}
