package parse

import (
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/pytext"
)

// uri is one call of loadcontext: it resolves "config:file#name",
// "egg:dist#name" and "call:module:attr".
type uri struct {
	r      *resolver
	t      ObjectType
	whole  ref
	folder Text // of relative files; empty for a name that no file gave
	global *conf.Dict
}

// context resolves it.
func (u uri) context() (*context, *exception) {
	address, name := u.whole, outside("main", u.whole.span())
	if i := strings.IndexByte(string(u.whole.text), '#'); i >= 0 {
		address, name = u.whole.slice(0, i), u.whole.slice(i+1, len(u.whole.text))
	}
	scheme := conf.Scheme(address.text)
	path := address.slice(len(scheme)+1, len(address.text))
	switch scheme {
	case "config":
		return u.include(address, path, name)
	case "egg":
		return (&eggLoader{config: u.r.config, spec: path}).named(u.r, u.t, u.whole, name, u.global)
	case "call":
		return u.call(path)
	}
	u.r.report(unknownScheme(u.whole.slice(0, len(scheme)), scheme))
	return nil, raise("LookupError", "URI scheme not known: %s (from config, egg, call)", pytext.Repr(Text(scheme)))
}

// include is _loadconfig.
func (u uri) include(address, path, name ref) (*context, *exception) {
	to := Text(strings.ReplaceAll(string(path.text), `\`, "/"))
	if !pytext.IsAbs(to) {
		if u.folder == "" {
			u.r.report(noFolder(address))
			return nil, raise("ValueError", "Cannot resolve relative uri %s; no relative_to keyword argument given", address.repr())
		}
		to = Text(strings.TrimSuffix(string(u.folder), "/")) + "/" + to
	}
	if strings.HasPrefix(string(to), "///") {
		to = to[2:]
	}
	to = pytext.Strip(pytext.Unquote(to))
	file := u.r.config.files.open(pytext.Abspath(to))
	if exc := file.exception(to); exc != nil {
		u.unreadable(file, path)
		return nil, exc
	}
	for _, d := range nearly(file.ini) {
		u.r.report(d)
	}
	l := newConfigLoader(u.r.config, file, to)
	l.inject(u.global)
	return l.context(u.r, u.t, name, u.global)
}

// unreadable reports what is wrong with an included file as such.
func (u uri) unreadable(f *file, path ref) {
	if f.err != nil {
		u.r.report(unreadableInclude(f, path))
		return
	}
	for _, d := range f.problems {
		d.Related = append(d.Related[:len(d.Related):len(d.Related)], includedHere(path))
		u.r.report(d)
	}
}

// call is _loadfunc and FuncLoader.
func (u uri) call(spec ref) (*context, *exception) {
	f, exc := callFactory(&u.r.reporter, u.whole, spec)
	if exc != nil {
		return nil, exc
	}
	return &context{
		asked: u.t, global: orEmpty(u.global), local: &conf.Dict{},
		config: u.r.config, loader: callLoader{}, ref: u.whole, factory: f,
	}, nil
}

// callLoader is FuncLoader as the loader of a context. Only composites ask
// their loader for anything, and what a callable alone makes is none.
type callLoader struct{}

func (callLoader) context(*resolver, ObjectType, ref, *conf.Dict) (*context, *exception) {
	panic("a callable has no sections")
}

func orEmpty(c *conf.Dict) *conf.Dict {
	if c == nil {
		return &conf.Dict{}
	}
	return c
}
