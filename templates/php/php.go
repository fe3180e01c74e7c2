// Package php serves a directory of PHP files, and the other files in it, as
// WPHP does. PHP answers by FastCGI: either one that runs already, such as
// php-fpm, at fcgi_address; or a php-cgi that is started with the first request
// and ends with the server.
//
// A path names a file below base_dir. What follows the name of a PHP file in a
// path is its PATH_INFO. A directory is served by its index.html, index.htm or
// index.php.
//
// # Differences
//
// WPHP serves each file that is not named .php as it is. Here names that begin
// with a dot, contain ".php" in the middle (config.php~, config.php.bak) or end
// in .inc, .phtml or .phar are not found: they hold what must not be shown.
// Symbolic links must be relative and stay inside base_dir. A path that goes on
// behind a file that is not PHP is not found.
//
// php-cgi listens at a socket in a folder of its own, unless fcgi_port says
// otherwise: who reaches a port of PHP can make it do anything. It is started
// again when it has ended, and answers four requests at a time
// (PHP_FCGI_CHILDREN changes that). Answers stream. When PHP cannot be reached
// the status is 502.
//
//paste:group apps
package php

import (
	"fmt"
	"log/slog"
	"net/http"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/cgianswer"
	"github.com/pastegen/pastegen/templates/cgivars"
	"github.com/pastegen/pastegen/templates/fileapp"
	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/spool"
)

// Options are the keys of the section.
type Options struct {
	// BaseDir is the directory with the files.
	BaseDir string `paste:"base_dir,required,folder"`

	// FCGIAddress is where PHP listens, host:port or unix:/path. Without it
	// php-cgi is started.
	FCGIAddress string `paste:"fcgi_address"`

	// PHPScript is the php-cgi to start.
	PHPScript string `paste:"php_script,default=php-cgi"`

	// PHPIni is the php.ini for the php-cgi that is started; its own one
	// without it.
	PHPIni string `paste:"php_ini"`

	// FCGIPort is the port of 127.0.0.1 that php-cgi is to listen at. Without
	// it, it listens at a socket that nobody else reaches.
	FCGIPort int `paste:"fcgi_port"`

	// SearchFCGIPortStarting has no effect: without fcgi_port there is no port.
	SearchFCGIPortStarting int `paste:"search_fcgi_port_starting,ignored"`

	// Logger has no effect: the log carries the section's name.
	Logger string `paste:"logger,ignored"`

	// LogLevel has no effect.
	LogLevel string `paste:"log_level,ignored"`

	// Settings are settings of PHP: "option NAME = VALUE".
	Settings map[string]string `paste:",remain"`
}

// New returns an app that serves a directory of PHP files, and what ends the
// PHP that it has started.
//
//paste:app_factory php
//paste:stands_for egg:WPHP#main wphp:make_app
func New(o Options, log *slog.Logger) (http.Handler, func() error, error) {
	settings, err := settingsOf(o.Settings)
	if err != nil {
		return nil, nil, err
	}
	dir, err := filepath.Abs(o.BaseDir)
	if err != nil {
		return nil, nil, err
	}
	a := &app{dir: dir, log: log, tree: fileapp.New(fileapp.Dir(dir), fileapp.Options{})}
	if o.FCGIAddress != "" {
		a.network, a.address = splitAddress(o.FCGIAddress)
		a.values = strings.Join(settings, "\n")
		return a, func() error { return nil }, nil
	}
	if _, err := exec.LookPath(o.PHPScript); err != nil {
		return nil, nil, err
	}
	a.process = &process{script: o.PHPScript, ini: o.PHPIni, port: o.FCGIPort, settings: settings, log: log}
	return a, a.process.stop, nil
}

// settingsOf returns the settings of PHP, "NAME=VALUE", sorted.
func settingsOf(keys map[string]string) (settings []string, err error) {
	for key, value := range keys {
		word, name, _ := strings.Cut(key, " ")
		name = strings.TrimSpace(name)
		if word != "option" || name == "" || strings.ContainsAny(name+value, "\n\x00") {
			return nil, fmt.Errorf("there is no key %q; a setting of PHP is written \"option NAME = VALUE\", on one line", key)
		}
		settings = append(settings, name+"="+value)
	}
	slices.Sort(settings)
	return settings, nil
}

func splitAddress(address string) (network, rest string) {
	if file, isUnix := strings.CutPrefix(address, "unix:"); isUnix {
		return "unix", file
	}
	return "tcp", address
}

