package parse

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// knownEggsJSON lists the entry points of the eggs that come with Paste Deploy
// itself, as testdata/oracle/scripts/make_known_eggs.py finds them in Debian's
// packages of Paste 3.5.2, PasteDeploy 3.0.1, PasteScript 3.2.1, gunicorn
// 20.1.0 and waitress 2.1.2.
//
//go:embed known_eggs.json
var knownEggsJSON string

// egg has the targets, "module:attr", of an egg's entry points by protocol and
// name.
type egg map[string]map[string]string

// eggs has the known eggs by their normalised name.
type eggs map[string]egg

// knownEggs reads the embedded table.
func knownEggs() eggs {
	var table map[string]struct {
		EntryPoints egg `json:"entry_points"`
	}
	if err := json.Unmarshal([]byte(knownEggsJSON), &table); err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	out := eggs{}
	for name, e := range table {
		out[normalizeEgg(name)] = e.EntryPoints
	}
	return out
}

// normalizeEgg is importlib.metadata.Prepared.normalize, by which names of
// distributions are compared: runs of "-", "_" and "." are one "_".
func normalizeEgg(name string) string {
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

// protocols returns the protocols that make an object type. Of those in one
// group the first counts.
func (t ObjectType) protocols() [][]string {
	switch t {
	case FilterType:
		return [][]string{{"paste.filter_factory", "paste.filter_app_factory"}}
	case ServerType:
		return [][]string{{"paste.server_factory", "paste.server_runner"}}
	}
	return [][]string{{"paste.app_factory"}, {"paste.composite_factory"}, {"paste.composit_factory"}}
}

// assumedProtocol is that of an egg of which nothing is known.
func (t ObjectType) assumedProtocol() string {
	switch t {
	case FilterType:
		return "paste.filter_factory"
	case ServerType:
		return "paste.server_runner"
	}
	return "paste.app_factory"
}

// find returns the protocol and the target of an entry point.
func (e egg) find(t ObjectType, name string) (protocol, target string, ok bool) {
	for _, protocol := range flat(t.protocols()) {
		if target, ok := e[protocol][name]; ok {
			return protocol, target, true
		}
	}
	return "", "", false
}

// names returns the names of the entry points for an object type, sorted.
func (e egg) names(t ObjectType) []string {
	var out []string
	for _, protocol := range flat(t.protocols()) {
		out = slices.AppendSeq(out, maps.Keys(e[protocol]))
	}
	slices.Sort(out)
	return out
}
