// Package pastesession keeps what an app remembers of its clients in files. A
// client is known by a cookie. The app gets the map by
//
//	session, ok := r.Context().Value("paste.session.factory").(func() map[string]any)
//	all := session()
//	all["visits"] = 1
//
// and changes it; nothing else is to be done. What is in the map when the
// answer begins is saved, and what has changed since when the request ends. A
// new client gets the cookie if there is something in it by the time the answer
// begins. A map that is empty is no session.
//
// Values are those of JSON: texts, ints, floats, bools, nil, []any and
// map[string]any. Others come back as what encoding/json makes of them.
//
// # Differences
//
// Files hold JSON where Paste's hold pickles, so that they are not shared with
// it; a pickle can run any code when it is read. They are called by hashes of
// the ids and readable for their owner only (chmod says otherwise), where Paste
// shows the ids of all sessions to whoever can list /tmp. Ids are random, and
// one that nobody has given out does not become a session. Files are removed
// when they were not saved for that long, not that long after they were made.
// The cookie is HttpOnly, SameSite=Lax, and Secure if the client has come by
// https. When the session cannot be saved, that is in the log.
//
//paste:group sessions
package pastesession

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/cookie"
	"github.com/pastegen/pastegen/templates/response"
	"github.com/pastegen/pastegen/templates/sessions"
	"github.com/pastegen/pastegen/templates/target"
	"github.com/pastegen/pastegen/templates/values"
)

// Options are the keys of the section.
type Options struct {
	// SessionExpiration is how long the client keeps the cookie of a new
	// session, in minutes.
	SessionExpiration time.Duration `paste:"session_expiration,global,unit=minute,default=720"`
	// Expiration is how long files are kept that nobody asks for, in minutes.
	Expiration time.Duration `paste:"expiration,global,unit=minute,default=2880"`
	// CookieName is the cookie that clients are known by.
	CookieName string `paste:"cookie_name,global=session_cookie_name,default=_SID_"`
	// SessionFilePath is the folder of the files. It is made if there is none.
	SessionFilePath string `paste:"session_file_path,global,default=/tmp"`
	// Chmod is the mode of the files in octal digits: 660, to share them with
	// the group. Without it only their owner reads them.
	Chmod fs.FileMode `paste:"chmod,octal,global=session_chmod"`
}

// New returns a filter that keeps sessions in files.
//
//paste:filter_factory paste_session
//paste:stands_for egg:Paste#paste_session paste.session:make_session_middleware
func New(ctx context.Context, o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	store, err := sessions.OpenFiles(ctx, o.SessionFilePath, o.Chmod, o.Expiration, log)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return &handler{o, store, next, log}
	}, nil
}

// Validate returns an error for a name that no cookie can have.
func (o Options) Validate() error { return cookie.CheckName("cookie_name", o.CookieName) }

type handler struct {
	Options
	store sessions.Store
	next  http.Handler
	log   *slog.Logger
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := &session{handler: h, r: r}
	watched := response.Watch(w)
	watched.Hook(s)
	h.next.ServeHTTP(watched, r.WithContext(values.With(r.Context(), "paste.session.factory", s.all)))
	watched.Finish()
	if s.values == nil {
		return
	}
	if s.save(); s.isNew && s.saved != nil && !s.told {
		s.log.Error("a session was begun after the answer, which is too late for its cookie")
	}
}

// session is the session of one request.
type session struct {
	*handler
	r      *http.Request
	id     string
	isNew  bool
	told   bool           // the client gets the cookie
	values map[string]any // nil until the app asks
	saved  []byte         // what the store has
}

// all is paste.session.factory.
func (s *session) all() map[string]any {
	if s.values == nil {
		s.load()
	}
	return s.values
}

// load takes the session of the first cookie that has one, or a new one.
func (s *session) load() {
	for _, id := range cookie.Values(s.r, s.CookieName) {
		if !sessions.IsID(id) {
			continue
		}
		data, err := s.store.Load(s.r.Context(), id)
		if err == nil && data != nil {
			s.values, err = sessions.Decode(data)
		}
		if err != nil {
			s.log.Error("a session cannot be read", "error", err)
		}
		if s.values != nil {
			s.id = id // saved stays nil: the file is to become young
			return
		}
	}
	s.id, s.isNew, s.values = sessions.NewID(), true, map[string]any{}
}

// BeforeHeader implements response.Hook: the client is not to come back before
// its session is saved.
func (s *session) BeforeHeader(w *response.Writer, _ int) {
	if s.values == nil {
		return
	}
	s.save()
	if s.isNew && s.saved != nil {
		s.told = true
		cookie.Replace(w.Header(), http.Cookie{Name: s.CookieName, Value: s.id, Path: "/", Expires: time.Now().Add(s.SessionExpiration),
			Secure: target.IsHTTPS(s.r), HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
}

// save saves what has changed.
func (s *session) save() {
	ctx := context.WithoutCancel(s.r.Context()) // the client may be gone
	if len(s.values) == 0 {
		s.saved = nil
		if err := s.store.Delete(ctx, s.id); err != nil {
			s.log.Error("a session cannot be removed", "error", err)
		}
		return
	}
	data, err := sessions.Encode(s.values)
	if err == nil && !bytes.Equal(data, s.saved) {
		if err = s.store.Save(ctx, s.id, data); err == nil {
			s.saved = data
		}
	}
	if err != nil {
		s.log.Error("a session cannot be saved", "error", err)
	}
}
