// Package authform asks for a name and a password with a page. It needs no
// JavaScript and stores nothing: put auth_cookie or auth_tkt (with
// remember_login = true) before it, so that a user logs in once and not for
// each request.
//
// A request whose user is known already, because a filter before this one or
// the web server has set REMOTE_USER, passes. Any other is answered with the
// page, whatever its address. The page sends username and password to the
// address it is at, by POST. When authfunc knows them, the request goes on to
// the app as a GET of that address, without the form; apps find the name as
// REMOTE_USER and "form" as AUTH_TYPE in the request's context. Else the page
// is shown again and says so.
//
// # Differences
//
// A login that the page of another site has sent is refused with 403 (see the
// csrf part), so that nobody can be logged in as somebody else. Paste puts the
// address into the page unescaped, so that a link can run a script there; here
// the page has no address in it. The page is not stored in caches nor shown in
// frames, and a login is at most 64 KB. An own template is a *template.Template
// of html/template and no string with a %s. The name that was typed is kept
// when the password was wrong.
//
//paste:group auth
package authform

import (
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/sameorigin"
)

// Options are the keys of the section.
type Options struct {
	// Realm names what the user logs in to. The page shows it.
	Realm string `paste:"realm,required"`
	// AuthFunc reports whether that is the user's password: site:check, say,
	// for a function of your package site. Compare with crypto/subtle, or hash
	// passwords.
	AuthFunc func(r *http.Request, user, password string) bool `paste:"authfunc,required"`
	// Template is the page, a variable of your package: it is executed with a
	// Page. Its form must send username and password by POST to {{.Action}}.
	Template *template.Template `paste:"template"`
	// TrustedOrigins are other sites whose pages may log users in, such as
	// https://www.example.com.
	TrustedOrigins []string `paste:"trusted_origins"`
}

// Page is what a template is executed with.
type Page struct {
	Realm    string // of the section
	Action   string // where the form goes: the address that was asked for
	Username string // what was typed, when it was wrong
	Error    string // why the page is shown again; "" the first time
}

// maxLogin is how many bytes the body of a login may have.
const maxLogin = 64 << 10

// New returns a filter that shows a login page to users whom nobody knows yet.
//
//paste:filter_factory auth_form
//paste:stands_for egg:Paste#auth_form paste.auth.form:make_form
func New(o Options, log *slog.Logger) func(http.Handler) http.Handler {
	builtin := o.Template == nil
	if builtin {
		o.Template = template.Must(template.New("login").Parse(page))
	}
	return func(next http.Handler) http.Handler {
		return &form{o, builtin, next, log}
	}
}

type form struct {
	Options
	builtin bool // the template is this package's
	next    http.Handler
	log     *slog.Logger
}

// ServeHTTP implements http.Handler.
func (f *form) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case auth.User(r) != "":
		f.next.ServeHTTP(w, r)
	case r.Method == http.MethodPost:
		f.login(w, r)
	default:
		f.show(w, r, http.StatusOK, Page{})
	}
}

// login lets the user of a good login pass. Any other POST is one that wants a
// login first.
func (f *form) login(w http.ResponseWriter, r *http.Request) {
	if err := sameorigin.Check(r, f.TrustedOrigins); err != nil {
		f.show(w, r, http.StatusForbidden, Page{Error: "This login comes from a page of another site. Log in here."})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxLogin)
	user, password := r.PostFormValue("username"), r.PostFormValue("password")
	switch {
	case user == "" && password == "":
		f.show(w, r, http.StatusOK, Page{})
	case user != "" && password != "" && f.AuthFunc(r, user, password):
		f.next.ServeHTTP(w, asGet(auth.WithUser(r, user, "form")))
	default:
		f.show(w, r, http.StatusOK, Page{Username: user, Error: "That name and password do not belong together."})
	}
}

// asGet turns a request, which is a copy, into a GET without a body.
func asGet(r *http.Request) *http.Request {
	r.Method = http.MethodGet
	r.Header = r.Header.Clone()
	r.Header.Del("Content-Type")
	r.Header.Del("Content-Length")
	r.Body, r.ContentLength, r.TransferEncoding = http.NoBody, 0, nil
	r.Form, r.PostForm, r.MultipartForm = nil, nil, nil
	return r
}

// show answers with the page.
func (f *form) show(w http.ResponseWriter, r *http.Request, status int, p Page) {
	p.Realm, p.Action = f.Realm, action(r)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	if f.builtin {
		h.Set("Content-Security-Policy",
			"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	}
	var body strings.Builder
	if err := f.Template.Execute(&body, p); err != nil {
		f.log.Error("the login page fails", "error", err)
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body.String()))
}

// action is the address of a request as one of its own pages can name it. Two
// slashes at its beginning would make a host of what follows.
func action(r *http.Request) string {
	prefix := url.URL{Path: mount.Prefix(r)}
	address := prefix.EscapedPath() + r.URL.EscapedPath()
	if strings.HasPrefix(address, "//") {
		address = "/." + address
	}
	if r.URL.RawQuery != "" {
		address += "?" + r.URL.RawQuery
	}
	return address
}
