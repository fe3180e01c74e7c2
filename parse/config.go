package parse

import (
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Config is a Paste Deploy file, with the files it includes as far as they
// were needed.
type Config struct {
	Path string    // as given to Load
	File *ini.File // the entry file; never nil
	Set  []Setting // the launcher's globals, in order

	// unexported: loaded files by symbolic name, per-file section index ...
}

// Load reads the file at path, shown in diagnostics under that name. set holds
// the launcher's globals (k=v words), which every object's global configuration
// gets. The Config is never nil; after an error it holds what was understood.
func Load(path string, set []KeyValue) (*Config, diag.List) { panic("TODO") }

// KeyValue is a launcher global.
type KeyValue struct{ Key, Value string }

// Loadable is a section that Paste can be asked for.
type Loadable struct {
	Section *ini.Section
	Type    ObjectType
	Name    string // the part after the prefix, trimmed
	Bare    bool   // a section without ":", which only ConfigLoader itself finds
}

// Loadables returns the sections that Paste can be asked for, in the file's
// order, and the names of all others.
func (c *Config) Loadables() (loadable []Loadable, other []*ini.Section) { panic("TODO") }

// Resolve returns what loadapp, loadfilter or loadserver of that name would
// create. Where Paste would raise an exception the result is a *Failed and the
// list has at least one error; it reports everything it finds wrong on the
// way, not only what Paste would meet first.
func (c *Config) Resolve(t ObjectType, name string) (Node, diag.List) { panic("TODO") }

// Load resolves a name as loader.get_app, get_filter or get_server would
// inside the composite's factory, with the composite's global configuration.
// span is where the name stands.
func (n *Composite) Load(t ObjectType, name Text, span source.Span) (Node, diag.List) { panic("TODO") }

// Knows reports whether Load would find a section of that type and name (not
// whether loading it would succeed).
func (n *Composite) Knows(t ObjectType, name Text) bool { panic("TODO") }

// Table returns the entries of a section that is pastegen's own, such as
// [pastegen:packages]: interpolated, without [DEFAULT]'s keys. The section may
// be absent.
func (c *Config) Table(section string) ([]Setting, diag.List) { panic("TODO") }

// Unreferenced returns the app-like sections that no other section refers to,
// in the file's order.
func (c *Config) Unreferenced() []Loadable { panic("TODO") }
