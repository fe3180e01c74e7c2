package python

import (
	"reflect"
	"testing"
	"time"

	"github.com/pastegen/pastegen/parse"
)

func TestProcess(t *testing.T) {
	for text, want := range map[string]Process{
		"":                                {},
		"use = egg:Paste#http":            {Workers: 1, Threads: 10},
		"use = egg:waitress\nthreads = 8": {Workers: 1, Threads: 8},
		"use = egg:waitress\nworkers = 8": {Workers: 1, Threads: 4},
		"use = egg:gunicorn":              {Workers: 1, Threads: 1},
		"use = egg:gunicorn\nworkers = 3\nthreads = 2\ntimeout = 60\nmax_requests = 9\nmax_requests_jitter = 1\npreload_app = yes": {
			Workers: 3, Threads: 2, Timeout: time.Minute, MaxRequests: 9, MaxRequestsJitter: 1, Preload: true,
		},
		"use = egg:gunicorn\nworkers = many": {Workers: 1, Threads: 1},
		"use = egg:gunicorn\nworkers = 3\n[uwsgi]\nprocesses = 5\nharakiri = 20\nreload-on-rss = 100": {
			Workers: 5, Threads: 1, Timeout: 20 * time.Second, MemoryLimit: 100 << 20,
		},
		"use = egg:gunicorn\n[pastegen:python]\nworkers = 2\ntimeout = 1m30s\nqueue = 7\npreload = off": {
			Workers: 2, Threads: 1, Timeout: 90 * time.Second, Queue: 7,
		},
		"use = egg:gunicorn\nreload = true\nreload_extra_files = a.cfg, b.cfg":                                 {Workers: 1, Threads: 1, Watch: true, TouchReload: []string{"a.cfg", "b.cfg"}},
		"use = egg:waitress\n[uwsgi]\npy-autoreload = 2\ntouch-workers-reload = x":                             {Workers: 1, Threads: 4, Watch: true, TouchReload: []string{"x"}},
		"use = egg:waitress\n[uwsgi]\nsocket = %d/x.sock\nn = 6\nprocesses = %(n)\nlog-format = %(addr)\nlazy": {Workers: 6, Threads: 4},
		"use = egg:waitress\n[uwsgi]\npy-autoreload = 0":                                                       {Workers: 1, Threads: 4},
		"[pastegen:python]\nwatch = yes\ntouch_reload = %(here)s/run/touch\n  conf/app.cfg": {
			Watch: true, TouchReload: []string{"run/touch", "conf/app.cfg"},
		},
	} {
		c, settings := load(t, "[pastegen]\npython = p\n[server:main]\n"+text+"\n")
		n, _ := c.Resolve(parse.ServerType, "main")
		s, _ := n.(*parse.Server)
		got, problems := NewRules(c, settings, "").Process(c, s)
		if !reflect.DeepEqual(got, want) || len(problems) > 0 {
			t.Errorf("%q: %+v, want %+v; %v", text, got, want, problems)
		}
	}
}

// TestProcessProblems has lines of [pastegen:python], and what is told of each.
func TestProcessProblems(t *testing.T) {
	for text, want := range map[string]string{
		"workers = -1":            `"-1" is no such number: write a whole number, 1 or more`,
		"workers = 0":             `"0" is no such number: write a whole number, 1 or more`,
		"threads = 2x":            `"2x" is no such number: write a whole number, 1 or more`,
		"queue = 0":               `"0" is no such number: write a whole number, 1 or more`,
		"max_requests = -1":       `"-1" is no such number: write a whole number, 0 or more`,
		"memory_limit = 1G":       `"1G" is no such number: write how many megabytes a worker may have, as in 512`,
		"timeout = long":          `"long" is no duration: write 30 for seconds, or 1m30s`,
		"preload = maybe":         `"maybe" is no truth value: write true or false`,
		"watch = perhaps":         `"perhaps" is no truth value: write true or false`,
		"max_requests_jitter = 5": "max_requests_jitter is added to max_requests, without which no worker is replaced: set max_requests too, or leave this key out",
		"max_requests_jitter = 5\nmax_requests = 10": "",
		"max_requests = 0\nmax_requests_jitter = 0":  "",
		"timeout = 0\nmemory_limit = 0\nqueue = 1":   "",
	} {
		c, settings := load(t, "[pastegen]\npython = p\n[pastegen:python]\n"+text+"\n")
		_, problems := NewRules(c, settings, "").Process(c, nil)
		told := ""
		for _, d := range problems {
			told += d.Message + ": " + d.Hint
		}
		if told != want {
			t.Errorf("%s: %s\nwant %s", text, told, want)
		}
	}
}

// TestPostFork has functions for workers that are forked, and for workers that
// are not.
func TestPostFork(t *testing.T) {
	for text, want := range map[string]int{
		"[server:main]\nuse = egg:waitress":                     1,
		"[server:main]\nuse = egg:gunicorn\npreload_app = true": 0,
		"preload = true": 0,
	} {
		c, settings := load(t, "[pastegen]\npython = p\n[pastegen:python]\npost_fork = m:f\n"+text+"\n")
		n, _ := c.Resolve(parse.ServerType, "main")
		s, _ := n.(*parse.Server)
		rules := NewRules(c, settings, "")
		_, problems := rules.Process(c, s)
		if got := wordTexts(rules.PostFork); len(got) != 1 || got[0] != "m:f" || len(problems) != want {
			t.Errorf("%q: %v, %v", text, got, problems)
		}
	}
}

// TestSwift wants the workers of a file that Swift's launcher serves, with the one
// thread that eventlet has.
func TestSwift(t *testing.T) {
	for text, want := range map[string]Process{
		"bind_port = 8080\nworkers = 3":                                      {Workers: 3, Threads: 1},
		"bind_port = 8080\nworkers = auto":                                   {Threads: 1},
		"bind_port = 8080\n[pastegen:python]\nthreads = 4":                   {Threads: 4},
		"bind_port = 8080\nworkers = 3\n[server:main]\nuse = egg:Paste#http": {},
		"workers = 3": {},
	} {
		c, settings := load(t, "[DEFAULT]\n"+text+"\n[pastegen]\npython = p\n[app:main]\nuse = egg:A\n")
		if got, problems := NewRules(c, settings, "").Process(c, nil); !reflect.DeepEqual(got, want) || len(problems) > 0 {
			t.Errorf("%q: %+v, want %+v; %v", text, got, want, problems)
		}
	}
}
