package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
)

// frame is one call of ConfigLoader.get_context.
type frame struct {
	keys
	t      ObjectType
	result *context
	parts  []*context // what was made for the result, if that failed
}

func newFrame(r *resolver, l *configLoader, section *ini.Section, t ObjectType, caller *conf.Dict) *frame {
	return &frame{t: t, keys: keys{
		r: r, l: l, section: section, caller: caller,
		local: conf.New(len(section.Entries)), additions: &conf.Dict{},
	}}
}

// resolve takes the steps of get_context in their order.
func (f *frame) resolve() {
	for _, step := range []func(){f.globals, f.options, f.require, f.build} {
		step()
		if f.done() {
			return
		}
	}
}

// survey looks for problems in the parts of a section that failed.
func (f *frame) survey() {
	if f.r.strict {
		return
	}
	stack := f.r.stack
	f.r.stack = map[frameKey]int{}
	parts := f.parts
	if f.result != nil {
		parts = []*context{f.result}
	}
	for _, c := range parts {
		f.keep(grower{f.r}.node(c))
	}
	f.r.stack = stack
}

// keep notes what was made, but for what gets the keys of the section itself,
// some of which may be missing.
func (f *frame) keep(n Node) {
	c := n.Context()
	if c.Section != f.section && !slices.ContainsFunc(c.Via, func(v Via) bool { return v.Section == f.section }) {
		f.r.rest = append(f.r.rest, n)
		return
	}
	for _, p := range Parts(n) {
		f.keep(p.Node)
	}
}

// build makes the context of the section, and around it the one that
// "filter-with" asks for.
func (f *frame) build() {
	var wrapper conf.Setting
	var wrapped bool
	if f.t != ServerType {
		wrapper, wrapped = f.local.Pop("filter-with")
	}
	c := f.inner()
	if f.done() {
		return
	}
	if wrapped {
		c = f.filterWith(wrapper, c)
	}
	f.result = c
}

func (f *frame) inner() *context {
	switch {
	case strings.HasPrefix(f.section.Name, "filter-app:"):
		return f.filterApp()
	case strings.HasPrefix(f.section.Name, "pipeline:"):
		return f.pipeline()
	}
	return f.plain(f.t)
}

// new returns a context that shares the section's configurations.
func (f *frame) new(how form, asked ObjectType) *context {
	return &context{
		form: how, asked: asked, global: f.global, local: f.local,
		config: f.l.config, loader: f.l,
	}
}

// child resolves a reference; the result is nil if that fails.
func (f *frame) child(t ObjectType, name ref) *context {
	c, exc := f.l.context(f.r, t, name, f.global)
	if exc != nil {
		f.fail(exc)
		return nil
	}
	return c
}

// whole returns a context if all its parts were made, else keeps those that were.
func (f *frame) whole(c *context, parts ...*context) *context {
	var made []*context
	for _, p := range parts {
		if p != nil {
			made = append(made, p)
		}
	}
	if len(made) == len(parts) {
		return c
	}
	f.parts = append(f.parts, made...)
	return nil
}

// filterWith wraps what the section is in a filter.
func (f *frame) filterWith(filter conf.Setting, next *context) *context {
	c := f.new(filterWithForm, f.t)
	c.filter, c.next = f.child(FilterType, refTo(filter)), next
	return f.whole(c, c.filter, c.next)
}

// filterApp is _filter_app_context.
func (f *frame) filterApp() *context {
	c := f.new(filterAppForm, AppType)
	next, ok := f.local.Pop("next")
	if ok {
		c.next = f.child(AppType, refTo(next))
	} else {
		f.missing("next", "The [%s] section in %s is missing a 'next' setting", f.section.Name, f.l.name.String())
	}
	if f.done() {
		return nil
	}
	c.filter = f.plain(FilterType)
	return f.whole(c, c.filter, c.next)
}

// missing reports a key that the section must have, unless it is only that its
// value could not be had.
func (f *frame) missing(key, format string, args ...any) {
	if !f.isBroken(key) {
		f.r.report(missingKey(f, key))
	}
	f.fail(raise("LookupError", format, args...))
}

