package value

import (
	"go/types"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// isTemplate reports whether texts of the type name files of templates.
func isTemplate(t types.Type) bool {
	return isStd("html/template", "*Template")(nil, t) || isStd("text/template", "*Template")(nil, t)
}

// IsCertificate reports whether texts of the type name the files of a certificate
// and its key.
func IsCertificate(t types.Type) bool { return IsNamed(t, "crypto/tls", "Certificate") }

// MayBeObject reports whether texts of the type name files, in whose place a Go
// object may be named.
func MayBeObject(t types.Type) bool { return isTemplate(t) || isPEM(nil, t) }

// fromPEM are the types that package pemfile reads, and its functions for them.
func fromPEM() [][3]string {
	return [][3]string{
		{"crypto/x509", "*CertPool", "Pool"},
		{"crypto/rsa", "*PrivateKey", "RSA"},
		{"crypto/ecdsa", "*PrivateKey", "ECDSA"},
		{"crypto/ed25519", "PrivateKey", "Ed25519"},
		{"crypto/rsa", "*PublicKey", "RSAPublic"},
		{"crypto/ecdsa", "*PublicKey", "ECDSAPublic"},
		{"crypto/ed25519", "PublicKey", "Ed25519Public"},
	}
}

// readPEM is the function that reads a type; empty for another type.
func readPEM(t types.Type) string {
	for _, one := range fromPEM() {
		if isStd(one[0], one[1])(nil, t) {
			return one[2]
		}
	}
	return ""
}

func isPEM(_ *Table, t types.Type) bool { return readPEM(t) != "" }

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
		return in.atStart(pkg, "ParseGlob", pathOf(v, in, files[0])), nil
	}
	var paths []bound.Arg
	for _, file := range files {
		paths = append(paths, pathOf(v, in, file))
	}
	return in.atStart(pkg, "ParseFiles", paths...), nil
}

// toCertificate reads a key pair from two files in PEM, or from one that has both.
func toCertificate(v *Table, in Input) (bound.Arg, *Misfit) {
	files := parse.Setting{Value: in.Text}.Words()
	if len(files) == 0 || len(files) > 2 {
		return nil, unfit("names no certificate", "write the path of its file and that of its key's, or of one with both")
	}
	return in.atStart("crypto/tls", "LoadX509KeyPair", pathOf(v, in, files[0]), pathOf(v, in, files[len(files)-1])), nil
}

// pathOf is the path that a word among several is.
func pathOf(v *Table, in Input, file parse.Word) bound.Arg {
	in.Text = file.Text
	return bound.Text{Type: types.Typ[types.String], Value: v.path(in)}
}

// toPEM reads a key from a file, and certificates from any number of them.
func toPEM(v *Table, in Input) (bound.Arg, *Misfit) {
	files := parse.Setting{Value: in.Text}.Words()
	name := readPEM(in.Type)
	switch {
	case name == "Pool" && len(files) == 0:
		return nil, unfit("names no file of certificates", "write the paths of files in PEM")
	case name != "Pool" && len(files) != 1:
		return nil, unfit("names no key", "write the path of its file, in PEM")
	}
	var paths []bound.Arg
	for _, file := range files {
		paths = append(paths, pathOf(v, in, file))
	}
	return in.atStart(v.parts.Path("pemfile"), name, paths...), nil
}
