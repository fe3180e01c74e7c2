package parse

import (
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/parse/uwsgi"
)

// UWSGIServer returns the server that the section [uwsgi] of the entry file asks
// for, as a server section "use = egg:pastegen#uwsgi" would: nil if there is no
// such section, or nothing in it. That none of its keys says where to listen is no
// reason to leave it out: uWSGI is often told so on its command line. A key that
// comes several times has its values on lines of their own.
func (c *Config) UWSGIServer() (*Server, diag.List) {
	options, problems := uwsgi.Read(c.File.Source)
	if len(options)+len(problems) == 0 {
		return nil, nil
	}
	section := c.File.Section(uwsgi.SectionName)
	if section == nil {
		return nil, nil // in a part of the file that Python does not read either
	}
	n := &Server{
		Common: Common{
			Section: section, File: c.File, Ref: uwsgi.SectionName, Span: source.Span{},
			Type: ServerType, Protocol: "paste.server_runner", Global: c.Global(), Local: uwsgiSettings(options),
		},
		Factory: &Factory{Kind: EggFactory, Dist: "pastegen", Entry: uwsgi.SectionName, Span: section.Header, ModuleSpan: section.Header, AttrSpan: section.Header},
	}
	var ds diag.List
	for _, p := range problems {
		d := diag.Errorf(codeUWSGI, p.Span, "%s", p.Is)
		d.Hint = p.Hint
		if p.Idle {
			d.Severity, d.Code = diag.Warning, codeUselessKey
		}
		ds.Add(d)
	}
	return n, ds
}

// UWSGISettings returns the options of the section [uwsgi] of the entry file, read as
// uWSGI does, each key once; nil without such a section.
func (c *Config) UWSGISettings() []conf.Setting {
	options, _ := uwsgi.Read(c.File.Source)
	return uwsgiSettings(options)
}

// uwsgiSettings are the options as settings, each key once.
func uwsgiSettings(options []uwsgi.Option) []conf.Setting {
	var all []conf.Setting
	at := map[string]int{}
	for _, o := range options {
		one := conf.Setting{Key: o.Key, Value: o.Value, Origin: conf.FromLocal, KeySpan: o.KeySpan, Span: o.Span, Named: o.Named}
		switch i, found := at[o.Key]; {
		case !found:
			at[o.Key] = len(all)
			all = append(all, one)
		case uwsgi.HasOneValue(o.Key): // the last, as uWSGI has it; that there are more is told
			all[i] = one
		default:
			all[i].AddLine(o.Value, o.Span)
		}
	}
	return all
}

// addUWSGIVariables adds the variables that [uwsgi] names as $(NAME), unless
// [pastegen:env] has them. They have no default.
func (v *variables) addUWSGIVariables(c *Config) {
	options, _ := uwsgi.Read(c.File.Source)
	for _, o := range options {
		for _, name := range o.Value.Variables() {
			if !v.named[name] {
				if v.named == nil {
					v.named = map[string]bool{}
				}
				v.named[name] = true
				v.list = append(v.list, Variable{Setting: conf.Setting{Key: name, KeySpan: o.Span, Span: o.Span}, Required: true})
			}
		}
	}
}
