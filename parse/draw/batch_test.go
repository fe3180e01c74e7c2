package draw

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/internal/golden"
)

// TestRandomOracle compares what Paste Deploy makes of 3,000 random
// configurations, each of one to four files. Without PASTEGEN_ORACLE it only
// looks at some of them: what comes out of it is the same each time, and what
// fails has an error. PASTEGEN_ORACLE_SEED=n starts at another configuration.
func TestRandomOracle(t *testing.T) {
	first := uint64(1)
	if n, err := strconv.ParseUint(os.Getenv("PASTEGEN_ORACLE_SEED"), 10, 64); err == nil {
		first = n
	}
	if os.Getenv("PASTEGEN_ORACLE") == "" {
		for seed := range uint64(200) {
			checkRandom(t, first+seed)
		}
		return
	}
	const all, batch = 3000, 500
	for from := first; from < first+all; from += batch {
		t.Run(strconv.FormatUint(from, 10), func(t *testing.T) {
			t.Parallel()
			compareRandom(t, from, batch)
		})
	}
}

// checkRandom checks one configuration without the oracle.
func checkRandom(t *testing.T, seed uint64) {
	t.Helper()
	s := randomSet(seed)
	path, err := s.write(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c, _ := parse.Load(path, s.set)
	again, _ := parse.Load(path, s.set)
	if got, want := string(verbatim(c)), string(verbatim(again)); got != want {
		t.Errorf("configuration %d: %s", seed, golden.FirstDifference(got, want))
	}
	loadable, _ := c.Loadables()
	for _, l := range loadable {
		n, problems := c.ResolveLoadable(l)
		if _, failed := n.(*parse.Failed); failed && !problems.HasErrors() {
			t.Errorf("configuration %d: [%s] fails without an error", seed, l.Section.Name)
		}
	}
}

// compareRandom compares so many configurations in one process of Python.
func compareRandom(t *testing.T, from uint64, n int) {
	t.Helper()
	dir := t.TempDir()
	var lines strings.Builder
	sets, paths := make([]fileSet, n), make([]string, n)
	for i := range n {
		sets[i] = randomSet(from + uint64(i))
		path, err := sets[i].write(filepath.Join(dir, strconv.Itoa(i)))
		if err != nil {
			t.Fatal(err)
		}
		paths[i] = path
		lines.WriteString(path)
		for _, kv := range sets[i].set {
			lines.WriteString("\t" + kv.Key + "=" + kv.Value)
		}
		lines.WriteByte('\n')
	}
	cmd := exec.Command("/usr/bin/python3", filepath.Join("..", "testdata", "oracle", "scripts", "paste_batch.py"))
	cmd.Stdin = strings.NewReader(lines.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the oracle needs python3 with PasteDeploy, Paste and PasteScript: %v", err)
	}
	documents := bytes.Split(out, []byte{0})
	if len(documents) != n+1 {
		t.Fatalf("%d documents, want %d", len(documents)-1, n)
	}
	failures := 0
	for i, want := range documents[:n] {
		c, _ := parse.Load(paths[i], sets[i].set)
		if got := verbatim(c); !bytes.Equal(got, want) {
			failures++
			t.Errorf("configuration %d: %s\n%s", from+uint64(i), golden.FirstDifference(string(got), string(want)), sets[i])
		}
		if failures == 10 {
			t.Fatal("and more")
		}
	}
}

// String shows the files.
func (s fileSet) String() string {
	var b strings.Builder
	for _, name := range s.names {
		b.WriteString("-- " + name + " --\n" + s.texts[name])
	}
	for _, kv := range s.set {
		b.WriteString("-- " + kv.Key + "=" + strconv.Quote(kv.Value) + " --\n")
	}
	return b.String()
}
