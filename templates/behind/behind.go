// Package behind makes requests look as they did before the proxies in front of
// a server, as far as these are believed. Servers use it for their own keys;
// the filters prefix and http_proxy_to_wsgi are for files that put it into a
// pipeline.
package behind

import (
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/values"
)

// Options say which proxies are believed, and in what. The zero value believes
// nobody, and changes nothing.
type Options struct {
	// Trusted are the proxies that are believed.
	Trusted peers.Set

	// Count is how many of them stand one behind the other, at least 1: of a
	// header that is a list, which each of them has added to, the item counts
	// that is so far from the end. 0 counts those items whose senders are
	// trusted.
	Count int

	// Headers are the names of those that are believed: Forwarded, or some of
	// X-Forwarded-For, -Host, -Proto, -Port and -By. If there is Forwarded and
	// a request has it, the others do not count.
	Headers []string

	// Secure are headers that have Value if the client came by https, and
	// something else if not. Those that do not agree are an error of the
	// request.
	Secure []Secure

	// ScriptName believes a header SCRIPT_NAME, which says where the app is
	// mounted.
	ScriptName bool

	// Clear takes away headers that Options knows of and that are not believed,
	// so that no app believes them. Log says so.
	Clear, Log bool

	// Scheme is what requests came by when no proxy says it: "https". "" is
	// that of the connection.
	Scheme string

	// Name, if it is not "", is the SERVER_NAME of requests, unless a proxy
	// says another.
	Name string

	// Prefix is where the site mounts the app: it becomes SCRIPT_NAME, and goes
	// away from the paths that begin with it.
	Prefix string
}

// Secure is a header that tells https by a value.
type Secure struct{ Name, Value string }

// Known are the headers of proxies that Options can believe.
func Known() []string {
	return []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-By"}
}

// scriptName is the header SCRIPT_NAME as net/http writes it.
const scriptName = "Script_name"

// New returns next behind proxies; next itself if there is nothing to do.
func New(o Options, log *slog.Logger, next http.Handler) http.Handler {
	b := &behind{Options: o, log: log, next: next, always: o.Scheme != "" || o.Prefix != "" || o.Name != ""}
	if o.Clear {
		b.watched = Known()
	}
	if !o.Trusted.None() {
		b.watched = append(b.watched, o.Headers...)
		for i, s := range o.Secure {
			b.Options.Secure = slices.Clone(b.Options.Secure)
			b.Options.Secure[i].Name = http.CanonicalHeaderKey(s.Name)
			b.watched = append(b.watched, b.Options.Secure[i].Name)
		}
	}
	if o.ScriptName {
		b.watched = append(b.watched, scriptName)
	}
	slices.Sort(b.watched)
	b.watched = slices.Compact(b.watched)
	if len(b.watched) == 0 && !b.always {
		return next
	}
	return b
}

// behind is an app behind proxies.
type behind struct {
	Options
	log     *slog.Logger
	next    http.Handler
	watched []string // headers that make a difference
	always  bool     // to all requests, even if they have none of these
}

// ServeHTTP implements http.Handler.
func (b *behind) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mentioned := b.mentioned(r.Header)
	if !mentioned && !b.always {
		b.next.ServeHTTP(w, r)
		return
	}
	v := &view{request: *r, url: *r.URL, ctx: r.Context()}
	v.request.URL = &v.url
	b.mount(v)
	if mentioned {
		if bad := b.translate(v); bad != nil {
			b.log.Warn("a header of a proxy is malformed", "header", bad.header, "sender", r.RemoteAddr, "err", bad.reason)
			http.Error(w, "Header "+bad.header+" malformed.", http.StatusBadRequest)
			return
		}
	}
	b.next.ServeHTTP(w, v.request.WithContext(v.ctx))
}

func (b *behind) mentioned(h http.Header) bool {
	for _, name := range b.watched {
		if h[name] != nil {
			return true
		}
	}
	return false
}

