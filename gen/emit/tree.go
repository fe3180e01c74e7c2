package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/packed"
	"github.com/pastegen/pastegen/gen/plan"
)

// inside declares the files of a folder that are inside the program:
//
//	// publicFiles are the files of the folder public, as they were when the program was built.
//	//
//	//go:embed all:public
//	var publicFiles embed.FS
func (s source) inside(t *plan.Tree) jen.Code {
	return jen.Line().
		Comment(fmt.Sprintf("%s are the files of the folder %s, as they were when the program was built.", t.Var, printable(t.Folder))).Line().
		Comment("//").Line().
		Comment("//go:embed "+packed.Pattern(t.Folder)).Line().
		Var().Id(t.Var).Qual("embed", "FS")
}

// enter makes a folder of a tree a tree of its own:
//
//	files, err := fs.Sub(publicFiles, "public")
//	if err != nil {
//		return nil, fmt.Errorf("%s: %w", places.MainAppEmbed, err)
//	}
func (w *writer) enter(s plan.Enter) {
	w.assign(jen.Qual("io/fs", "Sub").Call(jen.Id(s.Tree.Var), jen.Lit(s.Root)), s.Var.Name, "err")
	w.check(w.errorAt(s.Where))
}
