// Package urlparser serves the files of a directory under their names with or
// without extension.
//
// A path names a file below the directory: /about is about.html if there is no
// other file of that name. A directory is served by the first file with one of
// the index names; its path gets a slash at the end. When several files fit and
// none exactly, nothing is found, and the log says why.
//
// # Differences
//
// Paste's urlparser runs Python modules that it finds (and writes __init__.py
// into folders). There is nothing of the kind here: files whose names end in
// .py or begin with a dot are not found, so that nobody reads them. An
// extension of hide_extensions may be written with or without its dot; so
// Paste's own default hides bak files, too. A path that goes on behind a file
// is not found.
//
//paste:group files
package urlparser

import (
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/fileapp"
	"github.com/pastegen/pastegen/templates/mount"
)

// Options are the keys of the section.
type Options struct {
	// Directory is the directory whose files are served.
	Directory string `paste:"directory,required,folder"`

	// BasePythonName is the Python package that the directory is: it has no
	// effect.
	BasePythonName string `paste:"base_python_name,ignored"`

	// IndexNames are the names of files, without extensions, that are served
	// for a directory.
	IndexNames []string `paste:"index_names,global,default=index Index main Main"`

	// HideExtensions are extensions of files that are not served.
	HideExtensions []string `paste:"hide_extensions,global,default=.pyc bak py~"`

	// IgnoreExtensions are extensions of files that are served under their
	// whole names only.
	IgnoreExtensions []string `paste:"ignore_extensions,global"`
}

// New returns an app that serves the files of a directory, with or without
// their extensions.
//
//paste:app_factory urlparser
//paste:stands_for egg:Paste#urlparser paste.urlparser:make_url_parser
func New(o Options, log *slog.Logger) http.Handler {
	tree := fileapp.Dir(o.Directory)
	return &app{
		tree:   tree,
		files:  fileapp.New(tree, fileapp.Options{}),
		index:  o.IndexNames,
		hide:   append(dotted(o.HideExtensions), ".py"),
		ignore: dotted(o.IgnoreExtensions),
		log:    log,
	}
}

// dotted returns extensions with their dots.
func dotted(extensions []string) (all []string) {
	for _, ext := range extensions {
		all = append(all, "."+strings.TrimPrefix(ext, "."))
	}
	return all
}

type app struct {
	tree         fs.FS
	files        *fileapp.Server
	index        []string // names without extensions
	hide, ignore []string // extensions
	log          *slog.Logger
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	segments := strings.FieldsFunc(r.URL.Path, func(c rune) bool { return c == '/' })
	dir := "."
	for i, segment := range segments {
		name, isDir := a.lookUp(dir, segment)
		switch {
		case name == "", !isDir && (i < len(segments)-1 || strings.HasSuffix(r.URL.Path, "/")):
			http.NotFound(w, r)
			return
		case !isDir:
			a.files.Serve(w, r, name)
			return
		}
		dir = name
	}
	a.serveDir(w, r, dir)
}

// serveDir serves the index of a directory.
func (a *app) serveDir(w http.ResponseWriter, r *http.Request, dir string) {
	if !strings.HasSuffix(r.URL.Path, "/") {
		http.Redirect(w, r, mount.URL(r, r.URL.Path+"/"), http.StatusMovedPermanently)
		return
	}
	for _, index := range a.index {
		if name, isDir := a.lookUp(dir, index); name != "" && !isDir {
			a.files.Serve(w, r, name)
			return
		}
	}
	http.NotFound(w, r)
}

// lookUp finds the file or directory of a name in a directory: the one of
// exactly this name, or else the only one that has it before its extension. It
// is "" if there is none.
func (a *app) lookUp(dir, name string) (found string, isDir bool) {
	entries, err := fs.ReadDir(a.tree, dir)
	if err != nil {
		return "", false
	}
	var fitting []fs.DirEntry
	for _, entry := range entries {
		ext := path.Ext(entry.Name())
		base := strings.TrimSuffix(entry.Name(), ext)
		switch {
		case strings.HasPrefix(entry.Name(), "."), slices.Contains(a.hide, ext):
		case entry.Name() == name:
			return a.kind(dir, entry)
		case base == name && !slices.Contains(a.ignore, ext):
			fitting = append(fitting, entry)
		}
	}
	if len(fitting) > 1 {
		a.log.Warn("an ambiguous path: several files fit", "directory", dir, "name", name, "files", fitting)
	}
	if len(fitting) != 1 {
		return "", false
	}
	return a.kind(dir, fitting[0])
}

// kind tells whether an entry is a directory, or a link to one.
func (a *app) kind(dir string, entry fs.DirEntry) (name string, isDir bool) {
	name = path.Join(dir, entry.Name())
	info, err := a.files.Stat(name)
	if err != nil {
		return "", false
	}
	return name, info.IsDir()
}
