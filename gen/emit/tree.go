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
func inside(t *plan.Tree) jen.Code {
	return jen.Line().
		Comment(fmt.Sprintf("%s are the files of the folder %s, as they were when the program was built.", t.Var, printable(t.Folder))).Line().
		Comment("//").Line().
		Comment("//go:embed "+packed.Pattern(t.Folder)).Line().
		Var().Id(t.Var).Qual("embed", "FS")
}
