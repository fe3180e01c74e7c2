package keys

import (
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
)

// file is where the keys of settings stand, a byte for each.
var file = source.New("app.ini", strings.Repeat("x", 100))

// table has settings of keys, in their order.
func table(keys ...string) *Table {
	k := New(nil)
	for i, key := range keys {
		k.Add(parse.Setting{Key: key, KeySpan: file.Span(i, i+1)})
	}
	return k
}

// named has a parameter's key, and its other names.
func named(key string, also ...string) Param { return Param{Key: key, Also: also} }

func keysOf(all []parse.Setting) string {
	var out []string
	for _, s := range all {
		out = append(out, s.Key)
	}
	return strings.Join(out, " ")
}

// entriesOf has the names of entries with the keys that give them.
func entriesOf(all []Below) string {
	var out []string
	for _, b := range all {
		out = append(out, b.Entry+":"+b.Key)
	}
	return strings.Join(out, " ")
}

func paramsOf(all []Param) string {
	var out []string
	for _, p := range all {
		out = append(out, p.Key)
	}
	return strings.Join(out, " ")
}

// TestGet has the settings of parameters. One's other name is not that of another.
func TestGet(t *testing.T) {
	k := New([]parse.Setting{{Key: "cache_size", KeySpan: file.Span(50, 51)}, {Key: "cache.size", KeySpan: file.Span(40, 41)},
		{Key: "size", KeySpan: file.Span(45, 46)}, {Key: "age", KeySpan: file.Span(0, 1)}, {Key: ".age"}, {Key: "ttl", KeySpan: file.Span(30, 31)}})
	k.Offer(named("size"))
	k.Offer(named("cacheSize", "cache.size", "size"))
	k.Offer(named("other", "ttl"))
	for _, tt := range []struct {
		p    Param
		want string
	}{
		{named("cacheSize", "cache.size", "size"), "cache.size cache_size"},
		{named("Size"), "size"},
		{named("max", "age", "ttl"), "age ttl"},
		{named("none"), ""},
		{named(""), ""},
	} {
		if got := keysOf(k.Get(tt.p)); got != tt.want {
			t.Errorf("%s has %q, want %q", tt.p.Key, got, tt.want)
		}
	}
	if got := keysOf(k.Named("Cache-Size")); got != "cache_size cache.size" {
		t.Errorf("a key has %q", got)
	}
}

func TestUnder(t *testing.T) {
	k := table("cache.size", "cache", "Cache.Max.Age", "cached.x", "cache.", "env.a")
	if got, want := entriesOf(k.Under("cache", "env")), "size:cache.size Max.Age:Cache.Max.Age a:env.a"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := keysOf(SettingsOf(k.Under("cache"))), "cache.size Cache.Max.Age"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestHasPrefix: a key goes on behind one of a parameter's names; where all possible
// keys count, one does to the second dot.
func TestHasPrefix(t *testing.T) {
	for _, tt := range []struct {
		key      string // of the section
		p        Param
		possible bool
		want     bool
	}{
		{"cache", named("cache"), false, false},
		{"cache.size", named("cache"), false, true},
		{"cachesize", named("Cache"), false, true},
		{"my.cache", named("cache"), false, false},
		{"max_size", named("cache", "max"), false, true},
		{"x", named("a.b"), true, true},
		{"x", named("a.b.c"), true, false},
		{"x", named("a.*.b"), true, true},
		{"x", named("a.*.b.*.c"), true, false},
	} {
		k := table(tt.key)
		k.Possible = tt.possible
		if got := k.HasPrefix(tt.p); got != tt.want {
			t.Errorf("%s begins with %v: %v", tt.key, tt.p.Names(), got)
		}
	}
}

// TestTakers has what takes keys, and what takes the rest.
func TestTakers(t *testing.T) {
	k := table("size", "cache.size", "cache.age", "other", "env.a.b", "size.x")
	k.Offer(named("size"))
	k.Offer(named("cache.size", "size"))
	k.Offer(named("max", "other"))
	k.Offer(named("most", "other"))
	k.OfferMap(named("cache"))
	k.OfferMap(named("Env"))
	k.Offer(named(""))
	k.OfferMap(named(""))
	for i, want := range []string{"size", "cache.size cache", "cache", "max most", "Env", ""} {
		if got := paramsOf(k.Takers(k.Settings[i])); got != want {
			t.Errorf("%s is taken by %q, want %q", k.Settings[i].Key, got, want)
		}
	}
	if got := entriesOf(k.Left()); got != "size.x:size.x" {
		t.Errorf("nothing takes %q", got)
	}
	if got, want := k.Names(), []string{"size", "cache.size", "max", "most", "cache.NAME", "env.NAME"}; !slices.Equal(got, want) {
		t.Errorf("it takes %q", got)
	}
	for p, want := range map[string]bool{"size": true, "OTHER": true, "Max": true, "cache": false, "": false} {
		if k.IsOffered(named("none", p)) != want {
			t.Errorf("%s is offered: %v", p, !want)
		}
	}
}

// TestTakersAlone: what is asked for changes nothing of what is offered.
func TestTakersAlone(t *testing.T) {
	k := table("a.b", "ab")
	k.Offer(named("x", "ab"))
	k.Offer(named("ab"))
	k.Offer(named("y", "ab"))
	k.OfferMap(named("a"))
	for range 2 {
		if got := paramsOf(k.Takers(k.Settings[0])); got != "ab a" {
			t.Errorf("a.b is taken by %q", got)
		}
		if got := paramsOf(k.Takers(k.Settings[1])); got != "ab" {
			t.Errorf("ab is taken by %q", got)
		}
	}
	if got := paramsOf(k.offers["ab"]); got != "x ab y" {
		t.Errorf("offered are %q", got)
	}
}

// TestTakesRest: a map that is all there is takes all keys, unless some begin with its
// name.
func TestTakesRest(t *testing.T) {
	for _, tt := range []struct {
		key          string
		maps, params int
		rest         bool
		want, only   bool
	}{
		{"x", 1, 0, false, true, true},
		{"cache.x", 1, 0, false, false, true},
		{"x", 1, 1, false, false, false},
		{"x", 2, 0, false, false, false},
		{"x", 0, 0, false, false, false},
		{"x", 0, 1, true, true, false},
		{"cache.x", 1, 0, true, true, true},
	} {
		k := table(tt.key)
		k.Rest = tt.rest
		for range tt.maps {
			k.OfferMap(named("cache"))
		}
		for range tt.params {
			k.Offer(named("size"))
		}
		if k.TakesRest() != tt.want || k.OnlyMap() != tt.only {
			t.Errorf("%+v: takes the rest %v, only a map %v", tt, k.TakesRest(), k.OnlyMap())
		}
	}
}
