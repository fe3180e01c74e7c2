package parse

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// Config is a Paste Deploy file, with the files it includes as far as they
// were needed. It must not be used by several goroutines at once.
type Config struct {
	Path string    // as given to Load
	File *ini.File // the entry file; never nil
	Set  []Setting // the launcher's globals, in order

	entry *file
	files map[Text]*file          // by absolute name
	names map[*source.File]string // relative to the entry file's folder
	eggs  eggs
	main  *configLoader // of the entry file

	variables  []Variable
	isVariable map[string]bool

	most int // contexts that a name may lead to
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
	empty, _ := ini.Parse(source.New(path, ""))
	c.files[c.entryName()] = &file{name: c.entryName(), ini: empty, sections: newSectionIndex(empty)}
	c.read(nil)
	return c
}

func newConfig(path string) *Config {
	return &Config{Path: path, files: map[Text]*file{}, names: map[*source.File]string{}, eggs: knownEggs(), most: maxContexts}
}

func (c *Config) entryName() Text { return abspath(HereMark + "/" + Text(filepath.Base(c.Path))) }

func (c *Config) read(set []KeyValue) diag.List {
	problems := c.addSet(set)
	c.entry = c.open(c.entryName())
	c.File = c.entry.ini
	c.main = newConfigLoader(c, c.entry, c.entry.name)
	c.main.inject(c.globals())
	problems.Add(c.addVariables()...)
	problems.Add(c.entry.problems...)
	problems.Add(c.neverFound()...)
	return problems
}

// addSet takes the launcher's globals; of equal keys the last one counts.
func (c *Config) addSet(set []KeyValue) diag.List {
	var problems diag.List
	var all conf
	for _, kv := range set {
		if !utf8.ValidString(kv.Key) || !utf8.ValidString(kv.Value) {
			problems.Add(badGlobal(kv))
			continue
		}
		all.set(Setting{Key: kv.Key, Value: Text(kv.Value), Origin: FromLauncher})
	}
	c.Set = all.items
	return problems
}

// globals is the launcher's global configuration, nil if there is none.
func (c *Config) globals() *conf {
	if len(c.Set) == 0 {
		return nil
	}
	g := &conf{items: c.Set, shared: true}
	g.reindex()
	return g
}

// file is one file that was read, or could not be.
type file struct {
	name     Text // absolute
	ini      *ini.File
	sections *sectionIndex
	err      error // of the operating system
	problems diag.List
}

// open returns the file of an absolute name, which it reads once.
func (c *Config) open(name Text) *file {
	if f := c.files[name]; f != nil {
		return f
	}
	f := &file{name: name}
	text, err := os.ReadFile(in(filepath.Dir(c.Path), name))
	f.err = err
	f.ini, f.problems = ini.Parse(source.New(c.shown(name), string(text)))
	if err != nil {
		f.problems = diag.List{unreadableEntry(c.shown(name), err)}
	}
	f.sections = newSectionIndex(f.ini)
	c.files[name], c.names[f.ini.Source] = f, shortName(name)
	return f
}

// shown is the name of a file in diagnostics: as the user wrote that of the
// entry file, and in the same manner those of the others.
func (c *Config) shown(name Text) string {
	if c.entry == nil {
		return c.Path
	}
	return in(filepath.Dir(c.Path), name)
}

// RelName names a file that was read relative to the folder of the entry file,
// the same on every machine; a file that the INI text names by an absolute path
// keeps that.
func (c *Config) RelName(f *source.File) string { return c.names[f] }

// exception is what Python raises when it reads the file under that name, nil
// if it reads it well.
func (f *file) exception(name Text) *exception {
	switch e := f.ini.Err; {
	case f.err != nil:
		return osError(f.err, name)
	case e != nil:
		base := HereMark + "/" + Text(filepath.Base(f.ini.Source.Name()))
		return &exception{e.Class, strings.Replace(e.Message, repr(base), repr(name), 1)}
	}
	return nil
}

// reason says in a few words why a file could not be read.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return err.Error()
}
