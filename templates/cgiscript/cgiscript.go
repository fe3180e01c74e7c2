// Package cgiscript runs a CGI script for each request.
//
// The script runs in its own folder and gets the request as RFC 3875 has it,
// with REMOTE_USER and what else filters have found out. Its answer goes to the
// client as it comes, what it writes to its standard error to the log. It is
// killed when the client has gone.
//
// # Differences
//
// The key path is a list of folders between colons, as $PATH; Paste reads it
// letter by letter. A redirect (Location) without a status has status 302, not
// 200. Bodies without a Content-Length are read to their end first, so that the
// script is told the length; Paste takes them for empty. The script gets $PATH
// also without include_os_environ. Headers with underscores in their names and
// the header Proxy do not reach it.
//
//paste:group apps
package cgiscript

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/cgianswer"
	"github.com/pastegen/pastegen/templates/cgivars"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/spool"
)

// Options are the keys of the section.
type Options struct {
	// Script is the program, which is looked for in path unless it is absolute.
	// A query may follow it, script?a=b.
	Script string `paste:"script,required,file"`

	// Path are the folders where scripts are looked for, between colons; $PATH
	// without it.
	Path string `paste:"path,global=path|PATH"`

	// IncludeOSEnviron gives the script the environment of this program too,
	// with all the secrets that are in there.
	IncludeOSEnviron bool `paste:"include_os_environ"`

	// QueryString is added to the query of each request.
	QueryString string `paste:"query_string"`
}

// New returns an app that runs a CGI script.
//
//paste:app_factory cgiscript
//paste:stands_for egg:Paste#cgi paste.cgiapp:make_cgi_application
func New(o Options, log *slog.Logger) (http.Handler, error) {
	file, query, _ := strings.Cut(o.Script, "?")
	if err := o.Validate(); err != nil {
		return nil, err
	}
	file, err := find(file, o.Path)
	if err != nil {
		return nil, err
	}
	s := &script{file: file, query: query + o.QueryString, log: log}
	if o.IncludeOSEnviron {
		s.environ = slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "HTTP_") }) // no headers
	}
	return s, nil
}

// Validate returns an error for two queries.
func (o Options) Validate() error {
	if strings.Contains(o.Script, "?") && o.QueryString != "" {
		return setting.At("query_string", "there are two queries, one in script and query_string")
	}
	return nil
}

// find returns the absolute name of a script.
func find(file, path string) (string, error) {
	if filepath.IsAbs(file) {
		return file, nil
	}
	if path == "" {
		path = os.Getenv("PATH")
	}
	for _, dir := range filepath.SplitList(path) {
		full := filepath.Join(dir, file)
		if _, err := os.Stat(full); err == nil {
			return filepath.Abs(full)
		}
	}
	return "", fmt.Errorf("script %q is not in the path %q", file, path)
}

// script is the app.
type script struct {
	file, query string
	environ     []string // that the script gets besides the request
	log         *slog.Logger
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r, done, err := spool.Request(r)
	if err != nil {
		spool.Refuse(w, err)
		return
	}
	defer done()
	if begun, err := s.run(w, r); err != nil {
		if r.Context().Err() == nil {
			s.log.Error("the CGI script failed", "script", s.file, "err", err)
		}
		if begun {
			panic(http.ErrAbortHandler) // the client must not take this for the whole answer
		}
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// run runs the script and sends its answer. The status that it exits with is
// only told to the log: the answer was there.
func (s *script) run(w http.ResponseWriter, r *http.Request) (begun bool, err error) {
	errs := &cgianswer.Lines{Log: s.log, Message: "the CGI script says"}
	cmd := exec.CommandContext(r.Context(), s.file)
	cmd.Dir, cmd.Env, cmd.Stderr = filepath.Dir(s.file), s.env(r), errs
	cmd.WaitDelay = time.Second // for children that keep the standard error open
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return false, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	_ = http.NewResponseController(w).EnableFullDuplex() // where it makes a difference it is there
	go feed(stdin, r.Body)
	begun, err = cgianswer.Copy(w, stdout)
	if err != nil {
		_ = cmd.Process.Kill() // it may have ended
	}
	ended := cmd.Wait()
	errs.Flush()
	exit := new(exec.ExitError)
	switch {
	case err != nil || !errors.As(ended, &exit):
	case !exit.Exited():
		err = ended // it was killed in the middle
	default:
		s.log.Warn("the CGI script has ended badly", "script", s.file, "err", ended)
	}
	return begun, err
}

// feed gives the script the body. Nobody waits for the end of that: a script
// may answer without reading it.
func feed(stdin io.WriteCloser, body io.Reader) {
	_, _ = io.Copy(stdin, body)
	_ = stdin.Close()
}

// env returns the environment of the script.
func (s *script) env(r *http.Request) []string {
	env := append([]string{"PATH=" + os.Getenv("PATH")}, s.environ...)
	vars := cgivars.Of(r)
	vars["SCRIPT_FILENAME"] = s.file
	if s.query != "" {
		vars["QUERY_STRING"] = strings.TrimPrefix(vars["QUERY_STRING"]+"&"+s.query, "&")
	}
	for key, value := range vars {
		if !strings.ContainsRune(value, 0) { // which no environment can hold
			env = append(env, key+"="+value)
		}
	}
	return env
}
