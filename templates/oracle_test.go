package templates

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "record testdata anew from the live oracle (needs Debian's python3-paste)")

const vectors = "testdata/urlmap/vectors.json"

// urlCase is a tree of URL maps and requests to it; see testdata/urlmap/oracle.py.
type urlCase struct {
	Map      *mapSpec     `json:"map"`
	Requests []urlRequest `json:"requests"`
}

type mapSpec struct {
	Entries  []targetSpec      `json:"entries"`
	NotFound *targetSpec       `json:"not_found,omitempty"`
	Order    []json.RawMessage `json:"order,omitempty"`
}

type targetSpec struct {
	Key    string   `json:"key,omitempty"`
	App    string   `json:"app,omitempty"`
	Map    *mapSpec `json:"map,omitempty"`
	Filter bool     `json:"filter,omitempty"`
}

type urlRequest struct {
	Host   string  `json:"host"`
	Scheme string  `json:"scheme"`
	Path   string  `json:"path"`
	Want   *answer `json:"want,omitempty"`
}

type answer struct {
	App    string `json:"app"`
	Script string `json:"script"`
	Path   string `json:"path"`
}

// TestURLMapAnswersAsPaste asks maps of the copied package what Paste was asked
// when the vectors were recorded.
func TestURLMapAnswersAsPaste(t *testing.T) {
	if *update {
		if err := os.WriteFile(vectors, askPaste(t, randomCases(1, 50)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	recorded, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	checkAnswers(t, recorded)
}

// TestURLMapAnswersAsLivePaste does the same with new random maps and the
// installed Paste.
func TestURLMapAnswersAsLivePaste(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs Debian's python3-paste")
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	checkAnswers(t, askPaste(t, randomCases(seed, 1000)))
}

// askPaste returns the cases with what Paste answers.
func askPaste(t *testing.T, cases []urlCase) []byte {
	t.Helper()
	in, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, in, exec.Command("/usr/bin/python3", "testdata/urlmap/oracle.py"))
}

// checkAnswers compares what the recorded cases want with what the package
// answers.
func checkAnswers(t *testing.T, recorded []byte) {
	t.Helper()
	var cases []urlCase
	if err := json.Unmarshal(recorded, &cases); err != nil {
		t.Fatal(err)
	}
	answers := json.NewDecoder(bytes.NewReader(run(t, recorded, exec.Command(buildAnswerer(t)))))
	reached, asked := 0, 0
	for _, c := range cases {
		for _, q := range c.Requests {
			var got answer
			if err := answers.Decode(&got); err != nil {
				t.Fatal(err)
			}
			if got != *q.Want {
				spec, _ := json.Marshal(c.Map)
				t.Errorf("%s %s%s reached %+v, with Paste %+v; the map is %s", q.Scheme, q.Host, q.Path, got, *q.Want, spec)
			}
			asked++
			if q.Want.App != "" {
				reached++
			}
		}
	}
	if err := answers.Decode(&answer{}); err != io.EOF {
		t.Errorf("there are more answers than requests")
	}
	if reached < asked/4 {
		t.Errorf("only %d of %d requests reach an app: these cases show little", reached, asked)
	}
}

// buildAnswerer compiles testdata/urlmap/main.go with a copy of package urlmap.
func buildAnswerer(t *testing.T) string {
	t.Helper()
	return buildWithCopies(t, "testdata/urlmap/main.go", "urlmap")
}

func run(t *testing.T, in []byte, cmd *exec.Cmd) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, errs.String())
	}
	return out.Bytes()
}

// randomCases makes cases whose maps and requests are drawn from few words, so
// that they meet often.
func randomCases(seed uint64, count int) []urlCase {
	g := &caseMaker{Rand: rand.New(rand.NewPCG(seed, 0))}
	cases := make([]urlCase, count)
	for i := range cases {
		cases[i].Map = g.mapSpec(3)
		for range 25 {
			cases[i].Requests = append(cases[i].Requests, urlRequest{
				Host:   g.pick("a.com", "a.com", "A.com", "a.com:80", "a.com:8080", "b.org", "b.org:443", "[::1]", "[::1]:80", "c", ""),
				Scheme: g.pick("http", "https"),
				Path:   g.pick("", "/", "/"+g.path()+g.pick("", "/", "//", "/x")),
			})
		}
	}
	return cases
}

type caseMaker struct {
	*rand.Rand
	apps int
}

func (g *caseMaker) pick(from ...string) string { return from[g.IntN(len(from))] }

// path is one to four segments, with or without repeated slashes between them.
func (g *caseMaker) path() string {
	segments := make([]string, 1+g.IntN(4))
	for i := range segments {
		segments[i] = g.pick("a", "b", "ab", "v1", "V1", "é", ".", "..", "a%2Fb", "")
	}
	return strings.Join(segments, g.pick("/", "/", "/", "//"))
}

func (g *caseMaker) mapSpec(depth int) *mapSpec {
	spec := &mapSpec{}
	for range 1 + g.IntN(6) {
		entry := g.target(depth)
		entry.Key = g.pick("", "", "domain a.com ", "domain a.com port 8080 ", "domain b.org ", "domain B.org ", "domain [::1] ") +
			"/" + g.pick("", g.path(), g.path(), g.path()+"/")
		spec.Entries = append(spec.Entries, entry)
	}
	if g.IntN(2) == 0 {
		notFound := g.target(depth - 1)
		spec.NotFound = &notFound
	}
	return spec
}

func (g *caseMaker) target(depth int) targetSpec {
	if depth > 0 && g.IntN(3) == 0 {
		return targetSpec{Map: g.mapSpec(depth - 1), Filter: g.IntN(2) == 0}
	}
	g.apps++
	return targetSpec{App: fmt.Sprintf("app%d", g.apps)}
}
