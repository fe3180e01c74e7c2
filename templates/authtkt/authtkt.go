// Package authtkt knows users by a signed cookie, the ticket of Apache's
// mod_auth_tkt. Paste, repoze.who, Pyramid and many others know it too, so that
// one login holds for all that share the secret.
//
// Apps find the user of a good ticket as REMOTE_USER in the request's context,
// its tokens (groups, with commas between them) as REMOTE_USER_TOKENS, its data
// as REMOTE_USER_DATA and "cookie" as AUTH_TYPE. A ticket that is not good is
// as none: put a filter behind this one that asks for a login. The app, or the
// function that a login asks, logs users in and out:
//
//	set, ok := r.Context().Value("paste.auth_tkt.set_user").(func(user string, tokens []string, data string) error)
//	logout, ok := r.Context().Value("paste.auth_tkt.logout_user").(func())
//
// Either has to be called before the answer begins. With remember_login = true
// that is done for each user whom a filter behind this one has found, auth_form
// say.
//
// For a new secret write secret = NEW OLD: the first one signs, tickets of all
// are good, and those of an old one are replaced. First let all servers know
// the new one: secret = OLD NEW. A secret cannot have white space in it.
//
// # Differences
//
// Paste's filter fails on Python 3 when a cookie comes in. Its tickets are
// signed with MD5; these with SHA-256 unless digest_algo says md5, which
// repoze.who needs, or sha512, as Pyramid does by itself. Cookies are HttpOnly,
// SameSite=Lax, and for one host: Paste has no key for that and sends three
// cookies, one of them for all hosts of the domain, for which there is
// wildcard_cookie here. There are timeout, reissue_time and max_age, as in
// Pyramid. A ticket of Pyramid or repoze.who whose user is encoded is decoded.
// With include_ip, addresses of IPv6 are signed as by Pyramid; Paste fails.
// Tickets with a zero byte, which could be read as another's, are not good.
//
//paste:group auth
package authtkt

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/cookie"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// Secret signs tickets. All servers that share tickets have the same. Of
	// several words the first signs and all are good.
	Secret []string `paste:"secret,required,global,secret"`
	// CookieName is the cookie that holds the ticket.
	CookieName string `paste:"cookie_name,default=auth_tkt"`
	// Secure has browsers send the ticket by https only.
	Secure bool `paste:"secure,default=false"`
	// HTTPOnly hides the ticket from scripts.
	HTTPOnly bool `paste:"httponly,default=true"`
	// IncludeIP makes a ticket good for the address it was made for only.
	IncludeIP bool `paste:"include_ip,default=true"`
	// LogoutPath is where users are logged out: the page is shown as usual, and
	// they are nobody from then on.
	LogoutPath string `paste:"logout_path"`
	// DigestAlgo signs: md5, sha256 or sha512. All servers that share tickets
	// have the same.
	DigestAlgo Digest `paste:"digest_algo,default=sha256"`
	// Timeout is how old a ticket may be. Without it a ticket is good for ever.
	Timeout time.Duration `paste:"timeout,unit=second"`
	// ReissueTime is the age at which a ticket is replaced by a new one, a
	// tenth of the timeout say.
	ReissueTime time.Duration `paste:"reissue_time,unit=second"`
	// MaxAge is how long a browser keeps the ticket. Without it that is until
	// it is closed.
	MaxAge time.Duration `paste:"max_age,unit=second"`
	// WildcardCookie has browsers send the ticket to all hosts below the one
	// that has made it too.
	WildcardCookie bool `paste:"wildcard_cookie,default=false"`
	// RememberLogin makes a ticket for every user whom a filter behind this one
	// finds.
	RememberLogin bool `paste:"remember_login,default=false"`
}

// New returns a filter that knows users by their tickets.
//
//paste:filter_factory auth_tkt
//paste:stands_for egg:Paste#auth_tkt paste.auth.auth_tkt:make_auth_tkt_middleware
func New(o Options) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return &handler{o, sealer{o.Secret, o.DigestAlgo}, next, time.Now}
	}, nil
}

// Validate returns an error for options that make no sense together.
func (o Options) Validate() error {
	switch {
	case len(o.Secret) == 0:
		return setting.At("secret", "the secret is empty")
	case o.DigestAlgo.hash() == nil:
		return setting.At("digest_algo", "digest_algo is md5, sha256 or sha512, not %q", o.DigestAlgo)
	case o.Timeout > 0 && o.ReissueTime > o.Timeout:
		return setting.At("reissue_time", "reissue_time (%s) is longer than timeout (%s): tickets would never be replaced", o.ReissueTime, o.Timeout)
	}
	return cookie.CheckName("cookie_name", o.CookieName)
}

