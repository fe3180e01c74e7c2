package uwsgiserver

import (
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
)

// files are what is served without the app.
type files struct {
	maps    []Mount  // what is below a path comes from a folder
	checked []string // folders in which any path is looked for before the app is asked
}

func (o Options) files() files { return files{o.StaticMap, o.CheckStatic} }

func (f files) any() bool { return len(f.maps)+len(f.checked) > 0 }

// around returns an app that serves the files there are, and asks another one
// for all else.
func (f files) around(app http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead || !f.serve(w, r) {
			app.ServeHTTP(w, r)
		}
	})
}

// serve serves a file, if there is one for the request.
func (f files) serve(w http.ResponseWriter, r *http.Request) bool {
	for _, m := range f.maps {
		prefix := strings.TrimRight(m.Path, "/")
		if rest, below := strings.CutPrefix(r.URL.Path, prefix); below && (rest == "" || rest[0] == '/') && serveFrom(w, r, m.Folder, rest) {
			return true
		}
	}
	for _, folder := range f.checked {
		if serveFrom(w, r, folder, r.URL.Path) {
			return true
		}
	}
	return false
}

// serveFrom serves a file of a folder, or that which the map names, if it is
// one. Links that lead outside are none.
func serveFrom(w http.ResponseWriter, r *http.Request, folder, name string) bool {
	if name == "" || strings.Trim(name, "/") == "" {
		return serveMapped(w, r, folder)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return false
	}
	defer root.Close()
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	file, err := root.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	return serveFile(w, r, file)
}

// serveMapped serves a map of one file: static-map =
// /favicon.ico=/srv/favicon.ico.
func serveMapped(w http.ResponseWriter, r *http.Request, name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	return serveFile(w, r, file)
}

// serveFile serves a file that is no folder and nothing else either.
func serveFile(w http.ResponseWriter, r *http.Request, file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode().Type() != fs.FileMode(0) {
		return false
	}
	http.ServeContent(w, r, info.Name(), info.ModTime(), file)
	return true
}
