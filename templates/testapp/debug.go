package testapp

import (
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
)

// DebugOptions are the keys of the section.
type DebugOptions struct {
	// Form is the page that is shown at /form.html: a file, or the page itself.
	Form string `paste:"form"`

	// ShowForm answers with what was sent by a form, name=value, and not with
	// the whole request.
	ShowForm bool `paste:"show_form"`
}

// NewDebug returns an app that answers with the request: its variables and its
// body. The query can order another answer: status=404+Not+Found,
// header-x-name=value, errorlog=text, and error, which panics.
//
//paste:app_factory debug
//paste:stands_for egg:WebTest#debug webtest.debugapp:make_debug_app
func NewDebug(o DebugOptions, log *slog.Logger) http.Handler {
	form := o.Form
	if text, err := os.ReadFile(form); form != "" && err == nil {
		form = string(text)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if r.URL.Path == "/form.html" && r.Method == http.MethodGet {
			answer(w, r, form)
			return
		}
		if query.Has("error") {
			panic("Exception requested")
		}
		if text := query.Get("errorlog"); text != "" {
			log.Error(text)
		}
		body, err := o.body(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		o.order(w.Header(), query)
		status := statusOf(query.Get("status"))
		w.Header().Set("Content-Type", "text/plain")
		if (status == http.StatusNoContent || status == http.StatusNotModified) && r.ContentLength == 0 {
			body = ""
		} else if r.Method != http.MethodHead {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		}
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			_, _ = io.WriteString(w, body) // nobody is left who could be told
		}
	})
}

// order sets the headers that a query orders.
func (o DebugOptions) order(h http.Header, query map[string][]string) {
	if o.ShowForm {
		return
	}
	for key, lines := range query {
		if name, ok := strings.CutPrefix(key, "header-"); ok {
			h.Set(name, lines[len(lines)-1])
		}
	}
}

// body is what the app answers with.
func (o DebugOptions) body(r *http.Request) (string, error) {
	if o.ShowForm {
		return form(r)
	}
	var text strings.Builder
	for _, v := range variables(r) {
		text.WriteString(v.Key + ": " + v.Value + "\n")
	}
	sent, err := io.ReadAll(r.Body)
	if len(sent) > 0 {
		text.WriteString("-- Body ----------\n")
		text.Write(sent)
	}
	return text.String(), err
}

// form returns the fields of a form in their order, name=value.
func form(r *http.Request) (string, error) {
	if parts, err := r.MultipartReader(); err == nil {
		return multipartForm(parts)
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil || len(sent) == 0 {
		return "", err
	}
	var text strings.Builder
	for pair := range strings.SplitSeq(string(sent), "&") {
		line, err := url.QueryUnescape(pair)
		if err != nil {
			return "", err
		}
		if !strings.Contains(pair, "=") {
			line += "="
		}
		text.WriteString(line + "\n")
	}
	return text.String(), nil
}

func multipartForm(parts *multipart.Reader) (string, error) {
	var text strings.Builder
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return text.String(), nil
		} else if err != nil {
			return "", err
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return "", err
		}
		text.WriteString(part.FormName() + "=" + string(value) + "\n")
	}
}

// statusOf reads "404 Not Found"; what is no status of an answer is 200.
func statusOf(text string) int {
	number, _, _ := strings.Cut(text, " ")
	code, err := strconv.Atoi(number)
	if err != nil || code < 200 || code > 999 {
		return http.StatusOK
	}
	return code
}
