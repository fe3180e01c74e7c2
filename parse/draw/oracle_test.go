package draw

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/internal/golden"
)

// TestOracle compares the graph of every file in testdata/corpus and
// testdata/graph with what Paste Deploy itself makes of it, as recorded in
// testdata/oracle. PASTEGEN_ORACLE=record runs the oracle and records anew,
// PASTEGEN_ORACLE=1 runs it and compares; both need /usr/bin/python3 with
// PasteDeploy 3.0.1.
func TestOracle(t *testing.T) {
	for _, c := range oracleCases(t) {
		t.Run(c.name, func(t *testing.T) {
			want := c.want(t)
			config, _ := parse.Load(c.file, c.set)
			if got := verbatim(config); !bytes.Equal(got, want) {
				t.Errorf("%s: %s", c.file, golden.FirstDifference(string(got), string(want)))
			}
		})
	}
}

// oracleCase is a file with the launcher's globals, which stand in a file
// beside it, NAME.set, one k=v a line.
type oracleCase struct {
	name, file string
	set        []parse.KeyValue
}

func oracleCases(t *testing.T) []oracleCase {
	t.Helper()
	var cases []oracleCase
	for _, dir := range []string{"corpus", "graph"} {
		files, err := filepath.Glob(filepath.Join("..", "testdata", dir, "*.ini"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in testdata/%s: %v", dir, err)
		}
		for _, f := range files {
			name := dir + "-" + strings.TrimSuffix(filepath.Base(f), ".ini")
			cases = append(cases, oracleCase{name, f, readSet(t, strings.TrimSuffix(f, ".ini")+".set")})
		}
	}
	return cases
}

func readSet(t *testing.T, path string) []parse.KeyValue {
	t.Helper()
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var set []parse.KeyValue
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		k, v, _ := strings.Cut(line, "=")
		set = append(set, parse.KeyValue{Key: k, Value: v})
	}
	return set
}

// want returns the recorded document, or the oracle's own.
func (c oracleCase) want(t *testing.T) []byte {
	t.Helper()
	recorded := filepath.Join("..", "testdata", "oracle", c.name+".json")
	switch os.Getenv("PASTEGEN_ORACLE") {
	case "":
		text, err := os.ReadFile(recorded)
		if err != nil {
			t.Fatal(err)
		}
		return text
	case "record":
		text := c.runOracle(t)
		if err := os.WriteFile(recorded, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return text
	}
	return c.runOracle(t)
}

func (c oracleCase) runOracle(t *testing.T) []byte {
	t.Helper()
	args := []string{filepath.Join("..", "testdata", "oracle", "scripts", "paste_oracle.py"), c.file}
	if len(c.set) > 0 {
		args = append(args, "--set")
	}
	for _, kv := range c.set {
		args = append(args, kv.Key+"="+kv.Value)
	}
	out, err := exec.Command("/usr/bin/python3", args...).Output()
	if err != nil {
		t.Fatalf("the oracle needs python3 with PasteDeploy, Paste and PasteScript: %v", err)
	}
	return out
}
