// Package authcookie remembers users between requests in a signed cookie. The
// filters behind it find out who a user is, once:
//
//	[pipeline:main]
//	pipeline = cookie form app
//
//	[filter:cookie]
//	use = egg:Paste#auth_cookie
//	secret = %(SECRET)s
//
//	[filter:form]
//	use = egg:Paste#auth_form
//	realm = back room
//	authfunc = site:check
//
// What they, or the app, give as REMOTE_USER, REMOTE_SESSION or another key in
// scanlist is there again in the next request, and AUTH_TYPE is "cookie". Keys
// that are there already are left alone. The app gives a text by
//
//	remember, ok := r.Context().Value("paste.auth.cookie").(func(key, value string))
//
// before the answer begins. A key beside those in scanlist is remembered too,
// and an empty value is forgotten, so that remember("REMOTE_USER", "") logs a
// user out. Values can be read by the user: sign is not encrypt.
//
// For a new secret write secret = NEW OLD: the first one signs, cookies of all
// are good. A secret cannot have white space in it.
//
// # Differences
//
// Paste's filter fails on Python 3.9 and later when a cookie comes in. It does
// not sign the time until which a cookie is good, so that a user can change it.
// The time is signed here, with HMAC-SHA256. A cookie that Paste has signed is
// good too, up to the timeout, and is replaced. Cookies are HttpOnly and
// SameSite=Lax, and sent when there is something new to say, which is once a
// minute at least. A user who is logged out loses the cookie; in Paste it
// stays. Values that make a cookie longer than maxlen are an error in the log;
// Paste answers 500.
//
//paste:group auth
package authcookie

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/cookie"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/target"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// CookieName is the cookie that holds the values.
	CookieName string `paste:"cookie_name,default=PASTE_AUTH_COOKIE"`
	// Scanlist are the keys whose values are remembered.
	Scanlist []string `paste:"scanlist,default=REMOTE_USER REMOTE_SESSION"`
	// Secret signs. Of several words the first signs and all are good. Without
	// it there is a new one at each start, and users have to log in again.
	Secret []string `paste:"secret,global,secret"`
	// Timeout is how long a cookie is good, in minutes. Each answer begins it
	// anew.
	Timeout time.Duration `paste:"timeout,unit=minute,default=30"`
	// MaxLen is how many characters the cookie may have.
	MaxLen int `paste:"maxlen,default=4096"`
}

// New returns a filter that remembers users in a cookie.
//
//paste:filter_factory auth_cookie
//paste:stands_for egg:Paste#auth_cookie paste.auth.cookie:make_auth_cookie
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	if len(o.Secret) == 0 {
		log.Info("there is no secret: users are forgotten when the server stops")
		o.Secret = []string{rand.Text()}
	}
	return func(next http.Handler) http.Handler {
		return &handler{o, signer{o.Secret, o.Timeout}, next, log, time.Now}
	}, o.Validate()
}

// Validate returns an error for a name that no cookie can have.
func (o Options) Validate() error { return cookie.CheckName("cookie_name", o.CookieName) }

type handler struct {
	Options
	signer
	next http.Handler
	log  *slog.Logger
	now  func() time.Time
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := &saver{handler: h, r: r, keys: slices.Clone(h.Scanlist), given: map[string]string{}}
	r = s.restore()
	s.found = &values.Notes{Context: values.With(r.Context(), "paste.auth.cookie", s.remember)}
	watched := response.Watch(w)
	watched.Hook(s)
	h.next.ServeHTTP(watched, r.WithContext(s.found))
	watched.Finish()
}

// saver saves the values of one request.
type saver struct {
	*handler
	r     *http.Request
	came  string            // the cookie that came with the request, if it was good
	keys  []string          // what is saved, in this order
	given map[string]string // what the app has given
	found *values.Notes     // what filters have found
}

// restore returns the request with what its cookie says.
func (s *saver) restore() *http.Request {
	r := s.r
	for _, value := range cookie.Values(r, s.CookieName) {
		pairs, good := s.open(value, s.now())
		if !good {
			continue
		}
		s.came = value
		for _, p := range pairs {
			s.add(p.key)
			switch {
			case auth.Value(r, p.key) != "":
			case p.key == "REMOTE_USER":
				r = auth.WithUser(r, p.value, "cookie")
			default:
				r = r.WithContext(values.With(r.Context(), p.key, p.value))
			}
		}
		break
	}
	return r
}

// remember is paste.auth.cookie.
func (s *saver) remember(key, value string) {
	s.add(key)
	s.given[key] = value
}

func (s *saver) add(key string) {
	if !slices.Contains(s.keys, key) {
		s.keys = append(s.keys, key)
	}
}

// value is what is to be remembered of a key. What the app says comes last, and
// counts.
func (s *saver) value(key string) string {
	if given, ok := s.given[key]; ok {
		return given
	}
	if found, ok := s.found.Last(key).(string); ok {
		return found
	}
	return auth.Value(s.r, key)
}

// BeforeHeader implements response.Hook.
func (s *saver) BeforeHeader(w *response.Writer, _ int) {
	var pairs []pair
	for _, key := range s.keys {
		if value := s.value(key); value != "" {
			pairs = append(pairs, pair{key, value})
		}
	}
	c := http.Cookie{Name: s.CookieName, Path: "/", Secure: target.IsHTTPS(s.r), HttpOnly: true, SameSite: http.SameSiteLaxMode}
	switch {
	case len(pairs) > 0:
		c.Value = s.sign(pairs, s.now())
	case s.came != "":
		c.MaxAge = -1
	}
	switch {
	case len(c.Value) > s.MaxLen:
		s.log.Error("there is too much to remember", "cookie", s.CookieName, "maxlen", s.MaxLen, "length", len(c.Value))
	case c.Value != s.came:
		cookie.Add(w.Header(), c)
	}
}
