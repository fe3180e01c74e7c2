package parse

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/urlkey"
)

// urlmap is paste.urlmap.urlmap_factory.
func urlmap(g grower, c *context) *URLMap {
	local := c.local.Clone()
	m := &URLMap{NotFound: notFoundApp(g, c, local)}
	m.Mounts = make([]Mount, 0, len(local.Items))
	routes := make(map[urlkey.Key]Route, len(local.Items))
	for _, s := range local.Items {
		key, exc := readURL(g, s)
		if exc != nil && exc.class == "ValueError" { // raised before the app is loaded
			m.Mounts = append(m.Mounts, Mount{s, failed(AppType, refTo(s), exc)})
			continue
		}
		if exc != nil {
			app := g.quietly(c, s)
			if _, bad := app.(*Failed); !bad {
				app = failed(AppType, refTo(s), exc)
			}
			m.Mounts = append(m.Mounts, Mount{s, app})
			continue
		}
		app := g.child(c, s)
		m.Mounts = append(m.Mounts, Mount{s, app})
		if old, ok := routes[key]; ok {
			m.Shadowed = append(m.Shadowed, old.Key)
			g.report(sameURL(s, old.Key, key))
		}
		routes[key] = Route{Domain: key.Domain, Path: key.Path, Key: s, App: app, AnyHost: key.AnyHost}
	}
	m.Routes = slices.AppendSeq(make([]Route, 0, len(routes)), maps.Values(routes))
	slices.SortFunc(m.Routes, compareRoutes)
	return m
}

// notFoundApp takes the key not_found_app, which may also be a global one.
func notFoundApp(g grower, c *context, local *conf.Dict) Node {
	s, ok := local.Pop("not_found_app")
	if !ok {
		s, _ = c.global.Get("not_found_app")
	}
	if s.Value == "" {
		return nil
	}
	return g.child(c, s)
}

// compareRoutes is the order of URLMap.sort_apps: by domain, those without one
// last, the longest path first.
func compareRoutes(a, b Route) int {
	domain := func(r Route) string {
		if r.Domain == "" {
			return "\u00ff"
		}
		return r.Domain
	}
	return cmp.Or(
		cmp.Compare(domain(a), domain(b)),
		cmp.Compare(utf8.RuneCountInString(b.Path), utf8.RuneCountInString(a.Path)),
		cmp.Compare(a.Path, b.Path),
		cmp.Compare(a.Key.Key, b.Key.Key),
	)
}

// readURL reads the key of a setting, and reports one that is no URL.
func readURL(g grower, s conf.Setting) (urlkey.Key, *exception) {
	key, wrong := urlkey.Read(Text(s.Key))
	if wrong != nil {
		exc := raise(wrong.Class, "%s", wrong.Message)
		g.report(badURL(s, exc))
		return key, exc
	}
	if key.Domain != strings.ToLower(key.Domain) {
		g.report(upperDomain(s, key.Domain))
	}
	return key, nil
}