// pipeline is _pipeline_app_context.
func (f *frame) pipeline() *context {
	list, ok := f.local.Pop("pipeline")
	if !ok {
		f.missing("pipeline", "The [%s] section in %s is missing a 'pipeline' setting", f.section.Name, f.l.name.String())
		return nil
	}
	f.extraKeys()
	names := refs(list)
	if len(names) == 0 {
		f.r.report(emptyPipeline(f.section, list))
		f.fail(raise("IndexError", "list index out of range"))
	}
	if f.done() || len(names) == 0 {
		return nil
	}
	c := f.new(pipelineForm, AppType)
	last := len(names) - 1
	c.next = f.child(AppType, names[last])
	for _, name := range names[:last] {
		if f.done() {
			return nil
		}
		c.filters = append(c.filters, f.child(FilterType, name))
	}
	return f.whole(c, append(c.filters, c.next)...)
}

// extraKeys complains of what a pipeline section may not have.
func (f *frame) extraKeys() {
	if len(f.local.Items) == 0 {
		return
	}
	var keys []string
	for _, s := range f.local.Items {
		keys = append(keys, s.Key)
		f.r.report(extraKey(f.section, s))
	}
	f.fail(raise("LookupError", "The [%s] pipeline section in %s has extra (disallowed) settings: %s",
		f.section.Name, f.l.name.String(), strings.Join(keys, ", ")))
}

// plain makes an app, filter or server from the section's "use" or factory.
func (f *frame) plain(t ObjectType) *context {
	if use, ok := f.local.Pop("use"); ok {
		return f.use(t, use)
	}
	return f.explicit(t)
}

// use is _context_from_use: what the reference makes, changed by the section.
func (f *frame) use(t ObjectType, use conf.Setting) *context {
	c := f.child(t, refTo(use))
	if c == nil {
		return nil
	}
	for i := range c.local.Items {
		c.local.Items[i].Origin = conf.FromUse
	}
	if what := c.takesNoKeys(); what != "" {
		for _, s := range f.local.Items {
			f.r.report(uselessKey(s, use, what))
		}
	}
	c.global.Update(f.additions)
	c.local.Update(f.local)
	if s, ok := f.global.Get("__file__"); ok && c.global != f.global {
		c.global.Set(s)
	}
	c.loader = f.l
	if c.protocol == "" {
		c.protocol = sectionProtocol(f.section)
	}
	return c
}

// sectionProtocol is the protocol of a callable that a section uses.
func sectionProtocol(s *ini.Section) string {
	prefix, _, _ := strings.Cut(s.Name, ":")
	switch prefix {
	case "app", "application":
		return "paste.app_factory"
	case "composite", "composit":
		return "paste.composit_factory"
	}
	return "paste." + prefix + "_factory"
}

// explicit is _context_from_explicit: the section names its factory with a key
// such as paste.app_factory.
func (f *frame) explicit(t ObjectType) *context {
	possible := f.factories(t)
	switch {
	case len(possible) == 0:
		f.noFactory(t)
		return nil
	case len(possible) > 1:
		f.manyFactories(possible)
		return nil
	}
	s, _ := f.local.Pop(possible[0].Key)
	if s.Value.UsesEnv() {
		f.r.report(lateReference(refTo(s)))
		f.fail(raise("AttributeError", "'NoneType' object has no attribute 'group'"))
		return nil
	}
	factory := entryPoint(s)
	if factory == nil {
		f.r.report(badEntryPoint(s))
		f.fail(raise("AttributeError", "'NoneType' object has no attribute 'group'"))
		return nil
	}
	c := f.new(plainForm, t)
	c.protocol, c.factory = s.Key, factory
	return c
}

// factories returns the section's factory keys, of aliases the first.
func (f *frame) factories(t ObjectType) []conf.Setting {
	var found []conf.Setting
	for _, group := range t.protocols() {
		for _, protocol := range group {
			if s, ok := f.local.Get(protocol); ok {
				found = append(found, s)
				break
			}
		}
	}
	return found
}

// noFactory complains of a section that does not say what it is made by,
// unless the key for it is there and only its value could not be had.
func (f *frame) noFactory(t ObjectType) {
	known := f.isBroken("use")
	for _, protocol := range flat(t.protocols()) {
		known = known || f.isBroken(protocol)
	}
	if !known {
		f.r.report(noFactory(f, t))
	}
	f.fail(raise("LookupError", "No loader given in section %s", ini.Repr(f.section.Name)))
}

func (f *frame) manyFactories(possible []conf.Setting) {
	var pairs []string
	for _, s := range possible {
		pairs = append(pairs, "("+ini.Repr(s.Key)+", "+pytext.Repr(s.Value)+")")
	}
	f.r.report(manyFactories(f.section, possible))
	f.fail(raise("LookupError", "Multiple protocols given in section %s: [%s]",
		ini.Repr(f.section.Name), strings.Join(pairs, ", ")))
}
