// Package waitforit shows people a page that asks for patience when an app
// takes long, and the app's answer when it is there.
//
// An app that has not begun to answer within the time limit goes on in the
// background. The browser is sent to the same address with a waitforit_id in
// its query, where it finds a page that asks again every poll_time seconds,
// without JavaScript, until the answer is there. Requests that do not accept
// HTML wait as long as it takes.
//
// An app can say how far it is, or that it wants to be waited for:
//
//	progress, ok := r.Context().Value("waitforit.progress").(interface {
//		Report(percent float64, message string)
//		Synchronous()
//	})
//
// A program can ask for the same at /.waitforit/status.json?waitforit_id=ID:
// {"done": false, "progress": {...}}.
//
// # Differences
//
// The page needs no JavaScript and its template cannot be replaced: Paste's
// template language is Python's. A message is a text and no HTML. A form that
// was sent (POST) is not sent again by the redirect, which has status 303. An
// answer that nobody fetches is dropped after ten minutes. The body of a
// request is read before the app is called.
//
//paste:group apps
package waitforit

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/accept"
	"github.com/pastegen/pastegen/templates/mount"
)

// Options are the keys of the section.
type Options struct {
	// TimeLimit is how long an app may take until it begins to answer.
	TimeLimit time.Duration `paste:"time_limit,default=10"`

	// PollTime is how often the page asks, in seconds at least.
	PollTime time.Duration `paste:"poll_time,default=10"`

	// Template has no effect: it is written in a language of Python's.
	Template string `paste:"template,ignored"`

	// TemplateFilename has no effect: it is written in a language of Python's.
	TemplateFilename string `paste:"template_filename,ignored"`

	// Page are parts of the page: "option message", HTML in place of what it
	// says; "option css", a style sheet in place of its own; "option
	// extra_css", one in addition; "option css_link", the address of one.
	Page map[string]string `paste:",remain"`
}

// New returns a filter that shows a page while an app takes long.
//
//paste:filter_factory waitforit
//paste:stands_for egg:WaitForIt#main waitforit.wsgiapp:make_filter egg:Paste#waitforit
func New(ctx context.Context, o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	look, err := lookOf(o.Page)
	if err != nil {
		return nil, err
	}
	look.Poll = max(1, int(o.PollTime.Round(time.Second)/time.Second))
	f := &filter{
		ctx: ctx, log: log, limit: o.TimeLimit, look: look, keep: keepTime,
		page: template.Must(template.New("page").Parse(pageText)),
		jobs: jobs{byID: map[string]*job{}},
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, next) })
	}, nil
}

// keepTime is how long an answer is kept for somebody to fetch it.
const keepTime = 10 * time.Minute

// idKey is the name in queries that has the id of a job.
const idKey = "waitforit_id"

// filter is what requests share.
type filter struct {
	ctx         context.Context // ends when the server does
	log         *slog.Logger
	limit, keep time.Duration
	look        look
	page        *template.Template
	jobs        jobs
}

func (f *filter) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if r.URL.Path == "/.waitforit/status.json" {
		f.serveStatus(w, r)
		return
	}
	isGet := r.Method == http.MethodGet || r.Method == http.MethodHead
	if query := r.URL.Query(); isGet && query.Has(idKey) {
		f.serveJob(w, r, query.Get(idKey))
		return
	}
	if lines := r.Header["Accept"]; len(lines) > 0 && !accept.HTML(lines) {
		next.ServeHTTP(w, r)
		return
	}
	f.start(w, r, next)
}

// serveJob serves a request about a job: its answer, or the page as long as
// there is none.
func (f *filter) serveJob(w http.ResponseWriter, r *http.Request, id string) {
	j := f.jobs.get(id)
	if j == nil {
		u := *r
		link := *r.URL
		link.RawQuery = withoutID(link.RawQuery)
		u.URL = &link
		http.Redirect(w, r, mount.URL(&u, r.URL.Path), http.StatusMovedPermanently)
		return
	}
	if r.Method == http.MethodHead || !j.isDone() {
		f.servePage(w, j)
		return
	}
	if f.jobs.take(id) { // or else somebody has been faster
		defer j.release()
		j.send(w)
		return
	}
	http.Error(w, http.StatusText(http.StatusGone), http.StatusGone)
}

// withoutID returns a query without the id of a job.
func withoutID(query string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); name != idKey && pair != "" {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// look are the parts of the page that a section can choose.
type look struct {
	Message       template.HTML
	CSS, ExtraCSS template.CSS
	Link          string
	Poll          int // seconds
}

func lookOf(keys map[string]string) (l look, err error) {
	for key, value := range keys {
		switch strings.Join(strings.Fields(key), " ") {
		case "option message":
			l.Message = template.HTML(value)
		case "option css":
			l.CSS = template.CSS(value)
		case "option extra_css":
			l.ExtraCSS = template.CSS(value)
		case "option css_link":
			l.Link = value
		default:
			return look{}, fmt.Errorf("there is no key %q", key)
		}
	}
	return l, nil
}
