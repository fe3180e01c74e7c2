package stdtypes

import (
	"flag"
	"fmt"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go/importer"
	"go/token"
	"io"
)

var update = flag.Bool("update", false, "describe the standard library again")

// roots are the packages whose types are described with fields and methods. Of
// others there are the names of what those mention, and interfaces.
func roots() []string {
	return []string{
		"context", "crypto/tls", "database/sql", "encoding", "html/template", "io", "io/fs", "iter", "log", "log/slog", "math/big",
		"net", "net/http", "net/netip", "net/url", "os", "regexp", "text/template", "time",
	}
}

// goImporter imports the packages as the go command has them.
func goImporter(t *testing.T) types.Importer {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, roots()...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = file
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
}

// describing writes the description.
type describing struct {
	imp  types.Importer
	open []types.Object
	seen map[types.Object]bool
}

func (d *describing) describe(t *testing.T) string {
	for _, path := range roots() {
		pkg, err := d.imp.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range pkg.Scope().Names() {
			d.want(pkg.Scope().Lookup(name))
		}
	}
	texts := map[string][]string{}
	imports := map[string]map[string]bool{}
	names := map[string]string{}
	for len(d.open) > 0 {
		o := d.open[0]
		d.open = d.open[1:]
		at := o.Pkg().Path()
		if imports[at] == nil {
			imports[at] = map[string]bool{}
		}
		names[at] = o.Pkg().Name()
		texts[at] = append(texts[at], d.declaration(o, imports[at]))
	}
	var out strings.Builder
	for _, p := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(&out, "%s%s\npackage %s\n", separator, p, names[p])
		for _, imported := range slices.Sorted(maps.Keys(imports[p])) {
			fmt.Fprintf(&out, "import %s %q\n", alias(imported), imported)
		}
		slices.Sort(texts[p])
		for _, text := range texts[p] {
			out.WriteString(text)
		}
	}
	return out.String()
}

// want has an exported type or constant described.
func (d *describing) want(o types.Object) {
	switch o.(type) {
	case *types.TypeName:
	case *types.Const:
		if !o.Exported() {
			return
		}
	default:
		return
	}
	if !o.Exported() || d.seen[o] || o.Pkg() == nil {
		return
	}
	d.add(o)
}

func (d *describing) add(o types.Object) {
	if d.seen[o] || o.Pkg() == nil {
		return
	}
	d.seen[o] = true
	d.open = append(d.open, o)
}

// nameless are the names that the compiler gives to results without one.
var nameless = regexp.MustCompile(`#\w+ `)

func alias(importPath string) string {
	return strings.NewReplacer("/", "_", ".", "_").Replace(importPath)
}

func (d *describing) declaration(o types.Object, imports map[string]bool) string {
	write := func(t types.Type) string {
		d.mentions(t)
		return nameless.ReplaceAllString(types.TypeString(t, func(p *types.Package) string {
			if p == o.Pkg() {
				return ""
			}
			imports[p.Path()] = true
			return alias(p.Path())
		}), "")
	}
	switch o := o.(type) {
	case *types.Const:
		if b, ok := o.Type().(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			return fmt.Sprintf("const %s = %s\n", o.Name(), o.Val().ExactString())
		}
		return fmt.Sprintf("const %s %s = %s\n", o.Name(), write(o.Type()), o.Val().ExactString())
	case *types.TypeName:
		if o.IsAlias() {
			return fmt.Sprintf("type %s = %s\n", o.Name(), write(types.Unalias(o.Type())))
		}
		return d.named(o, o.Type().(*types.Named), write)
	}
	return ""
}

func (d *describing) named(o *types.TypeName, t *types.Named, write func(types.Type) string) string {
	params, args := "", ""
	if list := t.TypeParams(); list.Len() > 0 {
		var with, without []string
		for i := range list.Len() {
			with = append(with, list.At(i).Obj().Name()+" "+write(list.At(i).Constraint()))
			without = append(without, list.At(i).Obj().Name())
		}
		params, args = "["+strings.Join(with, ", ")+"]", "["+strings.Join(without, ", ")+"]"
	}
	var out strings.Builder
	under := "struct{_ int}"
	if _, isStruct := t.Underlying().(*types.Struct); !isStruct || slices.Contains(roots(), o.Pkg().Path()) {
		under = d.underlying(t.Underlying(), write)
	}
	fmt.Fprintf(&out, "type %s%s %s\n", o.Name(), params, under)
	if types.IsInterface(t) || !slices.Contains(roots(), o.Pkg().Path()) {
		return out.String()
	}
	direct := map[string]bool{}
	for i := range t.NumMethods() {
		m := t.Method(i)
		direct[m.Name()] = true
		if !m.Exported() {
			continue
		}
		star := ""
		if _, ok := m.Signature().Recv().Type().(*types.Pointer); ok {
			star = "*"
		}
		sig := types.NewSignatureType(nil, nil, nil, m.Signature().Params(), m.Signature().Results(), m.Signature().Variadic())
		fmt.Fprintf(&out, "func (%s%s%s) %s%s\n", star, o.Name(), args, m.Name(), strings.TrimPrefix(write(sig), "func"))
	}
	return out.String()
}

