package waitforit

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/section"
	"github.com/pastegen/pastegen/templates/spool"
	"github.com/pastegen/pastegen/templates/values"
)

// start calls the app, and sends the client to the page when it takes too long.
func (f *filter) start(w http.ResponseWriter, r *http.Request, next http.Handler) {
	body := new(spool.Buffer)
	if _, err := io.Copy(body, r.Body); err != nil {
		_ = body.Close() // nothing in it is wanted
		spool.Refuse(w, err)
		return
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	forget := context.AfterFunc(f.ctx, cancel)
	release := func() { forget(); cancel() }
	j := &job{cancel: release, done: make(chan struct{}), begun: make(chan struct{}), client: w, header: w.Header().Clone()}
	stop := context.AfterFunc(r.Context(), j.abandon)
	defer stop()
	c := r.WithContext(values.With(ctx, "waitforit.progress", j))
	c.Body = io.NopCloser(body.Reader())
	go f.run(j, c, next, body)

	limit := time.NewTimer(f.limit)
	defer limit.Stop()
	select {
	case <-j.begun:
	case <-limit.C:
		if !j.waits() && j.detach() {
			id := f.jobs.add(j)
			go f.jobs.expire(id, j, f.keep)
			f.sendToPage(w, r, id)
			return
		}
	}
	<-j.done
	j.release()
	if j.panicked != nil {
		panic(j.panicked)
	}
}

// run calls the app. A panic is for the request that gets its answer; the place
// of it is only known here.
func (f *filter) run(j *job, r *http.Request, next http.Handler, body *spool.Buffer) {
	defer body.Close()
	defer func() {
		v := recover()
		if v != nil {
			section.Moved(r.Context())
		}
		if _, expected := v.(interface{ StatusCode() int }); v != nil && v != http.ErrAbortHandler && !expected {
			f.log.Error("the app has panicked", "panic", v, "uri", r.RequestURI, "stack", string(debug.Stack()))
		}
		j.end(v)
	}()
	next.ServeHTTP(writer{j}, r)
}

// sendToPage redirects to the page.
func (f *filter) sendToPage(w http.ResponseWriter, r *http.Request, id string) {
	c, link := *r, *r.URL
	c.URL = &link
	if link.RawQuery = withoutID(link.RawQuery); link.RawQuery != "" {
		link.RawQuery += "&"
	}
	link.RawQuery += idKey + "=" + id
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, mount.URL(&c, r.URL.Path), http.StatusSeeOther)
}

// servePage shows the page.
func (f *filter) servePage(w http.ResponseWriter, j *job) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the id is for this client only
	j.mu.Lock()
	data := map[string]any{"Look": f.look, "Percent": int(math.Round(j.percent)), "Message": j.message}
	j.mu.Unlock()
	_ = f.page.Execute(w, data) // fails when nobody is left who could be told
}

// status is what programs are told.
type status struct {
	Done     bool           `json:"done"`
	Progress map[string]any `json:"progress,omitempty"`
}

// serveStatus tells a program whether a job is done.
func (f *filter) serveStatus(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get(idKey)
	if id == "" {
		http.Error(w, "there is no "+idKey, http.StatusBadRequest)
		return
	}
	told := status{Done: true}
	if j := f.jobs.get(id); j != nil && !j.isDone() {
		j.mu.Lock()
		told = status{Progress: map[string]any{"percent": j.percent, "message": j.message}}
		j.mu.Unlock()
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(told) // fails when nobody is left who could be told
}

const pageText = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{{.Look.Poll}}">
<title>Please wait</title>
<style>
{{- with .Look.CSS}}
{{.}}
{{- else}}
body { font-family: sans-serif; margin: 2em auto; max-width: 40em; padding: 0 1em }
progress { width: 100%; height: 1.5em }
{{- end}}
{{- with .Look.ExtraCSS}}
{{.}}
{{- end}}
</style>
{{- with .Look.Link}}
<link rel="stylesheet" href="{{.}}">
{{- end}}
</head>
<body>
<main>
{{with .Look.Message}}{{.}}{{else -}}
<h1>Please wait&hellip;</h1>

<p>The page you have requested takes a while. It will appear here when it is ready.</p>
{{- end}}

<p id="progress-box" role="status">{{.Message}}</p>

{{if .Percent}}<p id="percent-box"><progress max="100" value="{{.Percent}}" aria-label="Progress">{{.Percent}}%</progress></p>

{{end -}}
<p><a href="">Look again now</a></p>
</main>
</body>
</html>
`
