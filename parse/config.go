package parse

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/parse/uwsgi"
)

// Config is a Paste Deploy file, with the files it includes as far as they
// were needed. It must not be used by several goroutines at once.
type Config struct {
	Path string         // as given to Load
	File *ini.File      // the entry file; never nil
	Set  []conf.Setting // the launcher's globals, in order

	entry     *file
	files     *files
	eggs      eggs.Table
	main      *configLoader // of the entry file
	variables variables
	most      int // contexts that a name may lead to
	prefer    func(*Composite) bool
}

// Prefer has URL maps be left alone for which others is true: their factory is not
// the one that is known here.
func (c *Config) Prefer(others func(*Composite) bool) { c.prefer = others }

// knows reports whether a composite's factory is the one of Python that it names,
// and not one that a package of Go has in its place: of which those who do not say
// what they Prefer know nothing.
func (c *Config) knows(n *Composite) bool {
	if c.prefer == nil {
		return n.Factory.Kind != EggFactory || !c.addsTo(n.Factory.Dist)
	}
	return !c.prefer(n)
}

// KeyValue is a launcher global.
type KeyValue struct{ Key, Value string }

// Load reads the file at path, shown in diagnostics under that name. set holds
// the launcher's globals (k=v words), which every object's global configuration
// gets. The Config is never nil; after an error it holds what was understood.
func Load(path string, set []KeyValue) (*Config, diag.List) {
	c := newConfig(path)
	return c, c.read(set)
}

// Blank returns what Load returns for an empty file at path, which need not
// exist: references that stand in no file are seen from there.
func Blank(path string) *Config {
	c := newConfig(path)
	c.files.add(c.files.entry(), "", nil)
	c.read(nil)
	return c
}

func newConfig(path string) *Config {
	return &Config{Path: path, files: newFiles(path), eggs: eggs.Known(), most: maxContexts}
}

func (c *Config) read(set []KeyValue) diag.List {
	var problems diag.List
	c.entry = c.files.open(c.files.entry())
	c.Set, problems = settingsOf(set, c.entry.used)
	c.File = c.entry.ini
	c.main = newConfigLoader(c, c.entry, c.entry.name)
	c.main.inject(c.launched())
	variables, ds := readVariables(c)
	variables.addUWSGIVariables(c)
	c.variables = variables
	problems.Add(ds...)
	problems.Add(c.entry.problems...)
	problems.Add(neverFound(c)...)
	problems.Add(nearly(c.File)...)
	return problems
}

// settingsOf makes settings of the launcher's globals; of equal keys the last
// one counts. Those that are used as secrets are marked so.
func settingsOf(set []KeyValue, used map[string]bool) ([]conf.Setting, diag.List) {
	var problems diag.List
	var all conf.Dict
	for _, kv := range set {
		if !utf8.ValidString(kv.Key) || !utf8.ValidString(kv.Value) {
			problems.Add(badGlobal(kv))
			continue
		}
		o := conf.Option{Key: kv.Key, Used: used[kv.Key], Setting: conf.Setting{Origin: conf.FromLauncher}}
		all.Set(o.As(Text(kv.Value), conf.FromLauncher, nil))
	}
	return all.Items, problems
}

// launched is the launcher's global configuration, nil if there is none.
func (c *Config) launched() *conf.Dict {
	if len(c.Set) == 0 {
		return nil
	}
	return conf.Of(c.Set)
}

// RelName names a file that was read relative to the folder of the entry file,
// the same on every machine; a file that the INI text names by an absolute path
// keeps that.
func (c *Config) RelName(f *source.File) string {
	if f := c.files.of[f]; f != nil {
		return f.short
	}
	return ""
}

// PathAt is what a path at a place means: a relative one starts in the folder of
// the file there, or of the entry file for a place in none.
func (c *Config) PathAt(at source.Span, name Text) Text {
	folder := Text(HereMark)
	if f := c.files.of[at.File]; f != nil {
		folder = pytext.Dirname(f.name)
	}
	return pytext.Join(folder, name)
}

// Included returns the files that were read besides the entry file, by their names.
func (c *Config) Included() []*ini.File {
	var others []*ini.File
	for _, name := range slices.Sorted(maps.Keys(c.files.read)) {
		if f := c.files.read[name]; f != c.entry {
			others = append(others, f.ini)
		}
	}
	return others
}

// References returns all names that values refer to, in the files that were read:
// by %(name)s, or by $(name) in [uwsgi].
func (c *Config) References() map[string]bool {
	names := map[string]bool{}
	options, _ := uwsgi.Read(c.File.Source)
	for _, o := range options {
		for _, name := range o.Value.Variables() {
			names[name] = true
		}
	}
	for _, f := range append(c.Included(), c.File) {
		for _, s := range append([]*ini.Section{f.Defaults}, f.Sections...) {
			for _, e := range s.Entries {
				for name := range references(e.Value.Raw) {
					names[name] = true
				}
			}
		}
	}
	return names
}

// WrittenSecrets returns the secrets that stand in the files that were read, the
// entry file's first.
func (c *Config) WrittenSecrets() []WrittenSecret {
	found := writtenSecrets(c.entry)
	for _, name := range slices.Sorted(maps.Keys(c.files.read)) {
		if f := c.files.read[name]; f != c.entry {
			found = append(found, writtenSecrets(f)...)
		}
	}
	return found
}

