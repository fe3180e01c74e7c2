package main

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/parse"
)

// TestStrangeNames generates from files that are named strangely, twice: the
// second run knows its own files again.
func TestStrangeNames(t *testing.T) {
	for _, name := range []string{"-x.ini", "new\nline.ini", `we"ird.ini`, "a b.ini", "$HOME.ini", "ü.ini", "conf"} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeText(t, "go.mod", "module example.com/site\n\ngo 1.24\n")
			writeText(t, name, "[app:main]\nuse = call:expvar:Handler\n")
			for _, want := range []string{
				"wrote main.go\nwrote internal/paste\n",
				"main.go is up to date\n",
			} {
				var said strings.Builder
				if code := run([]string{"generate", "--", name}, strings.NewReader(""), &said, &said); code != exitFine || said.String() != want {
					t.Errorf("exit code %d, said %s, want %s", code, said.String(), want)
				}
			}
		})
	}
}

// TestArgs shows that the arguments of the go:generate line mean the same again,
// and that secrets are not among them.
func TestArgs(t *testing.T) {
	for _, test := range []struct {
		path    string
		at      place
		command string
		want    string
		secrets string
	}{
		{path: "app.ini", want: "app.ini"},
		{path: filepath.Join("conf", "app.ini"), at: place{source: "app.ini"}, want: "app.ini"},
		{path: "-x.ini", want: "./-x.ini"},
		{path: "app.ini", at: place{source: "../app.ini"}, want: "../app.ini"},
		{path: "app.ini", at: place{source: "../app.ini", chosen: true}, want: "../app.ini --dir ."},
		{path: "app.ini", command: "a=1 --set b=2 c=3", want: "app.ini a=1 c=3 --set b=2"},
		{path: "app.ini", command: "--set -a=1 -- -b=2", want: "app.ini --set -b=2 --set -a=1"},
		{path: "app.ini", command: "a=1 --set a=1", want: "app.ini a=1"},
		{path: "app.ini", command: "--package x --app y --app z --serve y=:1", want: "app.ini --serve y=:1 --app y --app z --package x"},
		{path: "app.ini", command: "a=1 password=hunter2 --set db.url=https://u:hunter2@h/ b=2", want: "app.ini a=1 b=2", secrets: "password db.url"},
	} {
		before := parsed(t, append([]string{test.path}, strings.Fields(test.command)...))
		test.at.source = cmp.Or(test.at.source, test.path)
		config, _ := parse.Load(test.path, slices.Concat(before.globals, before.set))
		args, secrets := test.at.args(before.recipe, config)
		if got := strings.Join(args, " "); got != test.want || strings.Join(secrets, " ") != test.secrets {
			t.Errorf("%s %s: %q, %q", test.path, test.command, got, secrets)
		}
		again, _ := test.at.args(parsed(t, args).recipe, config)
		if !slices.Equal(again, args) {
			t.Errorf("%q is %q the next time", args, again)
		}
	}
}

// parsed reads arguments of "pastegen generate"; paths that begin with "-" stand
// for themselves.
func parsed(t *testing.T, args []string) *request {
	t.Helper()
	g := newGeneration()
	cmd := &cobra.Command{Use: "generate"}
	g.flags(cmd)
	g.req.packageFlag(cmd.Flags())
	path := args[0]
	if err := cmd.ParseFlags(args[1:]); err != nil {
		t.Fatal(err)
	}
	if err := g.req.take(cmd, append([]string{path}, cmd.Flags().Args()...)); err != nil {
		t.Fatal(err)
	}
	return g.req
}
