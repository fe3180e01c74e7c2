// Package parts knows which parts are built in: the packages of templates whose
// source has directives, and the names of Python that these say they stand for.
package parts

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/parts/internal/directive"
	"github.com/pastegen/pastegen/parse/eggs"
)

// Prefix begins the lines of doc comments that make a function a part.
const Prefix = directive.Prefix

// The kinds of directives that only parts have.
const (
	StandsFor = "stands_for" // the names that a function stands for
	Group     = "group"      // where lists show the functions of a package
)

// Own is the distribution of a part's own names: egg:pastegen#gzip.
const Own = "pastegen"

// Package is a package that programs may be made of, with parts or without.
type Package struct {
	Name       string   // its folder
	Files      []string // paths of its Go files, from the catalog's root
	Directives []string // what these have behind Prefix, in their order; NewCatalog reads it
}

// Catalog holds the source of packages, and finds parts in it by name.
type Catalog struct {
	base     string // begins the import paths of packages
	source   string // stands in its stead where their files import each other
	files    fs.FS
	values   func(name string) any // see Value
	packages []Package
	byName   map[string]string // packages by the normal names of parts; nil until it is needed
	eggs     []string          // the names of byName that are entry points, as they are written
}

// NewCatalog makes a catalog of packages whose import paths begin with base.
func NewCatalog(base string, files fs.FS, packages []Package) *Catalog {
	c := &Catalog{base: base, source: base, files: files, packages: slices.Clone(packages), values: func(string) any { return nil }}
	for i, p := range c.packages {
		for _, file := range p.Files {
			text, _ := c.Text(file)
			c.packages[i].Directives = append(c.packages[i].Directives, directive.In(text)...)
		}
	}
	return c
}

// Path returns the import path of a package.
func (c *Catalog) Path(name string) string { return c.base + "/" + name }

// Imported returns the import path that a file of a package means by one.
func (c *Catalog) Imported(path string) string {
	if name, ok := strings.CutPrefix(path, c.source+"/"); ok {
		return c.Path(name)
	}
	return path
}

// Holds returns the package of an import path; ok is false for another's.
func (c *Catalog) Holds(path string) (p Package, ok bool) {
	name, below := strings.CutPrefix(path, c.base+"/")
	if !below {
		return Package{}, false
	}
	i := slices.IndexFunc(c.packages, func(p Package) bool { return p.Name == name })
	if i < 0 {
		return Package{}, false
	}
	return c.packages[i], true
}

// Text returns a file of a package.
func (c *Catalog) Text(file string) (string, error) {
	text, err := fs.ReadFile(c.files, file)
	return string(text), err
}

// Value returns a pointer to a new value of a package's type, if that reads
// itself from text (encoding.TextUnmarshaler) or checks itself (Validate()
// error); nil for another, and where the package's code is not at hand.
func (c *Catalog) Value(path, typ string) any {
	p, ok := c.Holds(path)
	if !ok {
		return nil
	}
	return c.values(p.Name + "." + typ)
}

// Find returns the package that has a part of that name: "egg:Paste#gzip" or
// "paste.gzipper:make_gzip_middleware".
func (c *Catalog) Find(name string) (pkg string, ok bool) {
	c.read()
	pkg, ok = c.byName[Normal(name)]
	return pkg, ok
}

// Original returns the module of Python that a part stands for, which gives its log
// the name: paste.gzipper of "egg:Paste#gzip". One that stands for none has its own
// name behind pastegen's.
func (c *Catalog) Original(name string) string {
	pkg, _ := c.Find(name)
	i := slices.IndexFunc(c.packages, func(p Package) bool { return p.Name == pkg })
	if i < 0 {
		return Own
	}
	var names []string // of one function
	module := ""
	look := func() {
		if module == "" && slices.ContainsFunc(names, func(n string) bool { return Normal(n) == Normal(name) }) {
			module = original(names)
		}
	}
	for _, d := range c.packages[i].Directives {
		words := strings.Fields(d)
		if words[0] != StandsFor {
			look()
			names = nil
		}
		names = append(names, Names(words)...)
	}
	look()
	_, entry, _ := strings.Cut(name, "#")
	return cmp.Or(module, Own+"."+entry)
}

// original is the module among the names of a part, one within a package if there
// is such; empty if there is none.
func original(names []string) string {
	module := ""
	for _, name := range names {
		m, _, _ := strings.Cut(name, ":")
		isEgg := strings.HasPrefix(name, eggScheme)
		if !isEgg && (module == "" || !strings.Contains(module, ".") && strings.Contains(m, ".")) {
			module = m
		}
	}
	return module
}

// Packages returns the names of the packages that have parts, in their order.
func (c *Catalog) Packages() []string {
	c.read()
	var out []string
	for _, p := range c.packages {
		for _, pkg := range c.byName {
			if pkg == p.Name {
				out = append(out, pkg)
				break
			}
		}
	}
	return out
}

// Eggs returns the entry points that parts stand for, as they are written, sorted.
func (c *Catalog) Eggs() []string {
	c.read()
	return slices.Clone(c.eggs)
}

// Dists returns the distributions that parts stand for, as they are written.
func (c *Catalog) Dists() []string {
	var out []string
	for _, egg := range c.Eggs() {
		dist, _, _ := strings.Cut(strings.TrimPrefix(egg, eggScheme), "#")
		out = append(out, dist)
	}
	return slices.Compact(out)
}

// read reads the names of all parts.
func (c *Catalog) read() {
	if c.byName != nil {
		return
	}
	c.byName = map[string]string{}
	for _, p := range c.packages {
		for _, d := range p.Directives {
			for _, name := range Names(strings.Fields(d)) {
				c.byName[Normal(name)] = p.Name
				if strings.HasPrefix(name, eggScheme) {
					c.eggs = append(c.eggs, name)
				}
			}
		}
	}
	slices.Sort(c.eggs)
	c.eggs = slices.Compact(c.eggs)
}

const eggScheme = "egg:"

// Names returns the names that the words of a directive give a part.
func Names(words []string) []string {
	switch words[0] {
	case Group:
		return nil
	case StandsFor:
		return words[1:]
	}
	if len(words) < 2 {
		return nil
	}
	return []string{eggScheme + Own + "#" + words[1]}
}

// Normal returns the name of a part as it is compared: of an egg's, the
// distribution is written in many ways.
func Normal(name string) string {
	rest, isEgg := strings.CutPrefix(name, eggScheme)
	if !isEgg {
		return name
	}
	dist, entry, _ := strings.Cut(rest, "#")
	return eggScheme + eggs.Normal(dist) + "#" + entry
}
