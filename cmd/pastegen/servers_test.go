package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/words"
)

// originals are the servers whose settings are known here, by the package that has
// them; in testdata/servers is a list of what each original knows.
func originals() map[string]string {
	return map[string]string{
		"egg:waitress#main":        "waitress",
		"egg:gunicorn#main":        "gunicorn",
		"egg:Paste#http":           "pastehttp",
		"egg:PasteScript#cherrypy": "pastescript",
		"egg:pastegen#uwsgi":       "uwsgi",
	}
}

// serversOf describes the built-in servers, those of one package together.
func serversOf(t *testing.T) []*bind.Description {
	t.Helper()
	all, err := bind.Builtins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(d *bind.Description) bool { return d.Group != "servers" || d.Kind != bind.ServerKind })
	slices.SortStableFunc(all, func(a, b *bind.Description) int { return strings.Compare(a.Package, b.Package) })
	return all
}

// TestNoSettingIsUnknown goes through all settings that the originals have.
func TestNoSettingIsUnknown(t *testing.T) {
	for _, d := range serversOf(t) {
		for _, name := range d.Names {
			list, known := originals()[name]
			if !known {
				continue
			}
			t.Run(list, func(t *testing.T) { checkSettings(t, d, list) })
		}
	}
}

// checkSettings holds a server to the list of what its original knows, in whichever
// spelling.
func checkSettings(t *testing.T, d *bind.Description, list string) {
	text, err := os.ReadFile(filepath.Join("testdata", "servers", list+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for name := range strings.Lines(string(text)) {
		if name = strings.TrimSpace(name); name == "" || name[0] == '#' {
			continue
		}
		count++
		if !slices.ContainsFunc(d.Keys, func(k bind.KeyDescription) bool { return words.Normal(k.Name) == words.Normal(name) }) {
			t.Errorf("%s does not know %s", d.Use, name)
		}
	}
	if count < 8 {
		t.Errorf("the list has %d settings", count)
	}
}

// TestServersPage holds docs/servers.md to the source: the keys of all servers,
// what they mean, and what is without them here and there.
func TestServersPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(generated("the servers in templates/") + serversIntro)
	for _, d := range serversOf(t) {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s\n", d.Use, serverTable(d))
	}
	file := filepath.Join("..", "..", "docs", "servers.md")
	if *update {
		writeText(t, file, b.String())
	}
	if got, _ := os.ReadFile(file); string(got) != b.String() {
		t.Errorf("%s is out of date: make docs", file)
	}
}

const serversIntro = `# Servers

One server is behind the names of all. Each key does what it does in the server that
the file names, or the table says why it means nothing here; that is then a warning
at its line too. Where the original has another value without the key, that stands in
parentheses: limits of size are the original's, those of how it runs our own.

The settings are those that the originals list: a test goes through all of waitress,
gunicorn, Paste and CherryPy, and through those of uWSGI that files of Paste have. The
other options of uWSGI are errors that say what there is instead.
gunicorn's own 137 files of valid and invalid requests have their counterparts in
templates/gunicorn (TestRequestsOfGunicorn), which lists those that are answered
differently, with the reason. waitress's 69 functional tests have theirs in
templates/waitress, likewise: 39 are about HTTP (TestFunctional, TestManyClients), 30
about WSGI (TestFunctionalOfWSGI).

What every server can do, whatever it is called, is in [flags](flags.md).
`

// serverTable is the table of a server's keys.
func serverTable(d *bind.Description) string {
	if len(d.Keys) == 0 {
		return "It takes no keys."
	}
	var b strings.Builder
	b.WriteString("| key | here without it | there | meaning |\n|---|---|---|---|\n")
	for _, k := range d.Keys {
		here, there := defaults(k)
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Name, cell(here), cell(there), cell(oneLine(k.Doc)))
	}
	return strings.TrimRight(b.String(), "\n")
}

// defaults are what stands for a key that is not written, here and in the
// original.
func defaults(k bind.KeyDescription) (here, there string) {
	here, there = absence(k), absence(k)
	if inner, ok := strings.CutSuffix(here, ")"); ok {
		if own, theirs, found := strings.Cut(inner, " ("); found {
			here, there = own, theirs
		}
	}
	if k.Ignored {
		here = "no effect"
	}
	return here, there
}
