package errordocument

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/response"
)

// attempt is a request that is being answered: by the app as it came, and then
// perhaps by pages.
type attempt struct {
	*documents
	gate    response.Gate
	before  response.Snapshot // the header that filters outside have prepared
	method  string            // of the request, as also the pattern
	pattern string
	status  int         // of the first answer that was dropped; 0 before there is one
	kept    http.Header // of the answers that were dropped
	asks    string      // the method of the request that runs
	page    string      // the page that is wanted now; "" when an answer has been sent
	refused bool        // the page has refused the method
}

// run lets next answer.
func (a *attempt) run(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if a.status != 0 {
		a.before.Restore(w.Header())
	}
	a.page, a.refused, a.asks = "", false, r.Method
	a.gate = response.MakeGate(w, a)
	next.ServeHTTP(&a.gate, r)
	_ = a.gate.Finish() // nobody is left who could be told
}

// Decide drops an answer that another page is to be shown for.
func (a *attempt) Decide(status int) response.Body {
	w := a.gate.Next()
	page := a.pages[status]
	switch {
	case page != "":
		a.page = page
		a.keep(status, w.Header())
		return response.Drop{}
	case a.status == 0:
		return nil
	case status == http.StatusMethodNotAllowed && a.asks != http.MethodGet && a.asks != http.MethodHead:
		a.refused = true
		return response.Drop{}
	}
	a.merge(w.Header())
	w.WriteHeader(a.status)
	return response.Through{ResponseWriter: w}
}

// keep remembers what is to be sent of an answer that is dropped.
func (a *attempt) keep(status int, header http.Header) {
	header = header.Clone()
	for _, name := range []string{
		"Accept-Ranges", "Content-Digest", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
		"Content-Location", "Content-Md5", "Content-Range", "Content-Type", "Etag", "Last-Modified", "Repr-Digest", "Trailer",
	} {
		delete(header, name)
	}
	if a.status == 0 {
		a.status, a.kept = status, header
		return
	}
	a.merge(header)
	a.kept = header
}

// merge adds to header what was kept and it has not itself. Of cookies and of
// what the answers vary by it gets both.
func (a *attempt) merge(header http.Header) {
	for name, values := range a.kept {
		switch own := header[name]; {
		case own == nil:
			header[name] = values
		case name == "Set-Cookie" || name == "Vary":
			header[name] = union(values, own)
		}
	}
}

// union returns all values, in their order and each of them once.
func union(first, second []string) []string {
	both := slices.Clone(first)
	for _, value := range second {
		if !slices.Contains(both, value) {
			both = append(both, value)
		}
	}
	return both
}

// giveUp answers without a page.
func (a *attempt) giveUp(w http.ResponseWriter) {
	header := w.Header()
	a.before.Restore(header)
	a.merge(header)
	header.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(a.status)
	fmt.Fprintf(w, "Error: %d %s.  (Error page could not be fetched)", a.status, http.StatusText(a.status))
}

// request returns the request for a page. What handlers have changed in r,
// which is a copy, counts no more.
func (a *attempt) request(r *http.Request, page, method string) *http.Request {
	c := *r
	c.Method, c.Pattern = method, a.pattern
	path, query, _ := strings.Cut(page, "?")
	c.URL = &url.URL{Scheme: r.URL.Scheme, Path: path, RawQuery: query}
	c.Body, c.ContentLength, c.TransferEncoding = http.NoBody, 0, nil
	c.Form, c.PostForm, c.MultipartForm = nil, nil, nil
	c.Header = maps.Clone(r.Header)
	for _, name := range []string{
		"Content-Length", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Range", "Transfer-Encoding",
	} {
		delete(c.Header, name)
	}
	return &c
}
