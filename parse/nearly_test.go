package parse

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/internal/golden"
)

func TestNearly(t *testing.T) {
	for section, want := range map[string]string{
		"pastgen": "[pastegen]", "paste-gen": "[pastegen]", "Pastegen": "[pastegen]", "pastgen:env": "[pastegen:env]",
		"default": "[DEFAULT]", "DEFAULTS": "[DEFAULT]",
		"filtre:x": "[filter:x]", "filters:x": "[filter:x]", "Filter:x": "[filter:x]", "fliter: x ": "[filter:x]",
		"resorce:db": "[resource:db]", "resources:db": "[resource:db]", "servr:main": "[server:main]",
		"ap:main": "[app:main]", "apps:main": "[app:main]", "APP:main": "[app:main]", "pap:main": "[app:main]",
		"aplication:main": "[application:main]", "pipline:main": "[pipeline:main]", "filterapp:x": "[filter-app:x]",
		"filter_app:x": "[filter-app:x]", "compsite:x": "[composite:x]",
		"app main": "[app:main]", "filter.log": "[filter:log]", "filter-app x": "[filter-app:x]", "app;main": "[app:main]",

		"loggers": "", "logger_root": "", "handlers": "", "handler_console": "", "formatters": "", "formatter_generic": "",
		"alembic": "", "uwsgi": "", "celery": "", "celery:app": "", "program:web": "", "api:main": "", "map:x": "", "file:x": "",
		"source:x": "", "watcher:x": "", "tool:pytest": "", "supervisord": "", "apple": "", "application": "", "service:x": "",
		"env:x": "", "app-conf": "", "filter_log": "", "buildout": "", "testing": "", "pastegen:env": "", "resource:x": "", "": "",
	} {
		var hint string
		_, problems := Load(writeFile(t, "["+section+"]\nx = 1\n"), nil)
		for _, d := range problems {
			if d.Code == codeNearly {
				hint = strings.TrimSuffix(strings.TrimPrefix(d.Hint, "did you mean "), "?")
			}
		}
		if hint != want {
			t.Errorf("[%s]: hint %q, want %q", section, hint, want)
		}
	}
}

// TestUsesInVain: what a section says makes it one for Paste, whatever its name.
func TestUsesInVain(t *testing.T) {
	for text, want := range map[string]string{
		"[main]\nuse = egg:Paste#static\n":             "an app is",
		"[x:y]\npaste.filter_factory = m:f\n":          "an app is",
		"[fitlers:y]\nuse = call:m:f\n":                "did you mean [filter:y]?",
		"[webserver]\nuse = gunicorn\n":                "",
		"[video]\npipeline = a b\n":                    "",
		"[pastegen:eggs]\nuse = egg:x\n":               "",
		"[server:main]\nuse = egg:waitress\n":          "",
		"[app:a]\nuse = config:inc.ini\n[mian]\nx=1\n": "",
	} {
		_, problems := Load(writeFile(t, text), nil)
		got := ""
		for _, d := range problems {
			if d.Code == codeNearly {
				got += d.Hint
			}
		}
		if !strings.HasPrefix(got, want) || got != "" && want == "" {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestNearlyInCorpus: no real file has such a section.
func TestNearlyInCorpus(t *testing.T) {
	for _, path := range golden.Glob(t, "testdata/corpus/*.ini") {
		_, problems := Load(path, nil)
		for _, d := range problems {
			if d.Code == codeNearly {
				t.Errorf("%s: %s", path, d.Short())
			}
		}
	}
}
