package gopkg

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/gomod"
	"github.com/pastegen/pastegen/parse/diag"
)

// Lister runs "go list". Loaders that share one run it once for all that they
// are known to need before.
type Lister struct {
	root     string   // where the command runs
	env      []string // its environment; nil: the process's own
	expected []string // patterns as seen from root that the next run lists besides
	packages []listing
	known    map[string]bool // patterns as seen from root that were listed
	begun    chan struct{}   // closed when the run has ended that begin started; nil if there is none to wait for
}

// listing is what "go list" says of a package.
type listing struct {
	ImportPath string
	Name       string
	Dir        string
	Export     string
	Standard   bool
	GoFiles    []string
	CgoFiles   []string
	Match      []string
	Error      *listError
	DepsErrors []*listError

	failed error // of the go command as a whole

	// What get found out, if read.
	read     bool
	pkg      *Package
	problems diag.List
}

type listError struct {
	Pos, Err    string
	ImportStack []string // who imports whom down to the package
}

// NewLister makes a lister that runs the go command in a folder with an
// environment; nil is the process's own.
func NewLister(root string, env []string) *Lister {
	return &Lister{root: root, env: env, known: map[string]bool{}}
}

// ListerFor returns a lister for patterns as seen from a folder, of packages that
// the package in the folder out imports. The command runs in dir, unless that is
// no part of out's module.
func ListerFor(dir, out string, env []string) *Lister {
	own, err := gomod.Find(out)
	if other, otherErr := gomod.Find(dir); err == nil && otherErr == nil && !own.IsNone() && other != own {
		return NewLister(own.Root, env)
	}
	return NewLister(dir, env)
}

// Expect has the next run list patterns as seen from a folder, too.
func (l *Lister) Expect(dir string, patterns []string) {
	for _, p := range patterns {
		l.expected = append(l.expected, l.rooted(dir, p))
	}
}

// begin has the command list patterns as seen from a folder, and those that are
// expected, while the caller does other things; what lists packages next waits for
// it. stop ends the run, if it still goes on. An error is told by the run of those
// who ask again for what is not known then.
func (l *Lister) begin(ctx context.Context, dir string, patterns []string) (stop func()) {
	want := slices.Clone(l.expected)
	for _, p := range patterns {
		want = append(want, l.rooted(dir, p))
	}
	if !slices.ContainsFunc(want, func(p string) bool { return !l.known[p] }) {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	l.begun = done
	go func() {
		defer close(done)
		_ = l.run(ctx, want)
	}()
	return func() {
		cancel()
		l.wait()
	}
}

// wait waits for what begin started.
func (l *Lister) wait() {
	if l.begun != nil {
		<-l.begun
		l.begun = nil
	}
}

// rooted returns a pattern as seen from root: paths of folders start there.
func (l *Lister) rooted(dir, pattern string) string {
	if !strings.HasPrefix(pattern, "./") && !strings.HasPrefix(pattern, "../") && pattern != "." && pattern != ".." || dir == l.root {
		return pattern
	}
	root, err1 := filepath.Abs(l.root)
	abs, err2 := filepath.Abs(filepath.Join(dir, filepath.FromSlash(pattern)))
	rel, err3 := filepath.Rel(root, abs)
	if err := errors.Join(err1, err2, err3); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return abs
	}
	return "./" + filepath.ToSlash(rel)
}

// list lists patterns as seen from a folder: it returns all packages that are
// known then, of which those that a pattern matches say so.
func (l *Lister) list(ctx context.Context, dir string, patterns []string) ([]listing, error) {
	l.wait()
	local := map[string][]string{} // the patterns by what they are from root
	var want []string
	for _, p := range patterns {
		rooted := l.rooted(dir, p)
		local[rooted] = append(local[rooted], p)
		if !l.known[rooted] {
			want = append(want, rooted)
		}
	}
	if len(want) > 0 {
		if err := l.run(ctx, append(want, l.expected...)); err != nil {
			return nil, err
		}
		l.expected = nil
	}
	out := slices.Clone(l.packages)
	for i := range out {
		var match []string
		for _, p := range out[i].Match {
			match = append(match, local[p]...)
		}
		out[i].Match = match
	}
	return out, nil
}

// run runs the command once over all the patterns.
func (l *Lister) run(ctx context.Context, patterns []string) error {
	slices.Sort(patterns)
	patterns = slices.Compact(patterns)
	fields := "-json=ImportPath,Name,Dir,Export,Standard,GoFiles,CgoFiles,Match,Error,DepsErrors"
	// Without -trimpath, which GOFLAGS may have, it is known where things are declared.
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-e", "-export", "-deps", "-trimpath=false", fields, "--"}, patterns...)...)
	cmd.Dir, cmd.Env = l.root, l.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			err = errors.New(strings.TrimPrefix(text, "go: "))
		}
		return err
	}
	at := map[string]int{}
	for i, p := range l.packages {
		at[p.ImportPath] = i
	}
	for dec := json.NewDecoder(&stdout); ; {
		var p listing
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return fmt.Errorf("reading the output of go list: %w", err)
		}
		if i, met := at[p.ImportPath]; met {
			p.Match = append(p.Match, l.packages[i].Match...)
			l.packages[i] = p
			continue
		}
		l.packages = append(l.packages, p)
	}
	for _, p := range patterns {
		l.known[p] = true
	}
	return nil
}
