package urlmap

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestMatch(t *testing.T) {
	withRoot := tableOf(map[string]string{"": "root", "/a": "a", "/a/b/c": "abc", "/long-one": "long"})
	withoutRoot := tableOf(map[string]string{"/a": "a", "/a/b/c": "abc"})
	for _, tt := range []struct {
		table *Table[string]
		path  string
		mount string
		n     int
	}{
		{withRoot, "", "root", 0},
		{withRoot, "/", "root", 0},
		{withRoot, "/x", "root", 0},
		{withRoot, "/a", "a", 2},
		{withRoot, "/a/", "a", 2},
		{withRoot, "/ab", "root", 0},
		{withRoot, "/a/b", "a", 2},
		{withRoot, "/a/b/c", "abc", 6},
		{withRoot, "/a/b/cd", "a", 2},
		{withRoot, "/a/b/c/d/e/f/g/h", "abc", 6},
		{withRoot, "/long-one", "long", 9},
		{withRoot, "/long-one/x", "long", 9},
		{withRoot, "/long-ones", "root", 0},
		{withRoot, "/" + strings.Repeat("x", 1000), "root", 0},
		{withoutRoot, "", "", 0},
		{withoutRoot, "/x", "", 0},
		{withoutRoot, "/a/x", "a", 2},
		{tableOf(map[string]string{}), "/x", "", 0},
		{tableOf(map[string]string{"": "root"}), "/x", "root", 0},
	} {
		if mount, n := tt.table.Match(tt.path); mount != tt.mount || n != tt.n {
			t.Errorf("%q is matched by %q, %d; want %q, %d", tt.path, mount, n, tt.mount, tt.n)
		}
	}
}

// TestMatchIsThatOfAScan compares the table with the loop of paste/urlmap.py.
func TestMatchIsThatOfAScan(t *testing.T) {
	words := rand.New(rand.NewPCG(1, 2))
	path := func() string {
		var p strings.Builder
		for range words.IntN(5) {
			p.WriteString("/" + []string{"a", "b", "ab", "abc"}[words.IntN(4)])
		}
		return p.String()
	}
	for range 300 {
		mounts := map[string]string{}
		for range 1 + words.IntN(12) {
			p := path()
			mounts[p] = "at " + p
		}
		table := tableOf(mounts)
		for range 100 {
			p := path() + []string{"", "/"}[words.IntN(2)]
			mount, n := table.Match(p)
			if want, length := scan(mounts, p); mount != want || n != length {
				t.Fatalf("%q in %q is matched by %q, %d; want %q, %d", p, mounts, mount, n, want, length)
			}
		}
	}
}

func scan(mounts map[string]string, path string) (mount string, n int) {
	for prefix, at := range mounts {
		if (path == prefix || strings.HasPrefix(path, prefix+"/")) && (mount == "" || len(prefix) > n) {
			mount, n = at, len(prefix)
		}
	}
	return mount, n
}

// TestHostilePath has a path of many segments, for which a walk over all
// prefixes would take minutes.
func TestHostilePath(t *testing.T) {
	table := tableOf(map[string]int{"/a/a/b": 1})
	path := strings.Repeat("/a", 1<<20)
	start := time.Now()
	if mount, n := table.Match(path); mount != 0 || n != 0 {
		t.Errorf("matched %d, %d", mount, n)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

// mounts makes n prefixes of one to three segments and a path below each.
func mounts(n int) (prefixes map[string]*int, paths []string) {
	words := rand.New(rand.NewPCG(3, 4))
	prefixes = map[string]*int{}
	for len(prefixes) < n {
		var p strings.Builder
		for range 1 + words.IntN(3) {
			fmt.Fprintf(&p, "/%s%d", []string{"v", "api", "users", "admin"}[words.IntN(4)], words.IntN(n+1))
		}
		if prefixes[p.String()] == nil {
			prefixes[p.String()] = new(int)
			paths = append(paths, p.String()+"/hello")
		}
	}
	return prefixes, paths
}

func BenchmarkTable(b *testing.B) {
	for _, n := range []int{3, 30, 300, 3000, 30000} {
		prefixes, paths := mounts(n)
		table := tableOf(prefixes)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if mount, _ := table.Match(paths[i%len(paths)]); mount == nil {
					b.Fatal("no match")
				}
			}
		})
	}
}

func tableOf[T any](mounts map[string]T) *Table[T] {
	var t Table[T]
	for prefix, mount := range mounts {
		t.Add(prefix, mount)
	}
	return &t
}
