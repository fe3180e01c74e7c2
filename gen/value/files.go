package value

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// IsTemplate reports whether texts of the type name files of templates; a Go object
// may be named in their place.
func IsTemplate(t types.Type) bool {
	return isStd("html/template", "*Template")(nil, t) || isStd("text/template", "*Template")(nil, t)
}

// toTemplate reads templates from files, or from those that a pattern matches,
// when the program starts.
func toTemplate(v *Table, in Input) (bound.Arg, *Misfit) {
	files := parse.Setting{Value: in.Text}.Words()
	pkg := types.Unalias(in.Type).(*types.Pointer).Elem().(*types.Named).Obj().Pkg().Path()
	patterns := slices.ContainsFunc(files, func(file parse.Word) bool { return strings.ContainsAny(string(file.Text), "*?[") })
	switch {
	case len(files) == 0:
		return nil, unfit("names no template", "write the paths of its files, or a pattern of them: templates/*.html")
	case patterns && len(files) > 1:
		return nil, unfit("has several patterns", "write one, templates/*.html, or the paths of all files")
	case patterns:
		return in.made(pkg, "ParseGlob", pathOf(v, in, files[0])), nil
	}
	var paths []bound.Arg
	for _, file := range files {
		paths = append(paths, pathOf(v, in, file))
	}
	return in.made(pkg, "ParseFiles", paths...), nil
}

// toCertificate reads a key pair from two files in PEM, or from one that has both.
func toCertificate(v *Table, in Input) (bound.Arg, *Misfit) {
	files := parse.Setting{Value: in.Text}.Words()
	if len(files) == 0 || len(files) > 2 {
		return nil, unfit("names no certificate", "write the path of its file and that of its key's, or of one with both")
	}
	return in.made("crypto/tls", "LoadX509KeyPair", pathOf(v, in, files[0]), pathOf(v, in, files[len(files)-1])), nil
}

// pathOf is the path that a word among several is.
func pathOf(v *Table, in Input, file parse.Word) bound.Arg {
	in.Text = file.Text
	return bound.Text{Type: types.Typ[types.String], Value: v.path(in)}
}

// toKey refuses the text of a private or public key: bytes of any text would be one
// that no signature fits.
func toKey(*Table, Input) (bound.Arg, *Misfit) {
	return nil, unfit("is text, and no key", "let the factory take the path of its file, a string, and read it")
}
