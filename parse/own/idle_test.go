package own

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/parse"
)

// TestIdle has what is warned of in files that differ in what refers to a
// variable, and in what an included file has.
func TestIdle(t *testing.T) {
	const env = "[pastegen:env]\nHOST = h\n"
	for _, tt := range []struct {
		entry, included string
		want            []string
	}{
		{entry: env, want: []string{"HOST"}},
		{entry: env + "[app:main]\nx = %(HOST)s\n"},
		{entry: env + "[app:main]\nx = http://%(HOST)s:80\n"},
		{entry: env + "[DEFAULT]\nx = %(HOST)s\n"},
		{entry: env + "[never]\nx = %(HOST)s\n"},
		{entry: env + "[uwsgi]\nhttp-socket = $(HOST):80\n"},
		{entry: env, included: "[app:main]\nuse = call:m:a\nx = %(HOST)s\n"},
		{entry: env + "[app:other]\nx = %%(HOST)s\n", want: []string{"HOST"}},
		{entry: env + "[app:other]\nx = %(host)s\n", want: []string{"HOST"}},
		{entry: env + "HOME =\n[app:other]\nx = %(HOST)s $(HOME) ${HOME} HOME\n", want: []string{"HOME"}},
		{included: env + "[app:main]\nuse = call:m:a\n", want: []string{"pastegen:env"}},
		{entry: "[pastegen:env]\nHOST =\nOTHER = %(HOST)s\n", included: env + "[app:main]\nx = %(HOST)s %(OTHER)s\n"},
		{included: "[pastegen]\nserve = x\n[pastegen:eggs]\nA = b\n[pastegen:packages]\na = b\n[pastegen:python]\nkeep = x\n" +
			"[resource:db]\nuse = call:m:a\n[resource]\n[server:main]\nuse = egg:waitress\n[loggers]\nkeys = root\n[pastegen:eggs2]\n",
			want: []string{"pastegen", "pastegen:eggs", "pastegen:packages", "pastegen:python", "resource:db"}},
		{entry: "[resource:db]\nuse = call:m:b\n[pastegen]\nserve = y\nimport = z\n",
			included: "[resource:db]\nuse = call:m:a\ndsn = x\n[pastegen]\nserve = x\n", want: []string{"resource:db"}},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "app.ini")
		for name, text := range map[string]string{
			path:                           "[app:included]\nuse = config:base.ini\n" + tt.entry,
			filepath.Join(dir, "base.ini"): tt.included,
		} {
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c, _ := parse.Load(path, nil)
		c.Resolve(parse.AppType, "included")
		var got []string
		for _, d := range Idle(c) {
			got = append(got, d.Span.Text())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s\nincluded:\n%s\ngot %q, want %q", tt.entry, tt.included, got, tt.want)
		}
	}
}
