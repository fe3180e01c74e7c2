// Package draft writes the Go function that a section asks for and that nobody
// has written yet, as it would be found and filled: the name from the reference,
// the options from the section's keys.
package draft

import (
	"go/format"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/refer"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// Draft is a Go function to write.
type Draft struct {
	Kind    string // "app", "filter", "composite" or "server"
	Factory string // as the INI file names it
	Python  bool   // what the INI file names may be a function of Python
	// Folder is where its package is looked for, "./site/apps", or an import path.
	Folder string
	// Mapping is a line of [pastegen:eggs] that has it looked for there; empty if
	// none is needed.
	Mapping string
	Package string // the name that the package may have
	// Recv is the type whose method it is; empty for a function.
	Recv string
	Name string
	// Directive is the line of a doc comment by which it is found, if its name
	// alone does not do it.
	Directive string
	Options   []Option

	added bool // to a type that is there already
}

// Option is a field of the function's options.
type Option struct {
	Name string
	Type string
	Key  string // as the section has it
	Tag  bool   // the name does not tell the key
	App  bool   // the key names another section

	// What Python has told: nothing of these is known otherwise.
	Doc      string // what its docstring says
	Default  string // as an INI file writes it; empty for the zero value
	Python   string // a default that has no such form
	Required bool

	Comma bool   // items of a list are separated by commas
	Value string // of the section
	Late  bool   // it must not be written elsewhere: a secret, or not known yet
}

// Section drafts what makes a section, which is named with or without what stands
// before its ":"; ok is false if there is none, or no factory makes it.
func Section(c *parse.Config, name string) (d Draft, ok bool) {
	n := Node(c, name)
	if n == nil {
		return Draft{}, false
	}
	if d, ok = Of(c, n); ok {
		d.share(c, n)
	}
	return d, ok
}

// Node returns the node of a section that is named so, to whose factory the
// section's keys go; nil if there is none.
func Node(c *parse.Config, name string) parse.Node {
	l, ok := c.Loadable(name)
	if !ok {
		return nil
	}
	n, _ := c.ResolveLoadable(l)
	return parse.Core(n)
}

// Of drafts what makes a node; ok is false for one that no factory makes.
func Of(c *parse.Config, n parse.Node) (d Draft, ok bool) {
	n = parse.Core(n)
	if d.Kind, ok = kind(n); !ok {
		return Draft{}, false
	}
	d.fill(c, n)
	return d, true
}

// Composite drafts the factory of an app that asks for other sections, which only
// Python can tell of an entry point.
func Composite(c *parse.Config, n parse.Node) Draft {
	d := Draft{Kind: "composite"}
	n = parse.Core(n)
	d.fill(c, n)
	d.share(c, n)
	return d
}

// fill takes all but the kind from a node.
func (d *Draft) fill(c *parse.Config, n parse.Node) {
	f := parse.FactoryOf(n)
	d.Factory, d.Python = f.String(), python.CanStay(f)
	d.name(c, f)
	sections := d.sections(c)
	for _, s := range n.Context().Local {
		d.add(s, sections)
	}
}

// sections are the names of those that values may mean.
func (d *Draft) sections(c *parse.Config) map[string]bool {
	sections := map[string]bool{}
	if loadables, _ := c.Loadables(); d.Kind == "composite" {
		for _, l := range loadables {
			sections[l.Name] = sections[l.Name] || l.Type == parse.AppType && !l.Bare
		}
	}
	return sections
}

// share makes options of the keys of other sections that have the factory of a
// node: the function is for all of them.
func (d *Draft) share(c *parse.Config, n parse.Node) {
	sections := d.sections(c)
	is, _ := kind(n)
	loadables, _ := c.Loadables()
	for _, l := range loadables {
		other, _ := c.ResolveLoadable(l)
		other = parse.Core(other)
		if what, ok := kind(other); !ok || what != is || parse.FactoryOf(other) == nil || parse.FactoryOf(other).String() != d.Factory {
			continue
		}
		if other.Context().Section == n.Context().Section {
			continue
		}
		for _, s := range other.Context().Local {
			d.add(s, sections)
		}
	}
}

// kind returns what the section of a node is called.
func kind(n parse.Node) (string, bool) {
	switch n.(type) {
	case *parse.App:
		return "app", true
	case *parse.Filter:
		return "filter", true
	case *parse.Composite:
		return "composite", true
	case *parse.Server:
		return "server", true
	}
	return "", false
}

// name takes the names from the reference: site.apps:MyHome.app_factory is the
// method AppFactory of the type MyHome in package apps.
func (d *Draft) name(c *parse.Config, f *parse.Factory) {
	table, _ := refer.NewTable(c, filepath.Dir(c.Path), nil)
	home, said := table.Home(f)
	attr := f.Attr
	if f.Kind == parse.EggFactory {
		attr = f.Entry
		if isWord(f.Entry) {
			d.Directive = "//paste:" + d.Kind + "_factory " + f.Entry
		}
		if !said {
			d.Mapping = f.Dist + " = " + home
		}
	}
	d.Folder = home
	d.Package = packageName(path.Base(d.Folder))
	recv, name := words.CutLast(attr, ".")
	d.Recv = exported(words.LastName(recv))
	if d.Name = exported(name); d.Name == "" || d.Directive != "" && d.Name == "Main" {
		d.Name = "New"
	}
	if f.Kind != parse.EggFactory && d.Recv == "" && attr != "" && words.Normal(d.Name) != words.Normal(attr) {
		d.Directive = "//paste:factory " + attr
	}
}

// add takes an option from a key of a section; one that another section has given
// before is such that both values can be its. Of keys that come to the same name
// the first counts, as binding reports the others.
func (d *Draft) add(s parse.Setting, sections map[string]bool) {
	o := Option{Key: s.Key, Name: exported(s.Key), Type: typeOf(s), Value: string(s.Value), Late: !s.Value.IsConst() || s.LooksSecret()}
	if sections[strings.TrimSpace(string(s.Value))] {
		o.Type, o.App = "http.Handler", true
	}
	if o.Name == "" {
		o.Name = "Option"
	}
	if i := slices.IndexFunc(d.Options, func(other Option) bool { return other.Name == o.Name }); i >= 0 {
		if d.Options[i].Key == o.Key {
			d.Options[i].join(o)
		}
		return
	}
	o.Tag = words.Normal(o.Name) != words.Normal(s.Key)
	d.Options = append(d.Options, o)
}

// join has an option take the value of another section as well.
func (o *Option) join(other Option) {
	o.Late = o.Late || other.Late
	switch {
	case o.App && other.App:
	case o.App || other.App:
		o.Type, o.App = "string", false
	case o.Type == "bool": // which 0 and 1 of the other may be
		o.Type = common(other.Type, o.Type, other.Value, o.Value)
	default:
		before := o.Type
		if o.Type = common(before, other.Type, o.Value, other.Value); o.Type != before {
			o.Value = other.Value // of that type
		}
	}
}

// exported turns a key or a Python name into an exported Go name: "site_url" is
// SiteURL, and what begins with a digit or a letter that has no capital has one in
// front.
func exported(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(capital(word))
	}
	out := b.String()
	switch first, _ := utf8.DecodeRuneInString(out); {
	case unicode.IsDigit(first):
		out = "N" + out
	case out != "" && !token.IsExported(out):
		out = "X" + out
	}
	return out
}

