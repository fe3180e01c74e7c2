package parse

import (
	"regexp"
	"strings"

	"github.com/pastegen/pastegen/parse/source"
)

// schemeOf returns what stands in front of the ":" of a name that is a URI, in
// lower case; it is empty for the name of a section.
func schemeOf(name Text) string {
	i := strings.IndexFunc(string(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if i < 1 || name[i] != ':' {
		return ""
	}
	return strings.ToLower(string(name[:i]))
}

func isScheme(s string) bool { return s == "config" || s == "egg" || s == "call" }

// uri is loadcontext: it resolves "config:file#name", "egg:dist#name" and
// "call:module:attr". A relative file lies in the folder, which is empty for a
// name that no file gave.
func (r *resolver) uri(t ObjectType, whole ref, folder Text, global *conf) (*context, *exception) {
	uri, name := whole, outside("main", whole.span())
	if i := strings.IndexByte(string(whole.text), '#'); i >= 0 {
		uri, name = whole.slice(0, i), whole.slice(i+1, len(whole.text))
	}
	scheme := schemeOf(uri.text)
	path := uri.slice(len(scheme)+1, len(uri.text))
	switch scheme {
	case "config":
		return r.include(t, uri, path, name, folder, global)
	case "egg":
		return (&eggLoader{config: r.config, spec: path}).named(r, t, whole, name, global)
	case "call":
		return r.call(t, whole, path, global)
	}
	r.report(unknownScheme(whole.slice(0, len(scheme)), scheme))
	return nil, raise("LookupError", "URI scheme not known: %s (from config, egg, call)", repr(Text(scheme)))
}

// include is _loadconfig.
func (r *resolver) include(t ObjectType, uri, path, name ref, folder Text, global *conf) (*context, *exception) {
	to := Text(strings.ReplaceAll(string(path.text), `\`, "/"))
	if !isAbs(to) {
		if folder == "" {
			r.report(noFolder(uri))
			return nil, raise("ValueError", "Cannot resolve relative uri %s; no relative_to keyword argument given", uri.repr())
		}
		to = Text(strings.TrimSuffix(string(folder), "/")) + "/" + to
	}
	if strings.HasPrefix(string(to), "///") {
		to = to[2:]
	}
	to = strip(unquote(to))
	file := r.config.open(abspath(to))
	if exc := file.exception(to); exc != nil {
		r.reportFile(file, path)
		return nil, exc
	}
	l := newConfigLoader(r.config, file, to)
	l.inject(global)
	return l.context(r, t, name, global)
}

// reportFile reports what is wrong with an included file as such.
func (r *resolver) reportFile(f *file, path ref) {
	if f.err != nil {
		r.report(unreadableInclude(f, path))
		return
	}
	for _, d := range f.problems {
		d.Related = append(d.Related[:len(d.Related):len(d.Related)], includedHere(path))
		r.report(d)
	}
}

// call is _loadfunc and FuncLoader.
func (r *resolver) call(t ObjectType, whole, spec ref, global *conf) (*context, *exception) {
	module, attr, found := strings.Cut(string(spec.text), ":")
	switch {
	case !found:
		r.report(badCall(spec))
		return nil, raise("LookupError", "Configuration not in format module:function")
	case strings.Contains(attr, ":"):
		r.report(badCall(spec))
		return nil, raise("ValueError", "too many values to unpack (expected 2)")
	case module == "":
		r.report(badCall(spec))
		return nil, raise("ValueError", "Empty module name")
	}
	return &context{
		asked: t, global: orEmpty(global), local: &conf{},
		config: r.config, loader: callLoader{}, ref: whole,
		factory: &Factory{
			Kind: CallFactory, Module: Text(module).String(), Attr: Text(attr).String(),
			Span: whole.span(), ModuleSpan: spec.slice(0, len(module)).span(),
			AttrSpan: spec.slice(len(module)+1, len(spec.text)).span(),
		},
	}, nil
}

// callLoader is FuncLoader as the loader of a context. Only composites ask
// their loader for anything, and what a callable alone makes is none.
type callLoader struct{}

func (callLoader) context(*resolver, ObjectType, ref, *conf) (*context, *exception) {
	panic("a callable has no sections")
}

func orEmpty(c *conf) *conf {
	if c == nil {
		return &conf{}
	}
	return c
}

// eggLoader is EggLoader: the entry points of a distribution.
type eggLoader struct {
	config *Config
	spec   ref
}

func (l *eggLoader) context(r *resolver, t ObjectType, name ref, global *conf) (*context, *exception) {
	return l.named(r, t, name, name, global)
}

// named makes the context of an entry point that was asked for by the whole
// reference.
func (l *eggLoader) named(r *resolver, t ObjectType, whole, name ref, global *conf) (*context, *exception) {
	if schemeOf(name.text) != "" {
		return r.uri(t, name, "", global)
	}
	f := &Factory{
		Kind: EggFactory, Dist: l.spec.text.String(), Entry: name.text.String(),
		Span: whole.span(), ModuleSpan: l.spec.span(), AttrSpan: name.span(),
	}
	if name.in == nil {
		f.AttrSpan = end(f.ModuleSpan)
	}
	c := &context{
		asked: t, global: orEmpty(global), local: &conf{},
		config: l.config, loader: l, ref: whole, factory: f,
	}
	entries, known := l.config.eggs[normalizeEgg(f.Dist)]
	if !known {
		if f.Entry == "" {
			f.Entry = "main"
		}
		f.Assumed, c.protocol = true, t.assumedProtocol()
		return c, nil
	}
	protocol, target, ok := entries.find(t, f.Entry)
	if !ok {
		r.report(unknownEntryPoint(f, entries, t))
		return nil, raise("LookupError", "Entry point %s not found in egg %s (protocols: %s; entry_points: )",
			repr(name.text), repr(l.spec.text), strings.Join(flat(t.protocols()), ", "))
	}
	c.protocol = protocol
	f.Module, f.Attr, _ = strings.Cut(target, ":")
	return c, nil
}

// end is the point behind a span.
func end(s source.Span) source.Span {
	s.Start = s.End
	return s
}

// entryPointPattern is importlib.metadata.EntryPoint.pattern.
var entryPointPattern = func() *regexp.Regexp {
	const word, space = `[\pL\pN_.]+`, `[\s\v\x1c-\x1f\x85\pZ]*`
	return regexp.MustCompile(`^(` + word + `)` + space + `(?::` + space + `(` + word + `)` + space + `)?(?:\[.*\]` + space + `)?$`)
}()

// goEntryPointPattern is a reference to a Go package by its import path or its
// folder. Paste has no use for such a module, since Python's have no "/".
var goEntryPointPattern = regexp.MustCompile(`^([^\s:]*/[^\s:]*):([\pL\pN_.]+)$`)

// entryPoint reads the value of a key such as paste.app_factory: MODULE:ATTR or
// MODULE. It returns nil for any other text.
func entryPoint(s Setting) *Factory {
	m := entryPointPattern.FindStringSubmatchIndex(string(s.Value))
	if m == nil {
		m = goEntryPointPattern.FindStringSubmatchIndex(string(s.Value))
	}
	if m == nil {
		return nil
	}
	f := &Factory{
		Kind: EntryFactory, Module: string(s.Value[m[2]:m[3]]),
		Span: s.Span, ModuleSpan: s.locate(m[2], m[3]), AttrSpan: end(s.locate(m[2], m[3])),
	}
	if m[4] >= 0 {
		f.Attr, f.AttrSpan = string(s.Value[m[4]:m[5]]), s.locate(m[4], m[5])
	}
	return f
}
