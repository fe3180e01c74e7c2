package plan

import "github.com/pastegen/pastegen/gen/bound"

// Tree is a folder whose files are inside the program.
type Tree struct {
	Folder string // its path from the folder of main.go, with slashes
	Var    string // name of the variable that holds the files
}

// trees are folders whose files are inside the program, by their names.
type trees map[string]*Tree

// of returns the tree that has files. What takes the same shares it.
func (all trees) of(a bound.Files) *Tree {
	if all[a.Folder] == nil {
		all[a.Folder] = &Tree{Folder: a.Folder}
	}
	return all[a.Folder]
}

// treesOf returns those that functions use, in their order.
func treesOf(funcs []*Func) []*Tree {
	var list []*Tree
	seen := map[*Tree]bool{}
	for _, f := range funcs {
		for _, s := range f.Steps {
			if e, ok := s.(Enter); ok && !seen[e.Tree] {
				seen[e.Tree] = true
				list = append(list, e.Tree)
			}
		}
	}
	return list
}
