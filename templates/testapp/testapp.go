// Package testapp has apps to try a file with: a fixed page, one that shows the
// request, one that takes its time to read.
//
// # Differences
//
// Paste's test_slow always reads 4096 bytes at a time, whatever chunk_size
// says, and prints what it has read; here chunk_size counts, and progress goes
// to the log. Its body may come without a Content-Length. The answer to an
// upload is the page with its size; Paste's is a str, which is no body under
// Python 3: waitress sends none of it.
//
// PasteScript's test and WebTest's debug show the variables of CGI, and not the
// objects of a Python server. Of these pages test is HTML that is well formed.
//
//paste:group apps
package testapp

import (
	"io"
	"net/http"
	"strconv"
)

// New returns an app that answers with one simple page.
//
//paste:app_factory test
//paste:stands_for egg:Paste#test paste.debug.debugapp:make_test_app
func New() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(w, r, "<html><body>simple</body></html>") })
}

// answer answers with a page.
func answer(w http.ResponseWriter, r *http.Request, page string) {
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	if r.Method != http.MethodHead {
		_, _ = io.WriteString(w, page) // nobody is left who could be told
	}
}
