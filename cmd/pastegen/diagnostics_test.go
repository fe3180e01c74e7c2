package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestDiagnostics runs testdata/diagnostics, one mistake of a user in each
// file: what pastegen says of it must be the case's want.txt, all of it.
//
// A case is an archive of files. In its comment, lines "$ pastegen ARG ..." are
// the commands, "$ pastegen check app.ini" if there is none, and lines
// "write ..." say what a text cannot hold; see writeCase. All cases lie in one
// module, example.com, beside the packages of site.txtar.
func TestDiagnostics(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	module := t.TempDir()
	writeText(t, filepath.Join(module, "go.mod"), "module example.com\n\ngo 1.24\n")
	writeCase(t, filepath.Join(module, "site"), parseCase(t, "testdata/site.txtar"))

	folder, err := filepath.Abs("testdata/diagnostics") // cases change the working folder
	if err != nil {
		t.Fatal(err)
	}
	cases, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil || len(cases) < 60 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, file := range cases {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			archive := parseCase(t, file)
			dir := filepath.Join(module, name)
			writeCase(t, dir, archive)
			got := transcript(t, dir, string(archive.Comment))
			if strings.Contains(got, module) {
				t.Errorf("the test's folder is named in:\n%s", got)
			}
			compareCase(t, file, archive, got)
		})
	}
}

const wantName = "want.txt"

func parseCase(t *testing.T, file string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

// compareCase compares what was said with want.txt, or puts it there.
func compareCase(t *testing.T, file string, archive *txtar.Archive, got string) {
	last := len(archive.Files) - 1
	if last < 0 || archive.Files[last].Name != wantName {
		archive.Files = append(archive.Files, txtar.File{Name: wantName})
		last++
	}
	if want := string(archive.Files[last].Data); got == want {
		return
	} else if !*update {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
		return
	}
	archive.Files[last].Data = []byte(got)
	writeText(t, file, string(txtar.Format(archive)))
}

// transcript runs the commands of a case in its folder. What they say is
// followed by their exit code.
func transcript(t *testing.T, dir, comment string) string {
	t.Chdir(dir)
	commands := wordsBehind(comment, "$")
	if len(commands) == 0 {
		commands = [][]string{{"pastegen", "check", "app.ini"}}
	}
	var out strings.Builder
	for _, c := range commands {
		fmt.Fprintf(&out, "$ %s\n", strings.Join(c, " "))
		code := run(c[1:], strings.NewReader(""), &out, &out)
		fmt.Fprintf(&out, "exit %d\n", code)
	}
	return out.String()
}

// wordsBehind returns the words of the comment's lines that start with that one.
func wordsBehind(comment, first string) [][]string {
	var out [][]string
	for line := range strings.Lines(comment) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == first {
			out = append(out, f[1:])
		}
	}
	return out
}

// writeCase puts the files of a case into its folder, those that its comment
// names in another way:
//
//	write crlf FILE          lines end as on Windows
//	write latin1 FILE        one byte for each character
//	write utf16 FILE         as old editors of Windows do
//	write link FILE TARGET   a symbolic link
func writeCase(t *testing.T, dir string, archive *txtar.Archive) {
	t.Helper()
	for _, f := range archive.Files {
		if f.Name == wantName {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		writeText(t, path, string(f.Data))
	}
	for _, w := range wordsBehind(string(archive.Comment), "write") {
		path := filepath.Join(dir, w[1])
		switch w[0] {
		case "crlf":
			rewrite(t, path, func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) })
		case "latin1":
			rewrite(t, path, latin1)
		case "utf16":
			rewrite(t, path, littleEndian)
		case "link":
			if err := os.Symlink(w[2], path); err != nil {
				t.Skip(err)
			}
		default:
			t.Fatalf("unknown: write %q", w)
		}
	}
}

func rewrite(t *testing.T, path string, encode func(string) []byte) {
	t.Helper()
	writeText(t, path, string(encode(readText(t, path))))
}

func latin1(s string) []byte {
	var out bytes.Buffer
	for _, r := range s {
		out.WriteByte(byte(r))
	}
	return out.Bytes()
}

func littleEndian(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
