package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
)

// frameKey identifies a section that is being resolved, as the file, type and
// name that were asked for.
type frameKey struct {
	file  *file
	t     ObjectType
	name  Text
	named bool
}

// The most contexts that one name may lead to: sections that each refer twice
// to the next one would otherwise fill the memory. Once something is known to
// have no end, there is less use in going on.
const (
	maxContexts  = 1 << 18
	moreContexts = 1 << 10
)

// context is ConfigLoader.get_context.
func (l *configLoader) context(r *resolver, t ObjectType, name ref, global *conf) (*context, *exception) {
	if name.text.usesEnv() {
		r.report(lateReference(name))
		return nil, raise("LookupError", "No section %s found in config %s", name.repr(), l.name.String())
	}
	if name.named && schemeOf(name.text) != "" {
		return r.uri(t, name, dirname(l.name), global)
	}
	key := frameKey{l.file, t, name.text, name.named}
	if r.loading(key) {
		return nil, r.cycle(key, name)
	}
	section, exc := l.find(t, name)
	if exc != nil {
		r.report(l.notFound(t, name))
		return nil, exc
	}
	if r.made++; r.made > r.most {
		r.tooMany(name, section)
		return nil, raise("MemoryError", "")
	}
	defer r.enter(key, name)()
	f := &frame{r: r, l: l, section: section, t: t, caller: global}
	f.resolve()
	if f.result != nil {
		f.result.mark(place{l.file, section}, name)
	}
	if f.exc != nil {
		r.failed[key] = true
		f.survey()
		return nil, f.exc
	}
	return f.result, nil
}

// tooMany reports that a name leads to too many objects, if it is not a circle
// that makes them, which is reported as such.
func (r *resolver) tooMany(name ref, section *ini.Section) {
	r.config.most = moreContexts
	if !r.circular {
		r.report(tooManyObjects(name, section))
	}
}

// loading reports whether a section is being resolved already.
func (r *resolver) loading(key frameKey) bool { _, ok := r.stack[key]; return ok }

// enter starts on a section and returns what ends it.
func (r *resolver) enter(key frameKey, name ref) (leave func()) {
	strict := r.strict
	r.strict = strict || r.failed[key]
	r.stack[key] = len(r.chain)
	r.chain = append(r.chain, name)
	return func() {
		r.strict = strict
		delete(r.stack, key)
		r.chain = r.chain[:len(r.chain)-1]
	}
}

// frame is one call of ConfigLoader.get_context. It goes on after an
// exception, to find more problems, but keeps the first one.
type frame struct {
	r       *resolver
	l       *configLoader
	section *ini.Section
	t       ObjectType
	caller  *conf // the global configuration of who asks; may be nil

	global    *conf    // global_conf
	local     *conf    // local_conf
	additions *conf    // global_additions: the section's "set" lines
	broken    []string // keys whose value could not be had
	result    *context
	parts     []*context // what was made for the result, if that failed
	exc       *exception // the first one
}

// resolve takes the steps of get_context in their order.
func (f *frame) resolve() {
	f.local, f.additions = newConf(len(f.section.Entries)), &conf{}
	for _, step := range []func(){f.globals, f.options, f.require, f.build} {
		step()
		if f.done() {
			return
		}
	}
}

// fail notes an exception that was reported.
func (f *frame) fail(exc *exception) {
	if f.exc == nil {
		f.exc = exc
	}
}

// done reports whether there is nothing more to find out.
func (f *frame) done() bool { return f.exc != nil && f.r.strict }

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
		f.r.node(c)
	}
	f.r.stack = stack
}

// globals makes the section's global configuration: the defaults, and on top
// of them what the caller has.
func (f *frame) globals() {
	defaults, faults := f.l.interpolated()
	for _, fault := range faults {
		f.r.report(fault.diagnostic(f.l, nil))
		f.fail(fault.exception(f.l.name))
	}
	if f.caller != nil && f.caller.owner == f.l {
		f.global = f.caller.clone()
		return
	}
	f.global = defaults.clone()
	if f.caller != nil {
		f.global.update(f.caller)
	}
}

// options reads the section's keys into local and global configuration. A key
// that [DEFAULT] has as well is dropped; "get" lines count last.
func (f *frame) options() {
	gets := &conf{}
	for _, o := range f.l.all(f.section) {
		name := string(strip(Text(strings.TrimPrefix(strings.TrimPrefix(o.key, "set "), "get "))))
		switch {
		case strings.HasPrefix(o.key, "set "):
			if s, ok := f.value(o, name, FromSet); ok {
				f.additions.set(s)
				f.global.set(s)
			}
		case strings.HasPrefix(o.key, "get "):
			if s, ok := f.value(o, name, FromGet); ok {
				gets.set(s)
			}
		case f.l.defaults.has(o.key):
			f.dropped(o)
		default:
			if s, ok := f.value(o, o.key, FromLocal); ok {
				f.local.set(s)
			}
		}
		if f.done() {
			return
		}
	}
	f.gets(gets)
}

// value interpolates an option and files it under a name.
func (f *frame) value(o option, name string, origin Origin) (Setting, bool) {
	s, fault := f.l.value(f.section, o, origin)
	if fault != nil {
		f.r.report(fault.diagnostic(f.l, f.section))
		f.fail(fault.exception(f.l.name))
		f.broken = append(f.broken, name)
		return Setting{}, false
	}
	s.Key = name
	return s, true
}

// isBroken reports whether the section has the key, but no value for it.
func (f *frame) isBroken(key string) bool { return slices.Contains(f.broken, key) }

// gets sets the local keys whose values stand in the global configuration. Such
// a setting stands where its "get" line does.
func (f *frame) gets(gets *conf) {
	for _, s := range gets.items {
		global, ok := f.global.get(string(s.Value))
		if !ok && f.l.config.isVariable[string(s.Value)] { // which Python's launcher would set
			global.Value, ok = envText(string(s.Value)), true
		}
		if !ok {
			if !f.isBroken(string(s.Value)) {
				f.r.report(unsetGlobal(s, f.global))
			}
			f.broken = append(f.broken, s.Key)
			f.fail(raise("KeyError", "%s", repr(s.Value)))
			if f.done() {
				return
			}
			continue
		}
		f.local.set(Setting{Key: s.Key, Value: global.Value, Origin: FromGet, KeySpan: s.KeySpan, Span: s.Span})
	}
}

// dropped warns of a key of the section that does not count because the
// defaults have it, with another value.
func (f *frame) dropped(o option) {
	global, _ := f.l.defaults.get(o.key)
	if s, fault := f.l.value(f.section, o, FromLocal); fault != nil || s.Value != global.Value {
		f.r.report(droppedKey(o, global))
	}
}

// require drops the "require" key: it names Python distributions.
func (f *frame) require() { f.local.pop("require") }
