package fileapp

import (
	"io/fs"
	"os"
	"sync"
)

// Dir returns the tree of files below a directory, and of nothing else: ".."
// and symbolic links that lead out of it are refused by the operating system's
// own means (os.Root), absolute links too. The directory is opened when it is
// first asked for and found; until then there are no files. It is that
// directory from then on, even if it is moved.
func Dir(path string) fs.StatFS {
	return &dir{path: path}
}

type dir struct {
	path string

	mu   sync.RWMutex // for opened
	tree fs.StatFS    // nil until the directory is found
}

func (d *dir) Open(name string) (fs.File, error) {
	tree, err := d.opened()
	if err != nil {
		return nil, err
	}
	return tree.Open(name)
}

func (d *dir) Stat(name string) (fs.FileInfo, error) {
	tree, err := d.opened()
	if err != nil {
		return nil, err
	}
	return tree.Stat(name)
}

func (d *dir) opened() (fs.StatFS, error) {
	d.mu.RLock()
	tree := d.tree
	d.mu.RUnlock()
	if tree != nil {
		return tree, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tree != nil {
		return d.tree, nil
	}
	root, err := os.OpenRoot(d.path)
	if err != nil {
		return nil, err
	}
	d.tree = root.FS().(fs.StatFS) // documented to be one
	return d.tree, nil
}