// Failed is what Paste raises when it reads the entry file, nil if it reads it
// well.
func (c *Config) Failed() *Failed {
	exc := c.entry.exception(c.entry.name)
	if exc == nil {
		return nil
	}
	return &Failed{Class: exc.class, Message: exc.message, Shown: exc.shown}
}

// Global is the global configuration that no section has changed: [DEFAULT],
// and what Paste and the launcher add. Values that cannot be had stand in it as
// they were written.
func (c *Config) Global() []conf.Setting {
	defaults, _ := c.main.interpolated()
	global := defaults.Clone()
	if set := c.launched(); set != nil {
		global.Update(set)
	}
	return global.Items
}

// Settings returns the keys of a section of the entry file with their values,
// without those of [DEFAULT], and what is wrong with the others.
func (c *Config) Settings(s *ini.Section) ([]conf.Setting, diag.List) {
	var out []conf.Setting
	var problems reporter
	for _, e := range s.Entries {
		value, fault := c.main.value(s, conf.EntryOption(e), conf.FromLocal)
		if fault != nil {
			problems.report(fault.diagnostic(c.main, s))
			continue
		}
		out = append(out, value)
	}
	return out, problems.list
}

// Constants is Settings for values that must be known when a server is
// generated: one that refers to a variable is a problem.
func (c *Config) Constants(s *ini.Section) ([]conf.Setting, diag.List) {
	settings, problems := c.Settings(s)
	settings = slices.DeleteFunc(settings, func(s conf.Setting) bool {
		late := s.Value.UsesEnv()
		if late {
			problems.Add(lateSetting(s))
		}
		return late
	})
	return settings, problems
}

// Option returns the value of a key as Python's configparser has it for others than
// Paste: the section's, or that of [DEFAULT], and capitals are small letters. With
// raw it is as it is written. ok is false if neither has the key.
func (c *Config) Option(s *ini.Section, key string, raw bool) (value conf.Setting, ok bool, problems diag.List) {
	for _, in := range []*ini.Section{s, c.File.Defaults} {
		for _, e := range in.Entries {
			if !strings.EqualFold(e.Key, key) {
				continue
			}
			o := conf.EntryOption(e)
			if raw {
				return o.As(o.Text, conf.FromLocal, nil), true, nil
			}
			value, fault := c.main.value(s, o, conf.FromLocal)
			if fault != nil {
				return value, true, diag.List{fault.diagnostic(c.main, s)}
			}
			return value, true, nil
		}
	}
	return conf.Setting{}, false, nil
}

// Variables returns the entries of [pastegen:env] in the file's order, those
// that the launcher gives a value among them.
func (c *Config) Variables() []Variable { return c.variables.list }

// Loadables returns the sections that Paste can be asked for, in the file's
// order, and all others.
func (c *Config) Loadables() (loadable []Loadable, other []*ini.Section) {
	loadable = make([]Loadable, 0, len(c.File.Sections))
	for _, s := range c.File.Sections {
		prefix, name, bare := SplitName(s.Name)
		if t, ok := TypeOf(prefix); ok {
			loadable = append(loadable, Loadable{s, t, name, bare})
		} else {
			other = append(other, s)
		}
	}
	return loadable, other
}

// Loadable returns the first section that Paste can be asked for of a name, with or
// without what stands before its ":".
func (c *Config) Loadable(name string) (l Loadable, ok bool) {
	all, _ := c.Loadables()
	i := slices.IndexFunc(all, func(l Loadable) bool { return l.Section.Name == name || l.Name == name })
	if i < 0 {
		return Loadable{}, false
	}
	return all[i], true
}

// Named returns the sections of the entry file that a name of that type means:
// one if all is well.
func (c *Config) Named(t ObjectType, name string) []*ini.Section {
	return c.entry.sections.find(t, name, false)
}

// Hidden reports whether another section is found in place of one.
func (c *Config) Hidden(l Loadable) bool { return c.entry.sections.hiding(l) != nil }

// Resolve returns what loadapp, loadfilter or loadserver of that name would
// create. Where Paste would raise an exception the result is a *Failed and the
// list has at least one error; it reports everything it finds wrong on the
// way, not only what Paste would meet first.
func (c *Config) Resolve(t ObjectType, name string) (Node, diag.List) {
	return c.resolve(newResolver(c, nil), t, outside(Text(name), source.Span{}))
}

// ResolveLoadable is Resolve for a section as Loadables returns it. Paste finds
// sections by type and name, so that the result may be another section of the
// same name. It is the only way to a bare section.
func (c *Config) ResolveLoadable(l Loadable) (Node, diag.List) {
	return c.resolve(newResolver(c, nil), l.Type, l.ref())
}

// Guess is ResolveLoadable for those who only look: a composite of whose factory
// nothing is known has below it what words of its values name, as its Named. That
// one of these stands in itself is no problem then.
func (c *Config) Guess(l Loadable) (Node, diag.List) {
	r := newResolver(c, nil)
	r.guess = true
	return c.resolve(r, l.Type, l.ref())
}

func (c *Config) resolve(r *resolver, t ObjectType, name ref) (Node, diag.List) {
	exc := c.entry.exception(c.entry.name)
	if exc == nil {
		return grower{r}.make(c.main, t, name, c.launched()), r.list
	}
	r.list.Add(c.entry.problems...)
	if exc.class == "DuplicateOptionError" || exc.class == "DuplicateSectionError" {
		grower{r}.make(c.main, t, name, c.launched()) // the rest of the file makes sense without
	}
	return failed(t, name, exc), r.list
}
