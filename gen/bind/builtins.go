package bind

import (
	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// builtin is a factory that is pastegen's own.
type builtin struct {
	Description
	target string // what the entry point is in Python
}

// builtins lists all of them, as egg:NAME means them.
func builtins() []builtin {
	out := []builtin{{urlMap(), "paste.urlmap:urlmap_factory"}, {lint(), lintTarget}}
	for _, s := range builtinServers() {
		out = append(out, builtin{s.describe(), s.target})
	}
	return out
}

// Builtins describes the entry points that need no package of the user's.
func Builtins() []*Description {
	var out []*Description
	for _, b := range builtins() {
		out = append(out, &b.Description)
	}
	return out
}

func egg(kind Kind, name, doc string, keys ...KeyDescription) Description {
	return Description{Kind: kind, Name: name, Use: "egg:" + name, Doc: doc, Keys: keys}
}

func urlMap() Description {
	return egg(CompositeKind, "Paste#urlmap",
		"URL map hands each request to the app whose path it begins with, the longest first.\n"+
			"The app sees what follows that path.",
		KeyDescription{Name: "/PATH", Section: true, Doc: `The app at that path and below; "/" for all that no other key takes.`},
		KeyDescription{Name: "domain NAME /PATH", Section: true, Doc: `The same for one host, with "domain NAME port N /PATH" for one port of it.`},
		KeyDescription{Name: "not_found_app", Section: true, Doc: "Answers where no path matches; without it, 404 Not Found does."},
	)
}

func lint() Description {
	return egg(FilterKind, "Paste#lint",
		"Lint checks that the server and the app behind it keep the rules of WSGI, or of net/http, and panics where they do not.")
}

// describe tells of the keys that say where to listen. Those without effect in
// Go are left out.
func (s *builtinServer) describe() Description {
	doc := map[bound.Gateway]string{
		bound.NoGateway: "HTTP server.",
		bound.CGI:       "CGI: the program answers one request, which a web server hands to it.",
		bound.FastCGI:   "FastCGI server, behind a web server.",
		bound.SCGI:      "SCGI server, behind a web server.",
	}[s.gateway]
	if len(s.noEffect) > 0 {
		doc += " Other keys of the Python server are allowed and have no effect."
	}
	return egg(ServerKind, s.dist+"#"+s.entry, doc, s.addresses()...)
}

func (s *builtinServer) addresses() []KeyDescription {
	about := map[string]KeyDescription{
		"host":   {Default: s.host, Doc: "The address to listen on."},
		"port":   {Default: s.port, Doc: "The port; 0 chooses a free one."},
		s.list:   {Doc: "Addresses to listen on, instead of host and port."},
		s.socket: {Doc: "The path of a Unix socket, instead of host and port."},
	}
	var out []KeyDescription
	for _, name := range s.addressKeys() {
		key := about[name]
		key.Name, key.Required = name, s.placed && name != s.socket
		out = append(out, key)
	}
	return out
}

func pipeline(name string) Description {
	return Description{
		Kind: "pipeline",
		Name: name,
		Doc:  "Pipeline puts filters around an app; the first of them meets a request first.",
		Keys: []KeyDescription{
			{Name: "pipeline", Required: true, Doc: "The names of the filters, then that of the app."},
		},
	}
}

// builtinOf describes a factory of pastegen's own.
func builtinOf(f *parse.Factory) *Description {
	if s := serverOf(f); s != nil {
		d := s.describe()
		return &d
	}
	for _, b := range builtins() {
		if b.target == f.Module+":"+f.Attr {
			return &b.Description
		}
	}
	return nil
}

// pieceOf describes a node that needs no factory; nil for one that failed.
func pieceOf(n parse.Node) *Description {
	var d Description
	switch n := n.(type) {
	case *parse.Composite:
		d = urlMap()
	case *parse.Pipeline:
		d = pipeline(n.Section.Name)
	default:
		return nil
	}
	return &d
}
