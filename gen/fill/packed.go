package fill

import (
	"go/types"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/gomod"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/packed"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// packedFiles puts files into the program where a field's tag lets a section
// ask for that: by "embed" if the key is true, by "egg" if the key names a
// distribution.
type packedFiles struct{ *filler }

func (f *packedFiles) isPacked(p keys.Param) bool {
	return (p.Tag.Embed != "" || p.Tag.Egg != "") && value.IsNamed(p.Typ, "io/fs", "FS")
}

func (f *packedFiles) fill(p keys.Param) bound.Arg {
	if p.Tag.Egg != "" {
		return f.fillEgg(p)
	}
	s, ok := f.reader.setting(p)
	if !ok || !f.asked(p, s) {
		return nil
	}
	dir, ok := f.sibling(p, p.Tag.Embed)
	if !ok {
		return nil // that the key is required is told of it
	}
	from := bound.Origin{Key: s.Key, Span: s.Span}
	return f.files(p, from, dir.Word(), dir.Value, "")
}

// asked reports whether the key says that files are to be inside.
func (f *packedFiles) asked(p keys.Param, s parse.Setting) bool {
	p.Typ = types.Typ[types.Bool]
	return f.reader.isOn(p, s, "what is inside the program is settled when it is generated")
}

// sibling returns the setting of another key of the section.
func (f *packedFiles) sibling(p keys.Param, key string) (parse.Setting, bool) {
	for _, prefix := range p.Prefixes {
		name, _ := words.CutLast(prefix, ".")
		all := f.keys.Named(strings.TrimPrefix(name+"."+key, "."))
		if len(all) > 0 {
			return all[0], true
		}
	}
	return parse.Setting{}, false
}

// withoutFolder leaves out the field with the folder whose files are inside.
func (f *packedFiles) withoutFolder(p keys.Param, fields []bound.Field) []bound.Field {
	for _, field := range f.places.Fields(p) {
		filled := slices.ContainsFunc(fields, func(b bound.Field) bool { return b.Name == field.Name() })
		if field.Tag.Embed == "" || !filled {
			continue
		}
		for _, other := range f.places.Fields(p) {
			if words.Normal(words.LastName(other.Key)) == words.Normal(field.Tag.Embed) {
				fields = slices.DeleteFunc(fields, func(b bound.Field) bool { return b.Name == other.Name() })
			}
		}
	}
	return fields
}

// fillEgg makes files of what names a distribution, a Go variable, or a directory.
func (f *packedFiles) fillEgg(p keys.Param) bound.Arg {
	s, ok := f.reader.setting(p)
	if !ok {
		return nil
	}
	w := s.Word()
	if scheme, _, ok := strings.Cut(string(w.Text), ":"); ok && strings.EqualFold(scheme, "call") {
		return f.reader.one(p, &reading.Reading{Type: p.Typ}, w, s.Key)
	}
	pattern, known := f.env.Refs.Egg(strings.TrimSpace(string(w.Text)))
	if !known {
		return f.directory(p, s)
	}
	from := bound.Origin{Key: s.Key, Span: s.Span}
	folder, why := f.packageFolder(pattern)
	if why != nil {
		f.cannot(w, why)
		return nil
	}
	inside := ""
	if sub, ok := f.sibling(p, p.Tag.Egg); ok {
		inside = strings.Trim(path.Clean("/"+string(sub.Value)), "/")
	}
	return f.files(p, from, w, parse.Text(folder), inside)
}

// directory is a directory that is read when the program runs. A name that may
// be one of a distribution must be there, or else it is that.
func (f *packedFiles) directory(p keys.Param, s parse.Setting) bound.Arg {
	w := s.Word()
	name := string(w.Text)
	if _, why := packed.Look(f.onDisk.at(w.Span, w.Text), f.env.Main); w.Text.IsConst() && !strings.Contains(name, "/") && why != nil && why.Is == "is not there" {
		f.cannot(w, &packed.Misfit{Is: "is no distribution in [pastegen:eggs], and no directory",
			Hint: "say there which Go package it is: " + name + " = ./folder"})
		return nil
	}
	return f.reader.value(p, f.env.reads.Of(p.Typ), s)
}

// packageFolder returns the folder of the package that a distribution means.
func (f *packedFiles) packageFolder(pattern string) (string, *packed.Misfit) {
	if pattern == "." || strings.HasPrefix(pattern, "./") || strings.HasPrefix(pattern, "../") {
		return filepath.Join(f.env.INI, filepath.FromSlash(pattern)), nil
	}
	m, err := gomod.Find(f.env.Main)
	if rest, own := strings.CutPrefix(pattern, m.Path); err == nil && !m.IsNone() && own && (rest == "" || rest[0] == '/') {
		return filepath.Join(m.Root, filepath.FromSlash(rest)), nil
	}
	return "", &packed.Misfit{Is: "is the package " + pattern + " of another module, whose files go:embed cannot reach from here",
		Hint: "have a variable of type embed.FS there, and name that: egg = call:" + pattern + ":Files"}
}

// files are those of a folder, of which what is inside may be all that is wanted.
func (f *packedFiles) files(p keys.Param, from bound.Origin, w parse.Word, folder parse.Text, inside string) bound.Arg {
	if len(folder.Variables()) > 0 {
		f.tell.Misread(p, tell.NotYet(p.Typ, "what is inside the program is settled when it is generated").Of(w)...)
		return nil
	}
	root := f.onDisk.at(w.Span, folder)
	found, why := packed.Look(filepath.Join(root, filepath.FromSlash(inside)), f.env.Main)
	if why != nil {
		f.cannot(w, why)
		return nil
	}
	f.leftOut(w, found)
	return bound.Files{Folder: found.Name, Root: strings.TrimSuffix(strings.TrimSuffix(found.Name, inside), "/"), From: from}
}

func (f *packedFiles) cannot(w parse.Word, why *packed.Misfit) {
	f.report(diag.Diagnostic{
		Code:    problem.Embed,
		Message: words.Quote(w.Written()) + " " + why.Is,
		Span:    w.Span,
		Hint:    why.Hint,
	})
}

// leftOut warns of files that the program will not have.
func (f *packedFiles) leftOut(w parse.Word, found packed.Folder) {
	if len(found.Left) == 0 {
		return
	}
	f.report(diag.Diagnostic{
		Severity: diag.Warning,
		Code:     problem.Embed,
		Message:  "the program will be without " + words.List(found.Left, "and") + " of " + words.Quote(w.Written()),
		Span:     w.Span,
		Hint:     "go:embed leaves out symbolic links, other modules and the folders of version control: put copies of files there",
	})
}