// underlying writes a type without what no other package can see of it: "_ int"
// stands for fields, a method without parameters for methods of an interface.
func (d *describing) underlying(t types.Type, write func(types.Type) string) string {
	switch t := t.(type) {
	case *types.Struct:
		return d.fields(t, write)
	case *types.Interface:
		var parts []string
		for m := range t.ExplicitMethods() {
			if m.Exported() {
				parts = append(parts, m.Name()+strings.TrimPrefix(write(m.Type()), "func"))
			} else {
				parts = append(parts, m.Name()+"()")
			}
		}
		for e := range t.EmbeddedTypes() {
			parts = append(parts, write(e))
		}
		return "interface{" + strings.Join(parts, "; ") + "}"
	}
	return write(t)
}

func (d *describing) fields(s *types.Struct, write func(types.Type) string) string {
	var fields []string
	hidden := false
	for i := range s.NumFields() {
		f := s.Field(i)
		switch {
		case !f.Exported() && !f.Embedded():
			hidden = true
		case f.Embedded():
			fields = append(fields, write(f.Type()))
		default:
			fields = append(fields, f.Name()+" "+write(f.Type()))
		}
	}
	if hidden {
		fields = append(fields, "_ int")
	}
	return "struct{" + strings.Join(fields, "; ") + "}"
}

// mentions has what a type mentions described.
func (d *describing) mentions(t types.Type) {
	switch t := t.(type) {
	case *types.Named:
		d.addNamed(t.Obj())
		d.allOf(t.TypeArgs())
	case *types.Alias:
		d.addNamed(t.Obj())
		d.allOf(t.TypeArgs())
	case *types.Map:
		d.mentions(t.Key())
		d.mentions(t.Elem())
	case *types.Signature:
		d.mentions(t.Params())
		d.mentions(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			d.mentions(v.Type())
		}
	case *types.Struct:
		for f := range t.Fields() {
			d.mentions(f.Type())
		}
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			d.mentions(m.Type())
		}
		for e := range t.EmbeddedTypes() {
			d.mentions(e)
		}
	case *types.Union:
		for i := range t.Len() {
			d.mentions(t.Term(i).Type())
		}
	case interface{ Elem() types.Type }:
		d.mentions(t.Elem())
	}
}

func (d *describing) allOf(list *types.TypeList) {
	for t := range list.Types() {
		d.mentions(t)
	}
}

// addNamed adds a type, from its whole package, with its constants.
func (d *describing) addNamed(o *types.TypeName) {
	if o.Pkg() == nil {
		return
	}
	pkg, err := d.imp.Import(o.Pkg().Path())
	if err != nil {
		return
	}
	whole := pkg.Scope().Lookup(o.Name())
	if whole == nil || d.seen[whole] {
		return
	}
	d.add(whole)
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && c.Exported() && types.Identical(c.Type(), whole.Type()) {
			d.add(c)
		}
	}
}

func TestDescription(t *testing.T) {
	if *update {
		d := &describing{imp: goImporter(t), seen: map[types.Object]bool{}}
		if err := os.WriteFile("std.txt", []byte(d.describe(t)), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	imp := NewImporter(token.NewFileSet())
	for p := range imp.texts {
		pkg, err := imp.Import(p)
		if err != nil {
			t.Errorf("%s: %v", p, err)
		} else if pkg.Name() != path.Base(p) && !strings.HasPrefix(path.Base(p), "v") {
			t.Errorf("%s is called %s", p, pkg.Name())
		}
	}
}

func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		if _, err := NewImporter(token.NewFileSet()).Import("net/http"); err != nil {
			b.Fatal(err)
		}
	}
}

// TestImportTwice: a package has one set of types, whoever imports it.
func TestImportTwice(t *testing.T) {
	i := NewImporter(token.NewFileSet())
	for range 2 {
		for _, path := range []string{"net/http", "context", "unsafe"} {
			one, err := i.Import(path)
			if other, _ := i.Import(path); err != nil || one != other {
				t.Errorf("%s: %v and %v, %v", path, one, other, err)
			}
		}
	}
	if pkg, err := i.Import("nothing"); pkg != nil || err == nil {
		t.Errorf("%v, %v", pkg, err)
	}
}
