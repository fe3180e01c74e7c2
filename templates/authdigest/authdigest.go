// Package authdigest asks for a name and a password by HTTP's Digest scheme
// (RFC 7616). The password does not go over the wire; without https, though,
// everything else of the request and the answer does.
//
// A request whose user is known already, because a filter before this one or
// the web server has set REMOTE_USER, passes. Others pass when they prove that
// they know the password whose hash authfunc returns, and get 401 else. Apps
// find the name as REMOTE_USER and "digest" as AUTH_TYPE in the request's
// context.
//
// authfunc returns what RFC 7616 calls H(A1), or "" for a user it does not
// know: keep that in place of the passwords.
//
//	fmt.Sprintf("%x", sha256.Sum256([]byte(user+":"+realm+":"+password)))
//
// # Differences
//
// Hashes are SHA-256 unless algorithm = md5, which is all that Paste and older
// browsers know. Headers that make no sense get 401. The address that a client
// has signed must be the one it asks for; for Paste it may be a part of it. A
// nonce is good for nonce_lifetime, each of its counts once and only if its
// user is known; how many are kept is limited, and older ones are stale:
// browsers then go on with a new one by themselves. Requests without qop (RFC
// 2069) get 401.
//
//paste:group auth
package authdigest

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"hash"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/setting"
)

// Algorithm is a hash.
type Algorithm string

// The algorithms of RFC 7616 that browsers know.
const (
	SHA256 Algorithm = "SHA-256"
	MD5    Algorithm = "MD5"
)

// Options are the keys of the section.
type Options struct {
	// Realm names what is protected. Browsers show it.
	Realm string `paste:"realm,required"`
	// AuthFunc returns the hash of user:realm:password in hexadecimal digits,
	// "" if there is no such user: site:hash_of, say, for the function HashOf
	// of your package site.
	AuthFunc func(r *http.Request, realm, user string) string `paste:"authfunc,required"`
	// Algorithm is sha256 or md5.
	Algorithm Algorithm `paste:"algorithm,default=sha256"`
	// NonceLifetime is how long a browser can go on without a new nonce, for
	// which it does not ask its user.
	NonceLifetime time.Duration `paste:"nonce_lifetime,unit=second,default=300"`
	// MaxNonces is how many nonces of known users are kept.
	MaxNonces int `paste:"max_nonces,default=10000"`
}

// New returns a filter that lets users pass who prove that they know the
// password in the Digest scheme.
//
//paste:filter_factory auth_digest
//paste:stands_for egg:Paste#auth_digest paste.auth.digest:make_digest
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	kept := newNonces(o.NonceLifetime, o.MaxNonces, time.Now())
	return func(next http.Handler) http.Handler {
		return &handler{o, kept, next, log, time.Now}
	}, nil
}

// Validate returns an error for options that make no sense.
func (o Options) Validate() error {
	if o.MaxNonces < 1 || o.NonceLifetime <= 0 {
		return setting.At("nonce_lifetime", "nonce_lifetime (%s) and max_nonces (%d) have to be positive", o.NonceLifetime, o.MaxNonces)
	}
	return auth.CheckRealm(o.Realm)
}

type handler struct {
	Options
	kept *nonces
	next http.Handler
	log  *slog.Logger
	now  func() time.Time
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if auth.User(r) != "" {
		h.next.ServeHTTP(w, r)
		return
	}
	c, ok := h.credentials(r)
	if !ok || !h.proves(r, c) {
		auth.Refuse(w, h.challenge(false))
		return
	}
	if !h.kept.use(c.nonce, c.count, h.now()) {
		auth.Refuse(w, h.challenge(true))
		return
	}
	h.next.ServeHTTP(w, auth.WithUser(r, c.user, "digest"))
}

// challenge asks the client for a proof. A stale one says that only the nonce
// was not good.
func (h *handler) challenge(stale bool) string {
	c := fmt.Sprintf(`Digest realm=%s, qop="auth", algorithm=%s, nonce="%s", charset=UTF-8`,
		auth.Quote(h.Realm), h.Algorithm, h.kept.make(h.now()))
	if stale {
		c += ", stale=true"
	}
	return c
}

// credentials are what a client sends.
type credentials struct {
	user, uri, nonce, cnonce, response string
	nc                                 string
	count                              uint64 // of nc
}

// credentials reads the header of a request. They are for this realm and
// address, and complete.
func (h *handler) credentials(r *http.Request) (credentials, bool) {
	p := parse(r.Header.Get("Authorization"))
	c := credentials{p["username"], p["uri"], p["nonce"], p["cnonce"], p["response"], p["nc"], 0}
	if name, ok := strings.CutPrefix(p["username*"], "UTF-8''"); ok && c.user == "" {
		c.user, _ = url.PathUnescape(name)
	}
	count, err := strconv.ParseUint(c.nc, 16, 32)
	c.count = count
	algorithm := p["algorithm"]
	if algorithm == "" {
		algorithm = string(MD5) // RFC 7616, 3.4
	}
	ok := err == nil && len(c.nc) == 8 && c.user != "" && c.cnonce != "" && p["qop"] == "auth" && p["realm"] == h.Realm &&
		strings.EqualFold(algorithm, string(h.Algorithm)) && isAddress(c.uri, r)
	return c, ok
}

// isAddress reports whether a request is for the address that its client has
// signed: as the server got it, or with the prefix that a proxy has cut off and
// a filter has put back into Pattern.
func isAddress(uri string, r *http.Request) bool {
	if uri == r.RequestURI {
		return true
	}
	signed, err := url.ParseRequestURI(uri)
	if err != nil || signed.RawQuery != r.URL.RawQuery {
		return false
	}
	return signed.Path == r.Pattern+r.URL.Path
}

// proves reports whether the client knows the user's password.
func (h *handler) proves(r *http.Request, c credentials) bool {
	known := h.AuthFunc(r, h.Realm, c.user)
	if known == "" {
		return false
	}
	if got, want := len(known), len(h.hash()); got != want {
		h.log.ErrorContext(r.Context(), "what authfunc has returned is no hash of the algorithm, so that nobody can prove to know it", "algorithm", h.Algorithm, "digits", got, "want", want)
		return false
	}
	secret := strings.ToLower(known)
	want := h.hash(secret, c.nonce, c.nc, c.cnonce, "auth", h.hash(r.Method, c.uri))
	return subtle.ConstantTimeCompare([]byte(want), []byte(c.response)) == 1
}

// hash returns the hash of texts with colons between them.
func (h *handler) hash(texts ...string) string {
	var sum hash.Hash = sha256.New()
	if h.Algorithm == MD5 {
		sum = md5.New()
	}
	sum.Write([]byte(strings.Join(texts, ":")))
	return hex.EncodeToString(sum.Sum(nil))
}
