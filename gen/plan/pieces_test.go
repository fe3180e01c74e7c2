package plan

import (
	"slices"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
)

func TestPieces(t *testing.T) {
	table := &URLMap{Hosts: []Host{{Domain: "a.org", Root: &Node{Segments: []Segment{{"/v1", &Node{}}}}}, {Table: wanted("mounts")}}}
	root := &URLMap{Hosts: []Host{{Root: &Node{Mount: &Mount{}}}}}
	for name, c := range map[string]struct {
		prog   Program
		adapts map[Kind]bool
		want   []string
	}{
		"library":            {Program{Package: "wiring"}, nil, nil},
		"server":             {Program{Package: "main"}, nil, []string{PieceServe}},
		"what builders need": {Program{Entries: []Entry{{Needs: Needs{Here: true}}, {Needs: Needs{Cleanups: true}}}}, nil, []string{PieceCleanup, PieceHere}},
		"FastCGI":            {Program{Entries: []Entry{{Gateway: bound.FastCGI}, {}}}, nil, []string{PieceGateway, PieceFastCGI}},
		"CGI":                {Program{Entries: []Entry{{Gateway: bound.CGI}}}, nil, []string{PieceCGI}},
		"adapters":           {Program{}, map[Kind]bool{HTTP: true, WSGI: true}, []string{PieceWSGI, PieceWSGICall}},
		"lint of each kind":  {Program{Funcs: []*Func{{Steps: []Step{Lint{HTTP}, Lint{WSGI}}}}}, nil, []string{PieceWSGILint, PieceHTTPLint}},
		"own server":         {Program{Funcs: []*Func{{Form: FormServer, Needs: Needs{Here: true, Cleanups: true}}}}, nil, []string{PieceCleanup, PieceHere}},
		"called with both":   {Program{Funcs: []*Func{{Needs: Needs{Here: true, Cleanups: true}}}}, nil, nil},
		"URL map":            {Program{Funcs: []*Func{{URLMap: root}}}, nil, []string{PieceURLMap}},
		"hosts and a table":  {Program{Funcs: []*Func{{URLMap: table}}}, nil, []string{PieceURLMap, PieceURLHost, PieceURLTable, PieceURLSegment}},
	} {
		if got := pieces(&c.prog, c.adapts); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestShare: only a server hands the same resources to several apps.
func TestShare(t *testing.T) {
	taking, other := Entry{Needs: Needs{Resources: true}}, Entry{}
	for _, c := range []struct {
		pkg     string
		entries []Entry
		want    []bool
	}{
		{"main", []Entry{taking, other, taking}, []bool{true, false, true}},
		{"main", []Entry{taking, other}, []bool{false, false}},
		{"wiring", []Entry{taking, taking}, []bool{false, false}},
	} {
		p := &Program{Package: c.pkg, Entries: c.entries, Resources: &Resources{}}
		p.share()
		for i, e := range p.Entries {
			if e.Shared != c.want[i] {
				t.Errorf("package %s: entry %d shares its resources: %v, want %v", c.pkg, i, e.Shared, c.want[i])
			}
		}
		if p.Resources.Shared != slices.Contains(c.want, true) {
			t.Errorf("package %s: the resources are shared: %v", c.pkg, p.Resources.Shared)
		}
	}
}
