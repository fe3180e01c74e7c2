package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
)

// keys are those of a section as get_context sorts them into configurations. It
// goes on after an exception, to find more problems, but keeps the first one.
type keys struct {
	r       *resolver
	l       *configLoader
	section *ini.Section
	caller  *conf // the global configuration of who asks; may be nil

	global    *conf      // global_conf
	local     *conf      // local_conf
	additions *conf      // global_additions: the section's "set" lines
	broken    []string   // keys whose value could not be had
	exc       *exception // the first one
}

// fail notes an exception that was reported.
func (k *keys) fail(exc *exception) {
	if k.exc == nil {
		k.exc = exc
	}
}

// done reports whether there is nothing more to find out.
func (k *keys) done() bool { return k.exc != nil && k.r.strict }

// globals makes the section's global configuration: the defaults, and on top
// of them what the caller has.
func (k *keys) globals() {
	defaults, faults := k.l.interpolated()
	for _, fault := range faults {
		k.r.report(fault.diagnostic(k.l, nil))
		k.fail(fault.exception(k.l.name))
	}
	if k.caller != nil && k.caller.owner == k.l {
		k.global = k.caller.clone()
		return
	}
	k.global = defaults.clone()
	if k.caller != nil {
		k.global.update(k.caller)
	}
}

// options reads the section's keys into local and global configuration. A key
// that [DEFAULT] has as well is dropped; "get" lines count last.
func (k *keys) options() {
	gets := &conf{}
	for _, o := range k.l.all(k.section) {
		setName, isSet := strings.CutPrefix(o.key, "set ")
		getName, isGet := strings.CutPrefix(o.key, "get ")
		switch {
		case isSet:
			if s, ok := k.value(o, string(pytext.Strip(Text(setName))), FromSet); ok {
				k.additions.set(s)
				k.global.set(s)
			}
		case isGet:
			if s, ok := k.value(o, string(pytext.Strip(Text(getName))), FromGet); ok {
				gets.set(s)
			}
		case k.l.defaults.has(o.key):
			k.dropped(o)
		default:
			if s, ok := k.value(o, o.key, FromLocal); ok {
				k.local.set(s)
			}
		}
		if k.done() {
			return
		}
	}
	k.gets(gets)
}

// value interpolates an option and files it under a name.
func (k *keys) value(o option, name string, origin Origin) (Setting, bool) {
	s, fault := k.l.value(k.section, o, origin)
	if fault != nil {
		k.r.report(fault.diagnostic(k.l, k.section))
		k.fail(fault.exception(k.l.name))
		k.broken = append(k.broken, name)
		return Setting{}, false
	}
	s.Key = name
	return s, true
}

// isBroken reports whether the section has the key, but no value for it.
func (k *keys) isBroken(key string) bool { return slices.Contains(k.broken, key) }

// gets sets the local keys whose values stand in the global configuration. Such
// a setting stands where its "get" line does.
func (k *keys) gets(gets *conf) {
	for _, s := range gets.items {
		global, ok := k.global.get(string(s.Value))
		if !ok && k.l.config.variables.has(string(s.Value)) { // which Python's launcher would set
			global.Value, ok = pytext.Env(string(s.Value)), true
		}
		if !ok {
			if !k.isBroken(string(s.Value)) {
				k.r.report(unsetGlobal(s, k.global))
			}
			k.broken = append(k.broken, s.Key)
			k.fail(raise("KeyError", "%s", quotedValue(s)))
			if k.done() {
				return
			}
			continue
		}
		k.local.set(Setting{
			Key: s.Key, Value: global.Value, Origin: FromGet, KeySpan: s.KeySpan, Span: s.Span,
			derived: global.Secrets(),
		})
	}
}

// dropped warns of a key of the section that does not count because the
// defaults have it, with another value.
func (k *keys) dropped(o option) {
	global, _ := k.l.defaults.get(o.key)
	if s, fault := k.l.value(k.section, o, FromLocal); fault != nil || s.Value != global.Value {
		k.r.report(droppedKey(o, global))
	}
}

// require drops the "require" key: it names Python distributions.
func (k *keys) require() { k.local.pop("require") }