// mount does what the options say of every request.
func (b *behind) mount(v *view) {
	if b.Scheme != "" {
		v.setScheme(b.Scheme)
	}
	if b.Name != "" {
		v.ctx = values.With(v.ctx, "SERVER_NAME", b.Name)
	}
	if b.Prefix != "" {
		v.mount(b.Prefix)
	}
}

// translate does what the headers of a request say, if their sender is
// believed, and drops what nobody is to believe.
func (b *behind) translate(v *view) *malformed {
	var believed []string
	if b.Trusted.Contain(peers.Addr(v.request.RemoteAddr)) {
		believed = b.believed(v.request.Header)
		if bad := b.take(v, believed); bad != nil {
			return bad
		}
	}
	var dropped []string
	for _, name := range b.watched {
		isKnown := b.Clear && slices.Contains(Known(), name) || name == scriptName
		if isKnown && !slices.Contains(believed, name) && v.request.Header[name] != nil {
			dropped = append(dropped, name)
		}
	}
	v.drop(dropped)
	if b.Log && len(dropped) > 0 {
		b.log.Warn("headers of a proxy were removed that is not believed", "headers", strings.Join(dropped, ", "), "sender", v.sender())
	}
	return nil
}

// believed are the headers that a trusted proxy may say something by.
func (b *behind) believed(h http.Header) []string {
	if slices.Contains(b.Headers, "Forwarded") && h["Forwarded"] != nil {
		return []string{"Forwarded", scriptName}
	}
	return append(slices.Clone(b.Headers), scriptName)
}

// malformed is a header that cannot be read.
type malformed struct{ header, reason string }

// take does what the headers say.
func (b *behind) take(v *view, believed []string) *malformed {
	h := v.request.Header
	var c claim
	var bad *malformed
	switch {
	case slices.Contains(believed, "Forwarded") && h["Forwarded"] != nil:
		c, bad = b.forwarded(h["Forwarded"])
	case len(b.Headers) > 0:
		c, bad = b.separate(h, believed)
	}
	if bad == nil {
		bad = b.secure(h, &c)
	}
	if bad != nil {
		return bad
	}
	if b.ScriptName && len(h[scriptName]) == 1 {
		c.prefix = h[scriptName][0]
	}
	c.apply(v)
	return nil
}

// secure reads headers that tell https by a value.
func (b *behind) secure(h http.Header, c *claim) *malformed {
	said := ""
	for _, s := range b.Secure {
		for _, value := range h[s.Name] {
			scheme := "http"
			if value == s.Value {
				scheme = "https"
			}
			if said != "" && scheme != said {
				return &malformed{s.Name, "it says " + scheme + ", and another one " + said}
			}
			said = scheme
		}
	}
	if said != "" {
		c.scheme = said
	}
	return nil
}

// view is a request as the app is to see it.
type view struct {
	request http.Request
	url     url.URL
	ctx     contextOf
	from    string // who has sent it, when RemoteAddr says another
}

// sender is who has sent the request.
func (v *view) sender() string {
	if v.from != "" {
		return v.from
	}
	return v.request.RemoteAddr
}

// setScheme says the scheme to net/http apps and to WSGI ones.
func (v *view) setScheme(scheme string) {
	v.url.Scheme = scheme
	v.ctx = values.With(v.ctx, "wsgi.url_scheme", scheme)
}

// mount makes prefix the place of the app.
func (v *view) mount(prefix string) {
	v.request.Pattern = prefix
	rest, has := strings.CutPrefix(v.url.Path, prefix)
	if !has || rest != "" && rest[0] != '/' {
		return
	}
	v.url.Path = rest
	raw, has := strings.CutPrefix(v.url.RawPath, (&url.URL{Path: prefix}).EscapedPath())
	if !has {
		raw = "" // written in another way: Path alone says it
	}
	v.url.RawPath = raw
}

// drop takes headers away. The header is copied: filters outside may be reading
// it.
func (v *view) drop(names []string) {
	if len(names) == 0 {
		return
	}
	v.request.Header = v.request.Header.Clone()
	for _, name := range names {
		delete(v.request.Header, name)
	}
}
