package draw

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/parse"
)

// fileSet is a Paste configuration of several files; the first is the entry.
type fileSet struct {
	names []string
	texts map[string]string
	set   []parse.KeyValue
}

// write writes the files into a folder and returns the entry file's path.
func (s fileSet) write(dir string) (string, error) {
	for name, text := range s.texts {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, s.names[0]), nil
}

// author writes configurations at random: mostly right ones, all of whose parts
// may refer to each other, with all mistakes that people make.
type author struct {
	*rand.Rand
	strings.Builder
	files []plannedFile
	file  int             // the one that is being written
	at    int             // the section that is being written
	keys  map[string]bool // that it has so far
}

// plannedFile is a file with the sections that it will have.
type plannedFile struct {
	name     string
	sections []plannedSection
}

type plannedSection struct{ prefix, name string }

// randomSet returns the configuration of a number; it is always the same.
func randomSet(seed uint64) fileSet {
	a := &author{Rand: rand.New(rand.NewPCG(seed, 2718))}
	for _, name := range []string{"app.ini", "base.ini", "sub/inc.ini", "sub/a b.ini"}[:1+a.IntN(4)] {
		a.files = append(a.files, plannedFile{name, a.plan()})
	}
	out := fileSet{texts: map[string]string{}}
	for i, f := range a.files {
		a.file, a.at = i, -1
		out.names = append(out.names, f.name)
		out.texts[f.name] = a.text()
	}
	for range a.IntN(3) * a.IntN(2) {
		out.set = append(out.set, parse.KeyValue{Key: a.key(), Value: a.pick("given", "", "%(here)s", "50%%", "%(k1)s", "é", "x y")})
	}
	return out
}

// plan decides which sections a file has, seldom two of one name.
func (a *author) plan() []plannedSection {
	var sections []plannedSection
	taken := map[string]bool{}
	for range 2 + a.IntN(7) {
		s := plannedSection{
			a.pick("app", "app", "app", "application", "composite", "composite", "composit", "pipeline", "pipeline", "filter-app", "filter", "filter", "filter", "server", "other"),
			a.pick("main", "main", "a", "b", "c", "d", "e", "é", "a.b", "A"),
		}
		if a.one(15) {
			s.name = a.pick("x y", "a:b")
		}
		kind := s.prefix[:1] == "f" && s.prefix != "filter-app"
		if key := fmt.Sprint(kind, s.prefix == "server" || s.prefix == "other", s.name); !taken[key] || a.one(40) {
			taken[key] = true
			sections = append(sections, s)
		}
	}
	return sections
}

// one reports whether something happens once in n times.
func (a *author) one(n int) bool { return a.IntN(n) == 0 }

func (a *author) pick(from ...string) string { return from[a.IntN(len(from))] }