type handler struct {
	Options
	sealer
	next http.Handler
	now  func() time.Time
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := &session{handler: h, w: w, r: r, addr: h.addr(r)}
	ctx := values.With(r.Context(), "paste.auth_tkt.set_user", s.setUser)
	r = r.WithContext(values.With(ctx, "paste.auth_tkt.logout_user", s.logout))
	if t, ok := s.ticket(); ok {
		r = admit(r, t)
	}
	if h.LogoutPath != "" && r.URL.Path == h.LogoutPath {
		s.logout()
	}
	if !h.RememberLogin {
		h.next.ServeHTTP(w, r)
		return
	}
	s.user = auth.User(r)
	s.found = &values.Notes{Context: r.Context()}
	watched := response.Watch(w)
	watched.Hook(s)
	h.next.ServeHTTP(watched, r.WithContext(s.found))
	watched.Finish()
}

// addr is the address that tickets of the request are for. mod_auth_tkt has
// 0.0.0.0 where it does not matter.
func (h *handler) addr(r *http.Request) netip.Addr {
	if h.IncludeIP {
		if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
			return at.Addr().Unmap().WithZone("")
		}
	}
	return netip.IPv4Unspecified()
}

// admit returns the request as one of the ticket's user.
func admit(r *http.Request, t ticket) *http.Request {
	tokens := t.tokens
	if known := auth.Value(r, "REMOTE_USER_TOKENS"); known != "" && tokens != "" {
		tokens = known + "," + tokens
	} else if tokens == "" {
		tokens = known
	}
	ctx := values.With(r.Context(), "REMOTE_USER_TOKENS", tokens)
	ctx = values.With(ctx, "REMOTE_USER_DATA", t.data)
	return auth.WithUser(r.WithContext(ctx), t.name(), "cookie")
}

// session is one request and its answer.
type session struct {
	*handler
	w     http.ResponseWriter
	r     *http.Request
	addr  netip.Addr
	set   bool // the answer has a cookie, or takes one away
	user  string
	found *values.Notes // who was found, if that is to be remembered
}

// ticket returns the first good ticket of the request, and replaces one that is
// getting old.
func (s *session) ticket() (ticket, bool) {
	for _, value := range cookie.Values(s.r, s.CookieName) {
		t, secret := s.open(value, s.addr)
		age := s.now().Sub(t.made)
		if secret < 0 || s.Timeout > 0 && age > s.Timeout {
			continue
		}
		if secret > 0 || s.ReissueTime > 0 && age > s.ReissueTime {
			t.made = s.now()
			_ = s.send(t) // it was a ticket, so it is one
		}
		return t, true
	}
	return ticket{}, false
}

// setUser is paste.auth_tkt.set_user.
func (s *session) setUser(user string, tokens []string, data string) error {
	for _, token := range tokens {
		if token == "" || strings.Contains(token, ",") {
			return fmt.Errorf("auth_tkt: a token that is empty or has a comma: %q", token)
		}
	}
	s.set = true
	return s.send(ticket{user: user, tokens: strings.Join(tokens, ","), data: data, made: s.now()})
}

func (s *session) send(t ticket) error {
	text, err := s.seal(t, s.addr)
	if err != nil {
		return err
	}
	domain := ""
	if s.WildcardCookie {
		domain = domainOf(s.r)
	}
	cookie.Replace(s.w.Header(), s.cookie(text, domain, int(s.MaxAge/time.Second)))
	return nil
}

// logout is paste.auth_tkt.logout_user. It takes away the cookies of other
// servers too, which may be for all hosts.
func (s *session) logout() {
	s.set = true
	cookie.Replace(s.w.Header(), s.cookie("", "", -1))
	if domain := domainOf(s.r); domain != "" {
		cookie.Add(s.w.Header(), s.cookie("", domain, -1))
	}
}

func (s *session) cookie(value, domain string, age int) http.Cookie {
	return http.Cookie{Name: s.CookieName, Value: value, Path: "/", Domain: domain, MaxAge: age,
		Secure: s.Secure, HttpOnly: s.HTTPOnly, SameSite: http.SameSiteLaxMode}
}

// domainOf is the domain of the host that the request names; "" if it has none
// that cookies can be for.
func domainOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	isName := strings.Contains(host, ".") && !strings.ContainsFunc(host, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.')
	})
	if !isName || net.ParseIP(host) != nil || strings.Trim(host, ".") != host {
		return ""
	}
	return host
}

// BeforeHeader implements response.Hook: it makes a ticket for a user whom a
// filter behind this one has found.
func (s *session) BeforeHeader(*response.Writer, int) {
	user, _ := s.found.Last("REMOTE_USER").(string)
	if user != "" && user != s.user && !s.set {
		_ = s.setUser(user, nil, "") // a name with a zero byte is not remembered
	}
}
