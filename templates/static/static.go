// Package static serves the files of a directory.
//
// A path names a file below the directory. A directory is served by its
// index.html, with a slash at the end of its path: a request without it is sent
// on to the one with it, also below the prefix of a URL map. There are no
// listings. Answers have an ETag, conditional and range requests are
// understood, methods other than GET and HEAD get status 405.
//
// Files that somebody has compressed beforehand lie beside the original,
// x.css.br or x.css.gz beside x.css, and are sent to clients that accept them,
// if they are not older. That such a file comes or goes is seen within a
// second; other changes at once.
//
// With embed = true the files are inside the program, as they were when it was
// built. The directory must lie below the folder of main.go then, as go:embed
// wants it; hidden files are taken too.
//
// # Differences
//
// Paste compares texts to see whether a path leaves the directory, so that
// /../files2 beside a root /files gets through, and follows symbolic links
// anywhere. Here nothing outside the directory can be reached; a symbolic link
// must be relative and stay inside.
//
// Paste's pages for status 404 tell the path of the directory in a comment;
// these tell nothing. Where Paste redirects to an absolute URL this one
// redirects to a path, which is right behind any proxy. Several ranges in one
// request are answered, by multipart/byteranges; a Content-Range is only in
// answers that are ranges. A time that cannot be read is ignored, not answered
// with status 400. A file whose type is not known is the same on all machines
// that have the same mime.types.
//
//paste:group files
package static

import (
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"github.com/pastegen/pastegen/templates/fileapp"
	"github.com/pastegen/pastegen/templates/mount"
)

// Options are the keys of the section.
type Options struct {
	// DocumentRoot is the directory whose files are served. It may come to be
	// after the start.
	DocumentRoot string `paste:"document_root,required,folder"`

	// Embed puts the files of the directory into the program when it is built;
	// a relative path starts in the folder of the INI file then. "set embed =
	// true" does the same, and does not disturb Paste, which has no such key.
	Embed fs.FS `paste:"embed,embed=document_root,global"`

	// CacheMaxAge is for how many seconds clients and proxies may use a file
	// again without asking: Cache-Control and Expires. 0 says nothing about it.
	CacheMaxAge int `paste:"cache_max_age"`

	// Precompressed looks for x.br and x.gz beside x.
	Precompressed bool `paste:"precompressed,default=true"`
}

// New returns an app that serves the files of a directory.
//
//paste:app_factory static
//paste:stands_for egg:Paste#static paste.urlparser:make_static
func New(o Options, log *slog.Logger) http.Handler {
	if o.Embed != nil {
		return Files(o.Embed, o)
	}
	return Files(directory(o.DocumentRoot, "document_root", log), o)
}

// Files returns an app that serves the files of a tree, such as one inside the
// program, whatever o says of a directory.
func Files(tree fs.FS, o Options) http.Handler {
	return &app{
		files: fileapp.New(tree, fileapp.Options{MaxAge: o.CacheMaxAge, Precompressed: o.Precompressed}),
		index: "index.html",
	}
}

// DirOptions are the keys of webobentrypoints' section.
type DirOptions struct {
	// Path is the directory whose files are served.
	Path string `paste:"path,required,folder"`

	// IndexPage is the file that is served for a directory.
	IndexPage string `paste:"index_page,default=index.html"`

	// HideIndexWithRedirect sends a request for the index page on to its
	// directory.
	HideIndexWithRedirect bool `paste:"hide_index_with_redirect"`
}

// NewDir returns an app that serves the files of a directory, with the keys of
// webobentrypoints#staticdir.
//
//paste:app_factory staticdir
//paste:stands_for egg:webobentrypoints#staticdir webobentrypoints:make_staticdir
func NewDir(o DirOptions, log *slog.Logger) http.Handler {
	tree := directory(o.Path, "path", log)
	return &app{
		files:     fileapp.New(tree, fileapp.Options{Precompressed: true}),
		index:     o.IndexPage,
		hideIndex: o.HideIndexWithRedirect,
	}
}

// directory returns the files below a directory, and warns if it is not there.
func directory(dir, key string, log *slog.Logger) fs.FS {
	tree := fileapp.Dir(dir)
	if _, err := tree.Stat("."); err != nil {
		log.Warn("there are no files to serve yet", key, dir, "err", err)
	}
	return tree
}

type app struct {
	files     *fileapp.Server
	index     string // what is served for a directory
	hideIndex bool
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, inside := fileName(r.URL.Path)
	if !inside {
		http.NotFound(w, r)
		return
	}
	info, err := a.files.Stat(name)
	switch {
	case err == nil && info.IsDir():
		a.serveDir(w, r, name)
	case err == nil && a.hideIndex && path.Base(name) == a.index:
		redirect(w, r, path.Dir(name))
	case err == nil:
		a.files.ServeStat(w, r, name, info)
	default:
		http.NotFound(w, r)
	}
}

// serveDir serves the index of a directory.
func (a *app) serveDir(w http.ResponseWriter, r *http.Request, name string) {
	if !strings.HasSuffix(r.URL.Path, "/") {
		redirect(w, r, name)
		return
	}
	a.files.Serve(w, r, path.Join(name, a.index))
}

// redirect sends a client on to a directory.
func redirect(w http.ResponseWriter, r *http.Request, name string) {
	to := "/"
	if name != "." {
		to += name + "/"
	}
	http.Redirect(w, r, mount.URL(r, to), http.StatusMovedPermanently)
}

// fileName returns the name that package io/fs has for what is at a path, and
// whether the path stays inside the tree.
func fileName(urlPath string) (name string, inside bool) {
	if name = strings.TrimPrefix(urlPath, "/"); fs.ValidPath(name) {
		return name, true // as nearly all are
	}
	depth := 0
	for segment := range strings.SplitSeq(urlPath, "/") {
		switch segment {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return "", false
			}
		default:
			depth++
		}
	}
	if name = strings.TrimPrefix(path.Clean("/"+urlPath), "/"); name == "" {
		name = "."
	}
	return name, true
}
