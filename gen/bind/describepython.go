package bind

import (
	"strings"

	"github.com/pastegen/pastegen/gen/python"
	"github.com/pastegen/pastegen/gen/record"
)

// DescribePython describes a factory of Python that is called by a protocol, of
// which the record says what Python has told.
func DescribePython(told record.Factory, protocol string) *Description {
	d := &Description{
		Kind: kindBy(told, protocol), Name: told.Use, Use: told.Use, Python: true,
		Signature: told.Signature(), Place: told.Place, Doc: told.Text(),
	}
	switch {
	case told.Kind == record.Application:
		d.UseKey = "use = egg:pastegen#wsgi\napplication"
	case !strings.HasPrefix(told.Use, "egg:") && protocol == "paste.filter_app_factory":
		d.UseKey = protocol
	case !strings.HasPrefix(told.Use, "egg:"):
		d.Use = "call:" + told.Use
	}
	keys, any := python.Keys(told, protocol)
	docs := told.KeyDocs()
	for _, p := range keys {
		if told.Kind == record.Application {
			break
		}
		d.Keys = append(d.Keys, KeyDescription{
			Name: p.Name, Type: typeOf(p), Required: p.Required(), Default: shownDefault(p), Doc: docs[p.Name],
		})
	}
	d.AnyKey = told.Opaque || any && told.Kind != record.Application
	return d
}

func kindBy(told record.Factory, protocol string) Kind {
	switch {
	case strings.HasPrefix(protocol, "paste.composit"):
		return CompositeKind
	case told.Kind == record.Filter || strings.HasPrefix(protocol, "paste.filter"):
		return FilterKind
	}
	return AppKind
}

// typeOf is what Python's source says of a parameter's type, or its default does.
func typeOf(p record.Parameter) string {
	switch {
	case p.Annotation != "":
		return p.Annotation
	case p.Type == "NoneType":
		return ""
	}
	return p.Type
}

// shownDefault is a default as a file would write it: a text without its quotes.
func shownDefault(p record.Parameter) string {
	text := p.Default
	if text == record.Hidden {
		return ""
	}
	if n := len(text); p.Type == "str" && n > 1 && !strings.Contains(text, "\\") && (text[0] == '\'' || text[0] == '"') {
		return text[1 : n-1]
	}
	return text
}

// pythonSection makes a name for a section of a factory of Python: that of the
// function, or of its module where that says no more than what it is.
func pythonSection(name string) string {
	module, attr, _ := strings.Cut(strings.TrimPrefix(name, "egg:"), ":")
	if dist, entry, ok := strings.Cut(module, "#"); ok {
		module, attr = dist, entry
	}
	attr = strings.TrimSuffix(strings.TrimSuffix(attr, "()"), "_factory")
	attr = strings.TrimPrefix(attr[strings.LastIndex(attr, ".")+1:], "make_")
	switch attr {
	case "", "main", "factory", "app", "filter", "application", "filter_app":
		return strings.ToLower(module[strings.LastIndex(module, ".")+1:])
	}
	return strings.ToLower(attr)
}
