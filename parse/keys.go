package parse

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
)

// keys are those of a section as get_context sorts them into configurations. It
// goes on after an exception, to find more problems, but keeps the first one.
type keys struct {
	r       *resolver
	l       *configLoader
	section *ini.Section
	caller  *conf.Dict // the global configuration of who asks; may be nil

	global    *conf.Dict // global_conf
	local     *conf.Dict // local_conf
	additions *conf.Dict // global_additions: the section's "set" lines
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
	if k.caller != nil && k.caller.Extends(defaults) { // it needs no merging
		k.global = k.caller.Clone()
		return
	}
	k.global = defaults.Clone()
	if k.caller != nil {
		k.global.Update(k.caller)
	}
}

// options reads the section's keys into local and global configuration. A key
// that [DEFAULT] has as well is dropped; "get" lines count last.
func (k *keys) options() {
	gets := &conf.Dict{}
	for _, o := range k.l.all(k.section) {
		setName, isSet := strings.CutPrefix(o.Key, "set ")
		getName, isGet := strings.CutPrefix(o.Key, "get ")
		switch {
		case isSet:
			if s, ok := k.value(o, string(pytext.Strip(Text(setName))), conf.FromSet); ok {
				k.additions.Set(s)
				k.global.Set(s)
			}
		case isGet:
			if s, ok := k.value(o, string(pytext.Strip(Text(getName))), conf.FromGet); ok {
				gets.Set(s)
			}
		case k.l.defaults.Has(o.Key):
			k.dropped(o)
		default:
			if s, ok := k.value(o, o.Key, conf.FromLocal); ok {
				k.local.Set(s)
			}
		}
		if k.done() {
			return
		}
	}
	k.gets(gets)
}

// value interpolates an option and files it under a name.
func (k *keys) value(o conf.Option, name string, origin conf.Origin) (conf.Setting, bool) {
	s, fault := k.l.value(k.section, o, origin)
	if fault != nil {
		k.r.report(fault.diagnostic(k.l, k.section))
		k.fail(fault.exception(k.l.name))
		k.broken = append(k.broken, name)
		return conf.Setting{}, false
	}
	s.Key = name
	return s, true
}

// isBroken reports whether the section has the key, but no value for it.
func (k *keys) isBroken(key string) bool { return slices.Contains(k.broken, key) }

// gets sets the local keys whose values stand in the global configuration. Such
// a setting stands where its "get" line does.
func (k *keys) gets(gets *conf.Dict) {
	for _, s := range gets.Items {
		global, ok := k.global.Get(string(s.Value))
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
		k.local.Set(global.Got(s))
	}
}

// dropped warns of a key of the section that does not count because the
// defaults have it, with another value.
func (k *keys) dropped(o conf.Option) {
	global, _ := k.l.defaults.Get(o.Key)
	if s, fault := k.l.value(k.section, o, conf.FromLocal); fault != nil || s.Value != global.Value {
		k.r.report(droppedKey(o, global))
	}
}

// require drops the "require" key: it names Python distributions.
func (k *keys) require() { k.local.Pop("require") }
