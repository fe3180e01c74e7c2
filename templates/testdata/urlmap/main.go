// Command main answers the cases of the URL map test with package urlmap: it reads what oracle.py
// wrote and writes the answers, one JSON value per request, in order.
package main

import (
	"crypto/tls"
	"encoding/json"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"

	"github.com/pastegen/pastegen/templates/urlmap"
)

type urlCase struct {
	Map      mapSpec
	Requests []struct{ Host, Scheme, Path string }
}

type mapSpec struct {
	Entries  []targetSpec
	NotFound *targetSpec `json:"not_found"`
	Order    []struct {
		Domain, Prefix string
		Entry          int
	}
}

type targetSpec struct {
	App    string
	Map    *mapSpec
	Filter bool // there is a filter between this map and the one in Map
}

type answer struct {
	App    string `json:"app"`
	Script string `json:"script"`
	Path   string `json:"path"`
}

func main() {
	var cases []urlCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		log.Fatal(err)
	}
	out := json.NewEncoder(os.Stdout)
	for _, c := range cases {
		var got answer
		handler := build(c.Map, &got)
		for _, q := range c.Requests {
			got = answer{}
			r := &http.Request{Method: "GET", Host: q.Host, URL: &url.URL{Path: q.Path}}
			if q.Scheme == "https" {
				r.TLS = &tls.ConnectionState{}
			}
			handler.ServeHTTP(httptest.NewRecorder(), r)
			if err := out.Encode(got); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// domainTable is the entries of a map for one domain, or for all.
type domainTable struct {
	domain string
	table  urlmap.Table[urlmap.Mounted]
}

func build(spec mapSpec, got *answer) *urlmap.Map {
	var tables []domainTable
	var mounts urlmap.Table[urlmap.Mounted]
	for i, o := range spec.Order {
		mounts.Add(o.Prefix, mount(spec.Entries[o.Entry], got))
		if i == len(spec.Order)-1 || spec.Order[i+1].Domain != o.Domain {
			tables = append(tables, domainTable{o.Domain, mounts})
			mounts = urlmap.Table[urlmap.Mounted]{}
		}
	}
	notFound := urlmap.Mounted(urlmap.Leaf{Handler: http.NotFoundHandler()})
	if spec.NotFound != nil {
		notFound = mount(*spec.NotFound, got)
	}
	match := func(r *http.Request, path string) (urlmap.Mounted, int) {
		host := urlmap.HostOf(r)
		for _, t := range tables {
			if t.domain != "" && !host.Is(t.domain) {
				continue
			}
			if next, n := t.table.Match(path); next != nil {
				return next, n
			}
		}
		return nil, 0
	}
	return &urlmap.Map{Match: match, NotFound: notFound}
}

func mount(spec targetSpec, got *answer) urlmap.Mounted {
	switch {
	case spec.Map == nil:
		return urlmap.Leaf{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			*got = answer{spec.App, r.Pattern, r.URL.Path}
		})}
	case spec.Filter:
		inner := build(*spec.Map, got)
		return urlmap.Leaf{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inner.ServeHTTP(w, r) })}
	default:
		return build(*spec.Map, got)
	}
}
