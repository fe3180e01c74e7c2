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
