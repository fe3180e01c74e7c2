package python

import (
	"encoding/json"
	"os"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/pylogging"
)

// What workers are told at their start, as JSON.
type (
	wireConfig struct {
		Parent  int          `json:"parent"`
		Path    []string     `json:"path"`
		Init    []string     `json:"init"`
		Preload bool         `json:"preload,omitempty"`
		Modules []string     `json:"preloaded,omitempty"`
		After   []string     `json:"post_fork,omitempty"`
		Workers int          `json:"workers"`
		Threads int          `json:"threads"`
		Nodes   []wireNode   `json:"nodes"`
		Loaders []wireLoader `json:"loaders"`

		// Logging are the levels of loggers, of all that have one.
		Logging map[string]pylogging.Level `json:"logging,omitempty"`
	}

	wireLoader struct {
		Name     string     `json:"name"`
		Defaults []wirePair `json:"defaults,omitempty"`
		Nodes    []wireNode `json:"nodes"`
	}

	wireNode struct {
		Section  string     `json:"section"`
		Place    string     `json:"place,omitempty"`
		Kind     string     `json:"kind"`
		Use      string     `json:"use,omitempty"`
		Protocol string     `json:"protocol,omitempty"`
		Global   []wirePair `json:"global,omitempty"`
		Local    []wirePair `json:"local,omitempty"`
		Set      []wirePair `json:"set,omitempty"`
		Get      []wirePair `json:"get,omitempty"`
		Nodes    []wireNode `json:"nodes,omitempty"`
		Child    string     `json:"child,omitempty"`
		Loader   string     `json:"loader,omitempty"`
	}

	wirePair [2]string
)

// wire returns what a worker is told.
func (c *Config) wire(paths []string, levels map[string]pylogging.Level) ([]byte, error) {
	loaders := make([]wireLoader, len(c.Loaders))
	for i, l := range c.Loaders {
		loaders[i] = wireLoader{Name: l.Name, Defaults: wirePairs(l.Defaults), Nodes: wireNodes(l.Nodes)}
	}
	return json.Marshal(wireConfig{
		Parent: os.Getpid(), Path: paths, Init: c.Init, Preload: c.Preload, Modules: c.modules(), After: c.PostFork, Workers: c.Workers, Threads: c.Threads,
		Nodes: wireNodes(c.Nodes), Loaders: loaders, Logging: levels,
	})
}

// modules are those that nodes name, if they are imported before workers are
// forked.
func (c *Config) modules() (all []string) {
	if !c.Preload {
		return nil
	}
	var add func(nodes []Node)
	add = func(nodes []Node) {
		for _, n := range nodes {
			module, _, _ := strings.Cut(n.Use, ":")
			if module != "" && module != "egg" && !slices.Contains(all, module) {
				all = append(all, module)
			}
			add(n.Nodes)
		}
	}
	add(c.Nodes)
	return all
}

func wireNodes(nodes []Node) []wireNode {
	all := make([]wireNode, len(nodes))
	for i, n := range nodes {
		all[i] = wireNode{
			Section: n.Section, Place: n.Place, Kind: n.Kind.String(), Use: n.Use, Protocol: n.Protocol,
			Global: wirePairs(n.Global), Local: wirePairs(n.Local), Set: wirePairs(n.Set), Get: wirePairs(n.Get),
			Child: n.Child, Loader: n.Loader,
		}
		if len(n.Nodes) > 0 {
			all[i].Nodes = wireNodes(n.Nodes)
		}
	}
	return all
}

func wirePairs(settings []Setting) []wirePair {
	pairs := make([]wirePair, len(settings))
	for i, s := range settings {
		pairs[i] = wirePair{s.Key, s.Value}
	}
	return pairs
}

// String returns the kind's name, as workers know it.
func (k Kind) String() string {
	switch k {
	case App:
		return "app"
	case Filter:
		return "filter"
	case Pipeline:
		return "pipeline"
	case FilterApp:
		return "filter_app"
	case FilteredWith:
		return "filtered_with"
	case Callable:
		return "callable"
	case GoChild:
		return "go"
	case GoFilter:
		return "go_filter"
	}
	return "unknown"
}
