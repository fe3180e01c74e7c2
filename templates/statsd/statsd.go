// Package statsd tells a statsd server how long each request took, under a name
// that is made of the request: NAME.METHOD.PATH, slashes in the path being
// dots. The dot of a version at the beginning of the path is left out, v2.0 is
// v20.
//
// # Differences
//
// In names, characters that mean something to statsd (: | @ #) and control
// characters are underscores. remove_uuid and remove_short_uuid are read as yes
// or no, where oslo.middleware takes any text for yes; and all UUIDs are left
// out, as its documentation says.
//
//paste:group logging
package statsd

import (
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/setting"
)

// Options are the keys of the section.
type Options struct {
	// Name is what all names begin with.
	Name string `paste:"name,required"`

	// StatsHost is the statsd server, with a port if it is not 8125.
	StatsHost string `paste:"stats_host,required"`

	// RemoveUUID leaves UUIDs out of names.
	RemoveUUID bool `paste:"remove_uuid,global"`

	// RemoveShortUUID leaves UUIDs without hyphens out of names.
	RemoveShortUUID bool `paste:"remove_short_uuid,global"`

	oslo.Keys
}

// New returns a filter that tells a statsd server how long requests took, and
// what closes its socket.
//
//paste:filter_factory stats
//paste:stands_for oslo_middleware.stats:StatsMiddleware.factory oslo_middleware:StatsMiddleware.factory
func New(o Options) (func(http.Handler) http.Handler, func() error, error) {
	host := o.StatsHost
	if _, _, err := net.SplitHostPort(host); err != nil {
		host = net.JoinHostPort(strings.Trim(host, "[]"), "8125")
	}
	if err := o.Validate(); err != nil {
		return nil, nil, err
	}
	conn, err := net.Dial("udp", host)
	if err != nil {
		return nil, nil, err
	}
	named := o.namer()
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start, name := time.Now(), named(r.Method, mount.Prefix(r)+r.URL.EscapedPath())
			defer func() {
				_, _ = fmt.Fprintf(conn, "%s:%f|ms", name, float64(time.Since(start))/float64(time.Millisecond)) // may get lost
			}()
			next.ServeHTTP(w, r)
		})
	}, conn.Close, nil
}

// Validate returns an error for names that begin with nothing.
func (o Options) Validate() error {
	if o.Name == "" {
		return setting.At("name", "name is empty")
	}
	return nil
}

// namer returns a function that names a request.
func (o Options) namer() func(method, path string) string {
	version := regexp.MustCompile(`^/v[0-9]\.[0-9]`)
	uuid := regexp.MustCompile(`(?i)\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)
	short := regexp.MustCompile(`(?i)\.[0-9a-f]{32}\b`)
	plain := func(c rune) rune {
		if c <= ' ' || c == 0x7f || strings.ContainsRune(":|@#", c) {
			return '_'
		}
		return c
	}
	return func(method, path string) string {
		path = version.ReplaceAllStringFunc(path, func(v string) string { return strings.Replace(v, ".", "", 1) })
		name := o.Name + "." + method
		if path = strings.TrimLeft(path, "/"); path != "" {
			name += "." + strings.ReplaceAll(path, "/", ".")
		}
		if o.RemoveShortUUID {
			name = short.ReplaceAllString(name, "")
		}
		if o.RemoveUUID {
			name = uuid.ReplaceAllString(name, "")
		}
		return strings.Map(plain, name)
	}
}
