package realworld

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// programs are the folders with an app.ini and what is generated from it.
func programs() []string { return []string{"chi", "gorilla", "more", "others", "std"} }

// TestPrograms generates each program, compares it with the one that is
// committed, runs it and asks it what the comments of its INI file say.
func TestPrograms(t *testing.T) {
	for _, dir := range programs() {
		t.Run(dir, func(t *testing.T) {
			upToDate(t, dir)
			p := start(t, dir)
			askAll(t, dir, p.url)
			written := p.stop(t)
			file := filepath.Join(dir, "app.ini")
			for _, s := range sections(t, file) {
				for _, e := range s.exchanges {
					e.compareOutput(t, file, written)
				}
			}
		})
	}
}

func (e *exchange) compareOutput(t *testing.T, file string, written map[string]string) {
	t.Helper()
	for name, all := range e.output {
		for _, want := range all {
			if !strings.Contains(written[name], want) {
				t.Errorf("%s:%d: %s lacks %q:\n%s", file, e.line, name, want, written[name])
			}
		}
	}
}

// TestCoverage holds that every section whose factory is published is asked
// for, and that they are many.
func TestCoverage(t *testing.T) {
	asked := map[string]bool{}
	for _, dir := range append(programs(), servers()...) {
		file := filepath.Join(dir, "app.ini")
		for _, s := range sections(t, file) {
			published, ok := strings.CutPrefix(s.use, "call:")
			switch {
			case !ok || strings.HasPrefix(published, "."):
			case strings.HasPrefix(s.name, "filter:"), strings.HasPrefix(s.name, "resource:"): // for other sections
			case len(s.exchanges) == 0:
				t.Errorf("%s:%d: nothing is asked of [%s]", file, s.line, s.name)
			default:
				asked[published] = true
			}
		}
	}
	if len(asked) < 40 {
		t.Errorf("%d published factories are asked over HTTP, want at least 40", len(asked))
	}
	t.Logf("%d published factories", len(asked))
}

// upToDate holds that what would be generated in dir is what is committed.
func upToDate(t *testing.T, dir string) {
	t.Helper()
	c, ds := parse.Load(filepath.Join(dir, "app.ini"), nil)
	out, more, err := gen.Generate(context.Background(), c, gen.Options{Bind: bind.Options{Dir: dir}})
	ds.Add(more...)
	if err != nil {
		t.Fatal(err)
	}
	if ds.HasErrors() {
		t.Fatal(text(ds))
	}
	for _, f := range out.Files {
		name := filepath.Join(dir, f.Name)
		committed, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(committed, f.Content) {
			t.Errorf("%s is not what is generated; make examples writes it (%v)", name, err)
		}
	}
}

func text(ds diag.List) string {
	var b strings.Builder
	diag.WriteText(&b, ds.Sorted(), diag.TextOptions{})
	return b.String()
}