// isWord reports whether a directive can name an entry point so.
func isWord(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r == ' ' || !strconv.IsPrint(r) })
}

// capital starts a word with a capital, or writes it in capitals if Go does so.
func capital(word string) string {
	switch word {
	case "api", "cpu", "css", "db", "dns", "html", "http", "https", "id", "ip", "json", "sql", "ssl", "tls", "ttl", "uri", "url", "wsgi", "xml":
		return strings.ToUpper(word)
	}
	return capitalized(word)
}

// packageName makes a package name of the last part of a module's name.
func packageName(name string) string {
	name = strings.ToLower(exported(name))
	if name == "" || token.IsKeyword(name) || name == "main" {
		return "apps"
	}
	return name
}

// Imports returns the import paths that the draft needs, sorted.
func (d Draft) Imports() []string {
	var paths []string
	if d.Kind == "server" {
		paths = append(paths, "context")
	}
	paths = append(paths, "net/http")
	for _, known := range []struct{ prefix, path string }{{"*url.", "net/url"}, {"time.", "time"}} {
		if slices.ContainsFunc(d.Options, func(o Option) bool { return strings.HasPrefix(o.Type, known.prefix) }) {
			paths = append(paths, known.path)
		}
	}
	return paths
}

// Signature returns the declaration of the function without its body.
func (d Draft) Signature() string {
	var params []string
	switch d.Kind {
	case "filter":
		params = append(params, "next http.Handler")
	case "server":
		params = append(params, "ctx context.Context", "h http.Handler")
	}
	if len(d.Options) > 0 {
		params = append(params, "o "+d.optionsName())
	}
	result := "(http.Handler, error)"
	if d.Kind == "server" {
		result = "error"
	}
	recv := ""
	if d.Recv != "" {
		recv = "(" + d.Recv + ") "
	}
	return "func " + recv + d.Name + "(" + strings.Join(params, ", ") + ") " + result
}

