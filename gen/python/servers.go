package python

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
)

// server tells what a server of Python makes of its keys: how it runs apps by
// itself, and which of its keys say it.
type server struct {
	alone Process
	keys  map[string]string // to the words of [pastegen:python]
}

// servers are those of which that is known, by their distributions.
func servers() map[string]server {
	return map[string]server{
		"paste":    {Process{Workers: 1, Threads: 10}, map[string]string{"threadpool_workers": "threads"}},
		"waitress": {Process{Workers: 1, Threads: 4}, map[string]string{"threads": "threads"}},
		"wsgiref":  {Process{Workers: 1, Threads: 1}, nil},
		"gunicorn": {Process{Workers: 1, Threads: 1}, map[string]string{
			"workers": "workers", "threads": "threads", "timeout": "timeout", "max_requests": "max_requests",
			"max_requests_jitter": "max_requests_jitter", "preload_app": "preload",
			"reload": "watch", "reload_extra_files": "touch_reload",
		}},
	}
}

// uwsgi are the keys of a section [uwsgi]; "-" and "_" are the same there.
func uwsgi() map[string]string {
	return map[string]string{
		"processes": "workers", "workers": "workers", "threads": "threads", "harakiri": "timeout",
		"max_requests": "max_requests", "max_requests_delta": "max_requests_jitter", "reload_on_rss": "memory_limit",
		"py_autoreload": "watch", "python_autoreload": "watch", "touch_workers_reload": "touch_reload",
	}
}

// TakesKey reports whether a key of a server's section says how Python is run.
func (r *Rules) TakesKey(f *parse.Factory, key string) bool {
	if r == nil || f.Kind != parse.EggFactory {
		return false
	}
	if eggs.Normal(f.Dist) == ownDist && f.Entry == "uwsgi" {
		return uwsgi()[strings.ReplaceAll(key, "-", "_")] != ""
	}
	return servers()[eggs.Normal(f.Dist)].keys[key] != ""
}

// Process says how Python is run: as the server's section says, or [uwsgi], and
// above all [pastegen:python]. The server may be nil.
func (r *Rules) Process(c *parse.Config, n *parse.Server) (Process, diag.List) {
	var p Process
	var problems diag.List
	if r == nil {
		return p, nil
	}
	if n != nil && n.Factory.Kind == parse.EggFactory {
		known := servers()[eggs.Normal(n.Factory.Dist)]
		p = known.alone
		p.take(n.Local, known.keys)
	}
	if isSwift(c) {
		p.Threads = 1                                               // its eventlet has one hub, whose greenlets no other thread may wake
		p.take(c.Global(), map[string]string{"workers": "workers"}) // as Swift's launcher does
	}
	settings := c.UWSGISettings()
	for i := range settings {
		settings[i].Key = strings.ReplaceAll(settings[i].Key, "-", "_")
	}
	p.take(settings, uwsgi())
	for _, s := range r.Tuning {
		if wrong := p.set(s.Key, string(s.Value)); wrong != nil {
			d := diag.Errorf(problem.Convert, s.Span, "%s %s", words.Quote(diag.Excerpt(s.Shown())), wrong.is)
			d.Hint = wrong.hint
			problems.Add(d)
		}
	}
	if len(r.PostFork) > 0 && !p.Preload {
		problems.Add(diag.Diagnostic{
			Severity: diag.Warning, Code: problem.NoEffect, Span: r.PostFork[0].Span,
			Message: words.Quote("post_fork") + " has no effect without preload: each worker calls init itself",
			Hint:    "add a line: preload = true",
		})
	}
	i := slices.IndexFunc(r.Tuning, func(s parse.Setting) bool { return s.Key == "max_requests_jitter" })
	if i >= 0 && p.MaxRequestsJitter > 0 && p.MaxRequests == 0 {
		d := diag.Warningf(problem.NoEffect, r.Tuning[i].KeySpan, "max_requests_jitter is added to max_requests, without which no worker is replaced")
		d.Hint = "set max_requests too, or leave this key out"
		problems.Add(d)
	}
	return p, problems
}

// isSwift reports whether [DEFAULT] says where to listen, as in Swift's files,
// which have no server section.
func isSwift(c *parse.Config) bool {
	for _, s := range c.File.Sections {
		if prefix, _, _ := parse.SplitName(s.Name); prefix == "server" {
			return false
		}
	}
	return slices.ContainsFunc(c.Global(), func(s parse.Setting) bool { return s.Key == "bind_port" })
}