// text returns the text of a file.
func (a *author) text() string {
	a.Reset()
	if a.one(8) {
		a.WriteString(a.pick("# a comment\n\n", "; another\n", "\n", "  \n#\n"))
	}
	if !a.one(8) {
		a.defaults()
	}
	for i, s := range a.files[a.file].sections {
		a.at = i
		a.section(s)
	}
	text := a.String()
	if a.one(15) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func (a *author) defaults() {
	a.WriteString("[DEFAULT]\n")
	a.keys = map[string]bool{}
	for _, key := range []string{"k1", "k2", "a.b"} {
		if !a.one(12) {
			a.entry(key, a.pick(a.value(), a.pick("plain", "%(here)s", "50%%", "é")))
		}
	}
	if a.one(12) {
		a.entry(a.pick("use", "filter-with", "set k1", "get k2", "here", "__file__", "pipeline", "next", "require", "not_found_app", "paste.app_factory"), a.reference("app"))
	}
}

// section writes a section of some kind.
func (a *author) section(s plannedSection) {
	a.keys = map[string]bool{}
	switch {
	case a.one(40):
		fmt.Fprintf(a, "[%s]%s\n", s.prefix, a.pick("", " trailing", "]"))
	case a.one(12):
		fmt.Fprintf(a, "[%s:%s%s%s]%s\n", s.prefix, a.pick(" ", "", "\t"), s.name, a.pick(" ", "", "  "), a.pick("", " # text", ""))
	default:
		fmt.Fprintf(a, "[%s:%s]\n", s.prefix, s.name)
	}
	switch s.prefix {
	case "composite", "composit":
		a.composite()
	case "pipeline":
		a.pipeline()
	case "filter-app":
		a.maker("filter")
		if !a.one(20) {
			a.entry("next", a.reference("app"))
		}
	default:
		a.maker(s.prefix)
	}
	a.extras(s.prefix)
	if a.one(6) {
		a.WriteString(a.pick("\n", "# comment\n", "\n\n", "   ; indented comment\n"))
	}
}

func (a *author) key() string {
	return a.pick("k1", "k1", "k2", "k2", "k3", "K1", "a.b", "ünï", "k 4", "level")
}

// typeOf is what a section with a prefix makes.
func typeOf(prefix string) string {
	switch prefix {
	case "filter", "server":
		return prefix
	}
	return "app"
}

// maker says what makes an object of a section with that prefix.
func (a *author) maker(prefix string) {
	switch {
	case a.one(40):
	case a.one(40):
		a.entry(a.pick("paste.app_factory", "paste.filter_factory", "paste.composite_factory", "paste.server_runner"), a.factory())
		a.entry(a.pick("paste.app_factory", "paste.filter_app_factory", "paste.composit_factory", "paste.server_factory"), a.factory())
	case a.one(2):
		protocols := map[string][]string{
			"app":    {"paste.app_factory", "paste.app_factory", "paste.composite_factory", "paste.composit_factory"},
			"filter": {"paste.filter_factory", "paste.filter_app_factory"},
			"server": {"paste.server_factory", "paste.server_runner"},
		}
		a.entry(a.pick(protocols[typeOf(prefix)]...), a.factory())
	default:
		a.entry("use", a.reference(typeOf(prefix)))
	}
}

func (a *author) factory() string {
	if a.one(12) {
		return a.pick("m", "m : a", "m:a [x]", "call:m:a", "%(k1)s:a", "m:a:b", "", "é:ü")
	}
	return a.pick("m:a", "m.n:A.b")
}

// reference is the name of a section or a URI, mostly one that leads to an
// object of that type.
func (a *author) reference(of string) string {
	switch {
	case a.one(40):
		return a.odd()
	case a.one(80):
		return a.value()
	case a.one(4):
		return a.include(of)
	case a.one(2):
		if name, ok := a.existing(a.file, of); ok {
			return name
		}
	}
	switch of {
	case "filter":
		return a.pick("egg:Foo", "egg:Foo#bar", "egg:PasteDeploy#prefix", "egg:Paste#gzip", "egg:paste#lint", "call:m:f")
	case "server":
		return a.pick("egg:waitress", "egg:Paste#http", "egg:gunicorn#main", "egg:Foo", "call:m:s")
	}
	return a.pick("egg:Foo", "egg:Foo_Bar.x#main", "egg:Paste#static", "egg:paste#urlmap", "egg:Paste#cascade", "call:m:a", "call:m.n:A.b")
}

// existing returns the name of a section of that type in a file, mostly one
// behind the section that is being written, so that there are not only circles.
func (a *author) existing(file int, of string) (string, bool) {
	sections := a.files[file].sections
	if !a.one(12) && file == a.file {
		sections = sections[a.at+1:]
	}
	for range 6 {
		if len(sections) == 0 {
			break
		}
		s := sections[a.IntN(len(sections))]
		if typeOf(s.prefix) == of && s.prefix != "other" && (!strings.Contains(s.name, " ") || a.one(8)) {
			return s.name, true
		}
	}
	return "", false
}

// odd is a reference that leads nowhere, or one that few people would write.
func (a *author) odd() string {
	return a.pick("egg:Paste#nope", "call:m", "call:m:a:b", "call::a", "call:paste.urlmap:urlmap_factory", "EGG:Foo", "nope:x", "sqlite:///x", "nothing", "",
		"egg:", "egg:#", "#", "config:", "call:m:a#b", "egg:Paste#http", "egg:Foo#", "main", "Main")
}

func (a *author) include(of string) string {
	file := a.file + a.IntN(len(a.files)-a.file)
	if a.one(12) {
		file = a.IntN(len(a.files))
	}
	path := a.files[file].name
	if strings.HasPrefix(a.files[a.file].name, "sub/") {
		path = "../" + path
	}
	if a.one(10) {
		path = a.pick("nothing.ini", "inc.ini", "./app.ini", "sub/../app.ini", "sub//inc.ini", "sub", `sub\inc.ini`, "%(here)s/app.ini", "%(here)s/base.ini", "sub/a%%20b.ini", "/nothing.ini")
	}
	name, ok := a.existing(file, of)
	switch {
	case a.one(8):
		name = a.pick("#", "#a#b", "#egg:Foo", "#config:base.ini", "#main", "#nothing")
	case ok:
		name = "#" + name
	}
	return a.pick("config:", "config:", "config:", "Config:") + path + name
}

// composite writes what a composite has.
func (a *author) composite() {
	switch {
	case a.one(6):
		a.entry("use", "egg:Paste#cascade")
		for i := range 1 + a.IntN(3) {
			a.entry(fmt.Sprint(a.pick("app", "app", "app", "ap"), i), a.reference("app"))
		}
		if a.one(3) {
			a.entry("catch", a.pick("404", "404 500", "", "4O4", "+404 5_00", "-1"))
		}
		return
	case a.one(5):
		a.maker("composite")
	case a.one(10):
		a.entry("use", "call:paste.urlmap:urlmap_factory")
	default:
		a.entry("use", "egg:Paste#urlmap")
	}
	for range 1 + a.IntN(2) {
		if !a.one(4) {
			a.entry(a.pick("/", "/a", "/b/", "/c", "domain example.com /d"), a.reference("app"))
			continue
		}
		a.entry(a.pick("/", "/a", "/b", "/a/", "//a", "/A", "/a b", "domain example.com", "domain example.com /x", "domain Example.com port 80 /", "port 80 /", "domain",
			"/é", "a", "", "domain a domain b"), a.reference("app"))
	}
	if a.one(5) {
		a.entry("not_found_app", a.reference("app"))
	}
}

func (a *author) pipeline() {
	var names []string
	for range a.IntN(3) {
		names = append(names, a.reference("filter"))
	}
	names = append(names, a.reference("app"))
	switch {
	case a.one(30):
		names = nil
	case a.one(20):
		a.entry(a.pick("use", "pipline", "k1"), a.reference("app"))
		return
	}
	a.entry("pipeline", strings.Join(names, a.pick(" ", " ", "\n    ", "\t", "  \n\n   ")))
}

// extras writes further keys.
func (a *author) extras(prefix string) {
	for range a.IntN(4) {
		if prefix == "pipeline" && !a.one(30) || strings.HasPrefix(prefix, "composi") && !a.one(20) {
			a.directive()
			continue
		}
		switch {
		case a.one(4):
			a.directive()
		case a.one(8):
			a.entry("filter-with", a.reference("filter"))
		case a.one(20):
			a.entry("require", a.pick("Foo", "Foo>=1", ""))
		default:
			a.entry(a.key(), a.value())
		}
	}
}

func (a *author) directive() {
	switch {
	case a.one(10):
		a.entry(a.pick("set set k1", "set get k1", "get set k2", "set", "get", "set ", "set  k1", "get\tk1", "Set k1"), a.value())
	case a.one(2):
		a.entry("set "+a.pick(a.key(), a.key(), "here", "__file__", "not_found_app"), a.value())
	case a.one(12):
		a.entry("get "+a.key(), a.pick(a.key(), "%(k1)s", "nothing", ""))
	default:
		a.entry("get "+a.key(), a.pick("k1", "k2", "here", "__file__"))
	}
}

// value is a value: words, references to other keys, and what needs care.
func (a *author) value() string {
	var parts []string
	for range a.IntN(4) {
		parts = append(parts, a.pick("word", "Two words", "é", "100%%", "%(here)s/x", "a=b", "a:b", "# no comment", "; neither",
			`"quoted"`, "'q'", `back\slash`, "$HOME", "{x}", "http://joe:pw@h/p?q=1#f", "\u00a0", "x\x0cy", "true", "0"))
	}
	if a.one(4) && !a.keys["k1"] {
		parts = append(parts, a.pick("%(k1)s", "%(k2)s", "%(__file__)s", "%(a.b)s"))
	}
	if a.one(80) {
		parts = append(parts, a.pick("%(nothing)s", "%", "%(", "%(k1", "%()s", "%x", "%(k1)d", "%(k3)s%(k3)s", "%(K1)s"))
	}
	return strings.Join(parts, a.pick(" ", "", " ", "\n  ", "\n\n\t", "\n # comment\n  "))
}

// entry writes a key, seldom one that the section has, and its value.
func (a *author) entry(key, value string) {
	if a.keys[key] && !a.one(60) {
		return
	}
	a.keys[key] = true
	delimiter := a.pick("=", " = ", " = ", " = ", ": ", " : ", "\t=")
	if a.one(60) {
		delimiter = " =\n  "
	}
	if value == "" {
		delimiter = "="
	}
	a.WriteString(key + delimiter + value + "\n")
	if a.one(400) {
		a.WriteString(a.pick("no delimiter\n", "= no key\n", "[]\n", "[unclosed\n", "   indented = key\n"))
	}
}
