package parse

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/pytext"
)

// urlKey is a key of paste.urlmap.URLMap: a domain, if any, and a path.
type urlKey struct {
	anyHost bool
	domain  string
	path    string
}

// urlmap is paste.urlmap.urlmap_factory.
func urlmap(g grower, c *context) *URLMap {
	local := c.local.clone()
	m := &URLMap{NotFound: notFoundApp(g, c, local)}
	routes := map[urlKey]Route{}
	for _, s := range local.items {
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
		routes[key] = Route{Domain: key.domain, Path: key.path, Key: s, App: app, AnyHost: key.anyHost}
	}
	for _, route := range routes {
		m.Routes = append(m.Routes, route)
	}
	slices.SortFunc(m.Routes, compareRoutes)
	return m
}

// notFound takes the key not_found_app, which may also be a global one.
func notFoundApp(g grower, c *context, local *conf) Node {
	s, ok := local.pop("not_found_app")
	if !ok {
		s, _ = c.global.get("not_found_app")
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
func readURL(g grower, s Setting) (urlKey, *exception) {
	url, exc := parsePathExpression(Text(s.Key))
	var key urlKey
	if exc == nil {
		key, exc = normalizeURL(url)
	}
	switch {
	case exc != nil:
		g.report(badURL(s, exc))
	case key.domain != strings.ToLower(key.domain):
		g.report(upperDomain(s, key.domain))
	}
	return key, exc
}

// parsePathExpression is paste.urlmap.parse_path_expression: it makes
// "http://example.com:80/x" of "domain example.com port 80 /x". The path keeps
// its slash, so that there are two behind a domain.
func parsePathExpression(key Text) (url string, exc *exception) {
	var domain, port, path string
	for rest := pytext.Words(key); len(rest) > 0; rest = rest[1:] {
		word := string(rest[0])
		switch {
		case word == "domain":
			exc = operand(&domain, &rest, word, "domain name")
		case word == "port":
			exc = operand(&port, &rest, word, "port number")
		case path != "":
			exc = raise("ValueError", "more than one path given (have %s, got %s)", pytext.Repr(Text(path)), pytext.Repr(rest[0]))
		default:
			path = word
		}
		if exc != nil {
			return "", exc
		}
	}
	switch {
	case port != "" && domain == "":
		return "", raise("ValueError", "If you give a port, you must also give a domain")
	case domain == "":
		return path, nil
	}
	url = "http://" + domain
	if port != "" {
		url += ":" + port
	}
	if path != "" {
		url += "/" + path
	}
	return url, nil
}

// operand takes the word behind "domain" or "port".
func operand(to *string, rest *[]Text, word, what string) *exception {
	switch {
	case len(*rest) == 1:
		return raise("ValueError", "'%s' must be followed with a %s", word, what)
	case *to != "":
		return raise("ValueError", "'%s' given twice", word)
	}
	*rest = (*rest)[1:]
	*to = string((*rest)[0])
	return nil
}

var (
	urlScheme   = regexp.MustCompile(`^(http|https)://`)
	manySlashes = regexp.MustCompile(`//+`)
)

// normalizeURL is URLMap.normalize_url.
func normalizeURL(url string) (urlKey, *exception) {
	scheme := urlScheme.FindString(url)
	if url != "" && url[0] != '/' && scheme == "" {
		return urlKey{}, raise("AssertionError", "URL fragments must start with / or http:// (you gave %s)", pytext.Repr(Text(url)))
	}
	k := urlKey{anyHost: scheme == "", path: url}
	if scheme != "" {
		domain, path, slash := strings.Cut(url[len(scheme):], "/")
		k.domain, k.path = domain, path
		if slash {
			k.path = "/" + path
		}
	}
	k.path = strings.TrimRight(manySlashes.ReplaceAllString(k.path, "/"), "/")
	return k, nil
}
