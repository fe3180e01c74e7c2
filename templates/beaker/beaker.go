// Package beaker keeps what an app remembers of its clients: in the clients'
// own cookies, in files, in memory, in memcached or in a database. The app
// finds the session in the request's context, and says by an interface of its
// own what it wants of it:
//
//	type session interface {
//		Get(key string) any
//		Set(key string, value any)
//	}
//
//	if s, ok := r.Context().Value("beaker.session").(session); ok {
//		n, _ := s.Get("visits").(int)
//		s.Set("visits", n+1)
//	}
//
// Session has all methods. Keys that begin with session. or beaker.session. may
// stand in [DEFAULT], for all sections. A session is read when it is first
// used, and saved when the answer begins.
//
// Values are those of JSON: texts, ints, floats, bools, nil, []any and
// map[string]any. Others come back as what encoding/json makes of them. With
// type = cookie they are seen by the client unless there is an encrypt_key.
//
// Sessions in cookies are shared with Beaker in Python that has data_serializer
// = json and the same keys, and so are the signed ids of the other types.
//
// For a new secret, validate_key or encrypt_key write NEW OLD: the first one is
// used, all are good. They cannot have white space in them.
//
// # Differences
//
// Beaker pickles, and so lets a client that has learned validate_key run any
// code; this writes JSON, also in files, memcached and the database, which are
// not shared with Python. Cookies that hold pickles are not good. Set saves the
// session; in Beaker only save does. Ids that the store does not know are not
// taken from a client. When the id changes or the session ends, the old id is
// good no more. Cookies are HttpOnly unless the file says otherwise. Files are
// called by hashes of the ids. The table of a database is that of a resource in
// the file. There are no dbm files, no Redis, MongoDB, Google or SQLAlchemy
// tables.
//
//paste:group sessions
package beaker

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/sessions"
	"github.com/pastegen/pastegen/templates/values"
)

// New returns a filter that keeps sessions.
//
//paste:filter_factory beaker_session
//paste:stands_for egg:Beaker#beaker_session beaker.middleware:session_filter_factory beaker.middleware:session_filter_app_factory
func New(ctx context.Context, beaker Keys, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	o, err := beaker.chosen()
	if err != nil {
		return nil, err
	}
	k, err := o.keeper(ctx, log)
	if err != nil {
		return nil, err
	}
	m := &manager{o, strings.Fields(o.Secret), strings.Fields(o.ValidateKey), k, log, time.Now}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s := &Session{manager: m, r: r}
			watched := response.Watch(w)
			watched.Hook(s)
			next.ServeHTTP(watched, r.WithContext(values.With(r.Context(), o.EnvironKey, s)))
			watched.Finish()
			s.finish()
		})
	}, nil
}

// keeper returns what keeps the sessions of the type.
func (o Options) keeper(ctx context.Context, log *slog.Logger) (keeper, error) {
	s := sealer{strings.Fields(o.EncryptKey), o.EncryptNonceBits / 8, o.CryptoType == Cryptography}
	if o.Type == Cookie {
		return cookieKeeper{s}, nil
	}
	store, err := o.store(ctx, log)
	return storeKeeper{s, store}, err
}

func (o Options) store(ctx context.Context, log *slog.Logger) (sessions.Store, error) {
	life := o.Timeout
	if life > 0 {
		life += 2 * time.Minute // so that a session does not end while it is being read
	}
	switch {
	case o.Type == Memcached:
		return openCache(o)
	case o.Type == Database:
		d, err := openDatabase(ctx, o)
		if err == nil && life > 0 {
			d.life = life
			go d.sweep(ctx, func(err error) { log.Error("old sessions cannot be removed", "error", err) })
		}
		return d, err
	case o.Type == Memory, o.Type == "" && o.DataDir == "":
		return sessions.NewMemory(life), nil
	}
	return sessions.OpenFiles(ctx, o.DataDir, 0, life, log)
}

type manager struct {
	Options
	secrets      []string // of Secret
	validateKeys []string // of ValidateKey
	keeper       keeper
	log          *slog.Logger
	now          func() time.Time
}

// cookie returns the cookie with that value; "" takes it away.
func (m *manager) cookie(value string) http.Cookie {
	c := http.Cookie{Name: m.Key, Value: value, Domain: m.CookieDomain, Path: m.CookiePath,
		Secure: m.Secure, HttpOnly: m.HTTPOnly, SameSite: m.SameSite}
	if c.SameSite == 0 {
		c.SameSite = http.SameSiteLaxMode
	}
	switch {
	case value == "":
		c.MaxAge = -1
	case m.CookieExpires.Never:
		c.Expires = time.Unix(1<<31-1, 0)
	case m.CookieExpires.After > 0:
		c.Expires = m.now().Add(m.CookieExpires.After)
	}
	return c
}
