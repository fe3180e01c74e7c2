// Package httpexceptions makes answers of what apps panic with: a value with a
// method
//
//	StatusCode() int
//
// or an error that wraps one, is the answer of that status. It may have more
// methods:
//
//	Header() http.Header   headers of the answer: Location, say, or WWW-Authenticate
//	Detail() string        what the page tells the client besides
//
// Without Detail, an error tells its text, but not for a status from 500 on,
// where a text may tell what is nobody's business. The page is HTML if the
// client accepts that, else plain text. A redirection whose header has no
// Location goes to what its text says.
//
//	type notFound struct{ what string }
//
//	func (e notFound) Error() string   { return "there is no " + e.what }
//	func (e notFound) StatusCode() int { return http.StatusNotFound }
//
//	panic(notFound{"page of that name"})
//
// Other panics go on, and so does one after an answer has begun, which ends the
// connection then. What is a status from 500 on is also logged.
//
// # Differences
//
// The page's markup is another one, and its charset is utf-8 where Paste writes
// utf8. Accept counts with its weights. 1xx, 204 and 304 have no page.
//
//paste:group errors
package httpexceptions

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/accept"
	"github.com/pastegen/pastegen/templates/raised"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// WarningLevel has no effect, as in Paste: all statuses become answers.
	WarningLevel int `paste:"warning_level,ignored"`
}

// New returns a filter that answers with what apps panic with, where that has a
// status.
//
//paste:filter_factory httpexceptions
//paste:stands_for egg:Paste#httpexceptions paste.httpexceptions:make_middleware
func New(_ Options, log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			watched := response.Watch(w)
			hooks, before := watched.Hooks(), response.TakeSnapshot(w.Header())
			defer func() {
				v := recover()
				if v == nil {
					return
				}
				status, ok := raised.Status(v)
				if !ok || watched.Status() != 0 {
					panic(v)
				}
				watched.Cut(hooks)
				before.Restore(watched.Header())
				answer(watched, r, status, v, log)
			}()
			next.ServeHTTP(watched, r.WithContext(expecting(r.Context())))
			watched.Finish()
		})
	}
}

// expecting tells the filters within which panics are none of theirs.
func expecting(ctx context.Context) context.Context {
	const key = "paste.expected_exceptions"
	outer, _ := ctx.Value(key).(func(v any) bool)
	if outer == nil {
		return values.With(ctx, key, isAnswer)
	}
	return values.With(ctx, key, func(v any) bool { return isAnswer(v) || outer(v) })
}

func isAnswer(v any) bool {
	_, ok := raised.Status(v)
	return ok
}

// answer sends the answer that v stands for.
func answer(w http.ResponseWriter, r *http.Request, status int, v any, log *slog.Logger) {
	if status >= http.StatusInternalServerError {
		log.Error("answered with an error", "status", status, "method", r.Method, "path", r.URL.Path, "err", fmt.Sprint(v))
	}
	header := w.Header()
	if headed, ok := raised.As[interface{ Header() http.Header }](v); ok {
		for name, values := range headed.Header() {
			header[http.CanonicalHeaderKey(name)] = append([]string(nil), values...)
		}
	}
	detail := detailOf(status, v)
	if isRedirection(status) && header.Get("Location") == "" && detail != "" {
		header.Set("Location", detail)
		detail = ""
	}
	if !response.HasBody(status) {
		w.WriteHeader(status)
		return
	}
	page := plainPage(status, header.Get("Location"), detail)
	header.Set("Content-Type", "text/plain; charset=utf-8")
	if accept.HTML(r.Header["Accept"]) {
		page = htmlPage(status, header.Get("Location"), detail)
		header.Set("Content-Type", "text/html; charset=utf-8")
	}
	header.Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, page) // nobody is left who could be told
}

func isRedirection(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusUseProxy, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect:
		return true
	}
	return false
}

// detailOf returns what the client is told besides the status.
func detailOf(status int, v any) string {
	if detailed, ok := raised.As[interface{ Detail() string }](v); ok {
		return detailed.Detail()
	}
	if err, ok := v.(error); ok && status < http.StatusInternalServerError {
		return err.Error()
	}
	return ""
}

// title is the first line of a page.
func title(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

func plainPage(status int, location, detail string) string {
	page := title(status) + "\n"
	if isRedirection(status) {
		page += "The resource is at " + location + "\n"
	}
	if detail != "" {
		page += detail + "\n"
	}
	return page
}

func htmlPage(status int, location, detail string) string {
	page := "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + title(status) + "</title></head>\n<body>\n<h1>" + title(status) + "</h1>\n"
	if isRedirection(status) {
		if text := html.EscapeString(location); isSafe(location) {
			page += "<p>The resource is at <a href=\"" + text + "\">" + text + "</a></p>\n"
		} else {
			page += "<p>The resource is at " + text + "</p>\n"
		}
	}
	if detail != "" {
		page += "<p>" + html.EscapeString(detail) + "</p>\n"
	}
	return page + "</body>\n</html>\n"
}

// isSafe reports whether a location may be a link: it is a path, or a URL of
// the web, and no script.
func isSafe(location string) bool {
	scheme, _, absolute := strings.Cut(location, ":")
	return !absolute || strings.ContainsAny(scheme, "/?#") || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}
