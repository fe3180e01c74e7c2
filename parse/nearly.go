package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// nearly warns of sections that neither Paste nor pastegen reads although they
// were probably meant for them: their names are nearly right, or they say what
// makes an object. A file may have sections of other programs, so no others are
// looked at.
func nearly(f *ini.File) diag.List {
	var problems diag.List
	for _, s := range f.Sections {
		prefix, name, bare := SplitName(s.Name)
		if IsPrefix(prefix) || prefix == "pastegen" || prefix == "resource" && !bare {
			continue
		}
		meant := meantBy(s, prefix, name, bare)
		if key := saysWhatMakes(s); meant != "" {
			problems.Add(nearlySection(s, "did you mean ["+meant+"]?"))
		} else if key != nil {
			problems.Add(usesInVain(s, key))
		}
	}
	return problems
}

// meantBy returns the name that a section was probably meant to have, empty for
// none.
func meantBy(s *ini.Section, prefix, name string, bare bool) string {
	most := 1
	if saysWhatMakes(s) != nil {
		most = 2
	}
	if bare {
		if near := diag.NearestWithin(prefix, []string{"pastegen", ini.DefaultName}, 1); near != "" {
			return near
		}
		return withColon(s.Name)
	}
	near := diag.NearestWithin(prefix, slices.Concat(prefixes(), []string{"resource", "pastegen"}), most)
	if near == "" || near == "app" && most == 1 && !diag.HasLetters(prefix, near) {
		return ""
	}
	return near + ":" + name
}

// withColon returns the name of a section such as [app main] or [filter.log]
// with the colon that Paste wants; empty for other names.
func withColon(name string) string {
	for _, prefix := range prefixes() {
		rest, ok := strings.CutPrefix(name, prefix)
		if ok && len(rest) > 1 && strings.ContainsAny(rest[:1], " .;=|/") {
			return prefix + ":" + ini.Strip(rest[1:])
		}
	}
	return ""
}

// prefixes returns those of all object types, the longest first where one starts
// with another.
func prefixes() []string {
	all := slices.Concat(flat(AppType.prefixes()), flat(FilterType.prefixes()), flat(ServerType.prefixes()))
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// saysWhatMakes returns the entry of a section that names a factory as Paste
// wants it, nil if there is none.
func saysWhatMakes(s *ini.Section) *ini.Entry {
	for _, e := range s.Entries {
		isFactory := strings.HasPrefix(e.Key, "paste.") && (strings.HasSuffix(e.Key, "_factory") || strings.HasSuffix(e.Key, "_runner"))
		if isFactory || e.Key == "use" && conf.IsScheme(conf.Scheme(Text(e.Value.Raw))) {
			return e
		}
	}
	return nil
}

func nearlySection(s *ini.Section, hint string) diag.Diagnostic {
	d := diag.Warningf(codeNearly, s.Header, "neither Paste nor pastegen reads section %q", s.Name)
	d.Hint = hint
	return d
}

func usesInVain(s *ini.Section, key *ini.Entry) diag.Diagnostic {
	d := nearlySection(s, "an app is a section [app:NAME], a filter [filter:NAME]")
	d.Related = []diag.Related{{Span: key.KeySpan, Note: fmt.Sprintf("%q is for Paste", key.Key)}}
	return d
}
