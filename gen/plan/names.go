package plan

import (
	"go/token"
	"go/types"
	"strconv"
	"strings"
	"unicode"

	"github.com/pastegen/pastegen/parse"
)

// scope hands out identifiers, each once, none that an enclosing scope has.
type scope struct {
	outer  *scope
	taken  map[string]bool
	avoids map[string]bool // names that it does not hand out and that scopes inside may
}

func newScope(outer *scope, reserved ...string) *scope {
	s := &scope{outer, map[string]bool{}, map[string]bool{}}
	for _, name := range reserved {
		s.taken[name] = true
	}
	return s
}

// pick returns want, or want with the first number behind it that is free.
func (s *scope) pick(want string) string {
	name := want
	for i := 2; s.has(name) || s.avoids[name]; i++ {
		name = want + strconv.Itoa(i)
	}
	s.taken[name] = true
	return name
}

// avoid keeps a scope from handing out names that scopes inside may use.
func (s *scope) avoid(names ...string) {
	for _, name := range names {
		s.avoids[name] = true
	}
}

func (s *scope) has(name string) bool {
	if token.IsKeyword(name) || types.Universe.Lookup(name) != nil {
		return true
	}
	for ; s != nil; s = s.outer {
		if s.taken[name] {
			return true
		}
	}
	return false
}

// camel joins the words of texts to a Go identifier that starts with a small
// letter. A word is a run of letters and digits: "proxy-prefix" gives
// proxyPrefix, "/v2.1" v21 and "2nd" n2nd.
func camel(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if b.Len() == 0 {
				b.WriteString(uncapitalize(word))
			} else {
				b.WriteString(capitalize(word))
			}
		}
	}
	name := b.String()
	if name == "" {
		return "unnamed"
	}
	if r := rune(name[0]); '0' <= r && r <= '9' || !token.IsIdentifier(name) && !token.IsKeyword(name) {
		return "n" + name
	}
	return name
}

// capitalize makes the first letter a capital, so that the name is exported
// where its letter has a capital at all.
func capitalize(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// uncapitalize makes the first letter small, and all letters of a word that is
// nothing but capitals, or several of those: IDs.
func uncapitalize(s string) string {
	if one := strings.TrimSuffix(s, "s"); one == strings.ToUpper(one) && len(one) != 1 {
		return strings.ToLower(s)
	}
	for i, r := range s {
		return string(unicode.ToLower(r)) + s[i+len(string(r)):]
	}
	return s
}

// sectionBase makes a name of a section: "app:home_use" gives homeUseApp.
func sectionBase(section string) string {
	prefix, name, _ := strings.Cut(section, ":")
	switch prefix {
	case "application":
		prefix = "app"
	case "composit":
		prefix = "composite"
	}
	return camel(name, prefix)
}

// sectionWord is the name part of the section that a node stands for.
func sectionWord(n parse.Node) string {
	if s := n.Context().Section; s != nil {
		_, name, _ := strings.Cut(s.Name, ":")
		return name
	}
	return n.Context().Ref
}
