package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// TestNothingRawIsPrinted has files whose names are meant for a terminal, and all
// commands that tell of a file.
func TestNothingRawIsPrinted(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	files := map[string]string{
		"go.mod":    "module example.com/x\n\ngo 1.24\n",
		"call.ini":  "[app:ma\x1b[31min]\nuse = call:a\x1b[2Jb:Ne\x07w\nke\x1by = \x1b]0;x\x07\n[app:main]\nuse = call:net/http:NotFoundHandler\n",
		"nul.ini":   "[app:main]\nuse = call:a\x00b:New\nx\x00y = 1\n",
		"bidi.ini":  "[app:main]\nuse = call:a\u202eb:New\nkey\u2066 = \u202ev\n[server:s\u202e]\nuse = egg:waitress\n",
		"egg.ini":   "[app:main]\nuse = egg:Foo\x1b[31m#ba\x9br\n",
		"py.ini":    "[app:main]\npaste.app_factory = a\x1b[1m.b:c\x08\n[filter:f\x1b[0m]\nuse = egg:Paste#gzip\n",
		"go.ini":    "[app:main]\nuse = call:odd:New\nno\x1b[31m = 1\n",
		"odd/a.go":  "package odd\n\nimport \"net/http\"\n\n// New is \x1b[31mred.\nfunc New(s string) http.Handler { return nil }\n",
		"inc.ini":   "[app:main]\nuse = config:no\x1b[31mne.ini\n",
		"x\x1b.ini": "[app:main]\nuse = call:nowhere:New\n",
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for file, text := range files {
		if !strings.HasSuffix(file, ".ini") {
			continue
		}
		section := text[1:strings.IndexByte(text, ']')]
		for _, args := range [][]string{
			{"check", file, "--summary"}, {"check", file, "--format", "short"}, {"check", file, "--format", "json"},
			{"status", file}, {"port", file, section}, {"port", file, "\x1b[31m"}, {"adopt", file, "--python", "no\x1bne"},
			{"describe", file + "#" + section}, {"describe", file + "#\x1b[31m"}, {"describe", file + "#main"}, {"describe", "call:a\x1b[31m:b"},
			{"graph", file}, {"graph", file, "--format", "dot"}, {"diff", file}, {"list", "./\x1b[31m"}, {"explain", "\x1b[31m"},
			{"check", file, "a\x1b[31m=\x1b"}, {"check", file, "\x1b"}, {"shadow", file, "--replay", "\x1b"}, {"\x1b"}, {"check", "--\x1b"},
			{"__complete", "check", file, "--app", ""}, {"__complete", "check", file, "--server-name", ""},
		} {
			var out, errs strings.Builder
			if code := run(args, strings.NewReader(""), &out, &errs); code == exitBug {
				t.Errorf("%q: %s", args, errs.String())
			}
			if i := strings.IndexFunc(out.String()+errs.String(), isRaw); i >= 0 {
				t.Errorf("%q prints\n%.300q", args, (out.String() + errs.String())[max(i-100, 0):])
			}
		}
	}
}

func isRaw(r rune) bool {
	return r != '\n' && r != '\t' && !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r)
}
