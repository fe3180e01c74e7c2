package parse

import (
	"fmt"
	"slices"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/source"
)

// notFound says why a name is not that of exactly one section: there are
// several, there is one of another type, or none.
func notFound(l *configLoader, t ObjectType, name ref) diag.Diagnostic {
	sections := l.file.sections
	if possible := sections.find(t, string(name.text), !name.named); len(possible) > 1 {
		return ambiguous(t, name, possible)
	}
	for _, other := range []ObjectType{AppType, FilterType, ServerType} {
		if found := sections.find(other, string(name.text), !name.named); len(found) > 0 {
			return wrongType(t, name, other, found[0])
		}
	}
	d := diag.Errorf(codeUnknownSection, name.span(), "there is no %s %q in %s", t, name.shown(), l.file.ini.Source.Name())
	d.Hint = similarSection(l, t, string(name.text))
	return d
}

func ambiguous(t ObjectType, name ref, possible []*ini.Section) diag.Diagnostic {
	last := possible[len(possible)-1]
	at := name.span()
	if !at.IsValid() {
		at = last.Header
	}
	d := diag.Errorf(codeAmbiguous, at, "%d sections are the %s %q, expected one", len(possible), t, name.shown())
	for _, s := range possible {
		if s.Header != at {
			d.Related = append(d.Related, diag.Related{Span: s.Header, Note: fmt.Sprintf("section %q", s.Name)})
		}
	}
	d.Hint = "rename all but one of them"
	return d
}

func wrongType(t ObjectType, name ref, other ObjectType, found *ini.Section) diag.Diagnostic {
	at := name.span()
	d := diag.Errorf(codeWrongType, at, "%s %q used where %s is wanted", other, name.shown(), t.withArticle())
	d.Related = []diag.Related{{Span: found.Header, Note: "section " + fmt.Sprintf("%q", found.Name)}}
	d.Hint = typeHint(name, t, other)
	return d
}

// typeHint says how to do what was probably meant.
func typeHint(name ref, t, other ObjectType) string {
	key := ""
	if name.in != nil {
		key = name.in.Key
	}
	switch {
	case key == "pipeline" && t == AppType:
		return "the last name of a pipeline is an app"
	case key == "pipeline":
		return "in a pipeline only the last name is an app, all others are filters"
	case key == "use":
		return fmt.Sprintf("only a section [%s:...] can use it", other)
	case t == AppType && other == FilterType:
		return "[filter-app:...] makes an app of a filter and the app behind it"
	}
	return ""
}

// similarSection is a hint about the sections that a name may be a misspelling of.
func similarSection(l *configLoader, t ObjectType, name string) string {
	var names []string
	for _, s := range l.file.ini.Sections {
		prefix, other, bare := SplitName(s.Name)
		known, ok := TypeOf(prefix)
		switch {
		case bare:
		case ok && known == t:
			names = append(names, other)
		case !ok && other == name:
			if p := diag.Nearest(prefix, flat(t.prefixes())); p != "" {
				return fmt.Sprintf("there is a section %q; did you mean %q?", s.Name, p+":"+name)
			}
		}
	}
	if hint := diag.DidYouMean(name, names); hint != "" {
		return hint
	}
	return fmt.Sprintf("add a section [%s:%s]", t, name)
}

func bareSection(s *ini.Section) diag.Diagnostic {
	d := diag.Warningf(codeNeverFound, s.Header, "section %q has no name, so nothing can refer to it", s.Name)
	d.Hint = fmt.Sprintf("did you mean [%s:main]?", s.Name)
	return d
}

func hiddenSection(l Loadable, other *ini.Section) diag.Diagnostic {
	d := diag.Warningf(codeNeverFound, l.Section.Header, "section %q is never found: %q stands for the same name", l.Section.Name, other.Name)
	d.Related = []diag.Related{{Span: other.Header, Note: "this one counts"}}
	return d
}

// toLast turns a circle so that it ends with what stands last in the file.
func toLast[T any](around []T, span func(T) source.Span) []T {
	last := 0
	for i, step := range around {
		if later(span(step), span(around[last])) {
			last = i
		}
	}
	return append(around[last+1:len(around):len(around)], around[:last+1]...)
}

// circle describes references each of which leads to the next and the last to
// the start again. It always starts with the last one in the file, so that a
// circle is one problem wherever one enters it.
func circle(around []ref) diag.Diagnostic {
	around = slices.CompactFunc(slices.Clone(around), func(a, b ref) bool { return a.span() == b.span() })
	around = toLast(around, ref.span)
	end := around[len(around)-1]
	chain := end.shown()
	d := diag.Errorf(codeCycle, end.span(), "")
	for _, step := range around {
		chain += " -> " + step.shown()
		if step.span() != d.Span {
			d.Related = append(d.Related, diag.Related{Span: step.span(), Note: fmt.Sprintf("refers to %q", step.shown())})
		}
	}
	d.Message = fmt.Sprintf("%q refers to itself: %s", end.shown(), chain)
	d.Label = "closes the circle"
	d.Hint = "each reference makes a new object, so this would never end"
	return d
}

// later reports whether a place comes behind another, as diagnostics are sorted.
func later(a, b source.Span) bool {
	if a.File != b.File && a.IsValid() && b.IsValid() {
		return a.File.Name() > b.File.Name()
	}
	return a.Start > b.Start
}
