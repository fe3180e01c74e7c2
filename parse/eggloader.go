package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/ini"
)

// eggLoader is EggLoader: the entry points of a distribution.
type eggLoader struct {
	config *Config
	spec   ref
}

func (l *eggLoader) context(r *resolver, t ObjectType, name ref, global *conf.Dict) (*context, *exception) {
	return l.named(r, t, name, name, global)
}

// named makes the context of an entry point that was asked for by the whole
// reference.
func (l *eggLoader) named(r *resolver, t ObjectType, whole, name ref, global *conf.Dict) (*context, *exception) {
	if conf.Scheme(name.text) != "" {
		return uri{r, t, name, "", global}.context()
	}
	f := &Factory{
		Kind: EggFactory, Dist: l.spec.text.String(), Entry: name.text.String(),
		Span: whole.span(), ModuleSpan: l.spec.span(), AttrSpan: name.span(),
	}
	if name.in == nil {
		f.AttrSpan = f.ModuleSpan.Behind()
	}
	c := &context{
		asked: t, global: orEmpty(global), local: &conf.Dict{},
		config: l.config, loader: l, ref: whole, factory: f,
	}
	entries, known := l.config.eggs[eggs.Normal(f.Dist)]
	protocol, target, ok := entries.Find(flat(t.protocols()), f.Entry)
	if !known || !ok && l.config.addsTo(f.Dist) {
		if f.Entry == "" {
			f.Entry = "main"
		}
		f.Assumed, c.protocol = true, t.assumedProtocol()
		return c, nil
	}
	if !ok {
		r.report(unknownEntryPoint(f, entries, t))
		return nil, raise("LookupError", "Entry point %s not found in egg %s (protocols: %s; entry_points: )",
			name.repr(), l.spec.repr(), strings.Join(flat(t.protocols()), ", "))
	}
	c.protocol = protocol
	f.Module, f.Attr, _ = strings.Cut(target, ":")
	return c, nil
}

// EggsSection maps distributions to packages of Go, which may have more entry
// points than those in Python.
const EggsSection = "pastegen:eggs"

// addsTo reports whether the file names a package of Go for a distribution.
func (c *Config) addsTo(dist string) bool {
	s := c.File.Section(EggsSection)
	return s != nil && slices.ContainsFunc(s.Entries, func(e *ini.Entry) bool { return eggs.Same(e.Key, dist) })
}
