package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
)

// uwsgiProblems are what is wrong with the section [uwsgi] of a file.
func uwsgiProblems(path string) diag.List {
	c, problems := Load(path, nil)
	_, ds := c.UWSGIServer()
	return append(problems, ds...)
}

func TestUWSGIServer(t *testing.T) {
	c, problems := Load("testdata/uwsgi/app.ini", nil)
	if len(problems) > 0 {
		t.Error(problems.Err())
	}
	server, problems := c.UWSGIServer()
	if len(problems) != 1 || !strings.Contains(problems[0].Message, "%h") {
		t.Errorf("%v", problems.Err())
	}
	var got []string
	for _, s := range server.Local {
		got = append(got, s.Key+"="+s.Value.String())
	}
	if want := "[http-socket=:${PORT}\n$HERE//app.sock master=true logto=.log]"; fmt.Sprint(got) != want {
		t.Errorf("%q, want %q", got, want)
	}
	if all := c.Variables(); len(all) != 1 || all[0].Key != "PORT" || !all[0].Required {
		t.Errorf("%+v", all)
	}
	if server.Factory.String() != "egg:pastegen#uwsgi" {
		t.Error(server.Factory)
	}
	for _, path := range []string{"testdata/env/app.ini", "testdata/graph/pubs.ini"} {
		c, _ := Load(path, nil)
		if server, _ := c.UWSGIServer(); server != nil {
			t.Errorf("%s has a server", path)
		}
	}
}

// TestUWSGIServerWithoutAddress has a section that says everything but where to
// listen, which uWSGI is told by its command line, and one that has nothing.
func TestUWSGIServerWithoutAddress(t *testing.T) {
	for text, want := range map[string]bool{"[uwsgi]\nmaster = true\n": true, "[uwsgi]\nini = :prod\n": true, "[uwsgi]\n": false, "[app:x]\nuse = y\n": false} {
		path := filepath.Join(t.TempDir(), "app.ini")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, _ := Load(path, nil)
		if server, _ := c.UWSGIServer(); (server != nil) != want {
			t.Errorf("%q: %v", text, server)
		}
	}
}

// TestUWSGIPlaces wants each value of a key that comes several times at its line.
func TestUWSGIPlaces(t *testing.T) {
	c, _ := Load("testdata/uwsgi/app.ini", nil)
	server, _ := c.UWSGIServer()
	var lines []int
	for _, w := range server.Local[0].Words() {
		lines = append(lines, w.Span.Position().Line)
	}
	if fmt.Sprint(lines) != "[5 6]" {
		t.Error(lines)
	}
}
