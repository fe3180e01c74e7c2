package loggers

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// kinds are the sections that are named in another's keys, and the keys that
// Python's logging.config reads of them, in small letters as it has them.
func kinds() map[string][]string {
	return map[string][]string{
		"logger":    {"level", "handlers", "qualname", "propagate"},
		"handler":   {"class", "level", "formatter", "args", "kwargs", "target"},
		"formatter": {"format", "datefmt", "style", "class", "validate", "defaults"},
	}
}

// idle warns of sections that look like those of loggers, handlers and formatters
// and are named by none, and of keys in the others that Python does not read.
func (f *file) idle() {
	for kind, keys := range kinds() {
		list := f.named(kind + "s")
		named := map[string]bool{}
		for _, name := range list {
			named[name] = true
		}
		for _, s := range f.config.File.Sections {
			switch name, ok := strings.CutPrefix(s.Name, kind+"_"); {
			case !ok || name == "":
			case named[name]:
				f.unknownKeys(s, keys)
			default:
				f.lost(s.Header, "nothing reads ["+s.Name+"]: the keys of ["+kind+"s] do not have "+name, "")
			}
		}
	}
}

// headless warns of sections of a file without [loggers], for which Python reads none
// of them.
func (f *file) headless() {
	var at source.Span
	var all []string
	for _, s := range f.config.File.Sections {
		kind, name, _ := strings.Cut(s.Name, "_")
		if kinds()[kind] == nil || name == "" {
			continue
		}
		if all == nil {
			at = s.Header
		}
		all = append(all, "["+s.Name+"]")
	}
	if all != nil {
		f.lost(at, "nothing reads "+strings.Join(all, ", ")+": there is no [loggers]", "write [loggers] with keys = root, and [handlers] and [formatters] with the names of theirs")
	}
}

// unused warns of handlers that no logger names, and of formatters that no handler
// does. They are made all the same, as Python makes them: a file is opened.
func (f *file) unused() {
	f.without("handler", f.names("logger", "handlers"), "no logger has it among its handlers: nothing is written to it, though it is opened")
	f.without("formatter", f.names("handler", "formatter"), "no handler has it")
}

// names are the parts of a key's value, in all sections of a kind.
func (f *file) names(kind, key string) []string {
	var all []string
	for _, name := range f.named(kind + "s") {
		for _, part := range strings.Split(string(f.known[place{kind + "_" + name, key}].Value), ",") {
			all = append(all, strings.TrimSpace(part))
		}
	}
	return all
}

// without warns of sections of a kind that are not among the used ones.
func (f *file) without(kind string, used []string, why string) {
	for _, name := range f.named(kind + "s") {
		if s := f.config.File.Section(kind + "_" + name); s != nil && !slices.Contains(used, name) {
			f.lost(s.Header, "["+s.Name+"] has no effect: "+why, "")
		}
	}
}

func (f *file) unknownKeys(s *ini.Section, keys []string) {
	for _, e := range s.Entries {
		if key := strings.ToLower(e.Key); !slices.Contains(keys, key) {
			f.lost(e.KeySpan, "nothing reads the key "+e.Key+" of ["+s.Name+"], nor does Python", diag.DidYouMean(key, keys))
		}
	}
}

func (f *file) lost(at source.Span, message, hint string) {
	d := diag.Warningf(codeIdle, at, "%s", message)
	d.Hint = hint
	f.problems.Add(d)
}
