package ini_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

var update = flag.Bool("update", false, "with PASTEGEN_ORACLE=1, record what Python says")

// document is what ini_oracle.py prints of a file: either its contents or the
// exception.
type document struct {
	File     string    `json:"file"`
	Defaults []pair    `json:"defaults"`
	Seeded   []string  `json:"seeded,omitempty"`
	Sections []section `json:"sections"`

	Error   string    `json:"error,omitempty"`
	Message string    `json:"message,omitempty"`
	Line    *int      `json:"line,omitempty"`
	Lines   []badLine `json:"lines,omitempty"`
}

type pair [2]string

type section struct {
	Name    string
	Entries []pair
}

func (s *section) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&s.Name, &s.Entries})
}

func (s section) MarshalJSON() ([]byte, error) { return json.Marshal([]any{s.Name, s.Entries}) }

type badLine struct {
	Line int
	Repr string
}

func (l *badLine) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&l.Line, &l.Repr})
}

func (l badLine) MarshalJSON() ([]byte, error) { return json.Marshal([]any{l.Line, l.Repr}) }

// view makes the oracle's document from our reading of a file.
func view(f *ini.File) document {
	base := filepath.Base(f.Source.Name())
	if f.Err != nil {
		doc := document{File: base, Error: f.Err.Class, Message: f.Err.Message}
		if f.Err.Line > 0 {
			doc.Line = &f.Err.Line
		}
		for _, l := range f.Err.Lines {
			doc.Lines = append(doc.Lines, badLine(l))
		}
		return doc
	}
	doc := document{File: base, Sections: []section{}}
	doc.Defaults, doc.Seeded = withSeeds(pairs(f.Defaults), base)
	for _, s := range f.Sections {
		doc.Sections = append(doc.Sections, section{s.Name, pairs(s)})
	}
	return doc
}

func pairs(s *ini.Section) []pair {
	out := []pair{}
	for _, e := range s.Entries {
		out = append(out, pair{e.Key, e.Value.Raw})
	}
	return out
}

// withSeeds puts the two keys that Paste seeds [DEFAULT] with in front, where
// they stay when the file sets them.
func withSeeds(entries []pair, base string) (all []pair, seeded []string) {
	all = []pair{{"here", "$HERE"}, {"__file__", "$HERE/" + base}}
	seeds := slices.Clone(all)
	for _, e := range entries {
		i := slices.IndexFunc(all[:2], func(s pair) bool { return s[0] == e[0] })
		if i < 0 {
			all = append(all, e)
			continue
		}
		all[i] = e
	}
	for i, s := range seeds {
		if all[i] == s {
			seeded = append(seeded, s[0])
		}
	}
	return all, seeded
}

func compare(t *testing.T, path, text string, want document) {
	t.Helper()
	f, problems := ini.Parse(source.New(path, text))
	if got := view(f); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %q\n got %s\nwant %s", path, text, toJSON(t, got), toJSON(t, want))
	}
	if problems.HasErrors() != (want.Error != "") {
		t.Errorf("%s: %q: Python raises %q, problems are %v", path, text, want.Error, problems)
	}
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func readFile(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// oracle runs configparser on files, in one process. Where PASTEGEN_ORACLE=1
// asks for it, PasteDeploy must be there.
func oracle(t *testing.T, paths []string) []document {
	t.Helper()
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE is not 1")
	}
	const script = `import json, sys
sys.path.insert(0, '../testdata/oracle/scripts')
sys.dont_write_bytecode = True
import ini_oracle
json.dump([ini_oracle.view(p) for p in json.load(sys.stdin)], sys.stdout)`
	cmd := exec.Command("/usr/bin/python3", "-c", script)
	cmd.Stdin = strings.NewReader(toJSON(t, paths))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("PasteDeploy's own reading (Debian: python3-pastedeploy): %v\n%s", err, &stderr)
	}
	var docs []document
	if err := json.Unmarshal(out, &docs); err != nil {
		t.Fatal(err)
	}
	return docs
}

// writeFiles writes texts to files of those names in a new folder.
func writeFiles(t *testing.T, names []string, text func(name string) string) []string {
	t.Helper()
	dir := t.TempDir()
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(dir, name)
		if err := os.WriteFile(paths[i], []byte(text(name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func corpus(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("../testdata/corpus/*.ini")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	return paths
}

func recorded(t *testing.T, path string) map[string]document {
	t.Helper()
	var docs []document
	if err := json.Unmarshal([]byte(readFile(t, path)), &docs); err != nil {
		t.Fatal(err)
	}
	byFile := map[string]document{}
	for _, d := range docs {
		byFile[d.File] = d
	}
	return byFile
}

func record(t *testing.T, path string, docs []document) {
	t.Helper()
	if !*update {
		return
	}
	if err := os.WriteFile(path, []byte(toJSON(t, docs)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

const (
	recordedCorpus = "testdata/corpus.json"
	recordedEdges  = "testdata/edges.json"
)

func TestCorpusAsRecorded(t *testing.T) {
	want := recorded(t, recordedCorpus)
	for _, path := range corpus(t) {
		compare(t, path, readFile(t, path), want[filepath.Base(path)])
	}
}

func TestCorpusAsPython(t *testing.T) {
	paths := corpus(t)
	docs := oracle(t, paths)
	record(t, recordedCorpus, docs)
	for i, path := range paths {
		compare(t, path, readFile(t, path), docs[i])
	}
}

func TestEdgesAsRecorded(t *testing.T) {
	want := recorded(t, recordedEdges)
	for name, text := range edges() {
		compare(t, name, text, want[name])
	}
}

func TestEdgesAsPython(t *testing.T) {
	texts := edges()
	var names []string
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	docs := oracle(t, writeFiles(t, names, func(name string) string { return texts[name] }))
	record(t, recordedEdges, docs)
	for i, name := range names {
		compare(t, name, texts[name], docs[i])
	}
}
