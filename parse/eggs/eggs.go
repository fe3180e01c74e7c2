// Package eggs knows distributions of Python packages, which Paste calls eggs:
// when two names mean the same one, and the entry points of those that come
// with Paste Deploy itself.
package eggs

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// knownJSON lists the entry points of the eggs that come with Paste Deploy
// itself, as testdata/oracle/scripts/make_known_eggs.py finds them in Debian's
// packages of Paste 3.5.2, PasteDeploy 3.0.1, PasteScript 3.2.1, gunicorn
// 20.1.0 and waitress 2.1.2.
//
//go:embed known.json
var knownJSON string

// Egg has the targets, "module:attr", of an egg's entry points by protocol
// ("paste.app_factory") and name.
type Egg map[string]map[string]string

// Table has eggs by their Normal names.
type Table map[string]Egg

// Known returns the eggs that come with Paste Deploy.
func Known() Table {
	var table map[string]struct {
		EntryPoints Egg `json:"entry_points"`
	}
	if err := json.Unmarshal([]byte(knownJSON), &table); err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	out := Table{}
	for name, e := range table {
		out[Normal(name)] = e.EntryPoints
	}
	// WaitForIt was to be a part of Paste, and files name it so.
	out["paste"]["paste.filter_factory"] = map[string]string{"waitforit": "waitforit.wsgiapp:make_filter"}
	// rutter is a fork of paste.urlmap, with the same keys and answers, which
	// does not need the rest of Paste.
	out["rutter"] = Egg{"paste.composite_factory": {"urlmap": URLMaps()[1]}}
	return out
}

// URLMaps are the targets that make URL maps.
func URLMaps() []string {
	return []string{"paste.urlmap:urlmap_factory", "rutter.urlmap:urlmap_factory"}
}

// Same reports whether two names mean the same distribution.
func Same(a, b string) bool { return a == b || Normal(a) == Normal(b) }

// Normal is importlib.metadata.Prepared.normalize: two names mean the same
// distribution if that is the same for both. Runs of "-", "_" and "." are one
// "_", and letters are small.
func Normal(name string) string {
	var out strings.Builder
	for i, r := range name {
		switch run := strings.ContainsRune("-_.", r); {
		case !run:
			out.WriteRune(r)
		case i == 0 || !strings.ContainsRune("-_.", rune(name[i-1])):
			out.WriteByte('_')
		}
	}
	return strings.ToLower(out.String())
}

// Find returns the first of the protocols under which the egg has an entry
// point of that name, and its target.
func (e Egg) Find(protocols []string, name string) (protocol, target string, ok bool) {
	for _, protocol := range protocols {
		if target, ok := e[protocol][name]; ok {
			return protocol, target, true
		}
	}
	return "", "", false
}

// Names returns the names of the entry points for any of the protocols, sorted.
func (e Egg) Names(protocols []string) []string {
	var out []string
	for _, protocol := range protocols {
		out = slices.AppendSeq(out, maps.Keys(e[protocol]))
	}
	slices.Sort(out)
	return out
}
