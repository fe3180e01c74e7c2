// Package errordocument answers certain statuses with pages of the app itself.
//
//	[filter:errors]
//	use = egg:Paste#errordocument
//	404 = /errors/404.html
//	500 = /errors/sorry?code=500
//
// When the app answers with such a status, its answer is dropped, and the
// request goes into the app again with that path and query. What comes then is
// sent with the status of the first answer, and also with the first one's
// headers that the page has not set itself and that say nothing about the body:
// WWW-Authenticate and Set-Cookie, say. If the page has such a status too, that
// one's page is asked for. A page that would be asked for twice becomes a line
// of text.
//
// The page finds the paths that have led to it as the value
// "paste.recursive.old_path_info", a []string, in its context.
//
// # Differences
//
// The headers of the first answer that describe its body (its length, say) are
// not sent with the other one's. The request for the page has no conditions and
// ranges, and no body, and is a GET if the page says 405 to its method: with
// Paste a POST to a path that is not there shows what a static file answers to
// POST. A page that fails is asked for once, not twice. What an app panics with
// goes on; put httpexceptions within this filter if its answers are to have
// pages. Include and forward to other paths is in the filter recursive alone.
//
//paste:group errors
package errordocument

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// Pages are paths of the app by the status that they are for. They may have
	// a query.
	Pages map[int]string `paste:",remain"`
}

// New returns a filter that shows pages of the app for the statuses which the
// section lists.
//
//paste:filter_factory errordocument
//paste:stands_for egg:Paste#errordocument paste.errordocument:make_errordocument
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	for status, page := range o.Pages {
		if status < 200 || status > 999 {
			return nil, fmt.Errorf("%d is not the status of an answer", status)
		}
		if !strings.HasPrefix(page, "/") {
			return nil, fmt.Errorf("%d = %s: the path does not begin with a slash", status, page)
		}
	}
	d := &documents{o.Pages, log}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.serve(w, r, next) })
	}, nil
}

// documents are what the requests to one filter share.
type documents struct {
	pages map[int]string
	log   *slog.Logger
}

func (d *documents) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := &attempt{documents: d, method: r.Method, pattern: r.Pattern, before: response.TakeSnapshot(w.Header())}
	path := r.URL.Path
	a.run(w, r, next)
	if a.page != "" {
		a.showPage(w, r.WithContext(values.With(r.Context(), "paste.recursive.old_path_info", []string{path})), next)
	}
}

// showPage asks for the page that is wanted, and for the page that this one
// wants, and so on.
func (a *attempt) showPage(w http.ResponseWriter, r *http.Request, next http.Handler) {
	var asked []string
	for a.page != "" {
		page := a.page
		if slices.Contains(asked, page) {
			a.log.Warn("the page for a status has no page", "status", a.status, "page", page)
			a.giveUp(w)
			return
		}
		asked = append(asked, page)
		a.run(w, a.request(r, page, a.method), next)
		if a.refused {
			a.run(w, a.request(r, page, http.MethodGet), next)
		}
	}
}