// app serves the directory.
type app struct {
	dir     string // absolute
	values  string // settings that each request carries
	log     *slog.Logger
	tree    *fileapp.Server
	process *process // that answers; nil when somebody else does, at address
	network string
	address string
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found := a.find(r.URL.Path)
	switch {
	case found.redirect != "":
		http.Redirect(w, r, mount.URL(r, found.redirect), http.StatusMovedPermanently)
	case found.name == "":
		http.NotFound(w, r)
	case strings.HasSuffix(found.name, ".php"):
		a.run(w, r, found)
	default:
		a.tree.Serve(w, r, found.name)
	}
}

// file is what a path leads to.
type file struct {
	name     string // below base_dir; "" when nothing was found
	rest     string // of the path, PATH_INFO
	redirect string // where a directory is, when the path has no slash at its end
}

// find finds the file that a path begins with.
func (a *app) find(urlPath string) file {
	segments := strings.FieldsFunc(urlPath, func(c rune) bool { return c == '/' })
	if slices.ContainsFunc(segments, isHidden) {
		return file{}
	}
	for n := range len(segments) + 1 {
		name := path.Join(segments[:n]...)
		if name == "" {
			name = "."
		}
		info, err := a.tree.Stat(name)
		if err != nil {
			return file{}
		}
		if info.IsDir() {
			continue
		}
		if n == len(segments) && !strings.HasSuffix(urlPath, "/") {
			return file{name: name}
		}
		if !strings.HasSuffix(name, ".php") {
			return file{}
		}
		return file{name: name, rest: "/" + strings.TrimLeft(afterSegments(urlPath, n), "/")}
	}
	if !strings.HasSuffix(urlPath, "/") {
		return file{redirect: path.Join("/", path.Join(segments...)) + strings.Repeat("/", min(1, len(segments)))}
	}
	return a.index(path.Join(segments...))
}

// index finds the index of a directory.
func (a *app) index(dir string) file {
	for _, name := range []string{"index.html", "index.htm", "index.php"} {
		if info, err := a.tree.Stat(path.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return file{name: path.Join(dir, name)}
		}
	}
	return file{}
}

// isHidden reports whether nothing is to be seen of a file or directory of that
// name.
func isHidden(name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, ".") {
		return true
	}
	at := strings.Index(name, ".php")
	return at >= 0 && name[at:] != ".php" || slices.Contains([]string{".inc", ".phtml", ".phar"}, path.Ext(name))
}

// afterSegments returns what follows the first n segments of a path.
func afterSegments(urlPath string, n int) string {
	for range n {
		urlPath = strings.TrimLeft(urlPath, "/")
		urlPath = urlPath[strings.IndexByte(urlPath+"/", '/'):]
	}
	return urlPath
}

// run lets PHP answer.
func (a *app) run(w http.ResponseWriter, r *http.Request, found file) {
	r, done, err := spool.Request(r)
	if err != nil {
		spool.Refuse(w, err)
		return
	}
	defer done()
	begun, err := a.ask(w, r, found)
	if err == nil {
		return
	}
	if r.Context().Err() == nil {
		a.log.Error("PHP does not answer", "script", found.name, "err", err)
	}
	if begun {
		panic(http.ErrAbortHandler) // the client must not take this for the whole answer
	}
	http.Error(w, http.StatusText(http.StatusBadGateway), http.StatusBadGateway)
}

// ask sends a request to PHP, and its answer to the client.
func (a *app) ask(w http.ResponseWriter, r *http.Request, found file) (begun bool, err error) {
	network, address := a.network, a.address
	if a.process != nil {
		if network, address, err = a.process.running(r.Context()); err != nil {
			return false, err
		}
	}
	errs := &cgianswer.Lines{Log: a.log, Message: "PHP says"}
	answer, err := send(r.Context(), network, address, a.params(r, found), r.Body, errs)
	if err != nil {
		return false, err
	}
	defer errs.Flush()
	defer answer.Close()
	_ = http.NewResponseController(w).EnableFullDuplex() // where it makes a difference it is there
	return cgianswer.Copy(w, answer)
}

// params are the variables of the request, as PHP wants them.
func (a *app) params(r *http.Request, found file) map[string]string {
	v := cgivars.Of(r)
	v["DOCUMENT_ROOT"] = a.dir
	v["SCRIPT_FILENAME"] = filepath.Join(a.dir, filepath.FromSlash(found.name))
	v["SCRIPT_NAME"] = v["SCRIPT_NAME"] + "/" + found.name
	v["PATH_INFO"] = found.rest
	v["DOCUMENT_URI"] = v["SCRIPT_NAME"] + found.rest
	v["REDIRECT_STATUS"] = "200" // tells php-cgi that a server has chosen the file
	v["SERVER_SOFTWARE"] = "Go"
	if r.Method == http.MethodPost && v["CONTENT_TYPE"] == "" {
		v["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
	}
	if a.values != "" {
		v["PHP_VALUE"] = a.values
	}
	return v
}