func (d Draft) optionsName() string {
	if d.Name == "New" && d.Recv == "" {
		return "Options"
	}
	return d.Recv + d.Name + "Options"
}

// OptionsType returns the declaration of the options; empty without any.
func (d Draft) OptionsType() string {
	if len(d.Options) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("type " + d.optionsName() + " struct {\n")
	for _, o := range d.Options {
		b.WriteString(o.comment() + "\t" + o.Name + " " + o.Type + o.tag() + "\n")
	}
	return formatted(b.String() + "}\n")
}

// Source returns a Go file with the function, which answers 501 or lets all
// through until somebody writes it.
func (d Draft) Source() string {
	var b strings.Builder
	b.WriteString(d.head(d.OptionsType()))
	b.WriteString("// " + d.Name + " makes " + words.Article(d.Kind) + ".\n")
	if d.Directive != "" {
		b.WriteString("//\n" + d.Directive + "\n")
	}
	b.WriteString(d.Signature() + " {\n" + d.body() + "}\n")
	return formatted(b.String())
}

// head is what stands in a file in front of the function: its types, with that of
// the options as it is given.
func (d Draft) head(options string) string {
	var b strings.Builder
	b.WriteString("package " + d.Package + "\n\nimport (\n")
	for _, path := range d.Imports() {
		b.WriteString("\t" + words.Quote(path) + "\n")
	}
	b.WriteString(")\n\n")
	if d.Recv != "" && !d.added {
		b.WriteString("// " + d.Recv + " makes " + words.Article(d.Kind) + ".\ntype " + d.Recv + " struct{}\n\n")
	}
	if len(d.Options) > 0 {
		b.WriteString("// " + d.optionsName() + " are the keys of the section.\n" + options + "\n")
	}
	return b.String()
}

func (d Draft) body() string {
	switch d.Kind {
	case "filter":
		return "\treturn next, nil\n"
	case "server":
		return "\treturn http.ListenAndServe(\"127.0.0.1:8080\", h)\n"
	}
	return "\treturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n" +
		"\t\thttp.Error(w, \"not written yet\", http.StatusNotImplemented)\n\t}), nil\n"
}

// Short returns the declarations of the function and its options on a line each,
// with so many of these at most.
func (d Draft) Short(most int) []string {
	out := []string{d.Signature()}
	if len(d.Options) == 0 {
		return out
	}
	var fields []string
	for _, o := range d.Options {
		if len(fields) == most {
			fields = append(fields, "...")
			break
		}
		fields = append(fields, o.Name+" "+o.Type)
	}
	return append(out, "type "+d.optionsName()+" struct { "+strings.Join(fields, "; ")+" }")
}

// formatted formats Go source; a test shows that all drafts are Go.
func formatted(source string) string {
	out, err := format.Source([]byte(source))
	if err != nil {
		return source
	}
	return string(out)
}
